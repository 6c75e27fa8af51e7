/* SPDX-License-Identifier: BSD-2-Clause */
/* Each format of hostile results, read by programs that are not ours. */
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/formats/escape.h"
#include "harness/formats/format.h"
#include "harness/judge/asset.h"
#include "harness/judge/asset_atf.h"
#include "harness/report/fixture.h"
#include "harness/report/json.h"
#include "harness/report/kind.h"
#include "harness/report/read.h"
#include "harness/report/stream.h"

/* Markup, the end of CDATA, quotes, NUL, controls, no UTF-8, no character. */
#define HOSTILE "%3c!--%5d%5d%3e%3cb%3e%26amp;%22%27%60%60%7c%00%1b[31m%0a" \
	"::error::%25%0d%ff%ef%bf%bf%f0%9f%98%80#%5c"
/* And what stays of it where a line may end. */
#define CLEAN "<!--]]><b>&amp;\"'``|\xef\xbf\xbd%1b[31m\n::error::%%0d" \
	"\xef\xbf\xbd\xef\xbf\xbd\xf0\x9f\x98\x80#\\"

static const char output[] =
    "platform kernel='6.1%3cb%3e' libc='glibc%202.36' arch=x86_64 word=64\n"
    "iut name='pysock%201.0'\noracle name='CPython%203.11.2'\n"
    "planned instances=6 clause=SENDFILE-01\n"
    "instance id='sendfile/a[x=" HOSTILE "]' clause=SENDFILE-01 "
    "verdict=differs departs=none expected=false line='" HOSTILE "' trace=01\n"
    "instance id='sendfile/b[x=1]' clause=SENDFILE-02 verdict=unsupported "
    "departs=none expected=true reason='" HOSTILE "'\n"
    "instance id='sendfile/c[x=1]' clause=SENDFILE-02 verdict=conforms "
    "departs=none expected=false trace=02\n"
    "instance id='sendfile/d%3c]' clause=SENDFILE-02 verdict=broken "
    "departs=none expected=false reason='" HOSTILE "'\n"
    "not_run row='sendfile/e' clause=SENDFILE-02 instances=2 "
    "reason='" HOSTILE "'\n"
    "stale entry='" HOSTILE "' reason='" HOSTILE "'\n"
    "done instances=4 executed=2\n";

#define PLATFORM "a\"'<b>&]]>|`"

static void
make(const char *path, const char *lines)
{
	sqlite3 *db = fixture_start(path);

	fixture_case(db, "a", "SENDFILE-01", strstr(lines, "expected=false l")
	    != NULL ? "failed" : "passed", NULL, lines);
	fixture_end(db);
}

static void
read_store(struct store *s)
{
	store_init(s);
	read_results(s, "results", NULL, NULL);
	kinds_find(s);
}

/* Makes the results in a format; the caller releases the text. */
static struct text
made(const char *name)
{
	struct text out = TEXT_INIT;
	struct why why = WHY_INIT;
	struct store s;

	if (access("results", F_OK) != 0)
		make("results/" PLATFORM "/sendfile.db", output);
	read_store(&s);
	format_named(name, &why)->add(&out, &s, "conform");
	ATF_REQUIRE(json_write_path(&out, "out", &why));
	store_release(&s);
	return out;
}

/* Nothing but text, lines and whole UTF-8. */
static void
check_text(const struct text *t)
{
	const unsigned char *at = (const unsigned char *)text_get(t);
	sqlite3_stmt *stmt;
	struct store s;
	size_t i;

	for (i = 0; i < t->len; i++)
		ATF_CHECK_MSG(at[i] == '\n' || (at[i] >= ' ' && at[i] != 0x7f),
		    "byte %zu is %02x", i, at[i]);
	store_open(&s);
	stmt = store_prepare(&s, "SELECT replace(?1, char(65533), '') ="
	    " replace(CAST(CAST(?1 AS BLOB) AS TEXT), char(65533), '')");
	store_bind_text(stmt, 1, text_get(t));
	ATF_CHECK(store_step(stmt) && sqlite3_column_int(stmt, 0) == 1);
	sqlite3_finalize(stmt);
	store_release(&s);
}

