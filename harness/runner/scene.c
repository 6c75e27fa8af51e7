/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/protocol/fill.h"
#include "harness/runner/outcome.h"
#include "harness/runner/scene.h"
#include "harness/runner/script.h"
#include "harness/world/clock.h"

#define LOOK_LATE_NS INT64_C(8000000)	/* between two looks */
#define REST_MS 3	/* between two looks at what moves */
#define REST_STILL 10	/* looks at which nothing moved */
#define REST_LOOKS 500
#define LOOKS_ENOUGH 50	/* at a call that never was asleep: it spins */
#define PLAYS_MAX 8
#define ASLEEP_MS 5000	/* how long to wait for a call to block */

bool
over(const struct scene *sc)
{
	return sc->end != SCENE_GOES_ON;
}

static void
end(struct scene *sc, enum scene_end how, const char *format, va_list ap)
{
	struct text text = TEXT_INIT;

	if (over(sc))
		return;
	text_vaddf(&text, format, ap);
	sc->end = how;
	sc->reason = text_detach(&text);
}

void
broken(struct scene *sc, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	end(sc, SCENE_BROKEN, format, ap);
	va_end(ap);
}

void
unsupported(struct scene *sc, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	end(sc, SCENE_UNSUPPORTED, format, ap);
	va_end(ap);
}

void
lacking(struct scene *sc, const char *what, const char *format, ...)
{
	va_list ap;

	if (!over(sc))
		sc->lacks = what;
	va_start(ap, format);
	end(sc, SCENE_UNSUPPORTED, format, ap);
	va_end(ap);
}

const char *
axis(const struct scene *sc, const char *name)
{
	const char *value = instance_value(sc->instance, name);

	if (value == NULL) {
		fprintf(stderr, "row '%s' has no axis '%s'\n",
		    sc->instance->row->name, name);
		abort();
	}
	return value;
}

bool
axis_is(const struct scene *sc, const char *name, const char *value)
{
	return instance_is(sc->instance, name, value);
}

long long
axis_number(const struct scene *sc, const char *name)
{
	return strtoll(axis(sc, name), NULL, 10);
}

void
symbol(struct scene *sc, const char *name, const char *format, ...)
{
	struct text text = TEXT_INIT, copy = TEXT_INIT;
	va_list ap;

	if (sc->symbols_len == SCENE_SYMBOLS)
		return;
	va_start(ap, format);
	text_vaddf(&text, format, ap);
	va_end(ap);
	text_adds(&copy, name);
	sc->symbols[sc->symbols_len][0] = text_detach(&text);
	sc->symbols[sc->symbols_len++][1] = text_detach(&copy);
}

static bool
is_part_of_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '_';
}

/* Copies with the symbols' literals as names, or their names as literals. */
static char *
renamed(const struct scene *sc, const char *from, bool to_names)
{
	struct text out = TEXT_INIT;
	const char *at = from, *old;
	size_t i, len;

	while (*at != '\0') {
		for (i = 0; i < sc->symbols_len; i++) {
			old = sc->symbols[i][to_names ? 0 : 1];
			len = strlen(old);
			if (strncmp(at, old, len) == 0 &&
			    !is_part_of_word(at[len]) &&
			    (at == from || !is_part_of_word(at[-1])))
				break;
		}
		if (i < sc->symbols_len) {
			text_adds(&out, sc->symbols[i][to_names ? 1 : 0]);
			at += len;
		} else
			text_addc(&out, *at++);
	}
	return text_detach(&out);
}

static char *
symbolic(const struct scene *sc, const char *from)
{
	return renamed(sc, from, true);
}

/* Formats a call, with the symbols that it names as what they stand for. */
static char *
literal(const struct scene *sc, const char *format, va_list ap)
{
	struct text text = TEXT_INIT;
	char *act;

	text_vaddf(&text, format, ap);
	act = renamed(sc, text_get(&text), false);
	text_release(&text);
	return act;
}

void
observe(struct scene *sc, const char *label, const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list ap;
	char *outcome;

	if (over(sc))
		return;
	va_start(ap, format);
	text_vaddf(&text, format, ap);
	va_end(ap);
	outcome = symbolic(sc, text_get(&text));
	trace_add(&sc->trace, label, NULL, outcome, NULL);
	free(outcome);
	text_release(&text);
}

/* The method's name within "s2=s1.accept()". */
static char *
method_of(const char *act)
{
	const char *paren = strchr(act, '('), *from = paren;

	while (from > act && from[-1] != '.' && from[-1] != '=')
		from--;
	return strndup(from, (size_t)(paren - from));
}

