/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many instances of something came out how, a letter each: c conforms,
 * d departs-from-doc, f differs, p platform-differs, u unsupported, x unstable,
 * b broken, n not run, m missing; k is a case that fell short, l so many fewer
 * executed than the clause's floor, and these are no instances.
 * A capital is what was not expected.
 */
#ifndef REPORT_PAGE_CELL_H
#define REPORT_PAGE_CELL_H

#include <stdint.h>

#include "harness/protocol/text.h"

#define PAGE_LETTERS "cdfpuxbnmkl"

/* Columns of SQL that make the letter of a row of the table tally. */
#define PAGE_LETTER_SQL \
	"CASE WHEN is_case THEN 'K' WHEN verdict = 'conforms' THEN 'c'" \
	" ELSE substr(iif(unexpected, 'DFPUXB', 'dfpuxb'), CASE verdict" \
	"  WHEN 'departs-from-doc' THEN 1 WHEN 'differs' THEN 2" \
	"  WHEN 'platform-differs' THEN 3 WHEN 'unsupported' THEN 4" \
	"  WHEN 'unstable' THEN 5 ELSE 6 END, 1) END"

struct page_cell {
	int64_t n[128];		/* by letter */
};

int64_t page_cell_total(const struct page_cell *);
int64_t page_cell_executed(const struct page_cell *);

/* What the platform has what it takes for, or should have. */
int64_t page_cell_applicable(const struct page_cell *);

/*
 * The letter of what is worst: of what was not expected, else of what is in
 * the ledger, else 'c' or 'u'; '-' if there is nothing.
 */
char page_cell_letter(const struct page_cell *);

/* Adds the cell's inner HTML, without the words for who cannot see it. */
void page_cell_add(struct text *, const struct page_cell *);

/* Adds "differs, known: 12; executed 24 of 28 applicable, 30 in all". */
void page_cell_say(struct text *, const struct page_cell *);

#endif
