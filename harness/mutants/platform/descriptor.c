/* SPDX-License-Identifier: BSD-2-Clause */
/* socket, socketpair, accept4, connect, ioctl, fcntl and what asks. */
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/mutants/platform/platform.h"

/* A new descriptor, moved up on the platform that numbers from 200. */
static int
numbered(int fd, int flags)
{
	int high;

	if (fd < 0 || !is("high-descriptors"))
		return fd;
	high = REAL(fcntl)(fd, (flags & SOCK_CLOEXEC) != 0 ? F_DUPFD_CLOEXEC :
	    F_DUPFD, 200);
	if (high < 0)
		return fd;	/* the limit of descriptors is lower */
	close(fd);
	return high;
}

/* To a kernel from before SOCK_CLOEXEC it is a strange type. */
static bool
is_unknown(int type)
{
	return (type & SOCK_CLOEXEC) != 0 && is("no-sock-cloexec");
}

/*
 * The room to send of the two platforms that are about it. What comes from
 * another process has it once it is asked for its name, as adopt() does.
 */
static void
set_room(int fd)
{
	int size = is("small-buffers") ? 4608 : 1 << 20, saved = errno;

	if (is("small-buffers") || is("large-buffers"))
		REAL(setsockopt)(fd, SOL_SOCKET, SO_SNDBUF, &size,
		    sizeof(size));
	errno = saved;
}

int
socket(int family, int type, int proto)
{
	int given = type, fd;

	if (is_unknown(type))
		return fail(EINVAL);
	if (is("socket-drops-cloexec"))
		given &= ~SOCK_CLOEXEC;
	if (is("socket-drops-nonblock"))
		given &= ~SOCK_NONBLOCK;
	if (is("socket-is-nonblocking"))
		given |= SOCK_NONBLOCK;
	fd = REAL(socket)(family, given, proto);
	if (fd < 0 && errno == EMFILE && is("socket-without-room-is-enobufs"))
		return fail(ENOBUFS);
	fd = numbered(fd, type);
	set_room(fd);
	return fd;
}

int
socketpair(int family, int type, int proto, int sv[2])
{
	int given = type, result;

	if (is_unknown(type))
		return fail(EINVAL);
	if (is("pair-drops-cloexec"))
		given &= ~SOCK_CLOEXEC;
	if (is("pair-drops-nonblock"))
		given &= ~SOCK_NONBLOCK;
	result = REAL(socketpair)(family, given, proto, sv);
	if (result == 0) {
		set_room(sv[0]);
		set_room(sv[1]);
	}
	if (result == 0 && is("pair-is-half-cloexec"))
		REAL(fcntl)(sv[1], F_SETFD, 0);
	return result;
}

static bool
is_nonblocking(int fd)
{
	return (REAL(fcntl)(fd, F_GETFL) & O_NONBLOCK) != 0;
}

/* Takes the first connection of each listener and drops it. */
static void
lose_first(int fd)
{
	static _Atomic ino_t before;
	struct stat st;
	int first;

	if (fstat(fd, &st) != 0 || before == st.st_ino)
		return;
	first = REAL(accept4)(fd, NULL, NULL, SOCK_CLOEXEC);
	if (first < 0)
		return;
	before = st.st_ino;
	close(first);
}

/* Takes a connection and drops it, where there is no room for it. */
static void
lose_without_room(int fd)
{
	struct rlimit before, more;
	int taken;

	getrlimit(RLIMIT_NOFILE, &before);
	more = before;
	more.rlim_cur = more.rlim_max;
	setrlimit(RLIMIT_NOFILE, &more);
	taken = REAL(accept4)(fd, NULL, NULL, SOCK_CLOEXEC);
	if (taken >= 0)
		close(taken);
	setrlimit(RLIMIT_NOFILE, &before);
}

int
accept4(int fd, struct sockaddr *addr, socklen_t *len, int flags)
{
	int given = flags, result;

	if (is("no-accept4"))
		return fail(ENOSYS);
	if (is("accept-drops-cloexec"))
		given &= ~SOCK_CLOEXEC;
	if (is("accept-is-nonblocking"))
		given |= SOCK_NONBLOCK;
	if (is("accept-inherits-the-mode") && is_nonblocking(fd))
		given |= SOCK_NONBLOCK;
	if (is("slow-system-calls"))
		spin_ms(1);
	if (is("interrupts-without-signals") && every(3))
		return fail(EINTR);
	if (is("accept-loses-the-first-connection"))
		lose_first(fd);
	result = REAL(accept4)(fd, addr, len, given);
	if (result < 0 && errno == EMFILE &&
	    is("accept-loses-a-client-without-room")) {
		lose_without_room(fd);
		return fail(EMFILE);
	}
	if (result >= 0 && is("accept-keeps-a-descriptor"))
		REAL(fcntl)(result, F_DUPFD_CLOEXEC, 0);
	if (result < 0 && errno == EAGAIN && is("accept-nobody-is-eproto"))
		return fail(EPROTO);
	return numbered(result, flags);
}

