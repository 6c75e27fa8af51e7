/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/protocol/clean.h"
#include "harness/report/table.h"
#include "harness/runs/pairs.h"
#include "harness/runs/parts.h"

#define TOLD_MOST 3	/* sentences of a sort, on a screen */

/*
 * Instances of rows that are not the same letter by letter. A letter is '' on
 * the side that does not have the instance at all.
 */
static const char find_instances[] =
    "CREATE TABLE differing AS SELECT p.n, p.label, a.row FROM pair AS p"
    "  JOIN ran AS a ON a.run = 0 AND a.platform = p.a"
    "  JOIN ids AS ai ON ai.run = 0 AND ai.row = a.row"
    "  LEFT JOIN ran AS b ON b.run = 1 AND b.platform = p.b"
    "   AND b.row = a.row"
    "  LEFT JOIN ids AS bi ON bi.run = 1 AND bi.row = a.row"
    "  WHERE a.letters IS NOT b.letters OR ai.ids IS NOT bi.ids;"
    "INSERT INTO differing SELECT p.n, p.label, b.row FROM pair AS p"
    "  JOIN ran AS b ON b.run = 1 AND b.platform = p.b"
    "  WHERE NOT EXISTS (SELECT 1 FROM ran AS a WHERE a.run = 0"
    "   AND a.platform = p.a AND a.row = b.row);"
    "CREATE TABLE met AS SELECT d.n, d.label, d.row, max(iif(r.run = 0,"
    "   replace(substr(r.letters, i.key + 1, 1), '-', ''), '')) AS was,"
    "  max(iif(r.run = 1,"
    "   replace(substr(r.letters, i.key + 1, 1), '-', ''), '')) AS is_now"
    "  FROM differing AS d JOIN pair AS p ON p.n = d.n"
    "  JOIN ran AS r ON r.row = d.row AND (r.run, r.platform) IN"
    "   (VALUES (0, p.a), (1, p.b))"
    "  JOIN ids ON ids.run = r.run AND ids.row = r.row"
    "  JOIN json_each(ids.ids) AS i GROUP BY d.n, d.row, i.value;"
    "CREATE INDEX met_of ON met (n, row);";

/* Obstacles: a sentence each, the first being what is told. */
static const char find_obstacles[] =
    "CREATE TABLE obstacle AS SELECT '''' || run.path || ''' is not whole: ' ||"
    "  value AS sentence FROM run, json_each(problems)"
    " UNION ALL SELECT 'revision ' || a.revision ||"
    "  ' of the suite made ''' || p.label"
    "  || ''' of one, and ' || b.revision || ' of the other'"
    "  FROM pair AS p JOIN platform AS a ON a.run = 0 AND a.platform = p.a"
    "  JOIN platform AS b ON b.run = 1 AND b.platform = p.b"
    "  WHERE a.revision <> b.revision AND a.revision <> ''"
    "  AND b.revision <> ''"
    " UNION ALL SELECT '''' || label || ''' is ' || iif(count(*) = 2,"
    "   'another part of the suite in each', 'a part of the suite in the '"
    "   || iif(run = 0, 'first', 'second') || ' alone')"
    "  FROM part JOIN pair USING (n) GROUP BY n"
    " UNION ALL SELECT 'only the ' || iif(run = 0, 'first', 'second') ||"
    "  ' has the column ''' || platform || '''' FROM platform"
    "  WHERE NOT EXISTS (SELECT 1 FROM pair WHERE"
    "   (run = 0 AND a = platform) OR (run = 1 AND b = platform))"
    " UNION ALL SELECT '''' || p.label || ''' is another platform in each: '"
    "  || f.what || ' ''' || f.was || ''' and ''' || f.is_now || ''''"
    "  FROM pair AS p JOIN different AS f ON f.n = p.n";

/* What of a platform has to be the same; versions may differ. */
static const char find_different[] =
    "CREATE VIEW different AS SELECT p.n, a.what, a.value AS was,"
    "  b.value AS is_now FROM pair AS p"
    " JOIN who AS a ON a.run = 0 AND a.platform = p.a"
    " JOIN who AS b ON b.run = 1 AND b.platform = p.b AND b.what = a.what"
    " WHERE a.value <> b.value ORDER BY p.n, a.nth";

#define KNOWN(column) "iif(" column " = '', 'unknown', " column ")"

