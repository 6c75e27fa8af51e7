/* SPDX-License-Identifier: BSD-2-Clause */
/* Who a process is, and what it may do. */
#ifndef WORLD_PRIVILEGE_H
#define WORLD_PRIVILEGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Whether it is of another user than we, *user; where that is not shown: no. */
bool privilege_is_of_another(pid_t, uid_t *user);

/* Whether it has that capability, CAP_NET_ADMIN; where that is not shown: yes. */
bool privilege_has(pid_t, int capability);

/*
 * Whether its limit of addresses leaves so many bytes; where that is not told:
 * yes.
 */
bool privilege_has_space(pid_t, uint64_t bytes);

/*
 * Called before a program is executed that is to have our rights, but may not
 * trace us or stand before us in the queue for a processor.
 */
void privilege_drop(void);

#endif
