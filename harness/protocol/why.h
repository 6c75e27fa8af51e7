/* SPDX-License-Identifier: BSD-2-Clause */
/* The reason why something of the harness failed: one sentence for a person. */
#ifndef PROTOCOL_WHY_H
#define PROTOCOL_WHY_H

#include <stdbool.h>

struct why {
	char text[512];
	int err;	/* the errno that it tells of; 0: of none */
};

#define WHY_INIT { "", 0 }

/* Fills in the sentence; always returns false, for `return why_set(…)`. */
bool why_set(struct why *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, followed by ": " and the text of errno. */
bool why_errno(struct why *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
