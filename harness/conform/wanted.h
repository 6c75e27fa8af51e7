/* SPDX-License-Identifier: BSD-2-Clause */
/* What --format and --output ask for, of a report or of several runs. */
#ifndef CONFORM_WANTED_H
#define CONFORM_WANTED_H

#include "harness/conform/command.h"

/*
 * Refuses a file that has no format, or two, and several formats to be printed.
 */
bool wanted_check(const struct options *, struct why *);

/* Whether standard output is for a format. */
bool wanted_is_printed(const struct options *);

/*
 * Writes what was made of each format, in their order, into its file, or prints
 * it, and releases it. False: something could not be written.
 */
bool wanted_write(const struct options *, struct text *made, struct why *);

#endif
