/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/protocol/memory.h"
#include "harness/world/clock.h"
#include "harness/world/offspring.h"
#include "harness/world/privilege.h"
#include "harness/world/process.h"

#define WORDS_MAX 64	/* of a command that needs no shell */
#define FORK_FDS 32	/* that a fork may be given */
#define FDS_MOST 4096	/* to close, one after another */
#define STILL_NS INT64_C(25000000)	/* a CPU clock that stands is asleep */
#define LATE_TIMES 4	/* who can run does, within so many delays of others */
#define UNSEEN_NS INT64_C(100000000)	/* without such a clock */
#define TAKEN_MS 20
#define UNSEEN_MOST_NS INT64_C(2000000000)	/* until it has been taken */

/* Moves fd out of the way of the descriptors that are given out. */
static int
high(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, 10);
}

/* Closes all from that one on; one after another where the kernel must be. */
static void
close_from(int fd)
{
	if (close_range((unsigned)fd, ~0u, 0) == 0)
		return;
	for (; fd < FDS_MOST; fd++)
		close(fd);
}

/* Splits at blanks, in place. False: it is no word, or too many. */
static bool
split(char *line, const char *words[])
{
	size_t n = 0;
	char *word;

	while ((word = strsep(&line, " ")) != NULL) {
		if (word[0] == '\0')
			continue;
		if (n == WORDS_MAX)
			return false;
		words[n++] = word;
	}
	words[n] = NULL;
	return n > 0;
}

/*
 * The program and its arguments: words between blanks, or what a shell must
 * read. They point into `line`.
 */
static void
prepare(const char *command, struct text *line, const char *words[])
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+,:@%- ";

	text_adds(line, command);
	if (command[strspn(command, plain)] == '\0' && line->len > 0 &&
	    split(line->at, words))
		return;
	text_cut(line, 0);
	text_addf(line, "exec %s", command);
	words[0] = "/bin/sh";
	words[1] = "-c";
	words[2] = text_get(line);
	words[3] = NULL;
}

/*
 * Leads a group. A session is left only if it has a terminal: Linux shares out
 * processors by sessions (sched(7), autogroup), and was seen to let one process
 * that wakes in a session of its own wait for seconds where others are busy.
 */
static void
leave_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd >= 0) {
		close(fd);
		setsid();
	} else {
		setpgid(0, 0);
	}
}

/* What every child does. */
static void
stand_alone(void)
{
	const struct rlimit no_core = { 0, 0 };
	sigset_t none;

	leave_terminal();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	privilege_drop();
	setrlimit(RLIMIT_CORE, &no_core);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
}

/* Shares its parent's memory: it changes nothing there. */
static _Noreturn void
child(const struct process *p, const char *const *words, const char *top,
    const int given[3])
{
	int null = high(open("/dev/null", O_RDONLY | O_CLOEXEC));
	int lines = high(given[0]), fds = high(given[1]), out = high(given[2]);
	int further = p->further >= 0 ? high(p->further) : -1;

	stand_alone();
	if (dup2(null, 0) != 0 || dup2(out, 1) != 1 || dup2(out, 2) != 2 ||
	    dup2(lines, 3) != 3 || dup2(fds, 4) != 4 ||
	    (further >= 0 && dup2(further, 5) != 5))
		_exit(126);
	close_from(further >= 0 ? 6 : 5);
	if (top != NULL && chdir(top) != 0)
		_exit(126);
	execvp(words[0], (char *const *)(uintptr_t)words);
	dprintf(2, "cannot execute '%s': %s\n", words[0], strerror(errno));
	_exit(127);
}

/* A pipe for what it prints; a young kernel may have no pipe2(). */
static bool
make_chatter(int ends[2])
{
	int i;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0)
		return true;
	if (pipe(ends) != 0)
		return false;
	for (i = 0; i < 2; i++) {
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
		fcntl(ends[i], F_SETFL, O_NONBLOCK);
	}
	return true;
}

/* Has the far end of its chatter, or says why there is no process. */
static bool
started(struct process *p, const int chatter[2], const char *command,
    struct why *why)
{
	int err = errno;

	close(chatter[1]);
	p->chatter = chatter[0];
	p->worker = p->told = p->pid;
	if (p->pid < 0) {
		process_kill(p);
		offspring_give_up();
		errno = err;
		return why_errno(why, "cannot start '%s'", command);
	}
	offspring_know(p->pid);
	return true;
}

