/* SPDX-License-Identifier: BSD-2-Clause */
/* From databases to rows: read.c, case.c and identity.c over store.c. */
#include <stdlib.h>
#include <unistd.h>

#include "harness/report/fixture.h"
#include "harness/report/read.h"

#define IDENTITY \
	"platform name=native kernel='6.18.44' libc='glibc%202.36' " \
	"arch=x86_64\n" \
	"iut name='pysock%201.0' command='build/iut'\n" \
	"oracle name='CPython%203.11.2'\n"
#define GOOD(id) \
	"instance id='" id "' clause=SENDFILE-01 verdict=conforms " \
	"departs=none expected=false trace=0123456789abcdef waits=false\n"

/* What the store holds after reading one case, as one line. */
static void
check_case(const char *clause, const char *result, const char *reason,
    const char *output, const char *wanted)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	struct store s;

	unlink("r/native/sendfile.db");
	db = fixture_start("r/native/sendfile.db");
	fixture_case(db, "a_case", clause, result, reason, output);
	fixture_end(db);
	store_init(&s);
	read_results(&s, "r", NULL, NULL);
	stmt = store_prepare(&s, "SELECT ifnull((SELECT group_concat(clause"
	    " || ' ' || verdict || iif(is_case, ' ' || id || ': ' || reason,"
	    " ''), ' | ') FROM instance), '') || (SELECT ' / ' || planned ||"
	    " ' ' || reported || ' ' || missing FROM test_case) ||"
	    " ifnull((SELECT ' ! ' || sentence FROM problem), '')");
	ATF_REQUIRE(store_step(stmt));
	ATF_CHECK_STREQ(wanted, store_text(stmt, 0));
	sqlite3_finalize(stmt);
	store_release(&s);
}

ATF_TC_WITHOUT_HEAD(finished_case_gives_its_instances);
ATF_TC_BODY(finished_case_gives_its_instances, tc)
{
	check_case("SENDFILE-01", "passed", NULL, IDENTITY
	    "planned instances=2 clause=SENDFILE-01\n" GOOD("a") "  x\nhello\n"
	    GOOD("b") "done instances=2 executed=2\n",
	    "SENDFILE-01 conforms | SENDFILE-01 conforms / 2 2 0");
	check_case(NULL, "expected_failure", "known",
	    "planned instances=1 clause=X-1\n"
	    "instance id='a' clause=X-1 verdict=departs-from-doc "
	    "departs=both expected=true entry=e line='l'\n"
	    "done instances=1 executed=1 took=12 rest=7 waiting=some",
	    "X-1 departs-from-doc / 1 1 0");
	check_case(NULL, "skipped", "not here",
	    "planned instances=1 clause=X-1\n"
	    "instance id='a' clause=X-1 verdict=unsupported "
	    "departs=none expected=true reason='no'\n"
	    "done instances=1 executed=0\n", "X-1 unsupported / 1 1 0");
}

ATF_TC_WITHOUT_HEAD(case_without_instances_of_ours_counts_only_as_a_case);
ATF_TC_BODY(case_without_instances_of_ours_counts_only_as_a_case, tc)
{
	check_case(NULL, "passed", NULL, "", " / 0 0 0");
	check_case(NULL, "skipped", "no root", "hello\n", " / 0 0 0");
}

#define BROKEN " broken sendfile_test:a_case: "

