/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "harness/world/holdings.h"
#include "harness/world/offspring.h"

#define STATUS_SIZE 4096
#define SETTLE_TRIES 500	/* of 1 ms, for what ends by itself */
#define LIBC_SIGNALS (UINT64_C(7) << 31)	/* 32 to 34: glibc's, musl's */

/* As the kernel writes it: the C library's has no part of this size. */
struct entry {
	uint64_t inode, offset;
	unsigned short len;
	unsigned char type;
	char name[];
};

/* "" and false if it cannot be read. */
static bool
read_again(int fd, char *bytes, size_t size)
{
	ssize_t n = fd >= 0 ? pread(fd, bytes, size - 1, 0) : -1;

	bytes[n > 0 ? n : 0] = '\0';
	return n >= 0;
}

static int
open_of(pid_t pid, const char *file, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	return open(path, O_RDONLY | O_CLOEXEC | flags);
}

/* The number behind a word of status; false if it is not there. */
static bool
find(const char *status, const char *word, int base, uint64_t *number)
{
	const char *at = strstr(status, word);

	if (at == NULL)
		return false;
	*number = strtoull(at + strlen(word), NULL, base);
	return true;
}

static void
look_at_status(const struct holder *p, struct holdings *h)
{
	char status[STATUS_SIZE];
	uint64_t threads;

	read_again(p->status, status, sizeof(status));
	h->threads = find(status, "\nThreads:", 10, &threads) ?
	    (long)threads : -1;
	h->masks = find(status, "\nSigBlk:", 16, &h->blocked) &&
	    find(status, "\nSigIgn:", 16, &h->ignored) &&
	    find(status, "\nSigCgt:", 16, &h->caught);
	h->blocked &= ~LIBC_SIGNALS;
	h->ignored &= ~LIBC_SIGNALS;
	h->caught &= ~LIBC_SIGNALS;
}

/* How often the text has the word; -1 if the file cannot be read. */
static long
count(int fd, const char *word)
{
	char bytes[1024];
	const char *at = bytes;
	long n = 0;

	if (!read_again(fd, bytes, sizeof(bytes)))
		return -1;
	for (; (at = strstr(at, word)) != NULL; at++)
		n++;
	return n;
}

/* Opens what tells of a descriptor; of the first ones it stays open. */
static int
info_of(struct holder *p, const char *name, bool *stays)
{
	int n = atoi(name), fd;

	*stays = n < HOLDINGS_INFOS;
	if (*stays && p->infos[n] > 0)
		return p->infos[n];
	fd = openat(p->fdinfo, name, O_RDONLY | O_CLOEXEC);
	if (*stays && fd > 0)
		p->infos[n] = fd;
	return fd;
}

/* The flags of a descriptor. */
static unsigned long
flags_of(struct holder *p, const char *name)
{
	char bytes[256];
	uint64_t flags = HOLDINGS_UNSEEN;
	bool stays;
	int fd = info_of(p, name, &stays);

	read_again(fd, bytes, sizeof(bytes));
	if (!stays && fd >= 0)
		close(fd);
	find(bytes, "flags:", 8, &flags);
	return (unsigned long)flags;
}

static int
by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void
look_at_fds(struct holder *p, struct holdings *h)
{
	_Alignas(8) char bytes[4096];
	const struct entry *e;
	long n, at;

	h->fds_len = -1;
	if (p->fds < 0 || lseek(p->fds, 0, SEEK_SET) != 0)
		return;
	h->fds_len = 0;
	while ((n = syscall(SYS_getdents64, p->fds, bytes, sizeof(bytes))) > 0)
		for (at = 0; at < n; at += e->len) {
			e = (const struct entry *)(bytes + at);
			if (e->name[0] == '.' || h->fds_len == HOLDINGS_FDS)
				continue;
			h->fds[h->fds_len].fd = atoi(e->name);
			if (h->fds_len < HOLDINGS_FLAGS)
				h->fds[h->fds_len].flags = flags_of(p, e->name);
			h->fds_len++;
		}
	if (n < 0)
		h->fds_len = -1;
	else
		qsort(h->fds, (size_t)h->fds_len, sizeof(h->fds[0]), by_number);
}

