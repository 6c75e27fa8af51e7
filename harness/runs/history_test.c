/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>
#include <sys/stat.h>

#include "harness/runs/fixture.h"
#include "harness/runs/history.h"

#define ENTRIES(list) "\"entries\":[" list "],"
#define RUN(name, kinds, entries) \
	FIXTURE_REPORT(FIXTURE_PLATFORM(name, kinds, "ccc", entries), "")
#define KIND(shape) FIXTURE_KIND("sendfile/a", shape, "3")

static struct runs runs;
static struct why why;

static bool
start(const char *const *paths)
{
	bool ok = true;

	runs_init(&runs, NULL, NULL);
	for (; ok && *paths != NULL; paths++)
		ok = runs_add(&runs, *paths, "", &why);
	return ok && history_find(&runs, &why);
}

static void
start_four(void)
{
	static const char *const paths[] = { "a", "b", "c", "d", NULL };

	fixture_write("a", RUN("v1", "", ENTRIES(FIXTURE_ENTRY("old") ","
	    FIXTURE_ENTRY("always"))));
	fixture_write("b", RUN("v2", KIND("now"), ENTRIES(
	    FIXTURE_ENTRY("always") "," FIXTURE_ENTRY("often"))));
	fixture_write("c", RUN("v3", KIND("now"), ENTRIES(
	    FIXTURE_ENTRY("always"))));
	fixture_write("d", RUN("version-4", KIND("now") "," KIND("last"),
	    ENTRIES(FIXTURE_ENTRY("always") "," FIXTURE_ENTRY("often"))));
	ATF_REQUIRE_MSG(start(paths), "%s", why.text);
}

ATF_TC_WITHOUT_HEAD(table_says_when_each_came_and_went);
ATF_TC_BODY(table_says_when_each_came_and_went, tc)
{
	struct text out = TEXT_INIT;

	start_four();
	history_add(&out, &runs, false);
	ATF_CHECK_STREQ("  v1  v2  v3  version-4\n"
	    "   2   .   .          .  of-old, gone in v2\n"
	    "   .   2   .          2  of-often, came in v2, 2 times\n"
	    "   .   3   3          3  unexpected: SENDFILE-01 sendfile/a: now, "
	    "documented: returned 1 (IUT), came in\n                         v2\n"
	    "   .   .   .          3  unexpected: SENDFILE-01 sendfile/a: last, "
	    "documented: returned 1 (IUT), came\n                         in version-4\n"
	    "1 more in each of the 4 runs; --full shows them.\n",
	    text_get(&out));
	text_cut(&out, 0);
	history_add(&out, &runs, true);
	ATF_CHECK(strstr(text_get(&out), "   2   2   2          2  of-always\n")
	    != NULL);
	text_release(&out);
	runs_release(&runs);
}

ATF_TC_WITHOUT_HEAD(several_platforms_are_told);
ATF_TC_BODY(several_platforms_are_told, tc)
{
	static const char *const paths[] = { "a", "b", NULL };
	struct text out = TEXT_INIT;

	fixture_write("a", RUN("v1", "", ""));
	fixture_write("b", "{\"schema\":1,\"problems\":[],\"platforms\":["
	    "{\"name\":\"v2\",\"system\":\"linux\",\"kernel\":\"6.2\","
	    "\"libc\":\"glibc 2.41\",\"arch\":\"s390x\",\"word\":64,"
	    "\"emulator\":\"qemu-user 7.2\",\"iut\":\"pysock 1.0\","
	    "\"oracle\":\"CPython 3.13.0\",\"instances\":3,\"executed\":3,"
	    "\"unexpected\":0,\"kinds\":[],\"verdicts\":{}}]}");
	ATF_REQUIRE_MSG(start(paths), "%s", why.text);
	history_add(&out, &runs, false);
	ATF_CHECK_STREQ("  They are of several platforms, by their "
	    "architecture: s390x in v2; x86_64 in v1\n"
	    "  They are of several platforms, by their emulator: none in v1; "
	    "qemu-user in v2\n"
	    "  v1  v2\n", text_get(&out));
	text_release(&out);
	runs_release(&runs);
}

