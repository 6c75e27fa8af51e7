/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/formats/outcome.h"
#include "harness/protocol/clean.h"
#include "harness/report/table.h"

static const char find[] =
    "DROP TABLE IF EXISTS temp.outcome;"
    "CREATE TEMP TABLE outcome (platform INTEGER, area TEXT, name TEXT,"
    "  clause TEXT, status TEXT, message TEXT, row TEXT);"
    /* Of rows, by their instances. */
    "INSERT INTO outcome SELECT platform,"
    "  substr(row, 1, instr(row || '/', '/') - 1),"
    "  substr(row, instr(row, '/') + 1), clause,"
    "  CASE WHEN bad AND broken THEN 'error' WHEN bad THEN 'failed'"
    "   WHEN executed = 0 THEN 'skipped' ELSE 'passed' END,"
    "  CASE WHEN bad THEN bad || ' of ' || n || ' instances'"
    "   WHEN executed = 0 THEN reason ELSE '' END, row"
    "  FROM (SELECT platform, substr(id, 1, instr(id || '[', '[') - 1)"
    "   AS row, min(clause) AS clause, sum(unexpected) AS bad,"
    "   sum(unexpected AND verdict = 'broken') AS broken,"
    "   sum(executed) AS executed, count(*) AS n, max(reason) AS reason"
    "   FROM instance WHERE NOT is_case GROUP BY platform, 2);"
    "INSERT INTO outcome SELECT i.platform, ifnull(t.area, ''),"
    "  substr(i.id, instr(i.id, ':') + 1) || ' (the case)', i.clause,"
    "  'error', i.verdict || ': ' || i.reason, i.id FROM instance AS i"
    "  LEFT JOIN test_case AS t ON t.platform = i.platform"
    "   AND t.name = i.id WHERE i.is_case;"
    /* A row may have been given up in several parts. */
    "INSERT INTO outcome SELECT platform,"
    "  substr(row, 1, instr(row || '/', '/') - 1),"
    "  substr(row, instr(row, '/') + 1) || ' (not run)', min(clause),"
    "  'error', sum(n) || ' instances were not run: ' ||"
    "  group_concat(reason, '; '), '' FROM (SELECT platform, row,"
    "   min(clause) AS clause, sum(instances) AS n, reason FROM not_run"
    "   GROUP BY platform, row, reason"
    "   ORDER BY platform, row, min(rowid)) GROUP BY platform, row;"
    "INSERT INTO outcome SELECT platform, '(ledger)', entry, '', 'failed',"
    "  'stale: ' || reason, '' FROM stale;"
    "INSERT INTO outcome SELECT position, '(floor)', clause, clause,"
    "  'failed', 'executed ' || executed || ' of at least ' || least, ''"
    "  FROM below;"
    "INSERT INTO outcome SELECT position, '(column)', name, '', 'failed',"
    "  'executed nothing, of ' || instances || ' instances', '' FROM idle;"
    /* One that reports the same row twice would be one test case twice. */
    "DELETE FROM outcome WHERE rowid NOT IN (SELECT min(rowid) FROM outcome"
    "  GROUP BY platform, area, name);";

void
outcomes_find(const struct store *s)
{
	store_run(s, find);
}

void
outcome_add_share(struct text *out, int64_t instances, int64_t executed,
    const char *condition)
{
	text_addf(out, "%lld of %lld instances", (long long)instances,
	    (long long)executed);
	if (condition[0] == '\0' || strcmp(condition, "all") == 0)
		return;
	text_adds(out, ", where ");
	text_add_clean(out, condition);
}

void
outcome_add_kinds(struct text *out, const struct store *s, int64_t platform,
    const char *row, const char *command)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT clause, row, verdict,"
	    " departs, line, wanted, instances, executed, condition, example,"
	    " p.command, p.oracle_command, p.wrap, p.reached FROM kind"
	    " JOIN platform AS p ON p.position = platform"
	    " WHERE platform = ? AND row = ? ORDER BY instances DESC, identity");

	store_bind_int(stmt, 1, platform);
	store_bind_text(stmt, 2, row);
	while (store_step(stmt)) {
		table_add_head(out, stmt);
		text_adds(out, "\n  ");
		outcome_add_share(out, sqlite3_column_int64(stmt, 6),
		    sqlite3_column_int64(stmt, 7), store_text(stmt, 8));
		text_addc(out, '\n');
		if (strchr(store_text(stmt, 9), '/') != NULL) {
			text_adds(out, "  ");
			table_add_command(out, command, stmt, 9);
		}
	}
	sqlite3_finalize(stmt);
}

bool
outcome_add_worst(struct text *out, const struct store *s)
{
	static const struct {
		const char *sql, *one, *several;
	} all[] = {
		{ "SELECT count(DISTINCT identity) FROM kind",
		  "kind unexpected", "kinds unexpected" },
		{ "SELECT ifnull(sum(missing), 0) FROM test_case",
		  "instance not run", "instances not run" },
		{ "SELECT count(*) FROM below",
		  "clause below its floor", "clauses below their floor" },
		{ "SELECT count(*) FROM idle", "column executed nothing",
		  "columns executed nothing" },
	};
	bool any = false;
	int64_t n;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		n = store_number(s, all[i].sql);
		if (n > 0)
			text_addf(out, "%s%lld %s", any ? ", " : "",
			    (long long)n, n == 1 ? all[i].one :
			    all[i].several);
		any = any || n > 0;
	}
	return any;
}
