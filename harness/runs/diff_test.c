/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/report/fixture.h"
#include "harness/runs/diff.h"
#include "harness/runs/diff_formats.h"
#include "harness/runs/fixture.h"
#include "harness/runs/skip.h"

#define ONE(kinds, ran, more) \
	FIXTURE_REPORT(FIXTURE_PLATFORM("native", kinds, ran, more), "")

/* What ran of a part. */
#define PART(kinds, rows, more) \
	FIXTURE_REPORT(FIXTURE_COLUMN("native", "9", kinds, rows, more), "")
#define A(letters) "\"sendfile/a\":\"" letters "\""
#define B(letters) "\"sendfile/b\":\"" letters "\""

/* A part of a row that was given up. */
#define LEFT(instances, reason) \
	"{\"row\":\"sendfile/b\",\"clause\":\"SENDFILE-02\"," \
	"\"instances\":" instances ",\"reason\":\"" reason "\"}"

#define SHOW FIXTURE_SHOW("sendfile/a")

static struct text said;
static struct why why;
static struct diff_options options;

static int
run(const char *a, const char *b)
{
	struct runs r;
	int status = 2;

	text_release(&said);
	why = (struct why)WHY_INIT;
	runs_init(&r, NULL, NULL);
	if (runs_add(&r, a, "", &why) && runs_add(&r, b, "", &why))
		status = diff(&r, &options, &said, &why);
	runs_release(&r);
	return status;
}

#define CHECK_SAYS(wanted) \
	ATF_CHECK_MSG(strstr(text_get(&said), wanted) != NULL, \
	    "no '%s' in:\n%s%s", wanted, text_get(&said), why.text)

ATF_TC_WITHOUT_HEAD(same_runs_have_nothing_worse);
ATF_TC_BODY(same_runs_have_nothing_worse, tc)
{
	fixture_write("a", ONE(FIXTURE_KIND("sendfile/a", "returned 0", "3"),
	    "XXX", ""));
	ATF_CHECK_EQ(0, run("a", "a"));
	CHECK_SAYS("The two runs are the same.\nNothing is worse.\n");
}

ATF_TC_WITHOUT_HEAD(kinds_come_first_and_decide);
ATF_TC_BODY(kinds_come_first_and_decide, tc)
{
	fixture_write("a", ONE(FIXTURE_KIND("sendfile/a", "old", "2") ","
	    FIXTURE_KIND("sendfile/a", "both", "2"), "ccc", ""));
	fixture_write("b", ONE(FIXTURE_KIND("sendfile/a", "fresh", "1") ","
	    FIXTURE_KIND("sendfile/a", "both", "4"), "ccc", ""));
	ATF_CHECK_EQ(1, run("a", "b"));
	ATF_CHECK_STREQ("native: of which revision of the suite is not "
	    "known\nkinds: 1 new, 1 changed, 1 gone\n"
	    "  new SENDFILE-01 sendfile/a: fresh, documented: returned 1 "
	    "(IUT)\n      native: 1 of 9 instances\n" SHOW
	    "  changed SENDFILE-01 sendfile/a: both, documented: returned 1 "
	    "(IUT)\n      native: 2 → 4 of 9 instances\n" SHOW
	    "  gone SENDFILE-01 sendfile/a: old, documented: returned 1 "
	    "(IUT)\n      native: 2 of 9 instances\n" SHOW
	    "WORSE: 1 kind new, 1 kind with more instances.\n",
	    text_get(&said));
	fixture_write("c", ONE(FIXTURE_KIND("sendfile/a", "both", "1"),
	    "ccc", ""));
	ATF_CHECK_EQ(0, run("a", "c"));
	CHECK_SAYS("native: 2 → 1 of 9 instances");
}

/* What differs between a and b in that format. */
static void
check_format(const char *format, const char *wanted)
{
	struct runs r;

	text_release(&said);
	runs_init(&r, NULL, NULL);
	ATF_REQUIRE_MSG(runs_add(&r, "a", "", &why) && runs_add(&r, "b", "",
	    &why), "%s", why.text);
	ATF_CHECK_EQ(1, diff(&r, &options, &said, &why));
	text_release(&said);
	diff_add_format(&said, &r, format, true);
	runs_release(&r);
	CHECK_SAYS(wanted);
}