int
connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	static int refused = -1;
	int result;

	if (fd == refused && is("connect-after-refusal-is-einval"))
		return fail(EINVAL);
	result = REAL(connect)(fd, addr, len);
	if (result < 0 && errno == ECONNREFUSED)
		refused = fd;
	if (result == 0)
		return 0;
	if (errno == EINPROGRESS && is("connect-in-progress-is-success"))
		return 0;
	if (errno == EINPROGRESS && is("connect-in-progress-is-etimedout"))
		return fail(ETIMEDOUT);
	if (errno == ECONNREFUSED && is("connect-refused-is-etimedout"))
		return fail(ETIMEDOUT);
	if (errno == EINTR && is("connect-interrupted-is-success"))
		return 0;
	return result;
}

int
shutdown(int fd, int how)
{
	if (is("shutdown-of-one-shuts-both") && !is_protocol(fd))
		how = SHUT_RDWR;
	return REAL(shutdown)(fd, how);
}

/* The requests of modes and inheritance, one thing changed. */
static int
control(int fd, unsigned long request, void *arg)
{
	static bool before[1024];
	int *on = arg, inverted;

	if (request == FIONBIO && is("fionbio-does-nothing"))
		return 0;
	if (request == FIONBIO && is("fionbio-only-sets") && *on == 0)
		return 0;
	if (request == FIONBIO && is("fionbio-only-clears") && *on != 0)
		return 0;
	if (request == FIONBIO && is("fionbio-is-inverted")) {
		inverted = !*on;
		return REAL(ioctl)(fd, request, &inverted);
	}
	if (request == FIONBIO && is("fionbio-is-cached") && fd >= 0 &&
	    fd < 1024) {
		if (before[fd] == (*on != 0))
			return 0;
		before[fd] = *on != 0;
	}
	if (request == FIONBIO && is("fionbio-sets-cloexec"))
		REAL(ioctl)(fd, FIOCLEX);
	if (request == FIOCLEX && is("fioclex-does-nothing"))
		return 0;
	if (request == FIONCLEX && is("fionclex-does-nothing"))
		return 0;
	if (request == FIONCLEX && is("fionclex-makes-blocking"))
		REAL(fcntl)(fd, F_SETFL, 0);
	return REAL(ioctl)(fd, request, arg);
}

int
ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	void *arg;
	int result;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (is_protocol(fd))
		return REAL(ioctl)(fd, request, arg);
	note_poll(-1, false);
	if ((request == FIOCLEX || request == FIONCLEX) && is("no-fioclex"))
		return fail(ENOTTY);
	if ((request == FIOCLEX || request == FIONCLEX) &&
	    is("fioclex-is-forbidden"))
		return fail(EACCES);
	result = control(fd, request, arg);
	if (result < 0 && errno == EBADF && is("ioctl-ebadf-is-enotty"))
		return fail(ENOTTY);
	return result;
}

int
fcntl(int fd, int command, ...)
{
	va_list ap;
	long arg;
	int result;

	va_start(ap, command);
	arg = va_arg(ap, long);
	va_end(ap);
	if (is_protocol(fd))
		return REAL(fcntl)(fd, command, arg);
	if (command == F_GETFD && is("getfd-is-always-0"))
		return REAL(fcntl)(fd, command, arg) < 0 ? -1 : 0;
	if (command == F_GETFD && is("getfd-is-always-cloexec"))
		return REAL(fcntl)(fd, command, arg) < 0 ? -1 : FD_CLOEXEC;
	if (command == F_GETFD && is("getfd-ebadf-is-0"))
		return (result = REAL(fcntl)(fd, command, arg)) < 0 ? 0 :
		    result;
	if (command == F_DUPFD_CLOEXEC && is("dupfd-drops-cloexec"))
		command = F_DUPFD;
	if (command == F_DUPFD_CLOEXEC && is("dupfd-clears-the-original"))
		REAL(fcntl)(fd, F_SETFD, 0);
	if (command == F_DUPFD_CLOEXEC && is("high-descriptors") &&
	    (result = REAL(fcntl)(fd, command, 200L)) >= 0)
		return result;
	return REAL(fcntl)(fd, command, arg);
}

/* What callers with a 64-bit off_t call. */
int fcntl64(int, int, ...) __attribute__((alias("fcntl")));

int
getsockopt(int fd, int level, int option, void *value, socklen_t *len)
{
	int result = REAL(getsockopt)(fd, level, option, value, len);

	if (result != 0 || level != SOL_SOCKET || *len != sizeof(int))
		return result;
	if (option == SO_ERROR && is("so-error-is-0"))
		*(int *)value = 0;
	if (option == SO_TYPE && is("so-type-is-stream"))
		*(int *)value = SOCK_STREAM;
	if (option == SO_PROTOCOL && is("so-protocol-is-0"))
		*(int *)value = 0;
	return result;
}

int
getsockname(int fd, struct sockaddr *addr, socklen_t *len)
{
	int result = REAL(getsockname)(fd, addr, len);

	if (result == 0 && is("getsockname-says-inet"))
		addr->sa_family = AF_INET;
	set_room(fd);
	return result;
}

int
sigaction(int number, const struct sigaction *new, struct sigaction *old)
{
	struct sigaction altered;

	if (new == NULL || !is("signals-always-restart"))
		return REAL(sigaction)(number, new, old);
	altered = *new;
	altered.sa_flags |= SA_RESTART;
	return REAL(sigaction)(number, &altered, old);
}
