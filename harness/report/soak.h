/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether runs of the same suite gave every instance the same verdict. */
#ifndef REPORT_SOAK_H
#define REPORT_SOAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "harness/protocol/why.h"

struct soak {
	size_t changed;		/* instances that ever did */
	long long executions;	/* of all instances in all runs */
	long long odd;		/* of these, not as most of their instance's */
	double bound;		/* of 95 %: at most that part of them is odd */
};

/*
 * Compares FOLDER/1.json to FOLDER/RUNS.json, each a report.json, platform by
 * platform, and prints every instance that ever changed, with its verdict and
 * line in each run in which it did not conform. False: a report cannot be read,
 * is of another revision of the suite than another, or two of one platform do
 * not have as many instances.
 */
bool soak_compare(const char *folder, int runs, FILE *out, struct soak *,
    struct why *why);

/*
 * The greatest expected number, per execution, of which so few odd ones, or
 * fewer, are seen in one of twenty soaks; they are taken as Poisson's are.
 */
double soak_bound(long long odd, long long executions);

#endif
