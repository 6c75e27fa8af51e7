/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/iut/numbers.h"
#include "harness/protocol/memory.h"

#define MANY 253	/* descriptors that a message holds: SCM_MAX_FD */

static void
close_standard(struct numbers *n)
{
	int fd;

	for (fd = 0; fd < NUMBERS_STANDARD; fd++) {
		n->standard[fd].flags = fcntl(fd, F_GETFD);
		n->standard[fd].fd = fcntl(fd, F_DUPFD_CLOEXEC,
		    NUMBERS_STANDARD);
		if (n->standard[fd].fd >= 0)
			close(fd);
	}
}

/* Takes as many as a message holds, by two system calls; false if it cannot. */
static bool
take_many(struct numbers *n, const int sv[2])
{
	union { struct cmsghdr h; char at[CMSG_SPACE(MANY * sizeof(int))]; }
	    control = { .at = "" };
	struct iovec byte = { (char[1]){ 0 }, 1 };
	struct msghdr m = { .msg_iov = &byte, .msg_iovlen = 1,
	    .msg_control = &control, .msg_controllen = sizeof(control) };
	int fds[MANY], i;
	size_t len;

	for (i = 0; i < MANY; i++)
		fds[i] = n->taken[0];
	control.h.cmsg_level = SOL_SOCKET;
	control.h.cmsg_type = SCM_RIGHTS;
	control.h.cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(&control.h), fds, sizeof(fds));
	if (sendmsg(sv[0], &m, MSG_NOSIGNAL | MSG_DONTWAIT) != 1 ||
	    recvmsg(sv[1], &m, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) != 1 ||
	    m.msg_controllen < CMSG_LEN(sizeof(int)))
		return false;
	len = (control.h.cmsg_len - CMSG_LEN(0)) / sizeof(int);
	memcpy(n->taken + n->taken_len, CMSG_DATA(&control.h),
	    len * sizeof(int));
	n->taken_len += len;
	return len == MANY;
}

static bool
take_below(struct numbers *n, int first)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC), sv[2];

	n->taken = calloc((size_t)first + 1, sizeof(*n->taken));
	if (n->taken == NULL)
		memory_ran_out();
	if (fd < 0 || fd >= first)
		return fd >= 0 && close(fd) == 0;
	n->taken[n->taken_len++] = fd;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sv) == 0) {
		while (n->taken[n->taken_len - 1] + MANY < first &&
		    take_many(n, sv))
			continue;
		close(sv[0]);
		close(sv[1]);
	}
	while ((fd = fcntl(n->taken[0], F_DUPFD_CLOEXEC, 0)) >= 0 && fd < first)
		n->taken[n->taken_len++] = fd;
	return fd >= 0 && close(fd) == 0;
}

/* Those of a run of numbers at once, where the kernel can. */
static void
give_back(struct numbers *n)
{
	size_t from, to;

	for (from = 0; from < n->taken_len; from = to) {
		for (to = from + 1; to < n->taken_len &&
		    n->taken[to] == n->taken[to - 1] + 1;)
			to++;
#ifdef SYS_close_range
		if (syscall(SYS_close_range, n->taken[from], n->taken[to - 1],
		    0) == 0)
			continue;
#endif
		while (from < to)
			close(n->taken[from++]);
	}
	free(n->taken);
}

bool
numbers_from(struct numbers *n, int first, struct fault *f)
{
	int err;

	numbers_reset(n);
	if (first <= 0) {
		close_standard(n);
		return true;
	}
	if (take_below(n, first))
		return true;
	err = errno;
	numbers_reset(n);
	return fault_errno(f, err);
}

void
numbers_reset(struct numbers *n)
{
	int fd;

	give_back(n);
	for (fd = 0; fd < NUMBERS_STANDARD; fd++) {
		if (n->standard[fd].fd < 0)
			continue;
		fcntl(fd, F_DUPFD_CLOEXEC, NUMBERS_STANDARD);
		dup2(n->standard[fd].fd, fd);
		fcntl(fd, F_SETFD, n->standard[fd].flags);
		close(n->standard[fd].fd);
	}
	*n = (struct numbers)NUMBERS_INIT;
}
