/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the methods cost in time: raw system calls, the C implementation, Python
 * and for AF_ALG libkcapi do the same work in turns.
 */
#ifndef BENCH_CALLS_H
#define BENCH_CALLS_H

#include <stdbool.h>
#include <stdio.h>

#include "harness/protocol/why.h"

/*
 * Times sendmsg() of 64 B to 1 MiB, a receive in timeout mode and sendfile()
 * of 4 KiB to 1 GiB; with `afalg` AES-GCM of 16 B to 64 KiB instead, which
 * needs a kernel with AF_ALG.
 */
bool calls_run(const char *top, bool afalg, FILE *out, struct why *);

#endif