ATF_TC_WITHOUT_HEAD(other_tools_read_it);
ATF_TC_BODY(other_tools_read_it, tc)
{
	fixture_write("a", ONE(FIXTURE_KIND("sendfile/a", "old", "2") ","
	    FIXTURE_KIND("sendfile/a", "both", "2"), "cc-", ""));
	fixture_write("b", ONE(FIXTURE_KIND("sendfile/a", "<`fresh`>", "1") ","
	    FIXTURE_KIND("sendfile/a", "both", "4"), "ccc", ""));
	check_format("json", "{\"change\":\"new\",\"platform\":\"native\","
	    "\"clause\":\"SENDFILE-01\",\"row\":\"sendfile/a\",\"verdict\":"
	    "\"departs-from-doc\",\"departs\":\"iut\",\"line\":\"<`fresh`>\","
	    "\"wanted\":\"returned 1\",\"was\":null,\"is\":1,\"of\":9,"
	    "\"where\":\"all\",\"example\":\"sendfile/a[x=1]\",\"show\":"
	    "\"build/conform show 'sendfile/a[x=1]'\"}],"
	    "\"instances\":[{\"change\":\"added\","
	    "\"platform\":\"native\",\"row\":\"sendfile/a\","
	    "\"instances\":1}],\"ledger\":[],\"below\":[],\"figures\":[]}\n");
	CHECK_SAYS("\"forced\":[],\"told\":[\"native: of which revision of the "
	    "suite is not known\"]");
	check_format("md", "## pysock: something is worse\n\n`From a to "
	    "b. native: of which revision of the suite is not known.`\n\n"
	    "- **new** "
	    "`SENDFILE-01 sendfile/a` `` <`fresh`>, documented: returned 1 (IUT) "
	    "`` `native: 1 of 9 instances` `build/conform show "
	    "'sendfile/a[x=1]'`\n- **changed** ");
	CHECK_SAYS("- **added** `sendfile/a` `1 instance` `native`\n");
	check_format("github", "::error title=SENDFILE-01 sendfile/a::new: "
	    "<`fresh`>, documented: returned 1 (IUT)%0Anative: 1 of 9 instances"
	    "%0Abuild/conform show 'sendfile/a[x=1]'\n"
	    "::error title=SENDFILE-01 sendfile/a::changed: both");
	CHECK_SAYS("\n::notice::native: of which revision of the suite is not "
	    "known\n");
	check_format("html", "<tr><th scope=\"row\">new<td>SENDFILE-01 "
	    "sendfile/a<td>&#60;`fresh`&#62;, documented: returned 1 (IUT)<td>"
	    "native: 1 of 9 instances<td>build/conform show 'sendfile/a[x="
	    "1]'\n");
	check_format("junit", "<testsuites name=\"pysock diff\" tests=\"5\" "
	    "failures=\"2\" errors=\"0\">\n  <testsuite name=\"native\" tests="
	    "\"4\" failures=\"2\" errors=\"0\" skipped=\"0\">\n");
	CHECK_SAYS("name=\"SENDFILE-01 sendfile/a: &#60;`fresh`&#62;, "
	    "documented: returned 1 (IUT)\">\n      <failure message=\"new\" "
	    "type=\"failed\">1 of 9 instances\nbuild/conform show "
	    "'sendfile/a[x=1]'</failure>\n");
	CHECK_SAYS("name=\"sendfile/a: added\"/>\n");
	CHECK_SAYS("  <testsuite name=\"(compared)\" tests=\"1\" "
	    "failures=\"0\" errors=\"0\" skipped=\"1\">\n    <testcase classname="
	    "\"(compared)\" name=\"native: of which revision of the suite is "
	    "not known\"><skipped ");
	check_format("tap", "TAP version 14\n1..4\n# native: of which "
	    "revision of the suite is not known\nnot ok 1 - native "
	    "SENDFILE-01 sendfile/a: <`fresh`>, documented: returned 1 (IUT)\n"
	    "  ---\n  severity: fail\n  message: \"new\"\n  kinds: ");
	CHECK_SAYS("\nok 4 - native sendfile/a: added\n");
	check_format("badge", ">2 worse</text>");
	check_format("shields", "{\"schemaVersion\":1,\"label\":\"pysock\","
	    "\"message\":\"2 worse\",\"color\":\"red\",\"isError\":true}\n");
}

