/* SPDX-License-Identifier: BSD-2-Clause */
/* What a kernel may lack, found by trying it. */
#ifndef WORLD_ABILITY_H
#define WORLD_ABILITY_H

#include <stdbool.h>

/*
 * Whether it is one: "af_alg", "proc_syscall", "ipv6", "seqpacket" (AF_UNIX),
 * "raw" (a socket of ICMP, which takes privilege), "sock_cloexec" (the flag of
 * a type), "scm_rights", "memfd", "sendfile", "accept4", "huge" (room for
 * huge:LENGTH of 2^36 bytes); "exact": its time is virtual. Of other families:
 * "netlink" (between programs), "vsock" (a connection with itself), "packet"
 * (which takes privilege), "sctp", "mptcp", "udplite", "tipc", "can" (an
 * interface vcan0).
 */
bool ability_is_of_kernel(const char *name);

/* What the kernel answers where it lacks it, "…: ENOSYS"; else NULL. */
const char *ability_lacks(const char *name);

/*
 * The next ability that a value of an axis, or a call, asks for, "ipv6" for
 * "tcp6" or "s1.connect(('::1',PORT))"; or NULL. *at begins as 0.
 */
const char *ability_of_value(const char *value, size_t *at);

/* Whether an errno says that the kernel, or its policy, has no such thing. */
bool ability_is_denied(int err);

#endif
