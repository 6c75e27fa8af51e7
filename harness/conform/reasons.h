/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a row's documentation says nothing of an event: cases/silent.tsv, whose
 * lines are of two kinds, fields between tabs.
 *
 *	reason	KEY	SENTENCE
 *	silent	ROWS	EVENTS	KEY
 *
 * ROWS is a pattern of AREA/ROW, or "@silent" and "@implied": rows of a clause
 * of that source; EVENTS the labels between spaces, or "*". Of several lines
 * that fit, the first counts.
 */
#ifndef CONFORM_REASONS_H
#define CONFORM_REASONS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/why.h"

#define REASONS_MOST 64
#define REASON_RULES_MOST 512

struct reasons {
	struct { const char *key, *sentence; } at[REASONS_MOST];
	size_t len;
	struct reason_rule {
		const char *rows, *events;
		size_t reason;
		bool used;
	} rules[REASON_RULES_MOST];
	size_t rules_len;
	char *text;		/* owned */
};

#define REASONS_INIT { .len = 0 }

/* Reads TOP/cases/silent.tsv. */
bool reasons_read(struct reasons *, const char *top, struct why *);

/*
 * Which reason an event of a row, "area/row", whose clause is of that source,
 * has: its index, or -1.
 */
int reasons_find(struct reasons *, const char *row, const char *source,
    const char *event);

/* Refuses a line that fitted nothing, and a reason that no line gives. */
bool reasons_check(const struct reasons *, struct why *);

void reasons_release(struct reasons *);

#endif
