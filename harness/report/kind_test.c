/* SPDX-License-Identifier: BSD-2-Clause */
/* From records to kinds, and to what is printed of them. */
#include <stdlib.h>

#include "harness/report/cause.h"
#include "harness/report/fixture.h"
#include "harness/report/kind.h"
#include "harness/report/read.h"
#include "harness/report/shape.h"
#include "harness/report/table.h"

static struct store store;
static struct text output = TEXT_INIT;
static int instances, executed, unexpected;

/* Begins what a case of that row writes. */
static void
begin(const char *row, const char *axes)
{
	text_cut(&output, 0);
	instances = executed = unexpected = 0;
	text_addf(&output, "planned instances=0 clause=SENDFILE-01 row='%s'",
	    row);
	if (axes != NULL)
		text_addf(&output, " axes='%s'", axes);
	text_addc(&output, '\n');
}

static void
add(const char *id, const char *verdict, const char *more)
{
	bool absent = strcmp(verdict, "unsupported") == 0 ||
	    strcmp(verdict, "broken") == 0;

	text_addf(&output, "instance id='%s' clause=SENDFILE-01 verdict=%s "
	    "departs=none expected=false %s\n", id, verdict, more);
	text_adds(&output, "planned instances=1 clause=SENDFILE-01\n");
	instances++;
	executed += !absent;
	unexpected += strcmp(verdict, "conforms") != 0;
}

/* An offence of the last instance; `departs` "none": both are compared. */
static void
offend(const char *id, const char *departs, const char *line,
    const char *wanted)
{
	text_addf(&output, "offence id='%s' verdict=%s departs=%s known=false"
	    " line='%s'", id, strcmp(departs, "none") == 0 ? "differs" :
	    "departs-from-doc", departs, line);
	if (wanted != NULL)
		text_addf(&output, " wanted='%s'", wanted);
	text_addc(&output, '\n');
}

/* An instance with one offence of the IUT. */
static void
depart(const char *id, const char *line, const char *wanted)
{
	add(id, "departs-from-doc", "");
	offend(id, "iut", line, wanted);
}

static void
end_case(sqlite3 *db, const char *name)
{
	text_addf(&output, "done instances=%d executed=%d\n", instances,
	    executed);
	fixture_case(db, name, "SENDFILE-01", unexpected > 0 ? "failed" :
	    "passed", unexpected > 0 ? "x" : NULL, text_get(&output));
}

/* Reads all results, and finds their kinds. */
static void
find_all(void)
{
	store_init(&store);
	read_results(&store, "results", NULL, NULL);
	ATF_REQUIRE_EQ(0, store_number(&store, "SELECT count(*) FROM problem"));
	kinds_find(&store);
}

/* Ends the one case that there is, and finds its kinds. */
static void
find(void)
{
	sqlite3 *db = fixture_start("results/native/a.db");

	end_case(db, "a");
	fixture_end(db);
	find_all();
}

/* Checks what a query of one column gives, row after row with '/' between. */
static void
check(const char *sql, const char *wanted)
{
	sqlite3_stmt *stmt = store_prepare(&store, sql);
	struct text got = TEXT_INIT;

	while (store_step(stmt))
		text_addf(&got, "%s%s", got.len > 0 ? " / " : "",
		    sqlite3_column_type(stmt, 0) == SQLITE_NULL ? "NULL" :
		    store_text(stmt, 0));
	ATF_CHECK_STREQ(wanted, text_get(&got));
	sqlite3_finalize(stmt);
	text_release(&got);
}

#define KIND "SELECT line || ', ' || wanted || ': ' || instances || ' of ' ||" \
	" executed || ', ' || ifnull(condition, 'NULL') FROM kind" \
	" ORDER BY instances DESC, id"

/* What is printed of the kinds, at most `most`. */
static const char *
printed(int most)
{
	static struct text out = TEXT_INIT;

	text_cut(&out, 0);
	table_add_kinds(&out, &store, "build/conform", most);
	return text_get(&out);
}

#define CHECK_HAS(text, wanted) \
	ATF_CHECK_MSG(strstr(text, wanted) != NULL, "no '%s' in:\n%s", \
	    wanted, text)

