/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stands between the runner and an implementation, and lies in one way:
 *
 *	liar WAY METHOD COMMAND ARGUMENT…
 *
 * METHOD is the method whose replies are lies; "all": each; "later": each but
 * those to hello(). Descriptor 4 is the implementation's alone.
 */
#include <ctype.h>
#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "harness/protocol/message.h"
#include "harness/runner/liar/liar.h"

void
say(struct talk *t, const char *format, ...)
{
	struct text line = TEXT_INIT;
	va_list ap;

	va_start(ap, format);
	text_vaddf(&line, format, ap);
	va_end(ap);
	text_addc(&line, '\n');
	if (!channel_write(&t->runner, text_get(&line), line.len))
		exit(0);
	text_release(&line);
}

static int
seq(const struct talk *t)
{
	return atoi(text_get(&t->request));
}

void
honest(struct talk *t)
{
	say(t, "%s", text_get(&t->reply));
}

static void
echo(struct talk *t)
{
	say(t, "%s", text_get(&t->request));
}

static void
count_more(struct talk *t)
{
	long n;

	if (sscanf(text_get(&t->reply), "%*d returned %ld", &n) == 1)
		say(t, "%d returned %ld took=1", seq(t), n + 1);
	else
		honest(t);
}

/* The last letter or digit is another one. */
static void
alter(struct talk *t)
{
	char *reply = strdup(text_get(&t->reply)), *end;

	if (reply == NULL)
		abort();
	end = strstr(reply, " took=");
	end = end != NULL ? end : reply + strlen(reply);
	while (end > reply && !isalnum((unsigned char)end[-1]))
		end--;
	if (end > reply)
		end[-1] = end[-1] == '1' ? '2' : '1';
	say(t, "%s", reply);
	free(reply);
}

static void
answer_late(struct talk *t)
{
	say(t, "%s", text_get(&t->previous));
}

static void
answer_ahead(struct talk *t)
{
	say(t, "%d returned none", seq(t) + 1);
}

static void
swap(struct talk *t)
{
	bool is = strstr(text_get(&t->reply), " true") != NULL;

	say(t, "%d returned %s took=1", seq(t), is ? "false" : "true");
}

/* Tells the truth, but every fourth time. */
static void
waver(struct talk *t)
{
	static int times;

	if (++times % 4 == 0)
		swap(t);
	else
		honest(t);
}

static void
wrong_errno(struct talk *t)
{
	if (strstr(text_get(&t->reply), " raised ") != NULL)
		say(t, "%d raised OSError errno=EIO text='' took=1", seq(t));
	else
		honest(t);
}

static void
hang(struct talk *t)
{
	(void)t;
	for (;;)
		pause();
}

