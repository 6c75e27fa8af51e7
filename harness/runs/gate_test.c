/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/runs/fixture.h"
#include "harness/runs/gate.h"

#define ONE(kinds, more) \
	FIXTURE_REPORT(FIXTURE_PLATFORM("native", kinds, "ccc", more), "")
#define KIND(shape) FIXTURE_KIND("sendfile/a", shape, "3")
#define LINE(shape) "sendfile/a|departs-from-doc|iut|" shape "|returned 1\n"
#define TOLD(shape) "  native: " LINE(shape) "      3 of 9 instances\n" \
	FIXTURE_SHOW("sendfile/a")
#define BELOW "\"below_floor\":[{\"clause\":\"SENDFILE-02\"," \
	"\"executed\":1,\"least\":2}],"

static struct text said;
static struct why why;

/* Which rows the suite has, where that is known. */
static const char *const *all_rows;

static int
run(const char *report, bool update)
{
	struct gate_options o = { .baseline = "baseline", .update = update,
	    .all_rows = all_rows };
	struct runs r;
	int status = 2;

	text_release(&said);
	why = (struct why)WHY_INIT;
	runs_init(&r, NULL, NULL);
	if (runs_add(&r, report, "", &why))
		status = gate(&r, &o, &said, &why);
	runs_release(&r);
	return status;
}

#define CHECK_BEGINS(wanted) \
	ATF_CHECK_MSG(strncmp(text_get(&said), wanted, strlen(wanted)) == 0, \
	    "'%s' does not begin with '%s'; %s", text_get(&said), wanted, \
	    why.text)

static void
check_baseline(const char *wanted)
{
	struct text bytes = TEXT_INIT;

	ATF_REQUIRE_MSG(asset_read("baseline", 9999, &bytes, &why), "%s",
	    why.text);
	ATF_CHECK_STREQ(wanted, strstr(text_get(&bytes), "baseline` writes "
	    "it.\n") + strlen("baseline` writes it.\n"));
	text_release(&bytes);
}

/* The whole file. */
static void
check_file(const char *wanted)
{
	struct text bytes = TEXT_INIT;

	ATF_REQUIRE_MSG(asset_read("baseline", 9999, &bytes, &why), "%s",
	    why.text);
	ATF_CHECK_STREQ(wanted, text_get(&bytes));
	text_release(&bytes);
}

ATF_TC_WITHOUT_HEAD(what_the_baseline_has_passes);
ATF_TC_BODY(what_the_baseline_has_passes, tc)
{
	fixture_write("baseline", "# a word\n[native]\n" LINE("returned 0"));
	fixture_write("r", ONE(KIND("returned 0"), ""));
	ATF_CHECK_EQ_MSG(0, run("r", false), "%s", why.text);
	CHECK_BEGINS("PASSED: nothing is unexpected that the baseline does "
	    "not have, which knows 1 kind here\n");
}

ATF_TC_WITHOUT_HEAD(what_is_misspelt_in_the_baseline_is_told);
ATF_TC_BODY(what_is_misspelt_in_the_baseline_is_told, tc)
{
	static const char *const areas[] = { "sendfile", NULL };
	struct gate_options o = { .baseline = "baseline" };
	struct runs r;

	fixture_write("r", ONE("", ""));
	fixture_write("baseline", "[natve]\n" LINE("old"));
	ATF_CHECK_EQ_MSG(0, run("r", false), "%s", why.text);
	CHECK_BEGINS("PASSED: nothing is unexpected that the baseline does not "
	    "have, which knows 0 kinds here\nIn the baseline, of columns that "
	    "the run has not:\n  natve: 1 kind\n");
	fixture_write("baseline", "[native]\nsendfil/a|x|iut|y|z\n");
	ATF_CHECK_EQ_MSG(0, run("r", false), "%s", why.text);
	text_release(&said);
	runs_init(&r, NULL, areas);
	ATF_REQUIRE(runs_add(&r, "r", "", &why));
	ATF_CHECK_EQ(1, gate(&r, &o, &said, &why));
	CHECK_BEGINS("FAILED: 1 kind of the baseline no longer happens, take "
	    "it out: native: sendfil/a|x|iut|y|z\n");
	runs_release(&r);
}

