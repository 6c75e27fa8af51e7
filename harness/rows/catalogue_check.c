/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "harness/rows/areas.h"
#include "harness/rows/catalogue.h"

/* Counts the rows of each clause; false for a row without clause. */
static bool
count_rows(const struct catalogue *c, size_t *rows, struct why *why)
{
	const struct clause *clause;
	size_t a, n;

	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++) {
			const struct row *row = &areas[a]->rows[n];

			clause = catalogue_find(c, row->clause);
			if (clause == NULL)
				return why_set(why, "cases/%s_test.c: row '%s' "
				    "pins clause '%s', which is not in "
				    "cases/clauses.tsv", areas[a]->name,
				    row->name, row->clause);
			rows[clause - c->clauses]++;
		}
	return true;
}

bool
catalogue_check(const struct catalogue *c, struct why *why)
{
	size_t *rows = calloc(c->len + 1, sizeof(*rows));
	bool ok = rows != NULL && count_rows(c, rows, why);
	size_t i;

	for (i = 0; ok && i < c->len; i++) {
		if (rows[i] == 0 && c->clauses[i].uncovered[0] == '\0')
			ok = why_set(why, "cases/clauses.tsv: clause '%s' has "
			    "no row, and does not say why it is uncovered",
			    c->clauses[i].id);
		if (rows[i] > 0 && c->clauses[i].uncovered[0] != '\0')
			ok = why_set(why, "cases/clauses.tsv: clause '%s' says "
			    "why it is uncovered, but has a row",
			    c->clauses[i].id);
	}
	free(rows);
	return ok;
}
