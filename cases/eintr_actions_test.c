/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signals whose handlers do something to the socket of the call that they
 * interrupt, or take their time; and what a call had done before the signal.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "harness/scene/blocking.h"
#include "harness/scene/share.h"
#include "harness/world/clock.h"

#define LIMIT_MS 200		/* the kernel's, for a blocking call */
#define LONG_MS 5000		/* one that a signal forestalls */

#define MODES "mode=none|5.0"
#define SHUT_FOR_SENDING "'shutdown',s1,1"

static double
axis_seconds(const struct scene *sc, const char *name)
{
	return strtod(axis(sc, name), NULL);
}

/* A handler acts; whether the call goes on is seen, and if so it is let. */
static void
act_and_see(struct scene *sc)
{
	struct blocking b;

	/* Full it is not ready, though to send would be an error at once. */
	if (axis_is(sc, "action", SHUT_FOR_SENDING) &&
	    !axis_is(sc, "mode", "none") &&
	    strncmp(axis(sc, "method"), "send", 4) == 0)
		rests_on_poll(sc);
	blocking_start(sc, &b);
	if (b.listener != NULL)
		b.listener->shut = strncmp(axis(sc, "action"), "'shutdown'",
		    10) == 0;
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,%s)", axis(sc, "action"));
	begin(sc, "%s", b.call);
	if (blocked(sc))
		send_signal(sc, SIGUSR1);
	if (blocked(sc))
		blocking_let(sc, &b);
	finish(sc);
	call(sc, "handler_runs()");
	call(sc, "s1.gettimeout()");
}

/*
 * Shut down by its handler, the socket is ready for ever and has nothing: a
 * call with a timeout asks again and again, and never sleeps.
 */
static bool
stays_ready(const struct instance *i)
{
	bool datagrams = instance_is(i, "kind", "udp") ||
	    instance_is(i, "kind", "dgram");

	return blocking_fits(i) && !instance_is(i, "action", SHUT_FOR_SENDING) &&
	    (instance_is(i, "method", "accept") ?
	    !instance_is(i, "kind", "tcp") : datagrams &&
	    (instance_is(i, "method", "recv") ||
	    instance_is(i, "method", "recvmsg")));
}

static bool
ends_or_sleeps(const struct instance *i)
{
	return blocking_fits_and_ends_soon(i) &&
	    (instance_is(i, "mode", "none") || !stays_ready(i));
}

/* A handler changes the timeout of a call that has a deadline. */
static void
change_and_wait(struct scene *sc)
{
	struct blocking b;

	if (axis_is(sc, "action", "'settimeout',s1,none") ||
	    axis_is(sc, "action", "'setblocking',s1,false"))
		rests_on_poll(sc);
	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "handler(SIGUSR1,%s)", axis(sc, "action"));
	begin(sc, "%s", b.call);
	if (blocked(sc))
		send_signal(sc, SIGUSR1);
	finish(sc);
	elapsed(sc, axis_seconds(sc, "timeout"));
	call(sc, "s1.gettimeout()");
}

/*
 * A handler gives a blocking call a timeout. Not waited for to sleep again:
 * CPython does not sleep then.
 */
static void
change_and_let(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "handler(SIGUSR1,%s)", axis(sc, "action"));
	begin(sc, "%s", b.call);
	if (blocked(sc))
		send_signal(sc, SIGUSR1);
	let_go_on(sc, 110);
	blocking_let(sc, &b);
	finish(sc);
	call(sc, "s1.gettimeout()");
	blocking_look(sc, &b);
}

/* The deadline passes while the handler sleeps. */
static void
overrun(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "handler(SIGUSR1,'sleep',%s)", axis(sc, "sleep"));
	begin(sc, "%s", b.call);
	if (blocked(sc))
		send_signal(sc, SIGUSR1);
	/* In the handler now. */
	if (blocked(sc) && axis_is(sc, "let", "true"))
		blocking_let(sc, &b);
	finish(sc);
	call(sc, "handler_runs()");
}

/* The same with a bound; the last call is the method's. */
static void
overrun_and_measure(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "handler(SIGUSR1,'sleep',%s)", axis(sc, "sleep"));
	begin(sc, "%s", b.call);
	if (blocked(sc))
		send_signal(sc, SIGUSR1);
	finish(sc);
	elapsed_between(sc, axis_seconds(sc, "timeout"),
	    axis_seconds(sc, "timeout") + axis_seconds(sc, "sleep"));
}

