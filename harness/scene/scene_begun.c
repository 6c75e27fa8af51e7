/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/scene/scene_call.h"
#include "harness/scene/script.h"
#include "harness/world/clock.h"
#include "harness/world/idle.h"

#define LOOK_LATE_NS INT64_C(8000000)	/* between two looks */
#define REST_MS 3	/* between two looks at what moves */
#define REST_STILL 10	/* looks at which nothing moved */
#define REST_MOST_MS 800	/* a call with a timeout must not run into it */
#define LOOKS_ENOUGH 50	/* at a call that never was asleep: it spins */
#define AT_ONCE_NS 2000000	/* of a call that never blocked */
#define ASLEEP_MS 5000	/* how long to wait for a call to block, */
#define ASLEEP_MOST 9	/* times as long if it waits for a processor */
#define UNSEEN_MS 50	/* in which a call that is not seen begins to wait */
#define SPINS_NS INT64_C(1000000000)	/* of a processor, never asleep */
#define SPINS_AGAIN_NS INT64_C(50000000)	/* in a row that did before */

static void
note_answer(struct scene *sc, bool answered)
{
	sc->answered = answered;
	if (answered)
		scene_look_behind(sc);
}

static void
begin_as(struct scene *sc, const char *prefix, const char *format, va_list ap)
{
	free(sc->act);
	sc->act = scene_literal(sc, format, ap);
	if (scene_asks_too_much(sc, sc->act)) {
		free(sc->act);
		sc->act = NULL;
		sc->answered = true;
		return;
	}
	scene_note_waits(sc, sc->act);
	sc->answered = false;
	scene_note_start(sc, strstr(prefix, "thread") != NULL);
	scene_look_before(sc);
	sc->begun_ns = sc->stirred_ns = clock_now_ns();
	session_send(sc->session, prefix, sc->act);
	session_await(sc->session, NULL, 0, &sc->last);
	sc->called_ns = clock_now_ns();
	note_answer(sc, sc->last.lost != NULL ||
	    sc->last.reply.kind != REPLY_CALLING);
}

void
begin(struct scene *sc, const char *format, ...)
{
	va_list ap;

	if (over(sc))
		return;
	va_start(ap, format);
	scene_tell_of_peers(sc);
	script_begin(sc->script);
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
	script_cannot(sc->script, "a call in a thread");
	begin_as(sc, "announce thread ", format, ap);
	va_end(ap);
	if (sc->answered || process_turn_to_thread(&sc->session->process))
		return;
	if (errno == ENOENT)
		lacking(sc, "proc", "the kernel shows no threads: "
		    "/proc/PID/task gives ENOENT");
	else if (process_has_children(&sc->session->process))
		unsupported(sc, "the implementation's threads are processes "
		    "of their own, which cannot be told apart");
	else if (!finished_within(sc, sc->session->watchdog_ms))
		broken(sc, "no thread of the implementation is seen");
}

bool
finished_within(struct scene *sc, int ms)
{
	enum phase outer = PHASE_WORLD;

	if (over(sc) || sc->act == NULL)
		return true;
	if (sc->answered)
		return true;
	if (ms > 0)
		outer = phase_turn(PHASE_WAITING, clock_now_ns());
	note_answer(sc, session_wait(sc->session, ms, sc->peers_used,
	    sc->peers_len, &sc->last));
	if (ms > 0)
		phase_turn(outer, clock_now_ns());
	return sc->answered;
}

void
let_go_on(struct scene *sc, int ms)
{
	int64_t passed = sc->called_ns > 0 ? clock_now_ns() - sc->called_ns : 0;

	finished_within(sc, ms + (int)(2 * passed / 1000000));
}

/*
 * Without /proc, a call that was not seen asleep may have been too short for
 * that: only one that returned at once was never blocked.
 */
static bool
cannot_tell(struct scene *sc)
{
	if (process_is_shown() || over(sc) || (sc->answered &&
	    (sc->last.lost != NULL || (sc->last.reply.took_ns >= 0 &&
	    sc->last.reply.took_ns < AT_ONCE_NS))))
		return false;
	lacking(sc, "proc", "whether the call blocks cannot be told here: "
	    "/proc/PID/task gives ENOENT, and its CPU clock did not stand still "
	    "for long enough before it ended");
	return true;
}

bool
overdue(const struct scene *sc)
{
	return !over(sc) && !sc->answered && clock_now_ns() - sc->begun_ns >
	    session_hang_ns(sc->session);
}

/*
 * Whether it has had so much of a processor since then that it spins. Of one
 * that others spin on as well it gets only a part: less is enough of a call that
 * was looked at again and again for a second and never slept. An emulator works
 * longer before it sleeps.
 */
static bool
spins(struct scene *sc, int64_t used_ns, int64_t took_ns, int looks)
{
	bool again = scene_has_spun(sc) ||
	    (took_ns >= SPINS_NS && looks >= LOOKS_ENOUGH);
	int64_t used, most = SPINS_NS;

	if (again)
		most = SPINS_AGAIN_NS *
		    (scene_is_emulated(sc) ? BUSY_EMULATED : 1);
	idle_worker(&sc->session->process, &used);
	if (used_ns < 0 || used - used_ns <= most)
		return false;
	scene_note_spinning(sc);
	return true;
}

