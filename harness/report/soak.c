/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <sqlite3.h>

#include "harness/protocol/text.h"
#include "harness/report/soak.h"

static const char schema[] =
"CREATE TABLE run (number INT, platform TEXT, revision TEXT, instances INT,"
" executed INT);"
"CREATE TABLE divergence (run INT, platform TEXT, id TEXT, what TEXT);"
"CREATE VIEW runs AS SELECT platform, count(*) AS runs FROM run"
" GROUP BY platform;"
"CREATE VIEW outcome AS SELECT platform, id, what, count(*) AS often"
" FROM divergence GROUP BY platform, id, what;";

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
"INSERT INTO run SELECT ?1, value ->> 'name', value ->> 'revision',"
" value ->> 'instances', value ->> 'executed'"
" FROM json_each(?2, '$.platforms')";

static const char changes[] =
"SELECT platform || '  ' || id || ': ' ||"
"  group_concat('run ' || run || ' ' || what, '; ')"
" FROM divergence JOIN runs USING (platform) GROUP BY platform, id"
" HAVING count(DISTINCT run) < runs OR count(DISTINCT what) > 1 ORDER BY 1";

/* What most runs of an instance came to, be it that it conforms, is not odd. */
static const char figures[] =
"SELECT (SELECT sum(executed) FROM run),"
" coalesce(sum(runs - max(most, runs - told)), 0)"
" FROM (SELECT platform, id, max(often) AS most, sum(often) AS told"
"  FROM outcome GROUP BY platform, id) JOIN runs USING (platform)";

static const char unlike[] =
"SELECT 'run ' || b.number || CASE WHEN a.revision <> b.revision"
"  THEN ' is of another revision of the suite than run '"
"  ELSE ' has not as many instances on ' || b.platform || ' as run ' END"
"  || a.number FROM run AS a JOIN run AS b ON a.number < b.number"
" AND (a.revision <> b.revision OR"
"  (a.platform = b.platform AND a.instances <> b.instances))"
" ORDER BY b.number, a.number LIMIT 1";

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

/* Whether they are of one suite, and each platform's have as many instances. */
static bool
check_alike(sqlite3 *db, struct why *why)
{
	sqlite3_stmt *s = NULL;
	bool ok = sqlite3_prepare_v2(db, unlike, -1, &s, NULL) == SQLITE_OK;

	if (ok && sqlite3_step(s) == SQLITE_ROW)
		ok = why_set(why, "%s", (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	return ok;
}

static size_t
print_changes(sqlite3 *db, FILE *out)
{
	sqlite3_stmt *s = NULL;
	size_t n = 0;

	if (sqlite3_prepare_v2(db, changes, -1, &s, NULL) == SQLITE_OK)
		for (; sqlite3_step(s) == SQLITE_ROW; n++)
			fprintf(out, "changed  %s\n",
			    (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	return n;
}

/* How probable so few are where so many are expected. */
static double
probability(long long odd, double expected)
{
	double sum = 0;
	long long k;

	for (k = 0; k <= odd; k++)
		sum += exp((double)k * log(expected) - expected -
		    lgamma((double)k + 1));
	return sum;
}

double
soak_bound(long long odd, long long executions)
{
	double low = 0, high = 2 * (double)odd + 10, middle;
	int i;

	if (executions <= 0)
		return 1;
	for (i = 0; i < 60; i++) {
		middle = (low + high) / 2;
		if (probability(odd, middle) > 0.05)
			low = middle;
		else
			high = middle;
	}
	return fmin(1, high / (double)executions);
}

static bool
count_odd(sqlite3 *db, struct soak *soak, struct why *why)
{
	sqlite3_stmt *s = NULL;
	bool ok = sqlite3_prepare_v2(db, figures, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW;

	if (ok) {
		soak->executions = sqlite3_column_int64(s, 0);
		soak->odd = sqlite3_column_int64(s, 1);
		soak->bound = soak_bound(soak->odd, soak->executions);
	} else
		why_set(why, "SQLite: %s", sqlite3_errmsg(db));
	sqlite3_finalize(s);
	return ok;
}

bool
soak_compare(const char *folder, int runs, FILE *out, struct soak *soak,
    struct why *why)
{
	sqlite3 *db = NULL;
	bool ok;
	int i;

	*soak = (struct soak){ .changed = 0 };
	ok = sqlite3_open(":memory:", &db) == SQLITE_OK &&
	    sqlite3_exec(db, schema, NULL, NULL, NULL) == SQLITE_OK;
	if (!ok)
		why_set(why, "SQLite: %s", sqlite3_errmsg(db));
	for (i = 1; ok && i <= runs; i++)
		ok = load_run(db, folder, i, why);
	ok = ok && check_alike(db, why);
	if (ok)
		soak->changed = print_changes(db, out);
	ok = ok && count_odd(db, soak, why);
	sqlite3_close(db);
	return ok;
}
