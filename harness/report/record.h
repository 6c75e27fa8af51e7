/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A line that a case wrote for the report: `WORD key=value key=value`, where
 * a value is a bare word or a str in the protocol's spelling. README.md lists
 * the words and their keys.
 */
#ifndef REPORT_RECORD_H
#define REPORT_RECORD_H

#include "harness/protocol/value.h"

#define RECORD_FIELDS 16

enum record_kind {
	RECORD_OTHER,		/* for a person, or another program's */
	RECORD_PLATFORM,
	RECORD_IUT,
	RECORD_ORACLE,
	RECORD_PLANNED,
	RECORD_GROUP,
	RECORD_INSTANCE,
	RECORD_OFFENCE,
	RECORD_NOT_RUN,
	RECORD_STALE,
	RECORD_DONE,
	/* Not of a case, but of a stream of them: stream.h. */
	RECORD_STREAM,
	RECORD_PLAN,
	RECORD_CASE,
	RECORD_END
};

struct record_field {
	const char *key;
	const char *value;	/* decoded; UTF-8 without NUL */
};

struct record {
	enum record_kind kind;
	struct record_field fields[RECORD_FIELDS];
	size_t len;
};

/*
 * Reads a line, without its newline. False: *reason is what is wrong with it;
 * the kind is set all the same. Strings live in the pool, what is no UTF-8
 * and NUL become U+FFFD. A RECORD_OTHER is not looked into.
 */
bool record_parse(struct record *, const char *line, size_t len,
    struct pool *, const char **reason);

/* The value of that key, or NULL. */
const char *record_get(const struct record *, const char *key);

/* The same as a count of at most a million million; false if it is none. */
bool record_count(const struct record *, const char *key, int64_t *count);

/* Copies bytes into the pool as UTF-8, U+FFFD for what is none and for NUL. */
const char *record_utf8(struct pool *, const char *bytes, size_t len);

#endif
