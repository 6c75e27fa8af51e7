/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many instances of a case came out how, counted while it is read, so that
 * nobody has to look at each of them again: the store's table `tally`.
 */
#ifndef REPORT_TALLY_H
#define REPORT_TALLY_H

#include "harness/report/store.h"

struct tally {
	const struct store *store;
	int64_t platform;
	const char *row;	/* "sendfile/count_limits_bytes" */
	char clause[32], verdict[24];	/* of those that were counted last */
	bool unexpected, is_case;
	int64_t n;
};

/* Counts one; strings that do not fit are cut. */
void tally_add(struct tally *, const char *clause, const char *verdict,
    bool unexpected, bool is_case);

/* Writes what was counted and is not in the store yet. */
void tally_flush(struct tally *);

#endif
