/* SPDX-License-Identifier: BSD-2-Clause */
/* What an instance needs of the machine, the implementation and the oracle. */
#ifndef RUNNER_NEEDS_H
#define RUNNER_NEEDS_H

#include "harness/runner/run.h"

/* Whether the run was asked for as one that has this ability. */
bool needs_required(const struct runner *, const char *ability);

/*
 * Sets the verdict and returns true if something that the instance needs is
 * not there and it cannot run at all; *without_oracle if only the oracle
 * cannot.
 */
bool needs_lacking(struct runner *, const struct instance *, struct result *,
    bool *without_oracle);

#endif