/* What a command prints has to be that, to the end of its output. */
static void
check_prints(const char *command, const char *wanted)
{
	struct text said = TEXT_INIT, all = TEXT_INIT;
	struct why why = WHY_INIT;

	text_addf(&all, "%s >said 2>&1", command);
	ATF_CHECK_EQ_MSG(0, system(text_get(&all)), "%s", command);
	ATF_REQUIRE(asset_read("said", 1 << 20, &said, &why));
	ATF_CHECK_STREQ(wanted, text_get(&said));
	text_release(&said);
	text_release(&all);
}

static void
need(const char *command, const char *package)
{
	struct text all = TEXT_INIT;

	text_addf(&all, "%s >/dev/null 2>&1", command);
	if (system(text_get(&all)) != 0)
		atf_tc_skip("'%s' does not run; Debian has it in %s", command,
		    package);
	text_release(&all);
}

static void
check_runs(const atf_tc_t *tc, const char *format)
{
	struct text command = TEXT_INIT;
	char top[PATH_MAX];

	asset_find_top_of(tc, top);
	text_addf(&command, format, top);
	ATF_CHECK_EQ_MSG(0, system(text_get(&command)), "%s",
	    text_get(&command));
	text_release(&command);
}

/* The same of the command, which stands beside the tests' folder. */
static void
check_conform(const atf_tc_t *tc, const char *arguments)
{
	struct text command = TEXT_INIT;

	text_addf(&command, "'%s/../conform' %s",
	    atf_tc_get_config_var(tc, "srcdir"), arguments);
	ATF_CHECK_EQ_MSG(0, system(text_get(&command)), "%s",
	    text_get(&command));
	text_release(&command);
}

ATF_TC_WITHOUT_HEAD(junit_is_what_its_schema_says);
ATF_TC_BODY(junit_is_what_its_schema_says, tc)
{
	struct text out;

	need("xmllint --version", "libxml2-utils");
	out = made("junit");
	check_text(&out);
	check_runs(tc, "xmllint --noout --schema "
	    "'%s/harness/report/junit.xsd' out 2>err || ! cat err");
	check_prints("xmllint --xpath \"string(//testcase[@name='a']/failure)\""
	    " out", "SENDFILE-01 sendfile/a: <!--]]><b>&amp;\"'``|\xef\xbf\xbd"
	    "%1b[31m%0a::error::%%0d\xef\xbf\xbd\xef\xbf\xbd\xf0\x9f\x98\x80#\\"
	    "\n  1 of 1 instances\n  conform show 'sendfile/a[x=<!--]]><b>"
	    "&amp;\"'\\''``|\xef\xbf\xbd%1b[31m%0a::error::%%0d\xef\xbf\xbd"
	    "\xef\xbf\xbd\xf0\x9f\x98\x80#\\]'\n\n");
	check_prints("xmllint --xpath \"string(//skipped/@message)\" out",
	    CLEAN "\n");
	check_prints("xmllint --xpath \"concat(/*/@tests, ' ', /*/@failures,"
	    " ' ', /*/@errors, ' ', count(//failure), ' ', count(//error), ' ',"
	    " count(//skipped))\" out", "6 2 2 2 2 1\n");
	check_prints("xmllint --xpath \"string(//testcase[@name='c']/"
	    "@classname)\" out", PLATFORM ".sendfile\n");
	text_release(&out);
}

