/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The recipes of README.md, as far as a machine without their servers can run
 * them: their shell, in a folder that looks like the project, with a `make`
 * that runs a few instances and an `apt-get` that installs nothing.
 */
#include <atf-c.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/judge/asset_atf.h"
#include "harness/protocol/text.h"

static const char prepare[] =
    "set -e; top='%s'\n"
    "mkdir -p build/results bin\n"
    "cp \"$top/build/conform\" build/\n"
    "for f in iut probe interpose.so cases unit; do"
    " ln -s \"$top/build/$f\" build/$f; done\n"
    "for f in cases oracle harness Kyuafile Makefile README.md; do"
    " ln -s \"$top/$f\" $f; done\n"
    "echo '# none' >kinds.txt\n"
    "printf '#!/bin/sh\\ncase $1 in conformance) exec build/conform run"
    " --platforms native \"setblocking/false_sets*\";; esac\\n' >bin/make\n"
    "printf '#!/bin/sh\\n' >bin/apt-get\n"
    "chmod +x bin/make bin/apt-get\n";

/* Runs the shell of a recipe, and then what has to be so. */
static void
check_recipe(const atf_tc_t *tc, const char *name, const char *check)
{
	struct text script = TEXT_INIT;
	char top[PATH_MAX];

	asset_find_top_of(tc, top);
	text_addf(&script, "%s/README.md", top);
	if (access(text_get(&script), F_OK) != 0)
		atf_tc_skip("an installation has no recipes");
	text_cut(&script, 0);
	text_addf(&script, prepare, top);
	text_addf(&script, "harness/formats/recipe README.md '%s' >shell\n"
	    "test -s shell; cat shell\n"
	    "export PATH=$PWD/bin:$PATH GITHUB_STEP_SUMMARY=$PWD/step.md\n"
	    "sh -ex shell\n%s", name, check);
	ATF_CHECK_EQ_MSG(0, system(text_get(&script)), "%s", name);
	text_release(&script);
}

ATF_TC_WITHOUT_HEAD(github_has_summary_annotations_and_artifact);
ATF_TC_BODY(github_has_summary_annotations_and_artifact, tc)
{
	check_recipe(tc, "GitHub Actions", "grep -q '^## pysock: nothing "
	    "unexpected$' step.md && test -s build/report/report.json &&"
	    " grep -q 'gate --baseline' shell && grep -q 'format github' shell");
}

ATF_TC_WITHOUT_HEAD(gitlab_has_junit);
ATF_TC_BODY(gitlab_has_junit, tc)
{
	check_recipe(tc, "GitLab", "grep -q '<testsuite name=\"native."
	    "setblocking\"' junit.xml && test -s build/report/report.json &&"
	    " grep -q 'gate --baseline' shell");
}

ATF_TC_WITHOUT_HEAD(kyua_alone_reports);
ATF_TC_BODY(kyua_alone_reports, tc)
{
	check_recipe(tc, "Kyua alone", "grep -q '<testcase' junit.xml");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, github_has_summary_annotations_and_artifact);
	ATF_TP_ADD_TC(tp, gitlab_has_junit);
	ATF_TP_ADD_TC(tp, kyua_alone_reports);
	return atf_no_error();
}