ATF_TC_WITHOUT_HEAD(instances_are_compared_one_by_one);
ATF_TC_BODY(instances_are_compared_one_by_one, tc)
{
	fixture_write("a", ONE("", "cu-", ""));
	fixture_write("b", ONE("", "-cu", ""));
	ATF_CHECK_EQ(1, run("a", "b"));
	CHECK_SAYS("instances: 1 added, 1 no longer unsupported, 1 removed\n");
	CHECK_SAYS("  removed 1 sendfile/a on native\n");
	CHECK_SAYS("WORSE: 1 instance gone.\n");
	fixture_write("c", ONE("", "uu-", ""));
	ATF_CHECK_EQ(1, run("a", "c"));
	CHECK_SAYS("instances: 1 newly unsupported\n");
	ATF_CHECK_EQ(0, run("c", "a"));
	/* Another list of instances: by name, and not by place. */
	fixture_write("d", "{\"schema\":1,\"problems\":[],\"platforms\":["
	    FIXTURE_PLATFORM("native", "", "uc", "") "],\"instances\":"
	    "{\"sendfile/a\":[\"[x=2]\",\"[x=1]\"]}}");
	ATF_CHECK_EQ(0, run("a", "d"));
	CHECK_SAYS("The two runs are the same.\n");
}

ATF_TC_WITHOUT_HEAD(ledger_and_figures_are_told);
ATF_TC_BODY(ledger_and_figures_are_told, tc)
{
	fixture_write("a", ONE("", "ccc", "\"entries\":["
	    FIXTURE_ENTRY("old") "],"));
	fixture_write("b", ONE("", "ccc", "\"entries\":["
	    FIXTURE_ENTRY("fresh") "],\"not_run\":[" LEFT("2", "it hung") ","
	    LEFT("1", "again") "," LEFT("2", "it hung") "],"
	    "\"below_floor\":[{\"clause\":\"SENDFILE-02\","
	    "\"executed\":1,\"least\":2}],"));
	ATF_CHECK_EQ(1, run("a", "b"));
	CHECK_SAYS("ledger: 1 newly seen, 1 no longer seen\n"
	    "  newly seen fresh (of-fresh) on native: 2\n"
	    "  no longer seen old (of-old) on native: 2\n");
	CHECK_SAYS("  new SENDFILE-02 sendfile/b: not-run: it hung; again\n"
	    "      native: 5 of 5 instances\n");
	CHECK_SAYS("  SENDFILE-02 1 of at least 2 on native\n");
	ATF_CHECK_EQ(0, run("b", "a"));
}

static void
check_refused(const char *sentence)
{
	ATF_CHECK_EQ(2, run("a", "b"));
	ATF_CHECK_STREQ(sentence, why.text);
	options.force = true;
	ATF_CHECK_EQ_MSG(0, run("a", "b"), "%s", why.text);
	options.force = false;
}

/* What a format says of a comparison that was forced. */
static void
check_forced(const char *format, const char *wanted)
{
	struct runs r;

	options.force = true;
	runs_init(&r, NULL, NULL);
	ATF_REQUIRE(runs_add(&r, "a", "", &why) && runs_add(&r, "b", "",
	    &why));
	ATF_CHECK_EQ(0, diff(&r, &options, &said, &why));
	text_cut(&said, 0);
	diff_add_format(&said, &r, format, false);
	runs_release(&r);
	options.force = false;
	CHECK_SAYS(wanted);
}

