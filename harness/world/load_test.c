/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/world/load.h"

#define SPUN_MS 30
#define SPUN_NS (SPUN_MS * INT64_C(1000000))

/*
 * A process that spins so long and then sleeps, of that number if it is not 0;
 * -1: this machine lets nobody choose.
 */
static pid_t
start(int spun_ms, pid_t number)
{
	struct clone_args how = { .exit_signal = SIGCHLD,
	    .set_tid = number != 0 ? (uintptr_t)&number : 0,
	    .set_tid_size = number != 0 };
	pid_t pid = number != 0 ?
	    (pid_t)syscall(SYS_clone3, &how, sizeof(how)) : fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (clock() < spun_ms * (CLOCKS_PER_SEC / 1000))
		continue;
	for (;;)
		pause();
}

static void
end(pid_t pid)
{
	ATF_REQUIRE(pid > 0);
	kill(pid, SIGKILL);
	ATF_REQUIRE_EQ(pid, waitpid(pid, NULL, 0));
}

/* Once it has had so much of a processor. */
static void
await(pid_t pid, int64_t ns, struct load *load)
{
	static const struct timespec pause = { 0, 1000000 };
	int tries = 0;

	load_read(load, getpid());
	if (load->used_ns < 0)
		atf_tc_skip("this kernel keeps no account");
	do {
		nanosleep(&pause, NULL);
		load_read(load, pid);
	} while (load->used_ns < ns && ++tries < 10000);
	ATF_REQUIRE(load->used_ns >= ns);
}

/* More of them than descriptors are kept open for. */
ATF_TC_WITHOUT_HEAD(each_has_its_own_account);
ATF_TC_BODY(each_has_its_own_account, tc)
{
	pid_t pids[3];
	struct load load;
	int i, round;

	(void)tc;
	for (i = 0; i < 3; i++)
		pids[i] = start(i * SPUN_MS, 0);
	for (i = 0; i < 3; i++)
		await(pids[i], i * SPUN_NS, &load);
	for (round = 0; round < 3; round++)
		for (i = 0; i < 3; i++) {
			load_read(&load, pids[i]);
			ATF_CHECK(load.used_ns >= i * SPUN_NS);
			ATF_CHECK(load.used_ns < (i + 1) * SPUN_NS);
		}
	for (i = 0; i < 3; i++) {
		end(pids[i]);
		load_read(&load, pids[i]);
		ATF_CHECK_EQ(-1, load.used_ns);
		ATF_CHECK_EQ(-1, load.process_ns);
	}
}

ATF_TC_WITHOUT_HEAD(later_one_of_that_number_is_another);
ATF_TC_BODY(later_one_of_that_number_is_another, tc)
{
	pid_t pid = start(SPUN_MS, 0), later;
	struct load load;

	(void)tc;
	await(pid, SPUN_NS, &load);
	end(pid);
	later = start(0, pid);
	if (later < 0)
		atf_tc_skip("this machine lets nobody choose a number");
	ATF_REQUIRE_EQ(pid, later);
	await(later, 1, &load);
	ATF_CHECK(load.used_ns < SPUN_NS);
	end(later);
}

ATF_TC_WITHOUT_HEAD(what_is_not_told_is_no_time);
ATF_TC_BODY(what_is_not_told_is_no_time, tc)
{
	(void)tc;
	ATF_CHECK_EQ(7, load_between(5, 12));
	ATF_CHECK_EQ(5, load_between(0, 5));
	ATF_CHECK_EQ(0, load_between(5, -1));
	ATF_CHECK_EQ(0, load_between(-1, 5));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, each_has_its_own_account);
	ATF_TP_ADD_TC(tp, later_one_of_that_number_is_another);
	ATF_TP_ADD_TC(tp, what_is_not_told_is_no_time);
	return atf_no_error();
}
