/* SPDX-License-Identifier: BSD-2-Clause */
/* CPython, which makes the same calls: oracle/bench.py. */
#ifndef BENCH_PYTHON_H
#define BENCH_PYTHON_H

#include <stdio.h>
#include <sys/types.h>

#include "harness/protocol/why.h"

struct python {
	FILE *to, *from;
	pid_t pid;
};

#define PYTHON_INIT { NULL, NULL, 0 }

/* It inherits all descriptors that are not close-on-exec. */
bool python_start(struct python *, const char *top, struct why *);

/* ns that one of `times` calls took on average. */
double python_measure(struct python *, const char *what, int times);

/* Takes the place of the calling program, which is traced: count.h. */
_Noreturn void python_counted(const char *top, const char *what);

void python_release(struct python *);

#endif
