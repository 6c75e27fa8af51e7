/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Of the instances of a case that do not conform, those that are shown to a
 * person: of each that showed something else, numbers apart, the one with the
 * least id, since those that wait are written in another order each time, with
 * what the case wrote of its offences and of its traces. They go into the
 * store's table `example`.
 */
#ifndef REPORT_EXAMPLE_H
#define REPORT_EXAMPLE_H

#include "harness/protocol/value.h"
#include "harness/report/record.h"
#include "harness/report/store.h"

#define EXAMPLES_MOST 200	/* of a case */
#define EXAMPLE_BYTES 6000	/* of one; what is longer is cut */

struct examples {
	const struct store *store;
	int64_t platform;
	struct example {
		uint64_t hash;	/* of what was shown */
		char *id;
	} seen[EXAMPLES_MOST];
	size_t len;
	char *id;		/* of the instance that is read; NULL: none */
	uint64_t hash;
	struct text text;
	struct pool pool;
};

/* An instance begins, and the one before it is over. */
void examples_begin(struct examples *, const struct record *instance);

/*
 * What follows it: an offence, kept as a line "offence VERDICT LINE WANTED" with
 * tabs between.
 */
void examples_offence(struct examples *, const struct record *);

/* A line for a person. */
void examples_line(struct examples *, const char *line, size_t len);

/* The case is over. */
void examples_release(struct examples *);

#endif