static void
storm_of_slow_handlers(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "handler(SIGUSR1,'sleep',%s)", axis(sc, "sleep"));
	begin(sc, "%s", b.call);
	finish_in_storm(sc, SIGUSR1, 20, 1000);
	elapsed_between(sc, axis_seconds(sc, "timeout"),
	    axis_seconds(sc, "timeout") + 2 * axis_seconds(sc, "sleep"));
}

/* A pair of which the IUT has both ends: s1 and s2. */
static void
start_own_pair(struct scene *sc)
{
	struct peer *p;

	if (strncmp(axis(sc, "call"), "sendmsg_afalg", 13) != 0) {
		set_up(sc, "s1=socketpair(AF_UNIX,%s)", axis(sc, "type"));
		return;
	}
	/* As on a kernel without AF_ALG; a stream, since one read empties it. */
	p = pair_as(sc, "unix", "AF_ALG");
	hand_over(sc, p->fd);
	set_up(sc, "s2=adopt(AF_UNIX,SOCK_STREAM,0)");
}

/* Its handler does what the call waits for. */
static void
handler_lets(struct scene *sc)
{
	bool sends = strncmp(axis(sc, "call"), "send", 4) == 0;

	start_own_pair(sc);
	if (sends && !session_found(sc->session, "send:whole"))
		lacking(sc, "send:whole", "send(2) takes less than there is "
		    "room for, so two calls do not fill the connection");
	if (sends) {
		rests_on_room(sc);
		set_up(sc, "s1.setblocking(false)");
		set_up(sc, "s1.send(fill:1:150000)");
		set_up(sc, "s1.send(fill:1:150000)");
	}
	if (axis_is(sc, "call", "sendfile(f1)"))
		file(sc, "regular", 2000, "rb", -1);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, sends ? "handler(SIGUSR1,'recv',s2,400000)" :
	    "handler(SIGUSR1,'send',s2,x'616263')");
	begin(sc, "s1.%s", axis(sc, "call"));
	if (blocked(sc))
		send_signal(sc, SIGUSR1);
	finish(sc);
	elapsed_at_most(sc, 1.0);
	call(sc, "handler_runs()");
}

/* A client of AF_UNIX has no port that the trace would show. */
static void
handler_connects(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 5);

	give_listener(sc, l);
	set_up(sc, "s2=socket(AF_UNIX,%s)", l->type == SOCK_STREAM ?
	    "SOCK_STREAM" : "SOCK_SEQPACKET");
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'connect',s2,%s)",
	    text_get(&l->address));
	begin(sc, "s3=s1.accept()");
	if (blocked(sc))
		send_signal(sc, SIGUSR1);
	finish(sc);
	elapsed_at_most(sc, 1.0);
	call(sc, "handler_runs()");
	call(sc, "s3.send(x'616263')");
	call(sc, "s2.recv(10)");
}

static void
handler_accepts(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 0);
	struct why why = WHY_INIT;

	if (!over(sc) && !listener_fill(l, &why))
		no_world(sc, &why);
	give_listener(sc, l);
	set_up(sc, "s2=socket(AF_UNIX,%s)", l->type == SOCK_STREAM ?
	    "SOCK_STREAM" : "SOCK_SEQPACKET");
	set_up(sc, "s2.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'accept',s1)");
	begin(sc, "s2.connect(%s)", text_get(&l->address));
	if (blocked(sc))
		send_signal(sc, SIGUSR1);
	finish(sc);
	elapsed_at_most(sc, 1.0);
	call(sc, "handler_runs()");
	call(sc, "s2.send(x'616263')");
}

/* A read takes a whole stream, but only one record. */
static bool
one_read_makes_room(const struct instance *i)
{
	const char *its = instance_value(i, "call");

	/* sendfile() wants a stream, too. */
	return instance_is(i, "type", "SOCK_STREAM") ||
	    strncmp(its, "recv", 4) == 0;
}

static void
document_let_by_handler(struct documented *d, const struct instance *i)
{
	const char *its = instance_value(i, "call");
	char method[24];

	snprintf(method, sizeof(method), "%.*s", (int)strcspn(its, "("), its);
	documented_want(d, method, "%s", strcmp(method, "recv") == 0 ?
	    "returned x'616263'" : strcmp(method, "recvmsg") == 0 ?
	    "returned (x'616263',[],*" : strcmp(method, "sendall") == 0 ?
	    "returned none" : strcmp(method, "sendfile") == 0 ?
	    "returned 2000" : "returned 2");
	documented_add(d, "blocked: true; elapsed: in time; "
	    "handler_runs: returned 1");
}

