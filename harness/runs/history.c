/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/protocol/clean.h"
#include "harness/report/table.h"
#include "harness/runs/history.h"

#define ABSENT "."
#define UNASKED "-"	/* none of its rows ran */
#define GAP 2		/* columns between two */
#define NAME_WIDTH 78

/*
 * A run is called as its column, or as its folder where all have the same one.
 * `first` and `last` are where a thing was seen, `times` how often it came.
 */
static const char find[] =
    "CREATE TABLE label AS SELECT r.run, p.platform, r.path,"
    "  p.platform AS label FROM run AS r JOIN platform AS p USING (run);"
    "UPDATE label SET label = path WHERE"
    "  (SELECT count(DISTINCT label) < count(*) FROM label);"
    "CREATE TABLE seen AS SELECT 'finding' AS type,"
    "  ifnull(nullif(finding, ''), entry) AS name, run,"
    "  sum(instances) AS instances FROM entry GROUP BY 2, run;"
    "INSERT INTO seen SELECT 'kind', identity, run, instances FROM kind;"
    /* Rows that show it, of those that stand in a run at all. */
    "CREATE TABLE place AS SELECT DISTINCT type, name, row FROM"
    "  (SELECT 'kind' AS type, identity AS name, " RUNS_ROW("row") " AS row"
    "    FROM kind UNION ALL"
    "   SELECT 'finding', ifnull(nullif(finding, ''), entry), j.value"
    "    FROM entry, json_each(rows) AS j)"
    "  WHERE row IN (SELECT row FROM ran);"
    /* Runs that had one of these rows or show it, or all if none is known. */
    "CREATE TABLE asked AS SELECT DISTINCT t.type, t.name, r.run FROM"
    "  (SELECT DISTINCT type, name FROM seen) AS t JOIN run AS r WHERE"
    "  NOT EXISTS (SELECT 1 FROM place AS p WHERE p.type = t.type"
    "   AND p.name = t.name)"
    "  OR EXISTS (SELECT 1 FROM place AS p JOIN ran ON ran.row = p.row"
    "   WHERE p.type = t.type AND p.name = t.name AND ran.run = r.run"
    "   AND ran.letters GLOB '*[^-]*')"
    "  OR EXISTS (SELECT 1 FROM seen AS s WHERE s.type = t.type"
    "   AND s.name = t.name AND s.run = r.run);"
    "CREATE INDEX asked_of ON asked (type, name, run);"
    "CREATE TABLE thing AS SELECT type, name, min(run) AS first,"
    "  max(run) AS last, count(*) AS runs, (SELECT count(*) FROM seen AS s"
    "   WHERE s.type = seen.type AND s.name = seen.name AND NOT EXISTS"
    "   (SELECT 1 FROM seen AS b WHERE b.type = s.type AND b.name = s.name"
    "    AND b.run = (SELECT max(run) FROM asked AS a WHERE"
    "     a.type = s.type AND a.name = s.name AND a.run < s.run))) AS times"
    "  FROM seen GROUP BY type, name;";

/* The sentence of a query about run ?1, if it has one, is why not. */
static bool
check(const struct runs *r, const char *sql, struct why *why)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, sql);
	bool ok = !store_step(stmt) ||
	    why_set(why, "%s", store_text(stmt, 0));

	sqlite3_finalize(stmt);
	return ok;
}

bool
history_find(const struct runs *r, struct why *why)
{
	size_t run;

	for (run = 0; run < r->len; run++)
		if (!runs_is_whole(r, run, why))
			return false;
	if (!check(r, "SELECT '''' || path || ''' has ' || count(*) || '"
	    " columns; a history is of one: ' || path || ':' || platform"
	    " FROM run JOIN platform USING (run) GROUP BY run"
	    " HAVING count(*) > 1", why) ||
	    !check(r, "SELECT 'run ''' || b.path || ''' stands there twice'"
	    " || iif(a.path = b.path, '', ', as ''' || a.path || ''' too')"
	    " FROM run AS a JOIN run AS b ON a.place = b.place"
	    " AND a.run < b.run JOIN platform AS p ON p.run = a.run"
	    " JOIN platform AS q ON q.run = b.run"
	    " AND q.platform = p.platform", why))
		return false;
	store_run(&r->store, find);
	return true;
}

static int64_t
number(const struct runs *r, const char *sql)
{
	return store_number(&r->store, sql);
}

/* Adds a cell at the right end of a column as wide as its label. */
static void
add_cell(struct text *out, const char *label, const char *cell)
{
	int width = (int)strlen(label);

	text_addf(out, "%*s%s", width > (int)strlen(cell) ? width -
	    (int)strlen(cell) + GAP : GAP, "", cell);
}

