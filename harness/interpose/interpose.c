/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loaded before an implementation, it notes the calls by which the methods
 * under test reach the kernel, and disturbs those that the runner names in
 * the shared page (page.h). Only calls between a request and its reply count,
 * never those of the protocol's own descriptors.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "harness/interpose/page.h"
#include "harness/protocol/channel.h"

#define ASKED_MOST (1 << 20)	/* bytes of a buffer that are looked at */
#define IOV_CUT 8	/* buffers of a message that is cut */
#define NS_PER_S INT64_C(1000000000)

_Static_assert(sizeof(off_t) == 8, "one function is both lseek and lseek64");

static struct page *page;
static int page_fd = -1;

/* A call while it is made. */
struct moment {
	struct page_event *event;	/* NULL: it does not count */
	const struct page_rule *rule;	/* NULL: it is left alone */
};

__attribute__((constructor)) static void
start(void)
{
	const char *number = getenv(PAGE_VARIABLE);
	void *at;

	if (number == NULL)
		return;
	page_fd = atoi(number);
	at = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_SHARED,
	    page_fd, 0);
	if (at == MAP_FAILED)
		return;
	page = at;
	page->pid = getpid();
}

/* The function of that name that would have been called. */
static void *
next(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);

	if (function == NULL)
		abort();
	return function;
}

static bool
counts(int fd)
{
	return page != NULL && page->open != PAGE_SHUT && fd != CHANNEL_LINES &&
	    fd != CHANNEL_DESCRIPTORS && fd != page_fd &&
	    page->pid == getpid();
}

static int
occurrence(const char *call)
{
	int n = 1, i;

	for (i = 0; i < page->events_len; i++)
		n += strcmp(page->events[i].call, call) == 0;
	return n;
}

static struct moment
begin(const char *call, int fd)
{
	struct moment m = { NULL, NULL };
	const struct page_rule *rule;
	int i;

	if (!counts(fd))
		return m;
	if (page->open == PAGE_ANEW)
		page->events_len = 0;
	page->open = PAGE_OPEN;
	if (page->events_len == PAGE_EVENTS)
		return m;
	m.event = &page->events[page->events_len];
	*m.event = (struct page_event){ .nth = occurrence(call), .fd = fd,
	    .rule = -1 };
	strncpy(m.event->call, call, sizeof(m.event->call) - 1);
	page->events_len++;
	for (i = 0; i < page->rules_len; i++) {
		rule = &page->rules[i];
		if (strcmp(rule->call, call) != 0 ||
		    m.event->nth < rule->first || m.event->nth > rule->last)
			continue;
		m.event->rule = i;
		m.rule = rule;
		break;
	}
	return m;
}

static void
send_signal(int signal)
{
	if (signal > 0)
		syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), signal);
}

/* Notes what came of it, and passes it on with errno. */
static ssize_t
end(struct moment *m, ssize_t result)
{
	int err = errno;

	if (m->event != NULL) {
		m->event->result = result;
		m->event->err = result < 0 ? err : 0;
	}
	if (m->rule != NULL && m->rule->action == PAGE_AFTER)
		send_signal(m->rule->signal);
	errno = err;
	return result;
}

static bool
fails(const struct moment *m)
{
	return m->rule != NULL && m->rule->action != PAGE_CUT &&
	    m->rule->action != PAGE_AFTER;
}

static int
fail(struct moment *m)
{
	const struct page_rule *rule = m->rule;
	int err = rule->err;

	if (rule->action == PAGE_LATE)
		syscall(SYS_poll, NULL, 0, (int)rule->most);
	send_signal(rule->signal);
	if (rule->action != PAGE_FAIL)
		err = EINTR;
	errno = err;
	return (int)end(m, -1);
}

/* ---- what a call asks: all but where its memory is ---- */

