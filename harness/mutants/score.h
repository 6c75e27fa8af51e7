/* SPDX-License-Identifier: BSD-2-Clause */
/* What came of all mutants: killed / all, and per clause. */
#ifndef MUTANTS_SCORE_H
#define MUTANTS_SCORE_H

#include <stdio.h>

#include "harness/mutants/hunt.h"

/*
 * Whether each clause that has rows is one that a wrong implementation or a
 * wrong platform is said to break; else prints those that are not.
 */
bool score_names_all(const struct mutants *, FILE *out);

/*
 * Prints the score of each clause, the sums, and who should not have survived.
 * True if all were killed or are proved equivalent, no legal platform raised an
 * alarm, and score_names_all().
 */
bool score_print(const struct mutants *, const struct finding *, FILE *out);

/* Writes build/report/mutants.json: sums, per clause, and each mutant. */
bool score_write(const struct mutants *, const struct finding *,
    const char *top, struct why *);

#endif