/*
 * Adds in how many instances of each run it was seen; of no type, what the runs
 * are called.
 */
static void
add_cells(struct text *out, const struct runs *r, const char *type,
    const char *name)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT label, instances"
	    " IS NOT NULL, EXISTS (SELECT 1 FROM asked AS a WHERE"
	    "  a.type = ?1 AND a.name = ?2 AND a.run = l.run), instances"
	    " FROM label AS l LEFT JOIN seen AS s ON s.run = l.run"
	    " AND s.type = ?1 AND s.name = ?2 ORDER BY l.run");
	struct text label = TEXT_INIT;

	store_bind_text(stmt, 1, type);
	store_bind_text(stmt, 2, name);
	while (store_step(stmt)) {
		text_cut(&label, 0);
		text_add_clean(&label, store_text(stmt, 0));
		add_cell(out, text_get(&label), type == NULL ?
		    text_get(&label) : sqlite3_column_int(stmt, 1) ?
		    store_text(stmt, 3) : sqlite3_column_int(stmt, 2) ?
		    ABSENT : UNASKED);
	}
	sqlite3_finalize(stmt);
	text_release(&label);
}

/* What a kind showed, as the report has it; a finding is its name. */
static void
add_name(struct text *out, const struct runs *r, const char *type,
    const char *name)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT clause, row,"
	    " verdict, departs, line, wanted FROM kind WHERE identity = ?"
	    " ORDER BY run DESC LIMIT 1");
	struct text words = TEXT_INIT;

	store_bind_text(stmt, 1, name);
	if (strcmp(type, "kind") == 0 && store_step(stmt)) {
		table_add_head(&words, stmt);
		text_addf(out, "unexpected: %s", text_get(&words));
	} else
		text_add_clean(out, name);
	sqlite3_finalize(stmt);
	text_release(&words);
}

/* Adds words behind cells, in as many lines as they need. */
static void
add_beside(struct text *out, const struct text *cells, const char *words)
{
	size_t indent = cells->len + GAP, start = out->len;

	table_add_wrapped(out, words, indent, indent + NAME_WIDTH);
	memcpy(out->at + start, text_get(cells), cells->len);
}

/* Of type, name, and where it came and went. */
static void
add_thing(struct text *out, const struct runs *r, sqlite3_stmt *stmt)
{
	struct text cells = TEXT_INIT, name = TEXT_INIT;

	add_cells(&cells, r, store_text(stmt, 0), store_text(stmt, 1));
	add_name(&name, r, store_text(stmt, 0), store_text(stmt, 1));
	if (store_text(stmt, 2)[0] != '\0') {
		text_adds(&name, ", came in ");
		text_add_clean(&name, store_text(stmt, 2));
	}
	if (store_text(stmt, 3)[0] != '\0') {
		text_adds(&name, ", gone in ");
		text_add_clean(&name, store_text(stmt, 3));
	}
	if (sqlite3_column_int64(stmt, 4) > 1)
		text_addf(&name, ", %s times", store_text(stmt, 4));
	add_beside(out, &cells, text_get(&name));
	text_release(&cells);
	text_release(&name);
}

#define THINGS \
	"SELECT type, name, (SELECT label FROM label WHERE run = first" \
	"  AND EXISTS (SELECT 1 FROM asked AS a WHERE a.type = t.type" \
	"   AND a.name = t.name AND a.run < first))," \
	" (SELECT label FROM label WHERE run = (SELECT min(run) FROM asked" \
	"  AS a WHERE a.type = t.type AND a.name = t.name AND a.run > last))," \
	" times FROM thing AS t"

/* What makes runs those of several platforms, a line each. */
static void
add_platforms(struct text *out, const struct runs *r)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT what || ': ' ||"
	    " group_concat(iif(value = '', 'none', value) || ' in ' || labels,"
	    "  '; ') FROM (SELECT nth, what, value, group_concat(label, ', ')"
	    "  AS labels FROM (SELECT * FROM who JOIN label USING (run)"
	    "   ORDER BY run) GROUP BY nth, value)"
	    " GROUP BY nth HAVING count(*) > 1");
	struct text words = TEXT_INIT;

	for (; store_step(stmt); text_cut(&words, 0)) {
		text_adds(&words, "They are of several platforms, by their ");
		text_add_clean(&words, store_text(stmt, 0));
		table_add_hanging(out, text_get(&words));
	}
	sqlite3_finalize(stmt);
	text_release(&words);
}

static void
add_revisions(struct text *out, const struct runs *r)
{
	int64_t n = number(r, "SELECT count(DISTINCT revision) FROM platform"
	    " WHERE revision <> ''");

	if (n > 1)
		text_addf(out, "They are of %lld revisions of the suite: what "
		    "came or went may be a row.\n", (long long)n);
}