ATF_TC_WITHOUT_HEAD(what_is_not_comparable_says_why);
ATF_TC_BODY(what_is_not_comparable_says_why, tc)
{
	fixture_write("a", ONE("", "ccc", "\"revision\":\"aa\","));
	fixture_write("b", ONE("", "ccc", "\"revision\":\"bb\","));
	check_refused("not comparable: revision aa of the suite made 'native' "
	    "of one, and bb of the other; --force compares what both have");
	check_forced("json", "\"forced\":[\"revision aa of the suite made "
	    "'native' of one, and bb of the other\"]");
	check_forced("md", "`From a to b. Compared by force, though revision "
	    "aa of the suite made 'native' of one, and bb of the other.`\n\n");
	check_forced("html", "Nothing is worse. From a to b. Compared by "
	    "force, though ");
	check_forced("github", "::notice::Nothing is worse\n"
	    "::warning::compared by force, though revision aa of the suite "
	    "made 'native' of one, and bb of the other\n");
	check_forced("junit", "name=\"compared by force, though revision aa ");
	check_forced("tap", "1..1\n# compared by force, though revision aa of "
	    "the suite made 'native' of one, and bb of the other\nok 1 ");
	fixture_write("b", FIXTURE_REPORT(FIXTURE_PLATFORM("native", "", "ccc",
	    "\"revision\":\"aa\",") "," FIXTURE_PLATFORM("uml", "", "ccc", ""),
	    ""));
	check_refused("not comparable: only the second has the column 'uml'; "
	    "--force compares what both have");
	fixture_write("b", PART("", A("c--"), ""));
	check_refused("not comparable: 'native' is a part of the suite in the "
	    "second alone; --force compares what both have");
	fixture_write("b", "{\"schema\":1,\"problems\":[],\"platforms\":["
	    "{\"name\":\"native\",\"system\":\"linux\",\"kernel\":\"6.1\","
	    "\"libc\":\"musl 1\",\"arch\":\"x86_64\",\"word\":64,"
	    "\"emulator\":\"\",\"iut\":\"pysock 2.0\",\"oracle\":"
	    "\"CPython 3.13.0\",\"instances\":3,\"executed\":3,"
	    "\"unexpected\":0,\"kinds\":[],\"verdicts\":{}}]}");
	check_refused("not comparable: 'native' is another platform in each: "
	    "C library 'glibc' and 'musl'; --force compares what both have");
	/* What an implementation does not tell makes no other platform. */
	fixture_write("b", "{\"schema\":1,\"problems\":[],\"platforms\":["
	    "{\"name\":\"native\",\"system\":\"linux\",\"kernel\":\"\","
	    "\"libc\":\"\",\"arch\":\"\",\"word\":null,"
	    "\"emulator\":\"\",\"iut\":\"pysock 2.0\",\"oracle\":"
	    "\"CPython 3.13.0\",\"instances\":3,\"executed\":3,"
	    "\"unexpected\":0,\"kinds\":[],\"verdicts\":{}}]}");
	ATF_CHECK_EQ_MSG(0, run("a", "b"), "%s", why.text);
	CHECK_SAYS("native: kernel 6.1 → unknown, glibc 2.36 → unknown, x86_64 "
	    "→ unknown, IUT");
	ATF_CHECK_EQ_MSG(0, run("b", "b"), "%s", why.text);
	fixture_write("b", FIXTURE_REPORT(FIXTURE_PLATFORM("native", "", "ccc",
	    ""), "\"'x.db' is missing\",\"'y.db' too\""));
	check_refused("'b' is not whole: 'x.db' is missing, and more");
	CHECK_SAYS("by force, though 'b' is not whole: 'x.db' is missing\n"
	    "by force, though 'b' is not whole: 'y.db' too\n");
	check_forced("json", "\"forced\":[\"'b' is not whole: 'x.db' is "
	    "missing\",\"'b' is not whole: 'y.db' too\"]");
}

/* Compares a report with one that is a part, or the other way. */
static void
check_part(const char *a, const char *b, int status, const char *wanted)
{
	fixture_write("a", a);
	fixture_write("b", b);
	ATF_CHECK_EQ(2, run("a", "b"));
	ATF_CHECK_MSG(strstr(why.text, "' is a part of the suite in the ") !=
	    NULL, "%s", why.text);
	options.force = true;
	ATF_CHECK_EQ_MSG(status, run("a", "b"), "%s%s", text_get(&said),
	    why.text);
	options.force = false;
	ATF_CHECK_STREQ(wanted, strchr(text_get(&said), '\n') + 1);
}

#define UNTOLD "native: of which revision of the suite is not known\n"
#define SAME UNTOLD "The two runs are the same.\nNothing is worse.\n"

