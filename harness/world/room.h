/* SPDX-License-Identifier: BSD-2-Clause */
/* How many descriptors a process may have: its RLIMIT_NOFILE. */
#ifndef WORLD_ROOM_H
#define WORLD_ROOM_H

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "harness/protocol/why.h"

struct room {
	pid_t pid;		/* whose limit was changed; 0: nobody's */
	struct rlimit before;
};

#define ROOM_INIT { .pid = 0 }

/*
 * Leaves the process so many descriptors, by prlimit(2): the limit is the
 * number of its first free one, and behind it as many more. A limit that was
 * lowered before is lowered, or raised, from there. False, with the kernel's
 * errno, if it has neither prlimit(2) nor /proc, or does not let us.
 */
bool room_leave(struct room *, pid_t, int descriptors, struct why *);

/*
 * Makes room for the numbers below that one, if there is none: raises the
 * limit, and where it may, what the limit may be raised to. False with errno.
 */
bool room_make(struct room *, pid_t, int numbers, struct why *);

/* Gives back the limit that was there before; for nobody's it does nothing. */
void room_restore(struct room *);

#endif
