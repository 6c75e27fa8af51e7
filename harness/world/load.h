/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long programs had to wait for a processor, by the kernel's account: time
 * that no implementation can be blamed for. What is not told is -1: a kernel
 * may keep no account, a process be gone, a reading fail.
 */
#ifndef WORLD_LOAD_H
#define WORLD_LOAD_H

#include <stdint.h>
#include <sys/types.h>

struct load {
	int64_t process_ns;	/* the main thread of the process */
	int64_t used_ns;	/* and what that had of one */
	int64_t any_ns;		/* some task of the machine, at most */
};

/* What has been waited so far. */
void load_read(struct load *, pid_t pid);

/* What was waited from one reading to another; 0 where one is not told. */
int64_t load_between(int64_t from_ns, int64_t to_ns);

#endif
