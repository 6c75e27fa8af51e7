/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/formats/escape.h"
#include "harness/formats/format.h"
#include "harness/runs/diff_formats.h"
#include "harness/runs/runs_page.h"

#define ERRORS_MOST 10		/* GitHub shows no more of a step */
#define ROOM_FOR_END 100	/* of what says that something is left out */

static const char json_sql[] =
    "SELECT json_object('schema', 1, 'worse', json(?),"
    " 'from', (SELECT path FROM run WHERE run = 0),"
    " 'to', (SELECT path FROM run WHERE run = 1),"
    " 'forced', (SELECT json_group_array(sentence) FROM (SELECT sentence"
    "  FROM obstacle ORDER BY rowid)),"
    " 'told', (SELECT json_group_array(sentence) FROM (SELECT sentence"
    "  FROM told ORDER BY rowid)),"
    " 'pairs', (SELECT json_group_array(json_object('label', label, 'a', a,"
    "  'b', b)) FROM (SELECT * FROM pair ORDER BY n)),"
    " 'kinds', (SELECT json_group_array(json_object('change', change,"
    "  'platform', label, 'clause', clause, 'row', row, 'verdict', verdict,"
    "  'departs', departs, 'line', line, 'wanted', wanted, 'was', was,"
    "  'is', is_now, 'of', of_all, 'where', condition, 'example', example,"
    "  'show', show))"
    "  FROM (SELECT * FROM kind_change ORDER BY change, identity, n)),"
    " 'instances', (SELECT json_group_array(json_object('change', change,"
    "  'platform', label, 'row', row, 'instances', count)) FROM (SELECT"
    "  change, label, row, count(*) AS count FROM moved"
    "  GROUP BY change, row, n ORDER BY change, row, n)),"
    " 'ledger', (SELECT json_group_array(json_object('change', change,"
    "  'platform', label, 'entry', entry, 'finding', finding, 'instances',"
    "  instances)) FROM (SELECT * FROM entry_change"
    "  ORDER BY change, entry, n)),"
    " 'below', (SELECT json_group_array(json_object('platform', label,"
    "  'clause', clause, 'executed', executed, 'least', least))"
    "  FROM below_change),"
    " 'figures', (SELECT json_group_array(json_object('platform', label,"
    "  'figure', figure, 'was', was, 'is', is_now)) FROM (SELECT * FROM"
    "  figure_change ORDER BY rowid)))";

static void
add_json(struct text *out, const struct runs *r, bool worse)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, json_sql);

	store_bind_text(stmt, 1, worse ? "true" : "false");
	store_step(stmt);
	text_addf(out, "%s\n", store_text(stmt, 0));
	sqlite3_finalize(stmt);
}

/* A line each: what it is, whose, what it showed, where, and how to see it. */
#define LINE "change, trim(clause || ' ' || row) AS title, head," \
	" label || ': ' || ifnull(was || iif(is_now" \
	"  IS NULL OR is_now = was, '', ' → ' || is_now), is_now) || ' of ' ||" \
	"  of_all || ' instances' || iif(ifnull(condition, '') IN ('', 'all')," \
	"  '', ', where ' || condition) AS place, show"

static const char lines_sql[] =
    "SELECT " LINE " FROM kind_change ORDER BY CASE change WHEN 'new' THEN 0"
    "  WHEN 'changed' THEN 1 ELSE 2 END, clause, identity, n";

/* What is worse, once for all columns, and how many there are. */
static const char worse_sql[] =
    "SELECT change, title, head, group_concat(place, char(10)), show,"
    " count(*) OVER (), min(n) FROM (SELECT " LINE ", clause, identity, n"
    "  FROM kind_change WHERE is_now > ifnull(was, 0) ORDER BY n)"
    " GROUP BY change, identity ORDER BY change = 'changed', clause,"
    " identity";

static const char others_sql[] =
    "SELECT * FROM (SELECT change, row, count(*) ||"
    "  iif(count(*) = 1, ' instance', ' instances'), label, '' FROM moved"
    " GROUP BY change, row, n UNION ALL"
    " SELECT change, entry, 'in ' || instances, label, ''"
    " FROM entry_change UNION ALL SELECT 'below its floor', clause,"
    " executed || ' of at least ' || least, label, '' FROM below_change"
    " UNION ALL SELECT 'figure', figure, was || ' → ' || is_now, label, ''"
    " FROM figure_change)"
    " ORDER BY CASE change WHEN 'below its floor' THEN 0"
    "  WHEN 'removed' THEN 1 WHEN 'newly unsupported' THEN 2"
    "  WHEN 'added' THEN 3 WHEN 'figure' THEN 5 ELSE 4 END, 1, 2, 4";

/* Adds a query's lines, of five columns, as a list as far as there is room. */
static void
add_list(struct text *out, const struct runs *r, const char *sql)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, sql);
	struct text one = TEXT_INIT;
	size_t left = 0;
	int i;

	while (store_step(stmt)) {
		text_cut(&one, 0);
		text_addf(&one, "- **%s**", store_text(stmt, 0));
		for (i = 1; i < 5; i++) {
			if (store_text(stmt, i)[0] == '\0')
				continue;
			text_addc(&one, ' ');
			escape_markdown(&one, store_text(stmt, i), false);
		}
		text_addc(&one, '\n');
		if (left > 0 || out->len + one.len + ROOM_FOR_END >
		    FORMAT_MARKDOWN_MOST)
			left++;
		else
			text_adds(out, text_get(&one));
	}
	if (left > 0)
		text_addf(out, "- and %zu more\n", left);
	sqlite3_finalize(stmt);
	text_release(&one);
}

