/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/scene/outcome.h"
#include "harness/scene/scene_call.h"
#include "harness/scene/script.h"
#include "harness/world/holdings.h"

#define AT_ONCE 50	/* requests */
#define WARM 400	/* calls until caches are full */
#define WEIGHED 1000	/* calls, so many times until nothing is lost: */
#define WEIGHINGS 40	/* CPython 3.14 fills one for up to 10,000 calls */
#define CALL_LOSES 16L	/* bytes at most */
#define CALL_MAPS 2048L

/* Sends n requests and takes their replies; false once one is another. */
static bool
make_some(struct scene *sc, const char *act, int n, struct text *outcome)
{
	struct text lines = TEXT_INIT, now = TEXT_INIT;
	bool sent, same = true;
	int i;

	for (i = 0; i < n; i++)
		text_addf(&lines, "%s%s", i > 0 ? "\n" : "", act);
	sent = session_send_all(sc->session, text_get(&lines));
	for (i = 0; i < n && sc->last.lost == NULL; i++) {
		if (sent)
			session_next(sc->session);
		session_await(sc->session, sc->peers_used, sc->peers_len,
		    &sc->last);
		if (sc->last.lost != NULL || !same)
			continue;
		text_cut(&now, 0);
		outcome_format(&sc->last.reply, &now);
		same = outcome->len == 0 ||
		    strcmp(text_get(&now), text_get(outcome)) == 0;
		text_cut(outcome, 0);
		text_adds(outcome, text_get(&now));
	}
	text_release(&lines);
	text_release(&now);
	return same && sc->last.lost == NULL;
}

/* A call made often: what it is, what came of it. */
struct often {
	char *act;
	struct text outcome;
	bool same;
};

static void
start(struct scene *sc, struct often *o, const char *format, va_list ap)
{
	*o = (struct often){ .act = scene_literal(sc, format, ap),
	    .outcome = TEXT_INIT, .same = true };
	script_cannot(sc->script, "a call made very often");
	sc->last.lost = NULL;
}

static void
make(struct scene *sc, struct often *o, int times)
{
	for (; times > 0 && o->same; times -= AT_ONCE)
		o->same = make_some(sc, o->act, times < AT_ONCE ? times :
		    AT_ONCE, &o->outcome);
}

static void
end(struct scene *sc, struct often *o)
{
	scene_trace_answer(sc, o->act, false, NULL);
	free(o->act);
	text_release(&o->outcome);
}

void
call_often(struct scene *sc, int times, const char *format, ...)
{
	struct often o;
	va_list ap;

	if (over(sc))
		return;
	va_start(ap, format);
	start(sc, &o, format, ap);
	va_end(ap);
	make(sc, &o, times);
	end(sc, &o);
}

struct memory {
	long anonymous, space;
	bool told;
};

static struct memory
weigh(struct scene *sc)
{
	struct answer a;
	struct memory m;

	/* Who has no collector, and does not know of any, needs none. */
	session_call(sc->session, "collect()", &a);
	m.told = a.lost == NULL && holdings_memory(sc->session->process.worker,
	    &m.anonymous, &m.space);
	return m;
}

static bool
is_lost(const struct memory *before, const struct memory *now, char note[80])
{
	long anonymous = now->anonymous - before->anonymous;
	long space = now->space - before->space;

	snprintf(note, 80, "%ld bytes more, %ld of address space, in %d calls",
	    anonymous, space, WEIGHED);
	return anonymous >= WEIGHED * CALL_LOSES ||
	    space >= WEIGHED * CALL_MAPS;
}

void
call_and_weigh(struct scene *sc, const char *format, ...)
{
	struct memory before = { 0, 0, false }, now = before;
	bool lost = true;
	struct often o;
	char note[80];
	va_list ap;
	int i;

	if (over(sc))
		return;
	va_start(ap, format);
	start(sc, &o, format, ap);
	va_end(ap);
	make(sc, &o, WARM);
	/* A connection that ended says so once, and then that there is none. */
	o.same = sc->last.lost == NULL;
	if (o.same)
		before = weigh(sc);
	/* From one weighing to the next: what comes and goes adds up to nothing. */
	for (i = 0; i < WEIGHINGS && lost && o.same; i++) {
		make(sc, &o, WEIGHED);
		if (!o.same)
			break;
		now = weigh(sc);
		lost = is_lost(&before, &now, note);
		before = now;
	}
	/* The last reply may be collect()'s. */
	if (o.same)
		make(sc, &o, 1);
	end(sc, &o);
	if (!over(sc) && i > 0 && !o.same) {
		observe(sc, "outcomes", "not all the same");
		return;
	}
	if (!over(sc) && i > 0 && !now.told)
		lacking(sc, "smaps", "the kernel does not tell what memory a "
		    "process has: there is no /proc/PID/smaps_rollup");
	if (!over(sc) && i > 0)
		trace_add(&sc->trace, "memory", NULL, lost ? "lost" :
		    "as before", note);
}
