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
	const char *output;
	size_t output_len;
};

/*
 * False if the case contradicts the identity; *why is how. Its rows are
 * stored all the same.
 */
bool case_store(const struct store *, struct identity *,
    const struct test_case *, struct text *why);

#endif
