/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The documentation of one version of Python beside what the clauses are known
 * to rest on: of that version or, if nothing is known of it, of the newest one
 * before.
 */
#ifndef DOCS_COMPARE_H
#define DOCS_COMPARE_H

#include <stdio.h>

#include "harness/docs/claims.h"

struct comparison {
	char version[16];	/* of the documentation */
	const char *base;	/* which it is compared with; the claims' */
	size_t same, changed, gone;	/* sentences that clauses rest on */
	size_t unclaimed;	/* sentences of the six methods */
	size_t appeared;	/* sentences of other sections that clauses
				   rest on */
};

/*
 * Compares FOLDER, that of the HTML pages, saying on `out` of each clause which
 * of its sentences changed its paragraph or went, which sentences of the six
 * methods no clause claims, and which of other sections are new; `all`: each
 * sentence, with who claims it. False if a page cannot be read, or nothing so
 * old is known.
 */
bool compare(const struct claims *, const char *folder, bool all, FILE *out,
    struct comparison *, struct why *);

/*
 * Prints lines for cases/documented.tsv of that version: for each sentence of
 * the base's that is the same still.
 */
bool compare_propose(const struct claims *, const char *folder, FILE *out,
    struct why *);

#endif
