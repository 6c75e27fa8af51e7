/* SPDX-License-Identifier: BSD-2-Clause */
/* What is typed, right and wrong, is asked of build/conform itself. */
#include <atf-c.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/conform/fixture.h"
#include "harness/protocol/text.h"

static char top[PATH_MAX];
static struct text said = TEXT_INIT;

/* Runs it with these words; its exit status, and in `said` all it printed. */
static int
conform(const char *words)
{
	struct text command = TEXT_INIT;
	char bytes[4096];
	FILE *from;
	size_t n;
	int status;

	text_cut(&said, 0);
	text_addf(&command, "'%s'/build/conform %s 2>&1", top, words);
	from = popen(text_get(&command), "r");
	ATF_REQUIRE(from != NULL);
	while ((n = fread(bytes, 1, sizeof(bytes), from)) > 0)
		text_add(&said, bytes, n);
	status = pclose(from);
	text_release(&command);
	ATF_REQUIRE_MSG(WIFEXITED(status), "%s", text_get(&said));
	return WEXITSTATUS(status);
}

static bool
says(const char *part)
{
	return strstr(text_get(&said), part) != NULL;
}

#define CHECK_SAYS(part) \
	ATF_CHECK_MSG(says(part), "no '%s' in:\n%s", part, text_get(&said))

static size_t
lines(void)
{
	const char *at = text_get(&said);
	size_t n = 0;

	for (; (at = strchr(at, '\n')) != NULL; at++)
		n++;
	return n;
}

ATF_TC_WITHOUT_HEAD(an_option_of_another_command_is_refused);
ATF_TC_BODY(an_option_of_another_command_is_refused, tc)
{
	static const char *const wrong[] = { "diff a b --cases sendfile",
	    "report --shard 1/2", "gate --full", "list --iut x",
	    "clauses --baseline x", "check --platforms uml", "show x --runs 3",
	    "import x --oracle python3", "run --force", "probe x --jobs 2",
	    "history a b --baseline x", "floors --propose" };
	size_t i;

	fixture_find(tc, top);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		ATF_CHECK_EQ_MSG(2, conform(wrong[i]), "%s", wrong[i]);
		CHECK_SAYS(" has no --");
		ATF_CHECK_EQ(2, lines());
	}
	conform("diff a b --cases sendfile");
	ATF_CHECK_STREQ("conform: 'diff' has no --cases, which is of run, "
	    "check, soak, record\nconform diff --help says more\n",
	    text_get(&said));
}

ATF_TC_WITHOUT_HEAD(bad_usage_is_told_in_a_line_and_where_there_is_more);
ATF_TC_BODY(bad_usage_is_told_in_a_line_and_where_there_is_more, tc)
{
	static const struct {
		const char *words, *reason, *more;
	} wrong[] = {
		{ "", "a command is missing", "conform --help" },
		{ "rnu", "there is no command 'rnu'", "conform --help" },
		{ "run --caess x", "unrecognized option",
		    "conform run --help" },
		{ "diff x", "'diff' takes 2 arguments, and not 1",
		    "conform diff --help" },
		{ "history x", "'history' takes 2 arguments or more, and not 1",
		    "conform history --help" },
		{ "list x y", "'list' takes 1 argument at most, and not 2",
		    "conform list --help" },
		{ "run --jobs many", "--jobs takes 1 to 16",
		    "conform run --help" },
		{ "run --jobs 3x", "--jobs takes 1 to 16",
		    "conform run --help" },
		{ "run --limit 10m", "--limit seconds, 1 or more",
		    "conform run --help" },
		{ "soak --runs 99999999999", "--runs 1 or more",
		    "conform soak --help" },
		{ "run --watchdog 2147484", "--watchdog takes seconds, 1 to "
		    "86400", "conform run --help" },
		{ "run --watchdog 86401", "--watchdog takes seconds, 1 to "
		    "86400", "conform run --help" },
		{ "report --format pdf", "there is no format 'pdf'",
		    "conform report --help" },
		/* The usual one is not meant by what is empty. */
		{ "run --iut \"$UNSET\"", "--iut is given without a command",
		    "conform run --help" },
		{ "run --iut=", "--iut is given without a command",
		    "conform run --help" },
		{ "run --iut ' '", "--iut is given without a command",
		    "conform run --help" },
		{ "show x --iut ''", "--iut is given without a command",
		    "conform show --help" },
		{ "probe x --oracle ''", "--oracle is given without a command",
		    "conform probe --help" },
		{ "probe ''", "'probe' is given an empty argument",
		    "conform probe --help" },
		{ "run ''", "'run' is given an empty argument",
		    "conform run --help" },
		{ "run --shard ''", "--shard is given without a share",
		    "conform run --help" },
		{ "run --cases ''", "--cases is given without an area",
		    "conform run --help" },
		{ "run --cases ,", "--cases is given without an area",
		    "conform run --help" },
		{ "run --ledger ''", "--ledger is given without a file",
		    "conform run --help" },
		{ "run --name ''", "--name is given without a name",
		    "conform run --help" },
		{ "report --results ''", "--results is given without a folder",
		    "conform report --help" },
		{ "gate --baseline ''", "--baseline is given without a file",
		    "conform gate --help" },
	};
	size_t i;

	fixture_find(tc, top);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		ATF_CHECK_EQ_MSG(2, conform(wrong[i].words), "%s",
		    wrong[i].words);
		CHECK_SAYS(wrong[i].reason);
		CHECK_SAYS(wrong[i].more);
		ATF_CHECK_EQ_MSG(2, lines(), "%s", text_get(&said));
	}
}

