/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page about several runs, in the style of the report's and as self-contained:
 * headed tables of what a query says. Text of others stays text.
 */
#ifndef RUNS_RUNS_PAGE_H
#define RUNS_RUNS_PAGE_H

#include "harness/runs/runs.h"

/* What its first sentence is. */
enum runs_page_news { RUNS_PAGE_GOOD, RUNS_PAGE_BAD, RUNS_PAGE_NONE };

void runs_page_begin(struct text *, const char *title, const char *sentence,
    enum runs_page_news);

/*
 * Adds a table of all rows of the query, which is finalized; `heads` are of its
 * columns, NULL at the end. Nothing if it has no row.
 */
void runs_page_table(struct text *, const char *heading,
    const char *const *heads, sqlite3_stmt *);

void runs_page_end(struct text *);

#endif