static void
ask(struct moment *m, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	uint32_t sum;

	if (m->event == NULL)
		return;
	sum = m->event->asked != 0 ? m->event->asked : 2166136261u;
	for (; len > 0; len--)
		sum = (sum ^ *at++) * 16777619u;
	m->event->asked = sum;
}

static void
ask_number(struct moment *m, int64_t number)
{
	ask(m, &number, sizeof(number));
}

static void
ask_bytes(struct moment *m, const void *bytes, size_t len)
{
	ask_number(m, (int64_t)len);
	if (bytes != NULL)
		ask(m, bytes, len < ASKED_MOST ? len : ASKED_MOST);
}

/* With the bytes of a message to be sent; of one to be received, the room. */
static void
ask_message(struct moment *m, const struct msghdr *message, int flags,
    bool sends)
{
	size_t n;

	ask_number(m, flags);
	ask_bytes(m, sends ? message->msg_name : NULL, message->msg_namelen);
	ask_bytes(m, sends ? message->msg_control : NULL,
	    message->msg_controllen);
	ask_number(m, (int64_t)message->msg_iovlen);
	for (n = 0; n < message->msg_iovlen; n++)
		ask_bytes(m, sends ? message->msg_iov[n].iov_base : NULL,
		    message->msg_iov[n].iov_len);
}

static size_t
cut(const struct moment *m, size_t len)
{
	return m->rule != NULL && (size_t)m->rule->most < len ?
	    (size_t)m->rule->most : len;
}

/* A copy of the message that has no more bytes than the rule lets it have. */
static struct msghdr
cut_message(const struct moment *m, const struct msghdr *whole,
    struct iovec iov[IOV_CUT])
{
	struct msghdr message = *whole;
	size_t left, n;

	if (m->rule == NULL)
		return message;
	left = (size_t)m->rule->most;
	for (n = 0; n < whole->msg_iovlen && n < IOV_CUT; n++) {
		iov[n] = whole->msg_iov[n];
		if (iov[n].iov_len > left)
			iov[n].iov_len = left;
		left -= iov[n].iov_len;
	}
	message.msg_iov = iov;
	message.msg_iovlen = n;
	return message;
}

/* ---- the window: a request is read, a reply is written ---- */

static void
request_read(ssize_t n)
{
	if (page == NULL || n <= 0 || page->armed == PAGE_QUIET)
		return;
	if (page->armed == PAGE_NEXT)
		page->armed = PAGE_QUIET;
	page->events_len = 0;
	page->open = PAGE_OPEN;
}

static void
reply_written(const char *line, size_t len)
{
	static const char calling[] = " calling\n";
	size_t tail = sizeof(calling) - 1;

	if (page != NULL && !(len >= tail &&
	    memcmp(line + len - tail, calling, tail) == 0))
		page->open = page->armed == PAGE_EACH ? PAGE_ANEW : PAGE_SHUT;
}

ssize_t
read(int fd, void *buf, size_t len)
{
	ssize_t (*real)(int, void *, size_t) = next("read");
	struct moment m = begin("read", fd);
	ssize_t n;

	ask_number(&m, (int64_t)len);
	if (fails(&m))
		return fail(&m);
	n = end(&m, real(fd, buf, cut(&m, len)));
	if (fd == CHANNEL_LINES)
		request_read(n);
	return n;
}

ssize_t
write(int fd, const void *buf, size_t len)
{
	ssize_t (*real)(int, const void *, size_t) = next("write");
	struct moment m = begin("write", fd);

	if (fd == CHANNEL_LINES)
		reply_written(buf, len);
	if (fails(&m))
		return fail(&m);
	return end(&m, real(fd, buf, cut(&m, len)));
}

/* ---- the wall clock ---- */

static bool
is_wall(clockid_t clock)
{
	return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE ||
	    clock == CLOCK_TAI;
}

