/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one operation costs whatever else the machine does: its system calls,
 * and the instructions of its program, in raw C, by the C implementation, by
 * CPython and for AF_ALG by libkcapi.
 */
#ifndef BENCH_COUNTED_H
#define BENCH_COUNTED_H

#include <stdbool.h>
#include <stdio.h>

#include "harness/protocol/why.h"

/* With `afalg` AES-GCM of 16 B, which needs a kernel with AF_ALG. */
bool counted_run(const char *top, bool afalg, FILE *out, struct why *);

#endif
