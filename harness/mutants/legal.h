/* SPDX-License-Identifier: BSD-2-Clause */
/* The whole suite on a legal platform, where nothing may be unexpected. */
#ifndef MUTANTS_LEGAL_H
#define MUTANTS_LEGAL_H

#include "harness/mutants/mutant.h"

/*
 * Runs each legal platform whose name one of the patterns is, all without
 * patterns, through `conform run`, one after another, and prints what came of
 * it; of some areas if `cases` names these. Its report is in build/legal/NAME/.
 * The exit status: 0 only if nothing was unexpected, 2 if one could not be run.
 */
int legal_run_all(const struct mutants *, const char *top, const char *cases,
    char *const *patterns);

/* Whether the name is what one of the patterns says, or there are none. */
bool legal_is_wanted(char *const *patterns, const char *name);

#endif
