/* SPDX-License-Identifier: BSD-2-Clause */
/* poll, clock_gettime, and what waits for a time of that clock. */
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <time.h>

#include "harness/mutants/platform/platform.h"

int64_t
true_ns(void)
{
	struct timespec ts;

	REAL(clock_gettime)(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

void
spin_ms(int ms)
{
	int64_t end = true_ns() + ms * INT64_C(1000000);

	while (true_ns() < end)
		continue;
}

/* How long poll() really waits. */
static int
wait_ms(int ms)
{
	if (ms <= 0)
		return ms;
	if (is("poll-is-early"))
		return ms > 20 ? ms - 20 : 0;
	if (is("poll-is-1-ms-early"))
		return ms - 1;
	if (is("poll-is-late"))
		return ms + 400;
	if (is("poll-is-a-third-late"))
		return ms + ms / 3;
	if (is("poll-ignores-its-timeout"))
		return -1;
	if (is("poll-does-not-wait"))
		return 0;
	if (is("poll-counts-seconds"))
		return (ms + 999) / 1000 * 1000;
	if (is("slow-timers"))
		return ms + 5;
	if (is("slow-tick"))
		return (ms / 4 + 2) * 4;
	return ms;
}

/* Asks again and again, each time for so long. */
static int
poll_often(struct pollfd *fds, nfds_t len, int ms, int each_ms)
{
	int64_t end = true_ns() + ms * INT64_C(1000000);
	int n;

	do
		n = REAL(poll)(fds, len, each_ms);
	while (n == 0 && (ms < 0 || true_ns() < end));
	return n;
}

/* poll() again with the whole time, as if no signal had come. */
static int
poll_on(struct pollfd *fds, nfds_t len, int ms)
{
	int n;

	do
		n = REAL(poll)(fds, len, ms);
	while (n < 0 && errno == EINTR && is("poll-restarts-on-signals"));
	return n;
}

/* Whether it is connected or listens: no connect(2) is in progress. */
static bool
is_settled(int fd)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof(peer), size = sizeof(int);
	int listens = 0;

	return getpeername(fd, (struct sockaddr *)&peer, &len) == 0 ||
	    (REAL(getsockopt)(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens,
	    &size) == 0 && listens);
}

/* By another name, because glibc says that poll() only writes to *fds. */
int own_poll(struct pollfd *fds, nfds_t len, int ms) __asm__("poll");

int
own_poll(struct pollfd *fds, nfds_t len, int ms)
{
	bool waits;
	int n;

	if (len != 1 || is_protocol(fds[0].fd))
		return REAL(poll)(fds, len, ms);
	if (is("poll-refuses-long-timeouts") && ms > 1000000)
		return fail(EINVAL);
	if (is("interrupts-without-signals") && every(3))
		return fail(EINTR);
	if (is("poll-sees-no-room") && (fds[0].events & POLLOUT) != 0)
		fds[0].events = POLLERR;
	if (is("poll-sees-no-data") && (fds[0].events & POLLIN) != 0)
		fds[0].events = POLLERR;
	if (is("poll-is-always-ready")) {
		fds[0].revents = fds[0].events;
		return 1;
	}
	if (is("spurious-readiness") && is_settled(fds[0].fd) &&
	    half_of_the_time()) {
		fds[0].revents = fds[0].events;
		return 1;
	}
	waits = REAL(poll)(fds, len, 0) == 0;
	if (is("poll-spins"))
		n = poll_often(fds, len, ms, 0);
	else if (is("poll-naps"))
		n = poll_often(fds, len, ms, ms == 0 ? 0 : 1);
	else if (!poll_otherwise(fds, ms, &n))
		n = poll_on(fds, len, wait_ms(ms));
	if (n < 0 && errno == EINTR)
		note_interrupted(fds[0].fd);
	if (is("poll-interrupted-is-a-timeout") && n < 0 && errno == EINTR)
		return 0;
	if (is("poll-fails-when-late") && n == 0)
		return fail(ETIME);
	if (n > 0)
		note_poll(fds[0].fd, waits);
	return n;
}

#define LONG_AGO_S INT64_C(300000000)

/*
 * A time of "clock-began-long-ago" as the kernel's clock has it. A condition
 * does not tell whose time it is given: what lies before 1989 is of this one.
 */
static struct timespec
kernel_time(const struct timespec *ts)
{
	struct timespec there = *ts;

	if (is("clock-began-long-ago") && there.tv_sec >= LONG_AGO_S &&
	    there.tv_sec < 2 * LONG_AGO_S)
		there.tv_sec -= LONG_AGO_S;
	return there;
}

int
clock_nanosleep(clockid_t clock, int flags, const struct timespec *wanted,
    struct timespec *left)
{
	struct timespec ts = *wanted;

	if (clock == CLOCK_MONOTONIC && (flags & TIMER_ABSTIME) != 0)
		ts = kernel_time(wanted);
	return REAL(clock_nanosleep)(clock, flags, &ts, left);
}

int
sem_clockwait(sem_t *sem, clockid_t clock, const struct timespec *end)
{
	struct timespec ts = kernel_time(end);

	return REAL(sem_clockwait)(sem, clock, &ts);
}

int
pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
    const struct timespec *end)
{
	struct timespec ts = kernel_time(end);

	return REAL(pthread_cond_timedwait)(cond, mutex, &ts);
}

/* What the monotonic clock shows at that time of it. */
static int64_t
monotonic_ns(int64_t ns)
{
	static int64_t first;

	if (first == 0)
		first = ns;
	if (is("clock-runs-fast"))
		return ns + (ns - first);
	if (is("clock-runs-slow"))
		return ns - (ns - first) / 2;
	if (is("clock-stands-still"))
		return first;
	if (is("clock-runs-backwards"))
		return 2 * first - ns;
	if (is("clock-has-seconds"))
		return ns / 1000000000 * 1000000000;
	if (is("clock-began-long-ago"))
		return ns + LONG_AGO_S * 1000000000;
	return ns;
}

int
clock_gettime(clockid_t clock, struct timespec *ts)
{
	int result = REAL(clock_gettime)(clock == CLOCK_MONOTONIC &&
	    is("clock-counts-processor-time") ? CLOCK_PROCESS_CPUTIME_ID :
	    clock, ts);
	int64_t ns = ts->tv_sec * INT64_C(1000000000) + ts->tv_nsec;

	if (result != 0 || (clock != CLOCK_MONOTONIC &&
	    clock != CLOCK_REALTIME))
		return result;
	ns = clock == CLOCK_REALTIME ? wall_ns(ns) : monotonic_ns(ns);
	ts->tv_sec = ns / 1000000000;
	ts->tv_nsec = ns % 1000000000;
	return 0;
}