/* "sendmsg", or "set_up.sendmsg" for a call that prepares. */
static char *
label_of(const char *act, bool prepares)
{
	struct text text = TEXT_INIT;
	char *method = method_of(act);

	text_addf(&text, "%s%s", prepares ? "set_up." : "", method);
	free(method);
	return text_detach(&text);
}

/* Traces what came of a call. */
static void
trace_answer(struct scene *sc, const char *act, bool prepares,
    const char *note)
{
	const struct answer *a = &sc->last;
	struct text text = TEXT_INIT;
	char *outcome, *label, *shown;

	if (a->lost != NULL)
		text_adds(&text, a->lost);
	else
		outcome_format(&a->reply, &text);
	if (a->lost == NULL && a->reply.kind == REPLY_UNSUPPORTED) {
		shown = method_of(act);
		sc->excused = !session_is_ours(sc->session) &&
		    !(session_can(sc->session, shown) &&
		    session_can(sc->session, "dynamic"));
		unsupported(sc, "%s: %s", shown, a->reply.text);
		free(shown);
	}
	else {
		outcome = symbolic(sc, text_get(&text));
		shown = symbolic(sc, act);
		if (!prepares && a->lost == NULL)
			script_outcome(sc->session->script, &a->reply);
		label = label_of(act, prepares);
		trace_add(&sc->trace, label, shown, outcome,
		    a->lost != NULL && a->reply.text != NULL &&
		    a->reply.text[0] != '\0' ? a->reply.text : note);
		free(outcome);
		free(shown);
		free(label);
	}
	if (a->lost != NULL && !over(sc)) {
		sc->end = SCENE_LOST;
		sc->reason = symbolic(sc, a->lost);
	}
	text_release(&text);
}

static const struct reply *
reply_of(struct scene *sc)
{
	static const struct reply none = { .kind = REPLY_UNSUPPORTED,
	    .text = "" };

	return sc->last.lost == NULL && sc->end != SCENE_BROKEN ?
	    &sc->last.reply : &none;
}

static void
note_start(struct scene *sc, bool in_thread)
{
	sc->in_thread = in_thread;
	load_read(&sc->load, sc->session->process.worker);
}

void
start_anew(struct scene *sc)
{
	struct why why = WHY_INIT;

	if (over(sc))
		return;
	session_stop(sc->session);
	if (!session_start(sc->session, &why))
		broken(sc, "%s", why.text);
}

void
be_patient(struct scene *sc, int times)
{
	sc->patience = times;
}

/* How long a reply may take. */
static int
watchdog_ms(const struct scene *sc)
{
	return sc->session->watchdog_ms *
	    (sc->patience > 0 ? sc->patience : 1);
}

static void
tell_script_of_peers(const struct scene *sc)
{
	struct script *script = sc->session->script;
	size_t i;

	for (i = 0; script != NULL && i < sc->peers_len; i++) {
		if (sc->peers[i].drains)
			script_drains(script, (int)i + 1);
		if (sc->peers[i].choked > 0)
			script_chokes(script, (int)i + 1);
	}
}

static void
tell_script(struct scene *sc, const char *act, bool prepares)
{
	char *shown;

	if (sc->session->script == NULL)
		return;
	tell_script_of_peers(sc);
	shown = symbolic(sc, act);
	script_call(sc->session->script, shown, !prepares);
	free(shown);
}

static const struct reply *
make_call(struct scene *sc, bool prepares, const struct value *instead,
    const char *format, va_list ap)
{
	char *act;

	if (over(sc)) {
		sc->last.lost = "over";
		return reply_of(sc);
	}
	act = literal(sc, format, ap);
	tell_script(sc, act, prepares);
	sc->last.lost = NULL;
	/* It costs a tenth of a call: where nothing waits, once a scene. */
	if (!prepares && sc->instance->row->waits)
		note_start(sc, false);
	if (session_send(sc->session, "", act)) {
		if (!session_wait(sc->session, watchdog_ms(sc),
		    sc->peers_used, sc->peers_len, &sc->last))
			session_lose(sc->session, &sc->last, "hung");
	} else
		session_call(sc->session, act, &sc->last);
	if (instead != NULL && sc->last.lost == NULL &&
	    sc->last.reply.kind == REPLY_RETURNED)
		sc->last.reply.value = instead;
	trace_answer(sc, act, prepares, NULL);
	free(act);
	return reply_of(sc);
}

