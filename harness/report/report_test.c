/* SPDX-License-Identifier: BSD-2-Clause */
/* From databases to what a person and a program read. */
#include <stdlib.h>
#include <unistd.h>

#include "harness/report/fixture.h"
#include "harness/report/record.h"
#include "harness/report/report.h"
#include "harness/report/table.h"

#define IDENTITY(name) \
	"platform name=" name " kernel='6.18.44' libc='glibc%202.36' " \
	"arch=x86_64\niut name='pysock%201.0' command='build/iut'\n" \
	"oracle name='CPython%203.11.2'\n"
#define INSTANCE(id, verdict, departs, more) \
	"instance id='" id "' clause=SENDFILE-01 verdict=" verdict \
	" departs=" departs " " more " waits=false\n"
#define CONFORMS(id, trace) \
	INSTANCE(id, "conforms", "none", "expected=false trace=" trace)

static const char good[] = IDENTITY("native")
    "planned instances=4 clause=SENDFILE-01\n"
    CONFORMS("sendfile/a[x=1]", "01") CONFORMS("sendfile/a[x=2]", "01")
    INSTANCE("sendfile/a[x=3]", "departs-from-doc", "oracle",
    "expected=true entry='pipe' finding='of-a-pipe' line='sendfile:%20returned%200' "
    "reason='na%c3%afve' trace=02")
    INSTANCE("sendfile/a[x=4]", "unsupported", "none",
    "expected=true reason='no%20%22AF_ALG%22'")
    "done instances=4 executed=3\n";

static const char bad[] = IDENTITY("uml")
    "planned instances=3 clause=SENDFILE-01\n"
    INSTANCE("sendfile/a[x=1]", "departs-from-doc", "both",
    "expected=false line='send%1b[31mfile:%0areturned%200' trace=02")
    INSTANCE("sendfile/a[x=2]", "differs", "none",
    "expected=false line='a:%20b%ff' trace=03")
    "stale entry='old' reason='no%20longer%20happens'\n"
    CONFORMS("sendfile/a[x=3]", "01")
    "done instances=3 executed=3\n";

static void
make(const char *path, const char *output, const char *result)
{
	sqlite3 *db = fixture_start(path);

	fixture_case(db, "a", "SENDFILE-01", result, NULL, output);
	fixture_end(db);
}

static struct report_options options = {
	.results = "results", .output = "out/report", .plain = true,
};

/* Runs a report; what it printed is left in `printed`. */
static char *printed;

static int
run(void)
{
	size_t len;
	int status;

	free(printed);
	options.out = open_memstream(&printed, &len);
	ATF_REQUIRE(options.out != NULL);
	status = report_run(&options);
	fclose(options.out);
	return status;
}

static bool
has(const char *text)
{
	return strstr(printed, text) != NULL;
}

#define CHECK_HAS(text) \
	ATF_CHECK_MSG(has(text), "no '%s' in:\n%s", text, printed)

