/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries for a ledger (harness/judge/ledger.h) of what was not expected: one
 * for each row and what it showed, where numbers and bytes that vary are '*'.
 * Its patterns of instances fit those that showed it and none of the others
 * that were judged; its conditions are those of the platform, as far as that
 * is not Linux with glibc on 64 bits; `by` has the minor version that was seen.
 * `reason` is empty: the gate stays shut until a person has found it.
 *
 * Of a run of some instances of a row, those that did not run count as others
 * that were judged, as far as they are known; where they are not, a pattern is
 * an instance's id.
 *
 * Of two that differ the entry is about the one that is not our own, or about
 * the IUT: a person has to see which of them departs.
 */
#ifndef REPORT_PROPOSE_H
#define REPORT_PROPOSE_H

#include "harness/report/store.h"

struct proposal {
	/* Adds the ids that a row has, a line each; or NULL: nobody knows. */
	void (*add_ids)(const char *row, struct text *);
	size_t entries;
	size_t partial;		/* of these, of rows that ran in part */
	/* Unstable, broken, not run and the like: no ledger can have these. */
	size_t left_out;
};

/* Adds the entries, and counts; `review` is their date, YYYY-MM-DD. */
void propose(const struct store *, const char *review, struct text *,
    struct proposal *);

#endif
