/* SPDX-License-Identifier: BSD-2-Clause */
/* Which processor the runner and the implementations that it starts run on. */
#ifndef WORLD_PROCESSOR_H
#define WORLD_PROCESSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many the caller may run on, at least 1. */
size_t processor_count(void);

/* The n-th of these, counted around; -1 if none is known. */
int processor_nth(size_t n);

/*
 * Keeps the caller, and all that it starts from now on, on that processor; -1
 * is the one that it runs on. A request and its reply are much faster then than
 * between two processors. Where that is not possible all stays as it was.
 */
void processor_keep(int processor);

/* For how long all processors together have been idle; -1: that is not told. */
int64_t processor_idle_ns(void);

/* Whether QEMU makes it, and all of this machine, as /proc/cpuinfo tells. */
bool processor_is_emulated(void);

/* Lets the caller run again where it could before it was first kept. */
void processor_let(void);

#endif
