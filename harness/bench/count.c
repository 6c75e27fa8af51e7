/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#ifdef __x86_64__
#include <sys/reg.h>
#endif
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/bench/count.h"

/* Those that sockets and files are made, set up and used with. */
static const struct {
	long number;
	const char *name;
} known[] = {
	{ SYS_accept4, "accept4" },
	{ SYS_bind, "bind" },
	{ SYS_brk, "brk" },
	{ SYS_clock_gettime, "clock_gettime" },
	{ SYS_close, "close" },
	{ SYS_fcntl, "fcntl" },
	{ SYS_fstat, "fstat" },
	{ SYS_getsockname, "getsockname" },
	{ SYS_getsockopt, "getsockopt" },
	{ SYS_ioctl, "ioctl" },
	{ SYS_lseek, "lseek" },
	{ SYS_mmap, "mmap" },
	{ SYS_munmap, "munmap" },
	{ SYS_newfstatat, "fstatat" },
#ifdef SYS_poll
	{ SYS_poll, "poll" },
#endif
	{ SYS_ppoll, "ppoll" },
	{ SYS_read, "read" },
	{ SYS_recvfrom, "recv" },
	{ SYS_recvmsg, "recvmsg" },
	{ SYS_rt_sigprocmask, "sigprocmask" },
	{ SYS_sendfile, "sendfile" },
	{ SYS_sendmsg, "sendmsg" },
	{ SYS_sendto, "send" },
	{ SYS_socket, "socket" },
	{ SYS_socketpair, "socketpair" },
	{ SYS_splice, "splice" },
	{ SYS_vmsplice, "vmsplice" },
	{ SYS_write, "write" },
};

void
count_mark(void)
{
	kill(getpid(), SIGSTOP);
}

static void
add_call(struct stretch *s, long number)
{
	size_t i;

	s->calls++;
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].number == number) {
			text_addf(&s->names, " %s", known[i].name);
			return;
		}
	text_addf(&s->names, " #%ld", number);
}

/*
 * The number of the system call that it stopped to enter, or -1 at its end.
 * User Mode Linux has no PTRACE_GET_SYSCALL_INFO.
 */
static long
entered(pid_t pid, bool *inside)
{
	/* valgrind does not know that ptrace(2) fills it. */
	struct __ptrace_syscall_info info = { 0 };

	*inside = !*inside;
	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) > 0)
		return info.op == PTRACE_SYSCALL_INFO_ENTRY ?
		    (long)info.entry.nr : -1;
#ifdef ORIG_RAX
	if (*inside)
		return ptrace(PTRACE_PEEKUSER, pid, 8 * ORIG_RAX, NULL);
#endif
	return -1;
}

/*
 * Lets it go on until it stops itself: true. By `request` it goes from one
 * stop to the next, which are counted in `s`, unless that is NULL.
 */
static bool
go_on(pid_t pid, enum __ptrace_request request, struct stretch *s)
{
	bool inside = false;
	int status, signo = 0;
	long number;

	for (;;) {
		if (ptrace(request, pid, NULL, signo) != 0 ||
		    waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
			return false;
		signo = 0;
		if (WSTOPSIG(status) == SIGSTOP)
			return true;
		if (WSTOPSIG(status) == SIGTRAP) {
			if (s != NULL)
				s->instructions++;
		} else if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
			signo = WSTOPSIG(status);
		} else if (s != NULL) {
			number = entered(pid, &inside);
			if (number >= 0)
				add_call(s, number);
		}
	}
}

/* The stretches of a child by one way of counting. */
static bool
count_by(enum __ptrace_request request, pid_t pid, struct stretch *s, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (!go_on(pid, PTRACE_CONT, NULL) ||
		    !go_on(pid, request, &s[i]))
			return false;
	return true;
}

static pid_t
start(count_child *child, void *arg)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(2);
		raise(SIGSTOP);
		child(arg);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return -1;
	ptrace(PTRACE_SETOPTIONS, pid, NULL,
	    PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	return pid;
}

static bool
run(enum __ptrace_request request, count_child *child, void *arg,
    struct stretch *s, int n, struct why *why)
{
	pid_t pid = start(child, arg);
	bool ok;

	if (pid < 0)
		return why_set(why, "ptrace(2) is refused");
	ok = count_by(request, pid, s, n);
	if (!ok || ptrace(PTRACE_DETACH, pid, NULL, NULL) != 0)
		kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return ok || why_set(why, "a traced program ended early");
}

/* What comes with each stretch is what the empty one has. */
static void
take_off(struct stretch *s, const struct stretch *empty)
{
	s->calls -= empty->calls;
	s->instructions -= empty->instructions;
	if (s->names.len >= empty->names.len)
		text_cut(&s->names, s->names.len - empty->names.len);
}

bool
count_stretches(count_child *child, void *arg, struct stretch *found, int n,
    struct why *why)
{
	struct stretch s[n + 1];
	bool ok;
	int i;

	for (i = 0; i <= n; i++)
		s[i] = (struct stretch){ 0, 0, TEXT_INIT };
	ok = run(PTRACE_SYSCALL, child, arg, s, n + 1, why) &&
	    run(PTRACE_SINGLESTEP, child, arg, s, n + 1, why);
	for (i = 0; i < n; i++) {
		found[i] = s[i + 1];
		take_off(&found[i], &s[0]);
	}
	text_release(&s[0].names);
	return ok;
}

void
stretches_release(struct stretch *s, int n)
{
	while (n-- > 0)
		text_release(&s[n].names);
}
