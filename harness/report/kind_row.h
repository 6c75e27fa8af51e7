/* SPDX-License-Identifier: BSD-2-Clause */
/* The instances of one row on one platform, and their kinds. */
#ifndef REPORT_KIND_ROW_H
#define REPORT_KIND_ROW_H

#include "harness/report/shape.h"
#include "harness/report/store.h"

/* What one thing that an instance shows is made of. */
struct shown {
	const char *verdict, *line, *wanted;	/* wanted: "" if nothing */
	int departs;		/* 1: the IUT, 2: the oracle */
	struct shape line_shape, wanted_shape;
};

struct kind {
	const char *identity;
	const char *verdict;
	int departs;
	struct shape_common line, wanted;
	size_t firsts;		/* instances that are named after it */
	size_t example;
};

struct member {
	const char *id;
	const char **values;	/* of the axes; NULL: not known */
	bool executed;
	size_t first;		/* its kind */
};

/* That a member shows a kind. */
struct showing {
	size_t member, kind;
};

struct kind_row {
	int64_t platform;
	const char *name, *clause;
	struct axes axes;
	bool has_axes;
	struct member *members;
	size_t len;
	struct kind *kinds;
	size_t kinds_len;
	struct showing *showings;
	size_t showings_len;
	struct pool pool;
};

/* Starts a row; `axes` are the names of its axes, NULL: not told. */
void kind_row_init(struct kind_row *, int64_t platform, const char *name,
    const char *clause, const char *axes);

/* Adds an instance with what it showed that is no news to nobody. */
void kind_row_add(struct kind_row *, const char *id, bool executed,
    struct shown *, size_t shown_len);

/* Writes its kinds to the store. */
void kind_row_store(struct kind_row *, const struct store *);
void kind_row_release(struct kind_row *);

#endif
