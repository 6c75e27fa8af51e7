/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/protocol/clean.h"
#include "harness/report/table.h"
#include "harness/runs/baseline.h"
#include "harness/runs/gate.h"

#define LINES_MOST 30

#define HEAD(kind) "substr(" kind ", 1, instr(" kind ", '|') - 1)"
#define AREA(kind) "CASE WHEN instr(" HEAD(kind) ", '/') THEN" \
	" substr(" kind ", 1, instr(" kind ", '/') - 1)" \
	" WHEN instr(" HEAD(kind) ", '_test:') THEN" \
	" substr(" kind ", 1, instr(" kind ", '_test:') - 1) END"

/* What the run shows, in the words of a baseline. */
static void
find_seen(const struct runs *r)
{
	sqlite3_stmt *kinds = store_prepare(&r->store, "SELECT k.platform,"
	    " k.identity, k.rowid FROM kind AS k WHERE run = 0");
	sqlite3_stmt *insert;
	struct text platform = TEXT_INIT, kind = TEXT_INIT;

	store_run(&r->store, "CREATE TABLE seen (platform TEXT, kind TEXT,"
	    " of INTEGER, PRIMARY KEY (platform, kind)) WITHOUT ROWID");
	insert = store_prepare(&r->store, "INSERT OR IGNORE INTO seen"
	    " VALUES (?, ?, ?)");
	while (store_step(kinds)) {
		text_cut(&platform, 0);
		text_cut(&kind, 0);
		text_add_clean(&platform, store_text(kinds, 0));
		text_add_clean(&kind, store_text(kinds, 1));
		store_bind_text(insert, 1, text_get(&platform));
		store_bind_text(insert, 2, text_get(&kind));
		store_bind_int(insert, 3, sqlite3_column_int64(kinds, 2));
		store_insert(insert, NULL);
	}
	sqlite3_finalize(kinds);
	sqlite3_finalize(insert);
	text_release(&platform);
	text_release(&kind);
}

/*
 * Kinds that are new, and those that no longer happen where their row ran with
 * all its instances, some of them executed, or that are of no area of the suite.
 * What is of a row that the suite has not goes by the area; what is of none,
 * such as an entry of the ledger, is of all of them. What is of a column that
 * the run has not, or that executed nothing, is only told.
 */
static const char compare[] =
    "CREATE TABLE fresh AS SELECT * FROM seen AS s WHERE NOT EXISTS"
    "  (SELECT 1 FROM baseline AS b WHERE b.platform = s.platform"
    "   AND b.kind = s.kind);"
    "CREATE TABLE area AS SELECT DISTINCT platform,"
    "  substr(row, 1, instr(row, '/') - 1) AS name FROM ran WHERE run = 0;"
    "CREATE TABLE stale AS SELECT b.platform, b.kind FROM (SELECT platform,"
    "   kind, " AREA("kind") " AS area, " RUNS_ROW(HEAD("kind")) " AS row"
    "   FROM baseline) AS b"
    "  JOIN platform AS p ON p.run = 0 AND p.platform = b.platform"
    "  WHERE NOT EXISTS (SELECT 1 FROM seen AS s"
    "   WHERE s.platform = b.platform AND s.kind = b.kind)"
    "  AND (p.part_of IS NULL AND p.executed > 0"
    "   OR b.area NOT IN (SELECT name FROM suite))"
    "  AND CASE WHEN NOT EXISTS (SELECT 1 FROM ran)"
    "    OR b.area NOT IN (SELECT name FROM suite) THEN 1"
    "   WHEN b.area IS NULL THEN NOT EXISTS (SELECT 1 FROM suite"
    "    WHERE name NOT IN (SELECT name FROM area AS a"
    "    WHERE a.platform = b.platform)) AND NOT EXISTS (SELECT 1"
    "    FROM suite_row WHERE name NOT IN (SELECT row FROM ran WHERE run = 0"
    "    AND platform = b.platform))"
    "   WHEN b.row IN (SELECT name FROM suite_row) THEN EXISTS (SELECT 1"
    "    FROM ran AS n WHERE n.run = 0 AND n.platform = b.platform"
    "    AND n.row = b.row AND n.letters NOT GLOB '*-*' AND (n.letters"
    "    GLOB '*[^uU]*' OR b.kind GLOB '*|unsupported|*'))"
    "   ELSE EXISTS (SELECT 1 FROM area AS a WHERE a.platform = b.platform"
    "    AND a.name = b.area) END;";

static void
insert_names(const struct runs *r, const char *sql, const char *const *at)
{
	sqlite3_stmt *insert = store_prepare(&r->store, sql);

	for (; at != NULL && *at != NULL; at++) {
		store_bind_text(insert, 1, *at);
		store_insert(insert, NULL);
	}
	sqlite3_finalize(insert);
}

/*
 * The suite's areas; where they are not known, those that the baseline names.
 * And its rows, where they are known.
 */
