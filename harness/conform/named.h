/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files that a run's commands name: programs, scripts, libraries that are
 * loaded before them. What these load in turn nobody knows.
 */
#ifndef CONFORM_NAMED_H
#define CONFORM_NAMED_H

#include "harness/conform/command.h"

/*
 * Adds a line for each file that the commands of the implementation, the oracle
 * and what starts them name, which tells what is in it, to lines of which there
 * is one at least; none that is there already.
 */
void named_add(const struct options *, struct text *lines);

/*
 * The first file that is not the same in both, or is a program or a library and
 * now alone, its path in `path`; or NULL. What the run itself writes may have
 * come since.
 */
const char *named_other(const struct text *there, const struct text *now,
    struct text *path);

#endif