ATF_TC_WITHOUT_HEAD(what_did_not_run_neither_came_nor_went);
ATF_TC_BODY(what_did_not_run_neither_came_nor_went, tc)
{
	static const char *const paths[] = { "a", "b", "c", "d", NULL };
	static const char *const ran[] = { "---", "ccc", "---", "ccc" };
	struct text out = TEXT_INIT, run = TEXT_INIT;
	bool came = true;
	size_t i;

	for (i = 0; i < 4; i++) {
		text_cut(&run, 0);
		text_addf(&run, FIXTURE_REPORT(FIXTURE_PLATFORM("v%zu", "%s",
		    "%s", ""), ""), i, i % 2 == 1 ? KIND("now") : "", ran[i]);
		fixture_write(paths[i], text_get(&run));
	}
	ATF_REQUIRE_MSG(start(paths), "%s", why.text);
	history_add(&out, &runs, false);
	ATF_CHECK_STREQ("  v0  v1  v2  v3\n"
	    "   -   3   -   3  unexpected: SENDFILE-01 sendfile/a: now, "
	    "documented: returned 1 (IUT)\n"
	    "-: none of its rows ran there\n", text_get(&out));
	text_cut(&out, 0);
	history_add_json(&out, &runs);
	ATF_CHECK(strstr(text_get(&out), "\"times\":1,\"not_run\":[0,2]") !=
	    NULL);
	text_cut(&out, 0);
	ATF_REQUIRE(history_bisect(&out, &runs, "now", &came, &why));
	ATF_CHECK(!came);
	ATF_CHECK_STREQ("sendfile/a|departs-from-doc|iut|now|returned 1\n"
	    "  not known v0: none of its rows ran there\n"
	    "  is in     'v1', the first that ran them\n", text_get(&out));
	fixture_write("b", FIXTURE_REPORT(FIXTURE_PLATFORM("v1", "", "ccc", ""),
	    ""));
	runs_release(&runs);
	ATF_REQUIRE_MSG(start(paths), "%s", why.text);
	text_cut(&out, 0);
	ATF_REQUIRE(history_bisect(&out, &runs, "now", &came, &why));
	ATF_CHECK(came);
	ATF_CHECK_MSG(strstr(text_get(&out), "  is not in 'v1'\n  not known v2:"
	    " none of its rows ran there\n  came in   'v3'\n") != NULL,
	    "%s", text_get(&out));
	text_release(&out);
	text_release(&run);
	runs_release(&runs);
}

/* A row that crashed reports nothing, and its kind bears the case's name. */
ATF_TC_WITHOUT_HEAD(what_fell_short_is_of_its_row);
ATF_TC_BODY(what_fell_short_is_of_its_row, tc)
{
	static const char *const paths[] = { "a", "b", "c", "d", NULL };
	struct text out = TEXT_INIT;

	fixture_write("a", FIXTURE_REPORT(FIXTURE_COLUMN("v0", "9", "",
	    "\"sendfile/b\":\"c\"", ""), ""));
	fixture_write("b", RUN("v1", "", ""));
	fixture_write("c", FIXTURE_REPORT(FIXTURE_COLUMN("v2", "null",
	    FIXTURE_KIND("sendfile_test:a", "crashed", "1"), "", ""), ""));
	fixture_write("d", FIXTURE_REPORT(FIXTURE_COLUMN("v3", "9", "",
	    "\"sendfile/b\":\"c\"", ""), ""));
	ATF_REQUIRE_MSG(start(paths), "%s", why.text);
	history_add(&out, &runs, false);
	ATF_CHECK_STREQ("  v0  v1  v2  v3\n"
	    "   -   .   1   -  unexpected: SENDFILE-01 sendfile_test:a: "
	    "crashed, documented: returned 1\n                  (IUT), came in "
	    "v2\n-: none of its rows ran there\n", text_get(&out));
	text_release(&out);
	runs_release(&runs);
}