static void
find_suite(const struct runs *r, const char *const *all_rows)
{
	store_run(&r->store, "CREATE TABLE suite (name TEXT);"
	    "CREATE TABLE suite_row (name TEXT PRIMARY KEY)");
	if (r->all_areas == NULL)
		store_run(&r->store, "INSERT INTO suite SELECT DISTINCT "
		    AREA("kind") " FROM baseline");
	insert_names(r, "INSERT INTO suite VALUES (?)", r->all_areas);
	insert_names(r, "INSERT INTO suite_row VALUES (?)", all_rows);
}

static int64_t
count(const struct runs *r, const char *table)
{
	struct text sql = TEXT_INIT;
	int64_t n;

	text_addf(&sql, "SELECT count(*) FROM %s", table);
	n = store_number(&r->store, text_get(&sql));
	text_release(&sql);
	return n;
}

/* Adds the first line that a query gives. */
static void
add_first(struct text *out, const struct runs *r, const char *sql)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, sql);

	if (store_step(stmt))
		text_add_clean(out, store_text(stmt, 0));
	sqlite3_finalize(stmt);
}

#define FRESH "SELECT f.platform || ': ' || kind, example, command," \
	" oracle_command, wrap, reached, k.instances || ' of ' || k.executed ||" \
	" ' instances' || iif(ifnull(condition, '') IN ('', 'all'), ''," \
	"  ', where ' || condition) FROM fresh AS f" \
	" JOIN kind AS k ON k.rowid = f.of JOIN platform AS p ON p.run = 0" \
	"  AND p.platform = k.platform ORDER BY f.platform, kind"
#define STALE "SELECT platform || ': ' || kind FROM stale" \
	" ORDER BY platform, kind"
#define ABSENT "SELECT b.platform || ': ' || count(*) ||" \
	" iif(count(*) = 1, ' kind', ' kinds') FROM baseline AS b" \
	" WHERE b.platform NOT IN (SELECT platform FROM platform WHERE" \
	"  run = 0) GROUP BY b.platform ORDER BY b.platform"
#define BELOW "SELECT platform || ': ' || clause || ', ' || executed ||" \
	" ' of at least ' || least FROM below WHERE run = 0"

#define IDLE "(SELECT * FROM platform WHERE run = 0 AND executed = 0" \
	" AND share = '')"
#define IDLE_COLUMNS "SELECT platform || ', of ' || instances ||" \
	" ' instances' FROM " IDLE " ORDER BY platform"

/* The one reason, and whether it is one. */
static bool
add_reason(struct text *out, const struct runs *r)
{
	int64_t fresh = count(r, "fresh"), below = count(r, "below"),
	    stale = count(r, "stale"), idle = count(r, IDLE);

	if (fresh > 0) {
		text_addf(out, "FAILED: %lld kind%s of unexpected results "
		    "that the baseline does not have: ", (long long)fresh,
		    fresh > 1 ? "s" : "");
		add_first(out, r, FRESH);
	} else if (idle > 0) {
		text_addf(out, "FAILED: %lld column%s executed nothing: ",
		    (long long)idle, idle > 1 ? "s" : "");
		add_first(out, r, IDLE_COLUMNS);
	} else if (below > 0) {
		text_addf(out, "FAILED: %lld clause%s executed less than the "
		    "floor says: ", (long long)below, below > 1 ? "s were" :
		    " was");
		add_first(out, r, BELOW);
	} else if (stale > 0) {
		text_addf(out, "FAILED: %lld kind%s of the baseline no longer "
		    "happen%s, take %s out: ", (long long)stale,
		    stale > 1 ? "s" : "", stale > 1 ? "" : "s",
		    stale > 1 ? "them" : "it");
		add_first(out, r, STALE);
	} else if (count(r, "baseline") == 0) {
		text_adds(out, "PASSED: nothing is unexpected");
	} else {
		text_addf(out, "PASSED: nothing is unexpected that the "
		    "baseline does not have, which knows %lld kind%s here",
		    (long long)count(r, "seen"),
		    count(r, "seen") == 1 ? "" : "s");
	}
	text_addc(out, '\n');
	return fresh + idle + below + stale > 0;
}

/* In which instances a new kind was seen, and how to see it. */
static void
add_instances(struct text *out, const char *command, sqlite3_stmt *stmt)
{
	if (strchr(store_text(stmt, 1), '/') == NULL)
		return;
	table_add_wrapped(out, store_text(stmt, 6), 6, TABLE_WIDTH);
	runs_add_command(out, command, stmt, 1);
}

struct list {
	const char *heading, *sql;
	size_t most;
	const char *command;	/* shows an instance */
};

static void
add_all(struct text *out, const struct runs *r, struct list l)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, l.sql);
	size_t n = 0;

	for (; store_step(stmt); n++) {
		if (n == 0)
			text_addf(out, "%s\n", l.heading);
		if (n >= l.most)
			continue;
		text_adds(out, "  ");
		text_add_clean(out, store_text(stmt, 0));
		text_addc(out, '\n');
		if (sqlite3_column_count(stmt) > 1)
			add_instances(out, l.command, stmt);
	}
	if (n > l.most)
		text_addf(out, "  and %zu more\n", n - l.most);
	sqlite3_finalize(stmt);
}

