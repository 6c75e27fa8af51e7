/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All instances of a report in little space: the ids of each row once, in
 * order, and of each platform a string with a letter for each of them.
 */
#include "harness/report/json.h"

void
json_collect_instances(const struct store *s)
{
	store_run(s, "CREATE TEMP TABLE IF NOT EXISTS member (row TEXT,"
	    " rest TEXT, id TEXT, PRIMARY KEY (row, rest)) WITHOUT ROWID;"
	    " DELETE FROM member;"
	    "INSERT INTO member SELECT substr(id, 1, at - 1), substr(id, at),"
	    " id FROM (SELECT DISTINCT id, instr(id || '[', '[') AS at"
	    "  FROM instance WHERE NOT is_case)");
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
	    " json_group_array(rest) FROM member GROUP BY row ORDER BY row"));
}

void
json_add_ran(struct text *out, const struct store *s, int64_t platform)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT json_quote(m.row),"
	    " json_quote(group_concat(CASE WHEN i.id IS NULL THEN '-'"
	    "  WHEN i.unexpected THEN upper(v.letter) ELSE v.letter END, ''))"
	    " FROM member AS m LEFT JOIN instance AS i ON i.platform = ?"
	    "  AND i.id = m.id AND i.is_case = 0"
	    " LEFT JOIN verdict AS v ON v.name = i.verdict"
	    " GROUP BY m.row HAVING count(i.id) > 0 ORDER BY m.row");

	store_bind_int(stmt, 1, platform);
	add_members(out, stmt);
}
