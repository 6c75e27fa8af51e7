/* SPDX-License-Identifier: BSD-2-Clause */
/* How many of the points at which methods can be disturbed are visited. */
#ifndef RUNNER_POINTS_H
#define RUNNER_POINTS_H

#include <stdio.h>

#include "harness/runner/run.h"

/*
 * Runs all rows with `.interposed` and prints, for each method, mode and
 * implementation, the points visited of those that exist, and the calls made
 * undisturbed. Rows with an axis "call" visit; those that only have "method"
 * and "mode" find out what exists. Then the lists are checked against strace's,
 * if there is one. False if they differ or a point is not visited, with *why.
 */
bool points_print(const struct config *, FILE *out, struct why *);

#endif
