/* SPDX-License-Identifier: BSD-2-Clause */
/* accept(): its own timeout, and the mode of the socket that it makes. */
#include <signal.h>
#include <stdlib.h>

#include "harness/scene/share.h"

#define KINDS "kind=tcp|tcp6|unix|seqpacket"

static void
look_at_accepted(struct scene *sc)
{
	struct peer *p;

	call(sc, "s9.gettimeout()");
	call(sc, "s9.getblocking()");
	call(sc, "s9.attribute('type')");
	call(sc, "s9.get_inheritable()");
	p = share(sc, "s9");
	o_nonblock_of_accepted(sc, p,
	    instance_is(sc->instance, "listener", "0.0") &&
	    instance_is(sc->instance, "default", "none"));
}

static void
accept_one(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 5);

	give_listener(sc, l);
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "listener"));
	client(sc, l);
	call(sc, "s9=s1.accept()");
	look_at_accepted(sc);
	call(sc, "s1.gettimeout()");
}

/* The socket accepted is used in the mode that it says. */
static void
accept_and_receive(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 5);

	give_listener(sc, l);
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "listener"));
	client(sc, l);
	call(sc, "s9=s1.accept()");
	call(sc, "s9.recv(1)");
	elapsed(sc, strtod(axis(sc, "default"), NULL));
}

static void
accept_and_block(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 5);

	give_listener(sc, l);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "listener"));
	client(sc, l);
	call(sc, "s9=s1.accept()");
	begin(sc, "s9.recv(1)");
	if (blocked(sc) && send(l->clients[0], "a", 1, 0) != 1)
		broken(sc, "cannot send to the accepted socket");
	finish(sc);
}

static void
accept_none(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 5);

	give_listener(sc, l);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s9=s1.accept()");
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
	call(sc, "s1.gettimeout()");
}

/* The default timeout is for new sockets, not for a listener there was. */
static void
accept_none_with_default(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 5);

	give_listener(sc, l);
	set_up(sc, "s1.settimeout(0.15)");
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	call(sc, "s9=s1.accept()");
	elapsed(sc, 0.15);
}

static void
accept_later(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 5);

	give_listener(sc, l);
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s9=s1.accept()");
	blocked(sc);
	send_signal(sc, SIGUSR1);
	blocked(sc);
	client(sc, l);
	finish(sc);
	look_at_accepted(sc);
}

/* The connection is taken away between: whoever waits goes on waiting. */
static void
accept_after_another_took_it(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 5);

	give_listener(sc, l);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	client(sc, l);
	if (!over(sc))
		listener_take(l);
	begin(sc, "s9=s1.accept()");
	blocked(sc);
	client(sc, l);
	finish(sc);
}

static void
accept_and_see_whether_inherited(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 5);
	struct peer *p;

	give_listener(sc, l);
	set_up(sc, "s1.set_inheritable(%s)", axis(sc, "listener"));
	client(sc, l);
	call(sc, "s9=s1.accept()");
	p = share(sc, "s9");
	inherited(sc, p);
	call(sc, "s9.get_inheritable()");
}

/* An operation socket of the kernel's cryptography. */
static void
accept_hash(struct scene *sc)
{
	set_up(sc, "s1=socket(AF_ALG,SOCK_SEQPACKET,0)");
	set_up(sc, "s1.bind(('hash','sha256'))");
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s9=s1.accept()");
	elapsed(sc, 0);
	call(sc, "s9.gettimeout()");
	call(sc, "s9.send(x'616263')");
	call(sc, "s9.recv(64)");
}

#define ACCEPTS "accept: returned *; get_inheritable: returned false; "

