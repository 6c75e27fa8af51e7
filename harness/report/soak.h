/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether runs of the same suite gave every instance the same verdict. */
#ifndef REPORT_SOAK_H
#define REPORT_SOAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "harness/protocol/why.h"

/*
 * Compares FOLDER/1.json to FOLDER/RUNS.json, each a report.json, and prints
 * every instance that ever changed, with its verdict and line in each run in
 * which it did not conform. *changed is how many; false: a report cannot be
 * read, or two do not have as many instances.
 */
bool soak_compare(const char *folder, int runs, FILE *out, size_t *changed,
    struct why *why);

#endif
