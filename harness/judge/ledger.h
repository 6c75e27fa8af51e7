/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ledger of known divergences, an INI file with a section an entry:
 *
 *	[pipe-sends-nothing]
 *	clause = SENDFILE-04
 *	instances = sendfile/pipe_is_sent[*]
 *	platform = *
 *	oracle = CPython >=3.8 <3.13.1
 *	verdict = departs-from-doc
 *	departs = oracle
 *	line = sendfile: returned 0
 *	reason = fstat() says that a pipe has no bytes, and CPython believes it;
 *	    a sentence may go on in an indented line
 *	finding = sendfile-of-a-pipe
 *	link = https://github.com/python/cpython/issues/1
 *	review = 2027-06-30
 *
 * A section's name has a-z, 0-9 and '-', at most 48 of them. A line has at
 * most 190 bytes. `instances` may stand several times; an indented line under
 * it is one more of them. `platform` is '*' or names. `kernel`, `oracle` and
 * `iut` are version ranges (version.h); absent ones hold always. `departs`
 * (iut, oracle, both) goes with the verdict departs-from-doc and only there.
 * `finding` is the page in cases/findings/ that tells of it (finding.h).
 * `link` may be absent. In `instances` and `line`, '*' is any run of
 * characters, and nothing else is special. A comment is a line of its own that
 * starts with ';' or '#'.
 */
#ifndef JUDGE_LEDGER_H
#define JUDGE_LEDGER_H

#include "harness/judge/version.h"
#include "harness/protocol/why.h"
#include "harness/protocol/value.h"

struct ledger_names {
	const char *const *at;
	size_t len;
};

struct ledger_entry {
	const char *name;
	int line_number;		/* of its section */
	const char *clause;
	struct ledger_names instances;	/* patterns */
	struct ledger_names platforms;	/* none: every platform */
	struct version_range kernel, oracle, iut;
	const char *verdict;
	const char *departs;		/* NULL but with departs-from-doc */
	const char *line;		/* pattern */
	const char *reason;
	const char *finding;		/* id of its page */
	const char *link;		/* or NULL */
	const char *review;		/* YYYY-MM-DD */
};

struct ledger {
	struct ledger_entry *entries;	/* in the order of the file */
	size_t len;
	struct pool pool;
};

#define LEDGER_INIT { NULL, 0, POOL_INIT }

/* What an instance showed, where and with whom. */
struct divergence {
	const char *platform;		/* "native" */
	const char *kernel;		/* "6.18.44" */
	const char *oracle;		/* "CPython 3.11.2"; NULL: none ran */
	const char *iut;		/* "pysock 1.0" */
	const char *clause, *instance;
	const char *verdict, *departs;	/* departs: "none" or NULL is none */
	const char *const *lines;	/* "label: outcome" each */
	size_t lines_len;
};

/*
 * Reads a file into an empty ledger. False: *why is a sentence with file, line
 * or entry, and key; the ledger is empty.
 */
bool ledger_read(struct ledger *, const char *path, struct why *);

/*
 * The first entry that says all that the divergence shows, one of its lines
 * being the entry's; NULL if it is unknown.
 */
const struct ledger_entry *ledger_match(const struct ledger *,
    const struct divergence *);

/*
 * Whether the entry speaks of this instance in this place, whatever it showed.
 * An entry that applies and does not match has become stale.
 */
bool ledger_applies(const struct ledger_entry *, const struct divergence *);

/* Whether its review date lies before today, a YYYY-MM-DD. */
bool ledger_overdue(const struct ledger_entry *, const char *today);

/* Frees all, entries included, and leaves it empty. */
void ledger_release(struct ledger *);

#endif
