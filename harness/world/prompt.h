/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether what is sent on this machine is there at once. Linux takes a packet
 * of loopback to its receiver within the call that sends it, unless much else
 * is to be done; gVisor does that when it comes to it.
 */
#ifndef WORLD_PROMPT_H
#define WORLD_PROMPT_H

#include <stdbool.h>

/* Tried once, with a few bytes over a connection of TCP. */
bool prompt_loopback(void);

/* Where it is not, waits as long as an answer of its kernel may take. */
void prompt_pause(void);

/*
 * The same, but only until the socket has something to read or an end.
 */
void prompt_await(int fd);

/* On any kernel, for what is sure to come, however long: two seconds. */
void prompt_arrival(int fd);

#endif
