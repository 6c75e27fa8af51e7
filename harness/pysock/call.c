/* SPDX-License-Identifier: BSD-2-Clause */
#include "internal.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S INT64_C(1000000000)
#define NS_PER_MS 1000000
#define DOUBLINGS 3	/* of a nap of 1 ms */
#define ALG_LOOK_MS 20	/* between two looks for room */

static int64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

/* To milliseconds, up. A time that is too long for one poll() is cut. */
static int
poll_ms(int64_t ns)
{
	int64_t ms = ns / NS_PER_MS + (ns % NS_PER_MS > 0);

	return ms < INT_MAX ? (int)ms : INT_MAX;
}

static void
set_end(struct call *call)
{
	int64_t now;

	now = now_ns();
	call->end_ns = call->timeout_ns < INT64_MAX - now ?
	    now + call->timeout_ns : INT64_MAX;
}

void
call_start_timed(struct call *call, struct pysock *sock,
    struct pysock_error *error)
{
	call->sock = sock;
	call->error = error;
	call->timeout_ns = sock->timeout_ns;
	call->end_ns = 0;
	call->waited = false;
	call->to = NULL;
	set_end(call);
}

int64_t
call_left(const struct call *call)
{
	return call->end_ns - now_ns();
}

/*
 * poll(2) with what is left of the time. Positive: ready; 0: try again;
 * -1: failed, with the error filled in.
 */
static int
wait_once(struct call *call, struct pollfd *pfd)
{
	int64_t left;
	int n, ms = -1;

	if (call->timeout_ns > 0) {
		/*
		 * CPython's order: late is late, even with data there; but
		 * the first poll() is never late, not even for 1 ns.
		 */
		left = call->waited ? call_left(call) : call->timeout_ns;
		call->waited = true;
		if (left < 0)
			goto late;
		ms = poll_ms(left);
	}
	/* Linux wakes nobody who polls an operation of AF_ALG for room. */
	if (call->sock->family == AF_ALG && pfd->events == POLLOUT &&
	    (ms < 0 || ms > ALG_LOOK_MS))
		ms = ALG_LOOK_MS;
	n = poll(pfd, 1, ms);
	if (n > 0)
		return n;
	if (n == 0 && call->timeout_ns > 0 && call_left(call) <= 0)
		goto late;
	if (n == 0 || errno == EINTR)
		return hook_raised(call->error) ? -1 : 0;
	error_errno(call->error);
	return -1;
late:
	error_timed_out(call->error);
	return -1;
}

bool
call_wait(struct call *call, const int *fd, short events)
{
	struct pollfd pfd = { .events = events };
	int n;

	do {
		if (*fd < 0)
			return true;
		pfd.fd = *fd;
		n = wait_once(call, &pfd);
	} while (n == 0);
	return n > 0;
}

/* Sleeps for so long; false if a hook raised. */
static bool
nap(const struct call *call, int64_t ns)
{
	/* A signal that came between two naps has ended none of them. */
	if (poll(NULL, 0, poll_ms(ns)) != 0 && errno != EINTR)
		return error_errno(call->error);
	return !hook_raised(call->error);
}

bool
call_sleep(const struct call *call, int64_t ns)
{
	int64_t left = call_left(call);

	if (left <= 0)
		return error_timed_out(call->error);
	return nap(call, left < ns ? left : ns);
}

/*
 * A socket that is connected to that address, or -1. Linux tells only of such
 * a one whether the queue of a local datagram socket has room: one that is not
 * is always ready to send.
 */
static int
connect_beside(const struct call *call)
{
	const struct pysock_address *to = call->to;
	int fd;

	if (to == NULL || call->sock->family != AF_UNIX ||
	    call->sock->type != SOCK_DGRAM)
		return -1;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to->addr,
	    to->len) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/*
 * Ready, says poll(2), and EAGAIN, says the system call: once that is somebody
 * else's doing; where it stays so, asking again at once would be to spin. False
 * as call_wait().
 */
static bool
rest(struct call *call, short events, int times)
{
	int64_t ns = INT64_C(1) * NS_PER_MS << (times < DOUBLINGS ? times :
	    DOUBLINGS), left;
	bool ok;
	int fd;

	if (times == 0)
		return true;
	fd = connect_beside(call);
	if (fd >= 0) {
		ok = call_wait(call, &fd, events);
		close(fd);
		return ok;
	}
	left = call->timeout_ns > 0 ? call_left(call) : ns;
	return left <= 0 || nap(call, left < ns ? left : ns);
}

/* The first time may have been made already, and have failed. */
static ssize_t
run_uninterrupted(const struct call *call, struct attempt *attempt)
{
	ssize_t n;

	for (;;) {
		if (attempt->err == 0) {
			n = attempt->run(call->sock->fd, attempt->arg);
			if (n >= 0)
				return n;
			attempt->err = errno;
		}
		if (attempt->err != EINTR)
			return -1;
		if (hook_raised(call->error)) {
			attempt->err = 0;
			return -1;
		}
		attempt->err = 0;
	}
}

/*
 * A receive in timeout mode takes what is there without poll(2), and does not
 * wait for it, whatever mode others have put the descriptor into. Not so out of
 * band, nor for what is no data, where the call fails that finds nothing. False
 * if it has to be waited for.
 */
static bool
take(struct call *call, struct attempt *attempt, ssize_t *n)
{
	if (attempt->flags == NULL || call->timeout_ns <= 0 ||
	    (*attempt->flags & (MSG_OOB | MSG_ERRQUEUE)) != 0)
		return false;
	*attempt->flags |= MSG_DONTWAIT;
	*n = attempt->run(call->sock->fd, attempt->arg);
	if (*n >= 0)
		return true;
	attempt->err = errno;
	if (attempt->err != EINTR)
		return attempt->err != EAGAIN;
	attempt->err = 0;
	set_end(call);
	return hook_raised(call->error);
}

ssize_t
call_go_on(struct call *call, struct attempt *attempt)
{
	/* Some AF_ALG sockets have no poll(), which then is never ready. */
	bool now = call->timeout_ns <= 0 || attempt->eager ||
	    call->sock->family == AF_ALG;
	int times = 0;
	ssize_t n;

	if (!now && take(call, attempt, &n))
		return n;
	if (call->timeout_ns > 0 && call->end_ns == 0)
		set_end(call);
	for (;; now = false) {
		if (!now)
			attempt->err = 0;
		if (!now && !call_wait(call, &call->sock->fd, attempt->events))
			return -1;
		n = run_uninterrupted(call, attempt);
		if (n >= 0)
			return n;
		/* As CPython, by the timeout that is the socket's now. */
		if (attempt->err != EAGAIN || call->sock->timeout_ns <= 0)
			return n;
		if (!now && !rest(call, attempt->events, times++)) {
			attempt->err = 0;
			return -1;
		}
	}
}

ssize_t
call_end(const struct call *call, const struct attempt *attempt, ssize_t n)
{
	if (n < 0 && attempt->err != 0)
		error_from(call->error, attempt->err);
	return n;
}