/* A copy of the runner: what it has open is no business of the child's. */
static _Noreturn void
forked(int (*run)(void), const int *descriptors, size_t len, int out)
{
	int moved[FORK_FDS], fd;
	size_t i;

	stand_alone();
	prctl(PR_SET_DUMPABLE, 1);	/* the runner is not: offspring.h */
	for (i = 0; i < len; i++)
		moved[i] = descriptors[i] >= 0 ? fcntl(descriptors[i],
		    F_DUPFD, FORK_FDS + 3) : -1;
	fd = fcntl(out, F_DUPFD, FORK_FDS + 3);
	if (dup2(fd, 1) != 1 || dup2(fd, 2) != 2)
		_exit(126);
	close(0);
	open("/dev/null", O_RDONLY);
	for (i = 0; i < len; i++)
		if (moved[i] < 0)
			close((int)i + 3);
		else if (dup2(moved[i], (int)i + 3) < 0)
			_exit(126);
	close_from((int)len + 3);
	_exit(run());
}

bool
process_fork(struct process *p, int (*run)(void), const int *descriptors,
    size_t len, struct why *why)
{
	int chatter[2];

	if (len > FORK_FDS)
		return why_set(why, "more than %d descriptors", FORK_FDS);
	if (!make_chatter(chatter))
		return why_errno(why, "cannot make a pipe");
	offspring_expect();
	p->pid = fork();
	if (p->pid == 0)
		forked(run, descriptors, len, chatter[1]);
	return started(p, chatter, "the implementation", why);
}

bool
process_start(struct process *p, const char *command, const char *top,
    const int descriptors[2], struct why *why)
{
	const char *words[WORDS_MAX + 1];
	struct text line = TEXT_INIT;
	int chatter[2], given[3];
	pid_t pid;

	if (!make_chatter(chatter))
		return why_errno(why, "cannot make a pipe");
	given[0] = descriptors[0];
	given[1] = descriptors[1];
	given[2] = chatter[1];
	/* Kyua has none, and Python 3.6 then encodes no path but in ASCII. */
	setenv("LC_ALL", "C.UTF-8", 1);
	prepare(command, &line, words);
	offspring_expect();
	/* The memory of a runner with known answers takes long to copy. */
	pid = vfork();
	if (pid == 0)
		child(p, words, top, given);
	p->pid = pid;
	text_release(&line);
	return started(p, chatter, command, why);
}

/* Reads a file of /proc/PID/task/TID; "" if there is none. */
static const char *
about(pid_t pid, pid_t tid, const char *file, char bytes[2048])
{
	char path[60];
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", (int)pid,
	    (int)(tid > 0 ? tid : pid), file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, bytes, 2047);
		close(fd);
	}
	bytes[n > 0 ? n : 0] = '\0';
	return bytes;
}

char
process_state(pid_t pid, pid_t tid)
{
	char stat[2048];
	const char *paren = strrchr(about(pid, tid, "stat", stat), ')');

	return paren != NULL && paren[1] == ' ' ? paren[2] : 0;
}

bool
process_is_shown(void)
{
	static int shown = -1;

	if (shown < 0)
		shown = process_state(getpid(), 0) != 0;
	return shown;
}

/* As clock_getcpuclockid(), which asks the kernel whether there is one. */
static clockid_t
clock_of(pid_t pid)
{
	return (clockid_t)(~(unsigned)pid << 3 | 2);
}

int64_t
process_used_ns(pid_t pid)
{
	struct timespec t;

	return clock_gettime(clock_of(pid), &t) == 0 ?
	    t.tv_sec * INT64_C(1000000000) + t.tv_nsec : -1;
}

void
process_wakes(struct process *p)
{
	/* Whom the kernel shows nobody watches by that clock. */
	if (process_is_shown())
		return;
	p->cpu_ns = process_used_ns(p->worker);
	p->still_ns = clock_now_ns();
}

/* Whether it is asleep by its clock, or by time. */
static bool
stands_still(struct process *p)
{
	int64_t used = process_used_ns(p->worker);
	int64_t needed = used < 0 ? UNSEEN_NS : STILL_NS;

	if (used != p->cpu_ns) {
		process_wakes(p);
		return false;
	}
	return clock_now_ns() - p->still_ns >= needed +
	    LATE_TIMES * clock_lateness_ns(p->still_ns);
}

