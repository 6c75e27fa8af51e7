/* SPDX-License-Identifier: BSD-2-Clause */
/* The processes below this one. */
#ifndef KILL_TREE_H
#define KILL_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "harness/protocol/text.h"

/* From now on whoever loses its parent is a child of this process. */
bool tree_adopt(void);

/* Those below `root`, itself first, parents before their children. */
size_t tree_list(pid_t root, pid_t *at, size_t most);

/* The first of them whose program has that name; 0: none. */
pid_t tree_find(pid_t root, const char *program);

/*
 * Waits until this process has no child any more; those that are left after so
 * long are named, killed and counted.
 */
size_t tree_empty(double seconds, struct text *names);

/* Seconds of a clock that is never set. */
double tree_now(void);

#endif