/* By the schema of its own, which set-up brings from Debian's sources. */
ATF_TC_WITHOUT_HEAD(junit_is_what_jenkins_takes);
ATF_TC_BODY(junit_is_what_jenkins_takes, tc)
{
	struct text out, command = TEXT_INIT;
	char schema[PATH_MAX];

	need("xmllint --version", "libxml2-utils");
	snprintf(schema, sizeof(schema), "%s/../schemas/junit-10.xsd",
	    atf_tc_get_config_var(tc, "srcdir"));
	if (access(schema, R_OK) != 0)
		atf_tc_skip("there is no '%s', which harness/platform/setup "
		    "brings", schema);
	out = made("junit");
	text_addf(&command, "xmllint --noout --schema '%s' out", schema);
	ATF_CHECK_EQ(0, system(text_get(&command)));
	/* It has to refuse what is not so. */
	text_adds(&command, ".bad 2>err");
	ATF_CHECK_EQ(0, system("sed 's/ classname=/ class=/' out >out.bad"));
	ATF_CHECK(system(text_get(&command)) != 0);
	text_release(&command);
	text_release(&out);
}

ATF_TC_WITHOUT_HEAD(json_is_what_its_schema_says);
ATF_TC_BODY(json_is_what_its_schema_says, tc)
{
	static const char validate[] = "python3 -c 'import json, jsonschema\n"
	    "s = json.load(open(\"%s/harness/report/report.schema.json\"))"
	    "\nj = json.load(open(\"out\"))\n"
	    "v = jsonschema.Draft202012Validator\n"
	    "v.check_schema(s)\nv(s).validate(j)\n"
	    /* It has to refuse what is not so. */
	    "def bad(change):\n"
	    " other = json.loads(json.dumps(j))\n"
	    " change(other, other[\"platforms\"][0])\n"
	    " return not v(s).is_valid(other)\n"
	    "assert bad(lambda j, p: j.update(schema=2))\n"
	    "assert bad(lambda j, p: p.pop(\"iut\"))\n"
	    "assert bad(lambda j, p: p.update(executed=-1))\n"
	    "assert bad(lambda j, p: p[\"verdicts\"].update(fine=1))\n"
	    "assert bad(lambda j, p: p[\"ran\"].update(x=\"q\"))\n"
	    "assert bad(lambda j, p: p[\"kinds\"][0].update(departs=\"me\"))\n"
	    "assert bad(lambda j, p: p[\"divergences\"][0].pop(\"id\"))\n'";
	struct text out;

	need("python3 -c 'import jsonschema'", "python3-jsonschema");
	out = made("json");
	check_text(&out);
	check_runs(tc, validate);
	text_release(&out);
}

ATF_TC_WITHOUT_HEAD(tap_has_a_line_for_each_test);
ATF_TC_BODY(tap_has_a_line_for_each_test, tc)
{
	struct text out = made("tap");
	const char *at = text_get(&out);
	int points = 0, bad = 0;

	check_text(&out);
	ATF_CHECK(strncmp(at, "TAP version 14\n1..6\n", 20) == 0);
	for (at += 20; *at != '\0'; at += strcspn(at, "\n") + 1) {
		bad += strncmp(at, "not ok ", 7) == 0;
		points += strncmp(at, "not ok ", 7) == 0 ||
		    strncmp(at, "ok ", 3) == 0;
		ATF_CHECK_MSG(at[0] == ' ' || at[0] == 'o' || at[0] == 'n',
		    "%.60s", at);
	}
	ATF_CHECK_EQ(6, points);
	ATF_CHECK_EQ(4, bad);
	ATF_CHECK(strstr(text_get(&out), "sendfile/b # SKIP <!--]]><b>&amp;\"'"
	    "``|\xef\xbf\xbd%1b[31m%0a::error::%%0d\xef\xbf\xbd\xef\xbf\xbd"
	    "\xf0\x9f\x98\x80\\#\\\\\n") != NULL);
	text_release(&out);
}

