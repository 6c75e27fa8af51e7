/* SPDX-License-Identifier: BSD-2-Clause */
/* What the page's script shows of a cell, as JSON: page/README.md. */
#ifndef REPORT_PAGE_DATA_H
#define REPORT_PAGE_DATA_H

#include "harness/judge/finding.h"
#include "harness/report/page.h"
#include "harness/rows/catalogue.h"

struct page_sources {
	const struct page_options *options;
	struct catalogue catalogue;
	struct ledger ledger;
	struct findings findings;
};

/* Adds it, fit to stand in a <script>; after page_count_make(). */
void page_data_add(struct text *, const struct store *,
    const struct page_sources *);

#endif
