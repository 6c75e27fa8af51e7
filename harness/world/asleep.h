/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a process that is asleep in a system call asked of the kernel, read
 * from its memory: evidence that it cannot give itself.
 */
#ifndef WORLD_ASLEEP_H
#define WORLD_ASLEEP_H

#include "harness/world/process.h"

/*
 * Adds "poll", or "sendmsg name=0 iov=[1,2] control=x'…' flags=0" with the
 * lengths of address and buffers, without the flag MSG_NOSIGNAL; or
 * "call 17". False: the platform does not let it be seen, or it runs.
 */
bool asleep_in(const struct process *, struct text *, struct why *);

#endif
