/* SPDX-License-Identifier: BSD-2-Clause */
#include <sqlite3.h>

#include "harness/protocol/text.h"
#include "harness/report/soak.h"

static const char schema[] =
"CREATE TABLE run (number INT, instances INT);"
"CREATE TABLE divergence (run INT, platform TEXT, id TEXT, what TEXT);";

/* Materialized: else each divergence would have all of its platform read. */
static const char load[] =
"INSERT INTO divergence"
" WITH p AS MATERIALIZED (SELECT value ->> 'name' AS name,"
"  value -> '$.divergences' AS list, value -> '$.not_run' AS not_run"
"  FROM json_each(?2, '$.platforms'))"
" SELECT ?1, p.name, d.value ->> 'id',"
"  d.value ->> 'verdict' || ' ' || (d.value ->> 'line')"
" FROM p, json_each(p.list) AS d"
" UNION ALL SELECT ?1, p.name, n.value ->> 'row',"
"  'not run: ' || (n.value ->> 'instances') FROM p,"
"  json_each(p.not_run) AS n";

static const char count[] =
"INSERT INTO run SELECT ?1, sum(value ->> 'instances')"
" FROM json_each(?2, '$.platforms')";

static const char changes[] =
"SELECT platform || '  ' || id || ': ' ||"
"  group_concat('run ' || run || ' ' || what, '; ')"
" FROM divergence GROUP BY platform, id"
" HAVING count(DISTINCT run) < ?1 OR count(DISTINCT what) > 1 ORDER BY 1";

static bool
read_file(const char *folder, int number, struct text *text, struct why *why)
{
	struct text path = TEXT_INIT;
	char bytes[65536];
	FILE *in;
	size_t n;

	text_addf(&path, "%s/%d.json", folder, number);
	in = fopen(text_get(&path), "r");
	if (in == NULL)
		why_errno(why, "cannot read '%s'", text_get(&path));
	while (in != NULL && (n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		text_add(text, bytes, n);
	text_release(&path);
	return in != NULL && fclose(in) == 0;
}

/* Runs a statement with a run's number and its report. */
static bool
insert(sqlite3 *db, const char *sql, int number, const struct text *json,
    struct why *why)
{
	sqlite3_stmt *s = NULL;
	bool ok = sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_bind_int(s, 1, number) == SQLITE_OK &&
	    sqlite3_bind_text(s, 2, text_get(json), (int)json->len,
	    SQLITE_STATIC) == SQLITE_OK && sqlite3_step(s) == SQLITE_DONE;

	if (!ok)
		why_set(why, "the report of run %d cannot be read: %s", number,
		    sqlite3_errmsg(db));
	sqlite3_finalize(s);
	return ok;
}

static bool
load_run(sqlite3 *db, const char *folder, int number, struct why *why)
{
	struct text json = TEXT_INIT;
	bool ok = read_file(folder, number, &json, why) &&
	    insert(db, load, number, &json, why) &&
	    insert(db, count, number, &json, why);

	text_release(&json);
	return ok;
}

/* Whether all runs had as many instances. */
static bool
same_number(sqlite3 *db, struct why *why)
{
	sqlite3_stmt *s = NULL;
	bool ok = sqlite3_prepare_v2(db, "SELECT count(DISTINCT instances) = 1"
	    " FROM run", -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW && sqlite3_column_int(s, 0) == 1;

	sqlite3_finalize(s);
	return ok || why_set(why, "the runs do not have the same number of "
	    "instances");
}

static size_t
print_changes(sqlite3 *db, int runs, FILE *out)
{
	sqlite3_stmt *s = NULL;
	size_t n = 0;

	if (sqlite3_prepare_v2(db, changes, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_bind_int(s, 1, runs) == SQLITE_OK)
		for (; sqlite3_step(s) == SQLITE_ROW; n++)
			fprintf(out, "changed  %s\n",
			    (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	return n;
}

bool
soak_compare(const char *folder, int runs, FILE *out, size_t *changed,
    struct why *why)
{
	sqlite3 *db = NULL;
	bool ok;
	int i;

	*changed = 0;
	ok = sqlite3_open(":memory:", &db) == SQLITE_OK &&
	    sqlite3_exec(db, schema, NULL, NULL, NULL) == SQLITE_OK;
	if (!ok)
		why_set(why, "SQLite: %s", sqlite3_errmsg(db));
	for (i = 1; ok && i <= runs; i++)
		ok = load_run(db, folder, i, why);
	if (ok)
		*changed = print_changes(db, runs, out);
	ok = ok && same_number(db, why);
	sqlite3_close(db);
	return ok;
}
