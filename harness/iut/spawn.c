/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/iut/spawn.h"

/* One of ours that stands where the program's 0 to 2 are to be. */
static int
out_of_the_way(int fd)
{
	int other = fd < 3 ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : fd;

	if (fd < 3)
		close(fd);
	return other;
}

/* What is to be inherited as 0 or 1, whose places are taken: by other numbers. */
static void
move_up(void)
{
	int fd, flags;

	for (fd = 0; fd <= 1; fd++) {
		flags = fcntl(fd, F_GETFD);
		if (flags >= 0 && (flags & FD_CLOEXEC) == 0)
			fcntl(fd, F_DUPFD, 3);
	}
}

static void
run(const char *program, int output, int failure)
{
	int null, err;

	output = out_of_the_way(output);
	failure = out_of_the_way(failure);
	move_up();
	null = out_of_the_way(open("/dev/null", O_RDONLY | O_CLOEXEC));
	if (null >= 0)
		dup2(null, 0);
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
	int failure[2], err = 0, ended = 0;
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
