/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a run may pass, by what was there before. */
#ifndef RUNS_GATE_H
#define RUNS_GATE_H

#include "harness/runs/runs.h"

struct gate_options {
	const char *baseline;	/* its file, or NULL: nothing is known */
	const char *run;	/* as it was named, or NULL: the last one */
	const char *report, *platforms;	/* as these were, or NULL: not */
	const char *const *all_rows;	/* "area/row", NULL at the end; NULL:
					   which the suite has is not known */
	bool update;		/* what the run shows takes its place */
	const char *command;	/* that shows an instance; NULL: the usual one */
};

/*
 * Decides on run 0, and adds the reason in one line, then all. It passes if
 * each kind is in the baseline, each column executed something, no clause is
 * below its floor, and each kind of the baseline that could have happened did:
 * what was not asked for in this run (other columns, other areas, rows that a
 * sample leaves out, instances that were not chosen) is not stale.
 *
 * The exit status: 0 it passes, 1 it does not, 2, with why, it cannot be
 * decided. Each kind that is new is told with its instances and the command that
 * shows one, and so are the columns for which no floor holds. An update says,
 * once it is written, what remains of the reasons, and each line that it added
 * or removed.
 */
int gate(const struct runs *, const struct gate_options *, struct text *,
    struct why *);

#endif