ATF_TC_WITHOUT_HEAD(part_is_compared_in_what_both_have);
ATF_TC_BODY(part_is_compared_in_what_both_have, tc)
{
	static const char whole[] = FIXTURE_REPORT(FIXTURE_COLUMN("native",
	    "null", FIXTURE_KIND("sendfile/a", "old", "2") ","
	    FIXTURE_KIND("sendfile/b", "other", "1"), A("cXX") "," B("X"),
	    "\"below_floor\":[{\"clause\":\"C\",\"executed\":1,\"least\":2}],"
	    "\"entries\":[{\"entry\":\"e\",\"finding\":\"f\",\"instances\":1,"
	    "\"rows\":[\"sendfile/b\"]}],"), "");

	check_part(whole, PART("", A("c--"), ""), 0, SAME);
	check_part(PART("", A("c--"), ""), whole, 0, SAME);
	check_part(whole, PART(FIXTURE_KIND("sendfile/a", "old", "1"),
	    A("cX-"), ""), 0, SAME);
	/* What both have has to be as good as it was. */
	check_part(PART("", A("cc-"), ""), whole, 1, UNTOLD
	    "kinds: 1 new\n  new SENDFILE-01 sendfile/a: old, documented: "
	    "returned 1 (IUT)\n      native: 2 of 9 instances\n" SHOW
	    "WORSE: 1 kind new.\n");
	check_part(whole, PART("", A("-c-"), ""), 0, UNTOLD
	    "kinds: 1 gone\n  gone SENDFILE-01 sendfile/a: old, documented: "
	    "returned 1 (IUT)\n      native: 2 of 9 instances\n" SHOW
	    "Nothing is worse.\n");
	check_part(PART("", A("ccc") "," B("c"), ""), ONE("", "cu-", ""), 1,
	    UNTOLD "instances: 1 newly unsupported, 2 removed\n"
	    "  newly unsupported 1 sendfile/a on native\n"
	    "  removed 1 sendfile/a on native\n"
	    "  removed 1 sendfile/b on native\n"
	    "WORSE: 1 instance newly unsupported, 2 instances gone.\n");
}

ATF_TC_WITHOUT_HEAD(parts_of_another_choice_are_not_comparable);
ATF_TC_BODY(parts_of_another_choice_are_not_comparable, tc)
{
	fixture_write("a", PART(FIXTURE_KIND("sendfile/a", "old", "1"),
	    A("Xc-"), ""));
	fixture_write("b", PART("", B("c"), ""));
	check_refused("not comparable: 'native' is another part of the suite "
	    "in each; --force compares what both have");
	CHECK_SAYS("\n" SAME);
	fixture_write("b", PART("", A("-cc"), ""));
	check_refused("not comparable: 'native' is another part of the suite "
	    "in each; --force compares what both have");
	CHECK_SAYS("\n" SAME);
	fixture_write("a", PART("", A("ccc"), "\"share\":\"1/4\","));
	fixture_write("b", PART("", A("ccc"), "\"share\":\"2/4\","));
	check_refused("not comparable: 'native' is another part of the suite "
	    "in each; --force compares what both have");
	/* The same part, of which one run lost some. */
	fixture_write("b", PART(FIXTURE_KIND("sendfile_test:a", "lost", "1"),
	    A("c--"), "\"share\":\"1/4\","));
	ATF_CHECK_EQ_MSG(1, run("a", "b"), "%s", why.text);
	CHECK_SAYS("WORSE: 1 kind new, 2 instances gone.\n");
	fixture_write("b", PART("", A("c--"), "\"share\":\"1/4\","
	    "\"not_run\":[{\"row\":\"sendfile/a\",\"clause\":\"C\","
	    "\"instances\":2,\"reason\":\"it hung\"}],"));
	ATF_CHECK_EQ_MSG(1, run("a", "b"), "%s", why.text);
	CHECK_SAYS("WORSE: 1 kind new, 2 instances gone.\n");
	ATF_CHECK_EQ_MSG(0, run("a", "a"), "%s", why.text);
}

