/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An instance from the IUT and from the oracle to its verdict.
 */
#ifndef RUNNER_RUN_H
#define RUNNER_RUN_H

#include "harness/judge/finding.h"
#include "harness/judge/recorded.h"
#include "harness/rows/selection.h"
#include "harness/runner/agreed.h"
#include "harness/runner/result.h"
#include "harness/scene/scene.h"
#include "harness/session/interposed.h"

#define CONFIG_IUT "build/iut"
#define CONFIG_ORACLE "/usr/bin/python3 -E -S oracle/oracle.py"

/* How a run was asked for. Strings are the caller's. */
struct config {
	const char *top;	/* the project's folder */
	const char *iut;	/* shell command, from `top`: CONFIG_IUT */
	int (*serve)(void);	/* in a fork, in place of `iut`; or NULL */
	const char *probe;	/* session.h */
	const char *oracle;	/* CONFIG_ORACLE */
	const char *wrap;	/* prefix of both, or "" */
	const char *platform;	/* name of its column */
	const char *ledger;	/* a user's own ledgers, a line each, or NULL */
	const char *clause;	/* whose entries are enough; NULL: all of the
				   ledger, which findings have to fit */
	const char *require;	/* abilities that must be there: "af_alg" */
	bool all_vectors;	/* every known answer, not a sample */
	const struct selection *only;	/* the instances of a case; NULL: all */
	/*
	 * How often each instance is run, unless its traces differ before;
	 * 0: once, and again if that is unexpected.
	 */
	int times;
	/*
	 * Not "": results hold the oracle's traces, and nothing is compared
	 * with the recording; case_run() writes them into that folder.
	 */
	const char *record;
	bool exact;		/* time is: clock_be_exact() */
	bool alone;		/* the oracle without an IUT, to record it */
	int watchdog_ms;
};

/* What is recorded of the oracle, as far as it was needed: recall.h. */
struct recall {
	const struct area *area;	/* whose traces they are, or NULL */
	const char *platform;		/* and which part's: "uml" */
	struct recorded recorded;
	struct agreed agreed;	/* instead, of an oracle newer than all */
	struct recorded_identity identity;
	char kernel[128];	/* "uml 6.1.176" */
};

struct losses;

struct runner {
	struct config config;
	char *iut_command, *oracle_command;	/* with the prefix */
	struct session iut, oracle;
	/* For rows that disturb system calls. */
	struct interposed interposed_iut, interposed_oracle;
	struct ledger ledger;
	struct findings findings;
	struct recall recall;
	struct losses *losses;	/* of the row, the caller's; NULL: not kept */
	struct why dead;	/* why no session can be had any more, or "" */
};

/* False if the ledger or a finding cannot be read, or they do not fit. */
bool runner_init(struct runner *, const struct config *, struct why *);

/* Starts the sessions if they are not alive. */
bool runner_start(struct runner *, struct why *);

/* Those of the interposed; false with the reason that there are none. */
bool runner_interpose(struct runner *, struct why *);

void runner_release(struct runner *);

/* Runs it, always filling in the result. `verbose`: traces also if it conforms. */
void runner_run(struct runner *, const struct instance *, bool verbose,
    struct result *);

#endif
