/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who does the work, in a process of its own: CPython, which makes the same
 * calls (oracle/bench.py), and a copy of this program.
 */
#ifndef BENCH_PARTY_H
#define BENCH_PARTY_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "harness/protocol/why.h"

struct party {
	FILE *to, *from;
	pid_t pid;
};

#define PARTY_INIT { NULL, NULL, 0 }

/* It inherits all descriptors that are not close-on-exec. */
bool party_start_python(struct party *, const char *top, struct why *);

/*
 * A copy of this program, in which `serve(arg)` reads lines as oracle/bench.py
 * does from standard input, and answers them.
 */
bool party_start_copy(struct party *, void (*serve)(void *), void *arg,
    struct why *);

/* ns that one of `times` calls took on average. */
double party_measure(struct party *, const char *what, int times);

/* Takes the place of the calling program, which is traced: count.h. */
_Noreturn void party_count_python(const char *top, const char *what);

void party_release(struct party *);

#endif
