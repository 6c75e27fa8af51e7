/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the methods cost: raw system calls, the C implementation and Python
 * make the same calls in turn, and ratios of the medians are printed.
 */
#ifndef BENCH_CALLS_H
#define BENCH_CALLS_H

#include <stdbool.h>
#include <stdio.h>

#include "harness/protocol/why.h"

/*
 * Runs sendmsg of 64 B and 64 KiB and sendfile of 64 MiB; with `afalg`
 * AES-GCM of 16 B and 64 KiB instead, which needs a kernel with AF_ALG.
 */
bool calls_run(const char *top, bool afalg, FILE *out, struct why *);

#endif
