/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clauses, as cases/clauses.tsv has them: one line each, fields between
 * tabs, the first line naming the fields.
 */
#ifndef ROWS_CATALOGUE_H
#define ROWS_CATALOGUE_H

#include <stddef.h>

#include "harness/protocol/why.h"

struct clause {
	const char *id;			/* "SENDFILE-07" */
	const char *method;		/* "socket.sendfile" */
	const char *source;		/* documented, implied, silent */
	const char *versions;		/* "3.7+" */
	const char *availability;	/* "Unix" */
	const char *statement;		/* in our words */
	const char *cpython;		/* what CPython was seen to do */
	const char *anchor;		/* in Python's documentation */
	const char *uncovered;		/* why no case can execute it, or "" */
};

struct catalogue {
	char *text;
	struct clause *clauses;
	size_t len;
};

#define CATALOGUE_INIT { NULL, NULL, 0 }

/*
 * Reads TOP/cases/clauses.tsv. Refuses a line with too few or too many fields,
 * an unknown source, or an id that stood before, naming line and reason.
 */
bool catalogue_read(struct catalogue *, const char *top, struct why *);

/* The clause of that id, or NULL. */
const struct clause *catalogue_find(const struct catalogue *, const char *id);

/*
 * Refuses a row whose clause is not in the catalogue, a clause that neither
 * has a row nor says why, and one that has both.
 */
bool catalogue_check(const struct catalogue *, struct why *);

void catalogue_release(struct catalogue *);

#endif