ATF_TC_WITHOUT_HEAD(damaged_input_is_refused_by_name);
ATF_TC_BODY(damaged_input_is_refused_by_name, tc)
{
	static const char whole[] = ONE("", "ccc", "");
	char cut[sizeof(whole)];
	size_t len;

	fixture_write("a", whole);
	for (len = 1; len < sizeof(whole) - 1; len++) {
		snprintf(cut, sizeof(cut), "%.*s", (int)len, whole);
		fixture_write("b", cut);
		ATF_CHECK_EQ(2, run("a", "b"));
		ATF_CHECK_MSG(strstr(why.text, "'b' is no report.json") != NULL,
		    "%s", why.text);
	}
	fixture_write("b", "");
	ATF_CHECK_EQ(2, run("b", "a"));
	ATF_CHECK_STREQ("'b' is empty", why.text);
	fixture_write("b", FIXTURE_REPORT(FIXTURE_PLATFORM("native", "", "c",
	    "") "," FIXTURE_PLATFORM("native", "", "c", ""), ""));
	ATF_CHECK_EQ(2, run("a", "b"));
	ATF_CHECK_MSG(strstr(why.text, "'b' is damaged: a platform") != NULL, "%s",
	    why.text);
	fixture_write("b", "{\"schema\":1,\"problems\":\"none\","
	    "\"platforms\":[]}");
	ATF_CHECK_EQ(2, run("a", "b"));
	fixture_write("b", "{\"schema\":1,\"problems\":[],\"platforms\":["
	    FIXTURE_PLATFORM("native", "", "c", "") "],\"instances\":"
	    "{\"sendfile/a\":\"all\"}}");
	ATF_CHECK_EQ(2, run("a", "b"));
	ATF_CHECK_MSG(strstr(why.text, "'b' is damaged: it has what no report "
	    "has (SQLite: CHECK") != NULL, "%s", why.text);
	ATF_CHECK_EQ(2, run("a", "none"));
	ATF_CHECK_STREQ("'none' cannot be read: No such file or directory",
	    why.text);
	ATF_CHECK_EQ(2, run("a", "a:far"));
	ATF_CHECK_STREQ("'a:far' has no column 'far'", why.text);
	fixture_write("c:d", FIXTURE_REPORT(FIXTURE_PLATFORM("refuse:sendfile",
	    "", "ccc", ""), ""));
	ATF_CHECK_EQ_MSG(0, run("c:d:refuse:sendfile", "c:d"), "%s", why.text);
}

static void
make_results(const char *path, const char *verdict)
{
	sqlite3 *db = fixture_start(path);
	char output[1024];

	snprintf(output, sizeof(output), "platform system=linux "
	    "kernel=6.1 arch=x86_64\niut name='pysock%%201.0'\n"
	    "oracle name='CPython%%203.11.2'\n"
	    "planned instances=1 clause=SENDFILE-01\n"
	    "instance id='sendfile/a[x=1]' clause=SENDFILE-01 verdict=%s "
	    "departs=none expected=false line='sendfile:%%20returned%%200' "
	    "reason='' trace=01\ndone instances=1 executed=1\n", verdict);
	fixture_case(db, "a", "SENDFILE-01", strcmp(verdict, "conforms") == 0 ?
	    "passed" : "failed", NULL, output);
	fixture_end(db);
}

ATF_TC_WITHOUT_HEAD(folders_of_results_are_runs);
ATF_TC_BODY(folders_of_results_are_runs, tc)
{
	make_results("one/x/sendfile.db", "conforms");
	make_results("two/x/sendfile.db", "differs");
	ATF_CHECK_EQ_MSG(1, run("one", "two:x"), "%s", why.text);
	CHECK_SAYS("  new SENDFILE-01 sendfile/a: sendfile: returned 0\n");
	CHECK_SAYS("figures:\n  x: unexpected 0 → 1, conforms 1 → 0, differs 0 → 1\n");
	ATF_CHECK_EQ(1, run("one/x", "two"));
	fixture_write("one/x/revision", "aa\n");
	fixture_write("two/x/revision", "bb\n");
	ATF_CHECK_EQ(2, run("one/x", "two"));
	ATF_CHECK_EQ(2, run("one/x", "two:y"));
	make_results("two/y/sendfile.db", "conforms");
	fixture_write("two/y/revision", "cc\n");
	ATF_CHECK_EQ(2, run("two", "two"));
	ATF_CHECK_STREQ("'two' is not whole: 'x' is of revision bb of the "
	    "suite, and 'y' of cc: they are not of one run", why.text);
}

