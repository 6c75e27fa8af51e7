/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/report/fixture.h"
#include "harness/report/report.h"
#include "harness/report/stream.h"

#define FOLDER "results/here"
#define INSTANCE(n) "instance id='sendfile/%s[a=" n "]' clause=SENDFILE-01 " \
    "verdict=conforms departs=none expected=true"

static const char *const lines[] = {
	"stream revision=0123456789abcdef cases=1 instances=2",
	"stream_plan area=sendfile name=%s clause=SENDFILE-01 instances=2",
	"stream_case area=sendfile name=%s",
	"planned instances=2 clause=SENDFILE-01 row='sendfile/%s' axes='a'",
	INSTANCE("1"),
	INSTANCE("2"),
	"done instances=2 executed=2",
	"stream_end cases=1 planned=2",
};
#define LINES (sizeof(lines) / sizeof(lines[0]))

static void
write_bytes(const char *path, const char *bytes)
{
	FILE *out = fopen(path, "w");

	ATF_REQUIRE(out != NULL && fputs(bytes, out) >= 0 && fclose(out) == 0);
}

/* A row of which so many lines are there. */
static void
write_row(const char *name, size_t n)
{
	struct text path = TEXT_INIT, line = TEXT_INIT, all = TEXT_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		const char *at = strstr(lines[i], "%s");

		text_cut(&line, 0);
		if (at == NULL)
			text_adds(&line, lines[i]);
		else
			text_addf(&line, "%.*s%s%s", (int)(at - lines[i]),
			    lines[i], name, at + 2);
		stream_format(&all, i + 1, text_get(&line), line.len);
	}
	mkdir("results", 0777);
	mkdir(FOLDER, 0777);
	mkdir(FOLDER "/sendfile.rows", 0777);
	write_bytes(FOLDER "/run", "run 1\n");
	text_addf(&path, FOLDER "/sendfile.rows/%s", name);
	write_bytes(text_get(&path), text_get(&all));
	text_release(&path);
	text_release(&line);
	text_release(&all);
}

/* The exit status of the report, and what it printed. */
static int
report(struct text *said)
{
	struct report_options o = { .results = "results", .plain = true };
	char bytes[4096];
	size_t n;
	int status;

	o.out = tmpfile();
	status = report_run(&o);
	rewind(o.out);
	text_cut(said, 0);
	while ((n = fread(bytes, 1, sizeof(bytes), o.out)) > 0)
		text_add(said, bytes, n);
	fclose(o.out);
	return status;
}

static void
check_says(const struct text *said, const char *sentence)
{
	ATF_CHECK_MSG(strstr(text_get(said), sentence) != NULL,
	    "'%s' is not in: %s", sentence, text_get(said));
}

ATF_TC_WITHOUT_HEAD(rows_of_an_unfinished_area_count_and_are_named);
ATF_TC_BODY(rows_of_an_unfinished_area_count_and_are_named, tc)
{
	struct text said = TEXT_INIT;

	write_row("complete", LINES);
	write_row("begun", 5);
	write_row("planned", 2);
	ATF_CHECK_EQ(2, report(&said));
	check_says(&said, "of its 3 rows 1 are complete and 1 were begun; "
	    "`conform run --resume` goes on");
	check_says(&said, "      1  sendfile/begun  here: the run ended before");
	check_says(&said, "      2  sendfile/planned  here: the run ended");
	check_says(&said, "not run           3\n");
	check_says(&said, "conforms          3\n");
	ATF_CHECK(strstr(text_get(&said), "sendfile/complete") == NULL);
	text_release(&said);
}

ATF_TC_WITHOUT_HEAD(row_whose_beginning_is_lost_is_named);
ATF_TC_BODY(row_whose_beginning_is_lost_is_named, tc)
{
	struct text said = TEXT_INIT;

	write_row("complete", LINES);
	write_row("empty", 0);
	ATF_CHECK_EQ(2, report(&said));
	check_says(&said, "row 'sendfile/empty' is lost: ");
	check_says(&said, "of its 2 rows 1 are complete and 0 were begun");
	text_release(&said);
}

ATF_TC_WITHOUT_HEAD(platform_that_was_prepared_has_run_nothing);
ATF_TC_BODY(platform_that_was_prepared_has_run_nothing, tc)
{
	struct text said = TEXT_INIT;

	write_row("planned", 2);
	unlink(FOLDER "/run");
	ATF_CHECK_EQ(2, report(&said));
	check_says(&said, "'" FOLDER "' was still being prepared: no row of it "
	    "was run");
	text_release(&said);
}

ATF_TC_WITHOUT_HEAD(finished_area_is_its_database_alone);
ATF_TC_BODY(finished_area_is_its_database_alone, tc)
{
	struct text said = TEXT_INIT;
	sqlite3 *db;

	write_row("planned", 2);
	db = fixture_start(FOLDER "/sendfile.db");
	fixture_case(db, "planned", "SENDFILE-01", "passed", NULL,
	    "planned instances=1 clause=SENDFILE-01\n"
	    "instance id='sendfile/planned[a=1]' clause=SENDFILE-01 "
	    "verdict=conforms departs=none expected=true\n"
	    "done instances=1 executed=1\n");
	ATF_CHECK_EQ(SQLITE_OK, sqlite3_close(db));
	ATF_CHECK_EQ(2, report(&said));
	check_says(&said, "Kyua was interrupted");
	check_says(&said, "of its 1 rows 0 are complete");
	ATF_REQUIRE_EQ(SQLITE_OK, sqlite3_open(FOLDER "/sendfile.db", &db));
	fixture_end(db);
	ATF_CHECK_EQ(0, report(&said));
	check_says(&said, "instances         1\n");
	text_release(&said);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, rows_of_an_unfinished_area_count_and_are_named);
	ATF_TP_ADD_TC(tp, row_whose_beginning_is_lost_is_named);
	ATF_TP_ADD_TC(tp, platform_that_was_prepared_has_run_nothing);
	ATF_TP_ADD_TC(tp, finished_area_is_its_database_alone);
	return atf_no_error();
}
