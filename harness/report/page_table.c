/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <string.h>

#include "harness/report/page_cell.h"
#include "harness/report/page_table.h"
#include "harness/report/page_text.h"

#define GROUP "substr(clause, 1, instr(clause || '-', '-') - 1)"

static const char counts[] =
    "DROP TABLE IF EXISTS temp.page_count;"
    "CREATE TEMP TABLE page_count AS SELECT platform, row, clause, "
    GROUP " AS clause_group, letter, sum(n) AS n FROM"
    " (SELECT platform, row, clause, " PAGE_LETTER_SQL " AS letter, n"
    "   FROM tally"
    "  UNION ALL SELECT platform,"
    "   area || '/' || substr(name, instr(name, ':') + 1), clause, 'N',"
    "   not_run FROM test_case WHERE not_run > 0"
    "  UNION ALL SELECT platform,"
    "   area || '/' || substr(name, instr(name, ':') + 1), clause, 'M',"
    "   missing - not_run FROM test_case WHERE missing > not_run"
    "  UNION ALL SELECT position, 'the floor, ' || least, clause, 'L',"
    "   least - executed FROM below)"
    " GROUP BY platform, row, clause, letter";

void
page_count_make(const struct store *s)
{
	store_run(s, counts);
}

/* The platforms of a condition, as names with commas between. */
static void
add_names(struct text *out, const struct store *s, const char *condition)
{
	struct text sql = TEXT_INIT;
	sqlite3_stmt *stmt;
	const char *between = "";

	text_addf(&sql, "SELECT name FROM platform WHERE %s"
	    " ORDER BY position", condition);
	stmt = store_prepare(s, text_get(&sql));
	for (; store_step(stmt); between = ", ") {
		text_adds(out, between);
		page_text_html(out, store_text(stmt, 0));
	}
	sqlite3_finalize(stmt);
	text_release(&sql);
}

#define FAILS "(position IN (SELECT platform FROM kind)" \
	" OR position IN (SELECT platform FROM not_run)" \
	" OR position IN (SELECT platform FROM test_case WHERE missing > 0)" \
	" OR position IN (SELECT position FROM below)" \
	" OR position IN (SELECT position FROM idle))"

static void
add_problems(struct text *out, const struct store *s)
{
	int64_t n = store_number(s, "SELECT count(*) FROM problem");
	sqlite3_stmt *stmt = store_prepare(s,
	    "SELECT sentence FROM problem ORDER BY rowid LIMIT 50");

	if (n > 0)
		text_addf(out, "<details class=problems><summary>What it "
		    "lacks: %lld thing%s could not be read.</summary><ul>",
		    (long long)n, n == 1 ? "" : "s");
	while (store_step(stmt)) {
		text_adds(out, "<li>");
		page_text_html(out, store_text(stmt, 0));
	}
	if (n > 50)
		text_addf(out, "<li>and %lld more", (long long)n - 50);
	text_adds(out, n > 0 ? "</ul></details>" : "");
	sqlite3_finalize(stmt);
}

/* Whether nothing but that is wrong. */
static bool
is_idle(const struct store *s)
{
	return store_number(s, "SELECT count(*) FROM platform WHERE " FAILS
	    " AND position NOT IN (SELECT position FROM idle WHERE position"
	    " NOT IN (SELECT platform FROM kind))") == 0;
}

void
page_add_summary(struct text *out, const struct store *s)
{
	int64_t all = store_number(s, "SELECT count(*) FROM platform");
	int64_t bad = store_number(s, "SELECT count(*) FROM platform WHERE "
	    FAILS);
	struct why why = WHY_INIT;
	bool whole = store_is_whole(s, &why);

	text_addf(out, "<p class=\"all %s\">", whole && bad == 0 ? "good" :
	    "bad");
	if (!whole)
		text_adds(out, "The report is not complete; ");
	if (bad == 0)
		text_adds(out, !whole ? "nothing unexpected in what could be "
		    "read." : all == 1 ?
		    "The platform conforms: nothing unexpected." :
		    "All platforms conform: nothing unexpected.");
	else {
		text_addf(out, "%s on %lld of %lld platform%s: ", is_idle(s) ?
		    whole ? "Nothing executed" : "nothing executed" :
		    whole ? "Something unexpected" : "something unexpected",
		    (long long)bad, (long long)all, all == 1 ? "" : "s");
		add_names(out, s, FAILS);
	}
	text_adds(out, "</p>");
	add_problems(out, s);
}

/* "12 kinds unexpected, 3 instances not run". */
static void
add_result(struct text *out, sqlite3_stmt *p)
{
	static const struct {
		const char *one, *several;
	} words[] = {
		{ "kind unexpected", "kinds unexpected" },
		{ "not run", "not run" }, { "missing", "missing" },
		{ "clause below its floor", "clauses below their floor" },
	};
	const char *between = "";
	bool ran = sqlite3_column_int(p, 16) > 0;
	bool whole = sqlite3_column_int64(p, 18) == 0;
	int64_t n;
	int i;

	for (i = 0; i < 4; i++) {
		n = sqlite3_column_int64(p, 10 + i);
		if (n == 0)
			continue;
		text_adds(out, between);
		page_text_number(out, n);
		text_addf(out, " %s", n == 1 ? words[i].one : words[i].several);
		between = ", ";
	}
	if (!ran || sqlite3_column_int(p, 17) != 0) {
		/* A share may have nothing. */
		text_addf(out, "%s%s", between, ran ? "nothing executed" :
		    sqlite3_column_int(p, 17) != 0 || !whole ? "no results" :
		    "nothing to run");
		return;
	}
	if (!whole)
		text_addf(out, "%snot complete", between);
	if (!whole || *between != '\0')
		return;
	n = sqlite3_column_int64(p, 14);
	text_adds(out, "conforms");
	if (n > 0)
		text_addf(out, ", but for %lld known", (long long)n);
}