ATF_TC_WITHOUT_HEAD(the_one_reason_comes_first);
ATF_TC_BODY(the_one_reason_comes_first, tc)
{
	fixture_write("baseline", "[native]\n" LINE("old"));
	fixture_write("r", ONE(KIND("new"), BELOW));
	ATF_CHECK_EQ(1, run("r", false));
	CHECK_BEGINS("FAILED: 1 kind of unexpected results that the baseline "
	    "does not have: native: " LINE("new") "New:\n" TOLD("new") "Below their floor:\n  native: SENDFILE-02, 1 of at "
	    "least 2\nIn the baseline, and no longer happening:\n  native: "
	    LINE("old") "If that is");
	fixture_write("r", ONE(KIND("old"), BELOW));
	ATF_CHECK_EQ(1, run("r", false));
	CHECK_BEGINS("FAILED: 1 clause was executed less than the floor says: "
	    "native: SENDFILE-02, 1 of at least 2\n");
	fixture_write("r", ONE("", ""));
	ATF_CHECK_EQ(1, run("r", false));
	CHECK_BEGINS("FAILED: 1 kind of the baseline no longer happens, take "
	    "it out: native: " LINE("old"));
}

ATF_TC_WITHOUT_HEAD(what_was_not_asked_is_not_stale);
ATF_TC_BODY(what_was_not_asked_is_not_stale, tc)
{
	fixture_write("r", ONE("", ""));
	fixture_write("baseline", "[uml]\n" LINE("old") "[native]\n"
	    "other/row|differs|none|a|b\n");
	ATF_CHECK_EQ_MSG(0, run("r", false), "%s", text_get(&said));
	fixture_write("baseline", "# nothing\n");
	ATF_CHECK_EQ(0, run("r", false));
	CHECK_BEGINS("PASSED: nothing is unexpected\n");
	fixture_write("baseline", "[native]\n" "sendfile/gone|differs|none|a|"
	    "b\n");
	ATF_CHECK_EQ(1, run("r", false));
	fixture_write("baseline", "[native]\n" "sendfile_test:a|broken|none|a|"
	    "\n");
	ATF_CHECK_EQ(1, run("r", false));
	fixture_write("r", "{\"schema\":1,\"problems\":[],\"platforms\":[{"
	    "\"name\":\"native\",\"part_of\":9,\"instances\":3,"
	    "\"executed\":1,\"unexpected\":0,\"kinds\":[],"
	    "\"ran\":{\"sendfile/a\":\"c\"}}],\"instances\":{}}");
	ATF_CHECK_EQ(0, run("r", false));
}

/* A sample leaves rows out; an entry of the ledger is of all rows. */
ATF_TC_WITHOUT_HEAD(what_is_of_a_row_that_did_not_run_is_not_stale);
ATF_TC_BODY(what_is_of_a_row_that_did_not_run_is_not_stale, tc)
{
	static const char *const two[] = { "sendfile/a", "sendfile/b", NULL };
	static const char *const one[] = { "sendfile/a", NULL };
	static const struct {
		const char *const *rows;
		const char *ran, *kind;
		int status;
	} cases[] = {
		{ two, "ccc", "sendfile/b|differs|none|a|b\n", 0 },
		{ two, "ccc", "sendfile_test:b|broken|none|a|b\n", 0 },
		{ two, "ccc", "sendfile/a|differs|none|a|b\n", 1 },
		{ two, "ccc", "sendfile/gone|differs|none|a|b\n", 1 },
		{ two, "ccc", "ledger entry old|stale|none||\n", 0 },
		{ one, "ccc", "ledger entry old|stale|none||\n", 1 },
		{ one, "cc-", "sendfile/a|differs|none|a|b\n", 0 },
		{ one, "uuu", "sendfile/a|differs|none|a|b\n", 0 },
		{ one, "uuu", "sendfile/a|unsupported|none|a|b\n", 1 },
	};
	struct text bytes = TEXT_INIT;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		all_rows = cases[i].rows;
		text_cut(&bytes, 0);
		text_addf(&bytes, FIXTURE_REPORT(FIXTURE_PLATFORM("native", "",
		    "%s", ""), ""), cases[i].ran);
		fixture_write("r", text_get(&bytes));
		text_cut(&bytes, 0);
		text_addf(&bytes, "[native]\n%s", cases[i].kind);
		fixture_write("baseline", text_get(&bytes));
		ATF_CHECK_EQ_MSG(cases[i].status, run("r", false), "%zu: %s",
		    i, text_get(&said));
	}
	text_release(&bytes);
}

