/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a call that had to wait was asleep: the processor time of its process
 * against its length; and whether one that has nothing to wait for answered at
 * once. What counts as busy is documented here.
 *
 * It spins if it has had more than 10 ms of a processor (and fourteen ticks of
 * the clock that tells it, and where that clock has ticks four times the worst
 * lateness of the control sleepers, and one tick for each signal) and,
 * outside of the making of its arguments, more of it than sleep: that is, if
 * what the process slept from the request to the reply is less than half of what
 * the call took, less what it waited for a processor, which is not its fault.
 * Where it slept for less than a quarter of the time, since others had most of
 * it, 3 ms, if they are more than its sleep, are enough for a call that has
 * little to do, if clocks have no ticks and no emulator stands between; less
 * tells nothing: it hardly ran. The same is asked of what follows a signal, if
 * that is 100 ms or more.
 *
 * It naps if it went to sleep more than 16 times, and once more for each 5 ms
 * that it took, and four times for each signal sent to it; that others took the
 * processor from it does not count. That is not asked where data were found to
 * move in parts, or the peer takes them in parts, each of which wakes it. Not
 * asked at all is a call of less than 100 ms, or that failed with a timeout of
 * less: how long it then took goes by the machine. By a clock that has ticks
 * neither is asked of a call that hands over a mebibyte or more: such a clock
 * counts as its own what its work waited for a processor.
 *
 * A call in non-blocking mode has nothing to wait for. It spins if it took, and
 * had of a processor, 100 ms (and of a clock with ticks what is said above), or
 * a second under an emulator of a program or of a machine, which is ten to
 * thirty times slower: however busy the machine is, that is the call's own
 * doing. Not asked is one that hands over a mebibyte or more, which is work.
 */
#ifndef WORLD_BUSY_H
#define WORLD_BUSY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define BUSY_ASKED_NS INT64_C(100000000)
#define BUSY_COARSE_NS INT64_C(100000)	/* of a clock that has ticks */
#define BUSY_FRESH_NS INT64_C(5000000)
#define BUSY_EMULATED 10	/* times as long under an emulator */
#define BUSY_DATA (1 << 20)	/* bytes, which take their time */

enum busy_kind {
	BUSY_NOT,
	BUSY_SPINS,
	BUSY_NAPS,
	BUSY_UNKNOWN	/* it wanted to run, and hardly could */
};

struct busy {
	int64_t at_ns;		/* on our clock; 0: not looked */
	int64_t used_ns;	/* of a processor; -1: not told */
	int64_t queued_ns;	/* without one; 0 where that is not told */
	int64_t sleeps;		/* times it went to sleep; -1: not told */
};

/*
 * What the process has had so far: the processor time of all its threads, and
 * how long the main one was without a processor, and how often it slept. `all`:
 * the call is in another thread, and of that only the time is told.
 */
void busy_look(struct busy *, pid_t, bool all);

/* The same in less time, without its sleeps. */
void busy_glance(struct busy *, pid_t, bool all);

/*
 * What the call was between two looks, having taken so long. `light`: it has
 * little to do, and no emulator does that for it.
 */
enum busy_kind busy_between(const struct busy *from, const struct busy *to,
    int64_t took_ns, int signals, bool light);

/*
 * Whether a call that has nothing to wait for spun, having taken so long. From
 * when it was not yet called, at most BUSY_FRESH_NS before, of which all counts
 * as not its own.
 */
bool busy_spins(const struct busy *from, const struct busy *to,
    int64_t took_ns, bool emulated);

/* For how long it ran or wanted to. */
int64_t busy_awake_ns(const struct busy *from, const struct busy *to);

/* A tick of the clock that tells a process's processor time, in ns. */
int64_t busy_tick_ns(void);

#endif
