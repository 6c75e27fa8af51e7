/* SPDX-License-Identifier: BSD-2-Clause */
/* The platforms that a run was asked for, and with what each is run. */
#ifndef CONFORM_PLATFORMS_H
#define CONFORM_PLATFORMS_H

#include "harness/conform/command.h"
#include "harness/platform/launchers.h"
#include "harness/rows/selection.h"

#define GUESTS_MAX 16

struct chosen {
	struct platform platform;
	const struct options *asked;	/* the run's */
	struct options o;	/* the same, with what the platform tells */
	char *wrap, *require, *iut, *oracle;	/* of `o`, if composed */
	struct why absent;	/* why it cannot be run, or "" */
	struct selection only;	/* the instances that it runs; empty: all */
	const char *areas[NAMES_MAX];
	size_t areas_len;
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
 * Begins a run whose implementations are in a sandbox: this process and what it
 * starts have a network of their own from now on. False, with the
 * reason, if there is none to be had here or for one of them.
 */
bool sandboxed_begin(struct platforms *, struct why *);

/*
 * Starts the implementations of each that runs from here, so that what is
 * missing is said before anything runs.
 */
bool platforms_try(struct platforms *, const char *const *names, size_t len,
    struct why *);

/*
 * Finds what each runs of those areas, and leaves the areas of which one runs
 * something and, with --failed, the platforms of which something failed. False
 * with a pattern that fits nothing, or results that cannot be read.
 */
bool chosen_find(struct platforms *, const char **names, size_t *len,
    struct why *);

/*
 * With --failed, once the platforms are made: whether each is run by the
 * commands of its last run. False, with the option that gives them.
 */
bool chosen_check_commands(const struct platforms *, struct why *);

/* Writes it into the folder for the areas to read; adds nothing for all. */
bool chosen_write(const struct chosen *, const char *folder, struct text *path,
    struct why *);

void chosen_release(struct chosen *);

/* What the column of its results is called. */
const char *platforms_column(const struct chosen *);

void platforms_release(struct platforms *);

#endif
