/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/report/json.h"
#include "harness/report/page_cell.h"
#include "harness/report/page_data.h"
#include "harness/report/page_text.h"

#define EXAMPLES_BYTES 900000	/* of all examples; those left out say so */

/* A row of an id, "sendfile/count_limits_bytes". */
#define ROW(id) "substr(" id ", 1, instr(" id " || '[', '[') - 1)"

static void
add_string(struct text *out, const char *value)
{
	struct text quoted = TEXT_INIT;

	json_add_string(&quoted, value != NULL ? value : "");
	page_text_json(out, text_get(&quoted));
	text_release(&quoted);
}

static void
add_member(struct text *out, const char *key, const char *value)
{
	text_addf(out, ",\"%s\":", key);
	add_string(out, value);
}

/* A query's first column, as the members of an array or an object. */
static void
add_items(struct text *out, const struct store *s, const char *sql)
{
	sqlite3_stmt *stmt = store_prepare(s, sql);
	const char *comma = "";

	while (store_step(stmt)) {
		text_addf(out, "%s\n", comma);
		page_text_json(out, store_text(stmt, 0));
		comma = ",";
	}
	sqlite3_finalize(stmt);
}

/* As table_is_program() has it. */
#define IS_PROGRAM "p.reached GLOB './pysock-?*' AND" \
	" substr(p.reached, 10) NOT GLOB '*[^a-z0-9_]*'"

/* Who a platform is, as pairs for a person. */
#define ABOUT(label, value) "json_array('" label "', " value ")"

static const char platforms_sql[] =
    "SELECT json_object('name', p.name, 'show', iif(" IS_PROGRAM ","
    "  p.reached, ''), 'options', json_array("
    "  json_array('--iut', p.command),"
    "  json_array('--oracle', p.oracle_command),"
    "  json_array('--wrap', p.wrap), json_array('--platforms',"
    "  iif(" IS_PROGRAM ", '', p.reached))),"
    " 'about', json_array("
    ABOUT("Kernel", "d.kernel") "," ABOUT("Architecture", "d.arch") ","
    ABOUT("C library", "d.libc") "," ABOUT("Under test", "p.iut") ","
    ABOUT("Its command", "p.command") "," ABOUT("Its build", "p.iut_build")
    "," ABOUT("It said", "p.iut_said") "," ABOUT("Oracle", "d.oracle") ","
    ABOUT("Its command", "p.oracle_command") ","
    ABOUT("Its build", "p.oracle_build") ","
    ABOUT("It said", "p.oracle_said") "," ABOUT("Prefix", "p.wrap") ","
    ABOUT("Made, UTC", "p.made || iif(p.imported, ', imported', '')") ","
    ABOUT("Revision", "d.revision") ","
    ABOUT("It has", "replace(trim(p.abilities), '  ', ' ')") ","
    ABOUT("It does not show", "p.unseen") ","
    ABOUT("Not compared with a recording", "p.not_compared") ","
    ABOUT("Floor that does not hold", "iif(p.floor = 'holds', '', p.floor)") ","
    ABOUT("Part of", "part.total || ' instances of its rows'") "),"
    " 'stale', json((SELECT json_group_array(json_array('',"
    "   entry || ': ' || reason)) FROM stale WHERE platform = p.position)),"
    " 'below', json((SELECT json_group_array(json_array(clause,"
    "   'executed ' || executed || ', at least ' || least))"
    "   FROM below AS b WHERE b.position = p.position)),"
    " 'not_run', json((SELECT json_group_array(json_array(clause,"
    "   row || ', ' || instances || ' instances: ' || reason))"
    "   FROM not_run WHERE platform = p.position)))"
    " FROM platform AS p JOIN described AS d USING (position)"
    " LEFT JOIN part ON part.platform = p.position ORDER BY p.position";

/*
 * Kinds of what was not expected, once for all platforms, and on each of them:
 * platform, instances, of how many, where, number of the example.
 */
static const char kinds_sql[] =
    "SELECT json_object('row', k.row, 'clause', k.clause,"
    " 'verdict', k.verdict, 'departs', k.departs, 'line', k.line,"
    " 'wanted', k.wanted, 'cause', k.cause, 'example', min(k.example),"
    " 'also', (SELECT count(*) FROM kind_also WHERE kind = min(k.id)),"
    " 'on', json(json_group_array(json_array(k.platform - 1, k.instances,"
    "   k.executed, k.condition, s.shown))))"
    " FROM kind AS k LEFT JOIN page_shown AS s ON s.platform = k.platform"
    "  AND s.id = k.example"
    " GROUP BY k.identity ORDER BY k.clause, sum(k.instances) DESC";

