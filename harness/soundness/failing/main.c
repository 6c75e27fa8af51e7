/* SPDX-License-Identifier: BSD-2-Clause */
/*
 *	failing LIBRARY PROGRAM SECONDS COMMAND...
 *
 * Runs a command as often as there are places in PROGRAM, which it starts,
 * where memory is allocated or the kernel is called (library.c); each time the
 * first call of one place fails. What comes of it has to be what came of it
 * undisturbed, or a status that is not 0, a sentence, and no instance with
 * another verdict; within so many seconds, and without a process that stays.
 * SHARE=1/2 in the environment does every second place; SEEN=FILE none that a
 * line of it has, and adds those that failed.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/protocol/text.h"

#define PLACES_MAX 8192
#define STAYS_S 10	/* how long a process may take to go; STAYS has less */

struct task {
	const char *library, *program;
	char log[PATH_MAX];
	int limit_s;
	char **command;
};

struct outcome {
	int status;	/* as of waitpid(2) */
	bool hung;
	int stayed;	/* processes */
	struct text out, err, log;
};

static const struct timespec pause_between = { 0, 5000000 };

static int
need(int fd, const char *what)
{
	if (fd < 0) {
		perror(what);
		exit(2);
	}
	return fd;
}

static int
memory_file(void)
{
	return need(memfd_create("failing", MFD_CLOEXEC), "failing: memory");
}

/* Its path goes past who starts the program and closes all it does not know. */
static int
log_file(const char *path)
{
	return need(open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666),
	    path);
}

static void
take(int fd, struct text *to)
{
	char bytes[65536];
	ssize_t n;
	off_t at = 0;

	text_cut(to, 0);
	while ((n = pread(fd, bytes, sizeof(bytes), at)) > 0) {
		text_add(to, bytes, (size_t)n);
		at += n;
	}
	close(fd);
}

static _Noreturn void
child(const struct task *t, const char *place, const int fds[3])
{
	setpgid(0, 0);
	setenv("FAILING_LOG", t->log, 1);
	setenv("FAILING_PROGRAM", t->program, 1);
	setenv("FAILING_AT", place, 1);
	setenv("LD_PRELOAD", t->library, 1);
	if (dup2(fds[0], 1) == 1 && dup2(fds[1], 2) == 2)
		execvp(t->command[0], t->command);
	_exit(127);
}

static double
now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* Waits for it; false if it is late. */
static bool
await(pid_t pid, int limit_s, int *status)
{
	double until = now_s() + limit_s;

	while (waitpid(pid, status, WNOHANG) == 0) {
		if (now_s() > until)
			return false;
		nanosleep(&pause_between, NULL);
	}
	return true;
}

/* Ends those that became ours, and what they have: how many they were. */
static int
end_children(void)
{
	char path[60], line[4096];
	FILE *in;
	int n = 0;
	char *at;
	long pid;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children",
	    (int)getpid());
	in = fopen(path, "r");
	line[0] = '\0';
	if (in != NULL) {
		if (fgets(line, sizeof(line), in) == NULL)
			line[0] = '\0';
		fclose(in);
	}
	for (at = line; (pid = strtol(at, &at, 10)) > 1; n++)
		kill((pid_t)pid, SIGKILL);
	return n;
}

/* Waits until all that it left behind has gone. */
static int
count_stayed(void)
{
	const char *stays = getenv("STAYS");
	double until = now_s() + (stays != NULL ? atof(stays) : STAYS_S);
	int stayed = 0;
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0) {
		if (pid > 0)
			continue;
		if (now_s() > until)
			stayed += end_children();
		nanosleep(&pause_between, NULL);
	}
	return stayed;
}

static void
run(const struct task *t, const char *place, struct outcome *o)
{
	int fds[3] = { memory_file(), memory_file(), log_file(t->log) };
	pid_t pid = fork();

	if (pid == 0)
		child(t, place, fds);
	o->hung = !await(pid, t->limit_s, &o->status);
	if (o->hung) {
		kill(-pid, SIGKILL);
		waitpid(pid, &o->status, 0);
	}
	o->stayed = count_stayed();
	take(fds[0], &o->out);
	take(fds[1], &o->err);
	take(fds[2], &o->log);
}

/* Of a line, but for times: behind these words, or "0.8 s" at its end. */
static size_t
told_len(const char *line)
{
	static const char *const words[] = { " took=", "  imported " };
	size_t len = strcspn(line, "\n"), i;
	const char *at;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		at = memmem(line, len, words[i], strlen(words[i]));
		if (at != NULL)
			return (size_t)(at - line);
	}
	if (len > 2 && strncmp(line + len - 2, " s", 2) == 0)
		for (len -= 2; len > 0 &&
		    strchr("0123456789. ", line[len - 1]) != NULL; len--)
			continue;
	return len;
}

/* Whether the line, or the one that has its beginning, is in the text. */
static bool
has_line(const struct text *text, const char *line, size_t len)
{
	const char *at = text_get(text);

	for (; at != NULL && *at != '\0'; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (told_len(at) == len && strncmp(at, line, len) == 0)
			return true;
	}
	return false;
}

/* A line of `of` that is not in `in`, of those that begin so; or NULL. */
static const char *
stray(const struct text *of, const struct text *in, const char *begin)
{
	const char *at = text_get(of);
	size_t len;

	for (; *at != '\0'; at += len + (at[len] == '\n')) {
		len = strcspn(at, "\n");
		if (strncmp(at, begin, strlen(begin)) == 0 &&
		    !has_line(in, at, told_len(at)))
			return at;
	}
	return NULL;
}

