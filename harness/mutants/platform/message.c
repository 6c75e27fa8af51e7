/* SPDX-License-Identifier: BSD-2-Clause */
/* send, sendmsg, recv, recvmsg. */
#include <fcntl.h>
#include <poll.h>

#include "harness/mutants/platform/platform.h"

static int ready = -1;	/* of which poll() told it, for "false-readiness" */

static bool
is_nonblocking(int fd)
{
	int flags = REAL(fcntl)(fd, F_GETFL);

	return flags >= 0 && (flags & O_NONBLOCK) != 0;
}

static int waited_for = -1;	/* of which poll() waited for room, or data */
static int interrupted = -1;	/* of which a signal ended the last call */

void
note_poll(int fd, bool waited)
{
	ready = fd;
	waited_for = waited ? fd : -1;
}

void
note_interrupted(int fd)
{
	interrupted = fd;
}

bool
is_interrupted(int fd)
{
	return interrupted == fd;
}

/* Notes how a call on it ended; returns that. */
static ssize_t
ended(int fd, ssize_t n)
{
	if (n < 0 && errno == EINTR)
		interrupted = fd;
	else if (n >= 0)
		interrupted = waited_for = -1;
	return n;
}

/* What a message has lost since the call before, or since poll(). */
static void
lose(int fd, struct msghdr *m, int *flags)
{
	bool again = interrupted == fd, late = waited_for == fd;

	if ((again && is("sendmsg-loses-control-after-eintr")) ||
	    (late && is("sendmsg-loses-control-after-waiting")))
		m->msg_controllen = 0;
	if ((again && is("sendmsg-loses-address-after-eintr")) ||
	    (late && is("sendmsg-loses-address-after-waiting")))
		m->msg_namelen = 0;
	if (again && is("sendmsg-loses-flags-after-eintr"))
		*flags &= MSG_NOSIGNAL;
	if (again && is("sendmsg-loses-buffers-after-eintr") &&
	    m->msg_iovlen > 1)
		m->msg_iovlen = 1;
}

/* The message with one thing changed. */
static void
alter(struct msghdr *m, int *flags, struct iovec *reversed)
{
	size_t i;

	if (is("sendmsg-first-buffer-only") && m->msg_iovlen > 1)
		m->msg_iovlen = 1;
	if (is("sendmsg-reverses-buffers") && m->msg_iovlen <= 64) {
		for (i = 0; i < m->msg_iovlen; i++)
			reversed[i] = m->msg_iov[m->msg_iovlen - 1 - i];
		m->msg_iov = reversed;
	}
	if (is("sendmsg-takes-any-number-of-buffers") && m->msg_iovlen > 1024)
		m->msg_iovlen = 1024;
	if (is("sendmsg-drops-address"))
		m->msg_namelen = 0;
	if (is("sendmsg-drops-control"))
		m->msg_controllen = 0;
	if (is("sendmsg-ignores-flags"))
		*flags &= MSG_NOSIGNAL;
	if (is("sendmsg-drops-dontwait"))
		*flags &= ~MSG_DONTWAIT;
	if (is("sendmsg-does-not-wait"))
		*flags |= MSG_DONTWAIT;
	if (is("sendmsg-ignores-nosignal"))
		*flags &= ~MSG_NOSIGNAL;
	if (is("sendmsg-puts-no-end-of-record"))
		*flags &= ~MSG_EOR;
}

/* The error or the count with one thing changed. */
static ssize_t
answer(const struct msghdr *m, ssize_t n)
{
	if (is("sendmsg-returns-one-less") && n > 0)
		return n - 1;
	if (is("sendmsg-counts-control") && n >= 0)
		return n + (ssize_t)m->msg_controllen;
	if (n < 0 && errno == EINTR && is("sendmsg-interrupted-is-zero"))
		return 0;
	if (n < 0 && errno == EPIPE && is("sendmsg-epipe-is-enotconn"))
		return fail(ENOTCONN);
	if (n < 0 && errno == EBADF && is("sendmsg-ebadf-is-einval"))
		return fail(EINVAL);
	if (n < 0 && errno == EAGAIN && is("sendmsg-full-is-enobufs"))
		return fail(ENOBUFS);
	if (n < 0 && errno == EDESTADDRREQ && is("sendmsg-nowhere-is-success"))
		return 0;
	return n;
}