ATF_TC_WITHOUT_HEAD(case_that_falls_short_is_one_broken_instance);
ATF_TC_BODY(case_that_falls_short_is_one_broken_instance, tc)
{
	check_case("SENDFILE-01", "broken", "Test case body timed out",
	    "planned instances=3 clause=SENDFILE-01\n" GOOD("a"),
	    "SENDFILE-01 conforms | SENDFILE-01" BROKEN "broken: Test case "
	    "body timed out; 3 instances planned, 1 reported / 3 1 2");
	check_case("SENDFILE-01 SENDFILE-02", "broken", "signal 6", "",
	    "SENDFILE-01" BROKEN "broken: signal 6 / 0 0 0");
	check_case(NULL, "failed", "no", "hello\n",
	    "unknown" BROKEN "failed: no / 0 0 0");
	check_case(NULL, NULL, NULL, "",
	    "unknown" BROKEN "Kyua has no result of it / 0 0 0");
	check_case("X-1", "passed", NULL, "",
	    "X-1" BROKEN "it ended without its last line, 'done' / 0 0 0");
	check_case(NULL, "passed", NULL, "planned instances=1 clause=X-1\n",
	    "X-1" BROKEN "it ended without its last line, 'done'; "
	    "1 instances planned, 0 reported / 1 0 1");
	check_case(NULL, "passed", NULL, "planned instances=2 clause=X-1\n"
	    GOOD("a") "done instances=1 executed=1\n",
	    "SENDFILE-01 conforms | X-1" BROKEN
	    "2 instances planned, 1 reported / 2 1 1");
	check_case(NULL, "passed", NULL, "planned instances=1 clause=X-1\n"
	    GOOD("a") "done instances=1 executed=0\n",
	    "SENDFILE-01 conforms | X-1" BROKEN "its last line counts 1 "
	    "instances, 0 executed, but there are 1, 1 executed / 1 1 0");
}

#define NOT_RUN(n) "not_run row=sendfile/a clause=SENDFILE-01 instances=" n \
	" reason='given%20up'\n"

ATF_TC_WITHOUT_HEAD(instances_not_run_are_missing_but_explained);
ATF_TC_BODY(instances_not_run_are_missing_but_explained, tc)
{
	check_case("SENDFILE-01", "failed", "4 of 5 instances were not run",
	    "planned instances=5 clause=SENDFILE-01\n" GOOD("a") NOT_RUN("4")
	    "done instances=1 executed=1\n",
	    "SENDFILE-01 conforms / 5 1 4");
	/* Two rows of one case. */
	check_case("SENDFILE-01", "failed", "no",
	    "planned instances=2 clause=SENDFILE-01\n"
	    "planned instances=3 clause=SENDFILE-01\n" NOT_RUN("2")
	    NOT_RUN("3") "done instances=0 executed=0\n", " / 5 0 5");
	check_case("X-1", "failed", "no",
	    "planned instances=5 clause=X-1\n" GOOD("a") NOT_RUN("3")
	    "done instances=1 executed=1\n",
	    "SENDFILE-01 conforms | X-1" BROKEN
	    "5 instances planned, 1 reported, 3 not run / 5 1 4");
	check_case("X-1", "failed", "no", "planned instances=1 clause=X-1\n"
	    NOT_RUN("some") "done instances=0 executed=0\n",
	    "X-1" BROKEN "line 2 of its output cannot be read: row, clause or "
	    "reason is missing, or 'instances' no count; 1 instances planned, "
	    "0 reported / 1 0 1");
}

ATF_TC_WITHOUT_HEAD(case_skipped_before_it_began_is_unsupported);
ATF_TC_BODY(case_skipped_before_it_began_is_unsupported, tc)
{
	check_case("X-1", "skipped", "needs root", "",
	    "X-1 unsupported sendfile_test:a_case: skipped: needs root"
	    " / 0 0 0");
}

ATF_TC_WITHOUT_HEAD(failure_that_no_instance_explains_is_broken);
ATF_TC_BODY(failure_that_no_instance_explains_is_broken, tc)
{
	check_case(NULL, "failed", "odd", "planned instances=1 clause=X-1\n"
	    GOOD("a") "done instances=1 executed=1\n",
	    "SENDFILE-01 conforms | X-1" BROKEN "failed: odd / 1 1 0");
	check_case(NULL, "failed", "differs",
	    "planned instances=1 clause=X-1\n"
	    "instance id=a clause=X-1 verdict=differs departs=none "
	    "expected=false\ndone instances=1 executed=1\n",
	    "X-1 differs / 1 1 0");
	check_case(NULL, "failed", "stale", "planned instances=0\n"
	    "stale entry='e' reason='r'\ndone instances=0 executed=0\n",
	    " / 0 0 0");
}

