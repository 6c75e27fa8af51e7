/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/protocol/memory.h"
#include "harness/world/clock.h"
#include "harness/world/offspring.h"

#define END_NS INT64_C(20000000000)	/* at most, to end all of them */
#define CHILDREN_SIZE 65536
#define STAT_SIZE 512

struct relative {
	pid_t pid, parent, group;
	bool counts;
};

struct family {
	struct relative *at;
	size_t len;
};

static pid_t *leaders;		/* of implementations that live */
static size_t leaders_len;
static pid_t owner;		/* whose they are: a fork of it has none */
static int children = -1;	/* the owner's list of its children, open */
static struct family others;	/* the owner's children before the first, and
				   those that would not end */
static bool expecting;		/* one that is not started yet */
static int took_in;		/* whether orphans came here before the first */
static long tasks_before;	/* of this machine */

static bool
is_leader(pid_t pid)
{
	size_t i;

	for (i = 0; i < leaders_len; i++)
		if (leaders[i] == pid)
			return true;
	return false;
}

static void
read_open(int fd, char *bytes, size_t size)
{
	ssize_t n = fd >= 0 ? pread(fd, bytes, size - 1, 0) : -1;

	bytes[n > 0 ? n : 0] = '\0';
}

static void
read_file(const char *path, char *bytes, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	read_open(fd, bytes, size);
	if (fd >= 0)
		close(fd);
}

/* Threads of all processes; 0 where the kernel does not tell. */
static long
count_tasks(void)
{
	char bytes[128];
	const char *slash;

	read_file("/proc/loadavg", bytes, sizeof(bytes));
	slash = strchr(bytes, '/');
	return slash != NULL ? atol(slash + 1) : 0;
}

static void
append(struct family *all, const struct relative *r)
{
	all->at = memory_grow(all->at, all->len, sizeof(*r));
	all->at[all->len++] = *r;
}

static void
add(struct family *all, pid_t pid)
{
	char path[40], stat[STAT_SIZE];
	struct relative r = { .pid = pid };
	const char *paren;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	read_file(path, stat, sizeof(stat));
	paren = strrchr(stat, ')');
	if (paren != NULL && sscanf(paren + 1, " %*c %d %d", &r.parent,
	    &r.group) == 2)
		append(all, &r);
}

/* All processes that are to be seen. */
static void
look_around(struct family *all)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;

	while (proc != NULL && (entry = readdir(proc)) != NULL)
		if (atoi(entry->d_name) > 0)
			add(all, atoi(entry->d_name));
	if (proc != NULL)
		closedir(proc);
}

/* Whether it is of that leader, or of none that lives. */
static bool
is_stray(const struct relative *r, pid_t leader)
{
	size_t i;

	for (i = 0; i < others.len; i++)
		if (others.at[i].pid == r->pid)
			return false;
	return r->parent == owner && !is_leader(r->pid) && r->group > 0 &&
	    (r->group == leader || !is_leader(r->group));
}

/* Our children, as the kernel lists them, or as each tells its parent. */
static void
look_at_children(struct family *all)
{
	static char list[CHILDREN_SIZE];
	struct relative r = { .parent = owner };
	char *at = list, *end;

	if (children < 0) {
		look_around(all);
		return;
	}
	read_open(children, list, sizeof(list));
	for (; (r.pid = (pid_t)strtol(at, &end, 10)) > 0; at = end)
		if (!is_leader(r.pid)) {
			r.group = getpgid(r.pid);
			append(all, &r);
		}
}

/*
 * A group ends at once, whoever of it is just being born; but not one whose
 * leader is somebody else's.
 */
static void
kill_stray(pid_t pid)
{
	pid_t group = getpgid(pid);

	if (group > 1 && group != getpgrp() && (group == pid ||
	    (kill(group, 0) != 0 && errno == ESRCH)))
		kill(-group, SIGKILL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, WNOHANG | __WALL);
}

/* All that there are; whose parents die are strays when it is looked again. */
static bool
kill_strays(void)
{
	struct family all = { NULL, 0 };
	bool any = false;
	size_t i;

	look_at_children(&all);
	for (i = 0; i < all.len; i++)
		if (is_stray(&all.at[i], 0)) {
			any = true;
			kill_stray(all.at[i].pid);
		}
	free(all.at);
	return any;
}

