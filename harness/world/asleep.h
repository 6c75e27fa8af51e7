/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a process that is asleep in a system call asked of the kernel, read
 * from its memory: evidence that it cannot give itself.
 */
#ifndef WORLD_ASLEEP_H
#define WORLD_ASLEEP_H

#include "harness/world/process.h"

/*
 * False where the kernel has no /proc/PID/syscall, and of a program of another
 * word size: it has other structures, and other numbers of system calls.
 */
bool asleep_can_be_seen(const struct process *);

/* The number of the system call; -1, with the reason, if it cannot be seen. */
long asleep_number(const struct process *, struct why *);

/*
 * Adds "poll", or "sendmsg name=0 iov=[1,2] control=x'…' flags=0" with the
 * lengths of address and buffers, without the flag MSG_NOSIGNAL; or
 * "call 17". False: the platform does not let it be seen, or it runs.
 */
bool asleep_in(const struct process *, struct text *, struct why *);

#endif
