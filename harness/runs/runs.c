/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset.h"
#include "harness/report/floor.h"
#include "harness/report/json.h"
#include "harness/report/kind.h"
#include "harness/report/read.h"
#include "harness/report/table.h"
#include "harness/runs/place.h"
#include "harness/runs/runs.h"
#include "harness/runs/skip.h"

/* Without the version. */
#define NAME(column) \
	"substr(" column ", 1, instr(" column " || ' ', ' ') - 1)"

static const char schema[] =
    "CREATE TABLE run (run INTEGER PRIMARY KEY, path TEXT, place TEXT,"
    "  problems TEXT CHECK (problems IS NULL OR json_valid(problems)),"
    "  instances TEXT);"
    "CREATE TABLE platform (run INTEGER, position INTEGER, platform TEXT,"
    "  revision TEXT, system TEXT, kernel TEXT, libc TEXT, arch TEXT,"
    "  word TEXT, emulator TEXT, iut TEXT, oracle TEXT, command TEXT,"
    "  oracle_command TEXT, wrap TEXT, reached TEXT, share TEXT, floor TEXT,"
    "  part_of INTEGER,"
    "  instances INTEGER CHECK (typeof(instances) = 'integer'),"
    "  executed INTEGER CHECK (typeof(executed) = 'integer'),"
    "  unexpected INTEGER CHECK (typeof(unexpected) = 'integer'),"
    "  verdicts TEXT, body TEXT CHECK (body IS NULL OR"
    "  (json_type(body, '$.kinds') IS 'array' AND (unexpected = 0 OR"
    "  json_array_length(body, '$.kinds') > 0))),"
    "  CHECK (typeof(platform) = 'text'), UNIQUE (run, platform));"
    /* What an implementation does not tell stands for no platform. */
    "CREATE VIEW who AS SELECT * FROM (SELECT run, platform, 0 AS nth,"
    "  'system' AS what, system AS value"
    "  FROM platform UNION ALL"
    " SELECT run, platform, 1, 'architecture', arch FROM platform UNION ALL"
    " SELECT run, platform, 2, 'word size', word FROM platform UNION ALL"
    " SELECT run, platform, 3, 'C library', " NAME("libc")
    "  FROM platform UNION ALL"
    " SELECT run, platform, 4, 'emulator', " NAME("emulator")
    "  FROM platform UNION ALL"
    " SELECT run, platform, 5, 'IUT', " NAME("iut")
    "  FROM platform UNION ALL"
    " SELECT run, platform, 6, 'oracle', " NAME("oracle")
    "  FROM platform) AS w WHERE value <> '' OR (what = 'emulator' AND"
    "  EXISTS (SELECT 1 FROM platform AS p WHERE p.run = w.run AND"
    "  p.platform = w.platform AND p.arch <> ''));"
    "CREATE TABLE kind (run INTEGER, platform TEXT, identity TEXT, row TEXT,"
    "  clause TEXT, verdict TEXT, departs TEXT, line TEXT, wanted TEXT,"
    "  condition TEXT, instances INTEGER, executed INTEGER, example TEXT,"
    "  PRIMARY KEY (run, platform, identity));"
    "CREATE TABLE entry (run INTEGER, platform TEXT, entry TEXT,"
    "  finding TEXT, instances INTEGER, rows TEXT,"
    "  PRIMARY KEY (run, platform, entry));"
    "CREATE TABLE clause (run INTEGER, platform TEXT, clause TEXT,"
    "  conforms INTEGER, executed INTEGER, broken INTEGER);"
    "CREATE TABLE below (run INTEGER, platform TEXT, clause TEXT,"
    "  executed INTEGER, least INTEGER);"
    "CREATE TABLE ids (run INTEGER, row TEXT, ids TEXT CHECK (json_valid(ids)"
    "  AND json_type(ids) = 'array'),"
    "  PRIMARY KEY (run, row));"
    "CREATE TABLE ran (run INTEGER, platform TEXT, row TEXT, letters TEXT,"
    "  PRIMARY KEY (run, platform, row));";

/*
 * From the report ?1 of run ?2, of column ?3 or, where that is '', all.
 */
