/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a program sleeps or is at work: what is asleep waits for somebody,
 * what is running, runnable or waits for a disk will get on by itself.
 */
#ifndef WORLD_IDLE_H
#define WORLD_IDLE_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/world/process.h"

/*
 * Whether all threads of the worker sleep. *used_ns is the processor time that
 * it has had, -1 where the kernel does not tell: between two looks at which it
 * is the same it did nothing. A kernel without /proc shows no threads: there
 * the answer is true if that time is told. Once it is gone: false.
 */
bool idle_worker(const struct process *, int64_t *used_ns);

/*
 * The same of all processes of its group, the time being the sum. Costs a look
 * at each process of the machine.
 */
bool idle_group(const struct process *, int64_t *used_ns);

/*
 * How long a program has slept without a break while this machine was in time:
 * what the control sleepers (clock.h) were late is not counted.
 */
struct idle {
	const struct process *process;
	int64_t looked_ns;	/* 0: not yet */
	int64_t used_ns;	/* by the worker when it was looked at */
	int64_t group_used_ns;	/* half-way to the limit; -2: not looked at */
	int64_t asleep_ns;
	int64_t waited_ns;	/* it was ready to run, and did not */
};

/*
 * Whether the worker is ready to run and has had no more of a processor than
 * that: what the kernel tells of such a wait, it tells once it is over.
 */
bool idle_unwillingly(const struct process *, int64_t used_ns);

void idle_start(struct idle *, const struct process *);

/*
 * Looks again. True once it has been seen asleep, again and again, for that
 * long, and nothing else of its group is at work either.
 */
bool idle_for(struct idle *, int64_t limit_ns);

#endif
