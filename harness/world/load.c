/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/world/load.h"

#define ACCOUNTS 2	/* that stay open: an implementation's, the oracle's */

static bool
read_open(int fd, char *bytes, size_t size)
{
	ssize_t n = fd >= 0 ? pread(fd, bytes, size - 1, 0) : -1;

	bytes[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* One that is open tells nothing of a later process of that number. */
static void
read_schedstat(pid_t pid, char *bytes, size_t size)
{
	static struct account {
		pid_t pid;
		int fd;
	} accounts[ACCOUNTS] = { { -1, -1 }, { -1, -1 } };
	static unsigned next;
	struct account *a = accounts;
	char path[48];

	while (a < accounts + ACCOUNTS && a->pid != pid)
		a++;
	if (a == accounts + ACCOUNTS)
		a = &accounts[next++ % ACCOUNTS];
	else if (read_open(a->fd, bytes, size))
		return;
	if (a->fd >= 0)
		close(a->fd);
	snprintf(path, sizeof(path), "/proc/%d/schedstat", (int)pid);
	*a = (struct account){ pid, open(path, O_RDONLY | O_CLOEXEC) };
	read_open(a->fd, bytes, size);
}

/* Of schedstat: ns of running, ns on a run queue without, and how often. */
static void
read_account(struct load *load, pid_t pid)
{
	long long used, waited, runs;
	char bytes[128];
	int n;

	read_schedstat(pid, bytes, sizeof(bytes));
	n = sscanf(bytes, "%lld %lld %lld", &used, &waited, &runs);
	load->process_ns = n >= 2 ? waited : -1;
	load->used_ns = n == 3 && runs > 0 ? used : -1;
}

void
load_read(struct load *load, pid_t pid)
{
	static int pressure = -2;	/* open for good; -2: not yet */
	static long processors;
	char bytes[256];
	const char *total;

	if (pressure == -2) {
		pressure = open("/proc/pressure/cpu", O_RDONLY | O_CLOEXEC);
		processors = sysconf(_SC_NPROCESSORS_ONLN);
	}
	read_account(load, pid);
	read_open(pressure, bytes, sizeof(bytes));
	/*
	 * "some avg10=… total=MICROSECONDS" is its first line, a mean over the
	 * processors: that all waited on one of two is half of it.
	 */
	total = strstr(bytes, "total=");
	load->any_ns = total != NULL ? strtoll(total + 6, NULL, 10) * 1000 *
	    processors : -1;
}

int64_t
load_between(int64_t from_ns, int64_t to_ns)
{
	return from_ns < 0 || to_ns < 0 ? 0 : to_ns - from_ns;
}
