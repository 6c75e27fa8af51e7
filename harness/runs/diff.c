/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/protocol/clean.h"
#include "harness/report/table.h"
#include "harness/runs/diff.h"
#include "harness/runs/pairs.h"
#include "harness/runs/parts.h"

#define SCREEN 40	/* lines */
#define ITEM_LINES 2	/* of each list that have room beside the kinds */
#define NAMED 4		/* columns of an item */
#define PLACES 3	/* of a kind, each with columns that are alike */
#define BODY "      "	/* before the second line of an item */

/* Of both sides of each pair, what differs, with a rank to sort by. */
static const char find_kinds[] =
    "CREATE TABLE kind_change AS SELECT"
    "  iif(a.identity IS NULL, 'new', 'changed') AS change,"
    "  p.n, p.label, b.identity, b.clause, b.row, b.verdict, b.departs,"
    "  b.line, b.wanted, a.instances AS was, b.instances AS is_now,"
    "  b.executed AS of_all, b.condition, b.example, w.command,"
    "  w.oracle_command, w.wrap, w.reached FROM pair AS p"
    "  JOIN kind AS b ON b.run = 1 AND b.platform = p.b"
    "  JOIN platform AS w ON w.run = 1 AND w.platform = p.b"
    "  LEFT JOIN kind AS a ON a.run = 0 AND a.platform = p.a"
    "   AND a.identity = b.identity"
    "  WHERE a.identity IS NULL OR a.instances <> b.instances"
    "   OR a.line <> b.line OR a.wanted <> b.wanted"
    "   OR a.condition IS NOT b.condition;"
    "INSERT INTO kind_change SELECT 'gone', p.n, p.label, a.identity,"
    "  a.clause, a.row, a.verdict, a.departs, a.line, a.wanted,"
    "  a.instances, NULL, a.executed, a.condition, a.example, w.command,"
    "  w.oracle_command, w.wrap, w.reached FROM pair AS p"
    "  JOIN kind AS a ON a.run = 0 AND a.platform = p.a"
    "  JOIN platform AS w ON w.run = 0 AND w.platform = p.a"
    "  WHERE NOT EXISTS (SELECT 1 FROM kind AS b WHERE b.run = 1"
    "   AND b.platform = p.b AND b.identity = a.identity);"
    "ALTER TABLE kind_change ADD COLUMN head TEXT;"
    "ALTER TABLE kind_change ADD COLUMN show TEXT;";

static const char find_moved[] =
    "CREATE TABLE moved AS SELECT n, label, row, CASE"
    "  WHEN was = '' THEN 'added' WHEN is_now = '' THEN 'removed'"
    "  WHEN is_now = 'u' THEN 'newly unsupported'"
    "  ELSE 'no longer unsupported' END AS change"
    "  FROM (SELECT n, label, row, lower(was) AS was, lower(is_now) AS is_now"
    "   FROM met)"
    "  WHERE was <> is_now AND (was IN ('', 'u') OR is_now IN ('', 'u'));";

static const char find_entries[] =
    "CREATE TABLE entry_change AS SELECT"
    "  iif(a.entry IS NULL, 'newly seen', 'no longer seen') AS change,"
    "  p.n, p.label, ifnull(b.entry, a.entry) AS entry,"
    "  ifnull(b.finding, a.finding) AS finding,"
    "  ifnull(b.instances, a.instances) AS instances FROM pair AS p"
    "  JOIN (SELECT DISTINCT entry FROM entry) AS e"
    "  LEFT JOIN entry AS a ON a.run = 0 AND a.platform = p.a"
    "   AND a.entry = e.entry"
    "  LEFT JOIN entry AS b ON b.run = 1 AND b.platform = p.b"
    "   AND b.entry = e.entry"
    "  WHERE (a.entry IS NULL) <> (b.entry IS NULL);";

/* Instances of each verdict, and those that stand beside them. */
static const char find_figures[] =
    "CREATE TABLE figure_change AS WITH figure AS (SELECT run, platform,"
    "  0 AS nth, 'instances' AS figure, instances AS value FROM platform"
    "  UNION ALL SELECT run, platform, 1, 'executed', executed FROM platform"
    "  UNION ALL SELECT run, platform, 2, 'unexpected', unexpected"
    "   FROM platform"
    "  UNION ALL SELECT run, platform, 3 + v.id, v.key, v.value"
    "   FROM platform, json_each(verdicts) AS v)"
    " SELECT p.n, p.label, a.figure, a.value AS was, b.value AS is_now"
    "  FROM pair AS p JOIN figure AS a ON a.run = 0 AND a.platform = p.a"
    "  JOIN figure AS b ON b.run = 1 AND b.platform = p.b"
    "   AND b.figure = a.figure WHERE a.value <> b.value ORDER BY n, a.nth;";