ATF_TC_WITHOUT_HEAD(row_given_up_in_parts_has_all_of_them);
ATF_TC_BODY(row_given_up_in_parts_has_all_of_them, tc)
{
	static const char parts[] =
	    "planned instances=7 clause=SENDFILE-01\n"
	    "not_run row=sendfile/a clause=SENDFILE-01 instances=2 "
	    "reason='it%20hung'\n"
	    "not_run row=sendfile/a clause=SENDFILE-01 instances=4 "
	    "reason='again'\n"
	    "not_run row=sendfile/a clause=SENDFILE-01 instances=1 "
	    "reason='it%20hung'\n"
	    "done instances=0 executed=0\n";
	struct text out;

	make("results/x/sendfile.db", parts);
	out = made("junit");
	ATF_CHECK_MSG(strstr(text_get(&out), "name=\"a (not run)\">\n      "
	    "<error message=\"7 instances were not run: it hung; again\"") !=
	    NULL, "%s", text_get(&out));
	text_release(&out);
	out = made("tap");
	ATF_CHECK_MSG(strstr(text_get(&out), "x sendfile/a (not run)\n  ---\n"
	    "  severity: error\n  message: \"7 instances were not run: it hung;"
	    " again\"\n") != NULL, "%s", text_get(&out));
	text_release(&out);
}

static size_t
count(const struct text *t, const char *word)
{
	const char *at = text_get(t);
	size_t n = 0;

	for (; (at = strstr(at, word)) != NULL; at += strlen(word))
		n++;
	return n;
}

ATF_TC_WITHOUT_HEAD(annotation_is_one_line);
ATF_TC_BODY(annotation_is_one_line, tc)
{
	struct text out = made("github");

	check_text(&out);
	ATF_CHECK_EQ_MSG(4, count(&out, "\n"), "%s", text_get(&out));
	ATF_CHECK_EQ(4, count(&out, "::error title="));
	ATF_CHECK(strncmp(text_get(&out), "::error title=", 14) == 0);
	ATF_CHECK_EQ(3, count(&out, "\n::error title="));
	ATF_CHECK(strstr(text_get(&out), "title=sendfile/a on a\"'<b>&]]>|`::"
	    "SENDFILE-01 sendfile/a: <!--") != NULL);
	text_release(&out);
}

#define SHOWS(x) "instance id='sendfile/a[x=" x "]' clause=SENDFILE-01 " \
	"verdict=differs departs=none expected=false line=' x' trace=01\n"
#define ON(name, planned, shown) \
	"platform name=" name " kernel=6 arch=x\n" \
	"iut name=i command='" name "'\noracle name=o\n" \
	"planned instances=" planned " clause=SENDFILE-01 row=sendfile/a " \
	"axes=x\n" shown "done instances=" planned " executed=" planned "\n"

ATF_TC_WITHOUT_HEAD(annotation_has_the_figures_of_each_column);
ATF_TC_BODY(annotation_has_the_figures_of_each_column, tc)
{
	static const char wanted[] = "%0Aa: 1 of 2 instances, where x=1; b: "
	    "all 2 instances%0Aconform show 'sendfile/a[x=1]' --iut 'a'\n";
	struct text out = TEXT_INIT;

	make("results/b/sendfile.db", ON("b", "2", SHOWS("2") SHOWS("3")));
	make("results/a/sendfile.db", ON("a", "2", SHOWS("1")
	    "instance id='sendfile/a[x=5]' clause=SENDFILE-01 "
	    "verdict=conforms departs=none expected=true\n"));
	out = made("github");
	ATF_CHECK_EQ(1, count(&out, "::error title=sendfile/a on a%2C b::"));
	ATF_CHECK_MSG(strstr(text_get(&out), wanted) != NULL, "%s",
	    text_get(&out));
	text_release(&out);
}

