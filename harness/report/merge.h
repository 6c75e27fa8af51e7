/* SPDX-License-Identifier: BSD-2-Clause */
/* Kyua's results of shares of a run, made into those of the whole run. */
#ifndef REPORT_MERGE_H
#define REPORT_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

/*
 * Writes one database of an area from those of its shares: the cases in that
 * order, whoever ran them; Kyua's is by name. False, with a sentence, if
 * one cannot be read, two have the same case, or one has a case that is not in
 * the list; `to` is not there then.
 */
bool merge_databases(const char *const *from, size_t from_len,
    const char *const *cases, size_t cases_len, const char *to, struct why *);

/*
 * Adds the first of the cases, names with spaces between, of which a database
 * has no result; false if it has them all, or cannot be read.
 */
bool merge_lacks(const char *path, const char *cases, struct text *);

/*
 * The first thing in which the platforms of two folders of results differ, "the
 * kernel: 6.18.44, and 6.1.1", of what a report says of a platform; that which
 * has no results differs from none. False if they are the same.
 */
bool merge_differ(const char *one, const char *other, const char *platform,
    struct text *);

#endif
