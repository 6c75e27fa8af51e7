/* SPDX-License-Identifier: BSD-2-Clause */
/* The instances of a row that may stand in an entry, and what they showed. */
#ifndef REPORT_PROPOSE_ROW_H
#define REPORT_PROPOSE_ROW_H

#include "harness/report/axes.h"
#include "harness/report/propose.h"

/* What instances of one row showed, and which. */
struct proposed {
	char *verdict, *line, *others;	/* patterns; others "" if there are none */
	bool by_oracle;
	bool *shows;			/* of each instance of the row */
};

struct proposed_row {
	int64_t platform;
	char *name, *clause;
	struct pool pool;
	struct axes axes;
	char **ids;			/* those that were not broken */
	const char **values;		/* WHERE_AXES an id */
	size_t len;
	bool partial;			/* not all of the row's instances ran */
	bool narrow;			/* and which these are is not known */
	struct proposed *shown;
	size_t shown_len;
};

/* Reads it, of a platform; *p tells the instances that did not run. */
void proposed_row_read(struct proposed_row *, const struct store *,
    const struct proposal *p);
void proposed_row_release(struct proposed_row *);

#endif
