/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/world/load.h"

static const char *
read_open(int fd, char *bytes, size_t size)
{
	ssize_t n = fd >= 0 ? pread(fd, bytes, size - 1, 0) : -1;

	bytes[n > 0 ? n : 0] = '\0';
	return bytes;
}

static const char *
read_file(const char *path, char *bytes, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	read_open(fd, bytes, size);
	if (fd >= 0)
		close(fd);
	return bytes;
}

/* Of schedstat: ns of running, ns on a run queue without, and how often. */
static void
read_account(struct load *load, const char *path)
{
	long long used, waited, runs;
	char bytes[128];
	int n;

	n = sscanf(read_file(path, bytes, sizeof(bytes)), "%lld %lld %lld",
	    &used, &waited, &runs);
	load->process_ns = n >= 2 ? waited : 0;
	load->used_ns = n == 3 && runs > 0 ? used : -1;
}

void
load_read(struct load *load, pid_t pid)
{
	static int pressure = -2;	/* open for good; -2: not yet */
	char bytes[256], path[48];
	const char *total;

	if (pressure == -2)
		pressure = open("/proc/pressure/cpu", O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/%d/schedstat", (int)pid);
	read_account(load, path);
	read_open(pressure, bytes, sizeof(bytes));
	/*
	 * "some avg10=… total=MICROSECONDS" is its first line, a mean over the
	 * processors: that all waited on one of two is half of it.
	 */
	total = strstr(bytes, "total=");
	load->any_ns = total != NULL ? strtoll(total + 6, NULL, 10) * 1000 *
	    sysconf(_SC_NPROCESSORS_ONLN) : 0;
}
