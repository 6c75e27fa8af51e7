/* SPDX-License-Identifier: BSD-2-Clause */
/* The comparison of two traces with each other and with the documentation. */
#ifndef JUDGE_VERDICT_H
#define JUDGE_VERDICT_H

#include "harness/judge/documented.h"
#include "harness/judge/trace.h"

/* In the order of precedence; the first that applies is the verdict. */
enum verdict_kind {
	VERDICT_BROKEN,
	VERDICT_UNSTABLE,
	VERDICT_UNSUPPORTED,
	VERDICT_DEPARTS_FROM_DOC,
	VERDICT_DIFFERS,
	VERDICT_PLATFORM_DIFFERS,
	VERDICT_CONFORMS
};

/* What stands for the outcome of an event that a trace does not have. */
#define VERDICT_ABSENT "(no such event)"

enum verdict_party {
	PARTY_IUT = 1,
	PARTY_ORACLE = 2
};

/* One line of a trace that does not conform. */
struct offence {
	enum verdict_kind kind;
	int departs;	/* VERDICT_DEPARTS_FROM_DOC: one PARTY_ */
	char *line;	/* "label: outcome", "label: IUT's <> oracle's" */
	char *wanted;	/* what the documentation allows, or NULL */
	bool known;	/* an entry of the ledger says it */
};

struct verdict {
	enum verdict_kind kind;
	int departs;	/* PARTY_ bits, of VERDICT_DEPARTS_FROM_DOC */
	struct offence *offences;
	size_t offences_len;
	char *reason;	/* of BROKEN, UNSUPPORTED and UNSTABLE, or NULL */
};

#define VERDICT_INIT { VERDICT_CONFORMS, 0, NULL, 0, NULL }

const char *verdict_name(enum verdict_kind);

/* "none", "iut", "oracle", "both". */
const char *verdict_departs_name(int departs);

/* Sets a verdict that needs no traces, with its reason. */
void verdict_set(struct verdict *, enum verdict_kind, const char *reason);

/* Judges both against the documentation, then what it is silent about. */
void verdict_judge(struct verdict *, const struct trace *iut,
    const struct trace *oracle, const struct documented *);

/* Judges only one party against the documentation. */
void verdict_judge_one(struct verdict *, const struct trace *,
    enum verdict_party, const struct documented *);

/*
 * Compares the oracle with its recorded self, where the documentation is
 * silent: a departure from the documentation is one already.
 */
void verdict_judge_recorded(struct verdict *, const struct trace *oracle,
    const struct trace *recorded, const struct documented *);

/* Moves the n-th offence of the second to the first; what is left is NULL. */
void verdict_take(struct verdict *, struct verdict *, size_t n);

/*
 * Leaves out the offences that consist in an event that one has not, if there
 * are others: they follow from what stopped it.
 */
void verdict_drop_absent(struct verdict *);

void verdict_release(struct verdict *);

#endif
