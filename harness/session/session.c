/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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
#include "harness/world/offspring.h"

/* The watchdog's time, until it is believed: of a processor, and in all. */
#define START_TIMES 6
#define START_WAITS 18
#define HANG_LEAST_NS INT64_C(1000000000)
#define SLEPT_NS INT64_C(1000000)	/* a call that took less did not wait */
#define SAID_MOST 1000	/* bytes of what it prints at its start */
#define LOOKS 10	/* at what does not reply, until it hangs */
#define LOOK_MOST_MS 250
#define WORD(macro) WORD_OF(macro)
#define WORD_OF(number) #number

static int64_t sent_ns;		/* when the last request was written */

static const char unasked[] = "protocol-error it answers what was not asked";
static const char crowd[] = "protocol-error it has more than "
    WORD(OFFSPRING_MOST) " processes";

static bool
open_channel(struct session *s, int theirs[2], struct why *why)
{
	int lines[2], fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, lines) != 0)
		return why_errno(why, "cannot make a channel");
	/* What is lost with datagrams is only that they end. */
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0 &&
	    socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, fds) != 0) {
		close(lines[0]);
		close(lines[1]);
		return why_errno(why, "cannot make a channel");
	}
	s->channel.lines = lines[0];
	s->channel.descriptors = fds[0];
	theirs[0] = lines[1];
	theirs[1] = fds[1];
	return (fcntl(lines[0], F_SETFL, O_NONBLOCK) == 0 &&
	    fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0) ||
	    why_errno(why, "cannot make a channel");
}

