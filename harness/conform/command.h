/* SPDX-License-Identifier: BSD-2-Clause */
/* What the command `conform` was asked for, and what its parts share. */
#ifndef CONFORM_COMMAND_H
#define CONFORM_COMMAND_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "harness/formats/format.h"
#include "harness/platform/launch.h"
#include "harness/runner/run.h"

#define NAMES_MAX 64	/* platforms, areas */

#define FORMATS_MAX 16
#define OPTIONS_MAX 64	/* of a command line */

/* A format, and the file that takes it; NULL: standard output does. */
struct wanted_format {
	const struct format *format;
	const char *file;
};

struct options {
	const char *platforms, *cases, *iut, *oracle, *wrap, *name, *results,
	    *report, *require, *sample, *vectors, *watchdog, *owner, *output,
	    *exact, *ledger, *only, *shard, *until, *baseline;
				/* output: that of no format */
	const char *begun;	/* when the run began, in UTC; NULL: there is
				   none */
	const char *command;	/* how this one was started, from `top`, as
				   the shell takes it */
	const char *const *patterns;	/* the arguments: of run, of instances;
					   NULL at the end */
	bool help, here, shared, full, propose, failed, force,
	    sandbox, update_baseline, resume, report_named;
	const char *given[OPTIONS_MAX];	/* names of those that were given */
	size_t given_len;
	struct wanted_format formats[FORMATS_MAX];
	size_t formats_len;
	int jobs, runs, limit;	/* 0: what is usual */
};

extern char top[PATH_MAX];	/* the project's folder: that of build/ */

/* What is written goes below it: build/, or pysock-run/ if installed. */
extern char work[PATH_MAX];

/*
 * Reads what stands before and between the arguments; optind is the first of
 * these. False: a sentence was printed, or getopt's own, or --help was asked.
 */
bool options_read(struct options *, int argc, char **argv);

/* Areas at a time. */
int options_jobs(const struct options *);

/* Whether this is an installation, which has no sources and no launchers. */
bool is_installed(void);

/* Finds both. */
bool find_top(struct why *);

/* Prints the sentence, which cannot control a terminal; 2, the exit status. */
int command_fail(const struct why *);

/* Splits at blanks, in place; the number of words. */
size_t command_split(char *words, const char **at, size_t most);

/*
 * The columns of --platforms, split in place into `at`, a NULL behind them:
 * NULL if that is all there are results of, "all" or none named.
 */
const char *const *command_columns(char *words, const char **at);

/* Prints what a command has to say. */
bool command_print(const struct text *, struct why *);

bool make_folder(const char *path, struct why *);

/*
 * False if a report would go where results are: whoever reads that folder gets
 * the report, and none of the columns that it is not of.
 */
bool folders_check(const struct options *, const char *command,
    struct why *);

/* False if --name, a folder of results, is none that can be asked for. */
bool folders_check_name(const struct options *, struct why *);

/* Writes FOLDER/NAME, of one line. */
bool write_line(const char *folder, const char *name, const char *line,
    struct why *);

/*
 * A run is unfinished from its begin until its report is written as a whole;
 * report.json is of an earlier one until then, or not of all that ran. Of
 * several that write their reports into one folder all have to be.
 */
bool unfinished_begin(const struct options *, struct why *);
void unfinished_end(const struct options *);

/* What was refused came to no report; where there is none, it needs no mark. */
void unfinished_mark(const struct options *);

/* Whether it was marked, and no run has begun since. */
bool unfinished_is_refused(const struct options *);

/* Whether the report of a run that was named, as by runs_add(), is marked. */
bool unfinished_is_at(const char *run);

/*
 * Says on standard output which instances of those areas the oracle's
 * recording has, and returns how many it lacks; -1 with why: it cannot be read.
 * What is not recorded at all for this Python's minor version is said, and
 * lacks nothing.
 */
long tell_recorded(const char *oracle, const char *const *names, size_t len,
    struct why *);

/*
 * Starts both implementations once and says which they are, and what is
 * recorded of those areas.
 */
bool try_implementations(const struct options *, const char *const *names,
    size_t len, struct why *);

/* RESULTS/NAME, or RESULTS for a launcher: made, as an absolute path. */
bool make_results(const struct options *, const char *name,
    char path[PATH_MAX], struct why *);

/*
 * Of `--ledger "FILE FILE"` a line each, as the harness takes them; what stands
 * on a line already does so. A path may have blanks, where it is one.
 */
void own_split(struct options *);

/* Whether these can be read. */
bool own_check(const struct options *, struct why *);

/*
 * Copies these into one file in a folder, which another kernel sees where the
 * others may not be, and adds its path; nothing if there are none.
 */
bool own_carry(const struct options *, const char *folder, struct text *path,
    struct why *);

void make_config(const struct options *, struct config *);
void make_launch(const struct options *, const char *platform,
    const char *results, struct launch *);

/* Where floors are (harness/report/floor.h), and of which areas. */
const char *floors_folder(void);
const char *const *floors_areas(void);

/* The commands, with what their arguments are. Each returns the exit status. */
int command_run(struct options *);
int command_check(struct options *);
int command_report(struct options *);	/* folders, or none */
int command_floors(struct options *);
int command_soak(struct options *);
int command_record(struct options *);
int command_import(struct options *);	/* a file */
int command_show(struct options *);	/* an id */
int command_replay(struct options *);	/* an id */
int command_diff(struct options *);	/* two runs */
int command_gate(struct options *);	/* a run, or none */
int command_history(struct options *);	/* runs */
int command_bisect(struct options *);	/* runs, and a kind */
int command_clauses(struct options *);	/* one, or none */
int command_silent(struct options *);
int command_docs(struct options *);	/* a folder */
int command_findings(struct options *);
int command_ledger(struct options *);
int command_reproduce(struct options *);	/* an id */
int command_merge(struct options *);	/* folders of results */
int command_probe(struct options *);	/* another implementation's command */
int command_names(struct options *);	/* an option's */

#endif
