/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the programs of all findings still show what their pages say. */
#ifndef CONFORM_SHOWN_H
#define CONFORM_SHOWN_H

#include "harness/conform/command.h"
#include "harness/report/report.h"

/*
 * Two checks that may run side by side, each of every second finding: runs
 * those of the oracle's version, with its Python, and prints which do not show
 * their finding any more; they count as failed, and what cannot be shown here
 * as skipped. False if something could not be run.
 */
bool shown_check_odd(const struct options *, struct report_counts *,
    struct why *);
bool shown_check_even(const struct options *, struct report_counts *,
    struct why *);

#endif
