/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The id of an instance taken apart, "area/row[kind=tcp,size=1]". Values may
 * hold commas, brackets and equals signs, so this takes the names of the row's
 * axes, which its case says; rows whose ids could be read in two ways are
 * refused where they are made (harness/rows/area.c).
 */
#ifndef REPORT_AXES_H
#define REPORT_AXES_H

#include "harness/protocol/value.h"
#include "harness/report/where.h"

struct axes {
	const char *names[WHERE_AXES];
	size_t len;
};

#define AXES_INIT { { NULL }, 0 }

/* Reads "kind,size"; false, and none, if there are more than WHERE_AXES. */
bool axes_read(struct axes *, const char *names, struct pool *);

/* The value of each axis; false if the id has not these. */
bool axes_split(const struct axes *, const char *id, const char **values,
    struct pool *);

#endif
