/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sandbox -- COMMAND ARG...
 *
 * Three processes: this one, which ends as the command does; the first one of a
 * pid namespace, with which all others of it end; and the command.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/sandbox/sandbox.h"

#define CANNOT 125
#define TASKS_MOST 512	/* of a user who is not root */
#define COMMAND_PID 29873	/* like no other number of a trace */

static const char usage[] =
"usage: sandbox -- COMMAND ARG...\n"
"\n"
"Runs COMMAND with descriptors as they are, on files that it cannot write but in\n"
"/tmp, which is its own, without other processes, and without system calls that\n"
"reach farther. The exit status is COMMAND's; 125: there is no sandbox here.\n";

static _Noreturn void
fail(const struct why *why)
{
	fprintf(stderr, "sandbox: %s\n", why->text);
	exit(CANNOT);
}

/* What it holds beside `kept` is the command's: an end of file must be one. */
static void
let_go(int kept)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), fd;

	for (fd = 0; fd < 3; fd++)
		dup2(null, fd);
	if (kept > 3)
		close_range(3, (unsigned)kept - 1, 0);
	close_range((unsigned)kept + 1, ~0u, 0);
}

static _Noreturn void
become(char **command)
{
	const struct rlimit tasks = { TASKS_MOST, TASKS_MOST };
	struct why why = WHY_INIT;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setenv("TMPDIR", "/tmp", 1);
	setenv("HOME", "/tmp", 1);
	if (geteuid() != 0)
		setrlimit(RLIMIT_NPROC, &tasks);
	if (!privileges_give_up(&why) || !filter_load(command, &why))
		fail(&why);
	execvp(command[0], command);
	why_errno(&why, "cannot execute '%s'", command[0]);
	fail(&why);
}

/* Forks, if it may under that pid: netlink(7) makes ports of pids. */
static pid_t
fork_as(pid_t wanted)
{
	struct clone_args args = { .exit_signal = SIGCHLD,
	    .set_tid = (uintptr_t)&wanted, .set_tid_size = 1 };
	pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));

	return pid >= 0 ? pid : fork();
}

/* Process 1: starts the command, reaps, and tells how the command ended. */
static _Noreturn void
preside(char **command, int tell)
{
	struct why why = WHY_INIT;
	int status;
	pid_t pid, ended;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!view_make(command, &why))
		fail(&why);
	pid = fork_as(COMMAND_PID);
	if (pid < 0) {
		why_errno(&why, "no sandbox: fork");
		fail(&why);
	}
	if (pid == 0)
		become(command);
	let_go(tell);
	while ((ended = wait(&status)) != pid)
		if (ended < 0 && errno != EINTR)
			break;
	if (write(tell, &status, sizeof(status)) != sizeof(status))
		exit(CANNOT);
	exit(0);
}

/* Ends as the command did. */
static _Noreturn void
end_as(int status)
{
	if (WIFSIGNALED(status)) {
		signal(WTERMSIG(status), SIG_DFL);
		raise(WTERMSIG(status));
	}
	exit(WEXITSTATUS(status));
}

int
main(int argc, char **argv)
{
	struct why why = WHY_INIT;
	int told[2], status;
	pid_t first;

	if (argc < 3 || strcmp(argv[1], "--") != 0) {
		fputs(usage, stderr);
		return CANNOT;
	}
	if (!namespaces_enter(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC |
	    CLONE_NEWUTS, &why))
		fail(&why);
	if (pipe2(told, O_CLOEXEC) != 0 || (first = fork()) < 0) {
		why_errno(&why, "no sandbox: fork");
		fail(&why);
	}
	if (first == 0)
		preside(argv + 2, told[1]);
	let_go(told[0]);
	if (read(told[0], &status, sizeof(status)) == sizeof(status))
		end_as(status);
	while (waitpid(first, &status, 0) < 0 && errno == EINTR)
		continue;
	end_as(status);
}