ATF_TC_WITHOUT_HEAD(json_has_the_same);
ATF_TC_BODY(json_has_the_same, tc)
{
	struct text out = TEXT_INIT;
	sqlite3_stmt *stmt;
	struct store s;

	start_four();
	history_add_json(&out, &runs);
	store_open(&s);
	stmt = store_prepare(&s, "SELECT ?1 ->> '$.runs[3].label',"
	    " ?1 -> '$.things[2].instances', ?1 ->> '$.things[2].name',"
	    " ?1 -> '$.things[2].times', json_array_length(?1, '$.things')");
	store_bind_text(stmt, 1, text_get(&out));
	ATF_REQUIRE(store_step(stmt));
	ATF_CHECK_STREQ("version-4", store_text(stmt, 0));
	ATF_CHECK_STREQ("[null,2,null,2]", store_text(stmt, 1));
	ATF_CHECK_STREQ("of-often", store_text(stmt, 2));
	ATF_CHECK_STREQ("2", store_text(stmt, 3));
	ATF_CHECK_STREQ("5", store_text(stmt, 4));
	sqlite3_finalize(stmt);
	store_release(&s);
	text_release(&out);
	runs_release(&runs);
}

#define V1 "'v1'"
#define V2 "'v2'"
#define V3 "'v3'"
#define V4 "'version-4'"

static void
check_bisect(const char *what, const char *wanted, bool wanted_came)
{
	struct text out = TEXT_INIT;
	bool came;

	ATF_CHECK_MSG(history_bisect(&out, &runs, what, &came, &why), "%s",
	    why.text);
	ATF_CHECK_STREQ(wanted, text_get(&out));
	ATF_CHECK_EQ(wanted_came, came);
	text_release(&out);
}

ATF_TC_WITHOUT_HEAD(bisection_finds_the_neighbours);
ATF_TC_BODY(bisection_finds_the_neighbours, tc)
{
	struct text out = TEXT_INIT;
	bool came;

	start_four();
	check_bisect("|last|", "sendfile/a|departs-from-doc|iut|last|returned "
	    "1\n  is not in " V3 "\n  came in   " V4 "\n", true);
	check_bisect("of-often", "of-often\n  is not in " V1 "\n  came in   "
	    V2 "\n  is not in " V3 "\n  came in   " V4 "\n", true);
	check_bisect("unexpected: SENDFILE-01 sendfile/a: last, documented:\n"
	    "    returned 1 (IUT), came\n in version-4", "sendfile/a|"
	    "departs-from-doc|iut|last|returned 1\n  is not in " V3
	    "\n  came in   " V4 "\n", true);
	check_bisect("of-old, gone in v2", "of-old\n  is in the first run "
	    "already\n", false);
	check_bisect("of-old", "of-old\n  is in the first run already\n",
	    false);
	ATF_CHECK(!history_bisect(&out, &runs, "nothing", &came, &why));
	ATF_CHECK_STREQ("none of the runs shows a kind or finding 'nothing'",
	    why.text);
	ATF_CHECK(!history_bisect(&out, &runs, "of-", &came, &why));
	ATF_CHECK_STREQ("'of-' is a part of the names of 3; one alone is meant by "
	    "more of it: 'of-always' to 'of-old'",
	    why.text);
	runs_release(&runs);
}

static void
check_refused(const char *a, const char *b, const char *sentence)
{
	const char *paths[] = { a, b, NULL };

	ATF_CHECK(!start(paths));
	ATF_CHECK_STREQ(sentence, why.text);
	runs_release(&runs);
}

ATF_TC_WITHOUT_HEAD(bisection_says_what_is_otherwise);
ATF_TC_BODY(bisection_says_what_is_otherwise, tc)
{
	static const char *const paths[] = { "a", "b", NULL };

	fixture_write("a", RUN("x", "", ""));
	fixture_write("b", "{\"schema\":1,\"problems\":[],\"platforms\":[{"
	    "\"name\":\"x\",\"kernel\":\"6.2\",\"libc\":\"glibc 2.36\","
	    "\"iut\":\"pysock 1.0\",\"oracle\":\"CPython 3.12.0\","
	    "\"instances\":1,\"executed\":1,\"unexpected\":0,\"kinds\":[],"
	    "\"entries\":[" FIXTURE_ENTRY("e") "]}]}");
	ATF_REQUIRE_MSG(start(paths), "%s", why.text);
	check_bisect("of-e", "of-e\n  is not in 'a' (kernel 6.1, CPython "
	    "3.11.2)\n  came in   'b' (kernel 6.2, CPython 3.12.0)\n", true);
	runs_release(&runs);
}

