/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The cases of a mutant's clauses, run against it until one of them fails
 * that does not fail without it.
 */
#ifndef MUTANTS_HUNT_H
#define MUTANTS_HUNT_H

#include "harness/mutants/mutant.h"

enum hunt_end {
	HUNT_NONE,		/* not hunted */
	HUNT_KILLED,		/* a case failed */
	HUNT_SURVIVED,
	HUNT_FAILED		/* it could not be built or run */
};

/* What came of a mutant; without pointers, to be shared by processes. */
struct finding {
	enum hunt_end end;
	bool built;		/* or need not be */
	char instance[200];	/* that killed it */
	char line[240];		/* what was seen there, or why it failed */
	unsigned instances;	/* that ran */
	unsigned skipped;	/* that time did not allow, or unsupported */
	double seconds;
};

struct hunt {
	const char *top;
	const struct mutants *all;	/* whose platforms there are */
	const char *platform;		/* "native" */
	int watchdog_ms;		/* for one reply */
	const char *iut, *oracle;	/* commands */
	double budget_s;		/* for one mutant */
	bool verbose;
};

/* Hunts a mutant that has been built. */
void hunt_mutant(const struct hunt *, const struct mutant *,
    struct finding *);

#endif
