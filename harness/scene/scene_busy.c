/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "harness/scene/scene_call.h"
#include "harness/world/clock.h"
#include "harness/world/phase.h"
#include "harness/world/processor.h"

void
scene_note_spinning(struct scene *sc)
{
	struct pace *pace = &sc->session->pace;

	pace->spinning = sc->instance->row;
	if (pace->spun != NULL)
		__atomic_store_n(pace->spun, 1, __ATOMIC_RELAXED);
}

bool
scene_has_spun(const struct scene *sc)
{
	const struct pace *pace = &sc->session->pace;

	return pace->spinning == sc->instance->row || (pace->spun != NULL &&
	    __atomic_load_n(pace->spun, __ATOMIC_RELAXED) != 0);
}

bool
scene_is_emulated(const struct scene *sc)
{
	return sc->session->on.emulator != NULL || processor_is_emulated();
}

void
scene_note_start(struct scene *sc, bool in_thread)
{
	sc->in_thread = in_thread;
	load_read(&sc->load, sc->session->process.worker);
	sc->busy[0] = (struct busy){ .at_ns = clock_now_ns(),
	    .used_ns = sc->load.used_ns, .queued_ns = sc->load.process_ns,
	    .sleeps = -1 };
}

/* What was seen of it before another call, not long ago, will do. */
static bool
is_fresh(const struct scene *sc)
{
	return !sc->in_thread && sc->busy[0].used_ns >= 0 &&
	    clock_now_ns() - sc->busy[0].at_ns < BUSY_FRESH_NS;
}

void
scene_look_before(struct scene *sc)
{
	enum phase before = phase_turn(PHASE_OBSERVING, clock_now_ns());
	pid_t pid = sc->session->process.worker;

	/* One that cannot wait does not sleep either. */
	if (!sc->cannot_wait)
		busy_look(&sc->busy[0], pid, sc->in_thread);
	else if (!is_fresh(sc))
		busy_glance(&sc->busy[0], pid, sc->in_thread);
	sc->signals = 0;
	sc->called_ns = 0;
	sc->signalled.at_ns = 0;
	phase_turn(before, clock_now_ns());
}

void
scene_look_at_signal(struct scene *sc)
{
	enum phase before = phase_turn(PHASE_OBSERVING, clock_now_ns());

	sc->stirred_ns = clock_now_ns();
	if (!sc->cannot_wait && !sc->in_thread)
		busy_look(&sc->signalled, sc->session->process.worker, false);
	phase_turn(before, clock_now_ns());
}

void
scene_look_behind(struct scene *sc)
{
	enum phase before = phase_turn(PHASE_OBSERVING, clock_now_ns());
	pid_t pid = sc->session->process.worker;

	/* A short one did not spin. */
	if (!sc->cannot_wait)
		busy_look(&sc->busy[1], pid, sc->in_thread);
	else if (sc->last.elapsed_ns >= BUSY_ASKED_NS)
		busy_glance(&sc->busy[1], pid, sc->in_thread);
	phase_turn(before, clock_now_ns());
}

static bool
somebody_drains(const struct scene *sc)
{
	size_t i;

	for (i = 0; i < sc->peers_len; i++)
		if (sc->peers[i].drains)
			return true;
	return false;
}

static bool
somebody_sips(const struct scene *sc)
{
	size_t i;

	for (i = 0; i < sc->peers_len; i++)
		if (sc->peers[i].sips)
			return true;
	return false;
}

bool
scene_waits_anew(const struct scene *sc)
{
	return sc->signals > 0 || somebody_drains(sc) || somebody_sips(sc);
}

/* Where data move in parts, each part wakes who sends them. */
static bool
moves_in_parts(const struct scene *sc)
{
	return somebody_sips(sc) || !session_found(sc->session, "send:whole") ||
	    !session_found(sc->session, "read:whole");
}

static void
trace_busy(struct scene *sc, const char *outcome)
{
	const struct busy *from = &sc->busy[0], *to = &sc->busy[1];
	char note[80];
	int len;

	len = snprintf(note, sizeof(note), "took %.6f s, %.6f s of a processor",
	    (double)sc->last.reply.took_ns / 1e9,
	    (double)(to->used_ns - from->used_ns) / 1e9);
	if (to->sleeps >= 0)
		snprintf(note + len, sizeof(note) - (size_t)len,
		    ", slept %lld times",
		    (long long)(to->sleeps - from->sleeps));
	trace_add(&sc->trace, TRACE_BUSY, NULL, outcome, note);
}

/* What cannot wait may work, and wait long for a processor, but not spin. */
static void
tell_spinning(struct scene *sc)
{
	if (sc->works || sc->last.elapsed_ns < BUSY_ASKED_NS)
		return;
	sc->spins = busy_spins(&sc->busy[0], &sc->busy[1],
	    sc->last.reply.took_ns, scene_is_emulated(sc));
	if (sc->spins)
		trace_busy(sc, "spins");
}

/* Whether what it does cannot be told from what it waits for a processor. */
static bool
works_by_ticks(const struct scene *sc)
{
	return sc->works && busy_tick_ns() >= BUSY_COARSE_NS;
}

static bool
is_light(const struct scene *sc)
{
	return !sc->works && !scene_is_emulated(sc);
}

/* One that slept until a signal came may spin from then on. */
static enum busy_kind
since_signal(const struct scene *sc)
{
	const struct busy *from = &sc->signalled, *to = &sc->busy[1];
	enum busy_kind kind;

	if (from->at_ns == 0 || to->at_ns - from->at_ns < BUSY_ASKED_NS)
		return BUSY_NOT;
	kind = busy_between(from, to, to->at_ns - from->at_ns, 1,
	    is_light(sc));
	return kind == BUSY_NAPS ? BUSY_NOT : kind;
}

void
scene_tell_busy(struct scene *sc)
{
	struct busy *from = &sc->busy[0], *to = &sc->busy[1];
	int64_t waits = sc->session->pace.waits_ns, asked;
	int64_t took = sc->last.reply.took_ns;
	enum busy_kind kind;

	if (over(sc) || sc->last.lost != NULL)
		return;
	if (sc->cannot_wait)
		tell_spinning(sc);
	if (sc->cannot_wait || somebody_drains(sc) || works_by_ticks(sc))
		return;
	/* However soon it was seen and ended. */
	if (sc->seen_spinning) {
		trace_busy(sc, "spins");
		return;
	}
	/* A machine may be late to end a call, but not to begin its wait. */
	asked = sc->last.reply.kind == REPLY_RAISED && waits < took ? waits :
	    took;
	if (asked < BUSY_ASKED_NS)
		return;
	/* Of one begun it is known when it ended, however late we looked. */
	if (sc->called_ns > 0 && sc->called_ns + took < to->at_ns)
		to->at_ns = sc->called_ns + took;
	kind = busy_between(from, to, took, sc->signals, is_light(sc));
	if (kind == BUSY_NOT)
		kind = since_signal(sc);
	if (kind == BUSY_UNKNOWN)
		sc->looked_late = true;
	sc->spun = sc->spun || kind == BUSY_SPINS;
	if (kind != BUSY_SPINS && busy_awake_ns(from, to) > took / 2)
		sc->starved = true;
	if (kind == BUSY_NAPS && moves_in_parts(sc))
		return;
	if (kind == BUSY_SPINS || kind == BUSY_NAPS)
		trace_busy(sc, kind == BUSY_SPINS ? "spins" : "naps");
}
