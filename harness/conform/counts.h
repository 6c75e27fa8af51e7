/* SPDX-License-Identifier: BSD-2-Clause */
/* What Kyua counted of runs, added up. */
#ifndef CONFORM_COUNTS_H
#define CONFORM_COUNTS_H

#include "harness/report/report.h"

/* Adds that of one platform of a folder of results, names too. */
bool counts_add(const char *results, const char *platform,
    struct report_counts *to, struct why *);

/* Counts one check of another kind that failed, and keeps its name. */
void counts_fail(struct report_counts *, const char *name);

#endif
