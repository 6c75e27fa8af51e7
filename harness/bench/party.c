/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/bench/party.h"
#include "harness/protocol/text.h"

/* Debian's, as the oracle's; elsewhere that of PATH. */
static void
execute(const char *top, const char *what)
{
	struct text script = TEXT_INIT;

	text_addf(&script, "%s/oracle/bench.py", top);
	execl("/usr/bin/python3", "python3", "-E", "-S", text_get(&script),
	    what, (char *)NULL);
	execlp("python3", "python3", "-E", "-S", text_get(&script), what,
	    (char *)NULL);
}

bool
party_start_copy(struct party *p, void (*serve)(void *), void *arg,
    struct why *why)
{
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
		return why_errno(why, "cannot make a pipe");
	p->pid = fork();
	if (p->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(in[0], 0);
		dup2(out[1], 1);
		serve(arg);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	p->to = fdopen(in[1], "w");
	p->from = fdopen(out[0], "r");
	return true;
}

static void
become_python(void *top)
{
	execute(top, NULL);
}

bool
party_start_python(struct party *p, const char *top, struct why *why)
{
	return party_start_copy(p, become_python, (void *)top, why);
}

double
party_measure(struct party *p, const char *what, int times)
{
	double ns;

	fprintf(p->to, "%s %d\n", what, times);
	fflush(p->to);
	if (fscanf(p->from, "%lf", &ns) != 1) {
		fprintf(stderr, "bench: '%s' is not answered\n", what);
		exit(1);
	}
	return ns;
}

void
party_count_python(const char *top, const char *what)
{
	execute(top, what);
	_exit(127);
}

void
party_release(struct party *p)
{
	if (p->to != NULL)
		fclose(p->to);
	/* Others may hold the end that it reads from. */
	if (p->pid > 0 && kill(p->pid, SIGKILL) == 0)
		waitpid(p->pid, NULL, 0);
	if (p->from != NULL)
		fclose(p->from);
	*p = (struct party)PARTY_INIT;
}
