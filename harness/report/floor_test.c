/* SPDX-License-Identifier: BSD-2-Clause */
/* Floors: written from a run, held by the next one, and where they hold. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/report/fixture.h"
#include "harness/report/report.h"

#define IDENTITY(oracle, abilities) \
	"platform name='here' abilities='" abilities "'\n" \
	"iut name='pysock%201.0'\noracle name='" oracle "'\n"
#define ONE(id) \
	"instance id='" id "' clause=SENDFILE-01 verdict=conforms " \
	"departs=none expected=false\n"
#define NONE(id) \
	"instance id='" id "' clause=SENDFILE-01 verdict=unsupported " \
	"departs=none expected=true reason='no'\n"

static const char *const areas[] = { "a", "b", NULL };
static const struct report_options options = { .results = "results",
	.floors = "floors", .all_areas = areas };

static void
make(const char *area, const char *output)
{
	char path[64];
	sqlite3 *db;

	snprintf(path, sizeof(path), "results/here/%s.db", area);
	unlink(path);
	db = fixture_start(path);
	fixture_case(db, "it", "SENDFILE-01", "passed", NULL, output);
	fixture_end(db);
}

static void
write_floor(const char *text)
{
	FILE *f;

	mkdir("floors", 0777);
	f = fopen("floors/here", "w");
	ATF_REQUIRE(f != NULL);
	fputs(text, f);
	fclose(f);
}

/* The report, whose exit status has to be that, has to say so. */
static void
check_told(int status, const char *told)
{
	struct report_options o = options;
	char text[4096] = "";
	FILE *out = tmpfile();

	ATF_REQUIRE(out != NULL);
	o.out = out;
	o.plain = true;
	ATF_CHECK_EQ(status, report_run(&o));
	rewind(out);
	ATF_CHECK(fread(text, 1, sizeof(text) - 1, out) > 0);
	fclose(out);
	ATF_CHECK_MSG(strstr(text, told) != NULL, "no \"%s\" in %s", told,
	    text);
}

static void
make_two(void)
{
	make("a", IDENTITY("CPython%203.11.2", "%20sendfile%20%20clock:1%20")
	    "planned instances=2 clause=SENDFILE-01\n" ONE("a/x") ONE("a/y")
	    "done instances=2 executed=2\n");
	make("b", IDENTITY("CPython%203.11.2", "%20sendfile%20%20clock:1%20")
	    "planned instances=1 clause=SENDFILE-01\n" ONE("b/x")
	    "done instances=1 executed=1\n");
}

ATF_TC_WITHOUT_HEAD(what_was_executed_once_has_to_be_again);
ATF_TC_BODY(what_was_executed_once_has_to_be_again, tc)
{
	struct why why = WHY_INIT;
	char text[200] = "";
	FILE *f;

	make_two();
	mkdir("floors", 0777);
	ATF_REQUIRE_MSG(report_write_floors(&options, &why), "%s", why.text);
	f = fopen("floors/here", "r");
	ATF_REQUIRE(f != NULL);
	ATF_CHECK(fread(text, 1, sizeof(text) - 1, f) > 0);
	fclose(f);
	ATF_CHECK_STREQ("oracle CPython 3.11\nabilities sendfile\n"
	    "SENDFILE-01 3\n", text);
	ATF_CHECK_EQ(0, report_run(&options));
	make("b", IDENTITY("CPython%203.11.9", "%20sendfile%20%20ipv6%20")
	    "planned instances=1 clause=SENDFILE-01\n" NONE("b/x")
	    "done instances=1 executed=0\n");
	make("a", IDENTITY("CPython%203.11.9", "%20sendfile%20%20ipv6%20")
	    "planned instances=2 clause=SENDFILE-01\n" ONE("a/x") ONE("a/y")
	    "done instances=2 executed=2\n");
	check_told(1, "\nBELOW THE FLOOR of cases/floors, 1:\n"
	    "  here: SENDFILE-01 executed 2 instances, not 3\n");
}

ATF_TC_WITHOUT_HEAD(floor_holds_only_for_what_it_was_made_of);
ATF_TC_BODY(floor_holds_only_for_what_it_was_made_of, tc)
{
	make_two();
	write_floor("oracle CPython 3.11\nabilities sendfile\n"
	    "SENDFILE-01 4\n");
	ATF_CHECK_EQ(1, report_run(&options));
	write_floor("oracle CPython 3.1\nabilities sendfile\n"
	    "SENDFILE-01 4\n");
	check_told(0, "\nThe floor of here does not hold for this run; it is "
	    "of 'oracle CPython 3.1'\n");
	write_floor("oracle CPython 3.11\nabilities sendfile ipv6\n"
	    "SENDFILE-01 4\n");
	check_told(0, "it is of 'abilities sendfile ipv6'\n");
	write_floor("oracle CPython 3.11\nabilities sendfile\n"
	    "SENDFILE-01 4\n");
	unlink("results/here/b.db");
	ATF_CHECK_EQ(0, report_run(&options));
}