static const char find_below[] =
    "CREATE TABLE below_change AS SELECT p.n, p.label, b.clause, b.executed,"
    "  b.least FROM pair AS p JOIN below AS b ON b.run = 1"
    "  AND b.platform = p.b WHERE NOT EXISTS (SELECT 1 FROM below AS a"
    "  WHERE a.run = 0 AND a.platform = p.a AND a.clause = b.clause);";

/* What each kind showed, in the words of the report, and how to see it. */
static void
find_words(const struct runs *r, const char *command)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT '', '', verdict,"
	    " departs, line, wanted, rowid, example, command, oracle_command,"
	    " wrap, reached FROM kind_change"),
	    *update = store_prepare(&r->store, "UPDATE kind_change"
	    " SET head = ?, show = trim(?, ' ' || char(10)) WHERE rowid = ?");
	struct text head = TEXT_INIT, show = TEXT_INIT;

	while (store_step(stmt)) {
		text_cut(&head, 0);
		text_cut(&show, 0);
		table_add_head(&head, stmt);
		runs_add_command(&show, command, stmt, 7);
		store_bind_text(update, 1, text_get(&head) + strspn(
		    text_get(&head), ": "));
		store_bind_text(update, 2, text_get(&show));
		store_bind_int(update, 3, sqlite3_column_int64(stmt, 6));
		store_step(update);
		sqlite3_reset(update);
	}
	sqlite3_finalize(stmt);
	sqlite3_finalize(update);
	text_release(&head);
	text_release(&show);
}

static int64_t
number(const struct runs *r, const char *sql)
{
	return store_number(&r->store, sql);
}

static size_t
lines_of(const struct text *t)
{
	const char *at = text_get(t);
	size_t n = 0;

	for (; (at = strchr(at, '\n')) != NULL; at++)
		n++;
	return n;
}

/* Adds "2 new, 1 changed", or nothing. */
static void
add_counted(struct text *out, const struct runs *r, const char *sql)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, sql);
	const char *between = "";

	while (store_step(stmt)) {
		text_addf(out, "%s%s %s", between, store_text(stmt, 0),
		    store_text(stmt, 1));
		between = ", ";
	}
	sqlite3_finalize(stmt);
}

/* The first ?1 columns of those that NTH numbers, and how many more. */
#define NTH(alike) \
	"row_number() OVER (PARTITION BY " alike " ORDER BY n) AS nth"
#define NAMES(label) \
	"group_concat(" label ", ', ') FILTER (WHERE nth <= ?1)" \
	" || iif(count(*) > ?1, ' and ' || (count(*) - ?1) || ' more', '')"

static void
bind_named(sqlite3_stmt *stmt, const struct diff_options *o)
{
	store_bind_int(stmt, 1, o->full ? INT64_MAX : NAMED);
}

/* Adds a kind's platforms, those alike together. */
static void
add_places(struct text *words, const struct runs *r,
    const struct diff_options *o, sqlite3_stmt *kind)
{
	sqlite3_stmt *stmt = store_prepare(&r->store,
	    "SELECT " NAMES("label") ", ifnull(was || iif(is_now IS"
	    "  NULL OR is_now = was, '', ' → ' || is_now), is_now), of_all,"
	    " condition, count(*) FROM (SELECT *, "
	    NTH("was, is_now, of_all, condition") " FROM kind_change"
	    "  WHERE change = ? AND identity = ? ORDER BY n)"
	    " GROUP BY was, is_now, of_all, condition ORDER BY min(n)");
	const char *between = "", *condition;
	int64_t places = 0, left = 0;

	bind_named(stmt, o);
	store_bind_text(stmt, 2, store_text(kind, 6));
	store_bind_text(stmt, 3, store_text(kind, 7));
	for (; store_step(stmt); between = "; ") {
		if (places++ >= PLACES && !o->full) {
			left += sqlite3_column_int64(stmt, 4);
			continue;
		}
		text_adds(words, between);
		text_add_clean(words, store_text(stmt, 0));
		text_addf(words, ": %s of %s instances", store_text(stmt, 1),
		    store_text(stmt, 2));
		condition = store_text(stmt, 3);
		if (condition[0] == '\0' || strcmp(condition, "all") == 0)
			continue;
		text_adds(words, ", where ");
		text_add_clean(words, condition);
	}
	if (left > 0)
		text_addf(words, "; and %lld more", (long long)left);
	sqlite3_finalize(stmt);
}