/* Eighteen columns, of which all is otherwise in the second run. */
static void
write_columns(const char *path, bool second)
{
	struct text json = TEXT_INIT;
	int i, j;

	text_adds(&json, "{\"schema\":1,\"problems\":[],\"platforms\":[");
	for (i = 0; i < 18; i++) {
		text_addf(&json, "%s{\"name\":\"platform-%d\",\"system\":"
		    "\"linux\",\"kernel\":\"6.%d\",\"libc\":\"glibc 2\","
		    "\"arch\":\"x86_64\",\"word\":64,\"emulator\":\"\","
		    "\"iut\":\"pysock 1.0\",\"oracle\":\"CPython 3.11.2\","
		    "\"instances\":60,\"executed\":60,\"unexpected\":%d,"
		    "\"verdicts\":{},\"kinds\":[", i > 0 ? "," : "", i,
		    second ? i : 0, second);
		for (j = 0; j < 30 && second; j++)
			text_addf(&json, "%s{\"identity\":\"k%d\",\"row\":"
			    "\"r%d\",\"clause\":\"C\",\"verdict\":\"differs\","
			    "\"departs\":\"none\",\"line\":\"l\",\"wanted\":"
			    "\"w\",\"where\":\"x=%d\",\"instances\":1,\"of\":2}",
			    j > 0 ? "," : "", j, j, i);
		text_adds(&json, "],\"below_floor\":[");
		for (j = 0; j < 9 && second; j++)
			text_addf(&json, "%s{\"clause\":\"C-%d\",\"executed\":"
			    "1,\"least\":2}", j > 0 ? "," : "", j);
		text_adds(&json, "],\"entries\":[");
		for (j = 0; j < 9 && second; j++)
			text_addf(&json, "%s{\"entry\":\"e%d\",\"finding\":"
			    "\"\",\"instances\":2}", j > 0 ? "," : "", j);
		text_adds(&json, "],\"ran\":{");
		for (j = 0; j < 20; j++)
			text_addf(&json, "%s\"sendfile/%c\":\"%s\"",
			    j > 0 ? "," : "", 'a' + j, second ? "uuu" : "ccc");
		text_adds(&json, "}}");
	}
	text_adds(&json, "],\"instances\":{");
	for (j = 0; j < 20; j++)
		text_addf(&json, "%s\"sendfile/%c\":[\"[x=1]\",\"[x=2]\","
		    "\"[x=3]\"]", j > 0 ? "," : "", 'a' + j);
	text_adds(&json, "}}");
	fixture_write(path, text_get(&json));
	text_release(&json);
}

/* Lines of what was said; the widest in *width. */
static int
lines_said(size_t *width)
{
	const char *at = text_get(&said), *c;
	size_t len, columns;
	int lines = 0;

	for (*width = 0; *at != '\0'; at += len + 1, lines++) {
		len = strcspn(at, "\n");
		for (columns = 0, c = at; c < at + len; c++)
			columns += (*c & 0xc0) != 0x80;
		if (columns > *width)
			*width = columns;
	}
	return lines;
}

ATF_TC_WITHOUT_HEAD(all_lists_share_a_screen);
ATF_TC_BODY(all_lists_share_a_screen, tc)
{
	static const char *const heads[] = { "kinds: 30 new\n",
	    "below their floor: 162 newly\n",
	    "instances: 1080 newly unsupported\n", "ledger: 9 newly seen\n",
	    "figures:\n", "WORSE: 30 kinds new, " };
	size_t i, width;
	int lines;

	write_columns("a", false);
	write_columns("b", true);
	ATF_CHECK_EQ_MSG(1, run("a", "b"), "%s", why.text);
	lines = lines_said(&width);
	ATF_CHECK_MSG(lines <= 40 && lines > 36 && width <= 100,
	    "%d lines of %zu columns:\n%s", lines, width, text_get(&said));
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		CHECK_SAYS(heads[i]);
	CHECK_SAYS("  and 24 more; --full shows them\n");
	CHECK_SAYS("  and 18 more; --full shows them\n");
	/* Ten annotations are all that GitHub shows of a step. */
	check_format("github", "::error title=C r0::new: l, the oracle: w%0A"
	    "platform-0: 1 of 2 instances, where x=0%0Aplatform-1: 1 of 2 "
	    "instances, where x=1%0A");
	ATF_CHECK_EQ(11, lines_said(&width));
	CHECK_SAYS("\n::error::and 21 more\n::notice::platform-0");
	options.full = true;
	ATF_CHECK_EQ(1, run("a", "b"));
	ATF_CHECK(lines_said(&width) > 300 && width <= 100);
	ATF_CHECK(strstr(text_get(&said), "more; --full") == NULL);
}

