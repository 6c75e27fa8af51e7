/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A share of a run and what it leaves beside its results: a file `share` in the
 * platform's folder, with a line each of
 *
 *	2/4				which
 *	areas setblocking settimeout	of what it is a share
 *	arguments --platforms 'native'	what it was started with beside that
 *	cases setblocking false_sets …	for each area the rows of it
 *	ended				once all of it has run
 */
#ifndef CONFORM_SHARD_H
#define CONFORM_SHARD_H

#include "harness/conform/platforms.h"
#include "harness/rows/share.h"

struct shard {
	struct share share;
	char *which, *areas, *arguments;
	struct text cases;	/* "AREA ROW …", a line each */
	bool ended;
};

#define SHARD_INIT { SHARE_INIT, NULL, NULL, NULL, TEXT_INIT, false }

/* False if it is none, or is asked for together with patterns. */
bool shard_check(const struct options *, struct why *);

/* False if another share is where this one would go, which would be lost. */
bool shard_check_place(const struct platforms *, struct why *);

/* Leaves the areas of which the platform has a row to run in its share. */
void shard_choose(struct chosen *);

/* Whether the platform runs that row of the share. */
bool shard_has_row(const struct chosen *, const struct share *,
    const struct area *, const struct row *);

/* What a run was asked for, the share and its folders left out. */
void shard_add_arguments(struct text *, const char *platforms,
    const struct options *asked);

/* An option with its value as the shell takes it; nothing for "". */
void shard_add_argument(struct text *, const char *name, const char *value);

/* Says in the folder that it begins, or of all (no share) takes that away. */
bool shard_begin(const struct chosen *, const char *folder,
    const char *const *areas, size_t areas_len, struct why *);

/* And that it has run. */
bool shard_end(const struct chosen *, const char *folder, struct why *);

/* Reads what is said there. False, with a sentence, if that is no share. */
bool shard_read(struct shard *, const char *folder, struct why *);

void shard_release(struct shard *);

#endif
