/* SPDX-License-Identifier: BSD-2-Clause */
/* What is run again, and a run of some instances told as what it is. */
#include <unistd.h>

#include "harness/report/fixture.h"
#include "harness/report/report.h"

#define INSTANCE(id, verdict, expected) \
	"instance id='" id "' clause=SENDFILE-01 verdict=" verdict \
	" departs=none expected=" expected "\n"

static void
make(const char *name, const char *result, const char *output)
{
	sqlite3 *db;

	unlink("results/here/sendfile.db");
	db = fixture_start("results/here/sendfile.db");
	fixture_case(db, name, "SENDFILE-01", result, NULL, output);
	fixture_end(db);
}

static void
check_failed(const char *wanted, const char *wanted_stale)
{
	struct report_options o = { .results = "results" };
	struct text patterns = TEXT_INIT, stale = TEXT_INIT;
	struct why why = WHY_INIT;

	ATF_REQUIRE_MSG(report_failed(&o, "here", &patterns, &stale, &why),
	    "%s", why.text);
	ATF_CHECK_STREQ(text_get(&patterns), wanted);
	ATF_CHECK_STREQ(text_get(&stale), wanted_stale);
	text_release(&patterns);
	text_release(&stale);
}

ATF_TC_WITHOUT_HEAD(what_was_unexpected_failed);
ATF_TC_BODY(what_was_unexpected_failed, tc)
{
	make("row", "failed", "planned instances=6 clause=SENDFILE-01\n"
	    INSTANCE("sendfile/row[n=1]", "conforms", "true")
	    INSTANCE("sendfile/row[n=2]", "differs", "false")
	    INSTANCE("sendfile/row[n=3]", "differs", "true")
	    INSTANCE("sendfile/row[n=4]", "unsupported", "false")
	    "stale entry='some-entry' reason='it is gone'\n"
	    "not_run row=sendfile/row clause=SENDFILE-01 instances=2 "
	    "reason='given%20up'\n"
	    "done instances=4 executed=3\n");
	check_failed("sendfile/row[n=2]\nsendfile/row[n=4]\n"
	    "sendfile/row\nsendfile/row[*\n", " some-entry ");
}

ATF_TC_WITHOUT_HEAD(row_that_broke_failed_whole);
ATF_TC_BODY(row_that_broke_failed_whole, tc)
{
	make("row", "broken", "");
	check_failed("sendfile/row\nsendfile/row[*\n", "");
}

static void
check_commands(const char *lines, bool told, const char *iut,
    const char *oracle)
{
	struct report_options o = { .results = "results" };
	struct text one = TEXT_INIT, other = TEXT_INIT, output = TEXT_INIT;

	text_addf(&output, "platform name=here\n%splanned instances=1 "
	    "clause=SENDFILE-01\n" INSTANCE("sendfile/row", "conforms", "true")
	    "done instances=1 executed=1\n", lines);
	make("row", "passed", text_get(&output));
	ATF_CHECK_EQ(told, report_commands(&o, "here", &one, &other));
	ATF_CHECK_STREQ(iut, text_get(&one));
	ATF_CHECK_STREQ(oracle, text_get(&other));
	text_release(&one);
	text_release(&other);
	text_release(&output);
}

ATF_TC_WITHOUT_HEAD(commands_are_told);
ATF_TC_BODY(commands_are_told, tc)
{
	(void)tc;
	check_commands("", false, "", "");
	check_commands("iut name=x\noracle name=y\n", true, "", "");
	check_commands("iut name=x command='perl%20x'\n"
	    "oracle name=y command='python3%20y'\n", true, "perl x",
	    "python3 y");
}

ATF_TC_WITHOUT_HEAD(nothing_failed);
ATF_TC_BODY(nothing_failed, tc)
{
	make("row", "passed", "planned instances=1 clause=SENDFILE-01\n"
	    INSTANCE("sendfile/row", "conforms", "true")
	    "done instances=1 executed=1\n");
	check_failed("", "");
}

ATF_TC_WITHOUT_HEAD(results_that_are_cut_off_are_refused);
ATF_TC_BODY(results_that_are_cut_off_are_refused, tc)
{
	struct report_options o = { .results = "results" };
	struct text patterns = TEXT_INIT, stale = TEXT_INIT;
	struct why why = WHY_INIT;

	make("row", "passed", "");
	ATF_REQUIRE(truncate("results/here/sendfile.db", 5000) == 0);
	ATF_CHECK(!report_failed(&o, "here", &patterns, &stale, &why));
	ATF_CHECK_MSG(strstr(why.text, "truncated or damaged") != NULL, "%s",
	    why.text);
	ATF_CHECK(!report_failed(&o, "elsewhere", &patterns, &stale, &why));
}

ATF_TC_WITHOUT_HEAD(part_of_a_run_says_so_and_has_no_floor);
ATF_TC_BODY(part_of_a_run_says_so_and_has_no_floor, tc)
{
	static const char *const areas[] = { "sendfile", NULL };
	struct report_options o = { .results = "results", .plain = true,
	    .floors = "floors", .all_areas = areas };
	char text[4096] = "";
	struct why why = WHY_INIT;
	FILE *f;

	make("row", "passed", "platform name=here\niut name='pysock%201.0'\n"
	    "oracle name='CPython%203.11.2'\n"
	    "planned instances=1 of=9 clause=SENDFILE-01\n"
	    INSTANCE("sendfile/row[n=2]", "conforms", "true")
	    "done instances=1 executed=1\n");
	mkdir("floors", 0777);
	f = fopen("floors/here", "w");
	ATF_REQUIRE(f != NULL);
	fputs("oracle CPython 3.11\nabilities\nSENDFILE-01 9\n", f);
	fclose(f);
	o.out = tmpfile();
	ATF_REQUIRE(o.out != NULL);
	ATF_CHECK_EQ(report_run(&o), 0);
	rewind(o.out);
	ATF_CHECK(fread(text, 1, sizeof(text) - 1, o.out) > 0);
	fclose(o.out);
	ATF_CHECK_MSG(strstr(text, "  PART of it, 1 instances, of the 9 of "
	    "their rows") != NULL, "%s", text);
	ATF_CHECK(!report_write_floors(&o, &why));
	ATF_CHECK_STREQ(why.text,
	    "'here' has run some of its instances only");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, what_was_unexpected_failed);
	ATF_TP_ADD_TC(tp, row_that_broke_failed_whole);
	ATF_TP_ADD_TC(tp, commands_are_told);
	ATF_TP_ADD_TC(tp, nothing_failed);
	ATF_TP_ADD_TC(tp, results_that_are_cut_off_are_refused);
	ATF_TP_ADD_TC(tp, part_of_a_run_says_so_and_has_no_floor);
	return atf_no_error();
}
