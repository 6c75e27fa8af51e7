/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Some of the instances: those whose whole id one of its patterns fits, '*'
 * being any run of characters.
 */
#ifndef ROWS_SELECTION_H
#define ROWS_SELECTION_H

#include "harness/rows/row.h"

struct selection {
	char **ids;		/* patterns without '*', sorted */
	size_t ids_len;
	char **globs;
	size_t globs_len;
};

#define SELECTION_INIT { NULL, 0, NULL, 0 }

void selection_add(struct selection *, const char *pattern);

bool selection_is_empty(const struct selection *);

bool selection_has(const struct selection *, const char *id);

/* Leaves those that it has; without one (NULL) all. */
void selection_keep(const struct selection *, struct instances *);

/* How many instances of a row it has. */
size_t selection_count(const struct selection *, const struct area *,
    const struct row *);

/* Reads and writes a file with a pattern a line. */
bool selection_read(struct selection *, const char *path, struct why *);
bool selection_write(const struct selection *, const char *path, struct why *);

void selection_release(struct selection *);

#endif
