/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/scene/scene_call.h"
#include "harness/scene/script.h"
#include "harness/world/ability.h"
#include "harness/world/clock.h"

#define SHORT 1e-4	/* seconds: as long as asking twice may take */
#define PLAYS_FEW 8	/* however long they take */
#define PLAYS_MAX 64
#define PLAYS_NS INT64_C(30000000000)
#define CALM_MS 20		/* nobody wakes later in these than that: */
#define CALM_LATE_NS 4000000
#define CALM_LOOKS 25

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

void
rests_on_poll(struct scene *sc)
{
	if (!over(sc) && !session_found(sc->session, "poll:sure"))
		lacking(sc, "poll:sure", "poll(2) tells of what is not there, "
		    "and what then is done blocks or has its end");
}

void
rests_on_one_poll(struct scene *sc, double timeout)
{
	if (timeout <= 0 || timeout > SHORT || over(sc))
		return;
	if (!session_found(sc->session, "poll:uninterrupted"))
		lacking(sc, "poll:uninterrupted", "poll(2) is interrupted by "
		    "no signal, and the timeout has passed by then");
	else if (!session_found(sc->session, "poll:sure"))
		lacking(sc, "poll:sure", "poll(2) tells of what is not there, "
		    "and the timeout has passed by then");
}

void
no_world(struct scene *sc, const struct why *why)
{
	if (ability_is_denied(why->err))
		lacking(sc, "world", "%s (%s)", why->text,
		    errno_to_name(why->err));
	else
		broken(sc, "%s", why->text);
}

void
hand_over(struct scene *sc, int fd)
{
	struct why why = WHY_INIT;

	if (over(sc) || session_hand_over(sc->session, fd, &why))
		return;
	if (sc->session->handing.refused != 0)
		lacking(sc, "scm_rights", "%s", why.text);
	else
		no_world(sc, &why);
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

char *
scene_symbolic(const struct scene *sc, const char *from)
{
	return renamed(sc, from, true);
}

char *
scene_literal(const struct scene *sc, const char *format, va_list ap)
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
	outcome = scene_symbolic(sc, text_get(&text));
	trace_add(&sc->trace, label, NULL, outcome, NULL);
	free(outcome);
	text_release(&text);
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
	if (!over(sc))
		sc->session->pace.times = times;
}

void
may_wait(struct scene *sc, double seconds)
{
	struct pace *pace = &sc->session->pace;
	int64_t ns = (int64_t)(seconds * 1e9);

	if (!over(sc) && ns > pace->waits_ns)
		pace->waits_ns = ns;
}

void
sleep_ms(struct scene *sc, int ms)
{
	enum phase outer;

	if (over(sc))
		return;
	script_sleep(sc->script, ms);
	outer = phase_turn(PHASE_WAITING, clock_now_ns());
	clock_sleep_ms(ms);
	phase_turn(outer, clock_now_ns());
}

/*
 * What an instance leaves behind is its own. The next has a process without
 * that, or what is left once, such as a resolver's socket, would be told of
 * whoever came first. Of what no other process can see the implementation
 * tells, by what reset() returns: "alarm".
 */
static void
see_what_is_left(struct scene *sc, const struct reply *reset)
{
	struct text text = TEXT_INIT;

	session_holds_nothing(sc->session, &text);
	if (reset->kind == REPLY_RETURNED &&
	    value_is(reset->value, VALUE_STR, "alarm"))
		text_addf(&text, "%salarm left", text.len > 0 ? ", " : "");
	if (text.len > 0) {
		trace_add(&sc->trace, TRACE_LEFT, NULL, text_get(&text), NULL);
		session_kill(sc->session);
	}
	text_release(&text);
}

static void
see_what_is_changed(struct scene *sc)
{
	struct text text = TEXT_INIT;
	size_t i;

	for (i = 0; i < sc->files_len; i++)
		if (!file_is_as_it_was(&sc->files[i], &text))
			trace_add(&sc->trace, TRACE_CHANGED, NULL,
			    text_get(&text), NULL);
	text_release(&text);
}

static void
play(struct scene *sc, const struct instance *i, struct session *s,
    struct script *script)
{
	struct answer a;

	*sc = (struct scene){ .instance = i, .session = s, .script = script };
	phase_turn(PHASE_WORLD, clock_now_ns());
	process_turn_to_main(&s->process);
	s->pace.waits_ns = 0;
	s->pace.times = 1;
	scene_note_start(sc, false);
	i->row->act(sc);
	/* The number of a process that ended may be another's by now. */
	if (session_alive(s) && sc->room.pid == s->process.worker)
		room_restore(&sc->room);
	if (s->page != NULL)
		s->page->wall_ns = 0;
	phase_turn(PHASE_JUDGING, clock_now_ns());
	see_what_is_changed(sc);
	if (sc->act != NULL && session_alive(s)) {
		/* The scenario left a call alone that has not ended. */
		session_kill(s);
		return;
	}
	if (!session_alive(s))
		return;
	/* What it did not take, the next instance would get. */
	if (s->strays) {
		session_kill(s);
		return;
	}
	s->pace.waits_ns = 0;
	session_call(s, "reset()", &a);
	if (a.lost == NULL) {
		see_what_is_left(sc, &a.reply);
		return;
	}
	if (a.ours) {
		broken(sc, "%s", a.lost);
		return;
	}
	sc->hung = strcmp(a.lost, "hung") == 0;
	trace_add(&sc->trace, "reset", "reset()", a.lost, NULL);
}

/* What keeps this machine from being in time may be over in a moment. */
static void
await_calm(void)
{
	int64_t since = clock_now_ns();
	int i;

	for (i = 0; i < CALM_LOOKS; i++) {
		clock_sleep_ms(CALM_MS);
		if (clock_lateness_ns(since) < CALM_LATE_NS)
			return;
		since = clock_now_ns();
	}
}

/*
 * A runner that this machine kept from looking while a call was under way has
 * seen nothing: such a scene is played again. One that it did look at never is.
 */
void
scene_run(struct scene *sc, const struct instance *i, struct session *s)
{
	int64_t until = clock_now_ns() + PLAYS_NS;
	int again;

	play(sc, i, s, NULL);
	for (again = 0; sc->looked_late && session_alive(s) &&
	    (again < PLAYS_FEW || (again < PLAYS_MAX &&
	    clock_now_ns() < until)); again++) {
		scene_release(sc);
		await_calm();
		play(sc, i, s, NULL);
	}
}

void
scene_run_written(struct scene *sc, const struct instance *i,
    struct session *s, struct script *script)
{
	play(sc, i, s, script);
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
	text_release(&sc->unmade);
	trace_release(&sc->trace);
	*sc = (struct scene){ .instance = NULL };
}