static const struct {
	const char *line, *fault;
} malformed[] = {
	{ "planned instances=x clause=X-1", "'instances' or 'of' is no count" },
	{ "planned instances=1 of=-1 clause=X-1",
	    "'instances' or 'of' is no count" },
	{ "offence id=a verdict=differs line='x'",
	    "id, verdict, departs or line is missing" },
	{ "group source=s vectors=1", "'name' is missing, or 'vectors' no "
	    "count" },
	{ "group name=n vectors=many", "'name' is missing, or 'vectors' no "
	    "count" },
	{ "stale reason=r", "'entry' is missing" },
};

ATF_TC_WITHOUT_HEAD(line_that_lacks_a_field_is_broken);
ATF_TC_BODY(line_that_lacks_a_field_is_broken, tc)
{
	char output[128], wanted[256];
	size_t i;

	for (i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
		snprintf(output, sizeof(output), "%s\ndone instances=0 "
		    "executed=0\n", malformed[i].line);
		snprintf(wanted, sizeof(wanted), "unknown" BROKEN "line 1 of "
		    "its output cannot be read: %s / 0 0 0",
		    malformed[i].fault);
		check_case(NULL, "passed", NULL, output, wanted);
	}
}

ATF_TC_WITHOUT_HEAD(malformed_line_is_broken);
ATF_TC_BODY(malformed_line_is_broken, tc)
{
#define LINE "unknown" BROKEN "line 1 of its output cannot be read: "
	check_case(NULL, "passed", NULL, "instance id='a\n"
	    "done instances=0 executed=0\n",
	    LINE "a string has no closing quote / 0 0 0");
	check_case(NULL, "passed", NULL, "instance id=a clause=X-1 "
	    "verdict=conform departs=none expected=false\n"
	    "done instances=1 executed=1\n",
	    LINE "its verdict or departs is unknown / 0 0 0");
	check_case(NULL, "passed", NULL, "instance id=a clause=X-1\n"
	    "done instances=1 executed=1\n", LINE "id, clause, verdict or "
	    "departs is missing / 0 0 0");
	check_case(NULL, "passed", NULL, "instance id=a clause=X-1 "
	    "verdict=differs departs=none expected=1\n"
	    "done instances=1 executed=1\n", LINE "'expected' is neither "
	    "true nor false / 0 0 0");
	check_case(NULL, "passed", NULL, "planned instances=2 clause=X-1\n"
	    GOOD("a") GOOD("a") "done instances=2 executed=2\n",
	    "SENDFILE-01 conforms | X-1" BROKEN "line 3 of its output cannot "
	    "be read: the instance is there already; 2 instances planned, 1 "
	    "reported / 2 1 1");
}

static void
check_problem(const char *wanted)
{
	sqlite3_stmt *stmt;
	struct store s;

	store_init(&s);
	read_results(&s, "r", NULL, NULL);
	stmt = store_prepare(&s, "SELECT ifnull((SELECT"
	    " group_concat(sentence, ' | ') FROM problem), '') || ' / ' ||"
	    " (SELECT count(*) FROM instance)");
	ATF_REQUIRE(store_step(stmt));
	ATF_CHECK_STREQ(wanted, store_text(stmt, 0));
	sqlite3_finalize(stmt);
	store_release(&s);
}

/* One good file beside which the bad ones stand. */
static void
make_good(const char *path, const char *output)
{
	sqlite3 *db = fixture_start(path);

	fixture_case(db, "a", "SENDFILE-01", "passed", NULL, output);
	fixture_end(db);
}

static void
make_bytes(const char *path, const char *bytes)
{
	FILE *f = fopen(path, "w");

	ATF_REQUIRE(f != NULL);
	fputs(bytes, f);
	ATF_REQUIRE_EQ(0, fclose(f));
}

#define ONE IDENTITY "planned instances=1 clause=SENDFILE-01\n" GOOD("a") \
	"done instances=1 executed=1\n"