/* Whether the IUT's end has room, as poll(2) says to the runner. */
static bool
has_room(const struct peer *p)
{
	struct pollfd room = { .fd = p->theirs, .events = POLLOUT };

	return poll(&room, 1, 0) == 1;
}

/* Part of the data is gone when the signal comes. */
static void
interrupt_partial(struct scene *sc)
{
	struct peer *p = pair_as(sc, axis(sc, "kind"),
	    instance_value(sc->instance, "family"));
	bool waits;

	usual_room(sc, p);
	file(sc, "regular", 600000, "rb", -1);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'%s')", axis(sc, "action"));
	begin(sc, "s1.%s", axis(sc, "call"));
	waits = blocked(sc);
	/* TCP has room for all of it where buffers grow as they are used. */
	if (waits && axis_is(sc, "kind", "tcp") && !has_room(p))
		lacking(sc, "room", "TCP does not take 600000 bytes at once");
	if (waits)
		come_to_rest(sc, p);
	name_room(sc, p, axis_is(sc, "call", "sendfile(f1)") ? 7 : 1);
	if (waits)
		send_signal(sc, SIGUSR1);
	p->drains = blocked(sc);
	if (p->drains)
		peer_drain(p);
	finish(sc);
	call(sc, "handler_runs()");
	received(sc, p);
}

/* What sendfile() promises: the position tells how much was sent. */
static void
interrupt_sendfile(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	struct file *f = file(sc, "regular", 600000, "rb", -1);

	usual_room(sc, p);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'%s')", axis(sc, "action"));
	begin(sc, "s1.sendfile(f1)");
	if (blocked(sc)) {
		name_room(sc, p, 7);
		send_signal(sc, SIGUSR1);
	}
	p->drains = blocked(sc);
	finish(sc);
	received(sc, p);
	observe(sc, "position_tells_what_was_sent", "%s", file_offset(f) ==
	    (int64_t)p->received_bytes ? "true" : "false");
}

static void
interrupt_waiting_for_all(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	peer_sends(sc, p, 3, 1);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'%s')", axis(sc, "action"));
	begin(sc, "s1.%s", axis(sc, "call"));
	if (blocked(sc))
		send_signal(sc, SIGUSR1);
	if (blocked(sc))
		peer_sends(sc, p, 7, 2);
	finish(sc);
	call(sc, "handler_runs()");
}

static void
limit(struct scene *sc, struct peer *p, int option, int ms)
{
	struct timeval tv = { ms / 1000, ms % 1000 * 1000 };

	if (!over(sc) && setsockopt(p->theirs, SOL_SOCKET, option, &tv,
	    sizeof(tv)) != 0)
		broken(sc, "cannot limit the time of a socket");
	may_wait(sc, ms / 1000.0);
}

/* The kernel's own limit for a blocking socket, with signals. */
static void
interrupt_limited(struct scene *sc)
{
	long long n = axis_number(sc, "signals");
	/* What a signal ends is not to end before it on a slow machine. */
	int ms = n > 0 && axis_is(sc, "action", "raise") ? LONG_MS : LIMIT_MS;
	struct blocking b;
	int64_t last;

	blocking_start(sc, &b);
	limit(sc, b.peer, SO_RCVTIMEO, ms);
	limit(sc, b.peer, SO_SNDTIMEO, ms);
	set_up(sc, "handler(SIGUSR1,'%s')", axis(sc, "action"));
	begin(sc, "%s", b.call);
	last = clock_now_ns();
	while (n-- > 0 && blocked(sc)) {
		send_signal(sc, SIGUSR1);
		/* Later it may meet the end of the limit. */
		acted_within(sc, last, ms / 2);
		last = clock_now_ns();
	}
	finish(sc);
	if (axis_is(sc, "action", "return"))
		elapsed_by_ticks(sc, LIMIT_MS / 1000.0,
		    axis_number(sc, "signals"));
}

static bool
fits_and_has_peer(const struct instance *i)
{
	/* sendfile() polls a blocking socket too, which has no limit then. */
	return blocking_fits(i) && !instance_is(i, "method", "accept") &&
	    !instance_is(i, "method", "connect") &&
	    !instance_is(i, "method", "sendfile");
}

