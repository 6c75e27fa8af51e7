/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/conform/program.h"

#define SECONDS 30

/* What a shell says goes to a file: who stays behind may hold that for ever. */
static pid_t
start(const char *line, FILE *out)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid != 0)
		return pid;
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);	/* timeout(1) hands it on */
	if (dup2(fileno(out), STDOUT_FILENO) >= 0 &&
	    dup2(fileno(out), STDERR_FILENO) >= 0)
		execl("/bin/sh", "sh", "-c", line, (char *)NULL);
	_exit(127);
}

/* Ends who stays behind as well, as long as the group is still its own. */
static int
await(pid_t pid)
{
	siginfo_t ended;
	int status = -1;

	while (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOWAIT) < 0 &&
	    errno == EINTR)
		continue;
	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
program_run(const char *command, struct text *said)
{
	struct text line = TEXT_INIT;
	FILE *out = tmpfile();
	char bytes[4096];
	size_t n;
	pid_t pid = -1;
	int status = -1, took_in = 0;

	/* An orphan that waits for a parent 1 to end by it is not kept. */
	prctl(PR_GET_CHILD_SUBREAPER, &took_in);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	text_addf(&line, "exec timeout --foreground %d %s </dev/null", SECONDS,
	    command);
	if (out != NULL)
		pid = start(text_get(&line), out);
	text_release(&line);
	if (pid > 0)
		status = await(pid);
	if (out != NULL)
		rewind(out);
	while (out != NULL && (n = fread(bytes, 1, sizeof(bytes), out)) > 0)
		text_add(said, bytes, n);
	while (said->len > 0 && said->at[said->len - 1] == '\n')
		text_cut(said, said->len - 1);
	if (out != NULL)
		fclose(out);
	prctl(PR_SET_CHILD_SUBREAPER, took_in);
	return status;
}