int
clock_gettime(clockid_t clock, struct timespec *ts)
{
	static int (*real)(clockid_t, struct timespec *);
	int64_t ns;

	if (real == NULL)
		real = next("clock_gettime");
	if (real(clock, ts) != 0)
		return -1;
	if (page == NULL || page->wall_ns == 0 || !is_wall(clock))
		return 0;
	ns = ts->tv_nsec + page->wall_ns % NS_PER_S + NS_PER_S;
	ts->tv_sec += page->wall_ns / NS_PER_S + ns / NS_PER_S - 1;
	ts->tv_nsec = ns % NS_PER_S;
	return 0;
}

int
gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	struct timespec ts;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &ts);
	*tv = (struct timeval){ ts.tv_sec, ts.tv_nsec / 1000 };
	return 0;
}

time_t
time(time_t *at)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	if (at != NULL)
		*at = ts.tv_sec;
	return ts.tv_sec;
}

/* ---- waiting ---- */

int
poll(struct pollfd *fds, nfds_t n, int timeout)
{
	int (*real)(struct pollfd *, nfds_t, int) = next("poll");
	struct moment m = begin("poll", n > 0 ? fds[0].fd : -1);

	ask_number(&m, n > 0 ? fds[0].events : 0);
	if (m.event != NULL)
		m.event->ms = timeout;
	return fails(&m) ? fail(&m) : (int)end(&m, real(fds, n, timeout));
}

int
ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout,
    const sigset_t *set)
{
	int (*real)(struct pollfd *, nfds_t, const struct timespec *,
	    const sigset_t *) = next("ppoll");
	struct moment m = begin("ppoll", n > 0 ? fds[0].fd : -1);

	return fails(&m) ? fail(&m) : (int)end(&m, real(fds, n, timeout, set));
}

int
select(int n, fd_set *in, fd_set *out, fd_set *err, struct timeval *timeout)
{
	int (*real)(int, fd_set *, fd_set *, fd_set *, struct timeval *) =
	    next("select");
	struct moment m = begin("select", n - 1);

	return fails(&m) ? fail(&m) :
	    (int)end(&m, real(n, in, out, err, timeout));
}

int
epoll_wait(int fd, struct epoll_event *events, int most, int timeout)
{
	int (*real)(int, struct epoll_event *, int, int) = next("epoll_wait");
	struct moment m = begin("epoll_wait", fd);

	return fails(&m) ? fail(&m) :
	    (int)end(&m, real(fd, events, most, timeout));
}

/* ---- sending ---- */

ssize_t
send(int fd, const void *buf, size_t len, int flags)
{
	ssize_t (*real)(int, const void *, size_t, int) = next("send");
	struct moment m = begin("send", fd);

	ask_number(&m, flags);
	ask_bytes(&m, buf, len);
	return fails(&m) ? fail(&m) :
	    end(&m, real(fd, buf, cut(&m, len), flags));
}

ssize_t
sendmsg(int fd, const struct msghdr *message, int flags)
{
	ssize_t (*real)(int, const struct msghdr *, int) = next("sendmsg");
	struct moment m = begin("sendmsg", fd);
	struct iovec iov[IOV_CUT];
	struct msghdr made = cut_message(&m, message, iov);

	ask_message(&m, message, flags, true);
	return fails(&m) ? fail(&m) : end(&m, real(fd, &made, flags));
}

ssize_t
sendfile(int to, int from, off_t *offset, size_t len)
{
	ssize_t (*real)(int, int, off_t *, size_t) = next("sendfile");
	struct moment m = begin("sendfile", to);

	ask_number(&m, from);
	ask_number(&m, offset != NULL ? *offset : -1);
	ask_number(&m, (int64_t)len);
	return fails(&m) ? fail(&m) :
	    end(&m, real(to, from, offset, cut(&m, len)));
}

ssize_t sendfile64(int, int, off64_t *, size_t)
    __attribute__((alias("sendfile")));

/* ---- receiving ---- */

