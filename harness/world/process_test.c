/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/world/process.h"

/* Our end of the descriptors that a program is given. */
static int lines, descriptors;

static void
start(struct process *p, const char *command)
{
	struct why why = WHY_INIT;
	int one[2], two[2], theirs[2];

	ATF_REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    one) == 0);
	ATF_REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
	    two) == 0);
	theirs[0] = one[1];
	theirs[1] = two[1];
	lines = one[0];
	descriptors = two[0];
	*p = (struct process)PROCESS_INIT;
	ATF_REQUIRE_MSG(process_start(p, command, "/", theirs, &why), "%s",
	    why.text);
	close(one[1]);
	close(two[1]);
}

static void
check_nobody_left(void)
{
	struct timespec pause = { 0, 1000000 };
	int tries = 1000;
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0 && tries-- > 0)
		nanosleep(&pause, NULL);
	ATF_CHECK_MSG(pid < 0 && errno == ECHILD, "a process is left behind");
}

static void
check_end(const char *command, const char *wanted, const char *last_words)
{
	struct process p;
	struct text how = TEXT_INIT, words = TEXT_INIT;

	start(&p, command);
	ATF_CHECK(process_ended(&p, 5000, &how));
	ATF_CHECK_STREQ(wanted, text_get(&how));
	process_last_words(&p, &words);
	ATF_CHECK_STREQ(last_words, text_get(&words));
	ATF_CHECK_EQ(-1, p.pid);
	ATF_CHECK(!process_signal(&p, SIGTERM));
	process_kill(&p);
	process_kill(&p);
	text_release(&how);
	text_release(&words);
	close(lines);
	close(descriptors);
}

ATF_TC_WITHOUT_HEAD(end_is_told_with_the_last_words);
ATF_TC_BODY(end_is_told_with_the_last_words, tc)
{
	check_end("true", "exited 0", "");
	check_end("  env  sleep 0 ", "exited 0", "");
	check_end(" ", "exited 0", "");
	check_end("", "exited 0", "");
	/* More words than it splits by itself. */
	check_end("echo 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 "
	    "22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 "
	    "44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65",
	    "exited 0", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 "
	    "22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 "
	    "44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65");
	check_end("sh -c 'exit 7'", "exited 7", "");
	check_end("sh -c 'kill -SEGV $$'", "died SIGSEGV", "");
	check_end("sh -c 'kill -KILL $$'", "died SIGKILL", "");
	check_end("sh -c 'echo one; echo two >&2; exit 1'", "exited 1", "two");
	check_end("sh -c 'yes | head -c 1000000; exit 2'", "exited 2", "y");
	/* A folder that nobody may enter would be the reason. */
	ATF_REQUIRE_EQ(0, setenv("PATH", "/usr/bin:/bin", 1));
	check_end("no_such_program_at_all", "exited 127",
	    "cannot execute 'no_such_program_at_all': No such file or "
	    "directory");
	check_end("sh -c 'cat; pwd'", "exited 0", "/");
	check_nobody_left();
}

static void
check_descriptors(void)
{
	struct process p;
	struct text how = TEXT_INIT;
	static const char five[] = "0\n1\n2\n3\n4\n";
	char line[16] = "";
	int extra = dup(0);

	ATF_REQUIRE(extra >= 0);
	/* In a shell of its own: the one above has no pipe, and no copy of 1. */
	start(&p, "sh -c '(ls /proc/$$/fd >&3); :'");
	ATF_CHECK(process_ended(&p, 5000, &how));
	ATF_CHECK(read(lines, line, sizeof(line) - 1) > 0);
	ATF_CHECK_STREQ(five, line);
	text_release(&how);
	process_kill(&p);
}

ATF_TC_WITHOUT_HEAD(descriptors_are_those_two_and_no_more);
ATF_TC_BODY(descriptors_are_those_two_and_no_more, tc)
{
	check_descriptors();
}

