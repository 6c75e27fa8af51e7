/* SPDX-License-Identifier: BSD-2-Clause */
#include <sched.h>

#include "harness/world/processor.h"

void
processor_keep(void)
{
	cpu_set_t set;
	int n = sched_getcpu();

	if (n < 0 || n >= CPU_SETSIZE)
		return;
	CPU_ZERO(&set);
	CPU_SET(n, &set);
	sched_setaffinity(0, sizeof(set), &set);
}