/* The command that takes what was found into the baseline. */
static void
add_update(struct text *out, const struct gate_options *o)
{
	text_addf(out, "If that is as it should be: %s gate", o->command !=
	    NULL ? o->command : "build/conform");
	if (o->run != NULL)
		table_add_quoted(out, "", o->run);
	if (o->report != NULL)
		table_add_quoted(out, "--report ", o->report);
	if (o->platforms != NULL)
		table_add_quoted(out, "--platforms ", o->platforms);
	table_add_quoted(out, "--baseline ", o->baseline);
	text_adds(out, " --update-baseline\n");
}

static int
decide(const struct runs *r, const struct gate_options *o, struct text *out)
{
	bool failed = add_reason(out, r);

	add_all(out, r, (struct list){ "New:", FRESH, LINES_MOST,
	    o->command });
	add_all(out, r, (struct list){ "Executed nothing:", IDLE_COLUMNS,
	    LINES_MOST, NULL });
	add_all(out, r, (struct list){ "Below their floor:", BELOW,
	    LINES_MOST, NULL });
	add_all(out, r, (struct list){ "In the baseline, and no longer "
	    "happening:", STALE, LINES_MOST, NULL });
	add_all(out, r, (struct list){ "In the baseline, of columns that the "
	    "run has not:", ABSENT, LINES_MOST, NULL });
	if (failed && o->baseline != NULL &&
	    count(r, "fresh") + count(r, "stale") > 0)
		add_update(out, o);
	return failed;
}

/*
 * Adds the columns for which no floor holds, that it is not taken for one that
 * does. What an older conform wrote does not tell.
 */
static void
add_floorless(struct text *out, const struct runs *r)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT platform ||"
	    " iif(floor = '', '', ' (it is of ' || floor || ')')"
	    " FROM platform WHERE run = 0 AND floor <> 'holds'"
	    " ORDER BY position");
	struct text words = TEXT_INIT;

	while (store_step(stmt)) {
		text_adds(&words, words.len > 0 ? ", " : "No floor holds for ");
		text_add_clean(&words, store_text(stmt, 0));
	}
	if (words.len > 0)
		table_add_wrapped(out, text_get(&words), 0, TABLE_WIDTH);
	sqlite3_finalize(stmt);
	text_release(&words);
}

/* Writes each line that changes, and then says them. */
static bool
update(const struct runs *r, const struct gate_options *o, struct text *out,
    struct why *why)
{
	int64_t added = count(r, "fresh"), removed = count(r, "stale");
	struct text said = TEXT_INIT;
	size_t orphans;
	bool ok;

	if (added + removed == 0 && count(r, "baseline") > 0) {
		text_addf(out, "'%s' stays as it is.\n", o->baseline);
		return true;
	}
	add_all(&said, r, (struct list){ "Added:", FRESH, SIZE_MAX,
	    o->command });
	add_all(&said, r, (struct list){ "Removed:", STALE, SIZE_MAX, NULL });
	store_run(&r->store, "DELETE FROM baseline WHERE (platform, kind) IN"
	    " (SELECT platform, kind FROM stale);"
	    "INSERT INTO baseline SELECT platform, kind FROM fresh");
	ok = baseline_update(r, o->baseline, &orphans, why);
	if (ok) {
		text_addf(out, "%s'%s': %lld kind%s added, %lld removed, %lld "
		    "in all.\n", text_get(&said), o->baseline,
		    (long long)added, added == 1 ? "" : "s",
		    (long long)removed, (long long)count(r, "baseline"));
		if (orphans > 0)
			text_addf(out, "%zu comment%s above what was removed "
			    "%s kept: is it still true?\n", orphans,
			    orphans == 1 ? "" : "s", orphans == 1 ? "is" :
			    "are");
	}
	store_run(&r->store, "DELETE FROM fresh; DELETE FROM stale");
	text_release(&said);
	return ok;
}

int
gate(const struct runs *r, const struct gate_options *o, struct text *out,
    struct why *why)
{
	struct text said = TEXT_INIT;
	bool failed;

	if (!runs_is_whole(r, 0, why))
		return 2;
	if (o->baseline == NULL)
		store_run(&r->store, "CREATE TABLE baseline (platform TEXT,"
		    " kind TEXT)");
	else if (!baseline_read(r, o->baseline, o->update, why))
		return 2;
	find_seen(r);
	find_suite(r, o->all_rows);
	store_run(&r->store, compare);
	if (!o->update) {
		failed = decide(r, o, out);
		add_floorless(out, r);
		return failed;
	}
	if (!update(r, o, &said, why)) {
		text_release(&said);
		return 2;
	}
	failed = count(r, "below") + count(r, IDLE) > 0;
	if (failed)
		add_reason(out, r);
	text_adds(out, text_get(&said));
	add_floorless(out, r);
	text_release(&said);
	return failed;
}
