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

#include "harness/session/session.h"
#include "harness/world/clock.h"

#define GREETING_FACTOR 6	/* times the watchdog's time */

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
	machine_release(&s->on);
	s->name = s->can = NULL;
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
	const char *reason;
	char sentence[160];

	a->elapsed_ns = clock_now_ns() - sent_ns;
	a->lost = NULL;
	if (s->echo != NULL)
		fprintf(s->echo, "%s < %s\n", s->name, line);
	if (!reply_parse(&a->reply, line, &s->pool, &reason)) {
		snprintf(sentence, sizeof(sentence), "protocol-error %s",
		    reason);
		session_lose(s, a, sentence);
	} else if (a->reply.seq != s->seq)
		session_lose(s, a, unasked);
	else if (a->reply.took_ns > a->elapsed_ns)
		session_lose(s, a, "protocol-error took= is more than the time "
		    "that passed");
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

void
session_call(struct session *s, const char *call, struct answer *a)
{
	session_send(s, "", call);
	if (!session_wait(s, s->watchdog_ms, NULL, 0, a))
		session_lose(s, a, "hung");
}

static bool
hello(struct session *s, struct why *why)
{
	struct text name = TEXT_INIT;
	struct answer a;
	char *implementation, *version, *pid, *protocol;
	struct why look = WHY_INIT;
	bool ok;

	/* Its start, on a loaded machine, is no part of what is judged. */
	s->watchdog_ms *= GREETING_FACTOR;
	session_call(s, "hello()", &a);
	s->watchdog_ms /= GREETING_FACTOR;
	if (a.lost != NULL)
		return why_set(why, "'%s' %s when greeted: %s", s->command,
		    a.lost, a.reply.text != NULL ? a.reply.text : "");
	if (a.reply.kind != REPLY_RETURNED ||
	    a.reply.value->kind != VALUE_LIST)
		return why_set(why, "'%s' does not introduce itself",
		    s->command);
	implementation = machine_told(a.reply.value, "implementation");
	version = machine_told(a.reply.value, "version");
	protocol = machine_told(a.reply.value, "protocol");
	pid = machine_told(a.reply.value, "pid");
	s->can = machine_told(a.reply.value, "can");
	machine_take(&s->on, a.reply.value);
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
	if (!ok)
		return why_set(why, "'%s' introduces itself without "
		    "implementation, version, can, protocol %d or a pid of its "
		    "own", s->command, PROTOCOL_VERSION);
	return machine_look(&s->on, s->process.worker, &look) ||
	    why_set(why, "'%s': %s", s->command, look.text);
}

static bool
knows_its_limits(struct session *s, unsigned nonce, struct why *why)
{
	struct answer a;
	char call[80];

	snprintf(call, sizeof(call), "invented_%08x(1)", nonce);
	session_call(s, call, &a);
	return (a.lost == NULL && a.reply.kind == REPLY_UNSUPPORTED) ||
	    why_set(why, "'%s' does not call an invented method unsupported: "
	    "nothing that it says can be believed", s->command);
}

static bool
gives_back(struct session *s, unsigned nonce, struct why *why)
{
	struct answer a;
	char call[80], digits[16];

	snprintf(digits, sizeof(digits), "%u", nonce);
	snprintf(call, sizeof(call), "echo([%s,none])", digits);
	session_call(s, call, &a);
	return (a.lost == NULL && a.reply.kind == REPLY_RETURNED &&
	    a.reply.value->kind == VALUE_LIST && a.reply.value->len == 2 &&
	    value_is(&a.reply.value->items[0], VALUE_INT, digits) &&
	    a.reply.value->items[1].kind == VALUE_NONE) ||
	    why_set(why, "'%s' does not give back a canary: nothing that it "
	    "says can be believed", s->command);
}

/*
 * Five bytes that it says it sent must arrive; a send that cannot succeed
 * must not be said to.
 */
static bool
tells_the_truth(struct session *s, unsigned nonce, struct why *why)
{
	struct text text = TEXT_INIT, call = TEXT_INIT, wanted = TEXT_INIT;
	struct peer peer;
	struct answer a = { .lost = "no" };
	unsigned char bytes[5] = { 1, (unsigned char)nonce,
	    (unsigned char)(nonce >> 8), (unsigned char)(nonce >> 16), 5 };
	bool ok = false, offers;

	if (!peer_start(&peer, "unix", why))
		return false;
	if (channel_send_fd(&s->channel, peer.theirs))
		session_call(s, "s1=adopt(AF_UNIX,SOCK_STREAM,0)", &a);
	text_adds(&call, "s1.send(");
	value_format_bytes(bytes, 5, &call);
	text_addc(&call, ')');
	text_adds(&wanted, "5 bytes ");
	value_format_bytes(bytes, 5, &wanted);
	if (a.lost == NULL)
		session_call(s, text_get(&call), &a);
	ok = a.lost == NULL && a.reply.kind == REPLY_RETURNED &&
	    value_is(a.reply.value, VALUE_INT, "5");
	peer_finish(&peer, &text);
	ok = ok && strcmp(text_get(&text), text_get(&wanted)) == 0;
	if (ok)
		session_call(s, text_get(&call), &a);
	ok = ok && a.lost == NULL && a.reply.kind == REPLY_RAISED &&
	    strcmp(a.reply.err, "EPIPE") == 0;
	offers = a.lost != NULL || a.reply.kind != REPLY_UNSUPPORTED;
	text_release(&text);
	text_release(&call);
	text_release(&wanted);
	peer_release(&peer);
	if (session_alive(s))
		session_call(s, "reset()", &a);
	if (ok && (a.lost != NULL || a.reply.kind != REPLY_RETURNED))
		return why_set(why, "'%s' does not reset: %s", s->command,
		    a.lost != NULL ? a.lost : "it says that it cannot");
	if (!offers)
		return why_set(why, "'%s' does not offer adopt() and send(), "
		    "by which it is found out whether it tells the truth",
		    s->command);
	return ok || why_set(why, "'%s' says of bytes sent what is not so: "
	    "nothing that it says can be believed", s->command);
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
	s->watchdog_ms *= 6;
	ok = ok && hello(s, why) && knows_its_limits(s, nonce, why) &&
	    gives_back(s, nonce, why) && tells_the_truth(s, nonce, why);
	s->watchdog_ms = watchdog_ms;
	if (!ok)
		session_stop(s);
	return ok;
}
