/* SPDX-License-Identifier: BSD-2-Clause */
/* What the last report says of a clause: report.json and mutants.json. */
#ifndef REPORT_AGAIN_H
#define REPORT_AGAIN_H

#include <sqlite3.h>
#include <stdbool.h>

#include "harness/protocol/text.h"

struct again {
	sqlite3 *db;
};

/* Opens what is in the folder; a report that is missing or torn is none. */
void again_open(struct again *, const char *folder);

/*
 * Adds "native: 12 conforms, 1 differs" for each platform that ran the
 * clause's instances, "; " between them; "not run" where none did.
 */
void again_verdicts(const struct again *, const char *clause, struct text *);

/*
 * Adds "3 of 3 killed or equivalent", "not run" where mutants.json is missing,
 * "none" where no mutant breaks the clause.
 */
void again_mutants(const struct again *, const char *clause, struct text *);

void again_close(struct again *);

#endif
