/* SPDX-License-Identifier: BSD-2-Clause */
/* What the ledger knows of a result. */
#ifndef RUNNER_KNOWN_H
#define RUNNER_KNOWN_H

#include "harness/runner/run.h"

/*
 * The entry that knows an offence of that instance, were it seen beside that
 * oracle ("CPython 3.11.2"); or NULL.
 */
const struct ledger_entry *known_offence(const struct runner *,
    const struct result *, const struct offence *, const char *oracle);

/*
 * Sets for each line of the verdict and for the result whether the ledger knows
 * it, and the entry of the first. A verdict without a line is not known.
 */
void known_look_up(struct runner *, struct result *);

/*
 * A ledger entry that should have shown in this instance and did not: its name
 * and what is wrong, or NULL.
 */
const struct ledger_entry *known_stale(const struct runner *,
    const struct result *);

#endif
