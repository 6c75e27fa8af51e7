/* SPDX-License-Identifier: BSD-2-Clause */
/* How long calls may wait, or work, by what they say themselves. */
#ifndef SCENE_WAITS_H
#define SCENE_WAITS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The longest of the timeouts, limits of the kernel and sleeps of handlers in
 * calls, as the protocol spells them, in ns; 0 if there is none. What is no
 * number, or negative, or longer than anybody waits here, is none.
 */
int64_t waits_of(const char *calls, int64_t most_ns);

/*
 * Whether the last of the calls, one a line, is of a socket in non-blocking
 * mode. *modes has bit N where sN is in that, and bit 0 where new ones are;
 * calls that make sockets or change their mode change it.
 */
bool waits_for_nothing(const char *calls, uint64_t *modes);

/* How many bytes they hand over, as `fill` and `huge` alone: the rest is few. */
int64_t data_of(const char *calls);

#endif
