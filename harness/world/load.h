/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long programs had to wait for a processor, by the kernel's account: time
 * that no implementation can be blamed for. A kernel that keeps no account
 * makes it 0.
 */
#ifndef WORLD_LOAD_H
#define WORLD_LOAD_H

#include <stdint.h>
#include <sys/types.h>

struct load {
	int64_t process_ns;	/* the main thread of the process */
	int64_t used_ns;	/* and what that had of one; -1: not told */
	int64_t any_ns;		/* some task of the machine, at most */
};

/* What has been waited so far. */
void load_read(struct load *, pid_t pid);

#endif
