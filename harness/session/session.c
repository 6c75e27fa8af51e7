/* SPDX-License-Identifier: BSD-2-Clause */
/* Its life: how it is started, what it is handed, and how it ends. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/protocol/clean.h"
#include "harness/session/internal.h"
#include "harness/session/questions.h"
#include "harness/world/clock.h"
#include "harness/world/offspring.h"
#include "harness/world/phase.h"

/* The watchdog's time, until it is believed: of a processor, and in all. */
#define START_TIMES 6
#define START_WAITS 18
#define SAID_MOST 1000	/* bytes of what it prints at its start */
#define STRAY_TRIES 100	/* of 1 ms, for one that ends by itself */

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

void
session_note_asked(struct session *s, const char *prefix, const char *call,
    size_t len)
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

bool
session_fork_anew(struct session *s)
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

/* Whether that is its own doing, of which the next answer tells. */
static bool
takes_none(struct session *s)
{
	int err = errno == ECONNRESET ? EPIPE : errno;

	if (err == EPIPE || err == EAGAIN)
		s->failed = err;
	return s->failed == err;
}

bool
session_hand_over(struct session *s, int fd, struct why *why)
{
	struct handing *h = &s->handing;

	s->handed = true;
	if (h->refused == 0)
		return channel_send_fd(&s->channel, fd) || takes_none(s) ||
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

/* Who is about to end is given the time for that. */
static bool
has_strays(const struct session *s)
{
	int tries;

	for (tries = 0; tries < STRAY_TRIES; tries++) {
		if (!offspring_has_strays(s->process.pid))
			return false;
		clock_sleep_ms(1);
	}
	return true;
}

bool
session_holds_nothing(struct session *s, struct text *out)
{
	enum phase before = phase_turn(PHASE_OBSERVING, clock_now_ns());
	bool nothing = true;

	/* Forked anew meanwhile, it has nothing from before. */
	if (s->holder.pid != s->process.worker) {
		holder_start(&s->holder, s->process.worker);
	} else {
		if (has_strays(s))
			text_adds(out, "process left");
		nothing = holder_check(&s->holder, out) && out->len == 0;
	}
	phase_turn(before, clock_now_ns());
	return nothing;
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
	if (ok) {
		text_add_clean(&name, implementation);
		text_addc(&name, ' ');
		text_add_clean(&name, version);
	}
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
	struct pace before_all = s->pace;
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
	s->pace = (struct pace){ .times = 1, .spinning = before_all.spinning,
	    .spun = before_all.spun };
	ok = ok && questions_ask(s, nonce, why);
	if (ok && offspring_is_crowd(s->process.pid))
		ok = why_set(why, "'%s' has more than " WORD(OFFSPRING_MOST)
		    " processes", s->command);
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
