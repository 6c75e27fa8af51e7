/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/world/clock.h"
#include "harness/world/idle.h"

#define NOT_LOOKED (-2)

/* Calls back for each folder of `path` that is a number; false if none is. */
static bool
each_number(const char *path, bool (*call)(pid_t, void *), void *arg,
    bool *all)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	bool any = false;
	pid_t id;

	*all = true;
	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		id = atoi(entry->d_name);
		if (id <= 0)
			continue;
		any = true;
		*all = call(id, arg) && *all;
	}
	if (folder != NULL)
		closedir(folder);
	return any;
}

static bool
is_asleep(pid_t tid, void *pid)
{
	char state = process_state(*(pid_t *)pid, tid);

	/* One that has just ended, or is not reaped yet, does nothing. */
	return state == 'S' || state == '\0' || state == 'Z' || state == 'X';
}

static bool
sleeps(pid_t pid)
{
	char path[40];
	bool all;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	return each_number(path, is_asleep, &pid, &all) && all;
}

bool
idle_worker(const struct process *p, int64_t *used)
{
	*used = p->worker > 0 ? process_used_ns(p->worker) : -1;
	if (p->worker <= 0)
		return false;
	if (process_state(p->worker, 0) == '\0')
		return *used >= 0 && access("/proc/self/stat", R_OK) != 0;
	return sleeps(p->worker);
}

struct members {
	pid_t group;
	int64_t used_ns;
};

/* Whether the process is of no interest, or sleeps. */
static bool
is_idle(pid_t pid, void *arg)
{
	struct members *m = arg;
	int64_t used;

	if (getpgid(pid) != m->group || process_state(pid, 0) == 'Z')
		return true;
	used = process_used_ns(pid);
	m->used_ns += used > 0 ? used : 0;
	return sleeps(pid);
}

bool
idle_group(const struct process *p, int64_t *used)
{
	struct members m = { .group = p->pid };
	bool all;

	if (p->pid <= 0 || !each_number("/proc", is_idle, &m, &all))
		return idle_worker(p, used);
	*used = m.used_ns;
	return all;
}

bool
idle_unwillingly(const struct process *p, int64_t used_ns)
{
	return used_ns >= 0 && process_used_ns(p->worker) == used_ns &&
	    process_state(p->worker, p->thread) == 'R';
}

void
idle_start(struct idle *i, const struct process *p)
{
	*i = (struct idle){ .process = p, .group_used_ns = NOT_LOOKED };
}

/* What a span without work counts: not what this machine was late. */
static int64_t
in_time_ns(int64_t since_ns, int64_t now_ns)
{
	int64_t ns = now_ns - since_ns - clock_lateness_ns(since_ns);

	return ns > 0 ? ns : 0;
}

bool
idle_for(struct idle *i, int64_t limit_ns)
{
	int64_t now = clock_now_ns(), used, group;
	bool asleep = idle_worker(i->process, &used);

	if (i->looked_ns != 0 && !asleep &&
	    idle_unwillingly(i->process, i->used_ns))
		i->waited_ns += now - i->looked_ns;
	if (!asleep || used != i->used_ns || i->looked_ns == 0) {
		i->asleep_ns = 0;
		i->group_used_ns = NOT_LOOKED;
	} else
		i->asleep_ns += in_time_ns(i->looked_ns, now);
	i->looked_ns = now;
	i->used_ns = used;
	if (i->asleep_ns >= limit_ns / 2 && i->group_used_ns == NOT_LOOKED)
		idle_group(i->process, &i->group_used_ns);
	if (i->asleep_ns < limit_ns)
		return false;
	if (idle_group(i->process, &group) && group == i->group_used_ns)
		return true;
	i->asleep_ns = 0;
	i->group_used_ns = NOT_LOOKED;
	return false;
}
