/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A value of the protocol: what README.md writes in its table of values, as a
 * tree. Values live in a struct pool and are freed together with it.
 */
#ifndef PROTOCOL_VALUE_H
#define PROTOCOL_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/protocol/pool.h"
#include "harness/protocol/text.h"

enum value_kind {
	VALUE_NONE,
	VALUE_BOOL,		/* integer 0 or 1 */
	VALUE_INT,		/* text: its digits, canonical */
	VALUE_FLOAT,		/* number */
	VALUE_STR,		/* text, len: bytes of its UTF-8 form */
	VALUE_BYTES,		/* text, len */
	VALUE_LIST,		/* items */
	VALUE_TUPLE,		/* items */
	VALUE_CONSTANT,		/* text: "MSG_OOB+MSG_DONTWAIT" */
	VALUE_OBJECT,		/* text: "s1" */
	VALUE_TAGGED		/* text: "gen"; items: what follows its colons */
};

struct value {
	enum value_kind kind;
	bool fits;		/* VALUE_INT: integer holds it */
	int64_t integer;	/* VALUE_INT if it fits, VALUE_BOOL */
	double number;		/* VALUE_FLOAT */
	const char *text;	/* terminated */
	size_t len;		/* bytes of text; number of items */
	const struct value *items;
};

/*
 * Reads one value from *at and moves *at behind it. NULL: *reason is a
 * sentence, *at is where it went wrong.
 */
const struct value *value_parse(struct pool *, const char **at,
    const char **reason);

/* Adds a value in its one canonical spelling, floats as Python's repr(). */
void value_format(const struct value *, struct text *);

/* Adds a float in hex, with every bit, by what any libc has. */
void value_format_exact(double, struct text *);

/* Adds a str or bytes in protocol spelling. */
void value_format_str(const char *bytes, size_t len, struct text *);
void value_format_bytes(const void *bytes, size_t len, struct text *);

/* Adds bytes as a reply has them: in hex up to 64, else length and CRC-32. */
void value_format_reply_bytes(const void *bytes, size_t len, struct text *);

/* Whether it is this word: value_is(v, VALUE_TAGGED, "gen"). */
bool value_is(const struct value *, enum value_kind, const char *text);

#endif
