/* SPDX-License-Identifier: BSD-2-Clause */
/* Of each platform a letter for each of the store's members: how it came out. */
#ifndef REPORT_RAN_H
#define REPORT_RAN_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/protocol/text.h"

#define RAN_NOT '-'	/* it was not reported */

struct ran {
	struct text *platforms;		/* letters, by the member's number */
	size_t len;
};

/* Notes one; false if there is one already. Both are numbers from 1. */
bool ran_set(struct ran *, int64_t platform, int64_t member, char letter);

/* That, or RAN_NOT. */
char ran_get(const struct ran *, int64_t platform, int64_t member);

void ran_release(struct ran *);

#endif
