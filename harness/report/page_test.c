/* SPDX-License-Identifier: BSD-2-Clause */
/* The page as a file; browser_test.c looks at it. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/report/example.h"
#include "harness/report/fixture.h"
#include "harness/report/page_text.h"
#include "harness/report/report.h"

#define GOOD(name) \
	"platform name=" name "\niut name=a\noracle name=b\n" \
	"planned instances=1 clause=SENDFILE-01\n" \
	"instance id='sendfile/a[x=1]' clause=SENDFILE-01 verdict=conforms" \
	" departs=none expected=true\ndone instances=1 executed=1\n"

static const char good[] = GOOD("native");

extern const char page_js[];	/* page/embedded.S */

static void
make_at(const char *path, const char *output)
{
	sqlite3 *db = fixture_start(path);

	fixture_case(db, "a", "SENDFILE-01", "passed", NULL, output);
	fixture_end(db);
}

static void
make(const char *output)
{
	make_at("results/native/sendfile.db", output);
}

static int
run(const char *output, struct text *printed)
{
	char *bytes = NULL;
	size_t len;
	struct report_options o = { .results = "results", .output = output,
	    .plain = true, .out = open_memstream(&bytes, &len) };
	int status = report_run(&o);

	fclose(o.out);
	text_cut(printed, 0);
	text_adds(printed, bytes);
	free(bytes);
	return status;
}

static void
slurp(const char *path, struct text *bytes)
{
	FILE *in = fopen(path, "r");
	int c;

	ATF_REQUIRE(in != NULL);
	text_cut(bytes, 0);
	while ((c = fgetc(in)) != EOF)
		text_addc(bytes, (char)c);
	fclose(in);
}

ATF_TC_WITHOUT_HEAD(what_cannot_be_written_is_told_and_the_old_one_stays);
ATF_TC_BODY(what_cannot_be_written_is_told_and_the_old_one_stays, tc)
{
	struct text printed = TEXT_INIT, old = TEXT_INIT, now = TEXT_INIT;
	FILE *f;

	make(good);
	ATF_CHECK_EQ(0, run("out", &printed));
	slurp("out/index.html", &old);
	ATF_REQUIRE_EQ(0, rename("out", "kept"));
	f = fopen("out", "w");
	ATF_REQUIRE(f != NULL);
	fclose(f);
	ATF_CHECK_EQ(2, run("out", &printed));
	ATF_CHECK_MSG(strstr(text_get(&printed), "'out/index.html' cannot be "
	    "written: Not a directory") != NULL, "%s",
	    text_get(&printed));
	/* A name that is taken by a folder is not replaced either. */
	ATF_REQUIRE_EQ(0, mkdir("other", 0777));
	ATF_REQUIRE_EQ(0, mkdir("other/index.html", 0777));
	ATF_CHECK_EQ(2, run("other", &printed));
	slurp("kept/index.html", &now);
	ATF_CHECK_STREQ(text_get(&old), text_get(&now));
	text_release(&printed);
	text_release(&old);
	text_release(&now);
}

static size_t
occurrences(const struct text *t, const char *what)
{
	const char *at = text_get(t);
	size_t n = 0;

	while ((at = strstr(at, what)) != NULL) {
		at += strlen(what);
		n++;
	}
	return n;
}

ATF_TC_WITHOUT_HEAD(it_asks_nobody_and_is_one_file);
ATF_TC_BODY(it_asks_nobody_and_is_one_file, tc)
{
	struct text printed = TEXT_INIT, page = TEXT_INIT;

	make(good);
	ATF_CHECK_EQ(0, run("out", &printed));
	slurp("out/index.html", &page);
	ATF_CHECK_EQ(0, occurrences(&page, "{{"));
	ATF_CHECK_EQ(0, occurrences(&page, " src="));
	ATF_CHECK_EQ(0, occurrences(&page, "url("));
	ATF_CHECK_EQ(0, occurrences(&page, "@import"));
	ATF_CHECK_EQ(1, occurrences(&page, "default-src 'none'"));
	ATF_CHECK_EQ(2, occurrences(&page, "</script>"));
	ATF_CHECK(occurrences(&page, "href=\"#cell=SENDFILE-01/native\"") ==
	    1);
	text_release(&printed);
	text_release(&page);
}

static const char idle[] =
    "platform name=native\niut name=a\noracle name=b\n"
    "planned instances=1 clause=SENDFILE-01\n"
    "instance id='sendfile/a[x=1]' clause=SENDFILE-01 verdict=unsupported"
    " departs=none expected=true reason=lacking\n"
    "done instances=1 executed=0\n";

#define RESULT(name, result) "#cell=/" name "\">" name "</a><td role=cell " \
	"class=result><i>" result "<td"

/* The report is not complete; a column's result. */
static void
check_incomplete(const char *result)
{
	struct text printed = TEXT_INIT, page = TEXT_INIT;

	ATF_CHECK_EQ(2, run("out", &printed));
	slurp("out/index.html", &page);
	ATF_CHECK_EQ(1, occurrences(&page, "<p class=\"all bad\">The report is "
	    "not complete; nothing unexpected in what could be read.</p>"));
	ATF_CHECK_EQ_MSG(1, occurrences(&page, result), "%s", result);
	text_release(&printed);
	text_release(&page);
}