ATF_TC_WITHOUT_HEAD(outcomes_that_differ_in_numbers_are_one_kind);
ATF_TC_BODY(outcomes_that_differ_in_numbers_are_one_kind, tc)
{
	begin("f/a", "kind,size");
	depart("f/a[kind=tcp,size=7]", "send#2:%20returned%207%20of%2033",
	    "returned%208");
	depart("f/a[kind=tcp,size=64]", "send:%20returned%2064%20of%2044",
	    "returned%208");
	depart("f/a[kind=udp,size=64]", "send:%20returned%200", "returned%208");
	depart("f/a[kind=udp,size=7]", "send:%20raised%20E2BIG",
	    "returned%208");
	find();
	check(KIND, "send: returned {size} of *, returned 8: 2 of 4, kind=tcp"
	    " / send: returned 0, returned 8: 1 of 4, kind=udp and size=64"
	    " / send: raised E2BIG, returned 8: 1 of 4, kind=udp and size=7");
	check("SELECT identity FROM kind ORDER BY id LIMIT 1",
	    "f/a|departs-from-doc|iut|send: returned * of *|returned *");
}

ATF_TC_WITHOUT_HEAD(kind_is_named_after_what_came_first);
ATF_TC_BODY(kind_is_named_after_what_came_first, tc)
{
	begin("f/a", "n");
	add("f/a[n=1]", "departs-from-doc", "line='known:%201'");
	text_adds(&output, "offence id='f/a[n=1]' verdict=differs departs=none"
	    " known=true line='known:%201'\n");
	offend("f/a[n=1]", "iut", "later:%20(no%20such%20event)", "5");
	offend("f/a[n=1]", "iut", "send:%20hung", "returned%205");
	offend("f/a[n=1]", "oracle", "send:%20hung", "returned%205");
	offend("f/a[n=1]", "none", "peer:%20[]%20<>%20[x%27%27]", NULL);
	depart("f/a[n=2]", "peer:%20no", "yes");
	offend("f/a[n=2]", "none", "peer:%20[]%20<>%20[x%27%27]", NULL);
	add("f/a[n=3]", "conforms", "");
	find();
	check(KIND, "send: hung, returned 5: 1 of 3, n=1 / "
	    "peer: no, yes: 1 of 3, n=2");
	check("SELECT departs FROM kind ORDER BY id", "both / iut");
	check("SELECT kind || verdict || ' ' || line || ', ' || wanted FROM"
	    " kind_also ORDER BY kind, rowid",
	    "1departs-from-doc later: (no such event), 5 / "
	    "1differs peer: [], [x''] / 2differs peer: [], [x'']");
}

ATF_TC_WITHOUT_HEAD(instance_that_shows_it_later_counts_too);
ATF_TC_BODY(instance_that_shows_it_later_counts_too, tc)
{
	begin("f/a", "n");
	depart("f/a[n=1]", "b:%20no", "yes");
	depart("f/a[n=2]", "a:%20no", "yes");
	offend("f/a[n=2]", "iut", "b:%20no", "yes");
	add("f/a[n=3]", "conforms", "");
	find();
	check(KIND, "b: no, yes: 2 of 3, n<3 / a: no, yes: 1 of 3, n=2");
}

ATF_TC_WITHOUT_HEAD(values_may_hold_commas_brackets_and_quotes);
ATF_TC_BODY(values_may_hold_commas_brackets_and_quotes, tc)
{
	begin("f/a", "list,next");
	depart("f/a[list=[1,2],next=f([x%27%27],op=1)]", "a:%20no", "yes");
	depart("f/a[list=,next=f([],op=1)]", "a:%20no", "yes");
	add("f/a[list=[1,2],next=f([],op=1)]", "conforms", "");
	add("f/a[list=],next=]]", "conforms", "");
	find();
	check(KIND, "a: no, yes: 2 of 4, list= or next=f([x''],op=1)");
}

ATF_TC_WITHOUT_HEAD(ids_of_other_axes_have_no_condition);
ATF_TC_BODY(ids_of_other_axes_have_no_condition, tc)
{
	begin("f/a", "kind,size");
	depart("f/a[kind=tcp,count=1]", "a:%20no", "yes");
	add("f/a[kind=tcp,size=1]", "conforms", "");
	find();
	check(KIND, "a: no, yes: 1 of 2, NULL");
	CHECK_HAS(printed(40), "      native: 1 of 2 instances\n");
}