void
history_add(struct text *out, const struct runs *r, bool full)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, THINGS
	    " WHERE ?1 OR runs < (SELECT count(*) FROM run)"
	    " ORDER BY first, last, type, name");
	int64_t same = number(r, "SELECT count(*) FROM thing"
	    " WHERE runs = (SELECT count(*) FROM run)");

	add_platforms(out, r);
	add_revisions(out, r);
	add_cells(out, r, NULL, NULL);
	text_addc(out, '\n');
	store_bind_int(stmt, 1, full);
	while (store_step(stmt))
		add_thing(out, r, stmt);
	sqlite3_finalize(stmt);
	if (number(r, "SELECT (SELECT count(*) FROM asked) <"
	    " (SELECT count(*) FROM thing) * (SELECT count(*) FROM run)") != 0)
		text_adds(out, UNASKED ": none of its rows ran there\n");
	if (same > 0 && !full)
		text_addf(out, "%lld more in each of the %zu runs; --full "
		    "shows them.\n", (long long)same, r->len);
}

void
history_add_json(struct text *out, const struct runs *r)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT json_object("
	    "'schema', 1, 'runs', (SELECT json_group_array(json_object("
	    " 'label', label, 'path', path, 'platform', p.platform,"
	    " 'revision', revision, 'kernel', kernel, 'libc', libc,"
	    " 'system', system, 'arch', arch, 'iut', iut, 'oracle', oracle,"
	    " 'instances', instances,"
	    " 'executed', executed)) FROM (SELECT * FROM label ORDER BY run)"
	    " AS l JOIN platform AS p USING (run)),"
	    " 'things', (SELECT json_group_array(json_object('type', type,"
	    " 'name', name, 'first', first, 'last', last, 'times', times,"
	    " 'not_run', (SELECT json_group_array(run) FROM (SELECT run FROM"
	    "  label EXCEPT SELECT run FROM asked AS a WHERE a.type = t.type"
	    "  AND a.name = t.name ORDER BY 1)),"
	    " 'instances', (SELECT json_group_array(instances) FROM"
	    "  (SELECT s.instances FROM label AS l LEFT JOIN seen AS s"
	    "   ON s.run = l.run AND s.type = t.type AND s.name = t.name"
	    "   ORDER BY l.run)))) FROM (SELECT * FROM thing"
	    "  ORDER BY first, last, type, name) AS t))");

	store_step(stmt);
	text_addf(out, "%s\n", store_text(stmt, 0));
	sqlite3_finalize(stmt);
}

/* What the history has called each thing. */
static void
find_words(const struct runs *r)
{
	sqlite3_stmt *things = store_prepare(&r->store, "SELECT type, name"
	    " FROM thing"), *insert;
	struct text words = TEXT_INIT;

	store_run(&r->store, "CREATE TEMP TABLE IF NOT EXISTS words (type TEXT,"
	    " name TEXT, words TEXT); DELETE FROM words");
	insert = store_prepare(&r->store, "INSERT INTO words VALUES (?, ?, ?)");
	for (; store_step(things); text_cut(&words, 0)) {
		add_name(&words, r, store_text(things, 0),
		    store_text(things, 1));
		store_bind_text(insert, 1, store_text(things, 0));
		store_bind_text(insert, 2, store_text(things, 1));
		store_bind_text(insert, 3, text_get(&words));
		store_insert(insert, NULL);
	}
	sqlite3_finalize(things);
	sqlite3_finalize(insert);
	text_release(&words);
}

/* A line's words, which may have been wrapped. */
static void
join_lines(struct text *out, const char *what)
{
	static const char blank[] = " \t\n";

	for (what += strspn(what, blank); *what != '\0';
	    what += strspn(what, blank)) {
		text_addf(out, "%s%.*s", out->len > 0 ? " " : "",
		    (int)strcspn(what, blank), what);
		what += strcspn(what, blank);
	}
}

/*
 * The one thing that is meant: all of its name, or of what the history says of
 * it, or the only one with a part of these.
 */
static bool
choose(const struct runs *r, const char *what, struct text *name,
    struct why *why)
{
	sqlite3_stmt *stmt;
	struct text line = TEXT_INIT;
	bool ok;

