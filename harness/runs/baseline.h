/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A baseline: kinds of unexpected results that were there before, and are let
 * pass. A text made for review, sorted, a kind's identity (report/kind.h) a
 * line, below the name of its column:
 *
 *	[arm64]
 *	sendmsg_errors/closed|departs-from-doc|iut|sendmsg: returned 0|raised …
 *
 * Empty lines and those that begin with '#' are for a person.
 */
#ifndef RUNS_BASELINE_H
#define RUNS_BASELINE_H

#include "harness/runs/runs.h"

/*
 * Reads a file into the table baseline (platform, kind), which is made. One
 * that is not there is empty if `may_be_absent`. False: it cannot be read, or
 * a line is no kind or stands there twice.
 */
bool baseline_read(const struct runs *, const char *path, bool may_be_absent,
    struct why *);

/* Writes the table baseline in its place; what was there before stays till then. */
bool baseline_write(const struct runs *, const char *path, struct why *);

#endif
