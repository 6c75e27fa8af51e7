/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What both implementations find by trying, here and on platforms that are odd
 * in one way: the same, and what the platform lacks is what it is odd in.
 */
#include <atf-c.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "harness/judge/asset_atf.h"
#include "harness/session/session.h"

#define ORACLE "/usr/bin/python3 -E -S oracle/oracle.py"

static const struct {
	const char *platform;
	const char *lacks;	/* each between spaces */
} platforms[] = {
	{ "this-one", "" },
	{ "no-sendfile", " sendfile sendfile:whole " },
	{ "short-sendfile", " sendfile:whole " },
	{ "short-sends", " send:whole room:usual " },
	{ "short-reads", " read:whole " },
	{ "spurious-readiness", " poll:sure " },
	{ "false-readiness", " poll:sure " },
	{ "interrupts-without-signals", " poll:uninterrupted " },
	{ "small-buffers", " room:usual " },
	{ "large-buffers", " room:usual " },
	{ "accept-inherits-the-mode", " accept:own-mode " },
	/* What is wrong each time is no oddness to allow for. */
	{ "poll-is-always-ready", "" },
	{ "poll-sees-no-room", "" },
	{ "poll-sees-no-data", "" },
	{ "accept-is-nonblocking", "" },
	{ "sendmsg-full-is-enobufs", "" },
};

static const char *const all[] = { "sendfile", "sendfile:whole", "send:whole",
    "read:whole", "room:usual", "poll:sure", "poll:uninterrupted",
    "accept:own-mode", "scm_rights" };

static char top[PATH_MAX];

static void
check_found(const char *platform, const char *command, const char *lacks)
{
	char wrapped[3 * PATH_MAX];
	struct session s = SESSION_INIT;
	struct why why = WHY_INIT;
	size_t i;

	snprintf(wrapped, sizeof(wrapped), "env LD_PRELOAD=build/mutants/"
	    "platform.so PYSOCK_PLATFORM=%s %s", platform, command);
	s.command = wrapped;
	s.top = top;
	ATF_REQUIRE_MSG(session_start(&s, &why), "%s: %s", platform, why.text);
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		ATF_CHECK_MSG(session_found(&s, all[i]) !=
		    text_has_word(lacks, all[i]), "%s, %s: '%s' is %s",
		    platform, command, all[i], session_found(&s, all[i]) ?
		    "found" : "not found");
	session_stop(&s);
}

ATF_TC_WITHOUT_HEAD(both_find_what_the_platform_is_odd_in);
ATF_TC_BODY(both_find_what_the_platform_is_odd_in, tc)
{
	size_t n;

	asset_find_top_of(tc, top);
	for (n = 0; n < sizeof(platforms) / sizeof(platforms[0]); n++) {
		check_found(platforms[n].platform, "build/iut",
		    platforms[n].lacks);
		check_found(platforms[n].platform, ORACLE,
		    platforms[n].lacks);
	}
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, both_find_what_the_platform_is_odd_in);
	return atf_no_error();
}
