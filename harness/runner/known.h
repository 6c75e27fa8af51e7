/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the ledger knows of a result. Each of the two is looked up as what it
 * is and where it is, whatever its role: a departure is that of the party who
 * departs, a difference may be either's, and what differs from the recording
 * is the oracle's.
 */
#ifndef RUNNER_KNOWN_H
#define RUNNER_KNOWN_H

#include "harness/runner/run.h"

/*
 * The entry that knows an offence of that instance, or NULL: as it is seen
 * here or, `recorded`, were it that of the recorded oracle where it was
 * recorded.
 */
const struct ledger_entry *known_offence(const struct runner *,
    const struct result *, const struct offence *, bool recorded);

/*
 * Sets for each line of the verdict and for the result whether the ledger knows
 * it, or why it is unsupported, and the entry of the first.
 */
void known_look_up(struct runner *, struct result *);

/*
 * Sets the entry that should have shown in this instance, in one of those who
 * were judged, and did not. The trace of who was not may be NULL.
 */
void known_find_stale(struct runner *, struct result *, const struct trace *iut,
    const struct trace *oracle);

/*
 * An entry that the result shows to be at fault, adding why: stale, past its
 * review, or without a reason; NULL if there is none.
 */
const struct ledger_entry *known_fault(const struct runner *,
    const struct result *, struct text *reason);

#endif
