/* SPDX-License-Identifier: BSD-2-Clause */
/* Python's documentation beside the clauses, in `make check`. */
#ifndef CONFORM_DOCS_H
#define CONFORM_DOCS_H

#include "harness/conform/command.h"
#include "harness/report/report.h"

/*
 * Compares each documentation that is installed, or that `make docs` brought,
 * and counts it: failed if a sentence changed, went, or is claimed by none.
 * Where there is none that is skipped. False if one cannot be read.
 */
bool docs_check(struct report_counts *, struct why *);

#endif
