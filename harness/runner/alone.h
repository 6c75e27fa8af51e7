/* SPDX-License-Identifier: BSD-2-Clause */
/* The oracle without an implementation under test: for a recording. */
#ifndef RUNNER_ALONE_H
#define RUNNER_ALONE_H

#include "harness/runner/run.h"

/*
 * Fills in the result of the instance, `lacking` where the oracle does not
 * offer what it needs: the trace to be recorded, or a verdict that says what
 * keeps it from that.
 */
void alone_run(struct runner *, const struct instance *, bool lacking,
    struct result *);

#endif