ATF_TC_WITHOUT_HEAD(unreadable_file_is_told_and_the_rest_is_read);
ATF_TC_BODY(unreadable_file_is_told_and_the_rest_is_read, tc)
{
#define X "'r/native/x.db' cannot be read: "
	static const char *const x = "r/native/x.db";
	sqlite3 *db;

	make_good("r/native/a.db", ONE);
	check_problem(" / 1");
	make_bytes(x, "");
	check_problem(X "it is empty / 1");
	make_bytes(x, "this is certainly no database, whoever reads it");
	check_problem(X "it is no SQLite database / 1");
	unlink(x);
	db = fixture_start(x);
	check_problem(X "Kyua was interrupted, or is still running, and "
	    "writes all results at its end / 1");
	fixture_end(db);
	check_problem(X "Kyua ran no test case / 1");
	sqlite3_open(x, &db);
	fixture_run(db, "UPDATE metadata SET schema_version = 4");
	sqlite3_close(db);
	check_problem(X "its Kyua schema is not 3 / 1");
	sqlite3_open(x, &db);
	fixture_run(db, "DROP TABLE metadata");
	sqlite3_close(db);
	check_problem(X "it holds no results of Kyua / 1");
	unlink(x);
	mkdir(x, 0777);
	check_problem(X "it is no file / 1");
	rmdir(x);
	ATF_REQUIRE_EQ(0, symlink("nowhere", x));
	check_problem(X "No such file or directory / 1");
}

ATF_TC_WITHOUT_HEAD(truncated_file_is_told_wherever_it_ends);
ATF_TC_BODY(truncated_file_is_told_wherever_it_ends, tc)
{
	static const char *const x = "r/native/x.db";
	char output[20000];
	struct stat st;
	off_t size;

	memset(output, 'x', sizeof(output) - 1);
	output[sizeof(output) - 1] = '\0';
	make_good("r/native/a.db", ONE);
	make_good(x, output);
	ATF_REQUIRE_EQ(0, stat(x, &st));
	for (size = st.st_size - 1; size > 512; size -= 1000) {
		ATF_REQUIRE_EQ(0, truncate(x, size));
		check_problem(X "it is truncated or damaged / 1");
	}
}

ATF_TC_WITHOUT_HEAD(damaged_page_is_told);
ATF_TC_BODY(damaged_page_is_told, tc)
{
	static const char *const x = "r/native/x.db";
	struct stat st;
	FILE *f;
	long at;

	make_good("r/native/a.db", ONE);
	make_good(x, GOOD("b"));
	ATF_REQUIRE_EQ(0, stat(x, &st));
	f = fopen(x, "r+");
	ATF_REQUIRE(f != NULL);
	for (at = 4096; at < st.st_size; at += 4096) {
		fseek(f, at, SEEK_SET);
		fputs("\377\377\377\377\377\377\377\377", f);
	}
	ATF_REQUIRE_EQ(0, fclose(f));
	check_problem(X "it is truncated or damaged / 1");
}

ATF_TC_WITHOUT_HEAD(missing_results_are_told);
ATF_TC_BODY(missing_results_are_told, tc)
{
	static const char *const platforms[] = { "uml", "native", "uml", NULL };
	static const char *const areas[] = { "a", "b", NULL };
	struct store s;

	check_problem("'r' cannot be read: No such file or directory / 0");
	mkdir("r", 0777);
	check_problem("'r' has no results: no platform's folder is there / 0");
	make_good("r/native/a.db", ONE);
	mkdir("r/uml", 0777);
	check_problem("'r/uml' has no results: no file AREA.db is there / 1");
	make_good("r/uml/b.db", GOOD("u") "done instances=1 executed=1\n");
	check_problem("'r/native/b.db' is missing | 'r/uml/a.db' is missing"
	    " / 3");
	rename("r/native", "r/other");
	store_init(&s);
	read_results(&s, "r", platforms, areas);
	ATF_CHECK_EQ(3, store_number(&s, "SELECT count(*) FROM problem"));
	ATF_CHECK_EQ(1, store_number(&s, "SELECT count(*) FROM problem WHERE"
	    " sentence = '''r/uml/a.db'' is missing'"));
	ATF_CHECK_EQ(1, store_number(&s, "SELECT count(*) FROM problem WHERE"
	    " sentence = '''r/native'' cannot be read: No such file or "
	    "directory'"));
	ATF_CHECK_EQ(1, store_number(&s, "SELECT count(*) FROM problem WHERE"
	    " sentence GLOB 'platform ''uml'' is asked for twice*'"));
	ATF_CHECK_EQ(2, store_number(&s, "SELECT count(*) FROM platform"));
	store_release(&s);
}

