/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store as one HTML page that needs nothing else: what a platform does, in
 * a line each, the table clause by platform, and of each cell what was found.
 * The table is in the page itself; its details are JSON, which the page's
 * script shows (page/README.md). Text of others stays text, and what cannot be
 * seen or turns the direction of writing is spelled out.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "harness/protocol/why.h"
#include "harness/report/store.h"

#define PAGE_FILE "index.html"

struct page_options {
	const char *top;	/* holds cases/; NULL: nothing of it is told */
	const char *ledger;	/* a user's own, as ledger_read_all() takes it */
	const char *command;	/* that shows one instance */
};

/*
 * Adds the page, after kinds_find(). False: clauses, ledger or findings cannot
 * be read.
 */
bool page_add(struct text *, const struct store *,
    const struct page_options *, struct why *);

#endif
