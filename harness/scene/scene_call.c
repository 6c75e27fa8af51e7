/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/scene/outcome.h"
#include "harness/scene/scene_call.h"
#include "harness/scene/script.h"
#include "harness/scene/waits.h"
#include "harness/session/numbers.h"
#include "harness/world/ability.h"
#include "harness/world/clock.h"

#define IN_VAIN_NS INT64_C(1000000000)	/* of a timeout, which then passed */
#define MONTHS_NS (INT64_C(100) * 86400 * 1000000000)	/* longer is no wait */

/* The method's name within "s2=s1.accept()". */
static char *
method_of(const char *act)
{
	const char *paren = act + strcspn(act, "("), *from = paren;

	while (from > act && from[-1] != '.' && from[-1] != '=')
		from--;
	return memory_copy_part(from, (size_t)(paren - from));
}

bool
scene_is_lost(const struct scene *sc)
{
	return sc->hung || sc->spun || sc->in_vain;
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

/* The name of the object that a call makes, its length; 0: none. */
static size_t
made_len(const char *act)
{
	size_t len = strspn(act, "abcdefghijklmnopqrstuvwxyz0123456789");

	return act[len] == '=' ? len : 0;
}

/* Keeps which objects there are not since a call raised. */
static void
note_unmade(struct scene *sc, const char *act, const char *event)
{
	size_t len = made_len(act);

	if (len > 0 && sc->last.reply.kind == REPLY_RAISED)
		text_addf(&sc->unmade, "%.*s %s\n", (int)len, act, event);
}

/* Whether it asks for that object: none is named within quotes. */
static bool
names(const char *act, const char *object, size_t len)
{
	bool quoted = false, fresh = true;

	for (act += made_len(act); *act != '\0'; act++) {
		if (*act == '\'')
			quoted = !quoted;
		if (!quoted && fresh && strncmp(act, object, len) == 0 &&
		    !isalnum((unsigned char)act[len]))
			return true;
		fresh = !isalnum((unsigned char)*act);
	}
	return false;
}

/* Why an object of the call is not there, "accept: raised …", or NULL. */
static char *
unmade_of(const struct scene *sc, const char *act)
{
	const char *line = text_get(&sc->unmade), *event;
	char *why = NULL;
	size_t len;

	for (; *line != '\0'; line += strcspn(line, "\n") + 1) {
		len = strcspn(line, " ");
		if (!names(act, line, len))
			continue;
		event = line + len + 1;
		free(why);
		why = memory_copy_part(event, strcspn(event, "\n"));
	}
	return why;
}

/* It cannot be asked: because of what raised before, or it has no such thing. */
static void
end_unsupported(struct scene *sc, const char *act)
{
	char *unmade = unmade_of(sc, act), *method;

	if (unmade != NULL) {
		sc->end = SCENE_STUCK;
		sc->reason = unmade;
		return;
	}
	method = method_of(act);
	sc->excused = !session_is_ours(sc->session) &&
	    !(session_can(sc->session, method) &&
	    session_can(sc->session, "dynamic"));
	unsupported(sc, "%s: %s", method, sc->last.reply.text);
	free(method);
}

void
scene_trace_answer(struct scene *sc, const char *act, bool prepares,
    const char *note)
{
	struct answer *a = &sc->last;
	struct text text = TEXT_INIT;
	char *outcome, *label, *shown;

	if (a->lost != NULL && a->ours) {
		broken(sc, "%s", a->lost);
		return;
	}
	if (a->lost == NULL && a->reply.kind == REPLY_RETURNED)
		a->reply.value = numbers_translate(&sc->session->on, act,
		    a->reply.value, &sc->session->pool);
	if (a->lost != NULL)
		text_adds(&text, a->lost);
	else
		outcome_format(&a->reply, &text);
	sc->in_vain = sc->in_vain || (a->lost == NULL &&
	    a->reply.kind == REPLY_RAISED && a->elapsed_ns >= IN_VAIN_NS &&
	    strcmp(a->reply.type, "TimeoutError") == 0);
	if (a->lost == NULL && a->reply.kind == REPLY_UNSUPPORTED)
		end_unsupported(sc, act);
	else {
		outcome = scene_symbolic(sc, text_get(&text));
		shown = scene_symbolic(sc, act);
		if (!prepares && a->lost == NULL)
			script_outcome(sc->script, &a->reply);
		label = label_of(act, prepares);
		trace_add(&sc->trace, label, shown, outcome,
		    a->lost != NULL && a->reply.text != NULL &&
		    a->reply.text[0] != '\0' ? a->reply.text : note);
		text_cut(&text, 0);
		text_addf(&text, "%s: %s", label, outcome);
		if (a->lost == NULL)
			note_unmade(sc, act, text_get(&text));
		free(outcome);
		free(shown);
		free(label);
	}
	if (a->lost != NULL && !over(sc)) {
		sc->end = SCENE_LOST;
		sc->hung = strcmp(a->lost, "hung") == 0;
		if (sc->hung && sc->session->pace.ran)
			scene_note_spinning(sc);
		sc->reason = scene_symbolic(sc, a->lost);
	}
	text_release(&text);
}

const struct reply *
scene_reply(struct scene *sc)
{
	static const struct reply none = { .kind = REPLY_UNSUPPORTED,
	    .text = "" };

	return sc->last.lost == NULL && sc->end != SCENE_BROKEN ?
	    &sc->last.reply : &none;
}

/*
 * What one call may take of a processor: a tenth of the watchdog's time, and a
 * hundredth where this row's were seen to spin; all of it if it hands over much.
 */
static int64_t
runs_of(const struct scene *sc)
{
	const struct session *s = sc->session;
	int64_t ns = s->watchdog_ms * INT64_C(1000000);

	if (sc->works)
		return 0;
	ns /= scene_has_spun(sc) ? 100 : 10;
	return scene_is_emulated(sc) ? ns * BUSY_EMULATED : ns;
}

void
scene_note_waits(struct scene *sc, const char *calls)
{
	int64_t ns = waits_of(calls, clock_is_exact() ? MONTHS_NS :
	    sc->session->watchdog_ms * INT64_C(1000000));

	if (ns > sc->session->pace.waits_ns)
		sc->session->pace.waits_ns = ns;
	sc->cannot_wait = waits_for_nothing(calls, &sc->modes);
	sc->works = data_of(calls) >= BUSY_DATA;
	sc->spins = sc->seen_spinning = false;
	sc->session->pace.runs_ns = runs_of(sc);
}

void
scene_tell_of_peers(const struct scene *sc)
{
	struct script *script = sc->script;
	size_t i;

	for (i = 0; script != NULL && i < sc->peers_len; i++) {
		if (sc->peers[i].drains)
			script_drains(script, (int)i + 1);
		if (sc->peers[i].choked > 0)
			script_chokes(script, (int)i + 1);
	}
}

bool
scene_asks_too_much(struct scene *sc, const char *act)
{
	const char *ability, *reason;
	size_t at = 0;

	while ((ability = ability_of_value(act, &at)) != NULL) {
		reason = ability_lacks(ability);
		/* A wrapper may keep from both what the runner has. */
		if (reason == NULL && strcmp(ability, "scm_rights") == 0 &&
		    !session_found(sc->session, ability))
			reason = "it was not found where both run";
		if (reason == NULL)
			continue;
		lacking(sc, ability, "%s: %s", ability, reason);
		return true;
	}
	return false;
}

static void
tell_script(struct scene *sc, const char *act, bool prepares)
{
	char *shown;

	if (sc->script == NULL)
		return;
	scene_tell_of_peers(sc);
	shown = scene_symbolic(sc, act);
	script_call(sc->script, shown, !prepares);
	free(shown);
}

static const struct reply *
make_call(struct scene *sc, bool prepares, const struct value *instead,
    const char *format, va_list ap)
{
	bool looks;
	char *act;

	if (over(sc)) {
		sc->last.lost = "over";
		return scene_reply(sc);
	}
	act = scene_literal(sc, format, ap);
	if (scene_asks_too_much(sc, act)) {
		free(act);
		return scene_reply(sc);
	}
	scene_note_waits(sc, act);
	tell_script(sc, act, prepares);
	sc->last.lost = NULL;
	/*
	 * It costs a tenth of a call: where nothing waits, once a scene, and
	 * again where that took its time before a call that cannot wait.
	 */
	looks = sc->cannot_wait || (!prepares && sc->instance->row->waits);
	if (!prepares && sc->instance->row->waits)
		scene_note_start(sc, false);
	if (looks)
		scene_look_before(sc);
	if (session_send(sc->session, "", act))
		session_await(sc->session, sc->peers_used, sc->peers_len,
		    &sc->last);
	else
		session_call(sc->session, act, &sc->last);
	if (looks)
		scene_look_behind(sc);
	if (instead != NULL && sc->last.lost == NULL &&
	    sc->last.reply.kind == REPLY_RETURNED)
		sc->last.reply.value = instead;
	scene_trace_answer(sc, act, prepares, NULL);
	/* Of what hands over gibibytes much is no wait, but work. */
	if (looks && strstr(act, "huge:") == NULL)
		scene_tell_busy(sc);
	free(act);
	return scene_reply(sc);
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
		session_await(s, sc->peers_used, sc->peers_len, &sc->last);
	}
	if (!over(sc))
		scene_trace_answer(sc, act, true, NULL);
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
	rest = calls = scene_literal(sc, format, ap);
	va_end(ap);
	if (scene_asks_too_much(sc, calls)) {
		free(calls);
		return -1;
	}
	scene_note_waits(sc, calls);
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
