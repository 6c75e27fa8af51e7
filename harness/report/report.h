/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From Kyua's results databases to a table, report.json and the exit status
 * that is the gate. README.md says what the cases have to write.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/protocol/why.h"
#include "harness/report/store.h"

struct report_options {
	const char *results;	/* holds PLATFORM/AREA.db */
	const char *output;	/* where report.json and the page go; NULL:
				   nowhere */
	const char *top;	/* whose cases/ the page cites; NULL: none */
	const char *ledger;	/* a user's own, a path a line, or NULL */
	const char *const *platforms;	/* in order, NULL at the end; NULL:
					   every subfolder of the results */
	const char *const *areas;	/* that each platform must have, NULL at
					   the end; NULL: those that any has */
	const char *floors;	/* folder of floors (floor.h), or NULL */
	const char *const *all_areas;	/* that a floor is of, NULL at the end */
	const char *command;	/* that shows one instance; NULL: conform */
	FILE *out;		/* takes the table; NULL: nobody does */
	bool plain;		/* without colours */
};

struct proposal;

/*
 * Proposes entries of a ledger for what was not expected (propose.h). False if
 * results are absent or cannot be read.
 */
bool report_propose(const struct report_options *, const char *review,
    struct text *, struct proposal *, struct why *);

/*
 * Adds the instances of a platform that were unexpected or not run, as
 * patterns, a line each: rows that were given up or broke are added whole. Of
 * entries that are stale it adds the names, each between spaces. False if
 * results are absent or cannot be read.
 */
bool report_failed(const struct report_options *, const char *platform,
    struct text *patterns, struct text *stale, struct why *);

/*
 * Adds the commands of a platform's two implementations; nothing for those of
 * the suite. False if its results do not tell.
 */
bool report_commands(const struct report_options *, const char *platform,
    struct text *iut, struct text *oracle);

/* ATF cases as Kyua counts them, but that a skip is no pass. */
struct report_counts {
	int64_t passed;		/* passed, expected_failure */
	int64_t failed;		/* failed, broken, or no result */
	int64_t skipped;
	struct text *names;	/* takes which failed and why, a line each; or
				   NULL */
};

/*
 * Exit status: 0 nothing is unexpected, 1 something is, or a column executed
 * nothing, 2 results are absent or cannot be read, or the table or report.json
 * cannot be written. With 2, what could be read is reported all the same; where
 * that is nothing, an earlier report.json is left alone.
 */
int report_run(const struct report_options *);

/* The same of a store that has them already. */
int report_store(const struct store *, const struct report_options *);

/*
 * Writes the floors of the platforms from their results. False with the first
 * that has none; those before it are written.
 */
bool report_write_floors(const struct report_options *, struct why *);

/*
 * Counts cases over all databases. False: some could not be read, *why is
 * about the first of them, and the counts are of the others.
 */
bool report_counts(const struct report_options *, struct report_counts *,
    struct why *);

#endif
