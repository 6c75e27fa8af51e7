/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A range of versions, such as `CPython >=3.8 <3.13.1` or `>=5.10 <6.12`: an
 * optional name, then constraints that all have to hold.
 *
 * Of a version, the dotted numbers at its front count; parts that are missing
 * are 0, and what follows them (`rc1`, `-28-amd64`) is ignored: 3.15.0rc1 is
 * 3.15.0.
 */
#ifndef JUDGE_VERSION_H
#define JUDGE_VERSION_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/value.h"

#define VERSION_PARTS 6
#define VERSION_CONSTRAINTS 8

struct version {
	unsigned long part[VERSION_PARTS];
};

enum version_relation {
	VERSION_LESS,
	VERSION_LESS_EQUAL,
	VERSION_EQUAL,
	VERSION_GREATER_EQUAL,
	VERSION_GREATER
};

struct version_constraint {
	enum version_relation relation;
	struct version version;
};

struct version_range {
	char name[48];		/* "" for any */
	struct version_constraint constraints[VERSION_CONSTRAINTS];
	size_t len;
};

/* Everything is in the empty range. */
#define VERSION_RANGE_INIT { .len = 0 }

/* Several, joined by ',': what is in one of them is in all of this. */
struct version_ranges {
	struct version_range *at;
	size_t len;
};

/*
 * Reads a range. False: *reason is what is wrong with it, a constant; so is a
 * range that nothing can be in.
 */
bool version_range_parse(struct version_range *, const char *text,
    const char **reason);

/*
 * Whether what calls itself `is` ("CPython 3.11.2", "6.18.44-amd64") is in the
 * range. What has no version is in no range that has constraints; a NULL is
 * only in the empty one.
 */
bool version_range_has(const struct version_range *, const char *is);

/* Reads ranges into the pool; as version_range_parse(). */
bool version_ranges_parse(struct version_ranges *, struct pool *,
    const char *text, const char **reason);

/* Whether one of them has it; no ranges have everything. */
bool version_ranges_have(const struct version_ranges *, const char *is);

#endif