ATF_TC_WITHOUT_HEAD(what_is_no_history_is_refused);
ATF_TC_BODY(what_is_no_history_is_refused, tc)
{
	fixture_write("a", RUN("v1", "", ""));
	fixture_write("b", FIXTURE_REPORT(FIXTURE_PLATFORM("x", "", "ccc", "")
	    "," FIXTURE_PLATFORM("y", "", "ccc", ""), ""));
	fixture_write("c", FIXTURE_REPORT(FIXTURE_PLATFORM("x", "", "ccc", ""),
	    "\"'x.db' is missing\""));
	check_refused("a", "a", "run 'a' stands there twice");
	check_refused("a", "./a", "run './a' stands there twice, as 'a' too");
	mkdir("d", 0777);
	fixture_write("d/report.json", RUN("v1", "", ""));
	check_refused("d/report.json", "d:v1",
	    "run 'd:v1' stands there twice, as 'd/report.json' too");
	check_refused("a", "b", "'b' has 2 columns; a history is of one: b:x");
	check_refused("a", "c", "'c' is not whole: 'x.db' is missing");
}

ATF_TC_WITHOUT_HEAD(page_has_a_line_for_each_clause);
ATF_TC_BODY(page_has_a_line_for_each_clause, tc)
{
	static const char *const paths[] = { "a", "b", NULL };
	struct text out = TEXT_INIT;

	fixture_write("a", RUN("v<1>", "", ENTRIES(FIXTURE_ENTRY("old"))));
	fixture_write("b", RUN("v2", "", "\"clauses\":{\"SENDFILE-01\":{"
	    "\"conforms\":3,\"departs-from-doc\":2,\"unsupported\":4},"
	    "\"SENDFILE-02\":{\"conforms\":3,\"broken\":2},"
	    "\"SENDFILE-03\":{\"broken\":1,\"unsupported\":4},"
	    "\"SENDFILE-04\":{\"unsupported\":4},"
	    "\"SENDFILE-05\":{\"conforms\":1,\"unstable\":1}},"));
	ATF_REQUIRE_MSG(start(paths), "%s", why.text);
	history_add_page(&out, &runs);
	runs_release(&runs);
	ATF_CHECK_MSG(strstr(text_get(&out), "<th scope=\"col\">v&#60;1&#62;"
	    "<th scope=\"col\">v2</thead>\n<tbody>\n<tr><th scope=\"row\">"
	    "SENDFILE-01<td>-<td>D 2 of 5\n<tr><th scope=\"row\">"
	    "SENDFILE-02<td>-<td>C 3, B 2\n<tr><th scope=\"row\">"
	    "SENDFILE-03<td>-<td>B 1\n<tr><th scope=\"row\">"
	    "SENDFILE-04<td>-<td>U\n<tr><th scope=\"row\">"
	    "SENDFILE-05<td>-<td>D 1 of 2\n") != NULL, "%s", text_get(&out));
	ATF_CHECK(strstr(text_get(&out), "; B: of so many the harness failed; ")
	    != NULL);
	ATF_CHECK_MSG(strstr(text_get(&out), "<tr><th scope=\"row\">of-old<td>2"
	    "<td>.\n") != NULL, "%s", text_get(&out));
	text_release(&out);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, page_has_a_line_for_each_clause);
	ATF_TP_ADD_TC(tp, table_says_when_each_came_and_went);
	ATF_TP_ADD_TC(tp, several_platforms_are_told);
	ATF_TP_ADD_TC(tp, what_did_not_run_neither_came_nor_went);
	ATF_TP_ADD_TC(tp, what_fell_short_is_of_its_row);
	ATF_TP_ADD_TC(tp, json_has_the_same);
	ATF_TP_ADD_TC(tp, bisection_finds_the_neighbours);
	ATF_TP_ADD_TC(tp, bisection_says_what_is_otherwise);
	ATF_TP_ADD_TC(tp, what_is_no_history_is_refused);
	return atf_no_error();
}
