/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs that are killed, one after the other, and what is left of each. */
#ifndef KILL_MOMENT_H
#define KILL_MOMENT_H

#include "harness/kill/rows.h"
#include "harness/kill/tree.h"

#define KILLING_AREAS 16

struct killing {
	const char *top, *folder;	/* the project's; what is written */
	int moments, guests;
	unsigned seed;
	const char *areas[KILLING_AREAS];	/* NULL at the end */
	const char *const *patterns;	/* of instances, likewise */
	/* Of the platform that it is at: */
	const char *platform;
	double seconds;			/* that a run takes */
	int status;			/* its exit status */
	struct text table, json;	/* its report, without its time */
	/* Of all moments: */
	size_t kept, again;		/* rows that stayed, that were run again */
	double longest;			/* seconds until all processes were gone */
};

/* All of it, with a line for each moment; how many of them were bad. */
size_t killing_run(struct killing *);

/* Removes what it wrote, unless something was bad. */
void killing_release(struct killing *);

#endif