static const char *const loads[] = {
    "WITH p AS MATERIALIZED (SELECT key, json_remove(value,"
    "  '$.divergences') AS json"
    "  FROM json_each(?1, '$.platforms') WHERE ?3 = '' OR"
    "  value ->> 'name' = ?3)"
    " INSERT INTO platform SELECT ?2, key, json ->> 'name',"
    " ifnull(json ->> 'revision', ''), json ->> 'system',"
    " json ->> 'kernel', json ->> 'libc', json ->> 'arch',"
    " ifnull(json ->> 'word', ''), json ->> 'emulator', json ->> 'iut',"
    " json ->> 'oracle', ifnull(json ->> 'iut_command', ''),"
    " ifnull(json ->> 'oracle_command', ''), ifnull(json ->> 'wrap', ''),"
    " ifnull(json ->> 'reached', ''), ifnull(json ->> 'share', ''),"
    " json ->> 'floor',"
    " json ->> 'part_of', json ->> 'instances',"
    " json ->> 'executed', json ->> 'unexpected', json -> 'verdicts', json"
    " FROM p",
    "INSERT INTO kind SELECT ?2, platform, k.value ->> 'identity',"
    " k.value ->> 'row', k.value ->> 'clause', k.value ->> 'verdict',"
    " k.value ->> 'departs', k.value ->> 'line', k.value ->> 'wanted',"
    " k.value ->> 'where', k.value ->> 'instances', k.value ->> 'of',"
    " k.value ->> 'example'"
    " FROM platform, json_each(body, '$.kinds') AS k WHERE run = ?2",
    /* A row may have been given up in several parts. */
    "INSERT INTO kind SELECT ?2, platform, row || '|not-run|none||', row,"
    " min(clause), 'not-run', 'none', group_concat(reason, '; '), '', NULL,"
    " sum(instances), sum(instances), NULL FROM (SELECT platform,"
    "  k.value ->> 'row' AS row, min(k.value ->> 'clause') AS clause,"
    "  k.value ->> 'reason' AS reason,"
    "  sum(k.value ->> 'instances') AS instances"
    "  FROM platform, json_each(body, '$.not_run') AS k WHERE run = ?2"
    "  GROUP BY 1, 2, 4 ORDER BY 1, 2, min(k.key))"
    " GROUP BY platform, row",
    "INSERT INTO entry SELECT ?2, platform, e.value ->> 'entry',"
    " e.value ->> 'finding', e.value ->> 'instances',"
    " ifnull(e.value -> 'rows', '[]')"
    " FROM platform, json_each(body, '$.entries') AS e WHERE run = ?2",
    "INSERT INTO clause SELECT ?2, platform, c.key,"
    " ifnull(c.value ->> 'conforms', 0), ifnull(c.value ->> 'conforms', 0) +"
    " ifnull(c.value ->> 'differs', 0) + ifnull(c.value ->> 'platform-differs',"
    " 0) + ifnull(c.value ->> 'departs-from-doc', 0) +"
    " ifnull(c.value ->> 'unstable', 0), ifnull(c.value ->> 'broken', 0)"
    " FROM platform, json_each(body, '$.clauses') AS c WHERE run = ?2",
    "INSERT INTO below SELECT ?2, platform, b.value ->> 'clause',"
    " b.value ->> 'executed', b.value ->> 'least'"
    " FROM platform, json_each(body, '$.below_floor') AS b WHERE run = ?2",
    "INSERT INTO ran SELECT ?2, platform, r.key, r.value"
    " FROM platform, json_each(body, '$.ran') AS r WHERE run = ?2",
    "INSERT INTO ids SELECT ?2, key, value FROM run,"
    " json_each(run.instances) WHERE run = ?2",
    "UPDATE platform SET body = NULL WHERE run = ?2",
    "UPDATE run SET instances = NULL WHERE run = ?2",
};

void
runs_init(struct runs *r, const char *floors, const char *const *all_areas)
{
	*r = (struct runs){ .floors = floors, .all_areas = all_areas };
	store_open(&r->store);
	store_run(&r->store, schema);
}

/* What a folder of results has, as report.json would. */
static void
report(const struct runs *r, const struct place *p, struct text *json)
{
	const char *const platforms[] = { p->platform, NULL };
	struct store s;

	store_init(&s);
	s.no_examples = true;
	read_results(&s, text_get(&p->path), p->platform[0] != '\0' ?
	    platforms : NULL, NULL);
	if (r->floors != NULL)
		floor_read(&s, r->floors, r->all_areas);
	kinds_find(&s);
	json_add_runs(json, &s);
	store_release(&s);
}

/*
 * Keeps what stands beside the platforms. All of it is asked in one statement,
 * as each reads the whole report again.
 */
static bool
load_run(const struct runs *r, const struct text *json, const char *path)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "INSERT INTO run"
	    " SELECT ?2, ?3, '', problems, instances FROM (SELECT"
	    "  json_type(?1, '$.platforms') AS type,"
	    "  json_extract(?1, '$.schema') AS schema,"
	    "  json_extract(?1, '$.problems') AS problems,"
	    "  json_extract(?1, '$.instances') AS instances)"
	    " WHERE type = 'array' AND schema = 1 AND"
	    "  json_type(problems) = 'array' RETURNING 1");
	int rc;

	sqlite3_bind_text(stmt, 1, text_get(json), (int)json->len,
	    SQLITE_STATIC);
	store_bind_int(stmt, 2, (int64_t)r->len);
	store_bind_text(stmt, 3, path);
	rc = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW;
}

static bool
check(const struct runs *r, const struct text *json, const char *path,
    struct why *why)
{
	if (json->len == 0)
		return why_set(why, "'%s' is empty", path);
	if (json->len > 1000000000)
		return why_set(why, "'%s' is larger than any report", path);
	return (memchr(text_get(json), '\0', json->len) == NULL &&
	    load_run(r, json, path)) || why_set(why, "'%s' is no report.json "
	    "of a schema that is known, or is cut off or damaged", path);
}

