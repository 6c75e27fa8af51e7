/* SPDX-License-Identifier: BSD-2-Clause */
/* Which columns of two runs are compared, and whether they may be. */
#ifndef RUNS_PAIRS_H
#define RUNS_PAIRS_H

#include "harness/runs/diff.h"

/*
 * Makes the table pair (n, label, a, b) of the columns of runs 0 and 1, and
 * adds what they are. False: they are not comparable, and it is not forced.
 */
bool pairs_find(const struct runs *, const struct diff_options *,
    struct text *, struct why *);

#endif
