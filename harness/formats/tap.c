/* SPDX-License-Identifier: BSD-2-Clause */
/* TAP 14: a test point for each row on each platform. */
#include <string.h>

#include "harness/formats/escape.h"
#include "harness/formats/format.h"
#include "harness/formats/outcome.h"

/* Of columns platform, its name, area, name, status, message, row. */
static void
add_point(struct text *out, const struct store *s, sqlite3_stmt *stmt,
    int64_t number, const char *command)
{
	const char *status = store_text(stmt, 4);
	bool bad = strcmp(status, "failed") == 0 ||
	    strcmp(status, "error") == 0;
	struct text name = TEXT_INIT, kinds = TEXT_INIT;

	text_addf(&name, "%s %s/%s", store_text(stmt, 1),
	    store_text(stmt, 2), store_text(stmt, 3));
	text_addf(out, "%sok %lld - ", bad ? "not " : "", (long long)number);
	escape_tap(out, text_get(&name));
	if (strcmp(status, "skipped") == 0) {
		text_adds(out, " # SKIP ");
		escape_tap(out, store_text(stmt, 5));
	}
	text_addc(out, '\n');
	if (bad) {
		outcome_add_kinds(&kinds, s, sqlite3_column_int64(stmt, 0),
		    store_text(stmt, 6), command);
		text_addf(out, "  ---\n  severity: %s\n  message: ",
		    strcmp(status, "error") == 0 ? "error" : "fail");
		escape_json(out, store_text(stmt, 5));
		text_adds(out, "\n  kinds: ");
		escape_json(out, text_get(&kinds));
		text_adds(out, "\n  ...\n");
	}
	text_release(&name);
	text_release(&kinds);
}

void
format_tap(struct text *out, const struct store *s, const char *command)
{
	sqlite3_stmt *stmt;
	int64_t n = 0;

	outcomes_find(s);
	text_addf(out, "TAP version 14\n1..%lld\n", (long long)store_number(s,
	    "SELECT count(*) FROM outcome"));
	stmt = store_prepare(s, "SELECT platform, p.name, area, o.name, status,"
	    " message, row FROM outcome AS o JOIN platform AS p"
	    " ON p.position = platform ORDER BY platform, area, o.name");
	while (store_step(stmt))
		add_point(out, s, stmt, ++n, command);
	sqlite3_finalize(stmt);
}