/* What is of another version, or is not known. */
static const char find_told[] =
    "CREATE TABLE told AS SELECT group_concat(label, ', ') || ': ' ||"
    " substr(words, 3) AS sentence"
    " FROM (SELECT p.n, p.label, iif(a.kernel = b.kernel, '', ', kernel ' ||"
    "  " KNOWN("a.kernel") " || ' → ' || " KNOWN("b.kernel") ") ||"
    "  iif(a.libc = b.libc, '', ', ' ||"
    "  " KNOWN("a.libc") " || ' → ' || " KNOWN("b.libc") ") ||"
    "  iif(a.arch = b.arch, '', ', ' || " KNOWN("a.arch") " || ' → ' ||"
    "  " KNOWN("b.arch") ") ||"
    "  iif(a.emulator = b.emulator, '', ', ' || a.emulator ||"
    "  ' → ' || b.emulator) || iif(a.iut = b.iut, '', ', IUT ' || a.iut"
    "  || ' → ' || b.iut) || iif(a.oracle = b.oracle, '', ', oracle ' ||"
    "  a.oracle || ' → ' || b.oracle) || iif(a.revision <> '' AND"
    "  b.revision <> '', '', ', of which revision of the suite is not known')"
    " AS words FROM pair AS p"
    " JOIN platform AS a ON a.run = 0 AND a.platform = p.a"
    " JOIN platform AS b ON b.run = 1 AND b.platform = p.b)"
    " WHERE words <> '' GROUP BY words ORDER BY min(n);"
    "CREATE VIEW remark AS SELECT 'compared by force, though ' || sentence"
    "  AS sentence, 1 AS forced FROM obstacle UNION ALL SELECT sentence, 0"
    "  FROM told";

#define UNLISTED "instances: not compared, as a report that an older " \
	"conform wrote does not list them"

static void
make_pairs(const struct runs *r, bool named)
{
	store_run(&r->store, "CREATE TABLE pair (n INTEGER PRIMARY KEY,"
	    " label TEXT, a TEXT, b TEXT)");
	store_run(&r->store, named ?
	    "INSERT INTO pair (label, a, b) SELECT iif(a.platform ="
	    " b.platform, a.platform, a.platform || ' → ' || b.platform),"
	    " a.platform, b.platform FROM platform AS a JOIN platform AS b"
	    " ON a.run = 0 AND b.run = 1" :
	    "INSERT INTO pair (label, a, b) SELECT a.platform, a.platform,"
	    " b.platform FROM platform AS a JOIN platform AS b ON a.run = 0"
	    " AND b.run = 1 AND b.platform = a.platform ORDER BY a.position");
	store_run(&r->store, find_different);
	store_run(&r->store, find_instances);
	parts_find(r);
	store_run(&r->store, find_obstacles);
	store_run(&r->store, find_told);
}

static void
add_sentence(struct text *out, const char *head, const char *sentence,
    bool has_room)
{
	struct text words = TEXT_INIT;

	if (!has_room)
		return;
	text_adds(&words, head);
	text_add_clean(&words, sentence);
	table_add_wrapped(out, text_get(&words), 0, TABLE_WIDTH);
	text_release(&words);
}

static void
add_left(struct text *out, size_t n, size_t most)
{
	if (n > most)
		text_addf(out, "  and %zu more; --full shows them\n",
		    n - most);
}

/* What stands against a comparison; told all the same where it is forced. */
static bool
check(const struct runs *r, bool force, size_t most, struct text *out,
    struct why *why)
{
	sqlite3_stmt *stmt = store_prepare(&r->store,
	    "SELECT sentence FROM obstacle ORDER BY rowid");
	bool ok = true;
	size_t n = 0;

	for (; ok && store_step(stmt); n++)
		if (!force)
			ok = why_set(why, "not comparable: %s; --force "
			    "compares what both have", store_text(stmt, 0));
		else
			add_sentence(out, "by force, though ",
			    store_text(stmt, 0), n < most);
	add_left(out, n, most);
	sqlite3_finalize(stmt);
	return ok;
}

/* Adds at most so many sentences of a query. */
static void
add_told(struct text *out, const struct runs *r, size_t most)
{
	sqlite3_stmt *stmt = store_prepare(&r->store,
	    "SELECT sentence FROM told ORDER BY rowid");
	size_t n = 0;

	for (; store_step(stmt); n++)
		add_sentence(out, "", store_text(stmt, 0), n < most);
	add_left(out, n, most);
	sqlite3_finalize(stmt);
}

bool
pairs_find(const struct runs *r, const struct diff_options *o,
    struct text *out, struct why *why)
{
	size_t run, most = o->full ? SIZE_MAX : TOLD_MOST;
	bool listed = store_number(&r->store, "SELECT count(DISTINCT run) = 2"
	    " FROM ran") != 0;

	for (run = 0; run < 2 && !o->force; run++)
		if (!runs_is_whole(r, run, why))
			return false;
	if (!listed)
		store_run(&r->store, "DELETE FROM ran");
	make_pairs(r, o->named);
	if (!check(r, o->force, most, out, why))
		return false;
	if (store_number(&r->store, "SELECT count(*) FROM pair") == 0)
		return why_set(why, "not comparable: they have no column in "
		    "common");
	add_told(out, r, most);
	if (!listed) {
		text_adds(out, UNLISTED "\n");
		store_run(&r->store, "INSERT INTO told VALUES ('" UNLISTED
		    "')");
	}
	return true;
}