/* From where to where it is, though what it was forced, and what is told. */
static void
add_about(struct text *out, const struct runs *r)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT"
	    " 'From ' || a.path || ' to ' || b.path || '.' || ifnull(("
	    "  SELECT ' Compared by force, though ' ||"
	    "  group_concat(sentence, '; ') || '.' FROM (SELECT sentence FROM"
	    "  obstacle ORDER BY rowid) HAVING count(*) > 0), '')"
	    " || ifnull((SELECT ' ' || group_concat(sentence, '; ') || '.'"
	    "  FROM (SELECT sentence FROM told ORDER BY rowid)"
	    "  HAVING count(*) > 0), '')"
	    " FROM run AS a, run AS b WHERE a.run = 0 AND b.run = 1");

	if (store_step(stmt))
		text_adds(out, store_text(stmt, 0));
	sqlite3_finalize(stmt);
}

static void
add_markdown(struct text *out, const struct runs *r, bool worse)
{
	struct text about = TEXT_INIT;

	text_addf(out, "## pysock: %s\n\n", worse ? "something is worse" :
	    "nothing is worse");
	add_about(&about, r);
	escape_markdown(out, text_get(&about), false);
	text_adds(out, "\n\n");
	text_release(&about);
	add_list(out, r, lines_sql);
	add_list(out, r, others_sql);
}

/* One annotation of a sort, which GitHub counts apart from the errors. */
static void
add_remarks(struct text *out, const struct runs *r)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT iif(forced,"
	    " 'warning', 'notice'), group_concat(sentence, char(10))"
	    " FROM remark GROUP BY forced ORDER BY forced DESC");

	while (store_step(stmt)) {
		text_addf(out, "::%s::", store_text(stmt, 0));
		escape_github(out, store_text(stmt, 1), false);
		text_addc(out, '\n');
	}
	sqlite3_finalize(stmt);
}

static void
add_github(struct text *out, const struct runs *r, bool worse)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, worse_sql);
	size_t n = 0, all = 0;

	for (; store_step(stmt); n++) {
		all = (size_t)sqlite3_column_int64(stmt, 5);
		if (n >= ERRORS_MOST - (all > ERRORS_MOST))
			break;
		text_adds(out, "::error title=");
		escape_github(out, store_text(stmt, 1), true);
		text_addf(out, "::%s: ", store_text(stmt, 0));
		escape_github(out, store_text(stmt, 2), false);
		escape_github(out, "\n", false);
		escape_github(out, store_text(stmt, 3), false);
		if (store_text(stmt, 4)[0] != '\0') {
			escape_github(out, "\n", false);
			escape_github(out, store_text(stmt, 4), false);
		}
		text_addc(out, '\n');
	}
	if (n == 0)
		text_addf(out, worse ? "::error::Something is worse, and no "
		    "kind of unexpected results: see the difference\n" :
		    "::notice::Nothing is worse\n");
	if (all > n)
		text_addf(out, "::error::and %zu more\n", all - n);
	add_remarks(out, r);
	sqlite3_finalize(stmt);
}

static void
add_page(struct text *out, const struct runs *r, bool worse)
{
	static const char *const kinds[] = { "Change", "Clause and row",
	    "What it showed", "Where", "To see one", NULL };
	static const char *const others[] = { "Change", "Of", "How many",
	    "Platform", NULL };

	struct text sentence = TEXT_INIT;

	text_adds(&sentence, worse ? "Something is worse. " :
	    "Nothing is worse. ");
	add_about(&sentence, r);
	runs_page_begin(out, "what is otherwise in the second of two runs",
	    text_get(&sentence), worse ? RUNS_PAGE_BAD : RUNS_PAGE_GOOD);
	text_release(&sentence);
	runs_page_table(out, "Kinds", kinds,
	    store_prepare(&r->store, lines_sql));
	runs_page_table(out, "Instances, the ledger, floors, figures", others,
	    store_prepare(&r->store, others_sql));
	runs_page_end(out);
}

static const struct {
	const char *name;
	void (*add)(struct text *, const struct runs *, bool worse);
} diff_formats[] = {
	{ "json", add_json },
	{ "junit", diff_add_junit },
	{ "tap", diff_add_tap },
	{ "md", add_markdown },
	{ "github", add_github },
	{ "html", add_page },
	{ "badge", diff_add_badge },
	{ "shields", diff_add_shields },
};

#define FORMATS (sizeof(diff_formats) / sizeof(diff_formats[0]))

void
diff_add_format(struct text *out, const struct runs *r, const char *name,
    bool worse)
{
	size_t i;

	for (i = 0; i < FORMATS; i++)
		if (strcmp(diff_formats[i].name, name) == 0)
			diff_formats[i].add(out, r, worse);
}
