/* SPDX-License-Identifier: BSD-2-Clause */
/* Each method of the protocol tried once with one implementation. */
#ifndef RUNNER_TRIAL_H
#define RUNNER_TRIAL_H

#include "harness/session/session.h"

struct trial {
	const char *method;
	const char *calls;	/* with ';' between; the last is what is tried */
	const char *wanted;	/* pattern of what comes of it: "returned 5" */
	bool optional;		/* only Python itself can have it */
};

/* All, an empty one at the end. */
extern const struct trial trials[];

enum trial_end {
	TRIAL_RIGHT,
	TRIAL_UNSUPPORTED,	/* and it never said that it can */
	TRIAL_BROKEN,		/* unsupported, although it said so */
	TRIAL_UNREACHED,	/* what it takes is unsupported */
	TRIAL_WRONG,		/* it answers something else, or is lost */
	TRIAL_ENDS
};

/*
 * Tries one with a session that was started, which begins and ends with
 * reset(). Adds what it said, and to which call: "s1.dup(): unsupported 'no'".
 * A session that was lost is not alive any more.
 */
enum trial_end trial_run(const struct trial *, struct session *,
    struct text *said);

#endif
