/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What all recorded versions of CPython agree on, for an oracle that is newer
 * than each of them: what they did alike it ought to do as well, and what they
 * did differently says nothing of it.
 */
#ifndef RUNNER_AGREED_H
#define RUNNER_AGREED_H

#include "harness/judge/documented.h"
#include "harness/judge/recorded.h"

#define AGREED_MOST 32

struct agreed {
	struct recorded at[AGREED_MOST];	/* from old to new */
	size_t len;
};

#define AGREED_INIT { .len = 0 }

/*
 * Whether the oracle, "CPython 3.14.0", is newer than all versions that TOP has
 * recordings of. No recordings are older than any; those that a program carries
 * along are not all there are.
 */
bool agreed_is_newer(const char *top, const char *oracle);

/*
 * Reads what is recorded of an area in that part, "native", and the identity of
 * the newest. False if a recording is damaged.
 */
bool agreed_read(struct agreed *, struct recorded_identity *, const char *top,
    const char *part, const char *area, struct why *);

/*
 * As recorded_find(), of the newest that could go on, with a want for each
 * label at which another was not as it. RECORDED_NOT if fewer than two could.
 */
enum recorded_end agreed_find(const struct agreed *, const char *id,
    struct trace *, struct documented *disputed, struct text *reason);

void agreed_release(struct agreed *);

#endif
