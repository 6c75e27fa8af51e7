/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the time of a run went: what its rows say in their last lines
 * (harness/world/phase.h), and what Kyua took beside that.
 */
#ifndef BENCH_SPENT_H
#define BENCH_SPENT_H

#include <stdio.h>

#include "harness/protocol/why.h"
#include "harness/world/phase.h"

/* Of a platform; where processes run side by side their times add up. */
struct spent {
	const char *platform;	/* the caller's */
	size_t areas, rows;
	double phases_s[PHASES];
	double kyua_s;		/* areas' own time without that of programs */
	double wall_s;		/* from its first row to the end of its last */
};

/*
 * Reads the results of an area each, PLATFORM/AREA.db below the folder, and how
 * long areas took off what the run printed into the log. False with the reason
 * if a file cannot be read, or no row says where its time went.
 */
bool spent_read(struct spent *, const char *platform, const char *results,
    const char *log, struct why *);

/* A column each. */
void spent_print(const struct spent *, size_t len, FILE *);

#endif