/* Whether a descriptor arrives at our end; errno says why not. */
static bool
passes_descriptors(struct session *s, int theirs)
{
	struct channel far = CHANNEL_INIT;
	bool sent;
	int fd = -1;

	far.descriptors = theirs;
	sent = channel_send_fd(&far, theirs);
	if (sent)
		fd = channel_recv_fd(&s->channel);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool
session_alive(const struct session *s)
{
	return s->process.pid > 0;
}

bool
session_can(const struct session *s, const char *ability)
{
	return text_has_word(s->can, ability);
}

bool
session_found(const struct session *s, const char *ability)
{
	return s->on.abilities == NULL ||
	    text_has_word(s->on.abilities, ability);
}

bool
session_is_ours(const struct session *s)
{
	return s->name != NULL && strncmp(s->name, "pysock ", 7) == 0;
}

static void
forget_handed(struct session *s)
{
	struct handing *h = &s->handing;
	size_t i;

	for (i = 0; i < h->len; i++)
		close(h->fds[i]);
	text_release(&h->asked);
	*h = (struct handing){ .refused = h->refused };
}

void
session_stop(struct session *s)
{
	process_kill(&s->process);
	holder_release(&s->holder);
	channel_release(&s->channel);
	forget_handed(s);
	pool_release(&s->pool);
	free(s->name);
	free(s->can);
	free(s->said);
	machine_release(&s->on);
	s->name = s->can = s->said = NULL;
}

void
session_kill(struct session *s)
{
	process_kill(&s->process);
	channel_release(&s->channel);
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
	session_kill(s);
}

static bool
speaks_unasked(const struct session *s)
{
	char byte;

	return s->channel.in.len > s->channel.taken ||
	    recv(s->channel.lines, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* Starts it, with what it inherits. */
static bool
start(struct session *s, struct why *why)
{
	struct handing *h = &s->handing;
	int given[2 + SESSION_HANDED], theirs[2] = { -1, -1 }, i;
	bool ok;

	s->failed = 0;
	ok = open_channel(s, theirs, why);
	s->process.further = s->page_fd;
	if (ok && s->serve == NULL)
		ok = process_start(&s->process, s->command, s->top, theirs,
		    why);
	else if (ok) {
		h->refused = passes_descriptors(s, theirs[1]) ? 0 : errno;
		given[0] = theirs[0];
		given[1] = h->refused == 0 ? theirs[1] : -1;
		memcpy(given + 2, h->fds, sizeof(h->fds));
		ok = process_fork(&s->process, s->serve, given, 2 + h->len,
		    why);
	}
	for (i = 0; i < 2; i++)
		if (theirs[i] >= 0)
			close(theirs[i]);
	return ok;
}

/* Whether it may be asked again, being of no effect outside. */
static bool
is_repeatable(const char *call, size_t len)
{
	static const char *const names[] = { "adopt(", "open(", "inverted(",
	    "memory(", "reader(", "handler(", "audit(", "hello(", "echo(",
	    "invented_",
	    "s1.settimeout(", "s1.setblocking(" };
	const char *from = memchr(call, '=', len);
	size_t i;

	from = from != NULL && memchr(call, '(', len) > (const void *)from ?
	    from + 1 : call;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strncmp(from, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

static void
note_asked(struct session *s, const char *prefix, const char *call, size_t len)
{
	struct handing *h = &s->handing;

	if (h->refused == 0)
		return;
	if (strncmp(call, "reset(", 6) == 0)
		forget_handed(s);
	else if (prefix[0] == '\0' && is_repeatable(call, len)) {
		text_add(&h->asked, call, len);
		text_addc(&h->asked, '\n');
	} else
		h->used = true;
}

/* Asks again what it was asked before. */
static bool
ask_again(struct session *s, char *calls)
{
	struct answer a;
	char *call;

	while ((call = strsep(&calls, "\n")) != NULL)
		if (call[0] != '\0') {
			session_call(s, call, &a);
			if (a.lost != NULL)
				return false;
		}
	return true;
}

/* Forks it with the descriptors that were handed over since it was forked. */
static bool
fork_anew(struct session *s)
{
	struct handing *h = &s->handing;
	struct why why = WHY_INIT;
	char *asked;
	bool ok;

	if (!h->fresh)
		return true;
	h->fresh = false;
	asked = text_detach(&h->asked);
	process_kill(&s->process);
	channel_release(&s->channel);
	ok = start(s, &why) && ask_again(s, asked);
	free(asked);
	return ok;
}

bool
session_hand_over(struct session *s, int fd, struct why *why)
{
	struct handing *h = &s->handing;

	s->handed = true;
	if (h->refused == 0)
		return channel_send_fd(&s->channel, fd) ||
		    why_errno(why, "cannot hand over a descriptor");
	errno = h->refused;
	if (h->used)
		return why_errno(why, "descriptors cannot be passed, and it is "
		    "too late to inherit one: SCM_RIGHTS");
	if (h->len == SESSION_HANDED)
		return why_set(why, "more than %d descriptors",
		    SESSION_HANDED);
	h->fds[h->len] = fcntl(fd, F_DUPFD_CLOEXEC, 10);
	if (h->fds[h->len] < 0)
		return why_errno(why, "cannot duplicate a descriptor");
	h->len++;
	h->fresh = true;
	return true;
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

bool
session_send(struct session *s, const char *prefix, const char *call)
{
	struct text line = TEXT_INIT;
	bool ok;

	if (!session_alive(s) || !fork_anew(s) || s->failed != 0)
		return false;
	s->unasked = speaks_unasked(s);
	if (s->unasked)
		return false;
	note_asked(s, prefix, call, strlen(call));
	process_wakes(&s->process);
	pool_reset(&s->pool);
	text_addf(&line, "%llu %s%s\n", (unsigned long long)++s->seq, prefix,
	    call);
	if (s->echo != NULL)
		fprintf(s->echo, "%s > %s", name_of(s), text_get(&line));
	sent_ns = clock_now_ns();
	turn_to_reply(s, sent_ns);
	ok = write_request(s, &line);
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

	if (!session_alive(s) || !fork_anew(s) || s->failed != 0)
		return false;
	s->unasked = speaks_unasked(s);
	if (s->unasked)
		return false;
	process_wakes(&s->process);
	pool_reset(&s->pool);
	for (; *calls != '\0'; calls += len + (calls[len] == '\n')) {
		len = strcspn(calls, "\n");
		note_asked(s, "", calls, len);
		text_addf(&lines, "%llu %.*s\n", (unsigned long long)++seq,
		    (int)len, calls);
		if (s->echo != NULL)
			fprintf(s->echo, "%s > %llu %.*s\n", name_of(s),
			    (unsigned long long)seq, (int)len, calls);
	}
	sent_ns = clock_now_ns();
	turn_to_reply(s, sent_ns);
	ok = write_request(s, &lines);
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
		fprintf(s->echo, "%s < %s\n", name_of(s), line);
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

/* False: it is lost, or has hung. */
static bool
await(struct session *s, struct peer *const *peers, size_t peers_len,
    int64_t from_ns, struct answer *a)
{
	int64_t limit = session_hang_ns(s);
	int64_t most = INT64_C(1000000) * s->pace.times * s->watchdog_ms;
	struct idle idle;
	int look_ms;

	/* Virtual time is soon over, even a month of it. */
	if (clock_is_exact() && limit > most)
		most = limit;
	look_ms = (int)((limit < most ? limit : most) / LOOKS / 1000000);
	if (look_ms > LOOK_MOST_MS && !clock_is_exact())
		look_ms = LOOK_MOST_MS;
	idle_start(&idle, &s->process);
	while (!session_wait(s, look_ms, peers, peers_len, a))
		if (offspring_is_crowd(s->process.pid)) {
			session_lose(s, a, crowd);
			return false;
		} else if (idle_for(&idle, limit) ||
		    clock_now_ns() - from_ns >= most || has_spent(s)) {
			session_lose(s, a, "hung");
			return false;
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

bool
session_holds_nothing(struct session *s, struct text *out)
{
	/* Forked anew meanwhile, it has nothing from before. */
	if (s->holder.pid != s->process.worker) {
		holder_start(&s->holder, s->process.worker);
		return true;
	}
	if (offspring_has_strays())
		text_adds(out, "process left");
	return holder_check(&s->holder, out) && out->len == 0;
}

static bool
hello(struct session *s, struct why *why)
{
	struct text name = TEXT_INIT;
	struct answer a;
	char *implementation, *version, *pid, *protocol;
	struct why look = WHY_INIT;
	bool ok;

	session_call(s, "hello()", &a);
	if (a.lost != NULL && a.line == NULL)
		return why_set(why, "'%s' %s when greeted: %s", s->command,
		    a.lost, a.reply.text != NULL && a.reply.text[0] != '\0' ?
		    a.reply.text : "it printed nothing");
	if (a.lost != NULL || a.reply.kind != REPLY_RETURNED ||
	    a.reply.value->kind != VALUE_LIST)
		return questions_disbelieve(s, "hello()", &a, "and does not "
		    "introduce itself", why);
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
		return questions_disbelieve(s, "hello()", &a, "without "
		    "implementation, version, can, protocol "
		    WORD(PROTOCOL_VERSION) " or a pid of its own", why);
	return machine_look(&s->on, s->process.worker, &look) ||
	    why_set(why, "'%s': %s", s->command, look.text);
}

bool
session_start(struct session *s, struct why *why)
{
	int watchdog_ms = s->watchdog_ms;
	unsigned nonce = 0;
	enum phase before = phase_starts();
	bool ok;

	session_stop(s);
	s->seq = 0;
	s->passed = 0;
	s->handed = s->strays = false;
	s->unasked = false;
	/* A program that is gone is an event of its trace, not our end. */
	signal(SIGPIPE, SIG_IGN);
	ok = start(s, why);
	if (getrandom(&nonce, sizeof(nonce), 0) < 0)
		nonce = (unsigned)clock_now_ns();
	/* On a busy machine an interpreter is slow to start. */
	s->pace = (struct pace){ .waits_ns = watchdog_ms *
	    INT64_C(1000000), .times = 1, .spends_ns = watchdog_ms *
	    INT64_C(1000000) * START_TIMES };
	s->watchdog_ms *= START_WAITS;
	ok = ok && hello(s, why);
	s->passed += ok;
	s->pace = (struct pace){ .times = 1 };
	ok = ok && questions_ask(s, nonce, why);
	if (ok)
		holder_start(&s->holder, s->process.worker);
	s->watchdog_ms = watchdog_ms;
	if (ok)
		s->said = process_words(&s->process, SAID_MOST);
	else
		session_stop(s);
	phase_started(before);
	return ok;
}
