/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernels that know no flags of socket(2), no accept4(2), no requests of
 * ioctl(2), and calls that fail: this program's functions take the place of the
 * C library's. What fails leaves no descriptor.
 */
#include "testing.h"

#include <dirent.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

/* What each call fails with; 0: it is made. */
static struct refusal {
	int flags;	/* a type of a socket that is more than a type */
	int accept4, cloexec, nonblock, setfd, dupfd, option, close;
} refusal;

static int
refused(int err)
{
	errno = err;
	return -1;
}

int
socket(int family, int type, int proto)
{
	return refusal.flags != 0 && type > 0xf ? refused(refusal.flags) :
	    (int)syscall(SYS_socket, family, type, proto);
}

int
socketpair(int family, int type, int proto, int sv[2])
{
	return refusal.flags != 0 && type > 0xf ? refused(refusal.flags) :
	    (int)syscall(SYS_socketpair, family, type, proto, sv);
}

/* Its parameters have types of glibc's own. */
int refusing_accept4(int, void *, socklen_t *, int) __asm__("accept4");

int
refusing_accept4(int fd, void *address, socklen_t *len, int flags)
{
	return refusal.accept4 != 0 ? refused(refusal.accept4) :
	    (int)syscall(SYS_accept4, fd, address, len, flags);
}

int
ioctl(int fd, unsigned long request, ...)
{
	int err = request == FIONBIO ? refusal.nonblock :
	    request == FIOCLEX ? refusal.cloexec : 0;
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	return err != 0 ? refused(err) : (int)syscall(SYS_ioctl, fd, request,
	    arg);
}

int
fcntl(int fd, int command, ...)
{
	int err = command == F_SETFD ? refusal.setfd :
	    command == F_DUPFD_CLOEXEC ? refusal.dupfd : 0;
	va_list ap;
	long arg;

	va_start(ap, command);
	arg = va_arg(ap, long);
	va_end(ap);
	return err != 0 ? refused(err) : (int)syscall(SYS_fcntl, fd, command,
	    arg);
}

int
getsockopt(int fd, int level, int option, void *value, socklen_t *len)
{
	return refusal.option != 0 ? refused(refusal.option) :
	    (int)syscall(SYS_getsockopt, fd, level, option, value, len);
}

int
close(int fd)
{
	int rc = (int)syscall(SYS_close, fd);

	return refusal.close != 0 ? refused(refusal.close) : rc;
}

static int
count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	ATF_REQUIRE(dir != NULL);
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

enum made { OPENED, PAIR, ACCEPTED, DUPLICATED, ADOPTED, CLOSED };

/* The errno that making it ended with; 0, and two of them as they should be. */
static int
make(enum made what, struct pysock made[2], struct pysock *from)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;
	bool ok = false;

	made[0].fd = made[1].fd = -1;
	switch (what) {
	case OPENED:
		ok = pysock_open(&made[0], AF_UNIX, SOCK_STREAM, 0, &e);
		break;
	case PAIR:
		ok = pysock_pair(made, AF_UNIX, SOCK_STREAM, 0, &e);
		break;
	case ACCEPTED:
		ok = pysock_accept(&made[0], from, NULL, &e);
		break;
	case DUPLICATED:
		ok = pysock_dup(&made[0], from, &e);
		break;
	case ADOPTED:
		ok = pysock_adopt(&made[0], from->fd, -1, -1, -1, &e);
		made[0].fd = -1;	/* which is still `from`'s */
		break;
	case CLOSED:
		ok = pysock_dup(&made[0], from, &e) &&
		    pysock_close(&made[0], &e);
		break;
	}
	return ok ? 0 : e.err;
}