static const char platforms_sql[] =
    "SELECT p.name, d.kernel, d.arch, d.libc, p.iut, d.oracle,"
    " iif(p.made = '', 'unknown', substr(p.made, 1, 16)) ||"
    " iif(p.imported, ', imported', ''), d.revision, part.chosen, part.total,"
    " (SELECT count(*) FROM kind WHERE platform = p.position),"
    " (SELECT ifnull(sum(not_run), 0) FROM test_case"
    "   WHERE platform = p.position),"
    " (SELECT ifnull(sum(missing - not_run), 0) FROM test_case"
    "   WHERE platform = p.position),"
    " (SELECT count(*) FROM below WHERE position = p.position),"
    " (SELECT count(DISTINCT iif(finding <> '', finding, entry))"
    "   FROM instance WHERE platform = p.position AND entry <> ''"
    "   AND verdict <> 'conforms' AND expected),"
    " p.position,"
    " (SELECT count(*) FROM test_case WHERE platform = p.position),"
    " p.position IN (SELECT position FROM idle),"
    " (SELECT count(*) FROM problem WHERE platform = p.position)"
    " FROM platform AS p JOIN described AS d USING (position)"
    " LEFT JOIN part ON part.platform = p.position"
    " ORDER BY p.position";

static void
fill(struct page_cell *c, sqlite3_stmt *stmt, int letter)
{
	unsigned char l = (unsigned char)store_text(stmt, letter)[0];

	c->n[l & 0x7f] += sqlite3_column_int64(stmt, letter + 1);
}

static void
add_shares(struct text *out, const struct store *s, int64_t platform)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT letter, sum(n)"
	    " FROM page_count WHERE platform = ? GROUP BY letter");
	struct page_cell c = { { 0 } };

	store_bind_int(stmt, 1, platform);
	while (store_step(stmt))
		fill(&c, stmt, 0);
	sqlite3_finalize(stmt);
	page_text_number(out, page_cell_executed(&c));
	text_adds(out, " / ");
	page_text_number(out, page_cell_applicable(&c));
	text_adds(out, " / ");
	page_text_number(out, page_cell_total(&c));
}

static void
add_field(struct text *out, const char *label, const char *value)
{
	text_addf(out, "<td role=cell data-l=\"%s\">", label);
	page_text_html(out, value[0] != '\0' ? value : "unknown");
}

static void
add_platform(struct text *out, const struct store *s, sqlite3_stmt *p)
{
	static const struct {
		int column;
		const char *label;
	} fields[] = { { 1, "Kernel" }, { 2, "Architecture" },
	    { 3, "C library" }, { 4, "Under test" }, { 5, "Oracle" } };
	bool good = sqlite3_column_int(p, 17) == 0 &&
	    sqlite3_column_int64(p, 18) == 0;
	size_t i;
	int j;

	for (j = 10; j < 14; j++)
		good = good && sqlite3_column_int64(p, j) == 0;
	text_addf(out, "<tr role=row class=%s><th role=rowheader scope=row>"
	    "<a href=\"#cell=/", good ? "good" : "bad");
	page_text_address(out, store_text(p, 0));
	text_adds(out, "\">");
	page_text_html(out, store_text(p, 0));
	text_addf(out, "</a><td role=cell class=result><i>%s</i> ",
	    good ? "✓" : "✗");
	add_result(out, p);
	if (sqlite3_column_int64(p, 9) > 0)
		text_adds(out, " (part)");
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		add_field(out, fields[i].label,
		    store_text(p, fields[i].column));
	text_adds(out, "<td role=cell class=n "
	    "data-l=\"executed / applicable / all\">");
	add_shares(out, s, sqlite3_column_int64(p, 15));
	text_adds(out, "<td role=cell class=when data-l=\"When, UTC\">");
	page_text_html(out, store_text(p, 6));
	add_field(out, "Revision", store_text(p, 7));
}

void
page_add_platforms(struct text *out, const struct store *s)
{
	sqlite3_stmt *stmt = store_prepare(s, platforms_sql);

	while (store_step(stmt))
		add_platform(out, s, stmt);
	sqlite3_finalize(stmt);
}

static void
add_options(struct text *out, const struct store *s, const char *sql)
{
	sqlite3_stmt *stmt = store_prepare(s, sql);

	while (store_step(stmt)) {
		text_adds(out, "<option>");
		page_text_html(out, store_text(stmt, 0));
	}
	sqlite3_finalize(stmt);
}

void
page_add_groups(struct text *out, const struct store *s)
{
	add_options(out, s, "SELECT DISTINCT clause_group FROM page_count"
	    " LEFT JOIN clause_group ON name = clause_group"
	    " ORDER BY position IS NULL, position, clause_group");
}

void
page_add_names(struct text *out, const struct store *s)
{
	add_options(out, s, "SELECT name FROM platform ORDER BY position");
}
