/* SPDX-License-Identifier: BSD-2-Clause */
/* The platforms that a run was asked for, and with what each is run. */
#ifndef CONFORM_PLATFORMS_H
#define CONFORM_PLATFORMS_H

#include "harness/conform/command.h"
#include "harness/platform/launchers.h"

#define GUESTS_MAX 16

struct chosen {
	struct platform platform;
	struct options o;	/* the run's, with what the platform tells */
	char *wrap, *require;	/* of `o`, if they are composed */
	struct why absent;	/* why it cannot be run, or "" */
};

struct platforms {
	struct launchers launchers;
	struct chosen *at;
	size_t len;
	const struct options *o;	/* the caller's */
};

#define PLATFORMS_INIT { LAUNCHERS_INIT, NULL, 0, NULL }

/*
 * Finds who leads to each. False for one that does not exist or stands twice,
 * or a launcher that is no good. `all` is every platform that has a name.
 */
bool platforms_choose(struct platforms *, const struct options *,
    struct why *);

/*
 * Makes each and asks what it takes; what cannot be brought up is said, and
 * marked as absent. False if an option has no place on one of them.
 */
bool platforms_make(struct platforms *, struct why *);

/*
 * Starts the implementations of each that runs from here, so that what is
 * missing is said before anything runs.
 */
bool platforms_try(struct platforms *, const char *const *names, size_t len,
    struct why *);

/* What the column of its results is called. */
const char *platforms_column(const struct chosen *);

void platforms_release(struct platforms *);

#endif
