/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/session/questions.h"
#include "harness/world/clock.h"
#include "harness/world/idle.h"

#define START_TIMES 6	/* the watchdog's time, until it is believed */
#define HANG_LEAST_NS INT64_C(1000000000)
#define LOOKS 10	/* at what does not reply, until it hangs */
#define WORD(macro) WORD_OF(macro)
#define WORD_OF(number) #number

static int64_t sent_ns;		/* when the last request was written */

static const char unasked[] = "protocol-error it answers what was not asked";

static bool
open_channel(struct session *s, int theirs[2], struct why *why)
{
	int lines[2], fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, lines) != 0)
		return why_errno(why, "cannot make a channel");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0) {
		close(lines[0]);
		close(lines[1]);
		return why_errno(why, "cannot make a channel");
	}
	s->channel.lines = lines[0];
	s->channel.descriptors = fds[0];
	theirs[0] = lines[1];
	theirs[1] = fds[1];
	return fcntl(lines[0], F_SETFL, O_NONBLOCK) == 0 &&
	    fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0;
}

bool
session_alive(const struct session *s)
{
	return s->process.pid > 0;
}

bool
session_can(const struct session *s, const char *ability)
{
	size_t len = strlen(ability);
	const char *at = s->can;

	while (at != NULL && (at = strstr(at, ability)) != NULL) {
		if (at[-1] == ' ' && at[len] == ' ')
			return true;
		at += len;
	}
	return false;
}

bool
session_is_ours(const struct session *s)
{
	return s->name != NULL && strncmp(s->name, "pysock ", 7) == 0;
}

void
session_stop(struct session *s)
{
	process_kill(&s->process);
	channel_release(&s->channel);
	pool_release(&s->pool);
	free(s->name);
	free(s->can);
	free(s->libc);
	s->name = s->can = s->libc = NULL;
}

void
session_lose(struct session *s, struct answer *a, const char *reason)
{
	struct text how = TEXT_INIT, words = TEXT_INIT;
	bool died = reason == NULL;

	if (died && !process_ended(&s->process, 1000, &how))
		text_adds(&how, "closed its channel");
	if (!died)
		text_adds(&how, reason);
	process_last_words(&s->process, &words);
	a->lost = pool_copy(&s->pool, text_get(&how), how.len);
	a->reply.text = pool_copy(&s->pool, text_get(&words), words.len);
	text_release(&how);
	text_release(&words);
	process_kill(&s->process);
	channel_release(&s->channel);
}