ATF_TC_WITHOUT_HEAD(of_what_is_not_complete_nobody_says_that_it_conforms);
ATF_TC_BODY(of_what_is_not_complete_nobody_says_that_it_conforms, tc)
{
	make(good);
	ATF_REQUIRE_EQ(0, system("head -c 20000 results/native/sendfile.db "
	    ">results/native/lost.db"));
	check_incomplete(RESULT("native", "✗</i> not complete"));
	make_at("results/other/sendfile.db", GOOD("other"));
	ATF_REQUIRE_EQ(0, system("rm results/native/lost.db && "
	    "echo 0123456789abcdef >results/native/revision && "
	    "echo 1123456789abcdef >results/other/revision"));
	/* Two revisions are no fault of one of them. */
	check_incomplete(RESULT("other", "✓</i> conforms"));
}

ATF_TC_WITHOUT_HEAD(of_nothing_executed_nothing_conforms);
ATF_TC_BODY(of_nothing_executed_nothing_conforms, tc)
{
	struct text printed = TEXT_INIT, page = TEXT_INIT;

	make(idle);
	ATF_CHECK_EQ(1, run("out", &printed));
	slurp("out/index.html", &page);
	ATF_CHECK_EQ(1, occurrences(&page, "<i>✗</i> nothing executed<td"));
	ATF_CHECK_EQ(0, occurrences(&page, "<i>✗</i> conforms"));
	ATF_CHECK_EQ(1, occurrences(&page, "<p class=\"all bad\">Nothing "
	    "executed on 1 of 1 platform: native</p>"));
	text_release(&printed);
	text_release(&page);
}

static void
leave(const char *path, const char *line)
{
	FILE *f = fopen(path, "w");

	ATF_REQUIRE(f != NULL && fputs(line, f) >= 0 && fclose(f) == 0);
}

/* An import has no commit, nor have sources that are in no repository. */
ATF_TC_WITHOUT_HEAD(what_is_known_of_a_column_is_told);
ATF_TC_BODY(what_is_known_of_a_column_is_told, tc)
{
	static const struct {
		const char *made, *revision, *wanted;
	} all[] = {
		{ "2026-11-20 10:00:00 abc1234\n", "0123456789abcdef\n",
		    "UTC\">2026-11-20 10:00<td role=cell data-l=\"Revision\">"
		    "abc1234" },
		{ "2026-11-20 10:00:00 imported\n", "0123456789abcdef\n",
		    "UTC\">2026-11-20 10:00, imported<td role=cell "
		    "data-l=\"Revision\">suite 0123456789abcdef" },
		{ "2026-11-20 10:00:00 \n", "0123456789abcdef\n",
		    "UTC\">2026-11-20 10:00<td role=cell data-l=\"Revision\">"
		    "suite 0123456789abcdef" },
		{ "2026-11-20 10:00:00 \n", "",
		    "UTC\">2026-11-20 10:00<td role=cell data-l=\"Revision\">"
		    "unknown" },
	};
	struct text printed = TEXT_INIT, page = TEXT_INIT;
	size_t i;

	make(good);
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		leave("results/native/made", all[i].made);
		leave("results/native/revision", all[i].revision);
		run("out", &printed);
		slurp("out/index.html", &page);
		ATF_CHECK_EQ_MSG(1, occurrences(&page, all[i].wanted), "%s",
		    all[i].wanted);
	}
	text_release(&printed);
	text_release(&page);
}

ATF_TC_WITHOUT_HEAD(text_of_others_is_made_fit);
ATF_TC_BODY(text_of_others_is_made_fit, tc)
{
	static const struct {
		void (*add)(struct text *, const char *);
		const char *text, *wanted;
	} all[] = {
		{ page_text_html, "a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c'" },
		{ page_text_html, "\033[31m\x7f\xc2\x9b", "\\u001b[31m\\u007f"
		    "\\u009b" },
		{ page_text_html, "\xe2\x80\xae\xe2\x81\xa6\xd8\x9c\xef\xbb\xbf",
		    "\\u202e\\u2066\\u061c\\ufeff" },
		{ page_text_html, "\xf3\xa0\x80\x81 na\xc3\xafve\n\t",
		    "\\ue0001 na\xc3\xafve\n\t" },
		{ page_text_json, "[\"</script>\",\"\\u001b\",\"\\\\u001b\"]",
		    "[\"\\u003c/script>\",\"\\\\u001b\",\"\\\\u001b\"]" },
		{ page_text_json, "\"\\r\\n\\\"\xe2\x80\xae\"",
		    "\"\\\\u000d\\n\\\"\\\\u202e\"" },
		{ page_text_address, "a b/\"\xc3\xaf&", "a%20b%2F%22%C3%AF%26" },
	};
	struct text out = TEXT_INIT;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		text_cut(&out, 0);
		all[i].add(&out, all[i].text);
		ATF_CHECK_STREQ(all[i].wanted, text_get(&out));
	}
	text_cut(&out, 0);
	page_text_number(&out, 1043884);
	page_text_number(&out, 7);
	ATF_CHECK_STREQ("1,043,8847", text_get(&out));
	text_release(&out);
}