bool
blocked(struct scene *sc)
{
	int64_t now = clock_now_ns(), last = sc->stirred_ns, gap = 0;
	int64_t begun = now, most = ASLEEP_MS * INT64_C(1000000), used;
	int64_t waited = 0, had;
	int looks;

	if (over(sc))
		return false;
	idle_worker(&sc->session->process, &used);
	for (looks = 0; !finished_within(sc, 0) && now - begun <
	    ASLEEP_MOST * most && now - begun - waited < most &&
	    !spins(sc, used, now - begun, looks); looks++) {
		had = process_used_ns(sc->session->process.worker);
		if (process_wait_asleep(&sc->session->process, 2) &&
		    !finished_within(sc, 0)) {
			observe(sc, "blocked", "true");
			return true;
		}
		now = clock_now_ns();
		gap = now - last > gap ? now - last : gap;
		if (idle_unwillingly(&sc->session->process, had))
			waited += now - last;
		last = now;
	}
	if (cannot_tell(sc))
		return false;
	now = clock_now_ns();
	gap = now - last > gap ? now - last : gap;
	observe(sc, "blocked", "false");
	sc->seen_spinning = spins(sc, used, now - begun, looks);
	sc->spun = sc->spun || sc->seen_spinning;
	sc->looked_late = sc->looked_late || (gap > LOOK_LATE_NS &&
	    looks < LOOKS_ENOUGH && !sc->spun);
	return !sc->answered;
}

void
await_asleep(struct scene *sc)
{
	int64_t until = clock_now_ns() + ASLEEP_MS * INT64_C(1000000);

	/* By its clock alone, one that naps is never seen to sleep. */
	if (!process_is_shown())
		sleep_ms(sc, UNSEEN_MS);
	while (process_is_shown() && !finished_within(sc, 0) &&
	    clock_now_ns() < until &&
	    !process_wait_asleep(&sc->session->process, 2))
		continue;
}

void
come_to_rest(struct scene *sc, const struct peer *p)
{
	int64_t now, before = -1;
	int64_t until = clock_now_ns() + REST_MOST_MS * INT64_C(1000000);
	int still = 0;
	bool rests;

	while (still < REST_STILL && clock_now_ns() < until &&
	    !finished_within(sc, 0)) {
		now = peer_queued(p);
		rests = process_wait_asleep(&sc->session->process, 2) ||
		    scene_has_spun(sc);
		still = rests && now == before ? still + 1 : 0;
		before = now;
		clock_sleep_ms(REST_MS);
	}
}

void
let_end(struct scene *sc)
{
	if (over(sc) || sc->act == NULL || sc->answered)
		return;
	session_await(sc->session, sc->peers_used, sc->peers_len, &sc->last);
	note_answer(sc, true);
}

void
acted_within(struct scene *sc, int64_t since_ns, int ms)
{
	if (clock_now_ns() - since_ns > ms * INT64_C(1000000))
		sc->looked_late = true;
}

static const struct reply *
finish_with_note(struct scene *sc, const char *note)
{
	char *shown;

	if (over(sc) || sc->act == NULL)
		return scene_reply(sc);
	let_end(sc);
	process_turn_to_main(&sc->session->process);
	if (sc->script != NULL) {
		shown = scene_symbolic(sc, sc->act);
		script_finish(sc->script, shown);
		free(shown);
	}
	scene_trace_answer(sc, sc->act, false, note);
	scene_tell_busy(sc);
	free(sc->act);
	sc->act = NULL;
	return scene_reply(sc);
}

const struct reply *
finish(struct scene *sc)
{
	return finish_with_note(sc, NULL);
}

/* Whether the signal was sent. */
static bool
raise_signal(struct scene *sc, int signal)
{
	struct process *p = &sc->session->process;

	if (over(sc))
		return false;
	script_signal(sc->script, signal);
	if (!session_alive(sc->session))
		return false;
	sc->signals++;
	if (process_signal(p, signal))
		return true;
	/* A thread may have ended its call, and itself. */
	if (p->thread == 0 || errno != ESRCH)
		broken(sc, "cannot send signal %d: %s", signal,
		    strerror(errno));
	return false;
}

void
send_signal(struct scene *sc, int signal)
{
	scene_look_at_signal(sc);
	if (raise_signal(sc, signal))
		process_await_taken(&sc->session->process, signal);
}

const struct reply *
finish_in_storm(struct scene *sc, int signal, int period_ms, int most)
{
	char note[40];
	int sent = 0;
	struct script *script = sc->script;

	script_storm(script, signal, period_ms, most);
	sc->script = NULL;
	/* What no signal ends hangs once it is left alone. */
	while (sent < most && !finished_within(sc, period_ms) &&
	    !overdue(sc))
		if (process_wait_asleep(&sc->session->process, 2)) {
			raise_signal(sc, signal);
			sent++;
		}
	if (sent == 0 && !process_is_shown())
		cannot_tell(sc);
	sc->script = script;
	snprintf(note, sizeof(note), "%d signals", sent);
	return finish_with_note(sc, note);
}
