/* SPDX-License-Identifier: BSD-2-Clause */
/* Which processor the runner and the implementations that it starts run on. */
#ifndef WORLD_PROCESSOR_H
#define WORLD_PROCESSOR_H

/*
 * Keeps the caller, and all that it starts from now on, on the processor that
 * it runs on. A request and its reply are much faster then than between two
 * processors. Where that is not possible all stays as it was.
 */
void processor_keep(void);

#endif