ssize_t
recv(int fd, void *buf, size_t len, int flags)
{
	ssize_t (*real)(int, void *, size_t, int) = next("recv");
	struct moment m = begin("recv", fd);

	ask_number(&m, flags);
	ask_number(&m, (int64_t)len);
	return fails(&m) ? fail(&m) :
	    end(&m, real(fd, buf, cut(&m, len), flags));
}

ssize_t
recvmsg(int fd, struct msghdr *message, int flags)
{
	ssize_t (*real)(int, struct msghdr *, int) = next("recvmsg");
	struct moment m = begin("recvmsg", fd);
	struct iovec iov[IOV_CUT], *theirs = message->msg_iov;
	size_t theirs_len = message->msg_iovlen;
	ssize_t n;

	ask_message(&m, message, flags, false);
	if (fails(&m))
		return fail(&m);
	*message = cut_message(&m, message, iov);
	n = end(&m, real(fd, message, flags));
	message->msg_iov = theirs;
	message->msg_iovlen = theirs_len;
	return n;
}

/* ---- files and descriptors ---- */

off_t
lseek(int fd, off_t offset, int whence)
{
	off_t (*real)(int, off_t, int) = next("lseek");
	struct moment m = begin("lseek", fd);

	return fails(&m) ? fail(&m) : end(&m, real(fd, offset, whence));
}

off64_t lseek64(int, off64_t, int) __attribute__((alias("lseek")));

ssize_t
pread(int fd, void *buf, size_t len, off_t offset)
{
	ssize_t (*real)(int, void *, size_t, off_t) = next("pread");
	struct moment m = begin("pread", fd);

	return fails(&m) ? fail(&m) :
	    end(&m, real(fd, buf, cut(&m, len), offset));
}

ssize_t pread64(int, void *, size_t, off64_t) __attribute__((alias("pread")));

int
fstat(int fd, struct stat *st)
{
	int (*real)(int, struct stat *) = next("fstat");
	struct moment m = begin("fstat", fd);

	return fails(&m) ? fail(&m) : (int)end(&m, real(fd, st));
}

int
fstat64(int fd, struct stat64 *st)
{
	int (*real)(int, struct stat64 *) = next("fstat64");
	struct moment m = begin("fstat", fd);

	return fails(&m) ? fail(&m) : (int)end(&m, real(fd, st));
}

int
ioctl(int fd, unsigned long request, ...)
{
	int (*real)(int, unsigned long, ...) = next("ioctl");
	struct moment m = begin("ioctl", fd);
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	return fails(&m) ? fail(&m) : (int)end(&m, real(fd, request, arg));
}

int
fcntl(int fd, int command, ...)
{
	int (*real)(int, int, ...) = next("fcntl");
	struct moment m = begin("fcntl", fd);
	va_list ap;
	void *arg;

	va_start(ap, command);
	arg = va_arg(ap, void *);
	va_end(ap);
	return fails(&m) ? fail(&m) : (int)end(&m, real(fd, command, arg));
}

int fcntl64(int, int, ...) __attribute__((alias("fcntl")));

int
getsockopt(int fd, int level, int option, void *restrict value,
    socklen_t *restrict len)
{
	int (*real)(int, int, int, void *, socklen_t *) = next("getsockopt");
	struct moment m = begin("getsockopt", fd);

	return fails(&m) ? fail(&m) :
	    (int)end(&m, real(fd, level, option, value, len));
}

/*
 * ---- calls with an address, which <sys/socket.h> declares by a union of
 * pointers: named here by the symbols that they are ----
 */

ssize_t interpose_sendto(int, const void *, size_t, int,
    const struct sockaddr *, socklen_t) __asm__("sendto");
ssize_t interpose_recvfrom(int, void *, size_t, int, struct sockaddr *,
    socklen_t *) __asm__("recvfrom");
int interpose_accept(int, struct sockaddr *, socklen_t *) __asm__("accept");
int interpose_accept4(int, struct sockaddr *, socklen_t *, int)
    __asm__("accept4");
