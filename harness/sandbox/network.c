/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/sandbox/sandbox.h"

static bool
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) ==
	    (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

bool
namespaces_enter(int flags, struct why *why)
{
	char uids[64], gids[64];

	snprintf(uids, sizeof(uids), "%u %u 1", geteuid(), geteuid());
	snprintf(gids, sizeof(gids), "%u %u 1", getegid(), getegid());
	return unshare(flags) == 0 || (errno == EPERM &&
	    unshare(CLONE_NEWUSER | flags) == 0 &&
	    write_file("/proc/self/setgroups", "deny") &&
	    write_file("/proc/self/uid_map", uids) &&
	    write_file("/proc/self/gid_map", gids)) ||
	    why_errno(why, "no sandbox: this machine gives namespaces neither "
	    "to this user nor in a user namespace");
}

static bool
bring_up_loopback(void)
{
	struct ifreq loopback = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &loopback) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

bool
network_enter(struct why *why)
{
	return namespaces_enter(CLONE_NEWNET, why) && (bring_up_loopback() ||
	    why_errno(why, "no sandbox: its loopback cannot be brought up"));
}