ATF_TC_WITHOUT_HEAD(what_executed_nothing_does_not_pass);
ATF_TC_BODY(what_executed_nothing_does_not_pass, tc)
{
	fixture_write("r", "{\"schema\":1,\"problems\":[],\"platforms\":[{"
	    "\"name\":\"native\",\"part_of\":null,\"instances\":3,"
	    "\"executed\":0,\"unexpected\":0,\"kinds\":[]}],"
	    "\"instances\":{}}");
	fixture_write("baseline", "# nothing\n");
	ATF_CHECK_EQ(1, run("r", false));
	CHECK_BEGINS("FAILED: 1 column executed nothing: native, of 3 "
	    "instances\n");
	ATF_CHECK_EQ(1, run("r", true));
	CHECK_BEGINS("FAILED: 1 column executed nothing: native, of 3 "
	    "instances\n");
	/* What is reviewed is not lost to it. */
	fixture_write("baseline", "# a word\n[native]\n" LINE("old"));
	ATF_CHECK_EQ(1, run("r", true));
	check_file("# a word\n[native]\n" LINE("old"));
}

#define IDLE(name) "{\"name\":\"" name "\",\"part_of\":null," \
	"\"instances\":3,\"executed\":0,\"unexpected\":0,\"kinds\":[]}"

ATF_TC_WITHOUT_HEAD(what_executed_nothing_is_told_beside_the_reason);
ATF_TC_BODY(what_executed_nothing_is_told_beside_the_reason, tc)
{
	fixture_write("baseline", "# nothing\n");
	fixture_write("r", FIXTURE_REPORT(IDLE("b") "," FIXTURE_PLATFORM(
	    "native", KIND("new"), "ccc", "") "," IDLE("a"), ""));
	ATF_CHECK_EQ(1, run("r", false));
	CHECK_BEGINS("FAILED: 1 kind of unexpected results that the baseline "
	    "does not have: native: " LINE("new") "New:\n" TOLD("new")
	    "Executed nothing:\n  a, of 3 instances\n  b, of 3 instances\n"
	    "If that is");
}

ATF_TC_WITHOUT_HEAD(columns_without_a_floor_are_told);
ATF_TC_BODY(columns_without_a_floor_are_told, tc)
{
	fixture_write("r", FIXTURE_REPORT(FIXTURE_PLATFORM("native", "", "ccc",
	    "\"floor\":\"oracle CPython 3.12\",") "," FIXTURE_PLATFORM("mine",
	    "", "ccc", "\"floor\":\"\",") "," FIXTURE_PLATFORM("uml", "",
	    "ccc", "\"floor\":\"holds\",") "," FIXTURE_PLATFORM("old", "",
	    "ccc", ""), ""));
	fixture_write("baseline", "# nothing\n");
	ATF_CHECK_EQ(0, run("r", false));
	ATF_CHECK_STREQ("PASSED: nothing is unexpected\n"
	    "No floor holds for native (it is of oracle CPython 3.12), mine\n",
	    text_get(&said));
}