int interpose_connect(int, const struct sockaddr *, socklen_t)
    __asm__("connect");
int interpose_getsockname(int, struct sockaddr *, socklen_t *)
    __asm__("getsockname");

ssize_t
interpose_sendto(int fd, const void *buf, size_t len, int flags,
    const struct sockaddr *to, socklen_t to_len)
{
	ssize_t (*real)(int, const void *, size_t, int,
	    const struct sockaddr *, socklen_t) = next("sendto");
	struct moment m = begin("sendto", fd);

	ask_number(&m, flags);
	ask_bytes(&m, buf, len);
	ask_bytes(&m, to, to_len);
	return fails(&m) ? fail(&m) :
	    end(&m, real(fd, buf, cut(&m, len), flags, to, to_len));
}

ssize_t
interpose_recvfrom(int fd, void *buf, size_t len, int flags,
    struct sockaddr *from, socklen_t *from_len)
{
	ssize_t (*real)(int, void *, size_t, int, struct sockaddr *,
	    socklen_t *) = next("recvfrom");
	struct moment m = begin("recvfrom", fd);

	ask_number(&m, flags);
	ask_number(&m, (int64_t)len);
	return fails(&m) ? fail(&m) :
	    end(&m, real(fd, buf, cut(&m, len), flags, from, from_len));
}

int
socket(int family, int type, int proto)
{
	int (*real)(int, int, int) = next("socket");
	struct moment m = begin("socket", -1);

	return fails(&m) ? fail(&m) : (int)end(&m, real(family, type, proto));
}

int
socketpair(int family, int type, int proto, int sv[2])
{
	int (*real)(int, int, int, int *) = next("socketpair");
	struct moment m = begin("socketpair", -1);

	return fails(&m) ? fail(&m) :
	    (int)end(&m, real(family, type, proto, sv));
}

int
interpose_accept(int fd, struct sockaddr *addr, socklen_t *len)
{
	int (*real)(int, struct sockaddr *, socklen_t *) = next("accept");
	struct moment m = begin("accept", fd);

	return fails(&m) ? fail(&m) : (int)end(&m, real(fd, addr, len));
}

int
interpose_accept4(int fd, struct sockaddr *addr, socklen_t *len, int flags)
{
	int (*real)(int, struct sockaddr *, socklen_t *, int) =
	    next("accept4");
	struct moment m = begin("accept4", fd);

	ask_number(&m, flags);
	return fails(&m) ? fail(&m) :
	    (int)end(&m, real(fd, addr, len, flags));
}

/*
 * An interrupted connect(2) goes on without its caller (connect(2), EINTR and
 * EINPROGRESS), but of AF_UNIX, which has nothing to go on with.
 */
static void
connect_on(int fd, const struct sockaddr *addr, socklen_t len)
{
	int (*real_connect)(int, const struct sockaddr *, socklen_t) =
	    next("connect");
	int (*real_fcntl)(int, int, ...) = next("fcntl");
	int flags = real_fcntl(fd, F_GETFL);

	if (addr->sa_family == AF_UNIX)
		return;
	real_fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	real_connect(fd, addr, len);
	real_fcntl(fd, F_SETFL, flags);
}

int
interpose_connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	int (*real)(int, const struct sockaddr *, socklen_t) = next("connect");
	struct moment m = begin("connect", fd);

	if (!fails(&m))
		return (int)end(&m, real(fd, addr, len));
	if (m.rule->action == PAGE_SIGNAL || m.rule->err == EINTR)
		connect_on(fd, addr, len);
	return fail(&m);
}

int
interpose_getsockname(int fd, struct sockaddr *addr, socklen_t *len)
{
	int (*real)(int, struct sockaddr *, socklen_t *) = next("getsockname");
	struct moment m = begin("getsockname", fd);

	return fails(&m) ? fail(&m) : (int)end(&m, real(fd, addr, len));
}
