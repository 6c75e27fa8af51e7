/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages of cases/findings/, one a finding: what is documented, what
 * happens, why, and a program that shows it without the harness. README.md
 * there says how a page is written; its head is read here.
 */
#ifndef JUDGE_FINDING_H
#define JUDGE_FINDING_H

#include "harness/judge/finding_place.h"
#include "harness/judge/ledger.h"

#define FINDING_RANGES 4

struct finding_page {
	const char *id;			/* the file's name without ".md" */
	const char *title;
	const char *owner;		/* whose it is: "cpython" */
	struct ledger_names clauses;
	struct version_range versions[FINDING_RANGES];	/* any of them */
	size_t versions_len;
	const char *platforms;
	struct ledger_names entries;	/* of the ledger */
	struct ledger_names rows;	/* patterns of instances that show it
					   and conform: all agree on it */
	const char *alone;		/* why no row shows it, or NULL */
	const char *needs;		/* af_alg, strace, or "" */
	struct version_ranges kernel;	/* its releases that show it */
	/* What runs its programs, or NULL: the Python of the run, and cc. */
	const struct finding_place *place;
	const char *upstream;
	const char *seen;
	const char *text;		/* what a person wants to know */
	const char *python;		/* the program that shows it */
	const char *c;			/* the same in C; one may be NULL */
};

struct findings {
	struct finding_page *at;		/* in the order of their ids */
	size_t len;
	struct pool pool;
};

#define FINDINGS_INIT { NULL, 0, POOL_INIT }

/*
 * Reads all pages of a folder. False: *why is a sentence with the page and
 * what is wrong with it; there are no findings then.
 */
bool findings_read(struct findings *, const char *folder, struct why *);

/* The same of pages that name rows: those are findings on which all agree. */
bool findings_read_agreed(struct findings *, const char *folder, struct why *);

/* Adds whose a finding can be, "cpython, qemu", between commas. */
void finding_owner_names(struct text *);

bool finding_owner_is_known(const char *owner);

/* The finding of that id, or NULL. */
const struct finding_page *findings_find(const struct findings *,
    const char *id);

/*
 * The first that has the instance among its rows and happens with that
 * implementation, "CPython 3.11.2"; NULL for none.
 */
const struct finding_page *findings_of_instance(const struct findings *,
    const char *instance, const char *oracle);

/* Whether it happens with that implementation. */
bool finding_happens(const struct finding_page *, const char *oracle);

/* Whether it happens on a kernel of that release, "6.18.44-amd64". */
bool finding_happens_on(const struct finding_page *, const char *release);

/* Whether the page names that clause. */
bool finding_has_clause(const struct finding_page *, const char *clause);

/*
 * Refuses an entry of the ledger whose finding has no page or does not name
 * the entry and its clause, and a page that names an entry which is not there
 * or is another finding's.
 */
bool findings_fit(const struct findings *, const struct ledger *,
    struct why *);

void findings_release(struct findings *);

#endif