static void
add_kind(struct text *out, const struct runs *r,
    const struct diff_options *o, sqlite3_stmt *stmt)
{
	struct text words = TEXT_INIT, head = TEXT_INIT;

	text_addf(&words, "%s ", store_text(stmt, 6));
	table_add_head(&head, stmt);
	text_adds(&words, text_get(&head));
	table_add_hanging(out, text_get(&words));
	text_cut(&words, 0);
	add_places(&words, r, o, stmt);
	table_add_wrapped(out, text_get(&words), 6, TABLE_WIDTH);
	runs_add_command(out, o->command, stmt, 8);
	text_release(&words);
	text_release(&head);
}

/* A list with its head; an item has as many lines as it needs. */
struct section {
	struct text head, items;
	size_t left;	/* items that were not made */
};

#define SECTION_INIT { TEXT_INIT, TEXT_INIT, 0 }

enum { KINDS, BELOW, INSTANCES, LEDGER, FIGURES, SECTIONS };

/* Makes as many items as a screen has, but for `full`. */
static void
find_kind_items(struct section *s, const struct runs *r,
    const struct diff_options *o)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT clause, row,"
	    " verdict, departs, line, wanted, change, identity,"
	    " example, command, oracle_command, wrap, reached, min(n)"
	    " FROM kind_change GROUP BY change, identity ORDER BY CASE change"
	    "  WHEN 'new' THEN 0 WHEN 'changed' THEN 1 ELSE 2 END,"
	    " sum(ifnull(is_now, 0) - ifnull(was, 0)) DESC, clause, identity");

	while (store_step(stmt))
		if (o->full || lines_of(&s->items) < SCREEN)
			add_kind(&s->items, r, o, stmt);
		else
			s->left++;
	sqlite3_finalize(stmt);
	if (s->items.len == 0)
		return;
	text_adds(&s->head, "kinds: ");
	add_counted(&s->head, r, "SELECT count(DISTINCT identity), change"
	    " FROM kind_change GROUP BY change ORDER BY CASE change"
	    " WHEN 'new' THEN 0 WHEN 'changed' THEN 1 ELSE 2 END");
	text_addc(&s->head, '\n');
}

/* A heading, what is counted there, and the items that a query gives. */
static const struct list {
	const char *heading, *counted, *items;
} lists[SECTIONS] = {
	[BELOW] = { "below their floor", "SELECT count(*), 'newly'"
	    " FROM below_change", "SELECT clause || ' ' || executed ||"
	    " ' of at least ' || least || ' on ' || " NAMES("label")
	    " FROM (SELECT *, " NTH("clause, executed, least")
	    "  FROM below_change) GROUP BY clause, executed, least" },
	[INSTANCES] = { "instances", "SELECT count(*), change FROM moved"
	    " GROUP BY change ORDER BY change", "SELECT change || ' ' || count"
	    " || ' ' || row || ' on ' || " NAMES("label") " FROM (SELECT *, "
	    NTH("change, row, count") " FROM (SELECT change, row, n, label,"
	    "   count(*) AS count FROM moved GROUP BY change, row, n))"
	    " GROUP BY change, row, count ORDER BY change IN ('added',"
	    " 'no longer unsupported'), count DESC, row" },
	[LEDGER] = { "ledger", "SELECT count(DISTINCT entry), change"
	    " FROM entry_change GROUP BY change", "SELECT change || ' ' ||"
	    " entry || iif(finding IN ('', entry), '', ' (' || finding || ')')"
	    " || ' on ' || " NAMES("label || ': ' || instances")
	    " FROM (SELECT *, " NTH("change, entry") " FROM entry_change)"
	    " GROUP BY change, entry ORDER BY change, entry" },
	[FIGURES] = { "figures", "SELECT '', '' WHERE 0",
	    "SELECT " NAMES("label") " || ': ' || words FROM (SELECT *, "
	    NTH("words") " FROM (SELECT n, label, group_concat(figure || ' '"
	    "   || was || ' → ' || is_now, ', ') AS words FROM figure_change"
	    "   GROUP BY n)) GROUP BY words ORDER BY min(n)" },
};

static void
find_items(struct section *s, const struct runs *r,
    const struct diff_options *o, const struct list *l)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, l->items);
	struct text counts = TEXT_INIT, words = TEXT_INIT;

	add_counted(&counts, r, l->counted);
	bind_named(stmt, o);
	while (store_step(stmt)) {
		text_cut(&words, 0);
		text_add_clean(&words, store_text(stmt, 0));
		table_add_hanging(&s->items, text_get(&words));
	}
	if (s->items.len > 0)
		text_addf(&s->head, "%s:%s%s\n", l->heading,
		    counts.len > 0 ? " " : "", text_get(&counts));
	sqlite3_finalize(stmt);
	text_release(&counts);
	text_release(&words);
}

