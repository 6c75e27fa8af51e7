/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the documentation promises for an instance: for some labels of its
 * trace, the outcomes that it allows. Labels that it does not name it is
 * silent about.
 */
#ifndef JUDGE_DOCUMENTED_H
#define JUDGE_DOCUMENTED_H

#include "harness/judge/trace.h"

struct documented_want {
	char *label;
	char *allowed;	/* outcomes, several joined by " or "; '*' is any run,
			   of which the documentation is silent: that of both
			   is compared; '**' is one that may differ */
};

struct documented {
	struct documented_want *wants;
	size_t len;
};

#define DOCUMENTED_INIT { NULL, 0 }

/* Adds what is allowed for a label. */
void documented_want(struct documented *, const char *label,
    const char *allowed, ...) __attribute__((format(printf, 3, 4)));

/* Adds wants written "label: allowed; label: allowed". */
void documented_add(struct documented *, const char *wants);

/* What is allowed for that label, or NULL where it is silent. */
const char *documented_for(const struct documented *, const char *label);

/*
 * The next event that departs, from *at on, which it moves; for a label that
 * is missing from the trace a want is returned with *event NULL.
 */
const struct documented_want *documented_departure(const struct documented *,
    const struct trace *, size_t *at, const struct event **event);

/* Whether an outcome is one of those allowed. */
bool documented_allows(const char *allowed, const char *outcome);

/*
 * Whether an outcome is allowed by a '*' alone, and what stands there is to be
 * compared.
 */
bool documented_leaves_open(const struct documented *, const char *label,
    const char *outcome);

/* Whether text is what the pattern says, where '*' is any run. */
bool documented_glob(const char *pattern, const char *text);

void documented_release(struct documented *);

#endif