static bool
speaks_unasked(const struct session *s)
{
	char byte;

	return s->channel.in.len > s->channel.taken ||
	    recv(s->channel.lines, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool
session_send(struct session *s, const char *prefix, const char *call)
{
	struct text line = TEXT_INIT;
	bool ok;

	if (!session_alive(s))
		return false;
	s->unasked = speaks_unasked(s);
	if (s->unasked)
		return false;
	pool_reset(&s->pool);
	text_addf(&line, "%llu %s%s\n", (unsigned long long)++s->seq, prefix,
	    call);
	if (s->echo != NULL)
		fprintf(s->echo, "%s > %s", s->name, text_get(&line));
	sent_ns = clock_now_ns();
	ok = channel_write(&s->channel, text_get(&line), line.len);
	text_release(&line);
	return ok;
}

bool
session_send_all(struct session *s, const char *calls)
{
	struct text lines = TEXT_INIT;
	uint64_t seq = s->seq;
	size_t len;
	bool ok;

	if (!session_alive(s))
		return false;
	s->unasked = speaks_unasked(s);
	if (s->unasked)
		return false;
	pool_reset(&s->pool);
	for (; *calls != '\0'; calls += len + (calls[len] == '\n')) {
		len = strcspn(calls, "\n");
		text_addf(&lines, "%llu %.*s\n", (unsigned long long)++seq,
		    (int)len, calls);
		if (s->echo != NULL)
			fprintf(s->echo, "%s > %llu %.*s\n", s->name,
			    (unsigned long long)seq, (int)len, calls);
	}
	sent_ns = clock_now_ns();
	ok = channel_write(&s->channel, text_get(&lines), lines.len);
	text_release(&lines);
	return ok;
}

void
session_next(struct session *s)
{
	s->seq++;
}

/* Reads a reply off a line; a line that is none loses the session. */
static void
understand(struct session *s, const char *line, struct answer *a)
{
	const char *reason, *said = line + strspn(line, "0123456789 ");
	char sentence[160];

	a->elapsed_ns = clock_now_ns() - sent_ns;
	a->lost = NULL;
	if (s->echo != NULL)
		fprintf(s->echo, "%s < %s\n", s->name, line);
	said = pool_copy(&s->pool, said, strlen(said));
	if (!reply_parse(&a->reply, line, &s->pool, &reason)) {
		snprintf(sentence, sizeof(sentence), "protocol-error %s",
		    reason);
		session_lose(s, a, sentence);
	} else if (a->reply.seq != s->seq)
		session_lose(s, a, unasked);
	else if (a->reply.took_ns > a->elapsed_ns)
		session_lose(s, a, "protocol-error took= is more than the time "
		    "that passed");
	if (a->lost != NULL)
		a->line = said;
}

/* Waits for something to happen, at most so long. */
static void
wait_for_event(struct session *s, int64_t left_ns, struct peer *const *peers,
    size_t peers_len)
{
	struct pollfd fds[9] = { { .fd = s->channel.lines, .events = POLLIN } };
	int64_t left = (left_ns + 999999) / 1000000;
	nfds_t n = 1;
	size_t i;

	for (i = 0; i < peers_len && n < 9; i++)
		if (peers[i]->drains && peers[i]->fd >= 0 && !peers[i]->eof)
			fds[n++] = (struct pollfd){ .fd = peers[i]->fd,
			    .events = POLLIN };
	poll(fds, n, left > 0 ? (int)left : 0);
	for (i = 0; i < peers_len; i++)
		if (peers[i]->drains)
			peer_drain(peers[i]);
}

bool
session_wait(struct session *s, int timeout_ms, struct peer *const *peers,
    size_t peers_len, struct answer *a)
{
	int64_t now = clock_now_ns();
	int64_t deadline = now + timeout_ms * INT64_C(1000000);
	const char *line;

	*a = (struct answer){ .lost = "gone" };
	if (session_alive(s) && s->unasked) {
		session_lose(s, a, unasked);
		return true;
	}
	while (session_alive(s)) {
		if (!channel_has_line(&s->channel))
			wait_for_event(s, deadline - now, peers, peers_len);
		switch (channel_line(&s->channel, &line)) {
		case CHANNEL_LINE:
			understand(s, line, a);
			return true;
		case CHANNEL_END:
			session_lose(s, a, NULL);
			return true;
		case CHANNEL_TOO_LONG:
			session_lose(s, a, "protocol-error a line is too long "
			    "or has a NUL");
			return true;
		case CHANNEL_AGAIN:
			break;
		}
		now = clock_now_ns();
		if (now >= deadline)
			return false;
	}
	return true;
}

int64_t
session_hang_ns(const struct session *s)
{
	int64_t ns = s->pace.waits_ns * 3 / 2 + s->pace.took_ns * 2;

	return s->pace.times * (ns > HANG_LEAST_NS ? ns : HANG_LEAST_NS);
}

void
session_await(struct session *s, struct peer *const *peers, size_t peers_len,
    struct answer *a)
{
	int64_t from = clock_now_ns(), limit = session_hang_ns(s), took;
	int64_t most = s->pace.times * s->watchdog_ms * INT64_C(1000000);
	int look_ms = (int)((limit < most ? limit : most) / LOOKS / 1000000);
	struct idle idle;

	idle_start(&idle, &s->process);
	while (!session_wait(s, look_ms, peers, peers_len, a))
		if (idle_for(&idle, limit) || clock_now_ns() - from >= most) {
			session_lose(s, a, "hung");
			return;
		}
	took = clock_now_ns() - from - s->pace.waits_ns;
	if (took > s->pace.took_ns)
		s->pace.took_ns = took;
}

void
session_call(struct session *s, const char *call, struct answer *a)
{
	session_send(s, "", call);
	session_await(s, NULL, 0, a);
}

/* What hello() says under a key, formatted as text; NULL if it says nothing. */
static char *
introduced(const struct value *hello, const char *key)
{
	struct text text = TEXT_INIT;
	const struct value *pair;
	size_t i, j;

	for (i = 0; i < hello->len; i++) {
		pair = &hello->items[i];
		if (pair->kind != VALUE_TUPLE || pair->len != 2 ||
		    !value_is(&pair->items[0], VALUE_STR, key))
			continue;
		pair = &pair->items[1];
		if (pair->kind == VALUE_INT || pair->kind == VALUE_STR)
			text_adds(&text, pair->text);
		for (j = 0; pair->kind == VALUE_LIST && j < pair->len; j++)
			if (pair->items[j].kind == VALUE_STR)
				text_addf(&text, " %s ", pair->items[j].text);
		return text_detach(&text);
	}
	return NULL;
}

static bool
hello(struct session *s, struct why *why)
{
	struct text name = TEXT_INIT;
	struct answer a;
	char *implementation, *version, *pid, *protocol;
	bool ok;

	session_call(s, "hello()", &a);
	if (a.lost != NULL && a.line == NULL)
		return why_set(why, "'%s' %s when greeted: %s", s->command,
		    a.lost, a.reply.text != NULL ? a.reply.text : "");
	if (a.lost != NULL || a.reply.kind != REPLY_RETURNED ||
	    a.reply.value->kind != VALUE_LIST)
		return questions_disbelieve(s, "hello()", &a, "and does not "
		    "introduce itself", why);
	implementation = introduced(a.reply.value, "implementation");
	version = introduced(a.reply.value, "version");
	protocol = introduced(a.reply.value, "protocol");
	pid = introduced(a.reply.value, "pid");
	s->can = introduced(a.reply.value, "can");
	s->libc = introduced(a.reply.value, "libc");
	ok = implementation != NULL && version != NULL && s->can != NULL &&
	    protocol != NULL && atoi(protocol) == PROTOCOL_VERSION;
	if (ok)
		text_addf(&name, "%s %s", implementation, version);
	s->name = text_detach(&name);
	if (pid != NULL && !process_set_worker(&s->process, atoi(pid)))
		ok = false;
	free(implementation);
	free(version);
	free(protocol);
	free(pid);
	return ok || questions_disbelieve(s, "hello()", &a, "without "
	    "implementation, version, can, protocol " WORD(PROTOCOL_VERSION)
	    " or a pid of its own", why);
}

bool
session_start(struct session *s, struct why *why)
{
	int theirs[2] = { -1, -1 }, watchdog_ms = s->watchdog_ms;
	unsigned nonce = 0;
	bool ok;

	session_stop(s);
	s->seq = 0;
	s->unasked = false;
	/* A program that is gone is an event of its trace, not our end. */
	signal(SIGPIPE, SIG_IGN);
	if (!open_channel(s, theirs, why))
		return false;
	s->process.further = s->page_fd;
	ok = process_start(&s->process, s->command, s->top, theirs, why);
	close(theirs[0]);
	close(theirs[1]);
	if (getrandom(&nonce, sizeof(nonce), 0) < 0)
		nonce = (unsigned)clock_now_ns();
	/* On a busy machine an interpreter is slow to start. */
	s->pace = (struct pace){ .waits_ns = watchdog_ms *
	    INT64_C(1000000), .times = 1 };
	s->watchdog_ms *= START_TIMES;
	ok = ok && hello(s, why);
	s->pace = (struct pace){ .times = 1 };
	ok = ok && questions_ask(s, nonce, why);
	s->watchdog_ms = watchdog_ms;
	if (!ok)
		session_stop(s);
	return ok;
}