ATF_TC_WITHOUT_HEAD(what_was_not_executed_does_not_count);
ATF_TC_BODY(what_was_not_executed_does_not_count, tc)
{
	begin("f/a", "n");
	depart("f/a[n=1]", "a:%20no", "yes");
	add("f/a[n=2]", "unsupported", "reason='no%20f%201'");
	add("f/a[n=3]", "broken", "reason='no%20f%202'");
	add("f/a[n=4]", "unstable", "reason='two%20traces'");
	offend("f/a[n=4]", "iut", "a:%20no", "yes");
	find();
	check(KIND, "a: no, yes: 2 of 2, all / no f 1, : 1 of 3, n=2"
	    " / no f 2, : 1 of 3, n=3 / two traces, : 1 of 2, n=4");
	CHECK_HAS(printed(40), "SENDFILE-01 f/a: unsupported: no f 1\n");
	CHECK_HAS(printed(40), "SENDFILE-01 f/a: unstable: two traces\n"
	    "      native: 1 of 2 instances, where n=4\n"
	    "      then a: no, documented: yes (IUT)\n"
	    "      build/conform show 'f/a[n=4]'\n");
}

ATF_TC_WITHOUT_HEAD(case_that_fell_short_and_stale_entry_are_kinds);
ATF_TC_BODY(case_that_fell_short_and_stale_entry_are_kinds, tc)
{
	sqlite3 *db = fixture_start("results/native/a.db");

	begin("f/a", NULL);
	add("f/a", "conforms", "");
	text_adds(&output, "stale entry=old reason='f/a%20did%20not'\n");
	unexpected++;
	end_case(db, "a");
	fixture_case(db, "dies", "SENDFILE-01", "broken", "signal 11", "");
	fixture_case(db, "dies_too", "SENDFILE-01", "broken", "signal 11", "");
	fixture_end(db);
	find_all();
	CHECK_HAS(printed(40), "UNEXPECTED: 3 results of 3 kinds, ");
	CHECK_HAS(printed(40), "\nbroken: signal *: 2 kinds, 2 instances\n"
	    "  SENDFILE-01 sendfile_test:dies: broken: signal 11; native\n");
	CHECK_HAS(printed(40), "\n  ledger entry old: stale: f/a did not; "
	    "native\n");
	ATF_CHECK(strstr(printed(40), "conform show") == NULL);
}

ATF_TC_WITHOUT_HEAD(rows_with_the_same_outcome_are_one_cause);
ATF_TC_BODY(rows_with_the_same_outcome_are_one_cause, tc)
{
	sqlite3 *db = fixture_start("results/arm64/a.db");

	begin("f/a", "n");
	depart("f/a[n=1]", "send:%20returned%200",
	    "raised%20OSError%20errno=EBADF");
	end_case(db, "a");
	begin("f/b", "n");
	add("f/b[n=1]", "differs", "");
	offend("f/b[n=1]", "none", "send:%20returned%200%20<>%20raised%20"
	    "BrokenPipeError%20errno=EPIPE", NULL);
	add("f/b[n=2]", "conforms", "");
	end_case(db, "b");
	fixture_end(db);
	find_all();
	CHECK_HAS(printed(40),
	    "\nsend: returned 0 instead of an error of the system: 2 kinds, "
	    "2 instances\n"
	    "  SENDFILE-01 f/a: send: returned 0, documented: raised OSError "
	    "errno=EBADF (IUT)\n"
	    "      arm64: its 1 instance\n"
	    "      build/conform show 'f/a[n=1]'\n"
	    "  SENDFILE-01 f/b: send: returned 0, the oracle: raised "
	    "BrokenPipeError errno=EPIPE\n"
	    "      arm64: 1 of 2 instances, where n=1\n");
}

