/* SPDX-License-Identifier: BSD-2-Clause */
/* What Kyua counted of runs, added up. */
#ifndef CONFORM_COUNTS_H
#define CONFORM_COUNTS_H

#include "harness/report/report.h"

/* Adds that of one platform of a folder of results. */
bool counts_add(const char *results, const char *platform,
    struct report_counts *to, struct why *);

#endif