	find_words(r);
	join_lines(&line, what);
	stmt = store_prepare(&r->store, "WITH fit AS MATERIALIZED (SELECT name,"
	    " CASE WHEN name = ?1 OR words = ?2 OR substr(?2, 1,"
	    "  length(words) + 1) = words || ',' THEN 0"
	    "  WHEN instr(name, ?1) OR instr(words, ?2) THEN 1 END AS rank"
	    "  FROM words)"
	    " SELECT name, count(*) OVER (), max(name) OVER () FROM fit"
	    " WHERE rank = (SELECT min(rank) FROM fit) ORDER BY name");
	store_bind_text(stmt, 1, what);
	store_bind_text(stmt, 2, text_get(&line));
	text_release(&line);
	ok = store_step(stmt) || why_set(why, "none of the runs shows a kind "
	    "or finding '%s'", what);
	if (ok && sqlite3_column_int(stmt, 1) > 1)
		ok = why_set(why, "'%s' is a part of the names of %d; one alone "
		    "is meant by more of it: '%s' to '%s'", what,
		    sqlite3_column_int(stmt, 1), store_text(stmt, 0),
		    store_text(stmt, 2));
	if (ok)
		text_adds(name, store_text(stmt, 0));
	sqlite3_finalize(stmt);
	return ok;
}

/* "'uml-6.1' (kernel 6.1.176)", of columns label and what is otherwise. */
static void
add_run(struct text *out, sqlite3_stmt *stmt, int column)
{
	text_addc(out, '\'');
	text_add_clean(out, store_text(stmt, column));
	text_addc(out, '\'');
	if (store_text(stmt, column + 1)[0] == '\0')
		return;
	text_adds(out, " (");
	text_add_clean(out, store_text(stmt, column + 1) + strlen(", "));
	text_addc(out, ')');
}

/* What of a platform is not as in its neighbour, each behind a comma. */
#define OTHERWISE(a, b) \
	"iif(" a ".kernel IN ('', " b ".kernel), '', ', kernel ' ||" \
	" " a ".kernel) ||" \
	" iif(" a ".libc IN ('', " b ".libc), '', ', ' || " a ".libc) ||" \
	" iif(" a ".iut = " b ".iut, '', ', IUT ' || " a ".iut) ||" \
	" iif(" a ".oracle = " b ".oracle, '', ', ' || " a ".oracle)"

/* What has no neighbour that does not show it is in the first that could. */
static void
add_from_start(struct text *out, const struct runs *r, const char *name)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT label,"
	    " (SELECT group_concat(label, ', ') FROM (SELECT label FROM label"
	    "  WHERE run < t.first ORDER BY run)) FROM thing AS t"
	    " JOIN label ON run = first WHERE name = ?1 AND first > 0");

	store_bind_text(stmt, 1, name);
	if (store_step(stmt)) {
		text_adds(out, "  not known ");
		text_add_clean(out, store_text(stmt, 1));
		text_adds(out, ": none of its rows ran there\n  is in     '");
		text_add_clean(out, store_text(stmt, 0));
		text_adds(out, "', the first that ran them\n");
	} else
		text_adds(out, "  is in the first run already\n");
	sqlite3_finalize(stmt);
}

bool
history_bisect(struct text *out, const struct runs *r, const char *what,
    bool *came, struct why *why)
{
	sqlite3_stmt *stmt;
	struct text name = TEXT_INIT;

	*came = false;
	if (!choose(r, what, &name, why)) {
		text_release(&name);
		return false;
	}
	stmt = store_prepare(&r->store, "SELECT a.label, "
	    OTHERWISE("pa", "pb") ", b.label, " OTHERWISE("pb", "pa")
	    ", (SELECT group_concat(label, ', ') FROM (SELECT label FROM label"
	    "  AS l WHERE l.run > a.run AND l.run < b.run ORDER BY l.run))"
	    " FROM seen AS s"
	    " JOIN label AS b ON b.run = s.run"
	    " JOIN label AS a ON a.run = (SELECT max(run) FROM asked AS q"
	    "  WHERE q.type = s.type AND q.name = s.name AND q.run < s.run)"
	    " JOIN platform AS pa ON pa.run = a.run"
	    " JOIN platform AS pb ON pb.run = b.run WHERE s.name = ?"
	    " AND NOT EXISTS (SELECT 1 FROM seen AS p WHERE p.type = s.type"
	    "  AND p.name = s.name AND p.run = a.run) ORDER BY s.run");
	store_bind_text(stmt, 1, text_get(&name));
	add_platforms(out, r);
	add_revisions(out, r);
	text_add_clean(out, text_get(&name));
	text_adds(out, "\n");
	while (store_step(stmt)) {
		*came = true;
		text_adds(out, "  is not in ");
		add_run(out, stmt, 0);
		if (*store_text(stmt, 4) != '\0') {
			text_adds(out, "\n  not known ");
			text_add_clean(out, store_text(stmt, 4));
			text_adds(out, ": none of its rows ran there");
		}
		text_adds(out, "\n  came in   ");
		add_run(out, stmt, 2);
		text_addc(out, '\n');
	}
	sqlite3_finalize(stmt);
	if (!*came)
		add_from_start(out, r, text_get(&name));
	text_release(&name);
	return true;
}