static const struct refusing_row {
	const char *name;
	enum made what;
	double timeout;		/* the default; below 0: none */
	struct refusal refusal;
	int err;		/* 0: it is made all the same */
} rows[] = {
	{ "flags", OPENED, -1, { .flags = EINVAL }, 0 },
	{ "flags, timeout", OPENED, 1, { .flags = EINVAL }, 0 },
	{ "flags, not EINVAL", OPENED, -1, { .flags = EMFILE }, EMFILE },
	{ "flags, timeout, not EINVAL", OPENED, 1, { .flags = EMFILE },
	    EMFILE },
	{ "flags and F_SETFD", OPENED, -1, { .flags = EINVAL,
	    .cloexec = ENOTTY, .setfd = EPERM }, EPERM },
	{ "FIOCLEX alone", OPENED, -1, { .flags = EINVAL, .cloexec = ENOTTY },
	    0 },
	{ "flags and FIONBIO", OPENED, 1, { .flags = EINVAL,
	    .nonblock = EPERM }, EPERM },
	{ "pair, flags", PAIR, -1, { .flags = EINVAL }, 0 },
	{ "pair, flags, timeout", PAIR, 1, { .flags = EINVAL }, 0 },
	{ "pair, not EINVAL", PAIR, -1, { .flags = EMFILE }, EMFILE },
	{ "pair, timeout, not EINVAL", PAIR, 1, { .flags = EMFILE }, EMFILE },
	{ "pair, flags and F_SETFD", PAIR, -1, { .flags = EINVAL,
	    .cloexec = ENOTTY, .setfd = EPERM }, EPERM },
	{ "pair, flags and FIONBIO", PAIR, 1, { .flags = EINVAL,
	    .nonblock = EPERM }, EPERM },
	{ "accept4", ACCEPTED, -1, { .accept4 = ENOSYS }, 0 },
	{ "accept4, timeout", ACCEPTED, 1, { .accept4 = ENOSYS }, 0 },
	{ "accept4, not ENOSYS", ACCEPTED, -1, { .accept4 = EPERM }, EPERM },
	{ "accept4 and F_SETFD", ACCEPTED, -1, { .accept4 = ENOSYS,
	    .cloexec = ENOTTY, .setfd = EPERM }, EPERM },
	{ "accept4 and FIONBIO", ACCEPTED, 1, { .accept4 = ENOSYS,
	    .nonblock = EPERM }, EPERM },
	{ "dup", DUPLICATED, -1, { .dupfd = EMFILE }, EMFILE },
	{ "dup and FIONBIO", DUPLICATED, -1, { .nonblock = EPERM }, EPERM },
	{ "adopt, no options", ADOPTED, -1, { .option = ENOPROTOOPT },
	    ENOPROTOOPT },
	{ "close, interrupted", CLOSED, -1, { .close = EINTR }, 0 },
	{ "close, reset", CLOSED, -1, { .close = ECONNRESET }, 0 },
	{ "close, lost", CLOSED, -1, { .close = EIO }, EIO },
};

/* What was made is not inheritable, and in the mode of the default timeout. */
static void
check_made(const struct refusing_row *row, struct pysock made[2])
{
	int i;

	for (i = 0; i < 2; i++) {
		if (made[i].fd < 0)
			continue;
		ATF_CHECK_MSG((fcntl(made[i].fd, F_GETFD) & FD_CLOEXEC) != 0,
		    "%s: it is inheritable", row->name);
		ATF_CHECK_MSG(((fcntl(made[i].fd, F_GETFL) & O_NONBLOCK) != 0)
		    == (row->timeout >= 0), "%s: its mode", row->name);
		close(made[i].fd);
	}
}

static void
set_default(double seconds)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;

	OK(e, pysock_setdefaulttimeout(seconds < 0 ? NULL : &seconds, &e));
}

static void
check(const struct refusing_row *row, struct pysock *from)
{
	struct pysock made[2];
	int before = count_descriptors(), err;

	set_default(row->timeout);
	refusal = row->refusal;
	err = make(row->what, made, from);
	refusal = (struct refusal){ 0 };
	ATF_CHECK_EQ_MSG(row->err, err, "%s: %s", row->name, strerror(err));
	if (err == 0)
		check_made(row, made);
	ATF_CHECK_EQ_MSG(before, count_descriptors(), "%s: descriptors",
	    row->name);
}

/* A listener with somebody in its queue, or one of a pair. */
static struct pysock
source(enum made what, struct pysock others[2])
{
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct sockaddr_storage name = { .ss_family = AF_UNIX };
	struct sockaddr *a = (struct sockaddr *)&name;
	socklen_t len = sizeof(sa_family_t);	/* the kernel finds a name */
	struct pysock l;

	set_default(-1);
	if (what != ACCEPTED) {
		make_pair(others, SOCK_STREAM);
		return others[0];
	}
	OK(e, pysock_open(&l, AF_UNIX, SOCK_STREAM, 0, &e));
	OK(e, pysock_open(&others[0], AF_UNIX, SOCK_STREAM, 0, &e));
	ATF_REQUIRE_EQ(0, bind(l.fd, a, len));
	len = sizeof(name);
	ATF_REQUIRE_EQ(0, getsockname(l.fd, a, &len));
	ATF_REQUIRE_EQ(0, listen(l.fd, 5));
	ATF_REQUIRE_EQ(0, connect(others[0].fd, a, len));
	others[1].fd = -1;
	return l;
}

ATF_TC_WITHOUT_HEAD(what_a_kernel_refuses_is_done_by_steps_or_told);
ATF_TC_BODY(what_a_kernel_refuses_is_done_by_steps_or_told, tc)
{
	struct pysock others[2], from;
	size_t i;

	(void)tc;
	if (access("/proc/self/fd", F_OK) != 0)
		atf_tc_skip("there is no /proc");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		from = source(rows[i].what, others);
		check(&rows[i], &from);
		close(from.fd);
		if (from.fd != others[0].fd)
			close(others[0].fd);
		if (others[1].fd >= 0)
			close(others[1].fd);
	}
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, what_a_kernel_refuses_is_done_by_steps_or_told);
	return atf_no_error();
}
