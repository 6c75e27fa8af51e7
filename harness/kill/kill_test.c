/* SPDX-License-Identifier: BSD-2-Clause */
/* A few of `make kill-test`, and the surroundings that a run may meet. */
#include <atf-c.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/judge/asset_atf.h"
#include "harness/protocol/text.h"

#define NOT_HERE 77	/* of the script */

/* Runs that in a shell, from which `$top` is the project's folder. */
static void
check(const atf_tc_t *tc, const char *command)
{
	struct text line = TEXT_INIT;
	char top[PATH_MAX];
	int status;

	asset_find_top_of(tc, top);
	text_addf(&line, "%s/build/kill-runs", top);
	if (access(text_get(&line), X_OK) != 0)
		atf_tc_skip("an installation has no program for this");
	text_cut(&line, 0);
	text_addf(&line, "top='%s'; %s", top, command);
	status = system(text_get(&line));
	text_release(&line);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_HERE)
		atf_tc_skip("mounts of its own, or what it takes, are not to "
		    "be had here");
	ATF_CHECK_EQ(0, status);
}

#define SURROUNDINGS(name, word)					\
ATF_TC_WITHOUT_HEAD(name);						\
ATF_TC_BODY(name, tc)							\
{									\
	check(tc, "\"$top/harness/kill/surroundings\" \"$top\" " word);	\
}

SURROUNDINGS(full_disk_is_said_and_gone_on_with, "full")
SURROUNDINGS(read_only_results_are_said_and_stay, "read-only")
SURROUNDINGS(clock_that_is_set_back_changes_nothing, "clock")
SURROUNDINGS(second_writer_is_refused_by_name, "together")
SURROUNDINGS(other_request_is_refused_by_name, "request")
SURROUNDINGS(other_program_is_refused_by_name, "named")
SURROUNDINGS(nobody_outlives_the_run, "outlived")

ATF_TC_WITHOUT_HEAD(killed_run_loses_nothing);
ATF_TC_BODY(killed_run_loses_nothing, tc)
{
	check(tc, "\"$top/build/kill-runs\" --moments 3 --cases setblocking "
	    "'setblocking/false_*' 'setblocking/true_*'");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, full_disk_is_said_and_gone_on_with);
	ATF_TP_ADD_TC(tp, read_only_results_are_said_and_stay);
	ATF_TP_ADD_TC(tp, clock_that_is_set_back_changes_nothing);
	ATF_TP_ADD_TC(tp, second_writer_is_refused_by_name);
	ATF_TP_ADD_TC(tp, other_request_is_refused_by_name);
	ATF_TP_ADD_TC(tp, other_program_is_refused_by_name);
	ATF_TP_ADD_TC(tp, nobody_outlives_the_run);
	ATF_TP_ADD_TC(tp, killed_run_loses_nothing);
	return atf_no_error();
}
