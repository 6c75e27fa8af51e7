/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs of one platform in the order in which they were added, oldest first, and
 * when each thing that they showed came and went: a kind of unexpected results,
 * and a finding that the ledger knows. Of a later kernel or Python only the
 * version differs, so these are runs of one platform too.
 */
#ifndef RUNS_HISTORY_H
#define RUNS_HISTORY_H

#include "harness/runs/runs.h"

/*
 * Has to be called before the others, once. False: a run has more than one
 * column, or is not whole.
 */
bool history_find(const struct runs *, struct why *);

/*
 * Adds the table, headed by what tells that the runs are of several platforms;
 * what is in each of the runs only if `full`.
 */
void history_add(struct text *, const struct runs *, bool full);

/*
 * Adds it as a page, which has a line for each clause too, with what became of
 * it in each run.
 */
void history_add_page(struct text *, const struct runs *);

/* Adds the same in JSON: README.md of harness/runs/ has its fields. */
void history_add_json(struct text *, const struct runs *);

/*
 * Adds between which neighbours it came, each time that it did. `what` is a
 * finding, a kind's identity, a line of the table behind its numbers, or a part
 * of one that no other has. False: it is none, or several; *came says whether
 * there is such a place.
 */
bool history_bisect(struct text *, const struct runs *, const char *what,
    bool *came, struct why *);

#endif