bool
offspring_has_strays(pid_t leader)
{
	struct family all = { NULL, 0 };
	bool any = false;
	size_t i;

	if (children >= 0)
		look_at_children(&all);
	/* Who has ended is reaped, as process 1 would. */
	for (i = 0; i < all.len; i++)
		any = (is_stray(&all.at[i], leader) && waitpid(all.at[i].pid,
		    NULL, WNOHANG | __WALL) == 0) || any;
	free(all.at);
	return any;
}

/* What this process is from its first implementation to its last. */
static void
take_over(pid_t first)
{
	char path[60];
	size_t i;

	if (owner != getpid() && children >= 0)
		close(children);
	leaders_len = 0;
	owner = getpid();
	prctl(PR_GET_CHILD_SUBREAPER, &took_in);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_DUMPABLE, 0);
	snprintf(path, sizeof(path), "/proc/self/task/%d/children",
	    (int)owner);
	children = open(path, O_RDONLY | O_CLOEXEC);
	others.len = 0;
	look_at_children(&others);
	for (i = 0; i < others.len; i++)
		if (others.at[i].pid == first)
			others.at[i--] = others.at[--others.len];
}

static void
hand_back(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, took_in);
	if (children >= 0)
		close(children);
	children = -1;
	free(leaders);
	leaders = NULL;
	free(others.at);
	others = (struct family){ NULL, 0 };
}

static bool
is_prepared(void)
{
	return owner == getpid() && (leaders_len > 0 || expecting);
}

void
offspring_expect(void)
{
	if (!is_prepared())
		take_over(0);
	expecting = true;
}

void
offspring_give_up(void)
{
	if (is_prepared() && leaders_len == 0)
		hand_back();
	expecting = false;
}

void
offspring_know(pid_t leader)
{
	if (!is_prepared())
		take_over(leader);
	expecting = false;
	leaders = memory_grow(leaders, leaders_len, sizeof(*leaders));
	leaders[leaders_len++] = leader;
	tasks_before = count_tasks();
}

/* Those that do not end are nobody's from now on. */
static void
let_go(void)
{
	struct family all = { NULL, 0 };
	size_t i;

	look_at_children(&all);
	for (i = 0; i < all.len; i++)
		if (is_stray(&all.at[i], 0))
			append(&others, &all.at[i]);
	free(all.at);
}

/* One that is traced by a stray is not reaped before that one has ended. */
static bool
end_all(pid_t leader)
{
	bool any = kill_strays();

	return waitpid(leader, NULL, WNOHANG) == 0 || any;
}

bool
offspring_forget(pid_t leader)
{
	static const struct timespec pause = { 0, 100000 };
	int64_t until = clock_now_ns() + END_NS;
	bool any;
	size_t i;

	if (owner != getpid() || !is_leader(leader))
		return true;
	for (i = 0; i < leaders_len; i++)
		if (leaders[i] == leader)
			leaders[i--] = leaders[--leaders_len];
	while ((any = end_all(leader)) && clock_now_ns() < until)
		nanosleep(&pause, NULL);
	if (any)
		let_go();
	if (leaders_len == 0)
		hand_back();
	return !any;
}

/* Counts who is of the group, or below one that counts. */
static size_t
count_below(struct family *all, pid_t group)
{
	size_t n = 0, before, i, k;

	do {
		before = n;
		for (i = 0; i < all->len; i++) {
			struct relative *r = &all->at[i];

			if (r->counts)
				continue;
			r->counts = r->group == group || is_stray(r, group);
			for (k = 0; k < all->len && !r->counts; k++)
				r->counts = all->at[k].counts &&
				    all->at[k].pid == r->parent;
			n += r->counts;
		}
	} while (n != before && n <= OFFSPRING_MOST);
	return n;
}

bool
offspring_is_crowd(pid_t pid)
{
	struct family all = { NULL, 0 };
	size_t n = 0;

	if (count_tasks() - tasks_before <= OFFSPRING_MOST || getpgid(pid) <= 1)
		return false;
	look_around(&all);
	n = count_below(&all, getpgid(pid));
	free(all.at);
	return n > OFFSPRING_MOST;
}
