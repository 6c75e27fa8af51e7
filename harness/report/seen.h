/* SPDX-License-Identifier: BSD-2-Clause */
/* A set of texts, by a hash of 64 bits of each: enough to tell them apart. */
#ifndef REPORT_SEEN_H
#define REPORT_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen_one {
	uint64_t hash;		/* 0 where there is none */
	int64_t number;		/* the first is 1 */
};

struct seen {
	struct seen_one *at;
	size_t len, size;
};

#define SEEN_INIT { NULL, 0, 0 }

/* Its number; *fresh says whether it was not there, and has been added. */
int64_t seen_number(struct seen *, const char *, bool *fresh);

/* Adds it; false if it is there already. */
bool seen_add(struct seen *, const char *);

void seen_release(struct seen *);

#endif
