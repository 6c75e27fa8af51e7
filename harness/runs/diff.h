/* SPDX-License-Identifier: BSD-2-Clause */
/* What is otherwise in the second of two runs than in the first. */
#ifndef RUNS_DIFF_H
#define RUNS_DIFF_H

#include "harness/runs/runs.h"

struct diff_options {
	bool force;	/* what both have is compared, whatever they are */
	bool full;	/* all of it, not a screen */
	const char *command;	/* that shows an instance; NULL: the usual one */
	bool named;	/* one column of each was named: they are a pair */
};

/*
 * Compares runs 0 and 1 and adds what is otherwise, by kind first. Worse is a
 * kind that is new or has more instances, an instance that is gone or newly
 * unsupported, and a clause that is newly below its floor. The exit status: 0
 * nothing is worse, 1 something is, 2, with why, they are not comparable.
 */
int diff(const struct runs *, const struct diff_options *, struct text *,
    struct why *);

#endif
