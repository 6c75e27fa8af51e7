/* SPDX-License-Identifier: BSD-2-Clause */
/* What diff() found, for other tools: README.md has the fields. */
#ifndef RUNS_DIFF_FORMATS_H
#define RUNS_DIFF_FORMATS_H

#include "harness/runs/runs.h"

/*
 * Adds it in a format of `formats`: as "json", all of it; "junit" and "tap", a
 * test for each kind, clause and row, which fails if that is worse; "md",
 * Markdown for a pull request of at most FORMAT_MARKDOWN_MOST bytes; "html", a
 * page; "github", an annotation for each kind that is new or has more
 * instances, ten at most; "badge" and "shields", how many are worse. `worse`:
 * what diff() returned.
 */
void diff_add_format(struct text *, const struct runs *, const char *name,
    bool worse);

void diff_add_junit(struct text *, const struct runs *, bool worse);
void diff_add_tap(struct text *, const struct runs *, bool worse);
void diff_add_badge(struct text *, const struct runs *, bool worse);
void diff_add_shields(struct text *, const struct runs *, bool worse);

#endif
