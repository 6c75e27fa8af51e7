/* SPDX-License-Identifier: BSD-2-Clause */
/* What an implementation may do with processes, bounded by number and time. */
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/runner/liar/liar.h"

#define BOMB_MOST 200	/* processes */
#define HOPS_MOST 2000

/* A child that sleeps with all that it has open. */
static void
have_child(bool leaves)
{
	pid_t pid = fork();

	if (pid < 0)
		err(43, "fork");
	if (pid > 0 && leaves)
		waitpid(pid, NULL, 0);
	if (pid > 0)
		return;
	if (leaves) {
		setsid();
		if (fork() != 0)
			_exit(0);
		setsid();
	}
	sleep(LIVES);
	_exit(0);
}

void
child_stays(struct talk *t)
{
	have_child(false);
	honest(t);
}

void
child_holds(struct talk *t)
{
	(void)t;
	have_child(false);
	exit(3);
}

void
daemon_stays(struct talk *t)
{
	have_child(true);
	honest(t);
}

void
daemon_holds(struct talk *t)
{
	(void)t;
	have_child(true);
	exit(3);
}

/* In the group of the implementation, without its parent. */
static void
have_orphan(unsigned seconds)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0 || (pid = fork()) < 0)
		err(43, "fork");
	if (pid == 0) {
		if (fork() == 0)
			sleep(seconds);
		_exit(0);
	}
	close(ends[1]);
	waitpid(pid, NULL, 0);
	if (seconds == 0 && read(ends[0], &(char){ 0 }, 1) != 0)
		err(43, "read");
	close(ends[0]);
}

void
orphan_stays(struct talk *t)
{
	have_orphan(LIVES);
	honest(t);
}

/* And is no harm. */
void
orphan_ends(struct talk *t)
{
	have_orphan(0);
	honest(t);
}

/* A child of the runner. */
void
sibling_stays(struct talk *t)
{
	long pid = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);

	if (pid < 0)
		err(43, "clone");
	if (pid == 0) {
		sleep(LIVES);
		_exit(0);
	}
	honest(t);
}

static void
double_up(bool apart)
{
	atomic_int *born = mmap(NULL, sizeof(*born), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t first = getpid();

	if (born == MAP_FAILED)
		err(43, "mmap");
	alarm(LIVES);
	while (atomic_fetch_add(born, 1) < BOMB_MOST)
		if (fork() == 0) {
			alarm(LIVES);
			if (apart)
				setsid();
		}
	if (getpid() != first) {
		sleep(LIVES);
		_exit(0);
	}
	alarm(0);
}

void
bomb(struct talk *t)
{
	(void)t;
	double_up(false);
	sleep(LIVES);
}

/* Each process in a session of its own. */
void
bomb_apart(struct talk *t)
{
	(void)t;
	double_up(true);
	sleep(LIVES);
}

/* Is never long the same process, nor in the same session. */
void
hop(struct talk *t)
{
	int n;

	(void)t;
	if (fork() == 0) {
		for (n = 0; n < HOPS_MOST; n++) {
			setsid();
			if (fork() != 0)
				_exit(0);
		}
		_exit(0);
	}
	exit(3);
}

/* Undoes what ends it with the runner. */
void
break_away(void)
{
	prctl(PR_SET_PDEATHSIG, 0);
}

void
outlive(struct talk *t)
{
	(void)t;
	sleep(LIVES);
}