static const char *const no_reports[] = {
	"{\"schema\":1,\"platforms\":[{}]}",
	"{\"schema\":1,\"problems\":{},\"platforms\":[]}",
	"{\"schema\":1,\"problems\":[],\"platforms\":[{}]}",
	"{\"schema\":1,\"problems\":[],\"platforms\":[{\"name\":\"linux\"}]}",
	"{\"schema\":1,\"problems\":[],\"platforms\":[{\"name\":\"a\","
	    "\"instances\":3,\"executed\":3,\"unexpected\":0}]}",
	"{\"schema\":1,\"problems\":[],\"platforms\":[{\"name\":\"a\","
	    "\"instances\":3,\"executed\":3,\"unexpected\":5,"
	    "\"kinds\":[]}]}",
};

ATF_TC_WITHOUT_HEAD(what_is_no_report_of_ours_is_refused);
ATF_TC_BODY(what_is_no_report_of_ours_is_refused, tc)
{
	size_t i;

	fixture_write("baseline", "# nothing\n");
	for (i = 0; i < sizeof(no_reports) / sizeof(no_reports[0]); i++) {
		fixture_write("r", no_reports[i]);
		ATF_CHECK_EQ_MSG(2, run("r", false), "%s", no_reports[i]);
		ATF_CHECK_MSG(strstr(why.text, "'r' is") != NULL, "%s",
		    why.text);
	}
}

ATF_TC_WITHOUT_HEAD(update_says_what_it_changes);
ATF_TC_BODY(update_says_what_it_changes, tc)
{
	fixture_write("r", ONE(KIND("b\\u0007\\n[x]") "," KIND("a"), ""));
	ATF_CHECK_EQ_MSG(0, run("r", true), "%s", why.text);
	ATF_CHECK_STREQ("Added:\n" TOLD("a") TOLD("b%07%0a[x]")
	    "'baseline': 2 kinds added, 0 removed, 2 in "
	    "all.\n", text_get(&said));
	check_baseline("\n[native]\n" LINE("a") LINE("b%07%0a[x]"));
	ATF_CHECK_EQ_MSG(0, run("r", false), "%s", text_get(&said));
	ATF_CHECK_EQ(0, run("r", true));
	ATF_CHECK_STREQ("'baseline' stays as it is.\n", text_get(&said));
	fixture_write("r", FIXTURE_REPORT(FIXTURE_PLATFORM("far", KIND("c"),
	    "ccc", "") "," FIXTURE_PLATFORM("native", KIND("a"), "ccc", BELOW),
	    ""));
	ATF_CHECK_EQ(1, run("r", true));
	ATF_CHECK_STREQ("FAILED: 1 clause was executed less than the floor "
	    "says: native: SENDFILE-02, 1 of at least 2\n"
	    "Added:\n  far: " LINE("c") "      3 of 9 instances\n"
	    FIXTURE_SHOW("sendfile/a") "Removed:\n  native: "
	    LINE("b%07%0a[x]") "'baseline': 1 kind added, 1 removed, 2 in "
	    "all.\n", text_get(&said));
	check_baseline("\n[far]\n" LINE("c") "\n[native]\n" LINE("a"));
}

ATF_TC_WITHOUT_HEAD(update_leaves_a_persons_words);
ATF_TC_BODY(update_leaves_a_persons_words, tc)
{
	static const char before[] = "# of ours\n\n# the far one\n[far]\n"
	    "# told upstream\n" LINE("x") "\n[native]\n# of 6.1\n"
	    LINE("b") "# is it gone?\n" LINE("d") "# the end\n";
	struct stat st;

	fixture_write("r", ONE(KIND("c") "," KIND("b") "," KIND("a"), ""));
	ATF_REQUIRE(mkdir("ours", 0777) == 0);
	fixture_write("ours/kinds", before);
	ATF_REQUIRE(symlink("ours/kinds", "baseline") == 0);
	ATF_CHECK_EQ_MSG(0, run("r", true), "%s", why.text);
	ATF_CHECK(lstat("baseline", &st) == 0 && S_ISLNK(st.st_mode));
	check_file("# of ours\n\n# the far one\n[far]\n# told upstream\n"
	    LINE("x") "\n[native]\n" LINE("a") "# of 6.1\n" LINE("b")
	    LINE("c") "# is it gone?\n# the end\n");
	ATF_CHECK_MSG(strstr(text_get(&said), "2 kinds added, 1 removed, 4 in "
	    "all.\n1 comment above what was removed is kept") != NULL, "%s",
	    text_get(&said));
	fixture_write("baseline", "# no column yet\r\n\r\n[zz]\r\n");
	ATF_CHECK_EQ_MSG(0, run("r", true), "%s", why.text);
	check_file("# no column yet\r\n\r\n[native]\r\n"
	    "sendfile/a|departs-from-doc|iut|a|returned 1\r\n"
	    "sendfile/a|departs-from-doc|iut|b|returned 1\r\n"
	    "sendfile/a|departs-from-doc|iut|c|returned 1\r\n\r\n");
}