/* However much an implementation says, the page keeps its size. */
ATF_TC_WITHOUT_HEAD(examples_are_bounded);
ATF_TC_BODY(examples_are_bounded, tc)
{
	struct text out = TEXT_INIT, printed = TEXT_INIT;
	struct stat st;
	int i, j;

	text_adds(&out, "platform name=native\niut name=a\noracle name=b\n"
	    "planned instances=300 clause=SENDFILE-01\n");
	for (i = 0; i < 300; i++) {
		text_addf(&out, "instance id='sendfile/a[x=%d]' clause="
		    "SENDFILE-01 verdict=differs departs=none expected=false "
		    "line='sendfile:%%20said%%20%c%c%c'\n", i, 'a' + i % 26,
		    'a' + i / 26 % 26, 'a' + i / 676);
		for (j = 0; j < 200; j++)
			text_adds(&out, "  - what it did, at length, and on "
			    "and on -> returned 5\n");
	}
	text_adds(&out, "done instances=300 executed=300\n");
	make(text_get(&out));
	ATF_CHECK_EQ(1, run("out", &printed));
	ATF_REQUIRE_EQ(0, stat("out/index.html", &st));
	ATF_CHECK_MSG(st.st_size < 3000000, "%ld bytes", (long)st.st_size);
	text_release(&out);
	text_release(&printed);
}

ATF_TC_WITHOUT_HEAD(script_is_below_15_kB);
ATF_TC_BODY(script_is_below_15_kB, tc)
{
	size_t len = strlen(page_js);

	ATF_CHECK_MSG(len > 0 && len < 15000, "%zu bytes", len);
}

/* Instances that wait are written as they end, in another order each time. */
ATF_TC_WITHOUT_HEAD(order_in_which_instances_end_is_not_told);
ATF_TC_BODY(order_in_which_instances_end_is_not_told, tc)
{
	static const char *const files[] = { "index.html", "report.json" };
	static const int orders[2][3] = { { 1, 2, 3 }, { 3, 1, 2 } };
	struct text out = TEXT_INIT, printed[2] = { TEXT_INIT, TEXT_INIT };
	struct text first = TEXT_INIT, second = TEXT_INIT;
	int i, j;

	for (i = 0; i < 2; i++) {
		text_cut(&out, 0);
		text_adds(&out, "platform name=native\niut name=a\noracle name=b"
		    "\nplanned instances=6 clause=SENDFILE-01\n");
		for (j = 0; j < 3; j++)
			text_addf(&out, "instance id='sendfile/a[x=%d]' clause="
			    "SENDFILE-01 verdict=differs departs=none expected="
			    "false line='sendfile:%%20said'\n  of %d\n"
			    "instance id='sendfile/a[y=%d]' clause=SENDFILE-01"
			    " verdict=differs departs=none expected=true entry="
			    "known line='sendfile:%%20said'\n  of %d\n",
			    orders[i][j], orders[i][j], orders[i][j],
			    orders[i][j]);
		text_adds(&out, "done instances=6 executed=6\n");
		unlink("results/native/sendfile.db");
		make(text_get(&out));
		ATF_CHECK_EQ(1, run(i == 0 ? "first" : "second", &printed[i]));
	}
	for (i = 0; i < 2; i++) {
		text_cut(&out, 0);
		text_addf(&out, "first/%s", files[i]);
		slurp(text_get(&out), &first);
		text_cut(&out, 0);
		text_addf(&out, "second/%s", files[i]);
		slurp(text_get(&out), &second);
		ATF_CHECK_STREQ(text_get(&first), text_get(&second));
	}
	ATF_CHECK_EQ(1, occurrences(&first, "\"example\":\"sendfile/a[x=1]\""));
	text_release(&out);
	text_release(&printed[0]);
	text_release(&printed[1]);
	text_release(&first);
	text_release(&second);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, what_cannot_be_written_is_told_and_the_old_one_stays);
	ATF_TP_ADD_TC(tp, it_asks_nobody_and_is_one_file);
	ATF_TP_ADD_TC(tp, of_nothing_executed_nothing_conforms);
	ATF_TP_ADD_TC(tp,
	    of_what_is_not_complete_nobody_says_that_it_conforms);
	ATF_TP_ADD_TC(tp, what_is_known_of_a_column_is_told);
	ATF_TP_ADD_TC(tp, text_of_others_is_made_fit);
	ATF_TP_ADD_TC(tp, examples_are_bounded);
	ATF_TP_ADD_TC(tp, script_is_below_15_kB);
	ATF_TP_ADD_TC(tp, order_in_which_instances_end_is_not_told);
	return atf_no_error();
}
