/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "harness/protocol/value.h"
#include "harness/world/asleep.h"

#define BUFFERS_SHOWN 32
#define CONTROL_SHOWN 512

static bool
read_memory(const struct process *p, const void *from, void *to, size_t len)
{
	struct iovec ours = { to, len };
	struct iovec theirs = { (void *)(uintptr_t)from, len };
	ssize_t n = len > 0 ? process_vm_readv(p->worker, &ours, 1, &theirs, 1,
	    0) : 0;

	if (n >= 0 && n < (ssize_t)len)
		errno = EFAULT;
	return n == (ssize_t)len;
}

static bool
is_of_our_class(const struct process *p)
{
	char path[40], head[5] = "";
	int fd;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)p->worker);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, head, sizeof(head));
	close(fd);
	return n == sizeof(head) && head[4] == (sizeof(void *) == 8 ? 2 : 1);
}

bool
asleep_can_be_seen(const struct process *p)
{
	return is_of_our_class(p) && access("/proc/self/syscall", R_OK) == 0;
}

static bool
read_call(const struct process *p, long *number, unsigned long args[3],
    struct why *why)
{
	char path[60], line[256] = "";
	int fd, tid = (int)(p->thread > 0 ? p->thread : p->worker);
	ssize_t n;

	if (!is_of_our_class(p))
		return why_set(why, "the implementation is of another word "
		    "size than the runner");
	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall",
	    (int)p->worker, tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd >= 0 ? read(fd, line, sizeof(line) - 1) : -1;
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return why_errno(why, "cannot read the system call that it is "
		    "asleep in");
	return sscanf(line, "%ld %lx %lx %lx", number, &args[0], &args[1],
	    &args[2]) == 4 || why_set(why, "it is not asleep");
}

long
asleep_number(const struct process *p, struct why *why)
{
	unsigned long args[3];
	long number = -1;

	return read_call(p, &number, args, why) ? number : -1;
}

static bool
add_message(const struct process *p, const void *at, int flags,
    struct text *out)
{
	struct msghdr m = { .msg_iov = NULL };
	struct iovec iov[BUFFERS_SHOWN] = { { .iov_base = NULL } };
	char control[CONTROL_SHOWN] = "";
	size_t i;

	if (!read_memory(p, at, &m, sizeof(m)))
		return false;
	errno = EMSGSIZE;
	if (m.msg_iovlen > BUFFERS_SHOWN || m.msg_controllen > CONTROL_SHOWN ||
	    !read_memory(p, m.msg_iov, iov, m.msg_iovlen * sizeof(*iov)) ||
	    !read_memory(p, m.msg_control, control, m.msg_controllen))
		return false;
	text_addf(out, "sendmsg name=%u iov=[", (unsigned)m.msg_namelen);
	for (i = 0; i < m.msg_iovlen; i++)
		text_addf(out, "%s%zu", i > 0 ? "," : "", iov[i].iov_len);
	text_adds(out, "] control=");
	value_format_bytes(control, m.msg_controllen, out);
	text_addf(out, " flags=%d", flags & ~MSG_NOSIGNAL);
	return true;
}

/* By which of them is nobody's business. */
static bool
waits_for_readiness(long number)
{
	static const long calls[] = { SYS_ppoll, SYS_pselect6, SYS_epoll_pwait,
#ifdef SYS_poll
		SYS_poll,
#endif
#ifdef SYS_select
		SYS_select,
#endif
#ifdef SYS_epoll_wait
		SYS_epoll_wait,
#endif
	};
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i] == number)
			return true;
	return false;
}

bool
asleep_in(const struct process *p, struct text *out, struct why *why)
{
	unsigned long args[3] = { 0 };
	long number = -1;

	if (!read_call(p, &number, args, why))
		return false;
	if (waits_for_readiness(number))
		text_adds(out, "poll");
	else if (number != SYS_sendmsg)
		text_addf(out, "call %ld", number);
	else if (!add_message(p, (const void *)args[1], (int)args[2], out))
		return why_errno(why, "cannot read its memory");
	return true;
}
