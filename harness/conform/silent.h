/* SPDX-License-Identifier: BSD-2-Clause */
/* Events on which a row's documentation is silent. */
#ifndef CONFORM_SILENT_H
#define CONFORM_SILENT_H

#include <stdio.h>

#include "harness/protocol/why.h"

struct silence {
	size_t rows, events;		/* of clauses that are documented */
	size_t other_rows, other_events;	/* of those that are not */
};

/*
 * Counts them in the default recording and prints, unless `out` is NULL, each
 * row with its events; those that prepare are left out. False if a recording
 * cannot be read.
 */
bool silence_find(struct silence *, FILE *out, struct why *);

/* Says in one line how many there are. */
bool silence_tell(struct why *);

#endif
