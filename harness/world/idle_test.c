/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/world/clock.h"
#include "harness/world/idle.h"

#define LIMIT_MS 200
#define LOOK_MS 20

static void
start(struct process *p, const char *command)
{
	struct why why = WHY_INIT;
	int given[2];

	ATF_REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    given) == 0);
	*p = (struct process)PROCESS_INIT;
	ATF_REQUIRE_MSG(process_start(p, command, "/", given, &why), "%s",
	    why.text);
	close(given[0]);
	close(given[1]);
}

/* Looks at it for so long; after how many ms it was idle for LIMIT_MS, or -1. */
static int
look(const struct process *p, int ms)
{
	int64_t from = clock_now_ns();
	struct idle idle;

	idle_start(&idle, p);
	for (; ms > 0; ms -= LOOK_MS) {
		clock_sleep_ms(LOOK_MS);
		if (idle_for(&idle, LIMIT_MS * INT64_C(1000000)))
			return (int)((clock_now_ns() - from) / 1000000);
	}
	return -1;
}

ATF_TC_WITHOUT_HEAD(who_sleeps_is_idle_but_not_before_the_limit);
ATF_TC_BODY(who_sleeps_is_idle_but_not_before_the_limit, tc)
{
	static const char *const commands[] = {
		"sleep 100",
		/* The other one of its group sleeps as well. */
		"sh -c 'sleep 100 & exec sleep 100'",
	};
	struct process p;
	size_t n;
	int ms;

	clock_control_start();
	for (n = 0; n < sizeof(commands) / sizeof(commands[0]); n++) {
		start(&p, commands[n]);
		ms = look(&p, 20000);
		ATF_CHECK_MSG(ms >= LIMIT_MS, "%s: %d ms", commands[n], ms);
		process_kill(&p);
	}
}

ATF_TC_WITHOUT_HEAD(who_works_or_has_somebody_work_is_not_idle);
ATF_TC_BODY(who_works_or_has_somebody_work_is_not_idle, tc)
{
	static const char *const commands[] = {
		"sh -c 'while :; do :; done'",
		/* Asleep, for less than the limit each time. */
		"sh -c 'while :; do sleep 0.05; done'",
		"sh -c '(while :; do :; done) & exec sleep 100'",
		"sh -c '(while :; do sleep 0.03; done) & exec sleep 100'",
	};
	struct process p;
	size_t n;

	clock_control_start();
	for (n = 0; n < sizeof(commands) / sizeof(commands[0]); n++) {
		start(&p, commands[n]);
		ATF_CHECK_MSG(look(&p, 5 * LIMIT_MS) == -1, "%s", commands[n]);
		process_kill(&p);
	}
}

ATF_TC_WITHOUT_HEAD(who_is_stopped_or_gone_is_not_idle);
ATF_TC_BODY(who_is_stopped_or_gone_is_not_idle, tc)
{
	struct process p;
	int64_t used;

	start(&p, "sh -c 'kill -STOP $$'");
	ATF_CHECK_EQ(-1, look(&p, 2 * LIMIT_MS));
	process_kill(&p);
	ATF_CHECK(!idle_worker(&p, &used));
	ATF_CHECK_EQ(-1, look(&p, 2 * LIMIT_MS));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, who_sleeps_is_idle_but_not_before_the_limit);
	ATF_TP_ADD_TC(tp, who_works_or_has_somebody_work_is_not_idle);
	ATF_TP_ADD_TC(tp, who_is_stopped_or_gone_is_not_idle);
	return atf_no_error();
}
