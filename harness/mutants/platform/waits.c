/* SPDX-License-Identifier: BSD-2-Clause */
/* What poll(2) waits for, by other system calls, so that nobody can tell. */
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#include "harness/mutants/platform/platform.h"

#define EPOLLS 4		/* threads that may wait at once */
#define EPOLLS_END 1024		/* their numbers are just below */
#define LOOK_NS INT64_C(10000000)	/* for what pselect() does not wake by */

/* Waits so many ns, negative: for ever; -1 with EDOM: that it cannot. */
typedef int wait_fn(struct pollfd *, int64_t ns, const sigset_t *);

static _Atomic int epolls[EPOLLS];	/* 0: taken by who waits */

static struct timespec *
time_of(int64_t ns, struct timespec *t)
{
	t->tv_sec = ns / 1000000000;
	t->tv_nsec = ns % 1000000000;
	return ns < 0 ? NULL : t;
}

static int
wait_by_ppoll(struct pollfd *fds, int64_t ns, const sigset_t *mask)
{
	struct timespec t;

	return ppoll(fds, 1, time_of(ns, &t), mask);
}

/*
 * An error wakes who waits for room, but a hang-up only who waits for data, and
 * poll() tells everybody of it. So data are waited for too; where some are there
 * that nobody asked for, a hang-up has to be looked for.
 */
static int
wait_by_pselect(struct pollfd *fds, int64_t ns, const sigset_t *mask)
{
	struct pollfd data = { .fd = fds->fd, .events = POLLIN };
	fd_set in, out, urgent;
	struct timespec t;

	if (fds->fd < 0 || fds->fd >= FD_SETSIZE)
		return fail(EDOM);
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&urgent);
	if ((fds->events & POLLIN) != 0 || REAL(poll)(&data, 1, 0) == 0)
		FD_SET(fds->fd, &in);
	else if (ns < 0 || ns > LOOK_NS)
		ns = LOOK_NS;
	if ((fds->events & POLLOUT) != 0)
		FD_SET(fds->fd, &out);
	if ((fds->events & POLLPRI) != 0)
		FD_SET(fds->fd, &urgent);
	return pselect(fds->fd + 1, &in, &out, &urgent, time_of(ns, &t), mask);
}

/* On a high number, where it takes nobody's room; 0: there is no room. */
static int
new_epoll(void)
{
	int low = epoll_create1(EPOLL_CLOEXEC), high;
	struct rlimit limit = { EPOLLS_END, EPOLLS_END };

	getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur > EPOLLS_END)
		limit.rlim_cur = EPOLLS_END;
	high = REAL(fcntl)(low, F_DUPFD_CLOEXEC, (int)limit.rlim_cur - EPOLLS);
	close(low);
	return high > 0 ? high : 0;
}

__attribute__((constructor(200))) static void
make_epolls(void)
{
	int i;

	for (i = 0; i < EPOLLS && is("waits-by-epoll"); i++)
		epolls[i] = new_epoll();
}

static int
take_epoll(void)
{
	int i, fd = 0;

	for (i = 0; i < EPOLLS && fd == 0; i++)
		fd = atomic_exchange(&epolls[i], 0);
	return fd;
}

static void
give_epoll(int fd)
{
	int i, taken = 0;

	for (i = 0; i < EPOLLS; i++, taken = 0)
		if (atomic_compare_exchange_strong(&epolls[i], &taken, fd))
			return;
}

static int
wait_by_epoll(struct pollfd *fds, int64_t ns, const sigset_t *mask)
{
	struct epoll_event e = { .events = (uint32_t)(unsigned short)
	    fds->events };
	int64_t ms = ns < 0 ? -1 : (ns + 999999) / 1000000;
	int n, err = EDOM, epoll = take_epoll();

	if (epoll == 0)
		return fail(EDOM);
	n = epoll_ctl(epoll, EPOLL_CTL_ADD, fds->fd, &e);
	if (n == 0) {
		n = epoll_pwait(epoll, &e, 1, (int)(ms < INT_MAX ? ms :
		    INT_MAX), mask);
		err = errno;
		/* A handler may have closed it, and others may hold it. */
		if (epoll_ctl(epoll, EPOLL_CTL_DEL, fds->fd, NULL) != 0) {
			close(epoll);
			epoll = new_epoll();
		}
	}
	if (epoll != 0)
		give_epoll(epoll);
	errno = err;
	return n;
}

/*
 * Signals come while it waits alone, not between the wait and the look at what
 * there is then, for which poll() has the words.
 */
static int
wait_and_look(wait_fn *wait, struct pollfd *fds, int ms)
{
	int64_t end = true_ns() + ms * INT64_C(1000000), left = -1;
	sigset_t all, before;
	int n, err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	do {
		n = REAL(poll)(fds, 1, 0);
		if (ms >= 0)
			left = end - true_ns();
	} while (n == 0 && (ms < 0 || left > 0) &&
	    (n = wait(fds, left, &before)) >= 0);
	err = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = err;
	return n;
}

bool
poll_otherwise(struct pollfd *fds, int ms, int *n)
{
	wait_fn *wait = is("waits-by-ppoll") ? wait_by_ppoll :
	    is("waits-by-pselect") ? wait_by_pselect :
	    is("waits-by-epoll") ? wait_by_epoll : NULL;

	if (wait == NULL || ms == 0)
		return false;
	*n = wait_and_look(wait, fds, ms);
	return *n >= 0 || errno != EDOM;
}