static const struct row rows[] = {
	{ .name = "default_timeout_is_taken", .clause = "ACCEPT-01",
	  .act = accept_one,
	  .axes = { KINDS, "default=3.5|0.2|86400.0",
	    "listener=none|0.0|2.5" },
	  .doc = ACCEPTS "gettimeout: returned {default}; "
	    "getblocking: returned true; o_nonblock: true" },

	{ .name = "default_of_zero_makes_it_nonblocking",
	  .clause = "ACCEPT-01", .act = accept_one,
	  .axes = { KINDS, "default=0.0", "listener=none|0.0|2.5" },
	  .doc = ACCEPTS "gettimeout: returned 0.0; "
	    "getblocking: returned false; o_nonblock: true" },

	{ .name = "blocking_or_timeout_listener_makes_it_blocking",
	  .clause = "ACCEPT-02", .act = accept_one,
	  .axes = { KINDS, "default=none", "listener=none|0.2|2.5" },
	  .doc = ACCEPTS "gettimeout: returned none; "
	    "getblocking: returned true; o_nonblock: false; "
	    "gettimeout#2: returned {listener}" },

	{ .name = "nonblocking_listener_leaves_it_to_the_system",
	  .clause = "ACCEPT-03", .act = accept_one,
	  .axes = { KINDS, "default=none", "listener=0.0" },
	  .doc = "accept: returned *; o_nonblock: false or inherited" },

	{ .name = "accepted_socket_times_out", .clause = "ACCEPT-01",
	  .act = accept_and_receive,
	  .axes = { KINDS, "default=0.05|0.2", "listener=none|0.0|2.5" },
	  .doc = "recv: raised TimeoutError 'timed out'; elapsed: on time",
	  .waits = true },

	{ .name = "accepted_socket_fails_at_once", .clause = "ACCEPT-01",
	  .act = accept_and_receive,
	  .axes = { KINDS, "default=0.0", "listener=none|0.0|2.5" },
	  .doc = "recv: raised BlockingIOError errno=EAGAIN; "
	    "elapsed: at once", .waits = true },

	{ .name = "accepted_socket_blocks", .clause = "ACCEPT-02",
	  .act = accept_and_block, .axes = { KINDS, "listener=none|2.5" },
	  .doc = "blocked: true; recv: returned x'61'", .waits = true },

	{ .name = "no_client_times_out", .clause = "ACCEPT-04",
	  .act = accept_none,
	  .axes = { KINDS, "timeout=0.001|0.02|0.1|0.25" },
	  .doc = "accept: raised TimeoutError 'timed out'; elapsed: on time; "
	    "gettimeout: returned {timeout}", .waits = true },

	{ .name = "no_client_of_nonblocking_fails_at_once",
	  .clause = "MODE-03", .act = accept_none,
	  .axes = { KINDS, "timeout=0.0" },
	  .doc = "accept: raised BlockingIOError errno=EAGAIN; "
	    "elapsed: at once", .waits = true },

	{ .name = "own_timeout_wins_over_the_default", .clause = "ACCEPT-04",
	  .act = accept_none_with_default,
	  .axes = { KINDS, "default=0.02|5.0|0.0" },
	  .doc = "accept: raised TimeoutError 'timed out'; elapsed: on time",
	  .waits = true },

	{ .name = "interrupted_it_waits_for_a_client", .clause = "ACCEPT-05",
	  .act = accept_later,
	  .axes = { KINDS, "default=none|0.5", "mode=none|4.0" },
	  .doc = "blocked: true; blocked#2: true; " ACCEPTS
	    "gettimeout: returned {default}", .waits = true },

	{ .name = "client_gone_before_is_waited_out", .clause = "MODE-02",
	  .act = accept_after_another_took_it,
	  .axes = { KINDS, "mode=none|4.0" },
	  .doc = "blocked: true; accept: returned *", .waits = true },

	{ .name = "accepted_socket_is_not_inheritable", .clause = "ACCEPT-05",
	  .act = accept_and_see_whether_inherited, .needs = "spawn",
	  .axes = { KINDS, "listener=true|false" },
	  .doc = "accept: returned *; inherited: false; "
	    "get_inheritable: returned false" },

	{ .name = "af_alg_operation_is_there_at_once", .clause = "ACCEPT-06",
	  .act = accept_hash, .needs = "af_alg",
	  .axes = { "mode=none|0.0|0.2", "default=none|0.5" },
	  .doc = "accept: returned *; elapsed: at once; "
	    "gettimeout: returned {default}", .waits = true },
};

AREA_ROWS(timeouts_accept, rows);
