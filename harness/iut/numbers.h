/* SPDX-License-Identifier: BSD-2-Clause */
/* From which number on the next descriptors are numbered. */
#ifndef IUT_NUMBERS_H
#define IUT_NUMBERS_H

#include <stddef.h>

#include "harness/iut/fault.h"

#define NUMBERS_STANDARD 3

struct numbers {
	int *taken;		/* which keep the lower numbers from others */
	size_t taken_len;
	struct {
		int fd;		/* a duplicate; -1: it is as it was */
		int flags;	/* of the descriptor */
	} standard[NUMBERS_STANDARD];	/* what is 0, 1 and 2 otherwise */
};

#define NUMBERS_INIT { NULL, 0, { { -1, 0 }, { -1, 0 }, { -1, 0 } } }

/*
 * The lowest free descriptor is that one from now on: 0, for which 0, 1 and 2
 * are closed, or a higher one. False with the fault: all is as it was.
 */
bool numbers_from(struct numbers *, int first, struct fault *);

/* As it was before. What is still open as 0, 1 or 2 gets another number. */
void numbers_reset(struct numbers *);

#endif
