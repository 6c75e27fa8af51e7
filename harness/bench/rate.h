/* SPDX-License-Identifier: BSD-2-Clause */
/* How many instances a second are compared against a live oracle. */
#ifndef BENCH_RATE_H
#define BENCH_RATE_H

#include <stdio.h>

#include "harness/protocol/why.h"

/*
 * Runs all instances that do not wait, on two processes, and prints the rate
 * and the most memory that a runner needed.
 */
bool rate_run(const char *top, FILE *out, struct why *);

#endif
