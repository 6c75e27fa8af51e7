/* SPDX-License-Identifier: BSD-2-Clause */
/* What came of each row on each platform, for formats that know test cases. */
#ifndef FORMATS_OUTCOME_H
#define FORMATS_OUTCOME_H

#include "harness/report/store.h"

/*
 * Fills the table outcome (platform, its name, area, name, clause, status,
 * message, row) in the order of platforms, areas and names. A row is `passed`,
 * also with what the ledger knows; `failed` with an unexpected instance;
 * `skipped` where none was executed; `error` where the harness failed. Cases
 * that fell short, rows that were given up, stale entries, clauses below their
 * floor and columns that executed nothing stand for themselves. After
 * kinds_find().
 */
void outcomes_find(const struct store *);

/*
 * Adds the kinds of a row on a platform, a paragraph each: what it showed, where,
 * and how one is seen alone.
 */
void outcome_add_kinds(struct text *, const struct store *, int64_t platform,
    const char *row, const char *command);

/*
 * Adds what is not as it should be, "2 kinds unexpected, 1 row not run, 1 clause
 * below its floor, 1 column executed nothing"; false if all is.
 */
bool outcome_add_worst(struct text *, const struct store *);

/* Adds a kind's instances: "36 of 144 instances, where kind=tcp". */
void outcome_add_share(struct text *, int64_t instances, int64_t executed,
    const char *condition);

#endif