ATF_TC_WITHOUT_HEAD(a_command_has_a_help_of_its_own);
ATF_TC_BODY(a_command_has_a_help_of_its_own, tc)
{
	fixture_find(tc, top);
	ATF_CHECK_EQ(0, conform("gate --help"));
	CHECK_SAYS("usage: conform gate [OPTION…] [RUN]\n");
	CHECK_SAYS("  --baseline FILE ");
	ATF_CHECK(!says("--cases"));
	ATF_CHECK_EQ(0, conform("--help"));
	CHECK_SAYS("\n  gate [RUN] ");
	CHECK_SAYS("\n  --cases ");
	ATF_CHECK_EQ(0, conform("--version"));
	CHECK_SAYS("pysock ");
}

ATF_TC_WITHOUT_HEAD(a_shell_hears_the_names);
ATF_TC_BODY(a_shell_hears_the_names, tc)
{
	fixture_find(tc, top);
	ATF_CHECK_EQ(0, conform("names format"));
	ATF_CHECK_STREQ("json\njunit\ntap\nmd\ngithub\nhtml\nbadge\nshields\n",
	    text_get(&said));
	ATF_CHECK_EQ(0, conform("names cases"));
	CHECK_SAYS("setblocking\n");
	ATF_CHECK_EQ(0, conform("names owner"));
	CHECK_SAYS("cpython\n");
	ATF_CHECK_EQ(0, conform("names platforms"));
	CHECK_SAYS("native\n");
	ATF_CHECK_EQ(2, conform("names nonsense"));
}

ATF_TC_WITHOUT_HEAD(a_shell_hears_the_platforms_of_launchers);
ATF_TC_BODY(a_shell_hears_the_platforms_of_launchers, tc)
{
	fixture_find(tc, top);
	asset_need_source(top, "launchers");
	ATF_CHECK_EQ(0, conform("names platforms"));
	CHECK_SAYS("native\n");
	CHECK_SAYS("uml\n");
}

/* A ledger that is there, and one that is not, by what is said of them. */
ATF_TC_WITHOUT_HEAD(a_ledgers_path_may_have_blanks);
ATF_TC_BODY(a_ledgers_path_may_have_blanks, tc)
{
	static const char id[] = " run --platforms native --results r "
	    "none/such";
	struct text words = TEXT_INIT;

	fixture_find(tc, top);
	ATF_REQUIRE_EQ(0, system("mkdir 'a b'; echo '[' >'a b/of, mine.ini'; "
	    "echo '[' >other.ini"));
	text_addf(&words, "--ledger \"$PWD/a b/of, mine.ini\"%s", id);
	ATF_CHECK(conform(text_get(&words)) != 0);
	CHECK_SAYS("a b/of, mine.ini");
	text_cut(&words, 0);
	text_addf(&words, "--ledger \"$PWD/absent.ini $PWD/other.ini\"%s", id);
	ATF_CHECK(conform(text_get(&words)) != 0);
	CHECK_SAYS("/absent.ini: ");
	text_cut(&words, 0);
	ATF_REQUIRE_EQ(0, system(": >'a b/of, mine.ini'"));
	text_addf(&words, "--ledger \"$PWD/a b/of, mine.ini\" --ledger "
	    "$PWD/other.ini%s", id);
	ATF_CHECK(conform(text_get(&words)) != 0);
	CHECK_SAYS("/other.ini");
	text_release(&words);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, an_option_of_another_command_is_refused);
	ATF_TP_ADD_TC(tp, bad_usage_is_told_in_a_line_and_where_there_is_more);
	ATF_TP_ADD_TC(tp, a_command_has_a_help_of_its_own);
	ATF_TP_ADD_TC(tp, a_shell_hears_the_names);
	ATF_TP_ADD_TC(tp, a_shell_hears_the_platforms_of_launchers);
	ATF_TP_ADD_TC(tp, a_ledgers_path_may_have_blanks);
	return atf_no_error();
}
