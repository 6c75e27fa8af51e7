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
static const double seconds = 5;
static bool is_quiet;		/* nothing comes from the peer */

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

static bool
do_recv_nothing(struct pysock_error *e)
{
	return pysock_recv(&pair[0], bytes, 10, 0, e) < 0 &&
	    e->type == PYSOCK_TIMEOUT_ERROR;
}

static bool
do_open(struct pysock_error *e)
{
	struct pysock sock;

	return pysock_open(&sock, AF_UNIX, SOCK_STREAM, 0, e);
}

static bool
do_pair(struct pysock_error *e)
{
	struct pysock new[2];

	return pysock_pair(new, AF_UNIX, SOCK_STREAM, 0, e);
}

static bool
do_adopt(struct pysock_error *e)
{
	struct pysock sock;

	return pysock_adopt(&sock, pair[0].fd, AF_UNIX, SOCK_STREAM, 0, e);
}

static bool
do_dup(struct pysock_error *e)
{
	struct pysock sock;

	return pysock_dup(&sock, &pair[0], e);
}

static bool
do_accept(struct pysock_error *e)
{
	struct pysock sock;

	return pysock_accept(&sock, &pair[0], NULL, e);
}

static bool
do_setblocking(struct pysock_error *e)
{
	return pysock_setblocking(&pair[0], true, e);
}

static bool
do_settimeout(struct pysock_error *e)
{
	return pysock_settimeout(&pair[0], &seconds, e);
}

static bool
do_set_inheritable(struct pysock_error *e)
{
	return pysock_set_inheritable(&pair[0], true, e);
}

static bool
do_get_inheritable(struct pysock_error *e)
{
	bool inheritable;

	return pysock_get_inheritable(&pair[0], &inheritable, e);
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
	/* valgrind does not know that ptrace(2) fills it. */
	struct __ptrace_syscall_info info = { 0 };
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

	ATF_REQUIRE(is_quiet || write(pair[1].fd, "abcd", 4) == 4);
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

ATF_TC_WITHOUT_HEAD(timeout_mode_adds_one_poll_to_sending);
ATF_TC_BODY(timeout_mode_adds_one_poll_to_sending, tc)
{
	make_pair(pair, SOCK_STREAM);
	set_timeout_ms(&pair[0], 5000);
	check_calls("send", do_send, 2);
	check_calls("sendall", do_sendall, 2);
	check_calls("sendmsg", do_sendmsg, 2);
}

ATF_TC_WITHOUT_HEAD(timeout_mode_adds_none_to_what_is_there);
ATF_TC_BODY(timeout_mode_adds_none_to_what_is_there, tc)
{
	make_pair(pair, SOCK_STREAM);
	set_timeout_ms(&pair[0], 5000);
	check_calls("recv", do_recv, 1);
	check_calls("recvmsg", do_recvmsg, 1);
}

ATF_TC_WITHOUT_HEAD(what_is_not_there_is_polled_for_once);
ATF_TC_BODY(what_is_not_there_is_polled_for_once, tc)
{
	make_pair(pair, SOCK_STREAM);
	set_timeout_ms(&pair[0], 1);
	is_quiet = true;
	check_calls("recv", do_recv_nothing, 2);
}

ATF_TC_WITHOUT_HEAD(setting_up_is_one);
ATF_TC_BODY(setting_up_is_one, tc)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;

	make_pair(pair, SOCK_STREAM);
	check_calls("socket", do_open, 1);
	check_calls("socketpair", do_pair, 1);
	check_calls("adopt", do_adopt, 1);
	check_calls("setblocking", do_setblocking, 1);
	check_calls("settimeout", do_settimeout, 1);
	check_calls("set_inheritable", do_set_inheritable, 1);
	check_calls("get_inheritable", do_get_inheritable, 1);
	OK(e, pysock_setdefaulttimeout(&seconds, &e));
	check_calls("socket with a default timeout", do_open, 1);
	check_calls("socketpair with one", do_pair, 1);
}

/* The second sets the mode of the file description, as CPython's does. */
ATF_TC_WITHOUT_HEAD(dup_is_two);
ATF_TC_BODY(dup_is_two, tc)
{
	make_pair(pair, SOCK_STREAM);
	check_calls("dup", do_dup, 2);
}

ATF_TC_WITHOUT_HEAD(accept_is_one);
ATF_TC_BODY(accept_is_one, tc)
{
	struct pysock_address address = { .len = sizeof(sa_family_t) };
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct pysock clients[2];
	int i;

	address.addr.ss_family = AF_UNIX;
	OK(e, pysock_open(&pair[0], AF_UNIX, SOCK_STREAM, 0, &e));
	OK(e, pysock_bind(&pair[0], &address, &e));
	OK(e, pysock_listen(&pair[0], 2, &e));
	address.len = sizeof(address.addr);
	ATF_REQUIRE(getsockname(pair[0].fd, (struct sockaddr *)&address.addr,
	    &address.len) == 0);
	for (i = 0; i < 2; i++) {
		OK(e, pysock_open(&clients[i], AF_UNIX, SOCK_STREAM, 0, &e));
		OK(e, pysock_connect(&clients[i], &address, &e));
	}
	is_quiet = true;
	check_calls("accept", do_accept, 1);
	OK(e, pysock_setdefaulttimeout(&seconds, &e));
	check_calls("accept with a default timeout", do_accept, 1);
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
	ATF_TP_ADD_TC(tp, timeout_mode_adds_one_poll_to_sending);
	ATF_TP_ADD_TC(tp, timeout_mode_adds_none_to_what_is_there);
	ATF_TP_ADD_TC(tp, what_is_not_there_is_polled_for_once);
	ATF_TP_ADD_TC(tp, setting_up_is_one);
	ATF_TP_ADD_TC(tp, dup_is_two);
	ATF_TP_ADD_TC(tp, accept_is_one);
	ATF_TP_ADD_TC(tp, sendfile_makes_two_more_for_sigpipe);
	return atf_no_error();
}
