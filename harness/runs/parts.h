/* SPDX-License-Identifier: BSD-2-Clause */
/* A part of the suite beside all of it, or beside another part. */
#ifndef RUNS_PARTS_H
#define RUNS_PARTS_H

#include "harness/runs/runs.h"

/*
 * Makes the table part (n, run) of the sides of pairs that are a part of the
 * suite which the other side is not, of the tables of pairs.h.
 */
void parts_find(const struct runs *);

/* Takes out of what diff() found all that such a side was not asked for. */
void parts_leave_out(const struct runs *);

#endif
