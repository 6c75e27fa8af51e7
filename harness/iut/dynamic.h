/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A value of a request as the object that Python would have: constants are
 * numbers, names are objects, every form of bytes is bytes with a kind.
 */
#ifndef IUT_DYNAMIC_H
#define IUT_DYNAMIC_H

#include "harness/iut/object.h"
#include "harness/protocol/value.h"

enum dynamic_kind {
	DYNAMIC_NONE,
	DYNAMIC_BOOL,		/* as DYNAMIC_INT */
	DYNAMIC_INT,		/* an instance of int; enumerations too */
	DYNAMIC_INDEX,		/* has only __index__; as DYNAMIC_INT */
	DYNAMIC_FLOAT,
	DYNAMIC_STR,		/* bytes, len: its UTF-8 form */
	DYNAMIC_BYTES,		/* bytes, len */
	DYNAMIC_BYTEARRAY,	/* bytes, len */
	DYNAMIC_VIEW,		/* bytes, len: memoryview, array; mmap: items */
	DYNAMIC_STRIDED,	/* a memoryview that is not contiguous */
	DYNAMIC_RELEASED,	/* a memoryview that was released */
	DYNAMIC_LIST,		/* items, len */
	DYNAMIC_TUPLE,		/* items, len */
	DYNAMIC_ITERABLE,	/* items, len: all that can only be iterated */
	DYNAMIC_GENERATOR,	/* the same; auditing notes its first item */
	DYNAMIC_RAISING,	/* the same; bytes: what it raises at the end */
	DYNAMIC_OBJECT,		/* object */
	DYNAMIC_OTHER		/* nothing that a method could use */
};

struct dynamic {
	enum dynamic_kind kind;
	bool repeated;		/* items is one item, len times */
	bool fits;		/* an int that 64 bits hold: integer */
	int64_t integer;
	const char *digits;	/* an int of any size */
	double number;		/* DYNAMIC_FLOAT */
	const char *bytes;
	size_t len;
	const struct dynamic *items;
	struct object *object;
};

/* Mappings that huge values need, for dynamic_release(). */
struct dynamic_mapping {
	struct dynamic_mapping *next;
	void *at;
	size_t size;
};

struct dynamic_world {
	struct pool *pool;
	struct object_table *objects;
	struct dynamic_mapping *mappings;
	const char *bytearray;	/* memory of the last one made, or NULL */
	size_t bytearray_len;
	char reason[120];	/* why dynamic_make() failed */
};

/* Makes it, in the world's pool; false: *reason says what is unsupported. */
bool dynamic_make(struct dynamic *, const struct value *,
    struct dynamic_world *);

void dynamic_release(struct dynamic_world *);

const struct dynamic *dynamic_item(const struct dynamic *, size_t i);

/* Writes it as a reply has it; false if there is no way to. */
bool dynamic_format(const struct dynamic *, struct text *);

#endif
