/* SPDX-License-Identifier: BSD-2-Clause */
/* How many instances a second are compared, and for how long that stays so. */
#ifndef BENCH_RATE_H
#define BENCH_RATE_H

#include <stdio.h>

#include "harness/protocol/why.h"

/*
 * Runs all instances that do not wait, on two processes, against a live oracle
 * and against its recording, and prints the rates and the most memory that a
 * runner needed. Then those of one row over and over, in one process, and what
 * one takes after 1,000, 10,000 and 100,000 of them.
 */
bool rate_run(const char *top, FILE *out, struct why *);

#endif
