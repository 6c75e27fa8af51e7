/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset_atf.h"
#include "harness/runner/slot.h"

static const struct instances none = INSTANCES_INIT;

/* A runner of that implementation, beside Python. */
static void
prepare(struct runner *r, const char *iut, const atf_tc_t *tc)
{
	static char top[PATH_MAX];
	struct config config = { .iut = iut, .top = top, .wrap = "",
	    .oracle = "/usr/bin/python3 -E -S oracle/oracle.py",
	    .platform = "here", .require = "", .record = "",
	    .watchdog_ms = 10000 };
	struct why why = WHY_INIT;

	asset_find_top_of(tc, top);
	ATF_REQUIRE_MSG(runner_init(r, &config, &why), "%s", why.text);
}

ATF_TC_WITHOUT_HEAD(platform_is_told_without_a_libc_too);
ATF_TC_BODY(platform_is_told_without_a_libc_too, tc)
{
	struct runner runner;
	struct slot slot;
	struct why why = WHY_INIT;

	prepare(&runner, "build/iut", tc);
	ATF_REQUIRE_MSG(runner_start(&runner, &why), "%s", why.text);
	free(runner.iut.on.libc);
	runner.iut.on.libc = NULL;
	slot_tell_platform(&runner, &none, &slot);
	ATF_REQUIRE(slot.text != NULL);
	ATF_CHECK_EQ(strlen(slot.text), slot.parcel.text_len);
	ATF_CHECK(strncmp(slot.text, "platform name='here' ", 21) == 0);
	ATF_CHECK(strstr(slot.text, " libc=") == NULL);
	ATF_CHECK(strstr(slot.text, "\niut name='pysock") != NULL);
	ATF_CHECK(strstr(slot.text, "\noracle name='CPython") != NULL);
	free(slot.text);
	runner_release(&runner);
}

ATF_TC_WITHOUT_HEAD(what_cannot_be_started_is_told_and_no_platform);
ATF_TC_BODY(what_cannot_be_started_is_told_and_no_platform, tc)
{
	struct runner runner;
	struct slot slot;

	prepare(&runner, "build/no_such_program", tc);
	slot_tell_platform(&runner, &none, &slot);
	ATF_REQUIRE(slot.text != NULL);
	ATF_CHECK_EQ(strlen(slot.text), slot.parcel.text_len);
	ATF_CHECK(strncmp(slot.text, "what it runs on is not told: ", 29) == 0);
	ATF_CHECK(strstr(slot.text, "platform ") == NULL);
	free(slot.text);
	runner_release(&runner);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, platform_is_told_without_a_libc_too);
	ATF_TP_ADD_TC(tp, what_cannot_be_started_is_told_and_no_platform);
	return atf_no_error();
}
