/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdlib.h>

#include "harness/bench/spent.h"
#include "harness/report/fixture.h"

#define DONE "done instances=0 executed=0"
#define SAYS DONE " took=2000000 rest=100000 starting=300000 iut=500000" \
	" oracle=700000 world=200000 judging=100000 waiting=4000000\n"

/* A case between these seconds. */
static void
add(sqlite3 *db, const char *name, const char *output, int from, int to)
{
	char *sql = sqlite3_mprintf("UPDATE test_results SET start_time ="
	    " %d000000, end_time = %d000000 WHERE test_case_id ="
	    " (SELECT max(test_case_id) FROM test_cases)", from, to);

	fixture_case(db, name, "X-1", "passed", NULL, output);
	fixture_run(db, sql);
	sqlite3_free(sql);
}

static void
log_says(const char *text)
{
	FILE *out = fopen("log", "w");

	ATF_REQUIRE(out != NULL);
	fputs(text, out);
	fclose(out);
}

ATF_TC_WITHOUT_HEAD(rows_add_up_and_kyua_is_what_they_leave);
ATF_TC_BODY(rows_add_up_and_kyua_is_what_they_leave, tc)
{
	sqlite3 *db = fixture_start("r/native/a.db");
	struct spent s;
	struct why why = WHY_INIT;

	/* Two side by side, and one of an older suite. */
	add(db, "one", SAYS, 10, 13);
	add(db, "two", SAYS, 12, 15);
	add(db, "old", DONE "\n", 15, 30);
	fixture_end(db);
	db = fixture_start("r/native/b.db");
	add(db, "three", SAYS, 20, 22);
	fixture_end(db);
	log_says("oracle: CPython 3.11.2\n"
	    "native     a                           9.5 s\n"
	    "uml        a                          99.0 s\n"
	    "native     b                           2.5 s  not all as\n");
	ATF_REQUIRE_MSG(spent_read(&s, "native", "r", "log", &why), "%s",
	    why.text);
	ATF_CHECK_EQ(2, s.areas);
	ATF_CHECK_EQ(3, s.rows);
	ATF_CHECK_EQ(12000, (int)(s.phases_s[PHASE_WAITING] * 1000 + 0.5));
	ATF_CHECK_EQ(1500, (int)(s.phases_s[PHASE_IUT] * 1000 + 0.5));
	/* 9.5 - 5 and 2.5 - 2 around rows, 1 + 1 + 0 around programs. */
	ATF_CHECK_EQ(7000, (int)(s.kyua_s * 1000 + 0.5));
	ATF_CHECK_EQ(12000, (int)(s.wall_s * 1000 + 0.5));
}

ATF_TC_WITHOUT_HEAD(what_says_nothing_is_refused_by_name);
ATF_TC_BODY(what_says_nothing_is_refused_by_name, tc)
{
	sqlite3 *db = fixture_start("r/uml/a.db");
	struct spent s;
	struct why why = WHY_INIT;

	add(db, "old", DONE " took=some\n", 10, 12);
	fixture_end(db);
	log_says("");
	ATF_CHECK(!spent_read(&s, "uml", "r", "log", &why));
	ATF_CHECK_STREQ("no row in 'r/uml' says where its time went", why.text);
	ATF_CHECK(!spent_read(&s, "native", "r", "log", &why));
	ATF_CHECK_STREQ("no row in 'r/native' says where its time went",
	    why.text);
	ATF_REQUIRE_EQ(0, truncate("r/uml/a.db", 1000));
	ATF_CHECK(!spent_read(&s, "uml", "r", "log", &why));
	ATF_CHECK_MSG(strstr(why.text, "'r/uml/a.db' cannot be read") != NULL,
	    "%s", why.text);
}

ATF_TC_WITHOUT_HEAD(percentages_are_of_all_that_was_spent);
ATF_TC_BODY(percentages_are_of_all_that_was_spent, tc)
{
	struct spent s[2] = { { .platform = "native", .rows = 12, .areas = 3,
	    .kyua_s = 2.5, .wall_s = 4 }, { .platform = "uml" } };
	char *printed;
	size_t len;
	FILE *out = open_memstream(&printed, &len);

	s[0].phases_s[PHASE_WAITING] = 6;
	s[0].phases_s[PHASE_ORACLE] = 1.5;
	s[1].phases_s[PHASE_REST] = 8;
	spent_print(s, 2, out);
	fclose(out);
	ATF_CHECK_MSG(strstr(printed, "\nreplies of the oracle           "
	    "        1.5 s  15.0 %        0.0 s   0.0 %\n") != NULL, "%s",
	    printed);
	ATF_CHECK_MSG(strstr(printed, "\nKyua                            "
	    "        2.5 s  25.0 %        0.0 s   0.0 %\n") != NULL, "%s",
	    printed);
	ATF_CHECK_MSG(strstr(printed, "\nall                             "
	    "       10.0 s                8.0 s") != NULL, "%s", printed);
	free(printed);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, rows_add_up_and_kyua_is_what_they_leave);
	ATF_TP_ADD_TC(tp, what_says_nothing_is_refused_by_name);
	ATF_TP_ADD_TC(tp, percentages_are_of_all_that_was_spent);
	return atf_no_error();
}
