/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A case: all instances of a row, run and reported. Instances that wait run
 * side by side in processes of their own.
 */
#ifndef RUNNER_CASE_H
#define RUNNER_CASE_H

#include <stdio.h>

#include "harness/runner/run.h"

/* What came of the instances of a case. */
struct tally {
	size_t planned, executed;	/* executed: neither unsupported nor broken */
	size_t unexpected, known, unsupported;
	size_t not_run;		/* of a row that was given up: losses.h */
	struct text first;	/* the first unexpected one, or why it is */
	struct text absent;	/* the reason of the first unsupported one */
};

#define TALLY_INIT { 0, 0, 0, 0, 0, 0, TEXT_INIT, TEXT_INIT }

/*
 * Runs the instances of a row and prints, on `out`, what harness/report/
 * README.md says that a case prints. Time counts since phase_start(): phase.h.
 */
void case_run(const struct config *, const struct area *, const struct row *,
    FILE *out, struct tally *);

void tally_release(struct tally *);

#endif
