/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/platform/ask.h"

#define SAID_MOST (1 << 20)	/* more than this is no answer */
#define TELL_MS 60000	/* who waits so long is told */

/* One stream of the program that is read. */
struct stream {
	int fd;		/* -1 at its end */
	struct text *to;
};

static _Noreturn void
execute(const char *const *argv, int out, int err)
{
	int null = open("/dev/null", O_RDONLY);

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	dup2(null, 0);
	if (out >= 0)
		dup2(out, 1);
	dup2(err, 2);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	dprintf(2, "cannot execute '%s': %s\n", argv[0], strerror(errno));
	_exit(127);
}

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void
take(struct stream *s)
{
	char bytes[4096];
	ssize_t n = read(s->fd, bytes, sizeof(bytes));

	if (n < 0 && errno == EINTR)
		return;
	if (n > 0 && s->to != NULL && s->to->len < SAID_MOST) {
		text_add(s->to, bytes, (size_t)n);
		return;
	}
	close(s->fd);
	s->fd = -1;
}

static void
tell_time(const char *const *argv, int64_t ms)
{
	printf("after %lld s there is no end yet of", (long long)ms / 1000);
	for (; *argv != NULL; argv++)
		printf(" %s", *argv);
	puts("");
	fflush(stdout);
}

/* Reads both streams to their ends; false if that takes too long. */
static bool
listen_to(struct stream s[2], const char *const *argv, int timeout_ms)
{
	int64_t begun = now_ms(), left;
	int i;

	while (s[0].fd >= 0 || s[1].fd >= 0) {
		struct pollfd fds[2] = { { .fd = s[0].fd, .events = POLLIN },
		    { .fd = s[1].fd, .events = POLLIN } };

		left = begun + timeout_ms - now_ms();
		if (left <= 0)
			return false;
		i = poll(fds, 2, left < TELL_MS ? (int)left : TELL_MS);
		if (i == 0 && left > TELL_MS)
			tell_time(argv, now_ms() - begun);
		if (i <= 0)
			continue;
		for (i = 0; i < 2; i++)
			if (fds[i].revents != 0)
				take(&s[i]);
	}
	return true;
}

/* The last line is the reason; what stands before it is passed on. */
static void
give_reason(struct text *err, const char *program, int status,
    struct why *why)
{
	char *last;

	while (err->len > 0 && strchr("\r\n", err->at[err->len - 1]) != NULL)
		text_cut(err, err->len - 1);
	last = err->len > 0 ? strrchr(err->at, '\n') : NULL;
	if (last != NULL) {
		fprintf(stderr, "%.*s\n", (int)(last - err->at), err->at);
		last++;
	} else
		last = err->at;
	if (last != NULL && *last != '\0')
		why_set(why, "%s", last);
	else if (WIFSIGNALED(status))
		why_set(why, "'%s' was ended by signal %d", program,
		    WTERMSIG(status));
	else
		why_set(why, "'%s' ended with status %d and gave no reason",
		    program, WEXITSTATUS(status));
}

static pid_t
start(const char *const *argv, bool read_out, struct stream s[2])
{
	int out[2] = { -1, -1 }, err[2] = { -1, -1 };
	pid_t pid = -1;

	if ((!read_out || pipe2(out, O_CLOEXEC) == 0) &&
	    pipe2(err, O_CLOEXEC) == 0) {
		fflush(NULL);
		pid = fork();
		if (pid == 0)
			execute(argv, out[1], err[1]);
	}
	if (out[1] >= 0)
		close(out[1]);
	if (err[1] >= 0)
		close(err[1]);
	s[0].fd = out[0];
	s[1].fd = err[0];
	return pid;
}

bool
ask(const char *const *argv, int timeout_ms, struct text *said,
    struct why *why)
{
	struct text err = TEXT_INIT;
	struct stream s[2] = { { -1, said }, { -1, &err } };
	pid_t pid = start(argv, said != NULL, s);
	int status = 0, i;
	bool ok = pid > 0 || why_errno(why, "cannot start '%s'", argv[0]);

	if (ok && !listen_to(s, argv, timeout_ms)) {
		kill(pid, SIGKILL);
		ok = why_set(why, "'%s' does not end within %d s", argv[0],
		    timeout_ms / 1000);
	}
	for (i = 0; i < 2; i++)
		if (s[i].fd >= 0)
			close(s[i].fd);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (ok && status != 0) {
		give_reason(&err, argv[0], status, why);
		ok = false;
	}
	text_release(&err);
	return ok;
}