/* poll() finds something, but not what the flag asks for. */
static void
receive_errors(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	long long n = axis_number(sc, "signals");

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "handler(SIGUSR1,'return')");
	peer_sends(sc, p, 7, 1);
	begin(sc, "s1.%s(100,%sMSG_ERRQUEUE)", axis(sc, "method"),
	    axis_is(sc, "method", "recvmsg") ? "0," : "");
	while (n-- > 0 && !finished_within(sc, 5))
		send_signal(sc, SIGUSR1);
	finish(sc);
	elapsed(sc, axis_seconds(sc, "timeout"));
}

#define TIMED_OUT "{method}: raised TimeoutError 'timed out'"
#define MADE_ROOM "blocked: true; connect: returned none; " \
	"elapsed: in time; handler_runs: returned 1; send: returned 3"
#define BIG_CALLS "call=send(fill:1:600000)|sendall(fill:1:600000)|" \
	"sendmsg([fill:1:300000,fill:2:300000])|sendfile(f1)"

static bool
sends_a_stream(const struct instance *i)
{
	const char *its = instance_value(i, "call");

	/* How much TCP takes at once is not the same twice. */
	return instance_is(i, "kind", "unix") ||
	    strncmp(its, "sendall", 7) == 0 || strncmp(its, "sendfile", 8) == 0;
}

