/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who writes a folder of results: whoever holds the lock of its file `lock`,
 * which goes with the processes that hold it, however they end. The file says
 * for others which process that is. A report is another folder, with the file
 * `report.lock` until it is written.
 */
#ifndef CONFORM_LOCK_H
#define CONFORM_LOCK_H

#include <stdbool.h>

#include "harness/protocol/why.h"

/*
 * Makes the folder and takes its lock, for a command; taken again by the same
 * process it is one. False, naming the process that has it. What is left of a
 * run that was killed is waited for.
 */
bool lock_take(const char *folder, const char *command, struct why *);

/* Keeps writers away, not readers; a folder that nobody can write is free. */
bool lock_share(const char *folder, struct why *);

/*
 * The same as lock_take() of the folder of a report; one that cannot be written
 * is free, since nobody else can write it either.
 */
bool lock_take_report(const char *folder, const char *command, struct why *);

/* What was taken, once for each time; nothing if nothing was. */
void lock_release(void);

/*
 * The same of what was refused: a folder that was made for it, and has nothing
 * but the lock, goes again.
 */
void lock_undo(void);

#endif