static void
look(struct holder *p, struct holdings *h)
{
	*h = (struct holdings){ .threads = -1, .orphans = -1 };
	look_at_fds(p, h);
	look_at_status(p, h);
	h->children = count(p->children, " ");
	if (p->orphans >= 0)
		h->orphans = count(p->orphans, " ");
	h->timers = count(p->timers, "ID:");
}

static int
open_children_of(pid_t pid)
{
	char children[40];

	snprintf(children, sizeof(children), "task/%d/children", (int)pid);
	return open_of(pid, children, 0);
}

/*
 * The first process of a pid namespace below ours has two numbers or more, the
 * last of which is 1: "NSpid:\t4321\t1".
 */
static bool
is_first_below(const char *status)
{
	const char *line = strstr(status, "\nNSpid:");
	char *end;
	long number = 0;
	int numbers = 0;

	if (line == NULL)
		return false;
	for (line += strlen("\nNSpid:"); *line == '\t'; line = end) {
		number = strtol(line, &end, 10);
		numbers++;
	}
	return numbers > 1 && number == 1;
}

/* From the status of a process to that of its parent; 0: that is not below. */
static pid_t
rise(char status[STATUS_SIZE])
{
	uint64_t parent = 0;
	int fd;

	if (!find(status, "\nPPid:", 10, &parent) || parent == 0 ||
	    (pid_t)parent == getpid())
		return 0;
	fd = open_of((pid_t)parent, "status", 0);
	read_again(fd, status, STATUS_SIZE);
	if (fd >= 0)
		close(fd);
	return (pid_t)parent;
}

/* Who loses its parent there becomes no child of the runner's. */
static int
open_orphans(const struct holder *p)
{
	char status[STATUS_SIZE];
	pid_t pid;

	read_again(p->status, status, sizeof(status));
	while ((pid = rise(status)) != 0)
		if (is_first_below(status))
			return open_children_of(pid);
	return -1;
}

void
holder_start(struct holder *p, pid_t pid)
{
	holder_release(p);
	p->pid = pid;
	p->status = open_of(pid, "status", 0);
	p->fds = open_of(pid, "fd", O_DIRECTORY);
	p->fdinfo = open_of(pid, "fdinfo", O_DIRECTORY);
	p->children = open_children_of(pid);
	p->orphans = open_orphans(p);
	p->timers = open_of(pid, "timers", 0);
	look(p, &p->held);
}

/* Adds a thing to the list of them. */
static void
add(struct text *out, const char *format, const char *name)
{
	if (out->len > 0)
		text_adds(out, ", ");
	text_addf(out, format, name);
}

/* What a descriptor is: "socket", "pipe", "anon_inode", "memfd", "file". */
static void
add_descriptor(const struct holder *p, int fd, struct text *out)
{
	char name[16], to[256];
	ssize_t n;

	snprintf(name, sizeof(name), "%d", fd);
	n = readlinkat(p->fds, name, to, sizeof(to) - 1);
	/* A thread of a C library opened it, and has closed it by now. */
	if (n < 0 && errno == ENOENT)
		return;
	to[n > 0 ? n : 0] = '\0';
	if (strncmp(to, "/memfd:", 7) == 0)
		strcpy(to, "memfd");
	else if (strncmp(to, "/dev/", 5) != 0 && to[0] == '/')
		strcpy(to, "file");
	else if (to[0] != '/')
		to[strcspn(to, ":")] = '\0';
	add(out, "descriptor left: %s", to);
}

static void
compare_fds(const struct holder *p, const struct holdings *now,
    struct text *out)
{
	const struct holdings *before = &p->held;
	char name[16];
	int i = 0, k = 0, of_before, of_now;

	if (before->fds_len < 0 || now->fds_len < 0)
		return;
	while (i < before->fds_len || k < now->fds_len) {
		of_before = i < before->fds_len ? before->fds[i].fd : INT32_MAX;
		of_now = k < now->fds_len ? now->fds[k].fd : INT32_MAX;
		snprintf(name, sizeof(name), "%d", of_before);
		if (of_now < of_before)
			add_descriptor(p, of_now, out);
		else if (of_before < of_now)
			add(out, "descriptor %s closed", name);
		else if (before->fds[i].flags != now->fds[k].flags &&
		    before->fds[i].flags != HOLDINGS_UNSEEN &&
		    now->fds[k].flags != HOLDINGS_UNSEEN)
			add(out, "flags of descriptor %s changed", name);
		i += of_before <= of_now;
		k += of_now <= of_before;
	}
}

