/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs that show a finding: written, run, and asked what they saw. */
#ifndef CONFORM_PROGRAM_H
#define CONFORM_PROGRAM_H

#include "harness/conform/command.h"
#include "harness/judge/finding.h"

/* Writes build/reproduce/NAME; adds its path. */
bool program_write(const char *name, const char *text, struct text *path,
    struct why *);

/* Adds the command of the Python that is the oracle. */
void program_python(const struct options *, struct text *);

/*
 * Runs a command, at most half a minute, and adds all that it prints. Its exit
 * status, -1 if it has none.
 */
int program_run(const char *command, struct text *said);

/* Whether what the finding needs to be shown is not here. */
bool program_needs_missing(const struct finding_page *);

#endif