static const char known_make[] =
    "DROP TABLE IF EXISTS temp.page_known;"
    "CREATE TEMP TABLE page_known AS SELECT i.platform, " ROW("i.id")
    " AS row, clause, verdict, departs, entry, finding, count(*) AS n,"
    " min(line) AS line, max(reason) AS reason, min(e.id) AS example,"
    " iif(verdict = 'unsupported', reason, '') AS lacks"
    " FROM (SELECT * FROM instance WHERE verdict <> 'conforms' UNION ALL"
    "  SELECT * FROM instance WHERE verdict = 'conforms' AND finding <> '')"
    "  AS i LEFT JOIN example AS e"
    "  ON e.platform = i.platform AND e.id = i.id WHERE expected"
    " GROUP BY i.platform, row, clause, verdict, departs, entry, finding,"
    "  lacks;"
    "CREATE INDEX temp.page_known_entry ON page_known (entry);"
    "CREATE INDEX temp.page_known_finding ON page_known (finding);";

static const char known_sql[] =
    "SELECT json_object('row', k.row, 'clause', k.clause,"
    " 'verdict', k.verdict, 'departs', k.departs, 'entry', k.entry,"
    " 'finding', k.finding, 'line', min(k.line), 'reason', max(k.reason),"
    " 'on', json(json_group_array(json_array(k.platform - 1, k.n, s.shown))))"
    " FROM page_known AS k LEFT JOIN page_shown AS s"
    "  ON s.platform = k.platform AND s.id = k.example"
    " GROUP BY k.row, k.clause, k.verdict, k.departs, k.entry, k.finding,"
    "  k.lacks ORDER BY k.clause, sum(k.n) DESC";

/*
 * The examples that are shown, those of what was not expected first, each once
 * where platforms gave the same.
 */
static const char shown_make[] =
    "DROP TABLE IF EXISTS temp.page_shown;"
    "DROP TABLE IF EXISTS temp.page_text;"
    "CREATE TEMP TABLE page_text (shown INTEGER PRIMARY KEY, id TEXT,"
    " plain TEXT, text TEXT, UNIQUE (id, plain));"
    "CREATE TEMP TABLE page_shown (platform INTEGER, id TEXT, shown INTEGER,"
    " PRIMARY KEY (platform, id)) WITHOUT ROWID;";

static const char shown_sql[] =
    "SELECT e.platform, e.id, e.text FROM (SELECT platform, example AS id,"
    "   0 AS known, id AS number FROM kind"
    "  UNION ALL SELECT platform, example, 1, rowid FROM page_known) AS w"
    " JOIN example AS e ON e.platform = w.platform AND e.id = w.id"
    " ORDER BY w.known, w.number";

/* A text without the notes behind its lines, which are of one run. */
static void
add_plain(struct text *out, const char *text)
{
	const char *end, *note;

	for (; *text != '\0'; text = end) {
		end = text + strcspn(text, "\n");
		note = strstr(text, "    # ");
		text_add(out, text, (size_t)((note != NULL && note < end ?
		    note : end) - text));
		end += *end == '\n';
		text_addc(out, '\n');
	}
}

static void
examples_make(const struct store *s)
{
	sqlite3_stmt *all, *put, *link;
	struct text plain = TEXT_INIT;
	size_t bytes = 0;

	store_run(s, shown_make);
	all = store_prepare(s, shown_sql);
	put = store_prepare(s, "INSERT OR IGNORE INTO page_text"
	    " (id, plain, text) VALUES (?, ?, ?)");
	link = store_prepare(s, "INSERT OR IGNORE INTO page_shown SELECT ?, id,"
	    " shown - 1 FROM page_text WHERE id = ? AND plain = ?");
	while (bytes < EXAMPLES_BYTES && store_step(all)) {
		text_cut(&plain, 0);
		add_plain(&plain, store_text(all, 2));
		store_bind_text(put, 1, store_text(all, 1));
		store_bind_text(put, 2, text_get(&plain));
		store_bind_text(put, 3, store_text(all, 2));
		store_insert(put, NULL);
		bytes += sqlite3_changes(s->db) > 0 ? plain.len : 0;
		store_bind_int(link, 1, sqlite3_column_int64(all, 0));
		store_bind_text(link, 2, store_text(all, 1));
		store_bind_text(link, 3, text_get(&plain));
		store_insert(link, NULL);
	}
	sqlite3_finalize(all);
	sqlite3_finalize(put);
	sqlite3_finalize(link);
	text_release(&plain);
}

/* Of each row its clause and what each platform has of it, "c20d4". */
static const char rows_sql[] =
    "SELECT json_array(row, clause, json(json_group_object(platform - 1,"
    "  code))) FROM (SELECT row, clause, platform,"
    "   group_concat(letter || n, '') AS code FROM page_count"
    "   GROUP BY row, clause, platform) GROUP BY row, clause"
    " ORDER BY clause, row";

