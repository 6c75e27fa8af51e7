/* SPDX-License-Identifier: BSD-2-Clause */
/* What is asked of it, and what comes of that: requests and replies. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/protocol/clean.h"
#include "harness/session/internal.h"
#include "harness/world/busy.h"
#include "harness/world/clock.h"
#include "harness/world/idle.h"
#include "harness/world/offspring.h"

#define HANG_LEAST_NS INT64_C(1000000000)
#define SLEPT_NS INT64_C(1000000)	/* a call that took less did not wait */
#define LOOKS 10	/* at what does not reply, until it hangs */
#define LOOK_MOST_MS 250
#define QUEUED_MOST 10	/* times as long, for who waits for a processor */

static int64_t sent_ns;		/* when the last request was written */

static const char unasked[] = "protocol-error it answers what was not asked";
static const char crowd[] = "protocol-error it has more than "
    WORD(OFFSPRING_MOST) " processes";

static bool
speaks_unasked(const struct session *s)
{
	char byte;

	return s->channel.in.len > s->channel.taken ||
	    recv(s->channel.lines, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* What it calls itself, once it has. */
static const char *
name_of(const struct session *s)
{
	return s->name != NULL ? s->name : s->command;
}

static bool
write_request(struct session *s, const struct text *lines)
{
	bool ok;

	s->channel.patience_ms = s->watchdog_ms;
	ok = channel_write(&s->channel, text_get(lines), lines->len);
	s->failed = ok || errno == EPIPE || errno == ECONNRESET ? 0 : errno;
	return ok;
}

/* Gives it up, whose fault it is not. */
static void
lose_ours(struct session *s, struct answer *a, int err)
{
	char sentence[160];

	snprintf(sentence, sizeof(sentence), "the runner cannot speak with the "
	    "implementation: %s", strerror(err));
	s->failed = 0;
	session_lose(s, a, sentence);
	a->ours = true;
}

/* From now on time goes into its reply, which may be awaited more than once. */
static void
turn_to_reply(struct session *s, int64_t now_ns)
{
	enum phase before = phase_turn(s->phase, now_ns);

	if (before != s->phase)
		s->outer = before;
}

/* Whether it lives, and has said nothing that nobody asked for. */
static bool
may_ask(struct session *s)
{
	if (!session_alive(s) || !session_fork_anew(s) || s->failed != 0)
		return false;
	s->unasked = speaks_unasked(s);
	return !s->unasked;
}

/* Writes the lines, which go with it. */
static bool
send_off(struct session *s, struct text *lines)
{
	bool ok;

	sent_ns = clock_now_ns();
	turn_to_reply(s, sent_ns);
	ok = write_request(s, lines);
	text_release(lines);
	return ok;
}

bool
session_send(struct session *s, const char *prefix, const char *call)
{
	struct text line = TEXT_INIT;

	if (!may_ask(s))
		return false;
	session_note_asked(s, prefix, call, strlen(call));
	process_wakes(&s->process);
	pool_reset(&s->pool);
	text_addf(&line, "%llu %s%s\n", (unsigned long long)++s->seq, prefix,
	    call);
	if (s->echo != NULL)
		fprintf(s->echo, "%s > %s", name_of(s), text_get(&line));
	return send_off(s, &line);
}

bool
session_send_all(struct session *s, const char *calls)
{
	struct text lines = TEXT_INIT;
	uint64_t seq = s->seq;
	size_t len;

	if (!may_ask(s))
		return false;
	process_wakes(&s->process);
	pool_reset(&s->pool);
	for (; *calls != '\0'; calls += len + (calls[len] == '\n')) {
		len = strcspn(calls, "\n");
		session_note_asked(s, "", calls, len);
		text_addf(&lines, "%llu %.*s\n", (unsigned long long)++seq,
		    (int)len, calls);
		if (s->echo != NULL)
			fprintf(s->echo, "%s > %llu %.*s\n", name_of(s),
			    (unsigned long long)seq, (int)len, calls);
	}
	return send_off(s, &lines);
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
	struct text echoed = TEXT_INIT;
	char sentence[160];

	a->elapsed_ns = clock_now_ns() - sent_ns;
	a->lost = NULL;
	if (s->echo != NULL) {
		text_add_clean(&echoed, line);
		fprintf(s->echo, "%s < %s\n", name_of(s), text_get(&echoed));
		text_release(&echoed);
	}
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
	else if (a->reply.kind != REPLY_CALLING) {
		if (s->handed && a->reply.kind == REPLY_UNSUPPORTED)
			s->strays = true;
		s->handed = false;
	}
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
	poll(fds, n, left > INT_MAX ? INT_MAX : left > 0 ? (int)left : 0);
	for (i = 0; i < peers_len; i++)
		if (peers[i]->drains)
			peer_drain(peers[i]);
}

/* Whether it has ended, whoever holds its end of the channel, and said all. */
static bool
is_over(const struct session *s)
{
	char byte;

	return process_is_over(&s->process) &&
	    recv(s->channel.lines, &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0;
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
	if (session_alive(s) && s->failed == ETIMEDOUT) {
		session_lose(s, a, "hung");
		return true;
	}
	if (session_alive(s) && s->failed == EAGAIN) {
		session_lose(s, a, "protocol-error it takes no descriptors");
		return true;
	}
	if (session_alive(s) && s->failed == EPIPE) {
		session_lose(s, a, NULL);
		return true;
	}
	if (session_alive(s) && s->failed != 0) {
		lose_ours(s, a, s->failed);
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
		case CHANNEL_FAILED:
			lose_ours(s, a, errno);
			return true;
		case CHANNEL_TOO_LONG:
			session_lose(s, a, "protocol-error a line is too long "
			    "or has a NUL");
			return true;
		case CHANNEL_AGAIN:
			if (!is_over(s))
				break;
			session_lose(s, a, NULL);
			return true;
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

static bool
has_spent(const struct session *s)
{
	return s->pace.spends_ns > 0 &&
	    process_used_ns(s->process.worker) >= s->pace.spends_ns;
}

/*
 * Whether it has had so much of a processor, or so much time. What it waited
 * for a processor, which others had, is not counted, but has an end too.
 */
static bool
has_had(struct session *s, const struct busy *before, const struct idle *idle,
    int64_t ns, int64_t most)
{
	int64_t runs = s->pace.times * s->pace.runs_ns, queued;
	struct busy now;

	busy_glance(&now, s->process.worker, false);
	s->pace.ran = runs > 0 && before->used_ns >= 0 &&
	    now.used_ns - before->used_ns >= runs + s->pace.waits_ns;
	if (s->pace.ran || ns < most)
		return s->pace.ran;
	queued = now.queued_ns - before->queued_ns;
	if (queued < idle->waited_ns)
		queued = idle->waited_ns;
	return ns - queued >= most ||
	    ns / QUEUED_MOST >= most;
}

/* False: it is lost, or has hung. */
static bool
await(struct session *s, struct peer *const *peers, size_t peers_len,
    int64_t from_ns, struct answer *a)
{
	int64_t limit = session_hang_ns(s);
	int64_t most = INT64_C(1000000) * s->pace.times * s->watchdog_ms;
	struct busy before = { .at_ns = 0 };
	struct idle idle;
	int look_ms;

	/* Virtual time is soon over, even a month of it. */
	if (clock_is_exact() && limit > most)
		most = limit;
	look_ms = (int)((limit < most ? limit : most) / LOOKS / 1000000);
	if (look_ms > LOOK_MOST_MS && !clock_is_exact())
		look_ms = LOOK_MOST_MS;
	idle_start(&idle, &s->process);
	while (!session_wait(s, look_ms, peers, peers_len, a)) {
		if (before.at_ns == 0)
			busy_glance(&before, s->process.worker, false);
		if (offspring_is_crowd(s->process.pid)) {
			session_lose(s, a, crowd);
			return false;
		}
		if (idle_for(&idle, limit) || has_spent(s) || has_had(s,
		    &before, &idle, clock_now_ns() - from_ns, most)) {
			session_lose(s, a, "hung");
			return false;
		}
	}
	return true;
}

/* Of so long a wait, what the call itself slept as it was told to. */
static int64_t
waited_ns(const struct session *s, const struct answer *a, int64_t ns)
{
	if (a->lost != NULL || a->reply.took_ns < SLEPT_NS)
		return 0;
	if (ns > a->reply.took_ns)
		ns = a->reply.took_ns;
	return ns < s->pace.waits_ns ? ns : s->pace.waits_ns;
}

void
session_await(struct session *s, struct peer *const *peers, size_t peers_len,
    struct answer *a)
{
	int64_t from = clock_now_ns(), now, took;
	bool replied;

	turn_to_reply(s, from);
	replied = await(s, peers, peers_len, from, a);
	now = clock_now_ns();
	phase_turn(s->outer, now);
	if (!replied)
		return;
	phase_move(s->phase, PHASE_WAITING, waited_ns(s, a, now - from));
	took = now - from - s->pace.waits_ns;
	if (took > s->pace.took_ns)
		s->pace.took_ns = took;
}

void
session_call(struct session *s, const char *call, struct answer *a)
{
	session_send(s, "", call);
	session_await(s, NULL, 0, a);
}
