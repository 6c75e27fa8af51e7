/* SPDX-License-Identifier: BSD-2-Clause */
/* The implementation that is there as an example of the protocol. */
#ifndef CONFORM_ANOTHER_H
#define CONFORM_ANOTHER_H

#include "harness/conform/command.h"
#include "harness/report/report.h"

/*
 * Runs some rows with it and its own ledger beside it, and adds what came of
 * them. Where there is no Perl, or not its machine, that is said, and one more
 * is skipped.
 */
bool another_check(const struct options *, struct report_counts *,
    struct why *);

#endif
