/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of the page that are there without a script. */
#ifndef REPORT_PAGE_TABLE_H
#define REPORT_PAGE_TABLE_H

#include "harness/report/store.h"
#include "harness/rows/catalogue.h"

/* Makes the view page_count, which these and the data read. */
void page_count_make(const struct store *);

/* One sentence about all platforms, and what could not be read. */
void page_add_summary(struct text *, const struct store *);

/* The rows of the table of platforms. */
void page_add_platforms(struct text *, const struct store *);

/* The head and the bodies of the table clause by platform. */
void page_add_matrix(struct text *, const struct store *,
    const struct catalogue *);

/* The choices of the filters. */
void page_add_groups(struct text *, const struct store *);
void page_add_names(struct text *, const struct store *);

#endif
