/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A line of the protocol, read: a request or a reply. README.md says what they
 * look like.
 */
#ifndef PROTOCOL_MESSAGE_H
#define PROTOCOL_MESSAGE_H

#include "harness/protocol/value.h"

#define PROTOCOL_VERSION 1
#define PROTOCOL_LINE_MAX 65536		/* bytes, newline included */

struct keyword {
	const char *name;
	const struct value *value;
};

struct request {
	uint64_t seq;
	bool announce;
	bool thread;
	const char *name;	/* of the new object, or NULL */
	const char *object;	/* or NULL */
	const char *method;
	struct value args;	/* a tuple: the positional arguments */
	struct keyword *keywords;
	size_t keywords_len;
};

enum reply_kind {
	REPLY_CALLING,
	REPLY_RETURNED,
	REPLY_RAISED,
	REPLY_UNSUPPORTED
};

struct reply {
	uint64_t seq;
	enum reply_kind kind;
	const struct value *value;	/* REPLY_RETURNED */
	const char *type;		/* REPLY_RAISED: the exception */
	const char *err;		/* REPLY_RAISED: "EPIPE", "none" */
	const char *text;		/* REPLY_RAISED, REPLY_UNSUPPORTED */
	int64_t took_ns;		/* -1: not told */
};

/*
 * Both read one line, without its newline, into memory of the pool. False:
 * *reason is a sentence that says what is wrong with it.
 */
bool request_parse(struct request *, const char *line, struct pool *,
    const char **reason);
bool reply_parse(struct reply *, const char *line, struct pool *,
    const char **reason);

/* The keyword argument of that name, or NULL. */
const struct value *request_keyword(const struct request *, const char *name);

/*
 * The value of an errno by the protocol's name, and back; one without a name
 * is "E123", 0 is "none". errno_from_name() returns -1 for an unknown one. The
 * name stays valid until the thread's next call.
 */
const char *errno_to_name(int err);
int errno_from_name(const char *);

#endif