/* Checks what an SQL expression over the report, `json`, gives. */
static void
check_json(const char *expression, const char *wanted)
{
	struct text bytes = TEXT_INIT;
	char buffer[4096];
	sqlite3_stmt *stmt;
	sqlite3 *db;
	char *sql;
	size_t n;
	FILE *f = fopen("out/report/report.json", "r");

	ATF_REQUIRE(f != NULL);
	while ((n = fread(buffer, 1, sizeof(buffer), f)) > 0)
		text_add(&bytes, buffer, n);
	fclose(f);
	sqlite3_open(":memory:", &db);
	sql = sqlite3_mprintf("WITH r(json) AS (VALUES (?)) SELECT %s FROM r",
	    expression);
	ATF_REQUIRE_EQ(SQLITE_OK, sqlite3_prepare_v2(db, sql, -1, &stmt, NULL));
	sqlite3_bind_text(stmt, 1, text_get(&bytes), -1, SQLITE_STATIC);
	ATF_REQUIRE_EQ(SQLITE_ROW, sqlite3_step(stmt));
	ATF_CHECK_STREQ(wanted, (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_free(sql);
	sqlite3_close(db);
	text_release(&bytes);
}

ATF_TC_WITHOUT_HEAD(expected_results_exit_with_0);
ATF_TC_BODY(expected_results_exit_with_0, tc)
{
	make("results/native/a.db", good, "expected_failure");
	ATF_CHECK_EQ(0, run());
	CHECK_HAS("native: kernel 6.18.44, glibc 2.36, x86_64, IUT pysock 1.0, "
	    "oracle CPython 3.11.2\n");
	CHECK_HAS("SENDFILE          3/4  1 departs, 1 unsupported\n");
	CHECK_HAS("total             3/4  1 departs, 1 unsupported\n");
	CHECK_HAS("distinct traces   2\n");
	CHECK_HAS("    1  of-a-pipe  native\n         na\xc3\xafve\n");
	CHECK_HAS("    1  unsupported, in no entry  native\n         no \"AF_ALG\"\n");
	CHECK_HAS("Nothing unexpected.");
	ATF_CHECK(!has("UNEXPECTED") && !has("ERRORS") && !has("\033"));
}

ATF_TC_WITHOUT_HEAD(rows_not_run_exit_with_1);
ATF_TC_BODY(rows_not_run_exit_with_1, tc)
{
	make("results/native/a.db", IDENTITY("native")
	    "planned instances=9 clause=SENDFILE-01\n"
	    CONFORMS("sendfile/a[x=1]", "01")
	    "not_run row=sendfile/a clause=SENDFILE-01 instances=8 "
	    "reason='given%20up:%20it%20hung'\n"
	    "done instances=1 executed=1\n", "failed");
	ATF_CHECK_EQ(1, run());
	CHECK_HAS("SENDFILE          1/9  8 not run\n");
	CHECK_HAS("not run           8\n");
	CHECK_HAS("broken            0\n");
	CHECK_HAS("\nNOT RUN, 8 instances:\n      8  sendfile/a  native: given "
	    "up: it hung\n");
	CHECK_HAS("FAILED: ");
	check_json("json ->> '$.platforms[0].not_run'", "[{\"row\":"
	    "\"sendfile/a\",\"clause\":\"SENDFILE-01\",\"instances\":8,"
	    "\"reason\":\"given up: it hung\"}]");
	check_json("json ->> '$.platforms[0].missing'", "8");
	check_json("json ->> '$.platforms[0].instances'", "9");
	check_json("json ->> '$.platforms[0].unexpected'", "0");
}

static void
leave_score(const char *json)
{
	FILE *f;

	mkdir("out", 0777);
	mkdir("out/report", 0777);
	f = fopen("out/report/mutants.json", "w");
	ATF_REQUIRE(f != NULL && fputs(json, f) >= 0 && fclose(f) == 0);
}

ATF_TC_WITHOUT_HEAD(score_of_mutants_is_told_with_its_time);
ATF_TC_BODY(score_of_mutants_is_told_with_its_time, tc)
{
	make("results/native/a.db", good, "expected_failure");
	ATF_CHECK_EQ(0, run());
	ATF_CHECK(!has("mutants:"));
	check_json("json_extract(json, '$.mutants') IS NULL", "1");
	leave_score("{\"schema\": 1, \"made\": \"2026-01-02 03:04:05\", "
	    "\"commit\": \"abc1234-dirty\", \"implementations\": "
	    "{\"good\": 7, \"equivalent\": 2, \"all\": 10}, \"platforms\": "
	    "{\"good\": 3, \"equivalent\": 0, \"all\": 3}, "
	    "\"legal_platforms\": {\"good\": 1, \"equivalent\": 0, "
	    "\"all\": 1}, \"clauses\": {\"EINTR-01\": {\"killed\": 2, "
	    "\"equivalent\": 0, \"all\": 3}, \"MODE-01\": {\"killed\": 1, "
	    "\"equivalent\": 0, \"all\": 1}}}");
	ATF_CHECK_EQ(0, run());
	CHECK_HAS("mutants: wrong implementations killed 7/10 (2 proved "
	    "equivalent), wrong platforms caught 3/3, legal ones without "
	    "alarm 1/1\n  made 2026-01-02 03:04:05 UTC, ");
	CHECK_HAS(" hours ago, of commit abc1234-dirty\n");
	CHECK_HAS("  EINTR-01: killed 2/3\n");
	ATF_CHECK(!has("MODE-01:"));
	check_json("json_extract(json, '$.mutants.clauses.\"EINTR-01\".all')",
	    "3");
	check_json("json_extract(json, '$.mutants.commit')", "abc1234-dirty");
}

ATF_TC_WITHOUT_HEAD(unreadable_score_of_mutants_exits_with_2);
ATF_TC_BODY(unreadable_score_of_mutants_exits_with_2, tc)
{
	make("results/native/a.db", good, "expected_failure");
	leave_score("{\"schema\": 1, \"made");
	ATF_CHECK_EQ(2, run());
	CHECK_HAS("'out/report/mutants.json' is not what make mutants writes");
}

ATF_TC_WITHOUT_HEAD(unexpected_results_exit_with_1);
ATF_TC_BODY(unexpected_results_exit_with_1, tc)
{
	static const char *const platforms[] = { "uml", "native", NULL };

	make("results/native/a.db", good, "expected_failure");
	make("results/uml/a.db", bad, "failed");
	options.platforms = platforms;
	ATF_CHECK_EQ(1, run());
	CHECK_HAS("clauses           uml                                     "
	    "native\n");
	CHECK_HAS("SENDFILE          3/3  1 departs (new), 1 differs (new)");
	CHECK_HAS("UNEXPECTED: 3 results of 3 kinds, ");
	CHECK_HAS("  SENDFILE-01 sendfile/a: send%1b[31mfile:%0areturned 0 "
	    "(IUT and oracle)\n      uml: 1 of 3 instances\n"
	    "      build/conform show 'sendfile/a[x=1]' --iut 'build/iut'\n");
	CHECK_HAS("  SENDFILE-01 sendfile/a: a: b\xef\xbf\xbd\n");
	CHECK_HAS("  ledger entry old: stale: no longer happens; uml\n");
	options.plain = false;
	ATF_CHECK_EQ(1, run());
	CHECK_HAS("\033[31m");
}

ATF_TC_WITHOUT_HEAD(same_kind_on_two_platforms_is_one_paragraph);
ATF_TC_BODY(same_kind_on_two_platforms_is_one_paragraph, tc)
{
	static const char *const platforms[] = { "uml", "b", "a", NULL };

	make("results/uml/a.db", bad, "failed");
	make("results/a/a.db", strchr(bad, '\n') + 1, "failed");
	make("results/b/a.db", strchr(bad, '\n') + 1, "failed");
	options.platforms = platforms;
	ATF_CHECK_EQ(1, run());
	CHECK_HAS("UNEXPECTED: 9 results of 3 kinds, ");
	CHECK_HAS("  SENDFILE-01 sendfile/a: a: b\xef\xbf\xbd\n"
	    "      uml, b, a: 1 of 3 instances\n");
}

/* The time and the sources of a column's run, as a run leaves them. */
static void
leave_made(const char *path, const char *line)
{
	FILE *f = fopen(path, "w");

	ATF_REQUIRE(f != NULL && fputs(line, f) >= 0 && fclose(f) == 0);
}

ATF_TC_WITHOUT_HEAD(column_of_an_earlier_run_says_when);
ATF_TC_BODY(column_of_an_earlier_run_says_when, tc)
{
	make("results/native/a.db", good, "passed");
	make("results/uml/a.db", strchr(good, '\n') + 1, "passed");
	leave_made("results/native/made", "2026-11-20 10:00:00 abc1234\n");
	leave_made("results/uml/made", "2026-11-27 09:00:00 def5678\n");
	run();
	CHECK_HAS("\n  of an earlier run, made 2026-11-20 10:00:00 UTC of "
	    "abc1234\n");
	ATF_CHECK(!has("made 2026-11-27"));
	leave_made("results/native/made", "2026-11-27 09:00:00 def5678\n");
	run();
	ATF_CHECK(!has("of an earlier run"));
	check_json("json->'$.platforms[0].imported'", "false");
	leave_made("results/uml/made", "2026-11-28 09:00:00 imported\n");
	run();
	CHECK_HAS("\n  imported 2026-11-28 09:00:00 UTC\n");
	check_json("json->'$.platforms[1].imported'", "true");
	check_json("json->>'$.platforms[1].made'", "2026-11-28 09:00:00");
	check_json("json->>'$.platforms[1].commit'", "");
}

ATF_TC_WITHOUT_HEAD(table_of_four_platforms_has_100_columns);
ATF_TC_BODY(table_of_four_platforms_has_100_columns, tc)
{
	const char *line, *end;

	make("results/native/a.db", good, "passed");
	make("results/uml-6.12-with-a-very-long-name/a.db",
	    strchr(bad, '\n') + 1, "failed");
	make("results/gvisor/a.db", strchr(bad, '\n') + 1, "failed");
	make("results/qemu/a.db", strchr(bad, '\n') + 1, "broken");
	ATF_CHECK_EQ(1, run());
	line = strstr(printed, "clauses  ");
	ATF_REQUIRE(line != NULL);
	for (; strncmp(line, "Expected", 8) != 0; line = end + 1) {
		end = strchr(line, '\n');
		ATF_REQUIRE(end != NULL);
		ATF_CHECK_MSG(end - line <= TABLE_WIDTH, "%.*s",
		    (int)(end - line), line);
	}
}

/* What the implementation is on names the column, and not the runner. */
static const char emulated[] =
    "platform name='far' system='gvisor' kernel='4.4.0' libc='musl' "
    "arch='s390x' word='64' byteorder='big' emulator='qemu-user%207.2' "
    "runner_arch='x86_64' runner_kernel='6.18' "
    "abilities='%20sendfile%20%20ipv6%20'\n"
    "iut name='pysock%201.0' unseen='timers,%20children'\n"
    "oracle name='CPython%203.11.2' build='3.11.2%20(main)' arch='x86_64' "
    "libc='glibc%202.36' not_compared='it%20sends%20parts'\n"
    "planned instances=1 clause=SENDFILE-01\n"
    CONFORMS("sendfile/a[x=1]", "01") "done instances=1 executed=1\n";

ATF_TC_WITHOUT_HEAD(platform_is_what_the_implementation_is_on);
ATF_TC_BODY(platform_is_what_the_implementation_is_on, tc)
{
	make("results/far/a.db", emulated, "passed");
	ATF_CHECK_EQ(0, run());
	CHECK_HAS("far: kernel gvisor 4.4.0 (on 6.18), musl, s390x "
	    "(qemu-user 7.2 on x86_64), big-endian, IUT pysock 1.0, "
	    "oracle CPython 3.11.2 on x86_64\n  it has sendfile ipv6\n"
	    "  its oracle is not compared with a recording: it sends parts\n"
	    "  it does not show, and nobody asks after an instance: "
	    "timers, children\n");
	check_json("json->>'$.platforms[0].unseen'", "timers, children");
	check_json("json->>'$.platforms[0].not_compared'", "it sends parts");
	check_json("json->'$.platforms[0].runner'",
	    "{\"arch\":\"x86_64\",\"kernel\":\"6.18\"}");
	check_json("json->'$.platforms[0].abilities'", "\"sendfile ipv6\"");
	check_json("json->'$.platforms[0].emulator'", "\"qemu-user 7.2\"");
	check_json("json->'$.platforms[0].word'", "64");
	check_json("json->'$.platforms[0].oracle_on'", "{\"arch\":\"x86_64\","
	    "\"libc\":\"glibc 2.36\",\"emulator\":\"\"}");
}

/* What is elsewhere is shown there. */
ATF_TC_WITHOUT_HEAD(instance_is_shown_where_it_was_seen);
ATF_TC_BODY(instance_is_shown_where_it_was_seen, tc)
{
	make("results/uml/a.db", bad, "failed");
	leave_made("results/uml/reached", "uml\n");
	ATF_CHECK_EQ(1, run());
	CHECK_HAS("\n      build/conform show '");
	CHECK_HAS("]' --iut 'build/iut' --platforms 'uml'\n");
	CHECK_HAS("\nOne alone: build/conform show 'ID' --platforms 'uml', and "
	    "again: build/conform replay 'ID' --platforms 'uml'\n");
	check_json("json->>'$.platforms[0].reached'", "uml");
	leave_made("results/uml/reached", "./pysock-arm64\n");
	ATF_CHECK_EQ(1, run());
	CHECK_HAS("\n      ./pysock-arm64 show '");
	CHECK_HAS("\nOne alone: ./pysock-arm64 show 'ID', and again: "
	    "./pysock-arm64 replay 'ID'\n");
	leave_made("results/uml/reached", "./pysock-x; echo\n");
	ATF_CHECK_EQ(1, run());
	CHECK_HAS("build/conform show 'ID' --platforms './pysock-x; echo'");
}

/* What the platform lacks throughout is expected, and says nothing of it. */
ATF_TC_WITHOUT_HEAD(column_that_executed_nothing_exits_with_1);
ATF_TC_BODY(column_that_executed_nothing_exits_with_1, tc)
{
	static const char idle[] = IDENTITY("idle")
	    "planned instances=1 clause=SENDFILE-01\n"
	    INSTANCE("sendfile/a[x=1]", "unsupported", "none",
	    "expected=true reason='no%20AF_ALG'")
	    "done instances=1 executed=0\n";

	make("results/idle/a.db", idle, "passed");
	ATF_CHECK_EQ(1, run());
	CHECK_HAS("\nEXECUTED NOTHING:\n  idle: of 1 instances\n\n"
	    "FAILED: nothing was executed. All of it: out/report/report.json");
	make("results/native/a.db", good, "expected_failure");
	ATF_CHECK_EQ(1, run());
	CHECK_HAS("FAILED: nothing was executed.");
	make("results/uml/a.db", bad, "failed");
	ATF_CHECK_EQ(1, run());
	CHECK_HAS("  idle: of 1 instances\n\nFAILED: there are unexpected "
	    "results.");
}

ATF_TC_WITHOUT_HEAD(json_has_what_others_read);
ATF_TC_BODY(json_has_what_others_read, tc)
{
	make("results/native/a.db", good, "expected_failure");
	make("results/uml/a.db", bad, "failed");
	ATF_CHECK_EQ(1, run());
	check_json("json_valid(json)", "1");
	check_json("json->'$.schema'", "1");
	check_json("json->'$.problems'", "[]");
	check_json("json->'$.platforms[0].name'", "\"native\"");
	check_json("json->'$.platforms[0].kernel'", "\"6.18.44\"");
	check_json("json->'$.platforms[0].libc'", "\"glibc 2.36\"");
	check_json("json->'$.platforms[0].arch'", "\"x86_64\"");
	check_json("json->'$.platforms[0].word'", "null");
	check_json("json->'$.platforms[0].iut'", "\"pysock 1.0\"");
	check_json("json->'$.platforms[0].oracle'", "\"CPython 3.11.2\"");
	check_json("json->'$.platforms[0].instances'", "4");
	check_json("json->'$.platforms[0].executed'", "3");
	check_json("json->'$.platforms[0].expected'", "2");
	check_json("json->'$.platforms[0].unexpected'", "0");
	check_json("json->'$.platforms[0].distinct_traces'", "2");
	check_json("json->'$.platforms[0].verdicts'",
	    "{\"conforms\":2,\"differs\":0,\"platform-differs\":0,"
	    "\"departs-from-doc\":1,\"unsupported\":1,\"broken\":0,"
	    "\"unstable\":0}");
	check_json("json->'$.platforms[0].clauses.\"SENDFILE-01\".conforms'",
	    "2");
	check_json("json->'$.platforms[0].cases'",
	    "{\"passed\":1,\"failed\":0,\"skipped\":0}");
	check_json("json->'$.platforms[0].divergences[0]'",
	    "{\"id\":\"sendfile/a[x=3]\",\"clause\":\"SENDFILE-01\","
	    "\"verdict\":\"departs-from-doc\",\"departs\":\"oracle\","
	    "\"expected\":true,\"entry\":\"pipe\","
	    "\"finding\":\"of-a-pipe\",\"line\":\"sendfile: returned 0\",\"reason\":\"na\xc3\xafve\","
	    "\"case\":false}");
	check_json("json->'$.platforms[0].findings'", "{\"of-a-pipe\":1}");
	check_json("json->'$.platforms[0].entries'", "[{\"entry\":\"pipe\","
	    "\"finding\":\"of-a-pipe\",\"instances\":1,"
	    "\"rows\":[\"sendfile/a\"]}]");
	check_json("json->'$.instances'", "{\"sendfile/a\":[\"[x=1]\","
	    "\"[x=2]\",\"[x=3]\",\"[x=4]\"]}");
	check_json("json->'$.platforms[0].ran'", "{\"sendfile/a\":\"ccxu\"}");
	check_json("json->'$.platforms[1].ran'", "{\"sendfile/a\":\"XDc-\"}");
	check_json("json->'$.platforms[1].departs'",
	    "{\"iut\":1,\"oracle\":1}");
	check_json("json->'$.platforms[1].unexpected'", "3");
	check_json("json->>'$.platforms[1].divergences[0].line'",
	    "send\033[31mfile:\nreturned 0");
	check_json("json->>'$.platforms[1].divergences[1].line'",
	    "a: b\xef\xbf\xbd");
	check_json("json->'$.platforms[1].stale'",
	    "[{\"entry\":\"old\",\"reason\":\"no longer happens\"}]");
}

ATF_TC_WITHOUT_HEAD(crashed_case_is_broken_and_its_rest_missing);
ATF_TC_BODY(crashed_case_is_broken_and_its_rest_missing, tc)
{
	sqlite3 *db = fixture_start("results/native/a.db");

	fixture_case(db, "dies", "SENDFILE-01", "broken", "signal 11",
	    IDENTITY("native") "planned instances=7 clause=SENDFILE-01\n"
	    CONFORMS("sendfile/a[x=1]", "01"));
	fixture_case(db, "skips", NULL, "skipped", "no", "");
	fixture_end(db);
	ATF_CHECK_EQ(1, run());
	CHECK_HAS("SENDFILE          1/7  1 broken, 6 missing\n");
	CHECK_HAS("  SENDFILE-01 sendfile_test:dies: broken: signal 11; 7 "
	    "instances planned, 1 reported; native\n");
	check_json("json->'$.platforms[0].instances'", "7");
	check_json("json->'$.platforms[0].missing'", "6");
	check_json("json->'$.platforms[0].verdicts.broken'", "1");
	check_json("json->'$.platforms[0].divergences[0].case'", "true");
	check_json("json->'$.platforms[0].cases.skipped'", "1");
}

ATF_TC_WITHOUT_HEAD(unreadable_results_exit_with_2);
ATF_TC_BODY(unreadable_results_exit_with_2, tc)
{
	FILE *f;

	ATF_CHECK_EQ(2, run());
	CHECK_HAS("ERRORS:\n  'results' cannot be read: No such file or "
	    "directory\n");
	ATF_CHECK(access("out", F_OK) != 0);
	make("results/native/a.db", good, "expected_failure");
	ATF_CHECK_EQ(0, run());
	f = fopen("results/native/b.db", "w");
	fputs("garbage garbage garbage", f);
	fclose(f);
	ATF_CHECK_EQ(2, run());
	CHECK_HAS("'results/native/b.db' cannot be read: it is no SQLite "
	    "database");
	CHECK_HAS("SENDFILE          3/4");
	check_json("json->'$.problems[0]'", "\"'results/native/b.db' cannot "
	    "be read: it is no SQLite database\"");
	ATF_REQUIRE_EQ(0, unlink("results/native/a.db"));
	ATF_CHECK_EQ(2, run());
	check_json("json->'$.platforms[0].instances'", "4");
}

ATF_TC_WITHOUT_HEAD(case_without_its_program_is_damage);
ATF_TC_BODY(case_without_its_program_is_damage, tc)
{
	sqlite3 *db = fixture_start("results/native/a.db");

	fixture_case(db, "a", "SENDFILE-01", "passed", NULL, good);
	fixture_run(db, "DELETE FROM test_programs");
	fixture_end(db);
	ATF_CHECK_EQ(2, run());
	CHECK_HAS("'results/native/a.db' cannot be read: it is truncated or "
	    "damaged");
}

ATF_TC_WITHOUT_HEAD(unwritable_output_exits_with_2);
ATF_TC_BODY(unwritable_output_exits_with_2, tc)
{
	make("results/native/a.db", good, "expected_failure");
	options.output = "/dev/full";
	ATF_CHECK_EQ(2, run());
	CHECK_HAS("'/dev/full/report.json' cannot be written: Not a "
	    "directory");
	CHECK_HAS("FAILED: the report is not complete.\nOne alone: ");
	options.output = NULL;
	options.out = fopen("/dev/full", "w");
	ATF_REQUIRE(options.out != NULL);
	ATF_CHECK_EQ(2, report_run(&options));
	fclose(options.out);
}

ATF_TC_WITHOUT_HEAD(counts_are_of_cases);
ATF_TC_BODY(counts_are_of_cases, tc)
{
	struct text names = TEXT_INIT;
	struct report_counts counts = { .names = &names };
	struct why why = WHY_INIT;
	sqlite3 *db = fixture_start("results/native/a.db");

	fixture_case(db, "a", NULL, "passed", NULL, "");
	fixture_case(db, "b", NULL, "expected_failure", "x", "");
	fixture_case(db, "c", NULL, "failed", "x", "");
	fixture_case(db, "d", NULL, "broken", "x", "");
	fixture_case(db, "e", NULL, NULL, NULL, "");
	fixture_case(db, "f", NULL, "skipped", "x", "");
	fixture_end(db);
	ATF_CHECK(report_counts(&options, &counts, &why));
	ATF_CHECK_EQ(2, counts.passed);
	ATF_CHECK_EQ(3, counts.failed);
	ATF_CHECK_EQ(1, counts.skipped);
	ATF_CHECK_STREQ("native sendfile_test:c: x\nnative "
	    "sendfile_test:d: x\nnative sendfile_test:e: no result\n",
	    text_get(&names));
	text_release(&names);
	counts.names = NULL;
	ATF_REQUIRE_EQ(0, mkdir("results/uml", 0777));
	ATF_CHECK(!report_counts(&options, &counts, &why));
	ATF_CHECK_EQ(2, counts.passed);
	ATF_CHECK_MATCH("results/uml", why.text);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, expected_results_exit_with_0);
	ATF_TP_ADD_TC(tp, rows_not_run_exit_with_1);
	ATF_TP_ADD_TC(tp, score_of_mutants_is_told_with_its_time);
	ATF_TP_ADD_TC(tp, unreadable_score_of_mutants_exits_with_2);
	ATF_TP_ADD_TC(tp, unexpected_results_exit_with_1);
	ATF_TP_ADD_TC(tp, same_kind_on_two_platforms_is_one_paragraph);
	ATF_TP_ADD_TC(tp, column_of_an_earlier_run_says_when);
	ATF_TP_ADD_TC(tp, table_of_four_platforms_has_100_columns);
	ATF_TP_ADD_TC(tp, instance_is_shown_where_it_was_seen);
	ATF_TP_ADD_TC(tp, column_that_executed_nothing_exits_with_1);
	ATF_TP_ADD_TC(tp, json_has_what_others_read);
	ATF_TP_ADD_TC(tp, platform_is_what_the_implementation_is_on);
	ATF_TP_ADD_TC(tp, crashed_case_is_broken_and_its_rest_missing);
	ATF_TP_ADD_TC(tp, unreadable_results_exit_with_2);
	ATF_TP_ADD_TC(tp, case_without_its_program_is_damage);
	ATF_TP_ADD_TC(tp, unwritable_output_exits_with_2);
	ATF_TP_ADD_TC(tp, counts_are_of_cases);
	return atf_no_error();
}