ATF_TC_WITHOUT_HEAD(area_that_was_asked_for_is_missed);
ATF_TC_BODY(area_that_was_asked_for_is_missed, tc)
{
	FILE *f;

	mkdir("r", 0777);
	make_good("r/native/a.db", ONE);
	check_problem(" / 1");
	f = fopen("r/native/areas", "w");
	ATF_REQUIRE(f != NULL);
	fputs("a lost\n", f);
	fclose(f);
	check_problem("'r/native/lost.db' is missing / 1");
}

ATF_TC_WITHOUT_HEAD(contradicting_identity_is_told);
ATF_TC_BODY(contradicting_identity_is_told, tc)
{
	make_good("r/native/a.db", ONE);
	make_good("r/native/b.db", "platform name=native kernel='6.1'\n"
	    "planned instances=0 clause=X-1\ndone instances=0 executed=0\n");
	check_problem("'r/native/b.db' does not belong here: the kernel is "
	    "'6.1', and '6.18.44' elsewhere in its platform / 1");
	unlink("r/native/b.db");
	make_good("r/native/b.db", "platform name=uml\n"
	    "planned instances=0 clause=X-1\ndone instances=0 executed=0\n");
	check_problem("'r/native/b.db' does not belong here: the platform is "
	    "'uml', and 'native' elsewhere in its platform / 1");
}

/* As one for which there is no memory. */
ATF_TC_WITHOUT_HEAD(text_that_is_not_bound_ends_a_report);
ATF_TC_BODY(text_that_is_not_bound_ends_a_report, tc)
{
	struct store s;
	pid_t pid;

	(void)tc;
	fflush(NULL);
	pid = atf_utils_fork();
	if (pid == 0) {
		store_init(&s);
		sqlite3_limit(s.db, SQLITE_LIMIT_LENGTH, 20);
		store_bind_text(store_prepare(&s, "SELECT ?"), 1,
		    "more than twenty bytes of text");
		_exit(0);
	}
	atf_utils_wait(pid, 2, "", "report: string or blob too big, in: "
	    "SELECT ?\n");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, finished_case_gives_its_instances);
	ATF_TP_ADD_TC(tp,
	    case_without_instances_of_ours_counts_only_as_a_case);
	ATF_TP_ADD_TC(tp, case_that_falls_short_is_one_broken_instance);
	ATF_TP_ADD_TC(tp, instances_not_run_are_missing_but_explained);
	ATF_TP_ADD_TC(tp, case_skipped_before_it_began_is_unsupported);
	ATF_TP_ADD_TC(tp, failure_that_no_instance_explains_is_broken);
	ATF_TP_ADD_TC(tp, malformed_line_is_broken);
	ATF_TP_ADD_TC(tp, line_that_lacks_a_field_is_broken);
	ATF_TP_ADD_TC(tp, unreadable_file_is_told_and_the_rest_is_read);
	ATF_TP_ADD_TC(tp, truncated_file_is_told_wherever_it_ends);
	ATF_TP_ADD_TC(tp, damaged_page_is_told);
	ATF_TP_ADD_TC(tp, missing_results_are_told);
	ATF_TP_ADD_TC(tp, area_that_was_asked_for_is_missed);
	ATF_TP_ADD_TC(tp, contradicting_identity_is_told);
	ATF_TP_ADD_TC(tp, text_that_is_not_bound_ends_a_report);
	return atf_no_error();
}
