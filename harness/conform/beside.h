/* SPDX-License-Identifier: BSD-2-Clause */
/* A check that runs beside others, in a process of its own. */
#ifndef CONFORM_BESIDE_H
#define CONFORM_BESIDE_H

#include <sys/types.h>

#include "harness/conform/command.h"
#include "harness/report/report.h"

typedef bool beside_check(const struct options *, struct report_counts *,
    struct why *);

struct beside {
	const char *name;	/* "the programs of findings"; the caller's */
	beside_check *check;
	const struct options *options;	/* the caller's */
	pid_t pid;		/* -1: it could not be started */
	int said, counted;	/* memory files: all its words, its counts */
};

/* Starts it; it ends with this process. */
void beside_start(struct beside *, const char *name, beside_check *,
    const struct options *);

/*
 * Waits for its end, prints what it said, and adds what it counted: what the
 * check returns. One that could not be started is run now. One that died is a
 * failure of its name, and false.
 */
bool beside_end(struct beside *, struct report_counts *, struct why *);

#endif