ATF_TC_WITHOUT_HEAD(markdown_has_text_in_spans_of_code);
ATF_TC_BODY(markdown_has_text_in_spans_of_code, tc)
{
	struct text out = made("md");

	check_text(&out);
	ATF_CHECK(strncmp(text_get(&out), "## pysock: 3 kinds unexpected, "
	    "2 instances not run\n", 51) == 0);
	ATF_CHECK(strstr(text_get(&out), "- ``` SENDFILE-01 sendfile/a: <!--]]>"
	    "<b>&amp;\"'``|") != NULL);
	ATF_CHECK(strstr(text_get(&out), "| clauses | `` a\"'<b>&]]>\\|` `` |\n"
	    "|---|---|\n| `SENDFILE` | 2/6, 1 differs, 1 unsupported, 1 broken, "
	    "**2 not run**, **2 new** |\n") != NULL);
	text_release(&out);
}

ATF_TC_WITHOUT_HEAD(markdown_has_at_most_60_kB);
ATF_TC_BODY(markdown_has_at_most_60_kB, tc)
{
	struct text lines = TEXT_INIT, out = TEXT_INIT;
	struct store s;
	int i;

	text_adds(&lines, "platform kernel=6 arch=x\niut name=i\noracle "
	    "name=o\nplanned instances=2000 clause=SENDFILE-01\n");
	for (i = 0; i < 2000; i++)
		text_addf(&lines, "instance id='sendfile/r%d[x=1]' clause="
		    "SENDFILE-01 verdict=differs departs=none expected=false "
		    "line='sendfile:%%20returned%%200' trace=01\n", i);
	text_adds(&lines, "done instances=2000 executed=2000\n");
	make("results/native/sendfile.db", text_get(&lines));
	read_store(&s);
	format_markdown(&out, &s, "conform");
	store_release(&s);
	ATF_CHECK_MSG(out.len <= FORMAT_MARKDOWN_MOST && out.len > 50000,
	    "%zu bytes", out.len);
	ATF_CHECK(strstr(text_get(&out), " more, in report.json\n\n- `native`")
	    != NULL);
	ATF_CHECK(strstr(text_get(&out), "| `total` | 2000/2000, 2000 differ, "
	    "**2000 new** |\n") != NULL);
	text_cut(&out, 0);
	read_store(&s);
	format_github(&out, &s, "conform");
	store_release(&s);
	ATF_CHECK_EQ(10, count(&out, "\n"));
	ATF_CHECK(strstr(text_get(&out), "::error title=pysock::and 1991 more, "
	    "in report.json\n") != NULL);
	text_release(&out);
	text_release(&lines);
}

static const char idle[] = "platform kernel=6 arch=x\niut name=i\n"
    "oracle name=o\nplanned instances=1 clause=SENDFILE-01\n"
    "instance id='sendfile/c[x=1]' clause=SENDFILE-01 verdict=unsupported "
    "departs=none expected=true reason=lacking\n"
    "done instances=1 executed=0\n";

/* All formats say so of a column that executed nothing. */
ATF_TC_WITHOUT_HEAD(of_nothing_executed_none_is_green);
ATF_TC_BODY(of_nothing_executed_none_is_green, tc)
{
	static const struct {
		const char *format, *wanted;
	} all[] = {
		{ "badge", "fill=\"#b3261e\"" },
		{ "badge", ">1 column executed nothing<" },
		{ "shields", "\"message\":\"1 column executed nothing\","
		    "\"color\":\"red\",\"isError\":true" },
		{ "md", "## pysock: 1 column executed nothing\n\n"
		    "- `executed nothing: x, of 1 instances`\n" },
		{ "github", "::error title=x::executed nothing, of 1 "
		    "instances\n" },
		{ "junit", "<failure message=\"executed nothing, of 1 "
		    "instances\"" },
		{ "tap", "\nnot ok 1 - x (column)/x\n" },
	};
	struct text out;
	size_t i;

	make("results/x/sendfile.db", idle);
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		out = made(all[i].format);
		ATF_CHECK_MSG(strstr(text_get(&out), all[i].wanted) != NULL,
		    "no '%s' in: %s", all[i].wanted, text_get(&out));
		text_release(&out);
	}
}

