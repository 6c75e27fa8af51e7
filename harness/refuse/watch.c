/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A filter sees no further than the arguments of a system call: whether a
 * message has descriptors is read from the memory of who sends it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/refuse/refuse.h"

#define CONTROL_MAX 65536
#define MESSAGES_MAX 1024	/* of one sendmmsg(), UIO_MAXIOV */

static bool
read_memory(pid_t pid, uint64_t from, void *to, size_t len)
{
	struct iovec ours = { to, len };
	struct iovec theirs = { (void *)(uintptr_t)from, len };

	return process_vm_readv(pid, &ours, 1, &theirs, 1, 0) == (ssize_t)len;
}

/* Whether the message at that address has descriptors. */
static bool
has_rights(pid_t pid, uint64_t at)
{
	static _Alignas(struct cmsghdr) char control[CONTROL_MAX];
	struct msghdr m = { .msg_control = NULL };
	struct cmsghdr *c;

	if (!read_memory(pid, at, &m, sizeof(m)) || m.msg_control == NULL ||
	    m.msg_controllen > CONTROL_MAX || !read_memory(pid,
	    (uintptr_t)m.msg_control, control, m.msg_controllen))
		return false;
	m.msg_control = control;
	for (c = CMSG_FIRSTHDR(&m); c != NULL; c = CMSG_NXTHDR(&m, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
			return true;
	return false;
}

static bool
call_has_rights(const struct seccomp_notif *n)
{
	uint64_t at = n->data.args[1], i;

	if (n->data.nr == SCMP_SYS(sendmsg))
		return has_rights((pid_t)n->pid, at);
	for (i = 0; i < n->data.args[2] && i < MESSAGES_MAX; i++)
		if (has_rights((pid_t)n->pid, at + i * sizeof(struct mmsghdr)))
			return true;
	return false;
}

static void
answer_one(int fd, struct seccomp_notif *n, struct seccomp_notif_resp *answer)
{
	memset(n, 0, sizeof(*n));
	if (seccomp_notify_receive(fd, n) != 0)
		return;
	memset(answer, 0, sizeof(*answer));
	answer->id = n->id;
	if (call_has_rights(n) && seccomp_notify_id_valid(fd, n->id) == 0)
		answer->error = -EINVAL;
	else
		answer->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	seccomp_notify_respond(fd, answer);
}

/* Until the command ends: its exit status. */
static int
answer_all(int fd, int command)
{
	struct pollfd polls[] = { { .fd = fd, .events = POLLIN },
	    { .fd = command, .events = POLLIN } };
	struct seccomp_notif *n;
	struct seccomp_notif_resp *answer;
	siginfo_t info;

	if (seccomp_notify_alloc(&n, &answer) != 0)
		abort();
	while (polls[1].revents == 0) {
		if (poll(polls, 2, -1) < 0)
			continue;
		if (polls[0].revents & POLLIN)
			answer_one(fd, n, answer);
		else if (polls[0].revents != 0)
			polls[0].fd = -1;
	}
	seccomp_notify_free(n, answer);
	memset(&info, 0, sizeof(info));
	waitid(P_PIDFD, (id_t)command, &info, WEXITED);
	return info.si_code == CLD_EXITED ? info.si_status :
	    128 + info.si_status;
}

/* Loads the filter, hands over its listener, and becomes the command. */
static _Noreturn void
child(const struct refusal *r, char **command, int listener, int go)
{
	struct why why = WHY_INIT;
	int rc, fd = -1;
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	rc = seccomp_load(r->filter);
	if (rc == 0)
		fd = seccomp_notify_fd(r->filter);
	if (fd < 0)
		fd = rc < 0 ? rc : -EBADF;
	if (write(listener, &fd, sizeof(fd)) != sizeof(fd) || fd < 0 ||
	    read(go, &byte, 1) != 1)
		_exit(125);
	close(fd);
	execvp(command[0], command);
	why_errno(&why, "refuse: cannot execute '%s'", command[0]);
	dprintf(2, "%s\n", why.text);
	_exit(127);
}

/* What it was given is the command's: an end of file must be one. */
static void
keep_only(int a, int b)
{
	int least = a < b ? a : b, most = a < b ? b : a;

	if (least > 3)
		close_range(3, (unsigned)least - 1, 0);
	if (most > least + 1)
		close_range((unsigned)least + 1, (unsigned)most - 1, 0);
	close_range((unsigned)most + 1, ~0u, 0);
}

int
refusal_watch(const struct refusal *r, char **command, struct why *why)
{
	int there[2], go[2], fd = -1, listener = -1, process = -1;
	pid_t pid;

	if (pipe2(there, O_CLOEXEC) != 0 || pipe2(go, O_CLOEXEC) != 0) {
		why_errno(why, "cannot make a pipe");
		return -1;
	}
	pid = fork();
	if (pid == 0)
		child(r, command, there[1], go[0]);
	close(there[1]);
	if (pid > 0 && read(there[0], &fd, sizeof(fd)) == sizeof(fd) &&
	    fd >= 0) {
		process = (int)syscall(SYS_pidfd_open, pid, 0);
		listener = (int)syscall(SYS_pidfd_getfd, process, fd, 0);
	} else if (fd < -1)
		errno = -fd;
	if (process < 0 || listener < 0) {
		why_errno(why, "this machine lets nobody answer in the "
		    "kernel's place, so that descriptors in messages cannot "
		    "be refused");
		if (pid > 0)
			kill(pid, SIGKILL);
		return -1;
	}
	if (write(go[1], "", 1) != 1)
		abort();
	keep_only(process, listener);
	return answer_all(listener, process);
}