ATF_TC_WITHOUT_HEAD(update_that_is_not_written_says_nothing);
ATF_TC_BODY(update_that_is_not_written_says_nothing, tc)
{
	fixture_write("r", ONE(KIND("a"), ""));
	ATF_REQUIRE(symlink("/proc/self/none/kinds", "baseline") == 0);
	ATF_CHECK_EQ(2, run("r", true));
	ATF_CHECK_STREQ("", text_get(&said));
	ATF_CHECK_MSG(strstr(why.text, "cannot be written") != NULL, "%s",
	    why.text);
}

static void
check_refused(const char *bytes, const char *sentence)
{
	fixture_write("baseline", bytes);
	ATF_CHECK_EQ(2, run("r", false));
	ATF_CHECK_STREQ(sentence, why.text);
	ATF_CHECK_EQ(2, run("r", true));
	ATF_CHECK_STREQ(sentence, why.text);
}

ATF_TC_WITHOUT_HEAD(what_cannot_be_decided_exits_with_2);
ATF_TC_BODY(what_cannot_be_decided_exits_with_2, tc)
{
	fixture_write("r", ONE("", ""));
	ATF_CHECK_EQ(2, run("r", false));
	ATF_CHECK_STREQ("cannot read 'baseline': No such file or directory",
	    why.text);
	check_refused("a|b\n", "'baseline', line 1: no [column] stands before "
	    "it");
	check_refused("[native]\n<<<<<<< HEAD\n", "'baseline', line 2: it is "
	    "neither a kind nor a [column]");
	check_refused("[a]\n\nx|y\nx|y\n", "'baseline', line 4: the kind "
	    "stands there already");
	check_refused("[a]\nx|y", "'baseline' is cut off: its last line has "
	    "no end");
	fixture_write("r", FIXTURE_REPORT(FIXTURE_PLATFORM("native", "", "c",
	    ""), "\"'x.db' is missing\""));
	ATF_CHECK_EQ(2, run("r", true));
	ATF_CHECK_STREQ("'r' is not whole: 'x.db' is missing", why.text);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, what_the_baseline_has_passes);
	ATF_TP_ADD_TC(tp, the_one_reason_comes_first);
	ATF_TP_ADD_TC(tp, what_is_misspelt_in_the_baseline_is_told);
	ATF_TP_ADD_TC(tp, what_was_not_asked_is_not_stale);
	ATF_TP_ADD_TC(tp, what_is_of_a_row_that_did_not_run_is_not_stale);
	ATF_TP_ADD_TC(tp, what_executed_nothing_does_not_pass);
	ATF_TP_ADD_TC(tp, what_executed_nothing_is_told_beside_the_reason);
	ATF_TP_ADD_TC(tp, columns_without_a_floor_are_told);
	ATF_TP_ADD_TC(tp, what_is_no_report_of_ours_is_refused);
	ATF_TP_ADD_TC(tp, update_says_what_it_changes);
	ATF_TP_ADD_TC(tp, update_leaves_a_persons_words);
	ATF_TP_ADD_TC(tp, update_that_is_not_written_says_nothing);
	ATF_TP_ADD_TC(tp, what_cannot_be_decided_exits_with_2);
	return atf_no_error();
}
