/* SPDX-License-Identifier: BSD-2-Clause */
/* Markdown for a pull request: what is new, then the matrix. */
#include <string.h>

#include "harness/formats/escape.h"
#include "harness/formats/format.h"
#include "harness/formats/outcome.h"
#include "harness/report/table.h"

#define ROOM_FOR_END 400	/* of what says that something is left out */

static void
add_head(struct text *out, const struct store *s)
{
	text_adds(out, "## pysock: ");
	if (!outcome_add_worst(out, s))
		text_adds(out, "nothing unexpected");
	text_adds(out, "\n\n");
}

/* Who the columns are, a line each. */
static void
add_platforms(struct text *out, const struct store *s)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT name, 'kernel ' ||"
	    " d.kernel || ', ' || iif(d.libc = 'unknown', 'C library unknown',"
	    "  d.libc) || ', ' || iif(d.arch LIKE 'unknown%', 'machine ' ||"
	    "  d.arch, d.arch) || ', IUT ' || iut ||"
	    " ', oracle ' || d.oracle || ifnull(', a part of it: ' || chosen"
	    " || ' of ' || total || ' instances', '') FROM platform"
	    " JOIN described AS d USING (position)"
	    " LEFT JOIN part ON part.platform = position ORDER BY position");

	while (store_step(stmt)) {
		text_adds(out, "- ");
		escape_markdown(out, store_text(stmt, 0), false);
		text_adds(out, ": ");
		escape_markdown(out, store_text(stmt, 1), false);
		text_addc(out, '\n');
	}
	text_addc(out, '\n');
	sqlite3_finalize(stmt);
}

/* "5599/5600, 10 differ, **2 new**" of a group on a platform. */
static const char cell_sql[] =
    "SELECT ifnull(sum(executed), 0) || '/' || (sum(NOT is_case) + owed),"
    " (SELECT group_concat(iif(n = 1, ', 1 ' || one, ', ' || n || ' ' ||"
    "   several), '') FROM (SELECT v.one, v.several, count(*) AS n"
    "   FROM instance AS i JOIN verdict AS v ON v.name = i.verdict"
    "   WHERE i.platform = ?1 AND (?2 IS NULL OR clause_group = ?2)"
    "   AND v.name <> 'conforms' GROUP BY v.position)),"
    " ifnull(sum(unexpected), 0), count(*) + owed, owed"
    " FROM (SELECT ifnull(sum(missing), 0) AS owed FROM test_case"
    "  WHERE platform = ?1 AND (?2 IS NULL OR clause_group = ?2))"
    " LEFT JOIN instance ON platform = ?1"
    " AND (?2 IS NULL OR clause_group = ?2)";

static void
add_row(struct text *out, const struct store *s, const char *group)
{
	sqlite3_stmt *stmt = store_prepare(s, cell_sql);
	int64_t n = store_number(s, "SELECT count(*) FROM platform"), i;

	text_adds(out, "| ");
	escape_markdown(out, group != NULL ? group : "total", true);
	for (i = 1; i <= n; i++) {
		store_bind_int(stmt, 1, i);
		store_bind_text(stmt, 2, group);
		store_step(stmt);
		text_adds(out, " | ");
		if (sqlite3_column_int64(stmt, 3) > 0)
			text_addf(out, "%s%s", store_text(stmt, 0),
			    store_text(stmt, 1));
		if (sqlite3_column_int64(stmt, 4) > 0)
			text_addf(out, ", **%s not run**",
			    store_text(stmt, 4));
		if (sqlite3_column_int64(stmt, 2) > 0)
			text_addf(out, ", **%s new**", store_text(stmt, 2));
		sqlite3_reset(stmt);
	}
	text_adds(out, " |\n");
	sqlite3_finalize(stmt);
}

