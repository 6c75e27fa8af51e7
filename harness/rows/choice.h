/* SPDX-License-Identifier: BSD-2-Clause */
/* Which areas are asked for by name. */
#ifndef ROWS_CHOICE_H
#define ROWS_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/why.h"

/*
 * The areas asked for by `cases`, which it splits: of "sendfile" also
 * sendfile_errors and the like, unless `exact`; all for NULL.
 */
bool choose_areas(char *cases, bool exact, const char **at, size_t *len,
    struct why *);

#endif