/* False, with SQLite's word, if the report is not what we would write. */
static bool
load(const struct runs *r, const char *sql, const struct text *json,
    const char *platform)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, sql);
	bool ok;

	if (strstr(sql, "?1") != NULL)
		sqlite3_bind_text(stmt, 1, text_get(json), (int)json->len,
		    SQLITE_STATIC);
	store_bind_int(stmt, 2, (int64_t)r->len);
	if (sqlite3_bind_parameter_count(stmt) > 2)
		store_bind_text(stmt, 3, platform);
	ok = sqlite3_step(stmt) == SQLITE_DONE;
	sqlite3_finalize(stmt);
	return ok;
}

static bool
is_twice(int error)
{
	return error == SQLITE_CONSTRAINT_UNIQUE ||
	    error == SQLITE_CONSTRAINT_PRIMARYKEY;
}

static bool
load_all(struct runs *r, const struct text *json, const struct place *p,
    const char *path, struct why *why)
{
	sqlite3_stmt *stmt;
	bool ok = true, any;
	size_t i;

	for (i = 0; ok && i < sizeof(loads) / sizeof(loads[0]); i++)
		ok = load(r, loads[i], json, p->platform);
	if (!ok)
		return why_set(why, "'%s' is damaged: %s (SQLite: %s)", path,
		    is_twice(sqlite3_extended_errcode(r->store.db)) ?
		    "a platform, kind or entry stands there twice" :
		    "it has what no report has",
		    sqlite3_errmsg(r->store.db));
	stmt = store_prepare(&r->store,
	    "SELECT 1 FROM platform WHERE run = ?");
	store_bind_int(stmt, 1, (int64_t)r->len++);
	any = store_step(stmt);
	sqlite3_finalize(stmt);
	if (any || !runs_is_whole(r, r->len - 1, why))
		return any;
	return p->platform[0] == '\0' ?
	    why_set(why, "'%s' has no platform", path) :
	    why_set(why, "'%s' has no column '%s'", path, p->platform);
}

/* Who diverged where is not looked at, and most of a report. */
static bool
read_report(const struct place *p, struct text *json, struct why *why)
{
	if (!asset_read(text_get(&p->path), SIZE_MAX, json, why))
		return false;
	skip_lists(json, "divergences");
	return true;
}

/* Where the last run is, however it was named. */
static void
note_place(const struct runs *r, const struct place *p)
{
	sqlite3_stmt *stmt = store_prepare(&r->store,
	    "UPDATE run SET place = ? WHERE run = ?");
	char path[PATH_MAX];

	store_bind_text(stmt, 1, realpath(text_get(&p->path), path) != NULL ?
	    path : text_get(&p->path));
	store_bind_int(stmt, 2, (int64_t)r->len - 1);
	store_step(stmt);
	sqlite3_finalize(stmt);
}

bool
runs_add(struct runs *r, const char *path, const char *platform,
    struct why *why)
{
	struct place p = PLACE_INIT;
	struct text json = TEXT_INIT;
	bool ok;

	ok = place_find(&p, path, platform, why);
	if (ok && p.is_report)
		ok = read_report(&p, &json, why);
	else if (ok)
		report(r, &p, &json);
	ok = ok && check(r, &json, path, why) &&
	    load_all(r, &json, &p, path, why);
	if (ok)
		note_place(r, &p);
	text_release(&json);
	place_release(&p);
	return ok;
}

bool
runs_has_one(const struct runs *r, size_t run)
{
	sqlite3_stmt *stmt = store_prepare(&r->store,
	    "SELECT count(*) = 1 FROM platform WHERE run = ?");
	bool yes;

	store_bind_int(stmt, 1, (int64_t)run);
	yes = store_step(stmt) && sqlite3_column_int(stmt, 0) != 0;
	sqlite3_finalize(stmt);
	return yes;
}

bool
runs_is_whole(const struct runs *r, size_t run, struct why *why)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT run.path, value,"
	    " json_array_length(problems) FROM run, json_each(problems)"
	    " WHERE run = ? LIMIT 1");
	bool whole;

	store_bind_int(stmt, 1, (int64_t)run);
	whole = !store_step(stmt) || why_set(why, "'%s' is not whole: %s%s",
	    store_text(stmt, 0), store_text(stmt, 1),
	    sqlite3_column_int(stmt, 2) > 1 ? ", and more" : "");
	sqlite3_finalize(stmt);
	return whole;
}

void
runs_add_command(struct text *out, const char *command, sqlite3_stmt *stmt,
    int column)
{
	/* A case that broke, or an entry, is no instance. */
	if (strchr(store_text(stmt, column), '/') == NULL)
		return;
	text_adds(out, "      ");
	table_add_command(out, command != NULL ? command : "build/conform",
	    stmt, column);
}

void
runs_release(struct runs *r)
{
	store_release(&r->store);
	*r = (struct runs){ .floors = NULL };
}
