/* SPDX-License-Identifier: BSD-2-Clause */
/* What came of one instance. */
#ifndef RUNNER_RESULT_H
#define RUNNER_RESULT_H

#include "harness/judge/ledger.h"
#include "harness/judge/verdict.h"
#include "harness/rows/row.h"

struct result {
	const struct instance *instance;
	struct verdict verdict;
	bool expected;		/* conforms, or all of it is known */
	bool lost;		/* the IUT or the oracle hung, spun, or waited
				   for a second in vain: scene.h */
	bool starved;		/* whether a call slept is not known: scene.h */
	int judged;		/* PARTY_ bits: whose traces were */
	const struct ledger_entry *entry;	/* of the first offence, or NULL */
	const struct ledger_entry *stale;	/* that did not show, or NULL */
	const char *finding;	/* the entry's, or what all agree on; or NULL */
	uint64_t hash, outcomes_hash;
	struct text traces;	/* for a person: the diff, or the one trace */
	struct text recording;	/* the oracle's trace, if it is to be recorded */
};

/*
 * Adds the result as the report reads it: a line, one for each offence, then
 * the traces indented.
 */
void result_format(const struct result *, struct text *);

/* One sentence: id, verdict, line. */
void result_format_brief(const struct result *, struct text *);

void result_release(struct result *);

#endif
