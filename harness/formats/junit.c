/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JUnit's XML: a test suite for each area of a platform, in it a test case for
 * each row. harness/report/junit.xsd is what is written.
 */
#include <string.h>

#include "harness/formats/escape.h"
#include "harness/formats/format.h"
#include "harness/formats/outcome.h"

/* Adds the counts of a statement from that column on. */
static void
add_counts(struct text *out, sqlite3_stmt *stmt, int column)
{
	text_addf(out, " tests=\"%s\" failures=\"%s\" errors=\"%s\"",
	    store_text(stmt, column), store_text(stmt, column + 1),
	    store_text(stmt, column + 2));
}

#define COUNTS "count(*), ifnull(sum(status = 'failed'), 0)," \
	" ifnull(sum(status = 'error'), 0)"

static void
add_bad(struct text *out, const struct store *s, sqlite3_stmt *stmt,
    const char *element, const char *command)
{
	struct text kinds = TEXT_INIT;

	outcome_add_kinds(&kinds, s, sqlite3_column_int64(stmt, 0),
	    store_text(stmt, 4), command);
	text_addf(out, "\n      <%s", element);
	escape_attribute(out, "message", store_text(stmt, 3));
	escape_attribute(out, "type", store_text(stmt, 2));
	text_addc(out, '>');
	escape_xml(out, kinds.len > 0 ? text_get(&kinds) :
	    store_text(stmt, 3));
	text_addf(out, "</%s>\n    ", element);
	text_release(&kinds);
}

/* Of columns platform, name, status, message, row. */
static void
add_case(struct text *out, const struct store *s, sqlite3_stmt *stmt,
    const char *suite, const char *command)
{
	const char *status = store_text(stmt, 2);
	size_t before;

	text_adds(out, "    <testcase");
	escape_attribute(out, "classname", suite);
	escape_attribute(out, "name", store_text(stmt, 1));
	before = out->len;
	text_addc(out, '>');
	if (strcmp(status, "failed") == 0)
		add_bad(out, s, stmt, "failure", command);
	else if (strcmp(status, "error") == 0)
		add_bad(out, s, stmt, "error", command);
	else if (strcmp(status, "skipped") == 0) {
		text_adds(out, "<skipped");
		escape_attribute(out, "message", store_text(stmt, 3));
		text_adds(out, "/>");
	} else {
		text_cut(out, before);
		text_adds(out, "/>\n");
		return;
	}
	text_adds(out, "</testcase>\n");
}

static void
add_suite(struct text *out, const struct store *s, sqlite3_stmt *suite,
    const char *command)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT platform, name, status,"
	    " message, row FROM outcome WHERE platform = ? AND area = ?"
	    " ORDER BY name");
	struct text name = TEXT_INIT;

	text_addf(&name, "%s.%s", store_text(suite, 2), store_text(suite, 1));
	text_adds(out, "  <testsuite");
	escape_attribute(out, "name", text_get(&name));
	add_counts(out, suite, 3);
	text_addf(out, " skipped=\"%s\">\n", store_text(suite, 6));
	store_bind_int(stmt, 1, sqlite3_column_int64(suite, 0));
	store_bind_text(stmt, 2, store_text(suite, 1));
	while (store_step(stmt))
		add_case(out, s, stmt, text_get(&name), command);
	text_adds(out, "  </testsuite>\n");
	sqlite3_finalize(stmt);
	text_release(&name);
}

void
format_junit(struct text *out, const struct store *s, const char *command)
{
	sqlite3_stmt *stmt;

	outcomes_find(s);
	stmt = store_prepare(s, "SELECT " COUNTS " FROM outcome");
	store_step(stmt);
	text_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuites name=\"pysock\"");
	add_counts(out, stmt, 0);
	text_adds(out, ">\n");
	sqlite3_finalize(stmt);
	stmt = store_prepare(s, "SELECT platform, area, p.name, " COUNTS ","
	    " sum(status = 'skipped') FROM outcome JOIN platform AS p"
	    " ON p.position = platform GROUP BY platform, area"
	    " ORDER BY platform, area");
	while (store_step(stmt))
		add_suite(out, s, stmt, command);
	sqlite3_finalize(stmt);
	text_adds(out, "</testsuites>\n");
}