static void
segv(struct talk *t)
{
	(void)t;
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static void
leave(struct talk *t)
{
	(void)t;
	fprintf(stderr, "liar: enough\n");
	exit(3);
}

static void
hang_up(struct talk *t)
{
	channel_release(&t->runner);
	hang(t);
}

static void
nonsense(struct talk *t)
{
	say(t, "lorem ipsum");
}

static void
half_a_line(struct talk *t)
{
	channel_write(&t->runner, "7 returned", 10);
	exit(0);
}

static void
flood(struct talk *t)
{
	for (;;)
		honest(t);
}

static void
flood_a_line(struct talk *t)
{
	while (channel_write(&t->runner, "abcdefgh", 8))
		continue;
	exit(0);
}

static void
nul(struct talk *t)
{
	struct text line = TEXT_INIT;

	text_addf(&line, "%d returned 5", seq(t));
	text_add(&line, "\0\n", 2);
	channel_write(&t->runner, text_get(&line), line.len);
	text_release(&line);
}

static void
twice(struct talk *t)
{
	say(t, "%s\n%s", text_get(&t->reply), text_get(&t->reply));
}

static void
twice_ahead(struct talk *t)
{
	say(t, "%s\n%d returned none", text_get(&t->reply), seq(t) + 1);
}

static void
calling(struct talk *t)
{
	say(t, "%d calling", seq(t));
	honest(t);
}

/* The reply, with another time. */
static void
took(struct talk *t, const char *ns)
{
	const char *reply = text_get(&t->reply);
	const char *end = strstr(reply, " took=");

	if (end == NULL)
		honest(t);
	else
		say(t, "%.*s took=%s", (int)(end - reply), reply, ns);
}

static void
took_too_long(struct talk *t)
{
	took(t, "99999999999");
}

static void
took_nothing(struct talk *t)
{
	took(t, "1");
}

static void
took_negative(struct talk *t)
{
	took(t, "-5");
}

static void
slow_secretly(struct talk *t)
{
	struct timespec pause = { 0, 800000000 };

	nanosleep(&pause, NULL);
	honest(t);
}

static long long
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* As late as it says it is, by less than what hangs. */
static void
slow(struct talk *t)
{
	const char *end = strstr(text_get(&t->reply), " took=");
	struct timespec pause = { 0, 600000000 };
	long long since = now_ns();
	char ns[24];

	nanosleep(&pause, NULL);
	snprintf(ns, sizeof(ns), "%lld", now_ns() - since +
	    (end != NULL ? atoll(end + strlen(" took=")) : 0));
	took(t, ns);
}

static const struct way ways[] = {
	{ .name = "honest", .reply = honest },
	{ .name = "echo", .reply = echo },
	{ .name = "succeed", .says = "returned none took=1" },
	{ .name = "swallow", .reply = honest, .instead = "echo(5)" },
	{ .name = "pretend", .reply = honest, .instead = "echo(none)" },
	{ .name = "do_nothing", .says = "returned 0 took=1",
	    .instead = "echo(0)" },
	{ .name = "time_out", .says = "raised TimeoutError errno=none "
	    "text='timed%20out' took=50000000",
	    .instead = "echo(none)" },
	{ .name = "time_out_early", .says = "raised TimeoutError errno=none "
	    "text='timed%20out' took=1",
	    .instead = "echo(none)" },
	{ .name = "alter", .reply = alter },
	{ .name = "count_more", .reply = count_more },
	{ .name = "answer_late", .reply = answer_late },
	{ .name = "answer_ahead", .reply = answer_ahead },
	{ .name = "swap", .reply = swap },
	{ .name = "waver", .reply = waver },
	{ .name = "one_second", .says = "returned 1.0 took=1" },
	{ .name = "wrong_errno", .reply = wrong_errno },
	{ .name = "unsupported", .says = "unsupported 'not%20today'" },
	{ .name = "hang", .reply = hang },
	{ .name = "segv", .reply = segv },
	{ .name = "leave", .reply = leave },
	{ .name = "hang_up", .reply = hang_up },
	{ .name = "nonsense", .reply = nonsense },
	{ .name = "half_a_line", .reply = half_a_line },
	{ .name = "flood", .reply = flood },
	{ .name = "flood_a_line", .reply = flood_a_line },
	{ .name = "nul", .reply = nul },
	{ .name = "twice", .reply = twice },
	{ .name = "twice_ahead", .reply = twice_ahead },
	{ .name = "calling", .reply = calling },
	{ .name = "took_too_long", .reply = took_too_long },
	{ .name = "took_negative", .reply = took_negative },
	{ .name = "took_nothing", .reply = took_nothing },
	{ .name = "slow", .reply = slow },
	{ .name = "slow_secretly", .reply = slow_secretly },
	{ .name = NULL },
};

static const struct way *
find(const struct way *of, const char *name)
{
	while (of->name != NULL && strcmp(of->name, name) != 0)
		of++;
	return of->name != NULL ? of : NULL;
}

/* What does harm does it in the process that the runner looks at. */
static bool
is_hostile(const struct way *way)
{
	return find(ways, way->name) == NULL;
}

/* With our own pid where the implementation tells its own. */
static void
introduce(struct talk *t)
{
	char *reply = text_detach(&t->reply), *at = strstr(reply, "('pid',");

	if (at == NULL)
		text_adds(&t->reply, reply);
	else
		text_addf(&t->reply, "%.*s('pid',%d%s", (int)(at - reply),
		    reply, (int)getpid(), strchr(at, ')'));
	free(reply);
}

static bool
is_lied_about(const struct talk *t)
{
	const char *line = text_get(&t->request), *at;

	if (strcmp(t->method, "all") == 0)
		return true;
	if (strcmp(t->method, "later") == 0)
		return strstr(line, " hello()") == NULL;
	at = strstr(line, t->method);
	return at != NULL && at > line && at[strlen(t->method)] == '(' &&
	    !isalnum((unsigned char)at[-1]) && at[-1] != '_';
}

static void
remember(struct text *t, const char *line)
{
	text_cut(t, 0);
	text_adds(t, line);
}

static void
pass_request(struct talk *t, const struct way *way, const char *line)
{
	struct text out = TEXT_INIT;

	remember(&t->request, line);
	if (way->instead != NULL && is_lied_about(t))
		text_addf(&out, "%d %s\n", seq(t), way->instead);
	else
		text_addf(&out, "%s\n", line);
	channel_write(&t->child, text_get(&out), out.len);
	text_release(&out);
}

static void
pass_reply(struct talk *t, const struct way *way, const char *line)
{
	const char *space = strchr(line, ' ');

	remember(&t->reply, line);
	if (is_hostile(way))
		introduce(t);
	if (!is_lied_about(t) || space == NULL ||
	    strcmp(space, " calling") == 0)
		honest(t);
	else if (way->reply != NULL)
		way->reply(t);
	else
		say(t, "%d %s", seq(t), way->says);
	remember(&t->previous, text_get(&t->reply));
}

static bool
pass(struct talk *t, const struct way *way, bool replies)
{
	struct channel *c = replies ? &t->child : &t->runner;
	const char *line;
	enum channel_result is;

	do {
		is = channel_line(c, &line);
		if (is == CHANNEL_LINE && replies)
			pass_reply(t, way, line);
		else if (is == CHANNEL_LINE)
			pass_request(t, way, line);
	} while (channel_has_line(c));
	return is == CHANNEL_LINE || is == CHANNEL_AGAIN;
}

static int
start(struct talk *t, char **command)
{
	int sv[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv) != 0)
		err(2, "socketpair");
	switch (t->pid = fork()) {
	case -1:
		err(2, "fork");
	case 0:
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(sv[1], CHANNEL_LINES);
		execvp(command[0], command);
		err(2, "%s", command[0]);
	}
	close(sv[1]);
	close(CHANNEL_DESCRIPTORS);
	return sv[0];
}

int
main(int argc, char **argv)
{
	struct talk t = { .runner = CHANNEL_INIT, .child = CHANNEL_INIT };
	const struct way *way;
	const struct rlimit none = { 0, 0 };
	struct pollfd in[2] = { { .events = POLLIN }, { .events = POLLIN } };

	if (argc < 4)
		errx(2, "usage: liar WAY METHOD COMMAND ARGUMENT…");
	way = find(ways, argv[1]);
	if (way == NULL)
		way = find(hostile_ways, argv[1]);
	if (way == NULL)
		way = hostile_signal(argv[1]);
	if (way == NULL)
		errx(2, "there is no way '%s'", argv[1]);
	if (way->before != NULL)
		way->before();
	setrlimit(RLIMIT_CORE, &none);
	t.method = argv[2];
	in[0].fd = t.runner.lines = CHANNEL_LINES;
	in[1].fd = t.child.lines = start(&t, argv + 3);
	for (;;) {
		if (poll(in, 2, -1) < 0)
			err(2, "poll");
		if (in[0].revents != 0 && !pass(&t, way, false))
			return 0;
		if (in[1].revents != 0 && !pass(&t, way, true))
			return 0;
	}
}
