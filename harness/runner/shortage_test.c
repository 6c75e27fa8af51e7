/* SPDX-License-Identifier: BSD-2-Clause */
/* A call of the runner's own that fails: nobody else is blamed for it. */
#include <atf-c.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "harness/runner/fixture.h"

#define PATIENCE_MS 1000	/* who waits for what the probe says has it */

static bool poll_fails;
static int pressures, failing_pressure;

int failing_poll(struct pollfd *, nfds_t, int) __asm__("poll");
ssize_t failing_pread(int, void *, size_t, off_t) __asm__("pread");

int
failing_poll(struct pollfd *fds, nfds_t n, int ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	if (poll_fails && n == 1 && ms == PATIENCE_MS) {
		poll_fails = false;
		errno = ENOMEM;
		return -1;
	}
	return (int)syscall(SYS_ppoll, fds, n, ms < 0 ? NULL : &t, NULL, 0);
}

static bool
is_pressure(int fd)
{
	char path[40], to[40];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, to, sizeof(to) - 1);
	to[n > 0 ? n : 0] = '\0';
	return strcmp(to, "/proc/pressure/cpu") == 0;
}

ssize_t
failing_pread(int fd, void *to, size_t size, off_t at)
{
	struct iovec part = { to, size };

	if (is_pressure(fd) && ++pressures == failing_pressure) {
		errno = EIO;
		return -1;
	}
	return preadv(fd, &part, 1, at);
}

static void
inherit(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	call(sc, "s1.set_inheritable(true)");
	inherited(sc, p);
}

static const struct row rows[] = {
	{ .name = "inherits", .clause = "SHORT-01", .act = inherit,
	  .doc = "set_inheritable: returned none; inherited: true" },
	{ .name = "times", .clause = "SHORT-02", .act = time_out,
	  .doc = "recv: raised TimeoutError 'timed out'; elapsed: on time" },
};
static const struct area area = { "shortages", rows,
    sizeof(rows) / sizeof(rows[0]) };

static void
start(const atf_tc_t *tc, struct stage *s)
{
	stage_start(s, tc, &area);
	s->runner.iut.command = "build/iut";
}

ATF_TC_WITHOUT_HEAD(probe_that_cannot_be_awaited_breaks_the_instance);
ATF_TC_BODY(probe_that_cannot_be_awaited_breaks_the_instance, tc)
{
	struct stage s;
	struct result result;

	start(tc, &s);
	poll_fails = true;
	stage_run(&s, &rows[0], &result);
	ATF_CHECK(!poll_fails);
	ATF_CHECK_EQ_MSG(VERDICT_BROKEN, result.verdict.kind, "%s",
	    brief(&result));
	ATF_CHECK_MSG(is_shown(&result, "cannot read what the probe says"), "%s",
	    brief(&result));
	result_release(&result);
	stage_run(&s, &rows[0], &result);
	ATF_CHECK_EQ_MSG(VERDICT_CONFORMS, result.verdict.kind, "%s",
	    brief(&result));
	result_release(&result);
	stage_end(&s);
}

/* Which would be a wait of less than nothing, or of all since the start. */
ATF_TC_WITHOUT_HEAD(account_that_cannot_be_read_makes_nobody_late);
ATF_TC_BODY(account_that_cannot_be_read_makes_nobody_late, tc)
{
	struct stage s;
	struct result result;
	struct load load;

	load_read(&load, getpid());
	if (load.any_ns < 0)
		atf_tc_skip("this kernel keeps no account of all");
	start(tc, &s);
	for (failing_pressure = 1; failing_pressure <= 6; failing_pressure++) {
		pressures = 0;
		stage_run(&s, &rows[1], &result);
		ATF_CHECK(pressures >= failing_pressure);
		ATF_CHECK_EQ_MSG(VERDICT_CONFORMS, result.verdict.kind, "%s",
		    brief(&result));
		result_release(&result);
	}
	stage_end(&s);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, probe_that_cannot_be_awaited_breaks_the_instance);
	ATF_TP_ADD_TC(tp, account_that_cannot_be_read_makes_nobody_late);
	return atf_no_error();
}