ATF_TC_WITHOUT_HEAD(each_platform_says_where);
ATF_TC_BODY(each_platform_says_where, tc)
{
	static const char *const names[] = { "results/a/a.db",
	    "results/b/a.db", "results/c/a.db" };
	sqlite3 *db;
	int i;

	for (i = 0; i < 3; i++) {
		db = fixture_start(names[i]);
		begin("f/a", "n");
		depart("f/a[n=1]", "a:%20no", "yes");
		if (i == 1)
			depart("f/a[n=2]", "a:%20no", "yes");
		else
			add("f/a[n=2]", "conforms", "");
		end_case(db, "a");
		fixture_end(db);
	}
	find_all();
	CHECK_HAS(printed(40), "UNEXPECTED: 4 results of 1 kind,");
	CHECK_HAS(printed(40),
	    "      a, c: 1 of 2 instances, where n=1; b: all 2 instances\n");
}

/* 30 causes of 3 kinds each. */
static void
make_many(void)
{
	sqlite3 *db = fixture_start("results/native/a.db");
	struct text name = TEXT_INIT, line = TEXT_INIT;
	int i;

	for (i = 0; i < 90; i++) {
		text_cut(&name, 0);
		text_cut(&line, 0);
		text_addf(&name, "f/row%d", i);
		text_addf(&line, "call%c:%%20hung", 'A' + i / 3);
		begin(text_get(&name), "n");
		text_adds(&name, "[n=1]");
		depart(text_get(&name), text_get(&line), "%1b[31m%0a");
		text_cut(&name, name.len - 5);
		end_case(db, text_get(&name) + 2);
	}
	fixture_end(db);
	text_release(&name);
	text_release(&line);
}

ATF_TC_WITHOUT_HEAD(kinds_are_capped_and_what_is_left_is_told);
ATF_TC_BODY(kinds_are_capped_and_what_is_left_is_told, tc)
{
	const char *at;
	int n = 0;

	make_many();
	find_all();
	for (at = printed(40); (at = strstr(at, "conform show")) != NULL; at++)
		n++;
	ATF_CHECK_EQ(40, n);
	CHECK_HAS(printed(40), "UNEXPECTED: 90 results of 90 kinds, ");
	CHECK_HAS(printed(40), "  and 1 more of it:\n      f/row2\n");
	CHECK_HAS(printed(40), "\nand 30 more kinds, of 10 causes: see "
	    "\"kinds\" in report.json\n");
	CHECK_HAS(printed(40), "documented: %1b[31m%0a (IUT)");
	for (at = printed(40); *at != '\0'; at++)
		ATF_CHECK(*at == '\n' || (unsigned char)*at >= ' ');
}

ATF_TC_WITHOUT_HEAD(lines_have_at_most_100_columns);
ATF_TC_BODY(lines_have_at_most_100_columns, tc)
{
	struct text line = TEXT_INIT;
	const char *at, *end;
	int i;

	begin("f/a", "n");
	text_adds(&line, "a:%20");
	for (i = 0; i < 100; i++)
		text_adds(&line, "words%20");
	depart("f/a[n=1]", text_get(&line), text_get(&line));
	find();
	for (at = printed(40); *at != '\0'; at = end + 1) {
		end = strchr(at, '\n');
		ATF_CHECK_MSG(end - at <= TABLE_WIDTH, "%.*s", (int)(end - at),
		    at);
	}
	text_release(&line);
}

ATF_TC_WITHOUT_HEAD(command_is_quoted_and_has_the_options_of_the_run);
ATF_TC_BODY(command_is_quoted_and_has_the_options_of_the_run, tc)
{
	begin("f/a", "n");
	depart("f/a[n=x%27%27]", "a:%20no", "yes");
	depart("f/a[n=$%27]", "b:%20no", "yes");
	text_adds(&output, "platform name=native wrap='env%20A=1'\n"
	    "iut name=x command='pypy3%20x'\noracle name=y command=recorded\n");
	find();
	CHECK_HAS(printed(40), "build/conform show \"f/a[n=x'']\" --iut "
	    "'pypy3 x' --oracle 'recorded' --wrap 'env A=1'\n");
	CHECK_HAS(printed(40), "build/conform show 'f/a[n=$'\\'']' --iut ");
}

static void
check_shape(const char *line, const char *wanted)
{
	struct pool pool = POOL_INIT;
	struct text text = TEXT_INIT;
	struct shape shape;

	shape_take(&shape, line, &pool);
	shape_add(&text, &shape);
	ATF_CHECK_STREQ(wanted, text_get(&text));
	text_release(&text);
	pool_release(&pool);
}

