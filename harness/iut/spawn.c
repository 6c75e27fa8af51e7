/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/iut/spawn.h"

static void
run(const char *program, int output, int failure)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int err;

	if (null >= 0)
		dup2(null, 0);
	if (output == 1)
		fcntl(1, F_SETFD, 0);
	else
		dup2(output, 1);
	signal(SIGPIPE, SIG_DFL);
	execlp(program, program, (char *)NULL);
	err = errno;
	if (write(failure, &err, sizeof(err)) < 0)
		_exit(126);
	_exit(127);
}

bool
spawn_wait(const char *program, int output, int *status, struct fault *f)
{
	int failure[2], err = 0, ended;
	ssize_t n;
	pid_t pid;

	if (pipe2(failure, O_CLOEXEC) == -1)
		return fault_errno(f, errno);
	pid = fork();
	if (pid == 0)
		run(program, output, failure[1]);
	if (pid == -1)
		err = errno;
	close(failure[1]);
	do
		n = read(failure[0], &err, sizeof(err));
	while (n < 0 && errno == EINTR);
	close(failure[0]);
	while (pid > 0 && waitpid(pid, &ended, 0) == -1 && errno == EINTR)
		continue;
	if (err != 0)
		return fault_errno(f, err);
	*status = WIFSIGNALED(ended) ? -WTERMSIG(ended) : WEXITSTATUS(ended);
	return true;
}