/* "library/socket#socket-timeouts", or "peps/pep-0475", as an address. */
static void
add_address(struct text *out, const char *anchor)
{
	static const char pep[] = "peps/";
	size_t len = strcspn(anchor, "#");

	if (strncmp(anchor, pep, sizeof(pep) - 1) == 0)
		text_addf(out, "https://peps.python.org/%.*s/",
		    (int)(len - sizeof(pep) + 1), anchor + sizeof(pep) - 1);
	else
		text_addf(out, "https://docs.python.org/3/%.*s.html", (int)len,
		    anchor);
	text_adds(out, anchor + len);
}

static void
add_clauses(struct text *out, const struct catalogue *all)
{
	struct text url = TEXT_INIT;
	const struct clause *c;
	size_t i;

	for (i = 0; i < all->len; i++) {
		c = &all->clauses[i];
		text_cut(&url, 0);
		text_adds(out, i > 0 ? ",\n" : "\n");
		add_string(out, c->id);
		text_adds(out, ":{\"id\":");
		add_string(out, c->id);
		add_member(out, "method", c->method);
		add_member(out, "source", c->source);
		add_member(out, "versions", c->versions);
		add_member(out, "statement", c->statement);
		add_member(out, "cpython", c->cpython);
		add_address(&url, c->anchor);
		add_member(out, "url", text_get(&url));
		add_member(out, "uncovered", c->uncovered);
		text_addc(out, '}');
	}
	text_release(&url);
}

/* Whether a query that looks for a name finds it. */
static bool
is_used(sqlite3_stmt *stmt, const char *name)
{
	bool used;

	store_bind_text(stmt, 1, name);
	used = store_step(stmt);
	sqlite3_reset(stmt);
	return used;
}

static void
add_entries(struct text *out, const struct store *s, const struct ledger *l)
{
	sqlite3_stmt *used = store_prepare(s,
	    "SELECT 1 FROM page_known WHERE entry = ? LIMIT 1");
	const struct ledger_entry *e;
	const char *comma = "";
	size_t i, n;

	for (i = 0; i < l->len; i++) {
		e = &l->entries[i];
		if (!is_used(used, e->name))
			continue;
		text_addf(out, "%s\n", comma);
		comma = ",";
		add_string(out, e->name);
		text_adds(out, ":{\"reason\":");
		add_string(out, e->reason);
		text_adds(out, ",\"where\":[");
		for (n = 0; n < e->instances.len; n++) {
			text_adds(out, n > 0 ? "," : "");
			add_string(out, e->instances.at[n]);
		}
		text_addc(out, ']');
		add_member(out, "review", e->review);
		add_member(out, "link", e->link);
		text_addf(out, ",\"own\":%s}", e->own ? "true" : "false");
	}
	sqlite3_finalize(used);
}

static void
add_findings(struct text *out, const struct store *s,
    const struct findings *f)
{
	sqlite3_stmt *used = store_prepare(s,
	    "SELECT 1 FROM page_known WHERE finding = ? LIMIT 1");
	const struct finding_page *p;
	const char *comma = "";
	size_t i;

	for (i = 0; i < f->len; i++) {
		p = &f->at[i];
		if (!is_used(used, p->id))
			continue;
		text_addf(out, "%s\n", comma);
		comma = ",";
		add_string(out, p->id);
		text_adds(out, ":{\"title\":");
		add_string(out, p->title);
		add_member(out, "owner", p->owner);
		add_member(out, "upstream", p->upstream);
		add_member(out, "seen", p->seen);
		add_member(out, "text", p->text);
		text_addc(out, '}');
	}
	sqlite3_finalize(used);
}

void
page_data_add(struct text *out, const struct store *s,
    const struct page_sources *p)
{
	store_run(s, known_make);
	examples_make(s);
	text_adds(out, "{\"command\":");
	add_string(out, p->options->command);
	text_adds(out, ",\"platforms\":[");
	add_items(out, s, platforms_sql);
	text_adds(out, "],\"clauses\":{");
	add_clauses(out, &p->catalogue);
	text_adds(out, "},\"rows\":[");
	add_items(out, s, rows_sql);
	text_adds(out, "],\"kinds\":[");
	add_items(out, s, kinds_sql);
	text_adds(out, "],\"known\":[");
	add_items(out, s, known_sql);
	text_adds(out, "],\"entries\":{");
	add_entries(out, s, &p->ledger);
	text_adds(out, "},\"findings\":{");
	add_findings(out, s, &p->findings);
	text_adds(out, "},\"examples\":[");
	add_items(out, s, "SELECT json_array(id, text) FROM page_text"
	    " ORDER BY shown");
	text_adds(out, "]}");
}
