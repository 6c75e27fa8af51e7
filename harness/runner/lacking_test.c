/* SPDX-License-Identifier: BSD-2-Clause */
/* What a platform lacks is expected there, unless the run requires it. */
#include <atf-c.h>
#include <limits.h>
#include <stdio.h>

#include "harness/judge/asset_atf.h"
#include "harness/runner/run.h"
#include "harness/world/clock.h"

static void
lack(struct scene *sc)
{
	call(sc, "echo(1)");
	lacking(sc, "gcm(aes)", "this kernel has no gcm(aes): bind gives "
	    "ENOENT");
	call(sc, "echo(2)");
}

static const struct row row = { .name = "lacks", .clause = "SOME-01",
    .act = lack };
static const struct area area = { "some", &row, 1 };

/* Whether it is expected where the run requires that. */
static bool
is_expected(const atf_tc_t *tc, const char *require)
{
	static char top[PATH_MAX];
	struct config config = { .iut = "build/iut", .top = top, .wrap = "",
	    .oracle = "recorded", .platform = "native", .require = require,
	    .record = "", .watchdog_ms = 10000 };
	struct instances all = INSTANCES_INIT;
	struct why why = WHY_INIT;
	struct runner runner;
	struct result result;
	bool expected;

	asset_find_top_of(tc, top);
	ATF_REQUIRE_MSG(runner_init(&runner, &config, &why), "%s", why.text);
	instances_add_row(&all, &area, &row);
	runner_run(&runner, &all.at[0], false, &result);
	ATF_CHECK_EQ(VERDICT_UNSUPPORTED, result.verdict.kind);
	ATF_CHECK_STREQ("iut: this kernel has no gcm(aes): bind gives ENOENT",
	    result.verdict.reason);
	expected = result.expected;
	result_release(&result);
	instances_release(&all);
	runner_release(&runner);
	return expected;
}

ATF_TC_WITHOUT_HEAD(absence_is_unexpected_only_where_it_is_required);
ATF_TC_BODY(absence_is_unexpected_only_where_it_is_required, tc)
{
	clock_control_start();
	ATF_CHECK(is_expected(tc, ""));
	ATF_CHECK(is_expected(tc, "af_alg rfc4106(gcm(aes)) ccm(aes)"));
	ATF_CHECK(!is_expected(tc, "af_alg gcm(aes) ccm(aes)"));
	ATF_CHECK(!is_expected(tc, "gcm(aes)"));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, absence_is_unexpected_only_where_it_is_required);
	return atf_no_error();
}
