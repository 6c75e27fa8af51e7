/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processes that implementations start: all of them end with the session,
 * also those that left their group and lost their parents.
 *
 * Each implementation leads a process group. Who loses its parent becomes a
 * child of the runner: one that leads none of those groups, and was no child of
 * the runner before the first of them, is a stray. So what the runner itself
 * starts while there are implementations has to end before it looks.
 */
#ifndef WORLD_OFFSPRING_H
#define WORLD_OFFSPRING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define OFFSPRING_MOST 64	/* processes that an implementation may have */

/*
 * Before one is started: from the first to the last of them this process takes
 * in orphans, and no other one of its user may trace it.
 */
void offspring_expect(void);

/* It could not be started. */
void offspring_give_up(void);

/* Knows an implementation that was started. */
void offspring_know(pid_t leader);

/*
 * It was killed, and reaped or not: reaps it, and kills what it left behind and
 * what else is in no group of those that live. False: not all of it ended in 20
 * seconds; what did not is nobody's from then on.
 */
bool offspring_forget(pid_t leader);

/*
 * Whether there is a stray that lives, in the group of this one or in none of
 * those that live; where the kernel lists no children: no.
 */
bool offspring_has_strays(pid_t leader);

/*
 * Whether there are more than OFFSPRING_MOST processes of the group of `pid` and
 * below it, strays among them. Looks closely only if this machine has so many
 * more than when the last implementation was started.
 */
bool offspring_is_crowd(pid_t pid);

#endif
