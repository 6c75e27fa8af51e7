/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The library's list of system calls, checked against strace(1)'s, which sees
 * what the kernel is asked for and not how.
 */
#ifndef SCENE_STRACED_H
#define SCENE_STRACED_H

#include <stdio.h>

#include "harness/session/interposed.h"
#include "harness/rows/row.h"

struct straced {
	struct interposed interposed;
	char *command;
	FILE *output;		/* what strace writes; without a name */
};

#define STRACED_INIT { .interposed = INTERPOSED_INIT }

/*
 * Starts what `plain` starts, under strace. False with the reason that there
 * is none, or that it may not trace.
 */
bool straced_start(struct straced *, const struct session *plain,
    struct why *);

/*
 * Runs the instance, whose last call before the end is call_counted()'s, and
 * compares both lists. False if they are not the same, with both in *why.
 */
bool straced_agrees(struct straced *, const struct instance *, struct why *);

void straced_release(struct straced *);

#endif