ATF_TC_WITHOUT_HEAD(malformed_floor_is_a_problem);
ATF_TC_BODY(malformed_floor_is_a_problem, tc)
{
	static const char *const malformed[] = {
		"", "oracle CPython 3.11\n", "python CPython 3.11\n",
		"oracle CPython 3.11\nabilities sendfile\nSENDFILE-01\n",
		"oracle CPython 3.11\nabilities sendfile\nSENDFILE-01 -1\n",
		"oracle CPython 3.11\nabilities sendfile\nSENDFILE-01 1x\n",
	};
	size_t i;

	make_two();
	for (i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
		write_floor(malformed[i]);
		ATF_CHECK_EQ_MSG(2, report_run(&options), "%s", malformed[i]);
	}
}

ATF_TC_WITHOUT_HEAD(part_of_a_run_makes_no_floor);
ATF_TC_BODY(part_of_a_run_makes_no_floor, tc)
{
	struct why why = WHY_INIT;

	make_two();
	unlink("results/here/b.db");
	mkdir("floors", 0777);
	ATF_CHECK(!report_write_floors(&options, &why));
	ATF_CHECK_STREQ("'here' has not run all areas", why.text);
	ATF_CHECK(access("floors/here", F_OK) != 0);
}

#define PYPY(area) \
	"platform name='here' abilities=''\n" \
	"iut name='PyPy%207.3.11'\noracle name='CPython%203.11.2'\n" \
	"planned instances=1 clause=SENDFILE-01\n" ONE(area "/x") \
	"done instances=1 executed=1\n"

ATF_TC_WITHOUT_HEAD(floor_is_of_one_implementation);
ATF_TC_BODY(floor_is_of_one_implementation, tc)
{
	static const char *const absent[] = { "nobody", NULL };
	struct report_options o = options;
	struct why why = WHY_INIT;

	make_two();
	mkdir("floors", 0777);
	o.platforms = absent;
	ATF_CHECK(!report_write_floors(&o, &why));
	ATF_CHECK_STREQ("'nobody' has no results", why.text);
	ATF_REQUIRE_MSG(report_write_floors(&options, &why), "%s", why.text);
	make("a", PYPY("a"));
	make("b", PYPY("b"));
	ATF_CHECK(!report_write_floors(&options, &why));
	ATF_CHECK_STREQ("'here' ran 'PyPy 7.3.11', and its floor is of another "
	    "implementation", why.text);
	/* Of its own it has one, which holds for no other. */
	unlink("floors/here");
	ATF_REQUIRE_MSG(report_write_floors(&options, &why), "%s", why.text);
	check_told(0, "clauses");
	ATF_REQUIRE_EQ(0, system("grep -q '^iut PyPy 7.3$' floors/here && "
	    "sed -i 's/ 2$/ 9/' floors/here"));
	check_told(1, "SENDFILE-01");
	make_two();
	check_told(0, "clauses");
	ATF_CHECK(!report_write_floors(&options, &why));
}

#define SANDBOXED(area) \
	"platform name='here' abilities='sendfile'\n" \
	"iut name='pysock%201.0' command='build/sandbox%20--%20build/iut'\n" \
	"oracle name='CPython%203.11.2'\n" \
	"planned instances=1 clause=SENDFILE-01\n" ONE(area "/x") \
	"done instances=1 executed=1\n"

ATF_TC_WITHOUT_HEAD(no_floor_holds_in_a_sandbox);
ATF_TC_BODY(no_floor_holds_in_a_sandbox, tc)
{
	struct why why = WHY_INIT;

	make_two();
	write_floor("oracle CPython 3.11\nabilities sendfile\n"
	    "SENDFILE-01 4\n");
	check_told(1, "here: SENDFILE-01 executed 3 instances, not 4\n");
	make("a", SANDBOXED("a"));
	make("b", SANDBOXED("b"));
	check_told(0, "clauses");
	ATF_CHECK(!report_write_floors(&options, &why));
	ATF_CHECK_STREQ("'here' was run in a sandbox", why.text);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, no_floor_holds_in_a_sandbox);
	ATF_TP_ADD_TC(tp, what_was_executed_once_has_to_be_again);
	ATF_TP_ADD_TC(tp, floor_holds_only_for_what_it_was_made_of);
	ATF_TP_ADD_TC(tp, malformed_floor_is_a_problem);
	ATF_TP_ADD_TC(tp, part_of_a_run_makes_no_floor);
	ATF_TP_ADD_TC(tp, floor_is_of_one_implementation);
	return atf_no_error();
}
