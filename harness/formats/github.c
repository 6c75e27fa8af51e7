/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Annotations of a GitHub workflow, an error for each kind. GitHub shows ten of
 * a step: the last one tells how many are left out.
 */
#include <string.h>

#include "harness/formats/escape.h"
#include "harness/formats/format.h"
#include "harness/report/table.h"

#define ERRORS_MOST 10

static void
add_error(struct text *out, const char *title, const char *message)
{
	text_adds(out, "::error title=");
	escape_github(out, title, true);
	text_adds(out, "::");
	escape_github(out, message, false);
	text_addc(out, '\n');
}

/* With how one is seen on the first of its columns. */
static void
add_kind(struct text *out, const struct store *s, sqlite3_stmt *stmt,
    const char *command)
{
	struct text title = TEXT_INIT, message = TEXT_INIT;
	bool of_instances = strchr(store_text(stmt, 8), '/') != NULL;

	text_addf(&title, "%s on %s", store_text(stmt, 1),
	    store_text(stmt, 7));
	table_add_head(&message, stmt);
	text_addc(&message, '\n');
	table_add_places(&message, s, store_text(stmt, 6), of_instances);
	if (of_instances) {
		text_addc(&message, '\n');
		table_add_command(&message, command, stmt, 8);
		text_cut(&message, message.len - 1);
	}
	add_error(out, text_get(&title), text_get(&message));
	text_release(&title);
	text_release(&message);
}

/* What is no kind, a line each. */
static const char others[] =
    "SELECT row || ' on ' || name, instances || ' instances were not run: '"
    "  || reason FROM not_run JOIN platform ON position = platform"
    " UNION ALL SELECT clause || ' on ' || name, 'below its floor: executed '"
    "  || executed || ' of at least ' || least FROM below"
    "  JOIN platform USING (position)"
    " UNION ALL SELECT name, 'executed nothing, of ' || instances ||"
    "  ' instances' FROM idle";

void
format_github(struct text *out, const struct store *s, const char *command)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT clause, row, verdict,"
	    " departs, line, wanted, identity,"
	    " (SELECT group_concat(name, ', ') FROM (SELECT name FROM kind AS o"
	    "  JOIN platform ON position = o.platform"
	    "  WHERE o.identity = k.identity ORDER BY position)), example,"
	    " p.command, p.oracle_command, p.wrap, p.reached,"
	    " min(p.position) FROM kind AS k"	/* the first's columns */
	    " JOIN platform AS p ON p.position = k.platform GROUP BY identity"
	    " ORDER BY sum(instances) DESC, identity");
	sqlite3_stmt *other = store_prepare(s, others);
	struct text left = TEXT_INIT;
	int n = 0, all = (int)store_number(s, "SELECT (SELECT"
	    " count(DISTINCT identity) FROM kind) + (SELECT count(*) FROM"
	    " not_run) + (SELECT count(*) FROM below) + (SELECT count(*)"
	    " FROM idle)");
	int most = all > ERRORS_MOST ? ERRORS_MOST - 1 : all;

	for (; n < most && store_step(stmt); n++)
		add_kind(out, s, stmt, command);
	for (; n < most && store_step(other); n++)
		add_error(out, store_text(other, 0), store_text(other, 1));
	if (all > n) {
		text_addf(&left, "and %d more, in report.json", all - n);
		add_error(out, "pysock", text_get(&left));
	}
	if (all == 0)
		text_adds(out, "::notice title=pysock::Nothing unexpected\n");
	sqlite3_finalize(stmt);
	sqlite3_finalize(other);
	text_release(&left);
}
