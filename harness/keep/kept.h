/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is kept of a row while its area is not finished: a file FOLDER/ROW, a
 * stream (harness/report/stream.h) of that one case, line by line as it is
 * judged. Kyua writes an area's results in one transaction at its end; from
 * these files a killed run is read, and gone on with.
 *
 * A run plans the file: head and plan. The row's program goes on from there, or
 * prints what is there where it is complete: it has its last line, which
 * counts what came of it.
 */
#ifndef KEEP_KEPT_H
#define KEEP_KEPT_H

#include "harness/runner/case.h"

enum kept_state {
	KEPT_NOTHING,	/* no file, or its beginning is damaged */
	KEPT_PLANNED,
	KEPT_BEGUN,	/* or damaged behind its beginning */
	KEPT_COMPLETE
};

struct kept {
	struct text head;	/* the lines of the plan */
	struct text output;	/* of the case, as far as it is whole */
	struct text path;
	struct text partial;	/* of a line that is being written */
	uint64_t number;	/* of the last line */
	int fd;
	FILE *beside;
};

#define KEPT_INIT { TEXT_INIT, TEXT_INIT, TEXT_INIT, TEXT_INIT, 0, -1, NULL }

/* Plans a row, in place of what is there. */
bool kept_plan(const char *path, const char *revision, const struct area *,
    const struct row *, size_t instances, struct why *);

/* Reads what there is, and if it is complete what came of it. */
enum kept_state kept_read(struct kept *, const char *path, struct tally *);

/*
 * Begins the row anew. What is printed on the stream that this returns goes
 * there and to `beside`; what cannot be written there goes to `beside` alone.
 * NULL where nothing was planned.
 */
FILE *kept_start(struct kept *, FILE *beside, const struct area *,
    const struct row *);

/* Closes the stream: the row is complete. */
void kept_end(struct kept *, FILE *, const struct tally *);

void kept_release(struct kept *);

#endif
