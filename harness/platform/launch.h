/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs areas of the suite under Kyua: on this kernel, or on another one by a
 * launcher that runs this program there.
 */
#ifndef PLATFORM_LAUNCH_H
#define PLATFORM_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "harness/protocol/why.h"

struct launch {
	const char *top;	/* the project's folder */
	const char *results;	/* folder for databases and logs */
	const char *platform;	/* name of the column */
	const char *require;	/* abilities that must be there, or "" */
	const char *ledger;	/* file of a user's own entries, or "" */
	const char *iut, *oracle, *wrap;	/* commands; "" is the default */
	const char *command;	/* of conform, there: "run", "record" */
	const char *vectors;	/* "all": every known answer; "" a sample */
	const char *sample;	/* "1": so few rows of an area; "" is all */
	const char *const *areas;
	size_t areas_len;
	const char *only;	/* file of patterns of instances; "" all */
	const char *share;	/* "2/4": of the rows; "" all */
	const char *times;	/* how often each is run; "" is once */
	const char *exact;	/* "1": time is virtual there; or "" */
	const char *watchdog;	/* seconds that a reply may take, or "" */
	int jobs;		/* areas at a time */
	int jobs_idle;		/* while most of them only wait: one more each
				   two seconds, until it is so many */
	int parallelism;	/* cases at a time of each */
	bool shared;		/* another takes of the same areas */
	int processor;		/* that a machine is kept to; -1: any */
	int limit;		/* seconds until it is ended; 0: none */
	FILE *progress;
};

/* Whether too little is left there for a database of results. */
bool launch_is_full(const char *folder);

/* Where Kyua and the cases work: TMPDIR, or what is usual. */
const char *launch_scratch(void);

/* In a child: it gets TERM when that parent ends, or ends if it has ended. */
void launch_end_with(pid_t parent);

/* Leaves a sentence there that says why the platform has no results. */
bool launch_mark_absent(const struct launch *, const char *sentence,
    struct why *);

/* Removes what guests left that shared the areas out. */
void launch_end_sharing(const struct launch *);

/*
 * Runs each area in a Kyua of its own, with a cleaned environment, into
 * RESULTS/AREA.db, its words in RESULTS/AREA.log. A line of progress an area.
 * False if Kyua could not run one of them; bad results are no failure here.
 */
bool launch_here(const struct launch *, struct why *);

/*
 * Runs a launcher that runs this suite's `conform COMMAND --here` on the
 * machine `name`; results arrive in the same folder.
 */
bool launch_there(const struct launch *, const char *launcher,
    const char *name, struct why *);

/*
 * Has a launcher run the bundle of `name` and imports the stream of results
 * that it leaves in the folder.
 */
bool launch_bundle(const struct launch *, const char *launcher,
    const char *name, struct why *);

/*
 * Has a launcher show the instance `id` on the machine `name`, or by its
 * bundle, `command` being "show" or "replay"; what that prints goes to standard
 * output. Its exit status, or -1 with a sentence.
 */
int launch_one(const struct launch *, const char *launcher, const char *name,
    const char *id, bool bundle, struct why *);

/*
 * From now on INT, TERM and HUP end what is launched instead of this process;
 * what was recorded is kept.
 */
void launch_listen(void);

/*
 * Waits as waitpid(2) does; -1 with EINTR once for each such signal, also for
 * one that came before.
 */
pid_t launch_wait(pid_t, int *status);

/* Whether one came. */
bool launch_interrupted(void);

/* If such a signal came: passes TERM on to those processes. */
void launch_pass_on(const pid_t *, size_t);

/* Runs the harness's own tests into RESULTS/unit.db. */
bool launch_unit_tests(const struct launch *, struct why *);

#endif