/* An instance with a verdict that it has not, but that it is broken. */
static bool
is_wrong(const struct outcome *o, const struct outcome *whole)
{
	const char *at = text_get(&o->out);
	size_t len;

	for (; *at != '\0'; at += len + (at[len] == '\n')) {
		len = strcspn(at, "\n");
		if (strncmp(at, "instance ", 9) == 0 &&
		    !has_line(&whole->out, at, len) &&
		    memmem(at, len, " verdict=broken ", 16) == NULL)
			return true;
	}
	return false;
}

/*
 * Whether it came to the same: of a case's output, which has them, the lines
 * that the report counts; of another program's, all.
 */
static bool
is_same(const struct outcome *o, const struct outcome *whole)
{
	static const char *const counted[] = { "instance ", "done ", "passed",
	    "expected_failure", "skipped" };
	const char *begin = strstr(text_get(&whole->out), "\ninstance ") ==
	    NULL ? "" : NULL;
	size_t i;

	for (i = 0; i < (begin != NULL ? 1 : 5); i++)
		if (stray(&o->out, &whole->out, begin != NULL ? begin :
		    counted[i]) != NULL || stray(&whole->out, &o->out,
		    begin != NULL ? begin : counted[i]) != NULL)
			return false;
	return true;
}

/* What is not sound about it, or NULL. */
static const char *
fault(const struct outcome *o, const struct outcome *whole)
{
	if (o->hung)
		return "it hangs";
	if (o->stayed > 0)
		return "a process stays";
	if (!WIFEXITED(o->status))
		return "it dies";
	if (o->status == whole->status && is_same(o, whole))
		return NULL;
	if (WEXITSTATUS(o->status) == 0)
		return "its status is 0, its output another";
	if (is_wrong(o, whole))
		return "a wrong verdict";
	return stray(&o->err, &whole->err, "") == NULL &&
	    stray(&o->out, &whole->out, "") == NULL ? "no sentence" : NULL;
}

static void
tell_line(const char *sign, const char *line)
{
	if (line != NULL)
		printf("    %s %.*s\n", sign, (int)strcspn(line, "\n"), line);
}

static void
tell(const char *place, const char *fault_of, const struct outcome *o,
    const struct outcome *whole)
{
	printf("  %s: %s (status %#x)\n", place, fault_of, o->status);
	tell_line("!", stray(&o->err, &whole->err, ""));
	tell_line("+", stray(&o->out, &whole->out, ""));
	tell_line("-", stray(&whole->out, &o->out, ""));
	fflush(stdout);
}

/* The hash that a line of the log begins with. */
static size_t
read_places(struct text *log, char **places)
{
	char *rest, *line = strtok_r(log->at, "\n", &rest);
	size_t n = 0;

	for (; line != NULL && n < PLACES_MAX; line = strtok_r(NULL, "\n", &rest))
		places[n++] = line;
	return n;
}

/* Whether the place has failed before, maybe of another command meanwhile. */
static bool
is_seen(const char *place)
{
	const char *path = getenv("SEEN");
	FILE *in = path != NULL ? fopen(path, "re") : NULL;
	char line[32];
	bool is = false;

	while (!is && in != NULL && fgets(line, sizeof(line), in) != NULL)
		is = strncmp(line, place, strlen(place)) == 0;
	if (in != NULL)
		fclose(in);
	return is;
}

static void
add_seen(const char *place)
{
	const char *path = getenv("SEEN");
	FILE *out = path != NULL ? fopen(path, "ae") : NULL;

	if (out == NULL)
		return;
	fprintf(out, "%s\n", place);
	fclose(out);
}

static int
run_all(const struct task *t, unsigned first, unsigned step)
{
	static char *places[PLACES_MAX];
	static struct outcome whole, o;
	size_t n, i, ran = 0, told = 0, unsound = 0;
	const char *what;
	char hash[17];

	run(t, "0", &whole);
	n = whole.log.len > 0 ? read_places(&whole.log, places) : 0;
	if (n == 0) {
		printf("failing: '%s' reaches no place\n%s", t->program,
		    text_get(&whole.err));
		return 2;
	}
	for (i = first; i < n; i += step) {
		snprintf(hash, sizeof(hash), "%.16s", places[i]);
		if (is_seen(hash))
			continue;
		run(t, hash, &o);
		if (o.log.len == 0)
			continue;	/* another way was taken this time */
		add_seen(hash);
		ran++;
		told += o.status != whole.status;
		what = fault(&o, &whole);
		if (what == NULL)
			continue;
		unsound++;
		tell(places[i], what, &o, &whole);
	}
	printf("  failing: %s: %zu of %zu places failed, %zu told, %zu went on, "
	    "%zu not sound\n", t->program, ran, n, told, ran - told, unsound);
	return unsound > 0;
}

int
main(int argc, char **argv)
{
	const char *share = getenv("SHARE");
	unsigned first = 1, step = 1;
	struct task t;
	int status;

	if (argc < 5 || (share != NULL &&
	    sscanf(share, "%u/%u", &first, &step) != 2) || first < 1) {
		fprintf(stderr, "usage: failing LIBRARY PROGRAM SECONDS "
		    "COMMAND...\n");
		return 2;
	}
	t = (struct task){ .library = argv[1], .program = argv[2],
	    .limit_s = atoi(argv[3]), .command = argv + 4 };
	if (getcwd(t.log, sizeof(t.log) - 32) == NULL)
		need(-1, "failing: this folder");
	snprintf(t.log + strlen(t.log), 32, "/failing.%d", (int)getpid());
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	status = run_all(&t, first - 1, step);
	unlink(t.log);
	return status;
}