const struct reply *
call(struct scene *sc, const char *format, ...)
{
	const struct reply *r;
	va_list ap;

	va_start(ap, format);
	r = make_call(sc, false, NULL, format, ap);
	va_end(ap);
	return r;
}

const struct reply *
call_as(struct scene *sc, const char *word, const char *format, ...)
{
	struct value instead = { .kind = VALUE_CONSTANT, .text = word,
	    .len = strlen(word) };
	const struct reply *r;
	va_list ap;

	va_start(ap, format);
	r = make_call(sc, false, &instead, format, ap);
	va_end(ap);
	if (r->value == &instead)
		sc->last.reply.value = NULL;
	return r;
}

const struct reply *
set_up(struct scene *sc, const char *format, ...)
{
	const struct reply *r;
	va_list ap;

	va_start(ap, format);
	r = make_call(sc, true, NULL, format, ap);
	va_end(ap);
	return r;
}

/* The reply to one of several requests that were sent; false if it is lost. */
static bool
take_reply(struct scene *sc, const char *act, bool sent)
{
	struct session *s = sc->session;

	if (!sent)
		session_call(s, act, &sc->last);
	else {
		session_next(s);
		if (!session_wait(s, watchdog_ms(sc), sc->peers_used,
		    sc->peers_len, &sc->last))
			session_lose(s, &sc->last, "hung");
	}
	if (!over(sc))
		trace_answer(sc, act, true, NULL);
	return sc->last.lost == NULL;
}

int
set_up_all(struct scene *sc, const char *format, ...)
{
	char *calls, *act, *rest;
	int raised = -1, n = 0;
	va_list ap;
	bool sent;

	if (over(sc))
		return -1;
	va_start(ap, format);
	rest = calls = literal(sc, format, ap);
	va_end(ap);
	sc->last.lost = NULL;
	sent = session_send_all(sc->session, calls);
	for (; (act = strsep(&rest, "\n")) != NULL; n++) {
		if (!take_reply(sc, act, sent))
			break;
		if (raised < 0 && sc->last.reply.kind == REPLY_RAISED) {
			raised = n;
			sc->raised = sc->last.reply;
		}
	}
	free(calls);
	return raised;
}

static void
begin_as(struct scene *sc, const char *prefix, const char *format, va_list ap)
{
	free(sc->act);
	sc->act = literal(sc, format, ap);
	sc->answered = false;
	note_start(sc, strstr(prefix, "thread") != NULL);
	sc->begun_ns = clock_now_ns();
	session_send(sc->session, prefix, sc->act);
	if (!session_wait(sc->session, watchdog_ms(sc), NULL, 0, &sc->last))
		session_lose(sc->session, &sc->last, "hung");
	sc->answered = sc->last.lost != NULL ||
	    sc->last.reply.kind != REPLY_CALLING;
}

void
begin(struct scene *sc, const char *format, ...)
{
	va_list ap;

	if (over(sc))
		return;
	va_start(ap, format);
	tell_script_of_peers(sc);
	script_begin(sc->session->script);
	begin_as(sc, "announce ", format, ap);
	va_end(ap);
}

void
begin_in_thread(struct scene *sc, const char *format, ...)
{
	va_list ap;

	if (over(sc))
		return;
	va_start(ap, format);
	script_cannot(sc->session->script, "a call in a thread");
	begin_as(sc, "announce thread ", format, ap);
	va_end(ap);
	if (!sc->answered && !process_turn_to_thread(&sc->session->process) &&
	    !finished_within(sc, watchdog_ms(sc)))
		broken(sc, "no thread of the implementation is seen");
}

bool
finished_within(struct scene *sc, int ms)
{
	if (over(sc) || sc->act == NULL)
		return true;
	if (!sc->answered)
		sc->answered = session_wait(sc->session, ms, sc->peers_used,
		    sc->peers_len, &sc->last);
	return sc->answered;
}

bool
blocked(struct scene *sc)
{
	int64_t now = clock_now_ns(), last = sc->begun_ns, gap = 0;
	int64_t until = now + ASLEEP_MS * INT64_C(1000000);
	int looks;

	if (over(sc))
		return false;
	for (looks = 0; !finished_within(sc, 0) && now < until; looks++) {
		if (process_wait_asleep(&sc->session->process, 2) &&
		    !finished_within(sc, 0)) {
			observe(sc, "blocked", "true");
			return true;
		}
		now = clock_now_ns();
		gap = now - last > gap ? now - last : gap;
		last = now;
	}
	now = clock_now_ns();
	gap = now - last > gap ? now - last : gap;
	observe(sc, "blocked", "false");
	sc->looked_late = gap > LOOK_LATE_NS && looks < LOOKS_ENOUGH;
	return false;
}