/* The lines that a section gets, whatever the others have. */
static size_t
least(const struct section *s)
{
	size_t n = lines_of(&s->items);

	if (n == 0)
		return 0;
	return lines_of(&s->head) + (n > ITEM_LINES ? ITEM_LINES + 1 : n);
}

/* An item's bytes: its line, and those that belong to it. */
static size_t
item_len(const char *at)
{
	const char *end = at;

	do
		end += strcspn(end, "\n") + 1;
	while (strncmp(end, BODY, sizeof(BODY) - 1) == 0);
	return (size_t)(end - at);
}

/* Adds those items for which there is room, and how many have none. */
static void
add_section(struct text *out, const struct section *s, size_t room)
{
	bool all = s->left == 0 && lines_of(&s->items) <= room;
	struct text item = TEXT_INIT;
	const char *at;
	size_t len, left = s->left;

	text_adds(out, text_get(&s->head));
	for (at = text_get(&s->items); *at != '\0'; at += len) {
		len = item_len(at);
		text_cut(&item, 0);
		text_add(&item, at, len);
		if (left == s->left && (all || lines_of(&item) < room)) {
			text_adds(out, text_get(&item));
			room -= lines_of(&item);
		} else
			left++;
	}
	if (left > 0)
		text_addf(out, "  and %zu more; --full shows them\n", left);
	text_release(&item);
}

/* Adds all of them in as many lines, but for those that have to be there. */
static void
add_changes(struct text *out, const struct runs *r,
    const struct diff_options *o, size_t room)
{
	struct section s[SECTIONS] = { SECTION_INIT, SECTION_INIT,
	    SECTION_INIT, SECTION_INIT, SECTION_INIT };
	size_t i, before, owed = 0, mine;

	find_kind_items(&s[KINDS], r, o);
	for (i = KINDS + 1; i < SECTIONS; i++)
		find_items(&s[i], r, o, &lists[i]);
	for (i = 0; i < SECTIONS; i++)
		owed += least(&s[i]);
	for (i = 0; i < SECTIONS; i++) {
		owed -= least(&s[i]);
		mine = lines_of(&s[i].head) + owed;
		before = lines_of(out);
		if (s[i].items.len > 0)
			add_section(out, &s[i], o->full ? SIZE_MAX :
			    room > mine ? room - mine : 0);
		before = lines_of(out) - before;
		room -= room > before ? before : room;
		text_release(&s[i].head);
		text_release(&s[i].items);
	}
}

/* Adds what is worse, in words; false if nothing is. */
static bool
add_worse(struct text *out, const struct runs *r)
{
	struct text worse = TEXT_INIT, line = TEXT_INIT;
	bool is;

	add_counted(&worse, r, "SELECT n,"
	    " replace(what, '#', iif(n = 1, '', 's')) FROM ("
	    " SELECT count(DISTINCT identity) AS n, 'kind# new' AS what"
	    "  FROM kind_change WHERE change = 'new' UNION ALL"
	    " SELECT count(DISTINCT identity), 'kind# with more instances'"
	    "  FROM kind_change WHERE is_now > was UNION ALL"
	    " SELECT count(*), 'clause# below the floor'"
	    "  FROM below_change UNION ALL"
	    " SELECT count(*), 'instance# newly unsupported' FROM moved"
	    "  WHERE change = 'newly unsupported' UNION ALL"
	    " SELECT count(*), 'instance# gone' FROM moved"
	    "  WHERE change = 'removed') WHERE n > 0");
	is = worse.len > 0;
	text_addf(&line, is ? "WORSE: %s." : "Nothing is worse.",
	    text_get(&worse));
	table_add_wrapped(out, text_get(&line), 0, TABLE_WIDTH);
	text_release(&worse);
	text_release(&line);
	return is;
}

int
diff(const struct runs *r, const struct diff_options *o, struct text *out,
    struct why *why)
{
	struct text end = TEXT_INIT;
	size_t before, used;
	bool worse;

	if (!pairs_find(r, o, out, why))
		return 2;
	store_run(&r->store, find_kinds);
	find_words(r, o->command);
	store_run(&r->store, find_moved);
	store_run(&r->store, find_entries);
	store_run(&r->store, find_below);
	store_run(&r->store, find_figures);
	parts_leave_out(r);
	worse = add_worse(&end, r);
	before = out->len;
	used = lines_of(out) + lines_of(&end);
	add_changes(out, r, o, used < SCREEN ? SCREEN - used : 0);
	if (out->len == before)
		text_adds(out, number(r, "SELECT count(*) FROM pair") > 1 ?
		    "The two runs are the same on each platform.\n" :
		    "The two runs are the same.\n");
	text_adds(out, text_get(&end));
	text_release(&end);
	return worse;
}
