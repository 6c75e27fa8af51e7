/* SPDX-License-Identifier: BSD-2-Clause */
/* Which areas are asked for, by name or by patterns of their instances. */
#ifndef ROWS_CHOICE_H
#define ROWS_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/why.h"
#include "harness/rows/selection.h"

/* The area of that name, or NULL. */
const struct area *area_named(const char *name);

/*
 * The areas asked for by `cases`, which it splits: of "sendfile" also
 * sendfile_errors and the like, unless `exact`; all for NULL.
 */
bool choose_areas(char *cases, bool exact, const char **at, size_t *len,
    struct why *);

/* Of those areas leaves the ones of which it has an instance. */
void choose_selected(const struct selection *, const char **names,
    size_t *len);

/* False, with the pattern, if one of them fits no instance of those areas. */
bool choose_check(const struct selection *, const char *const *names,
    size_t len, struct why *);

#endif
