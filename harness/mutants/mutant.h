/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deliberately wrong versions: of the C implementation, and of the platform.
 * A list of them is a text file (README.md says how it is written).
 */
#ifndef MUTANTS_MUTANT_H
#define MUTANTS_MUTANT_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

#define MUTANT_CLAUSES 12
#define MUTANT_LISTS 16

enum mutant_kind {
	MUTANT_OF_CODE,		/* a file of the implementation is altered */
	MUTANT_PLATFORM,	/* a wrong platform: must be caught */
	MUTANT_LEGAL		/* a legal platform: must raise no alarm */
};

struct mutant {
	enum mutant_kind kind;
	const char *name;
	const char *clauses[MUTANT_CLAUSES];	/* broken, or at stake */
	size_t clauses_len;
	const char *rows;	/* pattern of ids to look at, or NULL: all */
	const char *what;	/* one sentence */
	const char *equivalent;	/* why no case can see it, or NULL */
	bool af_alg;		/* only a kernel with AF_ALG shows it */
	const char *on;		/* the platform that a mutant of code is run
				   on, one of platforms.txt, or NULL */
	const char *wrap;	/* what starts the implementations there, or
				   NULL; "{top}" is the project's folder */
	const char *around;	/* the same of the whole run, or NULL */
	const char *file;	/* OF_CODE: "harness/pysock/call.c", or one of the
				   Python end's, "oracle/methods.py" */
	struct text search, replace;
};

struct mutants {
	struct mutant *at;
	size_t len;
	char *text[MUTANT_LISTS];	/* of the files, owned */
	size_t text_len;
};

#define MUTANTS_INIT { NULL, 0, { NULL }, 0 }

/* Adds those of a file. False: *why is a sentence with file and line. */
bool mutants_read(struct mutants *, const char *path, struct why *);

void mutants_release(struct mutants *);

/* The one of that name, or NULL. */
const struct mutant *mutants_find(const struct mutants *, const char *name);

/*
 * Adds what starts an implementation on the platform of that name: its own
 * prefix, and the library that is loaded.
 */
void mutant_wrap(const struct mutants *, const char *platform, const char *top,
    struct text *);

/*
 * Adds the file `from` with the mutant's search text replaced, which has to
 * stand in it exactly once.
 */
bool mutant_apply(const struct mutant *, const char *from, struct text *to,
    struct why *);

/* How programs of a mutant are built. */
struct toolbox {
	const char *top;	/* the project's folder */
	const char *compiler;	/* "gcc" */
	const char *objects;	/* of the implementation, from `top` */
};

/* Whether it is the protocol's Python end that is altered. */
bool mutant_is_python(const struct mutant *);

/*
 * Builds the program build/mutants/NAME/iut, or, of the Python end, the folder
 * build/mutants/NAME/oracle.
 */
bool mutant_build(const struct mutant *, const struct toolbox *,
    struct why *);

/* Reads a whole file; the caller frees. NULL with *why. */
char *slurp(const char *path, struct why *);

#endif
