/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/report/tally.h"

void
tally_flush(struct tally *t)
{
	sqlite3_stmt *stmt = t->store->tally;

	if (t->n == 0)
		return;
	store_bind_int(stmt, 1, t->platform);
	store_bind_kept(stmt, 2, t->row);
	store_bind_kept(stmt, 3, t->clause);
	store_bind_kept(stmt, 4, t->verdict);
	store_bind_int(stmt, 5, t->unexpected);
	store_bind_int(stmt, 6, t->is_case);
	store_bind_int(stmt, 7, t->n);
	store_insert(stmt, NULL);
	t->n = 0;
}

void
tally_add(struct tally *t, const char *clause, const char *verdict,
    bool unexpected, bool is_case)
{
	if (strncmp(t->clause, clause, sizeof(t->clause) - 1) != 0 ||
	    strcmp(t->verdict, verdict) != 0 ||
	    t->unexpected != unexpected || t->is_case != is_case) {
		tally_flush(t);
		snprintf(t->clause, sizeof(t->clause), "%s", clause);
		snprintf(t->verdict, sizeof(t->verdict), "%s", verdict);
		t->unexpected = unexpected;
		t->is_case = is_case;
	}
	t->n++;
}