ATF_TC_WITHOUT_HEAD(badge_says_how_many);
ATF_TC_BODY(badge_says_how_many, tc)
{
	struct text out = made("shields");

	ATF_CHECK_STREQ("{\"schemaVersion\":1,\"label\":\"pysock\",\"message\":"
	    "\"3 kinds unexpected, 2 instances not run\","
	    "\"color\":\"red\",\"isError\":true}\n",
	    text_get(&out));
	text_release(&out);
	need("xmllint --version", "libxml2-utils");
	out = made("badge");
	check_text(&out);
	check_prints("xmllint --xpath \"string(//*[local-name()='text'][2])\""
	    " out", "3 kinds unexpected, 2 instances not run\n");
	text_release(&out);
}

/* Runs `conform report`; what it said is left in the file said. */
static void
check_refused(const atf_tc_t *tc, const char *arguments, const char *sentence)
{
	struct text command = TEXT_INIT, said = TEXT_INIT;
	struct why why = WHY_INIT;
	int status;

	text_addf(&command, "echo old >out.xml && '%s/../conform' report "
	    "--report rep %s --format junit:out.xml --format md >said 2>&1",
	    atf_tc_get_config_var(tc, "srcdir"), arguments);
	status = system(text_get(&command));
	ATF_CHECK_EQ(2, WEXITSTATUS(status));
	ATF_REQUIRE(asset_read("said", 1 << 20, &said, &why));
	ATF_CHECK_MSG(strstr(text_get(&said), sentence) != NULL,
	    "no '%s' in: %s", sentence, text_get(&said));
	ATF_CHECK_EQ(0, system("test \"$(cat out.xml)\" = old"));
	text_release(&command);
	text_release(&said);
}

static const char good[] = "platform kernel=6 arch=x\niut name=i\n"
    "oracle name=o\nplanned instances=1 clause=SENDFILE-01\n"
    "instance id='sendfile/c[x=1]' clause=SENDFILE-01 verdict=conforms "
    "departs=none expected=false trace=02\ndone instances=1 executed=1\n";

ATF_TC_WITHOUT_HEAD(what_is_not_whole_is_refused_by_name);
ATF_TC_BODY(what_is_not_whole_is_refused_by_name, tc)
{
	make("a/x/sendfile.db", good);
	make("b/x/sendfile.db", good);
	make("c/y/sendfile.db", good);
	check_refused(tc, "a b", "platform 'x' is asked for twice: 'b/x' is "
	    "the second");
	ATF_REQUIRE_EQ(0, system("echo 0123456789abcdef >a/x/revision; "
	    "echo 0123456789abcdee >c/y/revision"));
	check_refused(tc, "a c", "'x' is of revision 0123456789abcdef of the "
	    "suite, and 'y' of 0123456789abcdee");
	ATF_REQUIRE_EQ(0, system("truncate -s -1 b/x/sendfile.db"));
	check_refused(tc, "b", "'b/x/sendfile.db' cannot be read: it is "
	    "truncated or damaged");
	ATF_REQUIRE_EQ(0, system("truncate -s 0 b/x/sendfile.db"));
	check_refused(tc, "b:x", "'b/x/sendfile.db' cannot be read: it is "
	    "empty");
	check_refused(tc, "d", "'d' cannot be read: No such file");
	ATF_REQUIRE_EQ(0, system("mkdir d"));
	check_refused(tc, "d", "'d' has no results");
	ATF_REQUIRE_EQ(0, system("echo '{}' >d/report.json"));
	check_refused(tc, "d/report.json", "'d/report.json' is a file, and no "
	    "folder of results");
	check_refused(tc, "a/x/sendfile.db", "'a/x/sendfile.db' is a file");
	check_refused(tc, "a --format jnit", "there is no format 'jnit'; there "
	    "are json, junit, tap, md, github, html, badge, shields");
}

