/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A share of the suite, "2/4": the rows whose names' hash, divided by 4, leaves
 * 1. An instance is of its row's share, so that a row stays whole: what hangs
 * gives a row up in the order of its axes, as in a run of all. The hash is of
 * the first part of an instance's id, so it is the same in each revision.
 */
#ifndef ROWS_SHARE_H
#define ROWS_SHARE_H

#include "harness/rows/row.h"

#define SHARES_MAX 1000

struct share {
	unsigned nth, of;	/* from 1 on; of 0: it is all */
};

#define SHARE_INIT { 0, 0 }

/* Reads one; "" is all. False, with a sentence, if it is none. */
bool share_read(struct share *, const char *text, struct why *);

bool share_has(const struct share *, const struct area *, const struct row *);

#endif
