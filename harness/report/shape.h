/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an instance showed, with all that varies from instance to instance of
 * one behaviour taken out: the shape that they have in common. A number other
 * than 0, the digits of bytes x'616263' and a check sum become '*', and
 * "sendmsg#3", the third event of that name, is "sendmsg". Words, names of
 * errors, 0 and x'' stay: they tell one behaviour from another.
 */
#ifndef REPORT_SHAPE_H
#define REPORT_SHAPE_H

#include "harness/protocol/value.h"
#include "harness/report/axes.h"

struct shape {
	const char *text;		/* a mark in the place of each part */
	const char **parts;		/* what stood there */
	size_t len;
};

/* Takes a line apart; strings live in the pool. */
void shape_take(struct shape *, const char *line, struct pool *);

/* Adds it with '*' in the place of each part. */
void shape_add(struct text *, const struct shape *);

/*
 * What several lines of one shape have in common: a part that is the same in
 * all stays as it is, one that in each is the value of the same axis is that
 * axis' name, "{size}", and any other is '*'.
 */
struct shape_common {
	const struct shape *first;
	bool *varies;		/* of each part */
	bool *is_axis;		/* of each part and axis, WHERE_AXES a part */
};

/* Starts with a line; values are those of its instance, NULL: not known. */
void shape_start(struct shape_common *, const struct shape *,
    const char *const *values, size_t axes, struct pool *);
void shape_join(struct shape_common *, const struct shape *,
    const char *const *values, size_t axes);
void shape_format(const struct shape_common *, const struct axes *,
    struct text *);

#endif
