/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A conversation with one implementation: the process, its channel, and what
 * may be believed of what it says.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <stdio.h>

#include "harness/interpose/page.h"
#include "harness/protocol/channel.h"
#include "harness/protocol/message.h"
#include "harness/protocol/why.h"
#include "harness/session/machine.h"
#include "harness/world/holdings.h"
#include "harness/world/peer.h"
#include "harness/world/phase.h"
#include "harness/world/process.h"

struct row;

/* What a reply is expected to take. */
struct pace {
	int64_t waits_ns;	/* the longest that a call waits by itself; not
				   what the watchdog would not wait for */
	int64_t took_ns;	/* the longest that one took beyond that, here */
	const struct row *spinning;	/* a scene's: whose calls never slept */
	unsigned char *spun;	/* set where they did in another process that
				   runs this row; shared; or NULL */
	int64_t runs_ns;	/* of a processor, that one call may take beyond
				   what it waits; 0: the watchdog's time */
	bool ran;	/* the last that hung had taken that */
	int times;	/* how much more it may be, and the watchdog's time too */
	int64_t spends_ns;	/* of a processor at most; 0: any */
};

#define SESSION_HANDED 16	/* descriptors between two resets */

/*
 * Descriptors on a kernel that cannot pass them: an implementation that is a
 * fork of ours inherits them. It is forked anew with each one more, and asked
 * again what it was asked before, which is possible as long as that was of no
 * effect outside of it.
 */
struct handing {
	int refused;	/* what the kernel answers; 0: it passes descriptors */
	int fds[SESSION_HANDED];	/* ours, in their order */
	size_t len;
	bool fresh;	/* the last of them came after the fork */
	bool used;	/* something was asked that cannot be asked again */
	struct text asked;	/* a line each */
};

struct session {
	const char *command;	/* shell command; the caller's */
	int (*serve)(void);	/* in a fork, in place of the command; or NULL */
	const char *probe;	/* what tells what it inherits, if not
				   build/probe; "": there is none */
	const char *top;	/* folder it is started in; the caller's */
	int watchdog_ms;	/* how long one reply may take at most */
	struct pace pace;
	enum phase phase;	/* what waiting for its replies counts as */
	enum phase outer;	/* and what goes on then */
	FILE *echo;		/* gets each line that passes, or NULL */
	struct process process;
	struct holder holder;	/* what it held after the last reset */
	struct channel channel;
	uint64_t seq;		/* of the last request */
	bool unasked;		/* it spoke before the last request */
	int failed;		/* errno of the runner's own writing to it, or
				   0; ETIMEDOUT: it reads nothing any more;
				   EPIPE, EAGAIN: it takes no descriptors, its
				   end being closed, or so many being there */
	struct pool pool;	/* holds the last reply */
	char *name;		/* "CPython 3.11.2" */
	char *can;		/* " sendmsg dynamic …", each between spaces */
	char *said;		/* what it, or what starts it, printed until it
				   was believed; NULL: nothing */
	size_t passed;		/* first questions, of questions_names */
	struct machine on;	/* what it runs on */
	struct page *page;	/* of interposed.h, or NULL; the caller's */
	int page_fd;
	int rules_len;		/* of it, which the implementation may change */
	struct handing handing;
	bool handed;		/* a descriptor, which the next request takes */
	bool strays;		/* that was unsupported, and took none: it is of
				   no use for another instance */
};

#define SESSION_INIT { .watchdog_ms = 10000, .pace = { .times = 1 }, \
	.phase = PHASE_IUT, .process = PROCESS_INIT, .holder = HOLDER_INIT, \
	.channel = CHANNEL_INIT, \
	.pool = POOL_INIT, .on = MACHINE_INIT, .page_fd = -1 }

/* What came of a request. */
struct answer {
	struct reply reply;	/* valid until the next request */
	const char *lost;	/* else NULL: "died SIGSEGV", "hung", … */
	bool ours;		/* lost: because the runner could not go on */
	const char *line;	/* lost: what it said that is no reply; or NULL */
	int64_t elapsed_ns;	/* from the request to the reply, here */
};

/*
 * Starts it and finds out whether it can be believed: it must introduce
 * itself, call an invented method unsupported, give back a canary, and tell
 * the truth about what the runner sees for itself. On failure it is stopped,
 * and the sentence has what was asked, what it said, and what was seen. Its
 * pace is then that of its answers to these.
 */
bool session_start(struct session *, struct why *);

bool session_alive(const struct session *);

/* Whether it is our own, which offers all that is asked for. */
bool session_is_ours(const struct session *);

/* Whether it said that it has a method or ability. */
bool session_can(const struct session *, const char *ability);

/*
 * Hands over a duplicate of fd, which the next request takes; the answer to that
 * is lost if it does not take any. False with the reason: `why->err` is the
 * kernel's answer where it cannot pass descriptors.
 */
bool session_hand_over(struct session *, int fd, struct why *);

/*
 * Whether it found that its platform has it, `sendfile`, by trying; so it is
 * where nothing is told of that.
 */
bool session_found(const struct session *, const char *ability);

/*
 * Writes a request; `prefix` is "", "announce " or "thread ". False if it is
 * gone, has spoken unasked, or has read nothing for as long as the watchdog
 * lets it: session_wait() then says so.
 */
bool session_send(struct session *, const char *prefix, const char *call);

/*
 * Writes requests, a line each, in one go. Each reply is then to be asked for:
 * session_next(), session_wait(). False as above.
 */
bool session_send_all(struct session *, const char *calls);
void session_next(struct session *);

/*
 * Waits for the reply at most so many ms, draining those of the peers that
 * drain. False: not yet. After an answer that says `lost` it is stopped.
 */
bool session_wait(struct session *, int timeout_ms, struct peer *const *peers,
    size_t peers_len, struct answer *);

/*
 * How long it may sleep over a reply: half as long again as a call waits by
 * itself, and twice what replies took beyond that; at least a second.
 */
int64_t session_hang_ns(const struct session *);

/*
 * Waits for the reply with the watchdog, draining as above. The implementation
 * has hung, and is lost, once it has been seen asleep for that long without a
 * break (idle.h: what this machine was late is not counted), or has had as much
 * of a processor as its pace lets it; one that runs, wants to run or waits for a
 * disk gets at most the watchdog's time. What the reply took becomes part of the
 * pace.
 */
void session_await(struct session *, struct peer *const *peers,
    size_t peers_len, struct answer *);

/* Sends and waits, with the watchdog. */
void session_call(struct session *, const char *call, struct answer *);

/*
 * Adds what it holds after a reset that it did not hold after the one before
 * (holdings.h); false if there is something.
 */
bool session_holds_nothing(struct session *, struct text *);

/* Gives it up for that reason, "hung", which becomes what the answer lost. */
void session_lose(struct session *, struct answer *, const char *reason);

/* Ends the process. What it said of itself is known until the next start. */
void session_kill(struct session *);

void session_stop(struct session *);

#endif
