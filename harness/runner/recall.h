/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recordings in a run: the oracle beside its recorded self, or the recording
 * in the oracle's place.
 *
 * TOP/oracle/recorded/cpython-3.11/ has a recording (harness/judge/recorded.h)
 * for each reference platform: `uml` of the rows that need AF_ALG, `native` of
 * all others. A recording is of one micro version, which its identity tells.
 */
#ifndef RUNNER_RECALL_H
#define RUNNER_RECALL_H

#include "harness/runner/run.h"

/*
 * The part that has a row's traces: "uml" or "native"; "exact" for what only a
 * platform with virtual time can run, of which none is kept.
 */
const char *recall_platform(const struct row *);

/*
 * Adds the folder of a minor version's parts; nothing if it is no CPython.
 * The oracle is "CPython 3.11.2", or the command "recorded 3.11".
 */
void recall_folder(const char *top, const char *oracle, struct text *);

/* Whether the run was asked for with the oracle `recorded`. */
bool recall_is_oracle(const struct runner *);

/*
 * Introduces that oracle, so that it has the name, the abilities and the libc
 * of the Python that was recorded. False if there is no such recording.
 */
bool recall_start(struct runner *, struct why *);

/* What the oracle ran on when that was recorded; strings are the runner's. */
void recall_place(const struct runner *, struct ledger_place *);

/* Reads what is recorded for an instance's area; false if it is damaged. */
bool recall_read(struct runner *, const struct instance *, struct why *);

/* Fills in the scene as if the oracle had played it. */
void recall_play(struct runner *, const struct instance *, struct scene *);

/* Puts the oracle's trace into the result, to be recorded. */
void recall_keep(const struct scene *oracle, struct result *);

/*
 * Puts into the result, to be recorded, that the reference platform lacks what
 * the instance needs; nothing if it is of another part.
 */
void recall_keep_lack(const struct runner *, struct result *);

/*
 * Why a live oracle is not compared with its recorded self, though there may
 * be one: NULL where it is. A run tells it (slot.c), since it hides what the
 * recording would show.
 */
const char *recall_obstacle(const struct runner *);

/*
 * Judges the oracle by its recorded self. Where the recording is of another
 * micro version or another place, a difference is that of the versions or the
 * places, and no offence, if an entry of the ledger knows the line of the one
 * and does not speak of the other. Nothing is compared where the kernel was
 * found to move data in smaller parts than the one of the recording, or its
 * poll(2) to be mistaken. An oracle that is newer than all recordings is judged
 * by what these agree on.
 */
void recall_compare(struct runner *, const struct scene *iut,
    const struct scene *oracle, const struct documented *, struct result *);

void recall_release(struct runner *);

#endif
