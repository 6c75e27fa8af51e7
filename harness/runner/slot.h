/* SPDX-License-Identifier: BSD-2-Clause */
/* What came of an instance, packed so that a worker can hand it over. */
#ifndef RUNNER_SLOT_H
#define RUNNER_SLOT_H

#include "harness/runner/losses.h"
#include "harness/runner/run.h"

/* The text's lengths are those of what follows one behind the other. */
struct parcel {
	size_t index;
	size_t text_len, brief_len, stale_len, absent_len, recording_len;
	bool expected, executed, unsupported, conforms;
	bool lost;	/* result.h; and that is not expected */
};

struct slot {
	struct parcel parcel;
	char *text;	/* text, brief, stale, absent, recording; NULL: none */
};

/* Gets a slot that has just been filled. */
typedef void slot_taker(void *arg, const struct slot *);

/* Of the text, in bytes. */
size_t parcel_size(const struct parcel *);

/* Runs one instance and packs what came of it; the text is to be freed. */
void slot_run(struct runner *, const struct instances *, size_t index,
    struct slot *);

/* The same, noted in the runner's losses, unless the row is given up: false. */
bool slot_run_unless_lost(struct runner *, const struct instances *,
    size_t index, struct slot *);

/*
 * Packs the lines that tell kernel, libc, IUT and oracle, as the one behind
 * the instances; no text if one of the two cannot be started.
 */
void slot_tell_platform(struct runner *, const struct instances *,
    struct slot *);

#endif
