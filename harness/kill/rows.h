/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What stands in a folder of results, found without the report: the rows that
 * are complete and those that are not.
 */
#ifndef KILL_ROWS_H
#define KILL_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/text.h"

struct rows {
	struct text complete;	/* "area/row", each between spaces */
	struct text incomplete;	/* of which instances are missing */
	struct text begun;	/* of which none is, but that are not over */
	size_t complete_len, incomplete_len;
	bool whole;		/* all areas are finished */
};

#define ROWS_INIT { TEXT_INIT, TEXT_INIT, TEXT_INIT, 0, 0, false }

/* Looks into RESULTS/PLATFORM at those areas. */
void rows_look(struct rows *, const char *folder, const char *const *areas);

/*
 * Whether a report.json names those that are incomplete, and of the complete
 * ones none. False, with a sentence.
 */
bool rows_are_told(const struct rows *, const char *report, struct text *why);

void rows_release(struct rows *);

#endif
