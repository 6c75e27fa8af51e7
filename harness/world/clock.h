/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time as the runner measures it, and how far this machine can be trusted
 * with it right now.
 */
#ifndef WORLD_CLOCK_H
#define WORLD_CLOCK_H

#include <stdint.h>

/* The monotonic clock, in ns. */
int64_t clock_now_ns(void);

/*
 * Starts the control sleeper, a thread that sleeps 1 ms again and again and
 * notes by how much it wakes late. Once per process.
 */
void clock_control_start(void);

/* The worst lateness since `since_ns`, in ns; 0 without control sleeper. */
int64_t clock_lateness_ns(int64_t since_ns);

void clock_sleep_ms(int ms);

#endif