bool
process_wait_asleep(struct process *p, int timeout_ms)
{
	struct timespec pause = { 0, 200000 };
	int tries = timeout_ms * 5, seen = 0;
	char is;

	for (; !process_is_shown() && tries > 0 && p->worker > 0; tries--) {
		if (stands_still(p))
			return true;
		nanosleep(&pause, NULL);
	}
	for (; tries > 0; tries--) {
		is = process_state(p->worker, p->thread);
		seen = is == 'S' ? seen + 1 : 0;
		if (seen == 2)
			return true;
		if (is == '\0')
			return false;
		nanosleep(&pause, NULL);
	}
	return false;
}

bool
process_signal(struct process *p, int signal)
{
	process_wakes(p);
	if (p->thread > 0)
		return syscall(SYS_tgkill, p->worker, p->thread, signal) == 0;
	return p->worker > 1 && kill(p->worker, signal) == 0;
}

/* Whether a line of the status, "ShdPnd:", has the signal. */
static bool
has_signal(const char *status, const char *line, int signal)
{
	const char *at = strstr(status, line);

	return at != NULL && (strtoull(at + strlen(line), NULL, 16) >>
	    (signal - 1) & 1) != 0;
}

/* Longer where this machine wakes others late. */
static void
await_unseen(void)
{
	int64_t since = clock_now_ns(), now;

	do {
		clock_sleep_ms(TAKEN_MS);
		now = clock_now_ns();
	} while (now - since < UNSEEN_MOST_NS && now - since <
	    LATE_TIMES * clock_lateness_ns(since));
}

void
process_await_taken(const struct process *p, int signal)
{
	struct timespec pause = { 0, 200000 };
	char status[2048];
	int tries;

	for (tries = 0; tries < TAKEN_MS * 5; tries++) {
		about(p->worker, p->thread, "status", status);
		if (strstr(status, "ShdPnd:") == NULL) {
			await_unseen();
			return;
		}
		if (!has_signal(status, "SigPnd:", signal) &&
		    !has_signal(status, "ShdPnd:", signal))
			return;
		nanosleep(&pause, NULL);
	}
}

static void
describe(int status, struct text *how)
{
	const char *name;

	if (WIFEXITED(status)) {
		text_addf(how, "exited %d", WEXITSTATUS(status));
		return;
	}
	name = sigabbrev_np(WTERMSIG(status));
	if (name != NULL)
		text_addf(how, "died SIG%s", name);
	else
		text_addf(how, "died signal %d", WTERMSIG(status));
}

bool
process_is_over(const struct process *p)
{
	siginfo_t info = { .si_pid = 0 };

	return p->pid > 0 && waitid(P_PID, (id_t)p->pid, &info,
	    WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == p->pid;
}

bool
process_ended(struct process *p, int timeout_ms, struct text *how)
{
	struct timespec pause = { 0, 1000000 };
	int status;

	for (; p->pid > 0; timeout_ms--) {
		if (waitpid(p->pid, &status, WNOHANG) == p->pid) {
			kill(-p->pid, SIGKILL);
			offspring_forget(p->pid);
			p->pid = p->worker = -1;
			describe(status, how);
			return true;
		}
		if (timeout_ms <= 0)
			return false;
		nanosleep(&pause, NULL);
	}
	return false;
}

/* What it printed, without the ends of lines at its end; "" if nothing. */
static char *
chatter(const struct process *p)
{
	static char bytes[65536];
	ssize_t n = p->chatter >= 0 ?
	    read(p->chatter, bytes, sizeof(bytes) - 1) : 0;

	while (n > 0 && bytes[n - 1] == '\n')
		n--;
	bytes[n > 0 ? n : 0] = '\0';
	return bytes;
}

void
process_last_words(const struct process *p, struct text *out)
{
	const char *words = chatter(p), *from = strrchr(words, '\n');

	text_addf(out, "%.200s", from != NULL ? from + 1 : words);
}

char *
process_words(const struct process *p, size_t most)
{
	const char *words = chatter(p);

	return words[0] != '\0' ? memory_copy_part(words, most) : NULL;
}

void
process_kill(struct process *p)
{
	if (p->pid > 0) {
		kill(-p->pid, SIGKILL);
		kill(p->pid, SIGKILL);
		offspring_forget(p->pid);
	}
	if (p->chatter >= 0)
		close(p->chatter);
	*p = (struct process)PROCESS_INIT;
}
