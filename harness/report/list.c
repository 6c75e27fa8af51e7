/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/protocol/clean.h"
#include "harness/report/table.h"

#define ENTRY_WIDTH 80
#define ENTRY_INDENT 9	/* of a reason, under its entry's name */

void
table_add_wrapped(struct text *out, const char *words, size_t indent,
    size_t width)
{
	size_t len, column = 0;

	for (; *words != '\0'; words += len + strspn(words + len, " ")) {
		len = strcspn(words, " ");
		if (column > 0 && column + 1 + len > width) {
			text_addc(out, '\n');
			column = 0;
		}
		if (column == 0)
			text_addf(out, "%*s", (int)indent, "");
		else
			text_addc(out, ' ');
		column += (column == 0 ? indent : 1) + len;
		text_add(out, words, len);
	}
	text_addc(out, '\n');
}

void
table_add_lines(struct text *out, sqlite3_stmt *stmt, int most)
{
	int lines = 0;

	for (; store_step(stmt); lines++)
		if (lines < most) {
			text_adds(out, "  ");
			text_add_clean(out, store_text(stmt, 0));
			text_addc(out, '\n');
		}
	if (lines > most)
		text_addf(out, "  and %d more: see report.json\n",
		    lines - most);
	sqlite3_finalize(stmt);
}

/* Adds what a query of two columns gives, the second one wrapped. */
static void
add_entries(struct text *out, sqlite3_stmt *stmt, int most)
{
	struct text reason = TEXT_INIT;
	int entries = 0;

	for (; store_step(stmt); entries++) {
		if (entries >= most)
			continue;
		text_adds(out, "  ");
		text_add_clean(out, store_text(stmt, 0));
		text_addc(out, '\n');
		text_cut(&reason, 0);
		text_add_clean(&reason, store_text(stmt, 1));
		if (reason.len > 0)
			table_add_wrapped(out, text_get(&reason),
			    ENTRY_INDENT, ENTRY_WIDTH);
	}
	if (entries > most)
		text_addf(out, "  and %d more: see report.json\n",
		    entries - most);
	sqlite3_finalize(stmt);
	text_release(&reason);
}

/* A section of known answers, or of what can only be refused. */
static void
add_answers(struct text *out, const struct store *s, bool errors)
{
	sqlite3_stmt *stmt = store_prepare(s,
	    "SELECT printf('%6d %6d %6d  %s: %s (%s)', applicable, executed,"
	    "  conforming, p.name, a.name, licence)"
	    " FROM answered AS a JOIN platform AS p ON p.position = a.platform"
	    " WHERE errors = ? AND executed > 0"
	    " UNION ALL SELECT printf('%6s %6s %6s  %s: %d sets, %d vectors; %s',"
	    "  '-', '-', '-', p.name, count(*), sum(known), reason)"
	    " FROM answered AS a JOIN platform AS p ON p.position = a.platform"
	    " WHERE errors = ? AND executed = 0 GROUP BY p.name, reason");

	store_bind_int(stmt, 1, errors);
	store_bind_int(stmt, 2, errors);
	table_add_lines(out, stmt, 1000);
}

void
table_add_answers(struct text *out, const struct store *s)
{
	if (store_number(s, "SELECT count(*) FROM answered") == 0)
		return;
	text_adds(out, "\nKnown answers: applicable on the kernel, executed, "
	    "as they should be (sources: report.json):\n");
	add_answers(out, s, false);
	text_adds(out, "\nVectors that the kernel's interface cannot express "
	    "and has to refuse, no passes:\n");
	add_answers(out, s, true);
}

void
table_add_not_run(struct text *out, const struct store *s, int most)
{
	int64_t n;

	if (store_number(s, "SELECT count(*) FROM not_run") == 0)
		return;
	n = store_number(s, "SELECT sum(instances) FROM not_run");
	text_addf(out, "\nNOT RUN, %lld instance%s:\n", (long long)n,
	    n == 1 ? "" : "s");
	table_add_lines(out, store_prepare(s,
	    "SELECT printf('%5d  %s  %s: %s', n.instances, n.row, p.name,"
	    "  n.reason) FROM not_run AS n"
	    " JOIN platform AS p ON p.position = n.platform"
	    " ORDER BY p.position, n.rowid"), most);
}

/* An entry for each finding, of the instances that the condition chooses. */
static void
add_findings(struct text *out, const struct store *s, const char *condition,
    int most)
{
	struct text sql = TEXT_INIT;

	text_addf(&sql, "WITH one AS MATERIALIZED ("
	    " SELECT p.name AS platform, count(*) AS n,"
	    "  CASE WHEN i.finding <> '' THEN i.finding WHEN i.entry <> ''"
	    "   THEN i.entry ELSE i.verdict || ', in no entry' END AS what,"
	    "  CASE WHEN i.entry || i.finding = '' THEN i.reason ELSE"
	    "   max(i.reason) END AS reason"
	    " FROM instance AS i JOIN platform AS p ON p.position = i.platform"
	    " WHERE %s GROUP BY p.position, what,"
	    "  CASE WHEN i.entry || i.finding = '' THEN i.reason END"
	    " ORDER BY p.position)"
	    " SELECT printf('%%5d', sum(n)) || '  ' || what || '  ' ||"
	    "  group_concat(platform, ', '), max(reason)"
	    " FROM one GROUP BY what, CASE WHEN what LIKE '%%no entry' THEN"
	    "  reason END ORDER BY sum(n) DESC, what, reason", condition);
	add_entries(out, store_prepare(s, text_get(&sql)), most);
	text_release(&sql);
}

void
table_add_expected(struct text *out, const struct store *s, int most)
{
	int64_t n = store_number(s, "SELECT count(*) FROM instance"
	    " WHERE expected AND verdict <> 'conforms'");

	if (n > 0) {
		text_addf(out, "\nExpected, %lld, by finding, whose page is "
		    "cases/findings/NAME.md:\n", (long long)n);
		add_findings(out, s, "i.expected AND i.verdict <> 'conforms'",
		    most);
	}
	n = store_number(s, "SELECT count(*) FROM instance"
	    " WHERE verdict = 'conforms' AND finding <> ''");
	if (n > 0) {
		text_addf(out, "\nFindings on which all agree, %lld "
		    "instance%s:\n", (long long)n, n == 1 ? "" : "s");
		add_findings(out, s, "i.verdict = 'conforms' AND "
		    "i.finding <> ''", most);
	}
}

void
table_add_problems(struct text *out, const struct store *s)
{
	if (store_number(s, "SELECT count(*) FROM problem") == 0)
		return;
	text_adds(out, "\nERRORS:\n");
	table_add_lines(out, store_prepare(s,
	    "SELECT sentence FROM problem ORDER BY rowid"), 1000);
}
