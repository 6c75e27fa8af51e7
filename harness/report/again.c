/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "harness/report/again.h"

static const char schema[] =
"CREATE TABLE verdict (platform TEXT, position INT, clause TEXT, name TEXT,"
"  n INT);"
"CREATE TABLE mutant (clause TEXT PRIMARY KEY, killed INT, total INT);"
"CREATE TABLE report (name TEXT);";

static const char load_report[] =
"INSERT INTO verdict SELECT p.value ->> 'name', p.key, c.key, v.key, v.value"
" FROM json_each(?1, '$.platforms') AS p,"
"  json_each(p.value, '$.clauses') AS c, json_each(c.value) AS v"
" WHERE v.value > 0";

static const char load_mutants[] =
"INSERT INTO mutant SELECT key, (value ->> 'killed') +"
"  ifnull(value ->> 'equivalent', 0), value ->> 'all'"
" FROM json_each(?1, '$.clauses')";

static const char verdicts[] =
"SELECT group_concat(said, '; ') FROM (SELECT platform || ': ' ||"
"  group_concat(n || ' ' || name, ', ') AS said FROM"
"  (SELECT * FROM verdict WHERE clause = ?1 ORDER BY n DESC)"
" GROUP BY platform, position ORDER BY position)";

static const char mutants[] =
"SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM report WHERE name ="
"  'mutants.json') THEN 'not run' ELSE ifnull((SELECT killed || ' of ' ||"
"  total || ' killed or equivalent'"
"  FROM mutant WHERE clause = ?1), 'none') END";

static void
load(struct again *a, const char *folder, const char *name, const char *sql)
{
	struct text path = TEXT_INIT, json = TEXT_INIT;
	sqlite3_stmt *s = NULL;
	char bytes[65536];
	FILE *in;
	size_t n;

	text_addf(&path, "%s/%s", folder, name);
	in = fopen(text_get(&path), "re");
	while (in != NULL && (n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		text_add(&json, bytes, n);
	if (in != NULL && fclose(in) == 0 &&
	    sqlite3_prepare_v2(a->db, sql, -1, &s, NULL) == SQLITE_OK) {
		sqlite3_bind_text(s, 1, text_get(&json), (int)json.len,
		    SQLITE_STATIC);
		if (sqlite3_step(s) == SQLITE_DONE) {
			text_cut(&path, 0);
			text_addf(&path, "INSERT INTO report VALUES ('%s')",
			    name);
			sqlite3_exec(a->db, text_get(&path), NULL, NULL, NULL);
		}
	}
	sqlite3_finalize(s);
	text_release(&path);
	text_release(&json);
}

void
again_open(struct again *a, const char *folder)
{
	if (sqlite3_open(":memory:", &a->db) != SQLITE_OK ||
	    sqlite3_exec(a->db, schema, NULL, NULL, NULL) != SQLITE_OK)
		return;
	load(a, folder, "report.json", load_report);
	load(a, folder, "mutants.json", load_mutants);
}

static void
add_answer(const struct again *a, const char *sql, const char *clause,
    struct text *out)
{
	const char *said = NULL;
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(a->db, sql, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_bind_text(s, 1, clause, -1, SQLITE_STATIC) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		said = (const char *)sqlite3_column_text(s, 0);
	text_adds(out, said != NULL ? said : "not run");
	sqlite3_finalize(s);
}

void
again_verdicts(const struct again *a, const char *clause, struct text *out)
{
	add_answer(a, verdicts, clause, out);
}

void
again_mutants(const struct again *a, const char *clause, struct text *out)
{
	add_answer(a, mutants, clause, out);
}

void
again_close(struct again *a)
{
	sqlite3_close(a->db);
	a->db = NULL;
}
