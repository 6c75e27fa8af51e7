/* SPDX-License-Identifier: BSD-2-Clause */
/* Which columns of two runs are compared, and whether they may be. */
#ifndef RUNS_PAIRS_H
#define RUNS_PAIRS_H

#include "harness/runs/diff.h"

/*
 * Makes these tables of the columns of runs 0 and 1, `n` being a pair's number,
 * and adds what they are. False: they are not comparable, and it is not forced.
 *
 *	pair		n label a b
 *	obstacle	sentence: why they are not comparable
 *	told		sentence: what may differ, and is told
 *	remark		sentence forced: of both, in their order
 *	part		n run: of parts.h
 *	met		n label row was is_now: letters of each instance of rows
 *			that differ, '' where it was not reported
 */
bool pairs_find(const struct runs *, const struct diff_options *,
    struct text *, struct why *);

#endif