static void
add_signals(uint64_t set, const char *format, struct text *out)
{
	char name[24];
	int i;

	for (i = 1; i <= 64; i++)
		if ((set >> (i - 1) & 1) != 0) {
			if (sigabbrev_np(i) != NULL)
				snprintf(name, sizeof(name), "SIG%s",
				    sigabbrev_np(i));
			else
				snprintf(name, sizeof(name), "signal %d", i);
			add(out, format, name);
		}
}

static void
compare(const struct holder *p, const struct holdings *now, struct text *out)
{
	const struct holdings *before = &p->held;

	compare_fds(p, now, out);
	if (before->threads >= 0 && now->threads > before->threads)
		add(out, "%s", "thread left");
	if (before->children >= 0 && now->children > before->children)
		add(out, "%s", "child left");
	if (before->orphans >= 0 && now->orphans > before->orphans)
		add(out, "%s", "process left");
	if (before->timers >= 0 && now->timers > before->timers)
		add(out, "%s", "timer left");
	if (!now->masks || !before->masks)
		return;
	add_signals(before->blocked ^ now->blocked, "mask changed: %s", out);
	add_signals((before->ignored ^ now->ignored) |
	    (before->caught ^ now->caught), "disposition changed: %s", out);
}

bool
holder_check(struct holder *p, struct text *out)
{
	static const struct timespec pause = { 0, 1000000 };
	struct holdings now;
	size_t from = out->len;
	int tries;

	for (tries = 0; tries < SETTLE_TRIES; tries++) {
		look(p, &now);
		text_cut(out, from);
		compare(p, &now, out);
		if (now.threads <= p->held.threads &&
		    now.children <= p->held.children &&
		    now.orphans <= p->held.orphans)
			break;
		if (offspring_is_crowd(p->pid))
			break;
		nanosleep(&pause, NULL);
	}
	p->held = now;
	return out->len == from;
}

void
holder_add_unseen(const struct holder *p, struct text *out)
{
	const struct holdings *h = &p->held;
	bool flags = false;
	int i;

	for (i = 0; i < h->fds_len && i < HOLDINGS_FLAGS; i++)
		flags = flags || h->fds[i].flags != HOLDINGS_UNSEEN;
	if (h->fds_len <= 0)
		add(out, "%s", "descriptors");
	if (h->fds_len == HOLDINGS_FDS)
		add(out, "%s", "descriptors behind the first of many");
	if (!flags)
		add(out, "%s", "their flags");
	else if (h->fds_len > HOLDINGS_FLAGS)
		add(out, "%s", "flags of descriptors behind the first of many");
	if (h->threads < 0)
		add(out, "%s", "threads");
	if (h->children < 0)
		add(out, "%s", "children");
	if (h->timers < 0)
		add(out, "%s", "timers");
	if (!h->masks)
		add(out, "%s", "how signals are taken");
}

void
holder_release(struct holder *p)
{
	const int fds[] = { p->status, p->fds, p->fdinfo, p->children,
	    p->timers, p->orphans };
	size_t i;

	for (i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	for (i = 0; i < HOLDINGS_INFOS; i++)
		if (p->infos[i] > 0)
			close(p->infos[i]);
	*p = (struct holder)HOLDER_INIT;
}

bool
holdings_memory(pid_t pid, long *anonymous, long *space)
{
	char bytes[STATUS_SIZE];
	int rollup = open_of(pid, "smaps_rollup", 0);
	int status = open_of(pid, "status", 0);
	uint64_t kb = 0;
	bool told;

	read_again(rollup, bytes, sizeof(bytes));
	told = find(bytes, "\nAnonymous:", 10, &kb);
	*anonymous = (long)kb * 1024;
	read_again(status, bytes, sizeof(bytes));
	told = find(bytes, "\nVmSize:", 10, &kb) && told;
	*space = (long)kb * 1024;
	if (rollup >= 0)
		close(rollup);
	if (status >= 0)
		close(status);
	return told;
}
