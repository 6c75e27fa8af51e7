/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the time of a process goes that runs rows: it is in one phase at a
 * time, and each turn to another costs a look at the clock, or none where the
 * caller has just looked. For the main thread alone.
 */
#ifndef WORLD_PHASE_H
#define WORLD_PHASE_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/protocol/text.h"

enum phase {
	PHASE_REST,	/* all that is none of the others */
	PHASE_STARTING,	/* implementations, until they are believed; and their
			   ends */
	PHASE_IUT,	/* until a request's reply is there */
	PHASE_ORACLE,
	PHASE_WORLD,	/* a scene makes, looks, writes down, and clears away */
	PHASE_JUDGING,	/* against each other, documentation, recording, ledger,
			   and to read these */
	PHASE_OBSERVING,	/* what it holds after each instance, and what
				   its calls used of a processor */
	PHASE_WAITING,	/* for what a row waits by design: timeouts, sleeps */
	PHASES,
	PHASE_AWAY = PHASES	/* others count instead: this one waits for them */
};

/* "rest" and so on, by number. */
extern const char *const phase_names[PHASES];

/* Counts from now on, anew, the first phase being PHASE_REST. */
void phase_start(void);

/*
 * Turns to that one; returns the one before, for the turn back. While
 * implementations are started all is a part of that, and nothing turns.
 */
enum phase phase_turn(enum phase, int64_t now_ns);

/* Turns to PHASE_STARTING, until phase_started() turns back. */
enum phase phase_starts(void);
void phase_started(enum phase before);

/* What was counted as the one since the last turns was the other. */
void phase_move(enum phase from, enum phase to, int64_t ns);

/*
 * What several processes count together: NULL where no memory can be shared,
 * and then it is lost. A process gives once, at its end; who forked it takes,
 * which releases it.
 */
struct phase_share;
struct phase_share *phase_share_new(void);
void phase_give(struct phase_share *);
void phase_take(struct phase_share *);

/*
 * Adds " took=" and " PHASE=" of each, in µs: the time since the start here,
 * and what has been counted, here and in what was taken.
 */
void phase_format(struct text *);

#endif