static bool
is_flawed(int fd, const struct msghdr *m, ssize_t *n)
{
	*n = -1;
	if (is("sendmsg-limit-is-512") && m->msg_iovlen > 512)
		errno = EMSGSIZE;
	else if (is("sendmsg-loses-empty-messages") && m->msg_iovlen == 0)
		*n = 0;
	else if (is("false-readiness") && ready == fd &&
	    is_nonblocking(fd) && every(2)) {
		ready = -1;
		errno = EAGAIN;
	} else if (is("interrupts-without-signals") && every(3))
		errno = EINTR;
	else
		return false;
	return true;
}

static void
wait_for_room(int fd)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };

	REAL(poll)(&room, 1, -1);
}

ssize_t
sendmsg(int fd, const struct msghdr *m, int flags)
{
	struct msghdr altered = *m;
	struct iovec reversed[64];
	ssize_t n;

	if (is_protocol(fd))
		return REAL(sendmsg)(fd, m, flags);
	if (is("slow-system-calls"))
		spin_ms(1);
	if (is_flawed(fd, m, &n))
		return n;
	alter(&altered, &flags, reversed);
	lose(fd, &altered, &flags);
	if (is("sendmsg-waits-though-nonblocking"))
		wait_for_room(fd);
	do
		n = ended(fd, REAL(sendmsg)(fd, &altered, flags));
	while (n < 0 && errno == EINTR && is("sendmsg-hides-signals"));
	return answer(m, n);
}

ssize_t
send(int fd, const void *data, size_t len, int flags)
{
	bool stream = !is_protocol(fd) && type_of(fd) == SOCK_STREAM;
	ssize_t n;

	if (is_protocol(fd))
		return REAL(send)(fd, data, len, flags);
	if (is("send-len-is-32-bits"))
		len = (uint32_t)len;
	if (is("short-sends") && stream && len > 1000)
		len = 1000;
	if (is("interrupts-without-signals") && every(3))
		return fail(EINTR);
	if (is("send-loses-the-last-byte") && stream && len > 100)
		return (n = REAL(send)(fd, data, len - 1, flags)) < 0 ? n :
		    n + 1;
	if (is("send-takes-nothing-when-full")) {
		n = REAL(send)(fd, data, len, flags);
		return n < 0 && errno == EAGAIN ? 0 : n;
	}
	if (is("send-loses-flags-after-eintr") && is_interrupted(fd))
		flags &= MSG_NOSIGNAL;
	return ended(fd, REAL(send)(fd, data, len, flags));
}

ssize_t
recv(int fd, void *buffer, size_t size, int flags)
{
	ssize_t n;

	if (is_protocol(fd))
		return REAL(recv)(fd, buffer, size, flags);
	if (is("slow-system-calls"))
		spin_ms(1);
	if (is("interrupts-without-signals") && every(3))
		return fail(EINTR);
	n = REAL(recv)(fd, buffer, size, flags);
	if (n > 0 && is("recv-changes-a-byte"))
		*(char *)buffer ^= 1;
	if (n < 0 && errno == EAGAIN && is("recv-nothing-is-the-end"))
		return 0;
	if (n < 0 && errno == EINTR && is("recv-interrupted-is-the-end"))
		return 0;
	if (n == 0 && is("recv-end-is-econnreset"))
		return fail(ECONNRESET);
	return n;
}

ssize_t
recvmsg(int fd, struct msghdr *m, int flags)
{
	if (is_protocol(fd))
		return REAL(recvmsg)(fd, m, flags);
	if (is("recvmsg-keeps-a-descriptor"))
		REAL(fcntl)(fd, F_DUPFD_CLOEXEC, 0);
	if (is("recvmsg-drops-cloexec"))
		flags &= ~MSG_CMSG_CLOEXEC;
	if (is("recvmsg-forces-cloexec"))
		flags |= MSG_CMSG_CLOEXEC;
	if (is("recvmsg-loses-control-after-eintr") && is_interrupted(fd))
		m->msg_controllen = 0;
	if (is("recvmsg-loses-flags-after-eintr") && is_interrupted(fd))
		flags = 0;
	return ended(fd, REAL(recvmsg)(fd, m, flags));
}
