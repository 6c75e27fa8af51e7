/* SPDX-License-Identifier: BSD-2-Clause */
/* What the unit tests of the library share. */
#ifndef PYSOCK_TESTING_H
#define PYSOCK_TESTING_H

#include "internal.h"

#include <atf-c.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_MS INT64_C(1000000)
#define FOR_EVER (10000 * NS_PER_MS)	/* no machine is later than that */

/* Requires success of a call whose error is `e`. */
#define OK(e, call) \
	ATF_REQUIRE_MSG((call), "%s: %s", #call, (e).text)

#define CHECK_ERROR(e, wanted_type, wanted_errno) do { \
	ATF_CHECK_EQ_MSG(wanted_type, (e).type, "%s: %s", \
	    pysock_exception_name((e).type), (e).text); \
	ATF_CHECK_EQ_MSG(wanted_errno, (e).err, "%s", (e).text); \
} while (0)

static inline int64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 * NS_PER_MS + ts.tv_nsec;
}

static inline void
make_pair(struct pysock pair[2], int type)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;

	OK(e, pysock_pair(pair, AF_UNIX, type, 0, &e));
}

static inline void
set_timeout_ms(struct pysock *sock, int64_t ms)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;

	OK(e, pysock_settimeout_ns(sock, ms * NS_PER_MS, &e));
}

static inline bool
is_nonblocking(int fd)
{
	return (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0;
}

/* Fills a socket's buffers, so that the next send blocks. */
static inline void
fill_up(const struct pysock *sock)
{
	static const char zeros[4096];

	while (send(sock->fd, zeros, sizeof(zeros), MSG_DONTWAIT) > 0)
		;
}

static inline void
ignore_alarm(int signo)
{
	(void)signo;
}

/* Signals from `first_ms` on, every `every_ms` (0: once), interrupting. */
static inline void
start_alarms(int first_ms, int every_ms)
{
	struct sigaction action = { .sa_handler = ignore_alarm };
	struct itimerval timer = {
		.it_value = { first_ms / 1000, first_ms % 1000 * 1000 },
		.it_interval = { every_ms / 1000, every_ms % 1000 * 1000 },
	};

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* A hook that raises at the `raise_at`-th time (0: never) and may act. */
struct interruption {
	int calls;
	int raise_at;
	void (*act)(void *);
	void *arg;
};

static inline bool
interrupt(void *arg, struct pysock_error *error)
{
	struct interruption *i = arg;

	i->calls++;
	if (i->act != NULL)
		i->act(i->arg);
	if (i->calls != i->raise_at)
		return false;
	pysock_error_set(error, PYSOCK_HOOK_ERROR, "raised");
	return true;
}

static inline void
hook_up(struct interruption *i)
{
	struct pysock_hooks hooks = { .arg = i, .interrupted = interrupt };

	pysock_set_hooks(&hooks);
}

#endif
