/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time as the runner measures it, and how far this machine can be trusted
 * with it right now.
 */
#ifndef WORLD_CLOCK_H
#define WORLD_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* The monotonic clock, in ns. */
int64_t clock_now_ns(void);

/*
 * Starts the control sleepers, threads that sleep 4 ms again and again and note
 * by how much they wake late: one on each processor that the process may run
 * on, since one processor can stand still while another goes on; one wherever
 * if these are more than eight. Once per process.
 */
void clock_control_start(void);

/*
 * From now on time is taken to be exact: a virtual clock that nothing disturbs,
 * by which nobody wakes late. No control sleepers are started.
 */
void clock_be_exact(void);
bool clock_is_exact(void);

/* The worst lateness since `since_ns`, in ns; 0 without control sleepers. */
int64_t clock_lateness_ns(int64_t since_ns);

void clock_sleep_ms(int ms);

#endif
