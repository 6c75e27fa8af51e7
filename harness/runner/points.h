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
 * and "mode" find out what exists. False if one is not visited, with *why.
 */
bool points_print(const struct config *, FILE *out, struct why *);

#endif
