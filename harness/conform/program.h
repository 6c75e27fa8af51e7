/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs that show a finding: written, run, and asked what they saw. */
#ifndef CONFORM_PROGRAM_H
#define CONFORM_PROGRAM_H

#include "harness/conform/command.h"
#include "harness/judge/finding.h"

/* What compiles and runs them. */
struct program_means {
	const char *python;	/* or NULL */
	const char *compiler;	/* or NULL */
	const char *prefix;	/* starts what was compiled, or "" */
};

/* Those of the page's place, which has none of this machine's own. */
struct program_means program_means_of(const struct finding_place *);

/* Writes build/reproduce/NAME; adds its path. */
bool program_write(const char *name, const char *text, struct text *path,
    struct why *);

/* Adds the command of the Python that is the oracle. */
void program_python(const struct options *, struct text *);

/*
 * Runs a command, at most half a minute, and adds all that it prints. Its exit
 * status, -1 if it has none. What it leaves behind in its group is ended.
 */
int program_run(const char *command, struct text *said);

/*
 * Writes the page's program in Python, or the one in C and compiles it, runs
 * it, and adds what it printed, or the compiler. False: it cannot be written.
 */
bool program_show_python(const struct finding_page *,
    const struct program_means *, int *status, struct text *said,
    struct why *);
bool program_show_c(const struct finding_page *,
    const struct program_means *, int *status, struct text *said,
    struct why *);

/*
 * Adds the command that runs it, C being compiled first, where it was written
 * into that folder; NULL: where one is.
 */
void program_command_python(const struct finding_page *,
    const struct program_means *, const char *folder, struct text *);
void program_command_c(const struct finding_page *,
    const struct program_means *, const char *folder, struct text *);

/* Adds the name of what it is shown with here: "qemu-user 7.2.22". */
void program_who(const struct finding_page *, const char *oracle,
    struct text *);

/* What the finding needs to be shown and is not here, or NULL. */
const char *program_missing(const struct finding_page *);

#endif
