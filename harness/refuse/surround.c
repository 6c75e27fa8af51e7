/* SPDX-License-Identifier: BSD-2-Clause */
/* What is refused by where a command runs: its mounts, its processors. */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/refuse/refuse.h"

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

/* Mounts of its own; who is not root is root of a user namespace. */
static bool
own_mounts(struct why *why)
{
	char uids[64], gids[64];

	snprintf(uids, sizeof(uids), "%u %u 1", geteuid(), geteuid());
	snprintf(gids, sizeof(gids), "%u %u 1", getegid(), getegid());
	if (unshare(CLONE_NEWNS) != 0 &&
	    (errno != EPERM || unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0 ||
	    !write_file("/proc/self/setgroups", "deny") ||
	    !write_file("/proc/self/uid_map", uids) ||
	    !write_file("/proc/self/gid_map", gids)))
		return why_errno(why, "this machine gives no private mounts, "
		    "neither to this user nor in a user namespace");
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 ||
	    why_errno(why, "cannot make mounts private");
}

/* An empty folder in its place, which cannot be written. */
static bool
hide_proc(struct why *why)
{
	return mount("none", "/proc", "tmpfs", MS_RDONLY, "mode=555") == 0 ||
	    why_errno(why, "cannot hide /proc");
}

static bool
make_read_only(struct why *why)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY };

	return syscall(SYS_mount_setattr, AT_FDCWD, "/", AT_RECURSIVE, &attr,
	    sizeof(attr)) == 0 || why_errno(why, "cannot make every folder "
	    "read-only");
}

static bool
keep_to_one(struct why *why)
{
	int processor = sched_getcpu();
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(processor, &set);
	return sched_setaffinity(0, sizeof(set), &set) == 0 ||
	    why_errno(why, "cannot stay on one processor");
}

bool
refusal_surround(const struct refusal *r, struct why *why)
{
	return (!(r->proc || r->writable) || own_mounts(why)) &&
	    (!r->writable || make_read_only(why)) &&
	    (!r->proc || hide_proc(why)) &&
	    (!r->processors || keep_to_one(why));
}