static const struct row rows[] = {
	{ .name = "closing_handler_ends_the_call", .clause = "EINTR-10",
	  .act = act_and_see, .only = blocking_fits,
	  .axes = { METHODS, MOST_KINDS, MODES, "action='close',s1" },
	  .waits = true },

	{ .name = "shutting_down_handler_decides", .clause = "EINTR-11",
	  .act = act_and_see, .only = ends_or_sleeps,
	  .axes = { METHODS, MOST_KINDS, "mode=none|1.5",
	    "action='shutdown',s1,0|" SHUT_FOR_SENDING "|'shutdown',s1,2" },
	  .waits = true },

	{ .name = "shut_down_and_ready_with_nothing_times_out",
	  .clause = "EINTR-11", .act = change_and_wait, .only = stays_ready,
	  .axes = { METHODS, MOST_KINDS, "timeout=0.4",
	    "action='shutdown',s1,0|'shutdown',s1,2" },
	  .doc = "blocked: true; " TIMED_OUT "; elapsed: on time",
	  .waits = true },

	/* Apart, for TCP takes a second to complete what goes on. */
	{ .name = "shutting_down_handler_decides_of_connect",
	  .clause = "EINTR-11", .act = act_and_see,
	  .axes = { "method=connect", "kind=tcp", "mode=none|3.5",
	    "action='shutdown',s1,0|'shutdown',s1,1|'shutdown',s1,2" },
	  .waits = true },

	{ .name = "changed_timeout_leaves_the_deadline", .clause = "SETTMO-25",
	  .act = change_and_wait, .only = blocking_fits,
	  .axes = { METHODS, MOST_KINDS, "timeout=0.25",
	    "action='settimeout',s1,0.02|'settimeout',s1,none|"
	    "'setblocking',s1,false" },
	  .waits = true },

	{ .name = "unblocking_handler_ends_a_blocking_call",
	  .clause = "EINTR-14", .act = act_and_see, .only = blocking_fits,
	  .axes = { METHODS, MOST_KINDS, "mode=none",
	    "action='setblocking',s1,false|'settimeout',s1,0.0" },
	  .waits = true },

	{ .name = "blocking_call_given_a_timeout_goes_on", .clause = "EINTR-14",
	  .act = change_and_let, .only = blocking_fits_and_ends_soon,
	  .axes = { METHODS, MOST_KINDS,
	    "action='settimeout',s1,0.02|'settimeout',s1,none" },
	  .waits = true },

	{ .name = "deadline_passed_in_the_handler_ends_the_call",
	  .clause = "EINTR-04", .act = overrun, .only = blocking_fits,
	  .axes = { METHODS, MOST_KINDS, "timeout=0.2", "sleep=0.28",
	    "let=false|true" },
	  .doc = "handler_runs: returned 1; " TIMED_OUT, .waits = true },

	{ .name = "slow_handler_delays_the_end_by_its_own_time",
	  .clause = "EINTR-04", .act = overrun_and_measure,
	  .only = blocking_fits,
	  .axes = { METHODS, MOST_KINDS, "timeout=0.25", "sleep=0.1" },
	  .doc = TIMED_OUT "; elapsed: on time", .waits = true },

	{ .name = "storm_of_slow_handlers_keeps_the_deadline",
	  .clause = "EINTR-03", .act = storm_of_slow_handlers,
	  .only = blocking_fits,
	  .axes = { METHODS, MOST_KINDS, "timeout=0.15", "sleep=0.01" },
	  .doc = TIMED_OUT "; elapsed: on time", .waits = true },

	{ .name = "handler_makes_it_ready_and_the_call_returns",
	  .clause = "EINTR-05", .act = handler_lets,
	  .axes = { "type=SOCK_STREAM|SOCK_SEQPACKET", MODES,
	    "call=recv(10)|recvmsg(10)|send(x'6162')|sendall(x'6162')|"
	    "sendmsg([x'6162'])|sendmsg_afalg([x'6162'],op=1)|sendfile(f1)" },
	  .only = one_read_makes_room, .documented = document_let_by_handler,
	  .waits = true },

	{ .name = "handler_connects_and_accept_returns", .clause = "EINTR-05",
	  .act = handler_connects,
	  .axes = { "kind=unix|seqpacket", MODES },
	  .doc = "blocked: true; accept: returned *; elapsed: in time; "
	    "handler_runs: returned 1; send: returned 3; "
	    "recv: returned x'616263'", .waits = true },

	{ .name = "handler_makes_room_and_connect_returns",
	  .clause = "CONNECT-03", .act = handler_accepts,
	  .axes = { "kind=unix|seqpacket", "mode=none" },
	  .doc = MADE_ROOM, .waits = true },

	{ .name = "handler_makes_room_and_connect_with_timeout_returns",
	  .clause = "CONNECT-06", .act = handler_accepts,
	  .axes = { "kind=unix|seqpacket", "mode=5.0" },
	  .doc = MADE_ROOM, .waits = true },

	{ .name = "restarting_handler_runs_after_the_call", .clause = "EINTR-08",
	  .act = act_and_see, .only = blocking_fits_and_ends_soon,
	  .axes = { METHODS, MOST_KINDS, MODES,
	    "action='return',restart=true|'raise',restart=true" },
	  .waits = true },

	{ .name = "quiet_signal_after_a_part_was_sent", .clause = "EINTR-07",
	  .act = interrupt_partial, .only = sends_a_stream,
	  .axes = { "kind=unix|tcp", MODES, BIG_CALLS, "action=return" },
	  .waits = true },

	{ .name = "raising_signal_after_a_part_was_sent", .clause = "EINTR-06",
	  .act = interrupt_partial,
	  .axes = { "kind=unix", MODES, BIG_CALLS, "action=raise" },
	  .waits = true },

	{ .name = "signal_after_a_part_went_to_a_cipher",
	  .clause = "AFALG-37", .act = interrupt_partial,
	  .axes = { "kind=unix", MODES,
	    "call=sendmsg_afalg([fill:1:300000,fill:2:300000],op=1)",
	    "action=return|raise" },
	  .with = { "family=AF_ALG" }, .waits = true },

	{ .name = "position_tells_what_sendfile_had_sent",
	  .clause = "SENDFILE-29", .act = interrupt_sendfile,
	  .axes = { "kind=unix", MODES, "action=return|raise" },
	  .doc = "position_tells_what_was_sent: true", .waits = true },

	{ .name = "signal_after_a_part_was_received", .clause = "EINTR-07",
	  .act = interrupt_waiting_for_all,
	  .axes = { "kind=unix|tcp", MODES, "call=recv(10,MSG_WAITALL)|"
	    "recvmsg(10,0,MSG_WAITALL)", "action=return|raise" },
	  .waits = true },

	{ .name = "limit_of_the_kernel_and_signals", .clause = "EINTR-09",
	  .act = interrupt_limited, .only = fits_and_has_peer,
	  .axes = { METHODS, MOST_KINDS, "signals=0|2",
	    "action=return|raise" },
	  .waits = true },

	{ .name = "false_readiness_is_waited_out", .clause = "EINTR-13",
	  .act = receive_errors,
	  .axes = { "method=recv|recvmsg", "kind=tcp|tcp6|udp",
	    "timeout=0.05|0.12", "signals=0|3" },
	  .doc = TIMED_OUT "; elapsed: on time", .waits = true },
};

AREA_ROWS(eintr_actions, rows);
