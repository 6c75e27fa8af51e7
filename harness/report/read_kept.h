/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rows of an area that was not finished, FOLDER/AREA.rows/ROW, a stream
 * each (harness/keep/kept.h): those that are complete count, of the others
 * what was judged does, and the rest is not run.
 */
#ifndef REPORT_READ_KEPT_H
#define REPORT_READ_KEPT_H

#include "harness/report/identity.h"
#include "harness/report/store.h"

#define KEPT_FOLDER ".rows"	/* behind the area's name */

/* Says how much of the area there is: a problem of the store. */
void read_kept(const struct store *, struct identity *, const char *folder,
    const char *area);

#endif
