/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A run's results as lines that survive a console, as harness/bundle/ prints
 * them:
 *
 *	pysock NUMBER CRC TEXT
 *
 * NUMBER counts from 1 on; CRC is the CRC-32 of `NUMBER TEXT`, eight digits in
 * hexadecimal. What else is printed, between lines or before one, is noise. The
 * texts, of which all but those of a case are records (record.h):
 *
 *	stream revision=… cases=… instances=…	the first
 *	stream_plan area=… name=… clause=… instances=…	of each case
 *	stream_case area=… name=…	what follows is the case's
 *	…				what a case prints (README.md)
 *	stream_end cases=…		the last
 */
#ifndef REPORT_STREAM_H
#define REPORT_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/protocol/value.h"
#include "harness/protocol/why.h"
#include "harness/report/identity.h"

#define STREAM_FILE "all.stream"	/* in a platform's folder of results */
#define STREAM_PREFIX "pysock "
#define STREAM_DIGITS 8		/* of the checksum */

/* Adds a line of the stream, newline included. */
void stream_format(struct text *, uint64_t number, const char *line,
    size_t len);

/* Of `NUMBER TEXT`. */
uint32_t stream_checksum(uint64_t number, const char *text, size_t len);

/*
 * What follows the prefix of a line that ends at `end`, if it is whole: its
 * number and its text; else 0.
 */
uint64_t stream_line(const char *at, const char *end, const char **text);

struct stream_case {
	const char *area, *name, *clause;
	int64_t planned;
	struct text output;	/* what it printed, as far as it is whole */
	bool begun, over;	/* over: another one follows, or the end */
	bool damaged;		/* lines of it are missing */
};

struct stream {
	struct text lines;	/* those that are whole, without noise */
	const char *revision;	/* of the suite that made it */
	const char *program;	/* and that program, or NULL */
	int64_t instances;	/* that it has to tell, by its head */
	struct stream_case *cases;
	size_t len;
	bool complete;		/* it has its last line */
	uint64_t number;	/* of the last whole line */
	struct text damage;	/* what is missing, a sentence a line */
	struct pool pool;
};

#define STREAM_INIT \
	{ TEXT_INIT, NULL, NULL, 0, NULL, 0, false, 0, TEXT_INIT, POOL_INIT }

/*
 * Reads what a console or a file has. False, with a sentence that names the
 * line, if it is no stream: nothing of one is in it, its head is damaged or
 * missing, or a second stream begins. Lines that are missing within are told in
 * `damage`, and no failure.
 */
bool stream_read(struct stream *, const char *path, struct why *);

/*
 * Puts all of it into the store. What is missing of the stream becomes a
 * problem, and what was planned and is not told is not run.
 */
void stream_store(const struct stream *, const struct store *,
    struct identity *, const char *path);

/* The same of one case; adds in what it contradicts the platform. */
void stream_store_case(const struct stream_case *, const struct store *,
    struct identity *, struct text *why);

/* Adds lines by which it is known later what was missing or damaged. */
void stream_format_told(struct text *, const struct stream *);

void stream_release(struct stream *);

#endif
