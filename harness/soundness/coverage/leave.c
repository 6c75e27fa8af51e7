/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linked with what is measured, so that counts are kept of a process that
 * leaves at once or is killed by the runner, and of one that starts another by
 * vfork(2): gcov writes in the child, and then holds that for written.
 */
#include <signal.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define LEAVE 64	/* the last signal, which nobody uses */

void __gcov_dump(void);

void
_exit(int status)
{
	__gcov_dump();
	for (;;)
		syscall(SYS_exit_group, status);
}

static void
leave(int signal)
{
	(void)signal;
	__gcov_dump();
	syscall(SYS_kill, getpid(), SIGKILL);
}

__attribute__((constructor)) static void
start(void)
{
	struct sigaction action = { .sa_handler = leave };

	sigaction(LEAVE, &action, NULL);
}

pid_t
vfork(void)
{
	return fork();
}

int
kill(pid_t pid, int signal)
{
	static const struct timespec time_to_write = { 0, 50000000 };

	if (signal == SIGKILL) {
		syscall(SYS_kill, pid, LEAVE);
		nanosleep(&time_to_write, NULL);
	}
	return (int)syscall(SYS_kill, pid, signal);
}