ATF_TC_WITHOUT_HEAD(several_formats_are_written_at_once);
ATF_TC_BODY(several_formats_are_written_at_once, tc)
{
	make("a/x/sendfile.db", good);
	make("c/y/sendfile.db", good);
	/* A report that lies beside the results is not in their way. */
	ATF_REQUIRE_EQ(0, system("echo '{}' >a/report.json"));
	check_conform(tc, "report a c/y --format junit "
	    "--output o/a.xml --format tap:o/a.tap --format md >o.md && "
	    "grep -q 'tests=\"2\"' o/a.xml && grep -q '^1..2$' o/a.tap && "
	    "grep -q '^## pysock: nothing unexpected$' o.md && test ! -e rep");
}

/* What a bundle printed, imported: of so many of its lines. */
static void
make_stream(const char *path, size_t most)
{
	struct text lines = TEXT_INIT, out = TEXT_INIT;
	struct why why = WHY_INIT;
	const char *at, *end;
	size_t n = 0;

	text_addf(&lines, "stream revision=0123456789abcdef cases=1 "
	    "instances=1\nstream_plan area=sendfile name=a "
	    "clause=SENDFILE-01 instances=1\nstream_case area=sendfile "
	    "name=a\n%sstream_end cases=1\n", good);
	for (at = text_get(&lines); *at != '\0' && n < most; at = end + 1) {
		end = strchr(at, '\n');
		stream_format(&out, ++n, at, (size_t)(end - at));
	}
	ATF_REQUIRE_MSG(json_write_path(&out, path, &why), "%s", why.text);
	text_release(&lines);
	text_release(&out);
}

ATF_TC_WITHOUT_HEAD(imported_streams_are_results_too);
ATF_TC_BODY(imported_streams_are_results_too, tc)
{
	make("a/x/sendfile.db", good);
	make_stream("s/far/" STREAM_FILE, 99);
	check_conform(tc, "report a s/far --format "
	    "junit:out.xml && grep -q 'testsuite name=\"far.sendfile\"' "
	    "out.xml && grep -q 'testsuite name=\"x.sendfile\"' out.xml");
	check_conform(tc, "diff s/far a:x --force");
	ATF_REQUIRE_EQ(0, system("echo 0123456789abcdee >a/x/revision"));
	check_refused(tc, "a s", "'x' is of revision 0123456789abcdee of the "
	    "suite, and 'far' of 0123456789abcdef");
	make_stream("results.txt", 99);
	check_refused(tc, "results.txt", "'results.txt' is a stream that a "
	    "bundle printed: `conform import 'results.txt' --name NAME` makes "
	    "it a column");
	make_stream("results.txt", 3);
	check_refused(tc, "results.txt:far", "'results.txt:far' is a stream");
	make_stream("s/far/" STREAM_FILE, 6);
	check_refused(tc, "s", "the stream is cut off after its line 6");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, junit_is_what_its_schema_says);
	ATF_TP_ADD_TC(tp, junit_is_what_jenkins_takes);
	ATF_TP_ADD_TC(tp, json_is_what_its_schema_says);
	ATF_TP_ADD_TC(tp, tap_has_a_line_for_each_test);
	ATF_TP_ADD_TC(tp, row_given_up_in_parts_has_all_of_them);
	ATF_TP_ADD_TC(tp, annotation_is_one_line);
	ATF_TP_ADD_TC(tp, annotation_has_the_figures_of_each_column);
	ATF_TP_ADD_TC(tp, markdown_has_text_in_spans_of_code);
	ATF_TP_ADD_TC(tp, markdown_has_at_most_60_kB);
	ATF_TP_ADD_TC(tp, of_nothing_executed_none_is_green);
	ATF_TP_ADD_TC(tp, badge_says_how_many);
	ATF_TP_ADD_TC(tp, what_is_not_whole_is_refused_by_name);
	ATF_TP_ADD_TC(tp, several_formats_are_written_at_once);
	ATF_TP_ADD_TC(tp, imported_streams_are_results_too);
	return atf_no_error();
}