ATF_TC_WITHOUT_HEAD(shape_has_words_and_no_numbers);
ATF_TC_BODY(shape_has_words_and_no_numbers, tc)
{
	check_shape("send#12: returned -5", "send: returned *");
	check_shape("send: returned 0", "send: returned 0");
	check_shape("a: 9223372036.854776 1e+20 0.5", "a: * * *");
	check_shape("peer: [x'616263',x''] <> [x'']", "peer: [x'*',x''] <> [x'']");
	check_shape("peer: [crc:2048:0ad84def]", "peer: [crc:*:*]");
	check_shape("peer: 20 bytes crc=25566964", "peer: * bytes crc=*");
	check_shape("a: raised E2BIG errno=E2BIG s1 f12 IPv6 10-20",
	    "a: raised E2BIG errno=E2BIG s1 f12 IPv6 *-20");
	check_shape("a: x'not hex' deadbeef01", "a: x'not hex' deadbeef01");
	check_shape("no label #3", "no label #*");
	check_shape("", "");
}

static void
check_cause(const char *verdict, const char *line, const char *due,
    const char *wanted)
{
	struct text text = TEXT_INIT;

	cause_add(&text, verdict, line, due);
	ATF_CHECK_STREQ(wanted, text_get(&text));
	text_release(&text);
}

ATF_TC_WITHOUT_HEAD(cause_is_the_outcome_and_the_sort_of_what_was_due);
ATF_TC_BODY(cause_is_the_outcome_and_the_sort_of_what_was_due, tc)
{
	static const char *const d = "departs-from-doc";

	check_cause(d, "send: returned 0", "raised OSError errno=EBADF",
	    "send: returned 0 instead of an error of the system");
	check_cause("differs", "send: returned 0", "raised OSError*",
	    "send: returned 0 instead of an error of the system");
	check_cause(d, "send: raised OSError errno=EPIPE",
	    "raised OSError errno=EBADF", "send: raised OSError errno=EPIPE "
	    "instead of another error of the system");
	check_cause(d, "send: returned *", "raised TypeError 'no'",
	    "send: returned * instead of TypeError");
	check_cause(d, "send: raised TypeError", "returned *",
	    "send: raised TypeError instead of no error");
	check_cause(d, "get: returned true", "returned false",
	    "get: returned true instead of false");
	check_cause(d, "get: nothing", "x'*' flags=0",
	    "get: nothing instead of another value");
	check_cause(d, "peer: [x'*']", "[]", "peer: other data");
	check_cause(d, "send: died SIGSEGV", "returned *",
	    "send: died SIGSEGV");
	check_cause(d, "send: hung", "raised TypeError", "send: hung");
	check_cause("unsupported", "iut: no 'a' of *", "",
	    "unsupported: iut: no '*' of *");
	check_cause("broken", "", "", "broken");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, outcomes_that_differ_in_numbers_are_one_kind);
	ATF_TP_ADD_TC(tp, kind_is_named_after_what_came_first);
	ATF_TP_ADD_TC(tp, instance_that_shows_it_later_counts_too);
	ATF_TP_ADD_TC(tp, values_may_hold_commas_brackets_and_quotes);
	ATF_TP_ADD_TC(tp, ids_of_other_axes_have_no_condition);
	ATF_TP_ADD_TC(tp, what_was_not_executed_does_not_count);
	ATF_TP_ADD_TC(tp, case_that_fell_short_and_stale_entry_are_kinds);
	ATF_TP_ADD_TC(tp, rows_with_the_same_outcome_are_one_cause);
	ATF_TP_ADD_TC(tp, each_platform_says_where);
	ATF_TP_ADD_TC(tp, kinds_are_capped_and_what_is_left_is_told);
	ATF_TP_ADD_TC(tp, lines_have_at_most_100_columns);
	ATF_TP_ADD_TC(tp, command_is_quoted_and_has_the_options_of_the_run);
	ATF_TP_ADD_TC(tp, shape_has_words_and_no_numbers);
	ATF_TP_ADD_TC(tp, cause_is_the_outcome_and_the_sort_of_what_was_due);
	return atf_no_error();
}
