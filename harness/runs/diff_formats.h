/* SPDX-License-Identifier: BSD-2-Clause */
/* What diff() found, for other tools: README.md has the fields. */
#ifndef RUNS_DIFF_FORMATS_H
#define RUNS_DIFF_FORMATS_H

#include "harness/runs/runs.h"

/* False if a difference has no such format: *why lists those it has. */
bool diff_has_format(const char *name, struct why *);

/*
 * Adds it as "json", all of it; "md", Markdown for a pull request of at most
 * FORMAT_MARKDOWN_MOST bytes; "html", a page; or "github", an annotation for
 * each kind that is new or has more instances, ten at most. `worse`: what diff()
 * returned.
 */
void diff_add_format(struct text *, const struct runs *, const char *name,
    bool worse);

#endif
