/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a process does between two of its own SIGSTOPs, as ptrace(2) shows it:
 * the system calls that it enters, or the instructions that it executes.
 * A load on the machine changes neither.
 */
#ifndef BENCH_COUNT_H
#define BENCH_COUNT_H

#include <stdbool.h>
#include <sys/types.h>

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

/* One stretch. The first of each process is empty, and taken off the others. */
struct stretch {
	int calls;		/* system calls */
	long instructions;	/* in user mode */
	struct text names;	/* of the calls, each behind a blank */
};

/* What a child is traced as: it does its stretches and exits with 0. */
typedef void count_child(void *arg);

/*
 * Counts `n` stretches of a child that runs `child(arg)`, which brackets each
 * of them, and an empty one before them, by count_mark(). It is run twice, for
 * calls and for instructions. False if ptrace(2) is refused or the child does
 * not do as many.
 */
bool count_stretches(count_child *child, void *arg, struct stretch *found,
    int n, struct why *why);

void count_mark(void);

void stretches_release(struct stretch *, int n);

#endif
