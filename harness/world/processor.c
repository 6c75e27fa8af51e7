/* SPDX-License-Identifier: BSD-2-Clause */
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/world/processor.h"

static cpu_set_t before;	/* the caller was kept; empty: it never was */

size_t
processor_count(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 ?
	    (size_t)CPU_COUNT(&set) : 1;
}

int
processor_nth(size_t n)
{
	cpu_set_t set;
	int i;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return -1;
	n %= (size_t)CPU_COUNT(&set);
	for (i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &set) && n-- == 0)
			return i;
	return -1;
}

void
processor_keep(int processor)
{
	cpu_set_t set;
	int n = processor >= 0 ? processor : sched_getcpu();

	if (n < 0 || n >= CPU_SETSIZE)
		return;
	if (CPU_COUNT(&before) == 0)
		sched_getaffinity(0, sizeof(before), &before);
	CPU_ZERO(&set);
	CPU_SET(n, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

int64_t
processor_idle_ns(void)
{
	long ticks = sysconf(_SC_CLK_TCK);
	long long idle;
	FILE *in = fopen("/proc/stat", "re");
	bool told = in != NULL && ticks > 0 &&
	    fscanf(in, "cpu %*d %*d %*d %lld", &idle) == 1;

	if (in != NULL)
		fclose(in);
	return told ? idle * (1000000000 / ticks) : -1;
}

bool
processor_is_emulated(void)
{
	static enum { UNKNOWN, EMULATED, NOT_EMULATED } known;
	char line[256];
	FILE *in;

	if (known != UNKNOWN)
		return known == EMULATED;
	known = NOT_EMULATED;
	in = fopen("/proc/cpuinfo", "re");
	while (in != NULL && fgets(line, sizeof(line), in) != NULL)
		if (strncmp(line, "model name", 10) == 0 &&
		    strstr(line, "QEMU") != NULL)
			known = EMULATED;
	if (in != NULL)
		fclose(in);
	return known == EMULATED;
}

void
processor_let(void)
{
	if (CPU_COUNT(&before) > 0)
		sched_setaffinity(0, sizeof(before), &before);
}
