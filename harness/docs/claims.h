/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * On which sentences of Python's documentation each documented clause rests,
 * as cases/documented.tsv has it: one line for each sentence and version,
 *
 *	clause  version  anchor  paragraph  sentence
 *
 * between tabs, the first line naming the fields. The last two are fingerprints
 * (passage.h), of the paragraph and of the sentence in it; no text is kept. The
 * anchor is PAGE#ID: `library/socket#socket.socket.sendmsg` is the method's
 * definition, another id a section. In place of a clause '-' stands for a
 * sentence that promises nothing which a case could show or, outside of the six
 * methods, nothing that any clause is about.
 */
#ifndef DOCS_CLAIMS_H
#define DOCS_CLAIMS_H

#include "harness/rows/catalogue.h"

struct claim {
	const char *clause, *version, *anchor, *paragraph, *sentence;
};

struct claims {
	char *text;
	struct claim *at;
	size_t len;
};

#define CLAIMS_INIT { NULL, NULL, 0 }

/*
 * Reads TOP/cases/documented.tsv. Refuses a line with too few or too many
 * fields, a fingerprint that is none, a version that is no 3.N, an anchor that
 * is none, a line that stood before, or one of a clause that is not there or
 * not documented.
 */
bool claims_read(struct claims *, const char *top, const struct catalogue *,
    struct why *);

/* Refuses a documented clause that has no line. */
bool claims_check(const struct claims *, const struct catalogue *,
    struct why *);

/* The newest version that it has which is not newer than that one, or NULL. */
const char *claims_version(const struct claims *, const char *version);

/* "3.9" before "3.10". */
int version_order(const char *a, const char *b);

void claims_release(struct claims *);

#endif
