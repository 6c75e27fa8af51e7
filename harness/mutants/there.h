/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mutants that only a kernel with AF_ALG shows: this program hunts them in User
 * Mode Linux too, where it is started with --there FILE and leaves its findings
 * in that file. On a platform that stands around the whole run it is started
 * with --inside FILE.
 */
#ifndef MUTANTS_THERE_H
#define MUTANTS_THERE_H

#include "harness/mutants/hunt.h"

/*
 * Hunts those that are built and not hunted yet, and adds their findings; one
 * that the other kernel said nothing of is HUNT_FAILED. Boots nothing where
 * there are none.
 */
void there_hunt(const struct hunt *, const struct mutants *,
    struct finding *);

/* Hunts the mutant of that index, which has an `around`. */
void there_hunt_inside(const struct hunt *, const struct mutants *,
    size_t index, struct finding *);

/* Over there: leaves the findings of all mutants in a file. */
bool there_write(const char *path, const struct mutants *,
    const struct finding *, struct why *);

#endif
