/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A run that can be gone on with. It leaves beside its results a file RESULTS/
 * run that says what was asked for, RESULTS/PLATFORM/run for each platform that
 * it has begun, and the plan of the areas there (harness/keep/kept.h) until
 * they are finished.
 */
#ifndef CONFORM_RESUME_H
#define CONFORM_RESUME_H

#include "harness/conform/platforms.h"

/* Of the suite. */
const char *resume_revision(void);

/*
 * Notes what is asked for; nothing of an earlier run is touched. With --resume
 * it has to be what the run there was asked for, by the same build and with the
 * same files as those that its commands name: false, with what differs. False
 * too where there is no room for results.
 */
bool resume_begin(const struct platforms *, struct why *);

/* Whether what a platform's folder has is of the run to go on with. */
bool resume_is_of(const struct options *, const char *column);

/*
 * Plans the areas of a platform in its folder. Gone on with, those that are
 * complete are left out, and the rows of others that are stay. Says so.
 */
bool resume_plan(struct chosen *, const char *folder, bool again,
    struct why *);

/* Takes the plan away: all areas are finished. */
void resume_end(const struct chosen *, const char *folder);

#endif
