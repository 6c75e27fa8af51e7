/* SPDX-License-Identifier: BSD-2-Clause */
#include <sched.h>

#include "harness/world/processor.h"

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
	CPU_ZERO(&set);
	CPU_SET(n, &set);
	sched_setaffinity(0, sizeof(set), &set);
}
