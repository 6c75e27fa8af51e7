/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many system calls a method makes, as the kernel sees them: a child makes
 * the method's call under ptrace(2).
 */
#include "testing.h"

#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static struct pysock pair[2];
static struct pysock_file file = PYSOCK_FILE_INIT;
static char bytes[] = "0123456789";
static const struct iovec iov = { bytes, 10 };

static bool
do_send(struct pysock_error *e)
{
	return pysock_send(&pair[0], bytes, 10, 0, e) == 10;
}

static bool
do_sendall(struct pysock_error *e)
{
	return pysock_sendall(&pair[0], bytes, 10, 0, e);
}

static bool
do_sendmsg(struct pysock_error *e)
{
	struct pysock_message m = PYSOCK_MESSAGE_INIT;

	m.iov = &iov;
	m.iov_len = 1;
	return pysock_sendmsg(&pair[0], &m, 0, e) == 10;
}

static bool
do_recv(struct pysock_error *e)
{
	return pysock_recv(&pair[0], bytes, 10, 0, e) > 0;
}

static bool
do_recvmsg(struct pysock_error *e)
{
	struct pysock_received r = { .iov = &iov, .iov_len = 1 };

	return pysock_recvmsg(&pair[0], &r, 0, e) > 0;
}

static bool
do_sendfile(struct pysock_error *e)
{
	return pysock_sendfile(&pair[0], &file, 0, PYSOCK_UNTIL_EOF, NULL,
	    e) == 10;
}

static _Noreturn void
traced(bool (*act)(struct pysock_error *))
{
	struct pysock_error e = PYSOCK_ERROR_INIT;

	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
		_exit(2);
	raise(SIGSTOP);
	syscall(SYS_exit_group, act(&e) ? 0 : 1);
	_exit(1);
}

/* Lets the child go on to its next stop; its wait status. */
static int
next_stop(pid_t pid)
{
	int status;

	ATF_REQUIRE(ptrace(PTRACE_SYSCALL, pid, NULL, NULL) == 0);
	ATF_REQUIRE(waitpid(pid, &status, 0) == pid);
	return status;
}

/* How many system calls are entered before exit_group(2). */
static int
count_calls(pid_t pid)
{
	struct __ptrace_syscall_info info;
	int status, calls = 0;

	for (;;) {
		status = next_stop(pid);
		ATF_REQUIRE(WIFSTOPPED(status));
		if (WSTOPSIG(status) != (SIGTRAP | 0x80))
			continue;
		ATF_REQUIRE(ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info),
		    &info) > 0);
		if (info.op != PTRACE_SYSCALL_INFO_ENTRY)
			continue;
		if (info.entry.nr == SYS_exit_group)
			break;
		/* The rest of raise(), which puts the signal mask back. */
		if (calls > 0 || info.entry.nr != SYS_rt_sigprocmask)
			calls++;
	}
	status = next_stop(pid);
	ATF_CHECK_MSG(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "the call failed");
	return calls;
}

static void
check_calls(const char *name, bool (*act)(struct pysock_error *), int wanted)
{
	int status, calls;
	pid_t pid;

	ATF_REQUIRE(write(pair[1].fd, "abcd", 4) == 4);
	pid = fork();
	ATF_REQUIRE(pid >= 0);
	if (pid == 0)
		traced(act);
	ATF_REQUIRE(waitpid(pid, &status, 0) == pid);
	if (WIFEXITED(status))
		atf_tc_skip("ptrace(2) is refused");
	ATF_REQUIRE(ptrace(PTRACE_SETOPTIONS, pid, NULL,
	    PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) == 0);
	calls = count_calls(pid);
	ATF_CHECK_MSG(calls == wanted, "%s: %d calls, not %d", name, calls,
	    wanted);
}

static void
make_file(void)
{
	char path[] = "file-XXXXXX";

	file.fd = mkstemp(path);
	ATF_REQUIRE(file.fd >= 0 && unlink(path) == 0);
	ATF_REQUIRE(write(file.fd, bytes, 10) == 10);
}

ATF_TC_WITHOUT_HEAD(blocking_call_that_succeeds_is_one);
ATF_TC_BODY(blocking_call_that_succeeds_is_one, tc)
{
	make_pair(pair, SOCK_STREAM);
	check_calls("send", do_send, 1);
	check_calls("sendall", do_sendall, 1);
	check_calls("sendmsg", do_sendmsg, 1);
	check_calls("recv", do_recv, 1);
	check_calls("recvmsg", do_recvmsg, 1);
}

ATF_TC_WITHOUT_HEAD(timeout_mode_adds_one_poll);
ATF_TC_BODY(timeout_mode_adds_one_poll, tc)
{
	make_pair(pair, SOCK_STREAM);
	set_timeout_ms(&pair[0], 5000);
	check_calls("send", do_send, 2);
	check_calls("sendall", do_sendall, 2);
	check_calls("sendmsg", do_sendmsg, 2);
	check_calls("recv", do_recv, 2);
	check_calls("recvmsg", do_recvmsg, 2);
}

/*
 * CPython: fstat sendfile sendfile lseek, in timeout mode with a poll before
 * each sendfile. Here the end of the file is asked for without poll; two more
 * calls hold SIGPIPE back, which CPython ignores for its whole process.
 */
ATF_TC_WITHOUT_HEAD(sendfile_makes_two_more_for_sigpipe);
ATF_TC_BODY(sendfile_makes_two_more_for_sigpipe, tc)
{
	make_pair(pair, SOCK_STREAM);
	make_file();
	check_calls("blocking", do_sendfile, 4 + 2);
	set_timeout_ms(&pair[0], 5000);
	check_calls("timeout", do_sendfile, 6 - 1 + 2);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, blocking_call_that_succeeds_is_one);
	ATF_TP_ADD_TC(tp, timeout_mode_adds_one_poll);
	ATF_TP_ADD_TC(tp, sendfile_makes_two_more_for_sigpipe);
	return atf_no_error();
}
