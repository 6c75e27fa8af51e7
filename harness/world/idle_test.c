/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <sched.h>
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

/* How often of 400 looks, a millisecond apart, it wanted to run and did not. */
static int
unwilling(const struct process *p)
{
	int64_t used;
	int n, times = 0;

	for (n = 0; n < 400; n++) {
		used = process_used_ns(p->worker);
		clock_sleep_ms(1);
		times += idle_unwillingly(p, used);
	}
	return times;
}

ATF_TC_WITHOUT_HEAD(who_waits_for_a_processor_is_seen_to);
ATF_TC_BODY(who_waits_for_a_processor_is_seen_to, tc)
{
	static const char works[] = "sh -c 'while :; do :; done'";
	const struct sched_param none = { 0 };
	struct process last, other;
	int processor = sched_getcpu(), times;
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(processor, &one);
	ATF_REQUIRE(sched_setaffinity(0, sizeof(one), &one) == 0);
	start(&last, works);
	start(&other, works);
	ATF_REQUIRE(sched_setscheduler(last.pid, SCHED_IDLE, &none) == 0);
	times = unwilling(&last);
	ATF_CHECK_MSG(times > 100, "%d of 400", times);
	process_kill(&other);
	process_kill(&last);
	start(&last, "sleep 100");
	times = unwilling(&last);
	ATF_CHECK_MSG(times < 40, "asleep, %d of 400", times);
	process_kill(&last);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, who_sleeps_is_idle_but_not_before_the_limit);
	ATF_TP_ADD_TC(tp, who_works_or_has_somebody_work_is_not_idle);
	ATF_TP_ADD_TC(tp, who_waits_for_a_processor_is_seen_to);
	ATF_TP_ADD_TC(tp, who_is_stopped_or_gone_is_not_idle);
	return atf_no_error();
}
