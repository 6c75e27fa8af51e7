/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "harness/platform/launch.h"

static int forks;

pid_t failing_fork(void) __asm__("fork");

pid_t
failing_fork(void)
{
	forks++;
	errno = EAGAIN;
	return -1;
}

static const char *const areas[] = { "one", "other" };
static const struct launch launch = { .top = "/", .results = ".",
    .platform = "here", .require = "", .ledger = "", .iut = "", .oracle = "",
    .wrap = "", .command = "run", .vectors = "", .sample = "",
    .areas = areas, .areas_len = 2, .only = "", .share = "", .times = "",
    .exact = "", .watchdog = "", .jobs = 2, .jobs_idle = 2, .parallelism = 1,
    .processor = -1 };

static void
check_said(const struct why *why, const char *sentence)
{
	ATF_CHECK_MSG(strstr(why->text, sentence) != NULL, "'%s'", why->text);
}

ATF_TC_WITHOUT_HEAD(area_that_cannot_be_started_is_told);
ATF_TC_BODY(area_that_cannot_be_started_is_told, tc)
{
	struct launch l = launch;
	struct why why = WHY_INIT;

	(void)tc;
	l.progress = stdout;
	ATF_CHECK(!launch_here(&l, &why));
	ATF_CHECK_EQ(2, forks);
	check_said(&why, "cannot start Kyua for area '");
	check_said(&why, "' of platform 'here': ");
}

ATF_TC_WITHOUT_HEAD(launcher_that_cannot_be_started_has_not_run);
ATF_TC_BODY(launcher_that_cannot_be_started_has_not_run, tc)
{
	struct why why = WHY_INIT;

	(void)tc;
	ATF_CHECK(!launch_there(&launch, "true", "here", &why));
	ATF_CHECK_EQ(1, forks);
	check_said(&why, "platform 'here' could not be run to its end");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, area_that_cannot_be_started_is_told);
	ATF_TP_ADD_TC(tp, launcher_that_cannot_be_started_has_not_run);
	return atf_no_error();
}
