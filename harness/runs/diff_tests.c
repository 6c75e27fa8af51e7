/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A difference as tests: one for each kind, each clause below its floor and
 * each row whose instances moved, which fails if that is worse; where nothing
 * is otherwise one that passes.
 */
#include <string.h>

#include "harness/formats/escape.h"
#include "harness/formats/format.h"
#include "harness/runs/diff_formats.h"

/* Of columns n, label, name, change, bad, text. */
#define TESTS "(SELECT n, label, clause || ' ' || row || ': ' || head AS" \
	" name, change, ifnull(is_now > ifnull(was, 0), 0) AS bad," \
	" ifnull(was || iif(is_now IS NULL OR is_now = was, '', ' → ' ||" \
	"  is_now), is_now) || ' of ' || of_all || ' instances' ||" \
	"  iif(ifnull(condition, '') IN ('', 'all'), '', ', where ' ||" \
	"  condition) || char(10) || ifnull(show, '') AS text" \
	" FROM kind_change UNION ALL" \
	" SELECT n, label, row || ': ' || change, change," \
	"  change IN ('removed', 'newly unsupported')," \
	"  count(*) || iif(count(*) = 1, ' instance', ' instances')" \
	" FROM moved GROUP BY change, row, n UNION ALL" \
	" SELECT p.n, p.label, clause || ': below its floor'," \
	"  'below its floor', 1, executed || ' of at least ' || least" \
	" FROM below_change AS b JOIN pair AS p ON p.label = b.label" \
	" UNION ALL SELECT n, label, 'nothing is otherwise', 'the same', 0, ''" \
	" FROM pair AS p WHERE n NOT IN (SELECT n FROM kind_change UNION ALL" \
	"  SELECT n FROM moved) AND label NOT IN (SELECT label FROM" \
	"  below_change))"

static void
add_counts(struct text *out, sqlite3_stmt *stmt, int column)
{
	text_addf(out, " tests=\"%s\" failures=\"%s\" errors=\"0\"",
	    store_text(stmt, column), store_text(stmt, column + 1));
}

static void
add_case(struct text *out, sqlite3_stmt *stmt, const char *suite)
{
	text_adds(out, "    <testcase");
	escape_attribute(out, "classname", suite);
	escape_attribute(out, "name", store_text(stmt, 2));
	if (sqlite3_column_int(stmt, 4) == 0) {
		text_adds(out, "/>\n");
		return;
	}
	text_adds(out, ">\n      <failure");
	escape_attribute(out, "message", store_text(stmt, 3));
	escape_attribute(out, "type", "failed");
	text_addc(out, '>');
	escape_xml(out, store_text(stmt, 5));
	text_adds(out, "</failure>\n    </testcase>\n");
}

static void
add_suite(struct text *out, const struct runs *r, sqlite3_stmt *suite)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT * FROM " TESTS
	    " WHERE n = ? ORDER BY name");

	text_adds(out, "  <testsuite");
	escape_attribute(out, "name", store_text(suite, 1));
	add_counts(out, suite, 2);
	text_adds(out, " skipped=\"0\">\n");
	store_bind_int(stmt, 1, sqlite3_column_int64(suite, 0));
	while (store_step(stmt))
		add_case(out, stmt, store_text(suite, 1));
	text_adds(out, "  </testsuite>\n");
	sqlite3_finalize(stmt);
}

/* What is told of the comparison, a test each, as JUnit has no other place. */
static void
add_remarks(struct text *out, const struct runs *r)
{
	int64_t n = store_number(&r->store, "SELECT count(*) FROM remark");
	sqlite3_stmt *stmt = store_prepare(&r->store,
	    "SELECT sentence FROM remark");

	if (n > 0)
		text_addf(out, "  <testsuite name=\"(compared)\" "
		    "tests=\"%lld\" failures=\"0\" errors=\"0\" "
		    "skipped=\"%lld\">\n",
		    (long long)n, (long long)n);
	while (store_step(stmt)) {
		text_adds(out, "    <testcase classname=\"(compared)\"");
		escape_attribute(out, "name", store_text(stmt, 0));
		text_adds(out, "><skipped message=\"told, and not tested\"/>"
		    "</testcase>\n");
	}
	if (n > 0)
		text_adds(out, "  </testsuite>\n");
	sqlite3_finalize(stmt);
}

void
diff_add_junit(struct text *out, const struct runs *r, bool worse)
{
	sqlite3_stmt *stmt = store_prepare(&r->store, "SELECT count(*) +"
	    " (SELECT count(*) FROM remark), ifnull(sum(bad), 0) FROM " TESTS);

	(void)worse;
	store_step(stmt);
	text_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuites name=\"pysock diff\"");
	add_counts(out, stmt, 0);
	text_adds(out, ">\n");
	sqlite3_finalize(stmt);
	stmt = store_prepare(&r->store, "SELECT n, label, count(*), sum(bad)"
	    " FROM " TESTS " GROUP BY n ORDER BY n");
	while (store_step(stmt))
		add_suite(out, r, stmt);
	sqlite3_finalize(stmt);
	add_remarks(out, r);
	text_adds(out, "</testsuites>\n");
}

void
diff_add_tap(struct text *out, const struct runs *r, bool worse)
{
	sqlite3_stmt *stmt;
	struct text name = TEXT_INIT;
	int n = 0;

	(void)worse;
	text_addf(out, "TAP version 14\n1..%lld\n", (long long)store_number(
	    &r->store, "SELECT count(*) FROM " TESTS));
	stmt = store_prepare(&r->store, "SELECT sentence FROM remark");
	while (store_step(stmt)) {
		text_adds(out, "# ");
		escape_tap(out, store_text(stmt, 0));
		text_addc(out, '\n');
	}
	sqlite3_finalize(stmt);
	stmt = store_prepare(&r->store, "SELECT * FROM " TESTS
	    " ORDER BY n, name");
	while (store_step(stmt)) {
		bool bad = sqlite3_column_int(stmt, 4) != 0;

		text_cut(&name, 0);
		text_addf(&name, "%s %s", store_text(stmt, 1),
		    store_text(stmt, 2));
		text_addf(out, "%sok %d - ", bad ? "not " : "", ++n);
		escape_tap(out, text_get(&name));
		text_addc(out, '\n');
		if (!bad)
			continue;
		text_adds(out, "  ---\n  severity: fail\n  message: ");
		escape_json(out, store_text(stmt, 3));
		text_adds(out, "\n  kinds: ");
		escape_json(out, store_text(stmt, 5));
		text_adds(out, "\n  ...\n");
	}
	sqlite3_finalize(stmt);
	text_release(&name);
}

/* "3 worse". */
static void
add_glance(struct text *out, const struct runs *r, bool worse)
{
	int64_t n = store_number(&r->store, "SELECT ifnull(sum(bad), 0) FROM "
	    TESTS);

	if (worse)
		text_addf(out, "%lld worse", (long long)n);
	else
		text_adds(out, "nothing worse");
}

void
diff_add_badge(struct text *out, const struct runs *r, bool worse)
{
	struct text message = TEXT_INIT;

	add_glance(&message, r, worse);
	badge_add(out, text_get(&message), !worse);
	text_release(&message);
}

void
diff_add_shields(struct text *out, const struct runs *r, bool worse)
{
	struct text message = TEXT_INIT;

	add_glance(&message, r, worse);
	shields_add(out, text_get(&message), !worse);
	text_release(&message);
}
