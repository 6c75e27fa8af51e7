/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One ATF case: what Kyua says of it and what it wrote, made into rows of the
 * store. A case that did not give the instances it owed, for whatever reason,
 * becomes one more instance, a broken one that bears the case's name.
 */
#ifndef REPORT_CASE_H
#define REPORT_CASE_H

#include "harness/report/identity.h"

struct test_case {
	const char *area;
	const char *name;	/* as Kyua writes it: "program:case" */
	const char *result;	/* Kyua's word; NULL: it has none */
	const char *reason;	/* "" if Kyua has none */
	bool streamed;		/* Kyua has no word: the lines tell */
	int64_t planned;	/* streamed: instances that it owes */
	const char *partial;	/* why not all of these are there, which
				   makes the rest not run; NULL: all are */
	const char *clause;	/* of its metadata, NULL: not a case of ours */
	int64_t started_us, ended_us;	/* Kyua's; 0: it has none */
	const char *output;
	size_t output_len;
};

/* What it wrote, taken apart line by line; the store is not needed for it. */
struct case_line {
	const char *at;
	size_t len;
	struct record record;
	const char *reason;	/* why it cannot be read, or NULL */
};

struct case_lines {
	struct case_line *at;
	size_t len;
	struct pool pool;
};

#define CASE_LINES_INIT { NULL, 0, POOL_INIT }

/* The output has to stay as long as the lines. */
void case_lines_read(struct case_lines *, const char *output, size_t len);
void case_lines_release(struct case_lines *);

/*
 * False if the case contradicts the identity; *why is how. Its rows are
 * stored all the same.
 */
bool case_store(const struct store *, struct identity *,
    const struct test_case *, struct text *why);

/* The same of lines that were read already. */
bool case_store_lines(const struct store *, struct identity *,
    const struct test_case *, const struct case_lines *, struct text *why);

#endif
