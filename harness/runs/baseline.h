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

/*
 * Takes the kinds of the table stale out of the file, and those of fresh in,
 * where they sort; all else stays, comments too. What was there before is there
 * until then. *orphans: comments that stand above what was taken out.
 */
bool baseline_update(const struct runs *, const char *path, size_t *orphans,
    struct why *);

#endif
