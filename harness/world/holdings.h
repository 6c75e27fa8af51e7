/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a process holds, as /proc/PID shows it: descriptors with their flags,
 * threads, children, timers, how it takes signals. What a kernel does not show
 * is not asked. Nor are mappings: an allocator makes and keeps them as it likes,
 * so that one call shows nothing, and a thousand are weighed (scene_often.c).
 */
#ifndef WORLD_HOLDINGS_H
#define WORLD_HOLDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "harness/protocol/text.h"

#define HOLDINGS_FDS 1280
#define HOLDINGS_FLAGS 64	/* of so many of them */
#define HOLDINGS_INFOS 8
#define HOLDINGS_UNSEEN (~0ul)	/* flags that the kernel does not show */

/* Of each count, -1: the kernel does not show it. */
struct holdings {
	struct {
		int fd;
		unsigned long flags;	/* fcntl(2)'s, O_CLOEXEC too */
	} fds[HOLDINGS_FDS];
	int fds_len;		/* in ascending order */
	long threads, children, orphans, timers;
	bool masks;		/* shown; without those of the C library's own */
	uint64_t blocked, ignored, caught;
};

/* The files that are read again and again, and what they last said. */
struct holder {
	pid_t pid;	/* 0: nobody is looked at */
	int status, fds, fdinfo, children, timers;
	int orphans;	/* the children of process 1 of a pid namespace below
			   the runner's; -1: it is in none */
	int infos[HOLDINGS_INFOS];	/* of the first descriptors; 0: not yet
					   opened */
	struct holdings held;
};

#define HOLDER_INIT { .status = -1, .fds = -1, .fdinfo = -1, \
	.children = -1, .timers = -1, .orphans = -1 }

/* Looks at what the process holds now. */
void holder_start(struct holder *, pid_t);

/*
 * Looks again, and adds what is more than before or altered, "descriptor left:
 * socket, thread left"; false if there is something. What goes by itself (a
 * thread that has been joined and is still on its way out) is given the time
 * to. What is held now is what the next look is held against.
 */
bool holder_check(struct holder *, struct text *);

/* Adds what the kernel does not show, "timers, children"; nothing if all. */
void holder_add_unseen(const struct holder *, struct text *);

void holder_release(struct holder *);

/*
 * How much anonymous memory and how much address space a process has, in
 * bytes; false where the kernel does not tell exactly.
 */
bool holdings_memory(pid_t, long *anonymous, long *space);

#endif
