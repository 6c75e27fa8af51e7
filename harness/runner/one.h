/* SPDX-License-Identifier: BSD-2-Clause */
/* One instance by its id, for a person. */
#ifndef RUNNER_ONE_H
#define RUNNER_ONE_H

#include <stdio.h>

#include "harness/runner/run.h"

/*
 * Runs it and prints it as pseudo-Python with both traces, what is documented,
 * and the verdict. `every_call`: prints each line of the protocol too. The exit
 * status: 0 nothing is unexpected, 1 it is, 2 there is no such instance, or it
 * cannot be run; *why is the reason.
 */
int one_run(const struct config *, const char *id, bool every_call, FILE *out,
    struct why *);

/* The instance of that id, its strings in *all; NULL with *why. */
const struct instance *one_find(struct instances *all, const char *id,
    struct why *);

/*
 * Prints the ids of all instances that match a pattern, where '*' is any run.
 * False, with nothing printed: none does.
 */
bool one_list(const char *pattern, FILE *out, struct why *);

#endif