/* From now on this process and what it starts have no close_range(2). */
static bool
refuse_close_range(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_close_range, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { sizeof(code) / sizeof(code[0]), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

ATF_TC_WITHOUT_HEAD(descriptors_are_no_more_without_close_range);
ATF_TC_BODY(descriptors_are_no_more_without_close_range, tc)
{
	if (!refuse_close_range())
		atf_tc_skip("this kernel filters no system calls: %s",
		    strerror(errno));
	ATF_REQUIRE(close_range(4000, 4001, 0) == -1 && errno == ENOSYS);
	check_descriptors();
}

ATF_TC_WITHOUT_HEAD(life_is_no_end);
ATF_TC_BODY(life_is_no_end, tc)
{
	struct process p;
	struct text how = TEXT_INIT;

	start(&p, "sleep 100");
	ATF_CHECK(!process_ended(&p, 0, &how));
	ATF_CHECK(!process_ended(&p, 5, &how));
	ATF_CHECK_EQ(0, how.len);
	process_kill(&p);
	ATF_CHECK_EQ(-1, p.pid);
	check_nobody_left();
}

ATF_TC_WITHOUT_HEAD(sleep_is_seen_and_work_is_not);
ATF_TC_BODY(sleep_is_seen_and_work_is_not, tc)
{
	struct process p;

	start(&p, "sleep 100");
	ATF_CHECK(process_wait_asleep(&p, 5000));
	process_kill(&p);
	start(&p, "sh -c 'echo >&3; while :; do :; done'");
	ATF_REQUIRE(read(lines, &(char){ 0 }, 1) == 1);
	ATF_CHECK(!process_wait_asleep(&p, 20));
	process_kill(&p);
	ATF_CHECK_MSG(!process_wait_asleep(&p, 20), "nobody sleeps");
	check_nobody_left();
}

ATF_TC_WITHOUT_HEAD(signal_reaches_it);
ATF_TC_BODY(signal_reaches_it, tc)
{
	struct process p;
	struct text how = TEXT_INIT;

	start(&p, "sleep 100");
	ATF_CHECK(process_signal(&p, SIGUSR1));
	ATF_CHECK(process_ended(&p, 5000, &how));
	ATF_CHECK_STREQ("died SIGUSR1", text_get(&how));
	text_release(&how);
	process_kill(&p);
}

/* Starts a shell with a child, whose pid is returned. */
static pid_t
start_with_child(struct process *p)
{
	char line[32] = "";

	start(p, "sh -c 'sleep 100 & echo $! >&3; wait'");
	ATF_REQUIRE(read(lines, line, sizeof(line) - 1) > 0);
	return atoi(line);
}

ATF_TC_WITHOUT_HEAD(worker_is_of_the_same_group);
ATF_TC_BODY(worker_is_of_the_same_group, tc)
{
	struct process p;
	struct text how = TEXT_INIT;
	pid_t child = start_with_child(&p);

	ATF_CHECK(!process_set_worker(&p, getpid()));
	ATF_CHECK(!process_set_worker(&p, 1));
	ATF_CHECK(!process_set_worker(&p, 0));
	ATF_CHECK(!process_set_worker(&p, -1));
	ATF_CHECK_EQ(p.pid, p.worker);
	ATF_CHECK(process_set_worker(&p, child));
	ATF_CHECK(process_signal(&p, SIGTERM));
	ATF_CHECK_MSG(process_ended(&p, 5000, &how),
	    "the signal went to somebody else");
	ATF_CHECK_STREQ("exited 0", text_get(&how));
	text_release(&how);
	process_kill(&p);
}

ATF_TC_WITHOUT_HEAD(kill_takes_the_whole_group);
ATF_TC_BODY(kill_takes_the_whole_group, tc)
{
	struct process p;
	struct text how = TEXT_INIT;

	/* Whoever is left behind becomes our child. */
	ATF_REQUIRE(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
	start_with_child(&p);
	process_kill(&p);
	check_nobody_left();
	start_with_child(&p);
	ATF_CHECK(process_signal(&p, SIGSEGV));
	ATF_CHECK(process_ended(&p, 5000, &how));
	ATF_CHECK_STREQ("died SIGSEGV", text_get(&how));
	process_kill(&p);
	check_nobody_left();
	text_release(&how);
}

ATF_TC_WITHOUT_HEAD(thread_is_turned_to_only_where_there_is_one);
ATF_TC_BODY(thread_is_turned_to_only_where_there_is_one, tc)
{
	struct process p;

	start(&p, "sleep 100");
	ATF_CHECK(!process_turn_to_thread(&p));
	ATF_CHECK_EQ(0, p.thread);
	process_turn_to_main(&p);
	process_kill(&p);
	ATF_CHECK(!process_turn_to_thread(&p));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, end_is_told_with_the_last_words);
	ATF_TP_ADD_TC(tp, descriptors_are_those_two_and_no_more);
	ATF_TP_ADD_TC(tp, descriptors_are_no_more_without_close_range);
	ATF_TP_ADD_TC(tp, life_is_no_end);
	ATF_TP_ADD_TC(tp, sleep_is_seen_and_work_is_not);
	ATF_TP_ADD_TC(tp, signal_reaches_it);
	ATF_TP_ADD_TC(tp, worker_is_of_the_same_group);
	ATF_TP_ADD_TC(tp, kill_takes_the_whole_group);
	ATF_TP_ADD_TC(tp, thread_is_turned_to_only_where_there_is_one);
	return atf_no_error();
}
