/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kyua's results databases, FOLDER/PLATFORM/AREA.db, read into the store. They
 * are opened for reading only. One that cannot be read becomes a problem of
 * the store and leaves no other row there. Of an area that a run was killed in
 * the rows are read that it kept (read_kept.h).
 */
#ifndef REPORT_READ_H
#define REPORT_READ_H

#include "harness/report/store.h"

/* A file of a platform's folder: the revision of the suite that ran. */
#define READ_REVISION "revision"

/* Another, of a share of a run: "2/4" (rows/share.h), and what it is of. */
#define READ_SHARE "share"

/* How one gets to a platform that is not here (identity.h). */
#define READ_REACHED "reached"

/* The areas that it was asked for, with blanks between them. */
#define READ_AREAS "areas"

/* Another, once what it runs is planned: conform/resume.h. */
#define READ_RUN "run"

/*
 * Several folders may be read one after the other, each whole for itself.
 * Lists end in NULL. platforms NULL: every subfolder, in alphabetical order;
 * areas NULL: each that one of the platforms has, so that one which another
 * platform lacks is a problem.
 */
void read_results(const struct store *, const char *folder,
    const char *const *platforms, const char *const *areas);

#endif
