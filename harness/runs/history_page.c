/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "harness/protocol/memory.h"
#include "harness/runs/history.h"
#include "harness/runs/runs_page.h"

/* What became of each clause in each run. */
static const char clauses_sql[] =
    "SELECT n.clause AS name, l.run, iif(c.clause IS NULL, '-', CASE"
    "  WHEN executed > 0 AND conforms = executed THEN 'C ' || conforms"
    "  WHEN executed > 0 THEN 'D ' || (executed - conforms) || ' of ' ||"
    "   executed WHEN broken > 0 THEN '' ELSE 'U' END ||"
    "  iif(broken > 0, iif(executed > 0, ', ', '') || 'B ' || broken, '') ||"
    "  ifnull((SELECT ', X ' || count(*) || iif(count(*) = 1, ' kind',"
    "   ' kinds') FROM kind AS k WHERE"
    "   k.run = c.run AND k.clause = c.clause"
    "   HAVING count(*) > 0), '')) AS cell"
    " FROM (SELECT DISTINCT clause FROM clause) AS n JOIN label AS l"
    " LEFT JOIN clause AS c ON c.run = l.run AND c.clause = n.clause";

/* In how many instances of each run a thing was seen. */
static const char things_sql[] =
    "SELECT t.name AS name, l.run AS run, coalesce(s.instances || '',"
    "  iif(a.run IS NULL, '-', '.')) AS cell FROM thing AS t JOIN label AS l"
    " LEFT JOIN seen AS s ON s.run = l.run AND s.type = t.type AND"
    "  s.name = t.name LEFT JOIN asked AS a ON a.run = l.run AND"
    "  a.type = t.type AND a.name = t.name";

/* A line for each name of a query, a column for each run. */
static sqlite3_stmt *
by_run(const struct runs *r, const char *sql)
{
	struct text whole = TEXT_INIT;
	sqlite3_stmt *stmt;
	size_t n;

	text_adds(&whole, "SELECT name");
	for (n = 0; n < r->len; n++)
		text_addf(&whole, ", max(iif(run = %zu, cell, ''))", n);
	text_addf(&whole, " FROM (%s) GROUP BY name ORDER BY name", sql);
	stmt = store_prepare(&r->store, text_get(&whole));
	text_release(&whole);
	return stmt;
}

/* "Clause" and the runs' names, NULL at the end; the strings are the caller's. */
static char **
heads_of(const struct runs *r, const char *first)
{
	sqlite3_stmt *stmt = store_prepare(&r->store,
	    "SELECT label FROM label ORDER BY run");
	char **heads = calloc(r->len + 2, sizeof(*heads));
	size_t n;

	if (heads == NULL)
		memory_ran_out();
	heads[0] = memory_copy(first);
	for (n = 1; n <= r->len && store_step(stmt); n++)
		heads[n] = memory_copy(store_text(stmt, 0));
	sqlite3_finalize(stmt);
	return heads;
}

static void
add_table(struct text *out, const struct runs *r, const char *heading,
    const char *first, const char *sql)
{
	char **heads = heads_of(r, first);
	size_t n;

	runs_page_table(out, heading, (const char *const *)heads,
	    by_run(r, sql));
	for (n = 0; heads[n] != NULL; n++)
		free(heads[n]);
	free(heads);
}

void
history_add_page(struct text *out, const struct runs *r)
{
	runs_page_begin(out, "what came and went, from run to run",
	    "C n: all n executed instances of a clause conform; D: so many "
	    "depart or differ, known ones too; B: of so many the harness "
	    "failed; X: so many kinds are unexpected; U: the platform lacks "
	    "what it takes; -: it was not asked. Of a finding or a kind: in "
	    "how many instances it was seen, . in none, - none of its rows ran.",
	    RUNS_PAGE_NONE);
	add_table(out, r, "Clauses", "Clause", clauses_sql);
	add_table(out, r, "Findings and kinds", "Name", things_sql);
	runs_page_end(out);
}
