/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One file for any kernel: runner, implementation, probe, rows, ledger and one
 * recording as a single static program. README.md says how it is used.
 */
#ifndef BUNDLE_BUNDLE_H
#define BUNDLE_BUNDLE_H

#include <stdbool.h>
#include <stdio.h>

#include "harness/protocol/why.h"
#include "harness/runner/run.h"

/* How it was asked for; strings are the caller's. */
struct bundle {
	const char *name;	/* by which it was started */
	const char *cases, *iut, *ledger, *oracle, *out, *vectors,
	    *watchdog;
};

/* Runs the areas, printing the stream and then the table: the exit status. */
int bundle_run(const struct bundle *);

/*
 * How a run is configured, the oracle being brought if it is a Python; false if
 * that, or the ledger, cannot be had.
 */
bool bundle_configure(const struct bundle *, struct config *, struct why *);

/* Takes away again what was brought. */
void bundle_tidy(void);

/* The path by which this program can be executed, or "". */
const char *bundle_path(const char *name);

/*
 * Whether this is process 1 of a machine. If so, all that is needed is made
 * ready, and this returns in a child; process 1 itself waits for that, reaps
 * what is left behind by others, and switches the machine off.
 */
bool init_is_needed(void);
void init_start(void);

#endif
