/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All instances of a report in little space: the ids of each row once, in
 * order, and of each platform a string with a letter for each of them.
 */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/json.h"
#include "harness/report/ran.h"

static void
add_member(struct json_members *m, const char *row, int64_t number)
{
	if (m->rows_len == 0 ||
	    strcmp(m->rows[m->rows_len - 1].name, row) != 0) {
		m->rows = memory_grow(m->rows, m->rows_len, sizeof(*m->rows));
		m->rows[m->rows_len++].name = pool_copy(&m->pool, row,
		    strlen(row));
	}
	m->numbers[m->len++] = number;
	m->rows[m->rows_len - 1].end = m->len;
}

void
json_members_start(struct json_members *m, const struct store *s)
{
	sqlite3_stmt *stmt;

	store_run(s, "CREATE TEMP TABLE IF NOT EXISTS sorted (row TEXT,"
	    " rest TEXT, number INTEGER, PRIMARY KEY (row, rest))"
	    " WITHOUT ROWID; DELETE FROM sorted;"
	    "INSERT INTO sorted SELECT substr(id, 1, at - 1), substr(id, at),"
	    " number FROM (SELECT id, number, instr(id || '[', '[') AS at"
	    "  FROM member WHERE NOT is_case)");
	*m = (struct json_members){ .pool = POOL_INIT };
	m->numbers = calloc((size_t)store_number(s,
	    "SELECT count(*) + 1 FROM sorted"), sizeof(*m->numbers));
	if (m->numbers == NULL)
		memory_ran_out();
	stmt = store_prepare(s, "SELECT json_quote(row), number FROM sorted"
	    " ORDER BY row, rest");
	while (store_step(stmt))
		add_member(m, store_text(stmt, 0),
		    sqlite3_column_int64(stmt, 1));
	sqlite3_finalize(stmt);
}

void
json_members_release(struct json_members *m)
{
	free(m->numbers);
	free(m->rows);
	pool_release(&m->pool);
	*m = (struct json_members){ .pool = POOL_INIT };
}

void
json_add_instances(struct text *out, const struct store *s)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT json_quote(row),"
	    " json_group_array(rest) FROM sorted GROUP BY row ORDER BY row");
	const char *comma = "";

	while (store_step(stmt)) {
		text_addf(out, "%s\n%s:%s", comma, store_text(stmt, 0),
		    store_text(stmt, 1));
		comma = ",";
	}
	sqlite3_finalize(stmt);
}

/* Rows of which no member ran are left out. */
void
json_add_ran(struct text *out, const struct json_members *m,
    const struct store *s, int64_t platform)
{
	const char *comma = "";
	size_t row, n = 0, begin, letters;
	char letter;

	for (row = 0; row < m->rows_len; row++) {
		begin = out->len;
		text_addf(out, "%s\n%s:\"", comma, m->rows[row].name);
		for (letters = 0; n < m->rows[row].end; n++) {
			letter = ran_get(s->ran, platform, m->numbers[n]);
			text_addc(out, letter);
			letters += letter != RAN_NOT;
		}
		if (letters > 0) {
			text_addc(out, '"');
			comma = ",";
		} else
			text_cut(out, begin);
	}
}