ATF_TC_WITHOUT_HEAD(a_screen_is_enough);
ATF_TC_BODY(a_screen_is_enough, tc)
{
	struct text json = TEXT_INIT;
	size_t width;
	int i, lines;

	fixture_write("a", ONE("", "ccc", ""));
	text_adds(&json, "{\"schema\":1,\"problems\":[],\"platforms\":["
	    "{\"name\":\"native\",\"system\":\"linux\",\"kernel\":\"6.1\","
	    "\"libc\":\"glibc 2\",\"arch\":\"x86_64\",\"word\":64,"
	    "\"emulator\":\"\",\"iut\":\"pysock 1.0\",\"oracle\":"
	    "\"CPython 3.11.2\",\"instances\":3,\"executed\":3,"
	    "\"unexpected\":0,\"verdicts\":{},\"kinds\":[");
	for (i = 0; i < 100; i++)
		text_addf(&json, "%s{\"identity\":\"k%d\",\"row\":\"r%d\","
		    "\"clause\":\"C\",\"verdict\":\"differs\",\"departs\":"
		    "\"none\",\"line\":\"l\",\"wanted\":\"w\",\"where\":\"all\","
		    "\"instances\":1,\"of\":2}", i > 0 ? "," : "", i, i);
	text_adds(&json, "],\"ran\":{\"sendfile/a\":\"ccc\"}}],\"instances\":"
	    "{\"sendfile/a\":[\"[x=1]\",\"[x=2]\",\"[x=3]\"]}}");
	fixture_write("b", text_get(&json));
	text_release(&json);
	ATF_CHECK_EQ(1, run("a", "b"));
	lines = lines_said(&width);
	ATF_CHECK_MSG(lines <= 40, "%d lines", lines);
	CHECK_SAYS("  and 82 more; --full shows them\n");
	options.full = true;
	ATF_CHECK_EQ(1, run("a", "b"));
	ATF_CHECK(strstr(text_get(&said), "more; --full") == NULL);
}

ATF_TC_WITHOUT_HEAD(long_lists_are_emptied);
ATF_TC_BODY(long_lists_are_emptied, tc)
{
	static const struct {
		const char *json, *wanted;
	} tries[] = {
		{ "{\"d\":[1,[2],{\"a\":\"]\\\\\\\"]\"}],\"e\":[3]}",
		    "{\"d\":[],\"e\":[3]}" },
		{ "{\"d\" : [ ] , \"x\":\"d\"}", "{\"d\" : [] , \"x\":\"d\"}" },
		{ "{\"x\":\"\\\"d\\\":[1]\",\"d\":7}",
		    "{\"x\":\"\\\"d\\\":[1]\",\"d\":7}" },
		{ "{\"d\":[1,\"", "{\"d\":[1,\"" },
		{ "", "" },
	};
	struct text text;
	size_t i;

	for (i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		text = (struct text)TEXT_INIT;
		text_adds(&text, tries[i].json);
		skip_lists(&text, "d");
		ATF_CHECK_STREQ(tries[i].wanted, text_get(&text));
		text_release(&text);
	}
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, same_runs_have_nothing_worse);
	ATF_TP_ADD_TC(tp, kinds_come_first_and_decide);
	ATF_TP_ADD_TC(tp, instances_are_compared_one_by_one);
	ATF_TP_ADD_TC(tp, ledger_and_figures_are_told);
	ATF_TP_ADD_TC(tp, what_is_not_comparable_says_why);
	ATF_TP_ADD_TC(tp, part_is_compared_in_what_both_have);
	ATF_TP_ADD_TC(tp, parts_of_another_choice_are_not_comparable);
	ATF_TP_ADD_TC(tp, damaged_input_is_refused_by_name);
	ATF_TP_ADD_TC(tp, folders_of_results_are_runs);
	ATF_TP_ADD_TC(tp, all_lists_share_a_screen);
	ATF_TP_ADD_TC(tp, a_screen_is_enough);
	ATF_TP_ADD_TC(tp, other_tools_read_it);
	ATF_TP_ADD_TC(tp, long_lists_are_emptied);
	return atf_no_error();
}
