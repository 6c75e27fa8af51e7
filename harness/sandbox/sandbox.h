/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An implementation that nobody trusts: what it may see and do. Each function
 * returns false, with the reason, if this machine does not let it.
 */
#ifndef SANDBOX_SANDBOX_H
#define SANDBOX_SANDBOX_H

#include "harness/protocol/why.h"

/* In front of its command. */
#define SANDBOX "build/sandbox -- "

/*
 * Moves this process, which has to have one thread, into namespaces of its own;
 * who may not is of a user namespace too, with the user that it is.
 */
bool namespaces_enter(int flags, struct why *);

/*
 * A network that has loopback alone, for this process and those that it starts:
 * the runner's too, since implementations talk to it by that.
 */
bool network_enter(struct why *);

/*
 * The files that the command sees, in the mount namespace of this process: the
 * system's programs, the current folder and what the command names, none of
 * which can be written; /tmp, its own and empty; /proc of its own processes.
 * Sockets and FIFOs lead to nobody outside, in all but the system's folders.
 */
bool view_make(char *const *command, struct why *);

/*
 * Gives up what no socket method needs: capabilities, and system calls, with
 * those that change the network, of netlink all but NETLINK_USERSOCK. A
 * command that names a program of 32-bit x86 is refused: it makes all sockets by
 * one call, of which no filter sees which they are.
 */
bool privileges_give_up(struct why *);
bool filter_load(char *const *command, struct why *);

#endif
