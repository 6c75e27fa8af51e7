/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/world/room.h"

#define LOOKED_AT 4096

/* The number behind which a process has used up so many free ones; -1. */
static int
limit_for(pid_t pid, int free)
{
	bool used[LOOKED_AT] = { false };
	struct dirent *entry;
	char path[40];
	DIR *d;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	d = opendir(path);
	if (d == NULL)
		return -1;
	while ((entry = readdir(d)) != NULL) {
		fd = atoi(entry->d_name);
		if (entry->d_name[0] != '.' && fd >= 0 && fd < LOOKED_AT)
			used[fd] = true;
	}
	closedir(d);
	for (fd = 0; fd < LOOKED_AT - 1; fd++)
		if (!used[fd] && free-- == 0)
			break;
	return fd;
}

/* Notes the limit that is there, to be given back. */
static bool
note(struct room *r, pid_t pid, struct why *why)
{
	if (r->pid == 0 &&
	    prlimit(pid, RLIMIT_NOFILE, NULL, &r->before) != 0)
		return why_errno(why, "cannot ask for another process's limit "
		    "of descriptors");
	r->pid = pid;
	return true;
}

static bool
set(pid_t pid, const struct rlimit *now, struct why *why)
{
	return prlimit(pid, RLIMIT_NOFILE, now, NULL) == 0 ||
	    why_errno(why, "cannot set another process's limit of "
	    "descriptors");
}

bool
room_leave(struct room *r, pid_t pid, int descriptors, struct why *why)
{
	int limit = limit_for(pid, descriptors);
	struct rlimit now;

	if (limit < 0)
		return why_errno(why, "cannot see another process's "
		    "descriptors in /proc/PID/fd");
	if (!note(r, pid, why))
		return false;
	now = r->before;
	if ((rlim_t)limit < now.rlim_cur)
		now.rlim_cur = (rlim_t)limit;
	return set(pid, &now, why);
}

bool
room_make(struct room *r, pid_t pid, int numbers, struct why *why)
{
	struct rlimit now;

	if (!note(r, pid, why))
		return false;
	now = r->before;
	if (now.rlim_cur >= (rlim_t)numbers)
		return true;
	now.rlim_cur = (rlim_t)numbers;
	if (now.rlim_max < now.rlim_cur)
		now.rlim_max = now.rlim_cur;
	return set(pid, &now, why);
}

void
room_restore(struct room *r)
{
	if (r->pid != 0)
		prlimit(r->pid, RLIMIT_NOFILE, &r->before, NULL);
	*r = (struct room)ROOM_INIT;
}