void
come_to_rest(struct scene *sc, const struct peer *p)
{
	int64_t now, before = -1;
	int still = 0, looks;

	for (looks = 0; looks < REST_LOOKS && still < REST_STILL &&
	    !finished_within(sc, 0); looks++) {
		now = peer_queued(p);
		still = process_wait_asleep(&sc->session->process, 2) &&
		    now == before ? still + 1 : 0;
		before = now;
		clock_sleep_ms(REST_MS);
	}
}

static const struct reply *
finish_with_note(struct scene *sc, const char *note)
{
	char *shown;

	if (over(sc) || sc->act == NULL)
		return reply_of(sc);
	if (!finished_within(sc, watchdog_ms(sc)))
		session_lose(sc->session, &sc->last, "hung");
	process_turn_to_main(&sc->session->process);
	if (sc->session->script != NULL) {
		shown = symbolic(sc, sc->act);
		script_finish(sc->session->script, shown);
		free(shown);
	}
	trace_answer(sc, sc->act, false, note);
	free(sc->act);
	sc->act = NULL;
	return reply_of(sc);
}

const struct reply *
finish(struct scene *sc)
{
	return finish_with_note(sc, NULL);
}

const struct reply *
finish_in_storm(struct scene *sc, int signal, int period_ms, int most)
{
	char note[40];
	int sent = 0;
	struct script *script = sc->session->script;

	script_storm(script, signal, period_ms, most);
	sc->session->script = NULL;
	while (sent < most && !finished_within(sc, period_ms))
		if (process_wait_asleep(&sc->session->process, 2)) {
			send_signal(sc, signal);
			sent++;
		}
	sc->session->script = script;
	snprintf(note, sizeof(note), "%d signals", sent);
	return finish_with_note(sc, note);
}

void
send_signal(struct scene *sc, int signal)
{
	struct process *p = &sc->session->process;

	if (!over(sc))
		script_signal(sc->session->script, signal);
	/* A thread may have ended its call, and itself. */
	if (!over(sc) && session_alive(sc->session) &&
	    !process_signal(p, signal) && (p->thread == 0 || errno != ESRCH))
		broken(sc, "cannot send signal %d: %s", signal,
		    strerror(errno));
}

void
sleep_ms(struct scene *sc, int ms)
{
	if (over(sc))
		return;
	script_sleep(sc->session->script, ms);
	clock_sleep_ms(ms);
}

static void
play(struct scene *sc, const struct instance *i, struct session *s)
{
	struct answer a;

	*sc = (struct scene){ .instance = i, .session = s };
	process_turn_to_main(&s->process);
	note_start(sc, false);
	i->row->act(sc);
	if (sc->act != NULL && session_alive(s)) {
		/* The scenario left a call alone that has not ended. */
		session_stop(s);
		return;
	}
	if (!session_alive(s))
		return;
	session_call(s, "reset()", &a);
	if (a.lost != NULL)
		trace_add(&sc->trace, "reset", "reset()", a.lost, NULL);
}

/*
 * A runner that this machine kept from looking while a call was under way has
 * seen nothing: such a scene is played again. One that it did look at never is.
 */
void
scene_run(struct scene *sc, const struct instance *i, struct session *s)
{
	int again;

	play(sc, i, s);
	for (again = 0; again < PLAYS_MAX && sc->looked_late &&
	    session_alive(s); again++) {
		scene_release(sc);
		play(sc, i, s);
	}
}

void
scene_release(struct scene *sc)
{
	size_t n;

	for (n = 0; n < sc->peers_len; n++)
		peer_release(&sc->peers[n]);
	for (n = 0; n < sc->files_len; n++)
		file_release(&sc->files[n]);
	for (n = 0; n < sc->listeners_len; n++)
		listener_release(&sc->listeners[n]);
	for (n = 0; n < sc->symbols_len; n++) {
		free(sc->symbols[n][0]);
		free(sc->symbols[n][1]);
	}
	free(sc->act);
	free(sc->reason);
	trace_release(&sc->trace);
	*sc = (struct scene){ .instance = NULL };
}
