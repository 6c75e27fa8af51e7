/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who writes a folder of results: whoever holds the lock of its file `lock`,
 * which goes with the processes that hold it, however they end. The file says
 * for others which process that is.
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

/* Once for each time that it was taken. */
void lock_release(void);

/*
 * The same of what was refused: a folder that was made for it, and has nothing
 * but the lock, goes again.
 */
void lock_undo(void);

#endif