static void
add_matrix(struct text *out, const struct store *s)
{
	sqlite3_stmt *stmt = store_prepare(s,
	    "SELECT name FROM platform ORDER BY position");
	struct text rule = TEXT_INIT;

	text_adds(out, "| clauses |");
	text_adds(&rule, "|---|");
	while (store_step(stmt)) {
		text_addc(out, ' ');
		escape_markdown(out, store_text(stmt, 0), true);
		text_adds(out, " |");
		text_adds(&rule, "---|");
	}
	text_addf(out, "\n%s\n", text_get(&rule));
	sqlite3_finalize(stmt);
	text_release(&rule);
	stmt = store_prepare(s, "SELECT used.name FROM (SELECT DISTINCT"
	    " clause_group AS name FROM instance) AS used LEFT JOIN"
	    " clause_group AS g ON g.name = used.name"
	    " ORDER BY g.position IS NULL, g.position, used.name");
	while (store_step(stmt))
		add_row(out, s, store_text(stmt, 0));
	sqlite3_finalize(stmt);
	add_row(out, s, NULL);
	text_adds(out, "\n540/560: of 560 instances 540 were executed; new: "
	    "not in the ledger of known divergences.\n");
}

static void
add_kind(struct text *out, const struct store *s, sqlite3_stmt *stmt)
{
	struct text words = TEXT_INIT;

	table_add_head(&words, stmt);
	text_adds(out, "- ");
	escape_markdown(out, text_get(&words), false);
	text_cut(&words, 0);
	table_add_places(&words, s, store_text(stmt, 6),
	    strchr(store_text(stmt, 7), '/') != NULL);
	text_adds(out, "<br>");
	escape_markdown(out, text_get(&words), false);
	text_addc(out, '\n');
	text_release(&words);
}

/* Adds items for as long as there is room; how many are left out. */
static size_t
add_items(struct text *out, const struct store *s, const char *sql,
    void (*add)(struct text *, const struct store *, sqlite3_stmt *),
    size_t room)
{
	sqlite3_stmt *stmt = store_prepare(s, sql);
	struct text item = TEXT_INIT;
	size_t left = 0;

	while (store_step(stmt)) {
		text_cut(&item, 0);
		add(&item, s, stmt);
		if (left > 0 || out->len + item.len > room)
			left++;
		else
			text_adds(out, text_get(&item));
	}
	sqlite3_finalize(stmt);
	text_release(&item);
	return left;
}

static void
add_other(struct text *out, const struct store *s, sqlite3_stmt *stmt)
{
	(void)s;
	text_adds(out, "- ");
	escape_markdown(out, store_text(stmt, 0), false);
	text_addc(out, '\n');
}

void
format_markdown(struct text *out, const struct store *s, const char *command)
{
	struct text matrix = TEXT_INIT;
	size_t room = FORMAT_MARKDOWN_MOST - ROOM_FOR_END, left;

	(void)command;
	add_platforms(&matrix, s);
	add_matrix(&matrix, s);
	if (matrix.len > room / 2) {
		text_cut(&matrix, 0);
		text_adds(&matrix, "There are too many columns for a matrix "
		    "here.\n");
	}
	add_head(out, s);
	room -= matrix.len;
	left = add_items(out, s, "SELECT 'not run: ' || row || ', ' ||"
	    " instances || ' instances on ' || name || ': ' || reason"
	    " FROM not_run JOIN platform ON position = platform UNION ALL"
	    " SELECT 'below its floor: ' || clause || ' on ' || name ||"
	    " ', executed ' || executed || ' of at least ' || least FROM below"
	    " JOIN platform USING (position) UNION ALL SELECT"
	    " 'executed nothing: ' || name || ', of ' || instances ||"
	    " ' instances' FROM idle", add_other, room);
	left += add_items(out, s, "SELECT clause, row, verdict, departs, line,"
	    " wanted, identity, example FROM kind GROUP BY identity"
	    " ORDER BY sum(instances) DESC, identity", add_kind, room);
	if (left > 0)
		text_addf(out, "- … and %zu more, in report.json\n", left);
	if (out->at[out->len - 2] != '\n')
		text_addc(out, '\n');
	text_adds(out, text_get(&matrix));
	text_release(&matrix);
}
