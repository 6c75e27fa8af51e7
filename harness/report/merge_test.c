/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/report/fixture.h"
#include "harness/report/merge.h"

#define CASES 3

static const char *const cases[CASES] = { "a_holds", "b_holds", "c_holds" };

/* A share that has these cases, each with its own name as its output. */
static void
make(const char *path, const char *names)
{
	sqlite3 *db;
	char sql[1000];
	const char *at;
	int id = 1;

	unlink(path);
	db = fixture_start(path);
	fixture_run(db, "INSERT INTO contexts VALUES ('/')");
	for (at = names; *at != '\0'; at++, id++) {
		snprintf(sql, sizeof(sql),
		    "INSERT INTO test_cases VALUES (%d, 1, '%c_holds', %d);"
		    "INSERT INTO metadatas VALUES (%d, 'custom.clause',"
		    "  'SENDMSG-0%d');"
		    "INSERT INTO test_results VALUES (%d, 'passed', NULL, 0, 1);"
		    "INSERT INTO files VALUES (%d, 'of %c');"
		    "INSERT INTO test_case_files VALUES (%d, '__STDOUT__', %d)",
		    id, *at, id + 1, id + 1, *at - 'a', id, id, *at, id, id);
		fixture_run(db, sql);
	}
	sqlite3_close(db);
}

static void
check_answer(const char *path, const char *sql, const char *wanted)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;

	ATF_REQUIRE_EQ(SQLITE_OK, sqlite3_open(path, &db));
	ATF_REQUIRE_EQ_MSG(SQLITE_OK, sqlite3_prepare_v2(db, sql, -1, &stmt,
	    NULL), "%s", sqlite3_errmsg(db));
	ATF_REQUIRE_EQ(SQLITE_ROW, sqlite3_step(stmt));
	ATF_CHECK_STREQ(wanted, (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

ATF_TC_WITHOUT_HEAD(cases_stand_as_one_run_has_them);
ATF_TC_BODY(cases_stand_as_one_run_has_them, tc)
{
	static const char *const orders[2][2] = { { "1.db", "2.db" },
		{ "2.db", "1.db" } };
	struct why why = WHY_INIT;
	int i;

	(void)tc;
	make("1.db", "ac");
	make("2.db", "b");
	for (i = 0; i < 2; i++) {
		ATF_REQUIRE_MSG(merge_databases(orders[i], 2, cases, CASES,
		    "all.db", &why), "%s", why.text);
		check_answer("all.db", "SELECT group_concat(line, '; ') FROM"
		    " (SELECT test_case_id || ' ' || name || ' ' ||"
		    "   property_value || ' ' || result_type || ' ' ||"
		    "   CAST(contents AS TEXT) AS line FROM test_cases AS c"
		    "  JOIN metadatas USING (metadata_id)"
		    "  JOIN test_results USING (test_case_id)"
		    "  JOIN test_case_files USING (test_case_id)"
		    "  JOIN files USING (file_id) ORDER BY test_case_id)",
		    "1 a_holds SENDMSG-00 passed of a; "
		    "2 b_holds SENDMSG-01 passed of b; "
		    "3 c_holds SENDMSG-02 passed of c");
		check_answer("all.db", "SELECT count(*) || ' '"
		    " || (SELECT count(*) FROM contexts) || ' '"
		    " || (SELECT schema_version FROM metadata)"
		    " FROM test_programs", "1 1 3");
	}
}

ATF_TC_WITHOUT_HEAD(what_does_not_fit_is_refused);
ATF_TC_BODY(what_does_not_fit_is_refused, tc)
{
	static const char *const two[] = { "1.db", "2.db" };
	static const char *const none[] = { "1.db", "no.db" };
	static const char *const torn[] = { "1.db", "torn.db" };
	struct why why = WHY_INIT;
	FILE *out;

	(void)tc;
	make("1.db", "ac");
	make("2.db", "bc");
	ATF_CHECK(!merge_databases(two, 2, cases, CASES, "all.db", &why));
	ATF_CHECK_STREQ("'2.db' has the case 'c_holds', which another share "
	    "has as well", why.text);
	ATF_CHECK(access("all.db", F_OK) != 0);
	ATF_CHECK(!merge_databases(two, 2, cases, 1, "all.db", &why));
	ATF_CHECK_STREQ("'1.db' has the case 'c_holds', which its area does "
	    "not have", why.text);
	ATF_CHECK(!merge_databases(none, 2, cases, CASES, "all.db", &why));
	ATF_CHECK_STREQ("cannot read 'no.db': No such file or directory",
	    why.text);
	out = fopen("torn.db", "w");
	ATF_REQUIRE(out != NULL);
	fputs("no database", out);
	fclose(out);
	ATF_CHECK(!merge_databases(torn, 2, cases, CASES, "all.db", &why));
	ATF_CHECK_STREQ("'torn.db' cannot be merged: file is not a database",
	    why.text);
	ATF_CHECK(access("all.db", F_OK) != 0);
}

/* A folder of results with a platform that says what it is. */
static void
make_platform(const char *folder, const char *kernel)
{
	char path[100], sql[600];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/native/a.db", folder);
	make(path, "a");
	ATF_REQUIRE_EQ(SQLITE_OK, sqlite3_open(path, &db));
	snprintf(sql, sizeof(sql), "UPDATE files SET contents = CAST("
	    "'platform name=native kernel=''%s'' libc=glibc' || char(10) ||"
	    " 'planned instances=1 clause=SENDMSG-00' || char(10) ||"
	    " 'instance id=a clause=SENDMSG-00 verdict=conforms departs=none"
	    " expected=true' || char(10) || 'done instances=1 executed=1'"
	    " || char(10) AS BLOB)", kernel);
	fixture_run(db, sql);
	sqlite3_close(db);
}

ATF_TC_WITHOUT_HEAD(other_platforms_are_told_by_name);
ATF_TC_BODY(other_platforms_are_told_by_name, tc)
{
	struct text text = TEXT_INIT;

	(void)tc;
	make_platform("one", "6.1.0");
	make_platform("same", "6.1.0");
	make_platform("other", "6.12.0");
	ATF_CHECK(!merge_differ("one", "same", "native", &text));
	ATF_CHECK(merge_differ("one", "other", "native", &text));
	ATF_CHECK_STREQ("its kernel is '6.1.0', and '6.12.0' there",
	    text_get(&text));
	text_release(&text);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, cases_stand_as_one_run_has_them);
	ATF_TP_ADD_TC(tp, what_does_not_fit_is_refused);
	ATF_TP_ADD_TC(tp, other_platforms_are_told_by_name);
	return atf_no_error();
}
