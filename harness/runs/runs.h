/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs beside each other in SQLite, each as its report.json tells it. What is a
 * folder of results is reported first, into memory.
 *
 * Tables, of which `run` numbers from 0 in the order in which they were added
 * and `platform` is the name of a column:
 *
 *	run		run path place problems: its place is the same,
 *			whatever path names it
 *	platform	run position platform, and who it is and its figures
 *	who		run platform nth what value: what does not change with
 *			a version
 *	kind		run platform identity row clause verdict departs line
 *			wanted condition instances executed example
 *	entry		run platform entry finding instances: of the ledger
 *	not_run		run platform row clause instances reason
 *	below		run platform clause executed least
 *	ids		run row ids: a list in JSON
 *	ran		run platform row letters: of each id (report/README.md)
 *
 * A row that was given up is a kind too, of the verdict not-run.
 */
#ifndef RUNS_RUNS_H
#define RUNS_RUNS_H

#include "harness/protocol/why.h"
#include "harness/report/store.h"

/* The row of what has one, or of a case that fell short, in SQL. */
#define RUNS_ROW(name) "replace(" name ", '_test:', '/')"

struct runs {
	struct store store;		/* only its db is in use */
	size_t len;
	const char *floors;		/* folder of floors for results, or NULL */
	const char *const *all_areas;	/* that a floor is of */
};

void runs_init(struct runs *, const char *floors,
    const char *const *all_areas);

/*
 * Adds a run: a folder of results, one platform's folder in it, a folder that
 * has a report.json or that file, each with `:PLATFORM` behind it for that
 * column alone. `platform` is the column if the path names none, "" being all.
 * False: it is none, is empty, damaged or cut off, or has no such column.
 */
bool runs_add(struct runs *, const char *path, const char *platform,
    struct why *);

/* Whether it is whole; false with what could not be read of it. */
bool runs_is_whole(const struct runs *, size_t run, struct why *);

/* Whether it has a single column. */
bool runs_has_one(const struct runs *, size_t run);

/*
 * Adds a line with the command that shows a kind's example, to be copied: a
 * query's columns from `column` on are the example, and the platform's command,
 * oracle_command, wrap and reached. Nothing, if the kind has none. `command`
 * NULL: the usual one.
 */
void runs_add_command(struct text *, const char *command, sqlite3_stmt *,
    int column);

void runs_release(struct runs *);

#endif
