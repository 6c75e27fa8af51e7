/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All instances of a report in little space: the ids of each row once, in
 * order, and of each platform a string with a letter for each of them.
 */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/json.h"

/* Of each platform a letter for each member, in the order of their numbers. */
static void
collect_letters(const struct store *s)
{
	size_t members = (size_t)store_number(s, "SELECT count(*) FROM member");
	char *letters = malloc(members + 1);
	sqlite3_stmt *all = store_prepare(s, "SELECT platform, member,"
	    " iif(unexpected, upper(letter), letter) FROM result"
	    " JOIN verdict ON name = verdict ORDER BY result.rowid");
	sqlite3_stmt *put = store_prepare(s, "INSERT INTO ran VALUES (?, ?)");
	int64_t platform = 0, next;
	bool more;

	if (letters == NULL)
		memory_ran_out();
	do {
		more = store_step(all);
		next = more ? sqlite3_column_int64(all, 0) : 0;
		if (next != platform && platform != 0) {
			store_bind_int(put, 1, platform);
			store_bind_text(put, 2, letters);
			store_insert(put, NULL);
		}
		if (next != platform) {
			memset(letters, '-', members);
			letters[members] = '\0';
			platform = next;
		}
		if (more)
			letters[sqlite3_column_int64(all, 1) - 1] =
			    store_text(all, 2)[0];
	} while (more);
	sqlite3_finalize(all);
	sqlite3_finalize(put);
	free(letters);
}

void
json_collect_instances(const struct store *s)
{
	store_run(s, "CREATE TEMP TABLE IF NOT EXISTS sorted (row TEXT,"
	    " rest TEXT, number INTEGER, PRIMARY KEY (row, rest))"
	    " WITHOUT ROWID;"
	    "CREATE TEMP TABLE IF NOT EXISTS ran (platform INTEGER PRIMARY KEY,"
	    " letters TEXT);"
	    " DELETE FROM sorted; DELETE FROM ran;"
	    "INSERT INTO sorted SELECT substr(id, 1, at - 1), substr(id, at),"
	    " number FROM (SELECT id, number, instr(id || '[', '[') AS at"
	    "  FROM member WHERE NOT is_case)");
	collect_letters(s);
}

static void
add_members(struct text *out, sqlite3_stmt *stmt)
{
	const char *comma = "";

	while (store_step(stmt)) {
		text_addf(out, "%s\n%s:%s", comma, store_text(stmt, 0),
		    store_text(stmt, 1));
		comma = ",";
	}
	sqlite3_finalize(stmt);
}

void
json_add_instances(struct text *out, const struct store *s)
{
	add_members(out, store_prepare(s, "SELECT json_quote(row),"
	    " json_group_array(rest) FROM sorted GROUP BY row ORDER BY row"));
}

/* Adds a row's letters, unless none of its members ran. */
static void
add_row(struct text *out, const struct text *row, const struct text *letters,
    const char **comma)
{
	if (strspn(text_get(letters), "-") == letters->len)
		return;
	text_addf(out, "%s\n%s:\"%s\"", *comma, text_get(row),
	    text_get(letters));
	*comma = ",";
}

void
json_add_ran(struct text *out, const struct store *s, int64_t platform)
{
	sqlite3_stmt *of = store_prepare(s,
	    "SELECT letters FROM ran WHERE platform = ?");
	sqlite3_stmt *stmt = store_prepare(s, "SELECT json_quote(row), number"
	    " FROM sorted ORDER BY row, rest");
	struct text row = TEXT_INIT, letters = TEXT_INIT;
	const char *all, *comma = "";

	store_bind_int(of, 1, platform);
	all = store_step(of) ? store_text(of, 0) : "";
	while (*all != '\0' && store_step(stmt)) {
		if (strcmp(text_get(&row), store_text(stmt, 0)) != 0) {
			add_row(out, &row, &letters, &comma);
			text_cut(&row, 0);
			text_adds(&row, store_text(stmt, 0));
			text_cut(&letters, 0);
		}
		text_addc(&letters, all[sqlite3_column_int64(stmt, 1) - 1]);
	}
	add_row(out, &row, &letters, &comma);
	sqlite3_finalize(of);
	sqlite3_finalize(stmt);
	text_release(&row);
	text_release(&letters);
}
