/* SPDX-License-Identifier: BSD-2-Clause */
/* connect() and connect_ex(): modes, full backlogs, signals. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "harness/scene/blocking.h"
#include "harness/scene/share.h"

#define ALL_KINDS "kind=tcp|tcp6|unix|seqpacket"
#define FULL_KINDS "kind=tcp|unix|seqpacket"
#define LOCAL_KINDS "kind=unix|seqpacket"
#define FUNCTIONS "function=connect|connect_ex"

static const char *
address(const struct listener *l)
{
	return text_get(&l->address);
}

static void
new_socket(struct scene *sc)
{
	const char *kind = axis(sc, "kind");

	set_up(sc, "s1=socket(%s,%s)", strcmp(kind, "tcp") == 0 ? "AF_INET" :
	    strcmp(kind, "tcp6") == 0 ? "AF_INET6" : "AF_UNIX",
	    strcmp(kind, "seqpacket") == 0 ? "SOCK_SEQPACKET" : "SOCK_STREAM");
}

static struct listener *
full_listener(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 0);
	struct why why = WHY_INIT;

	if (!over(sc) && !listener_fill(l, &why))
		no_world(sc, &why);
	return l;
}

/* What waits for room in TCP's backlog is told by asking again. */
static void
make_room(struct scene *sc, struct listener *l)
{
	blocking_may_resend(sc);
	listener_take(l);
}

static void
connect_with_room(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 5);

	new_socket(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s1.%s(%s)", axis(sc, "function"), address(l));
	call(sc, "s1.gettimeout()");
	call(sc, "s1.send(x'616263')");
}

static void
connect_to_nobody(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 5);

	new_socket(sc);
	if (!over(sc)) {
		close(l->fd);
		l->fd = -1;
	}
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s1.%s(%s)", axis(sc, "function"), address(l));
	elapsed_at_most(sc, 0.5);
	call(sc, "s1.gettimeout()");
}

static void
connect_full(struct scene *sc)
{
	double timeout = strtod(axis(sc, "timeout"), NULL);
	struct listener *l = full_listener(sc);

	new_socket(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.%s(%s)", axis(sc, "function"), address(l));
	elapsed(sc, timeout);
	call(sc, "s1.gettimeout()");
}

static void
connect_full_by_default(struct scene *sc)
{
	struct listener *l = full_listener(sc);

	set_up(sc, "setdefaulttimeout(0.1)");
	new_socket(sc);
	call(sc, "s1.gettimeout()");
	call(sc, "s1.connect(%s)", address(l));
	elapsed(sc, 0.1);
}

static void
connect_again(struct scene *sc)
{
	struct listener *l = full_listener(sc);

	new_socket(sc);
	set_up(sc, "s1.settimeout(0.05)");
	call(sc, "s1.connect(%s)", address(l));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "then"));
	call(sc, "s1.%s(%s)", axis(sc, "function"), address(l));
}

/* Room comes while it waits. */
static void
connect_once_there_is_room(struct scene *sc)
{
	struct listener *l = full_listener(sc);

	new_socket(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	begin(sc, "s1.%s(%s)", axis(sc, "function"), address(l));
	blocked(sc);
	make_room(sc, l);
	finish(sc);
	call(sc, "s1.send(x'616263')");
}

static void
disturb(struct scene *sc, int signal, long long times)
{
	while (times-- > 0 && blocked(sc))
		send_signal(sc, signal);
}

static void
interrupt_quietly(struct scene *sc)
{
	struct listener *l = full_listener(sc);

	new_socket(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.%s(%s)", axis(sc, "function"), address(l));
	disturb(sc, SIGUSR1, axis_number(sc, "signals"));
	if (blocked(sc))
		make_room(sc, l);
	finish(sc);
	call(sc, "s1.send(x'616263')");
}

static void
interrupt_raising(struct scene *sc)
{
	struct listener *l = full_listener(sc);

	new_socket(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR2,'raise')");
	begin(sc, "s1.%s(%s)", axis(sc, "function"), address(l));
	disturb(sc, SIGUSR2, 1);
	finish(sc);
	call(sc, "s1.gettimeout()");
}

static void
act_in_handler(struct scene *sc)
{
	struct listener *l = full_listener(sc);

	new_socket(sc);
	set_up(sc, "handler(SIGUSR1,%s)", axis(sc, "action"));
	begin(sc, "s1.connect(%s)", address(l));
	disturb(sc, SIGUSR1, 1);
	if (blocked(sc))
		make_room(sc, l);
	finish(sc);
	call(sc, "s1.gettimeout()");
}

static void
storm(struct scene *sc)
{
	double timeout = strtod(axis(sc, "timeout"), NULL);
	struct listener *l = full_listener(sc);

	new_socket(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.%s(%s)", axis(sc, "function"), address(l));
	finish_in_storm(sc, SIGUSR1, (int)axis_number(sc, "period"), 1000);
	elapsed(sc, timeout);
}

/* The listener goes away while it waits. */
static void
connect_then_nobody(struct scene *sc)
{
	struct listener *l = full_listener(sc);

	new_socket(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.connect(%s)", address(l));
	disturb(sc, SIGUSR1, axis_number(sc, "signals"));
	if (blocked(sc) && !over(sc)) {
		close(l->fd);
		l->fd = -1;
	}
	blocking_may_resend(sc);
	finish(sc);
}

/* The system gives up before Python does. */
static void
connect_until_the_system_gives_up(struct scene *sc)
{
	struct listener *l = full_listener(sc);

	new_socket(sc);
	set_up(sc, "s1.setsockopt(SOL_TCP,TCP_USER_TIMEOUT,300)");
	may_wait(sc, 2.5);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s1.%s(%s)", axis(sc, "function"), address(l));
	/* By the kernel's ticks and its steps of retransmission. */
	elapsed_between(sc, 0.15, 2.5);
}

static void
limit_and_connect(struct scene *sc)
{
	struct timeval tv = { 0, 100000 };
	struct listener *l = full_listener(sc);
	struct peer *p;

	new_socket(sc);
	p = share(sc, "s1");
	if (!over(sc) && setsockopt(p->theirs, SOL_SOCKET, SO_SNDTIMEO, &tv,
	    sizeof(tv)) != 0)
		broken(sc, "cannot limit the time of a socket");
	may_wait(sc, 0.1);
	peer_let_go(p);
	call(sc, "s1.connect(%s)", address(l));
	elapsed_by_ticks(sc, 0.1, 0);
}

static void
connect_socket_of_flags(struct scene *sc)
{
	struct listener *l = full_listener(sc);

	set_up(sc, "s1=socket(%s,SOCK_STREAM+SOCK_NONBLOCK)",
	    axis_is(sc, "kind", "tcp") ? "AF_INET" : "AF_UNIX");
	call(sc, "s1.connect(%s)", address(l));
	elapsed(sc, 0);
	call(sc, "s1.connect_ex(%s)", address(l));
	call(sc, "s1.gettimeout()");
}

/* The outcome by the function: connect_ex() returns what connect() raises. */
static void
document_success(struct documented *d, const struct instance *i)
{
	if (instance_is(i, "function", "connect"))
		documented_want(d, "connect", "returned none");
	else
		documented_want(d, "connect_ex", "returned 0");
	documented_want(d, "send", "returned 3");
}

static void
document_timeout(struct documented *d, const struct instance *i)
{
	if (instance_is(i, "function", "connect"))
		documented_want(d, "connect",
		    "raised TimeoutError 'timed out'");
	documented_want(d, "elapsed", "on time");
}

#define RAISES "{function}: raised Interrupted"

static const struct row rows[] = {
	{ .name = "with_room_it_connects", .clause = "MODE-02",
	  .act = connect_with_room,
	  .axes = { ALL_KINDS, "mode=none|0.5|5.0", FUNCTIONS },
	  .documented = document_success },

	{ .name = "nonblocking_is_in_progress_or_done", .clause = "MODE-03",
	  .act = connect_with_room,
	  .axes = { LOCAL_KINDS, "mode=0.0", FUNCTIONS } },

	{ .name = "nobody_listening_is_an_error", .clause = "MODE-02",
	  .act = connect_to_nobody,
	  .axes = { ALL_KINDS, "mode=none|0.5|5.0", FUNCTIONS },
	  .doc = "elapsed: in time", .waits = true },

	{ .name = "nonblocking_never_waits", .clause = "MODE-03",
	  .act = connect_full,
	  .axes = { FULL_KINDS, "timeout=0.0", FUNCTIONS },
	  .doc = "elapsed: at once", .waits = true },

	{ .name = "full_backlog_of_tcp_times_out", .clause = "CONNECT-01",
	  .act = connect_full,
	  .axes = { "kind=tcp|tcp6", "timeout=0.02|0.1|0.25", FUNCTIONS },
	  .documented = document_timeout, .waits = true },

	{ .name = "full_local_backlog_times_out", .clause = "CONNECT-06",
	  .act = connect_full,
	  .axes = { LOCAL_KINDS, "timeout=0.02|0.1|0.25",
	    "function=connect" },
	  .doc = "connect: raised TimeoutError 'timed out'; elapsed: on time",
	  .waits = true },

	{ .name = "full_local_backlog_of_connect_ex", .clause = "CONNECT-07",
	  .act = connect_full,
	  .axes = { LOCAL_KINDS, "timeout=0.02|0.1|0.25",
	    "function=connect_ex" }, .waits = true },

	{ .name = "default_timeout_is_that_of_a_connection",
	  .clause = "CONNECT-09", .act = connect_full_by_default,
	  .axes = { "kind=tcp|tcp6" },
	  .doc = "gettimeout: returned 0.1; "
	    "connect: raised TimeoutError 'timed out'; elapsed: on time",
	  .waits = true },

	{ .name = "timed_out_then_again", .clause = "CONNECT-08",
	  .act = connect_again,
	  .axes = { "kind=tcp", "then=0.0|0.05", FUNCTIONS }, .waits = true },

	{ .name = "blocking_waits_for_room", .clause = "MODE-02",
	  .act = connect_once_there_is_room,
	  .axes = { FULL_KINDS, "mode=none", FUNCTIONS },
	  .documented = document_success, .waits = true },

	{ .name = "timeout_waits_for_room_of_tcp", .clause = "MODE-04",
	  .act = connect_once_there_is_room,
	  .axes = { "kind=tcp", "mode=4.0", FUNCTIONS },
	  .documented = document_success, .waits = true },

	{ .name = "timeout_waits_for_local_room", .clause = "CONNECT-06",
	  .act = connect_once_there_is_room,
	  .axes = { LOCAL_KINDS, "mode=4.0", "function=connect" },
	  .doc = "blocked: true; connect: returned none; send: returned 3",
	  .waits = true },

	{ .name = "interrupted_tcp_connects", .clause = "CONNECT-03",
	  .act = interrupt_quietly,
	  .axes = { "kind=tcp", "mode=none|4.0", "signals=1|5", FUNCTIONS },
	  .documented = document_success, .waits = true },

	{ .name = "interrupted_local_is_connected_on_return",
	  .clause = "CONNECT-03", .act = interrupt_quietly,
	  .axes = { LOCAL_KINDS, "mode=none", "signals=1",
	    "function=connect" },
	  .doc = "blocked: true; blocked#2: true; connect: returned none; "
	    "send: returned 3", .waits = true },

	{ .name = "interrupted_local_with_timeout_connects",
	  .clause = "CONNECT-06", .act = interrupt_quietly,
	  .axes = { LOCAL_KINDS, "mode=4.0", "signals=1",
	    "function=connect" },
	  .doc = "blocked: true; blocked#2: true; connect: returned none; "
	    "send: returned 3", .waits = true },

	{ .name = "raising_handler_ends_it", .clause = "CONNECT-04",
	  .act = interrupt_raising,
	  .axes = { FULL_KINDS, "mode=none", FUNCTIONS },
	  .doc = RAISES, .waits = true },

	{ .name = "raising_handler_ends_it_with_timeout",
	  .clause = "CONNECT-04", .act = interrupt_raising,
	  .axes = { "kind=tcp|tcp6", "mode=4.0", FUNCTIONS },
	  .doc = RAISES, .waits = true },

	{ .name = "storm_keeps_the_deadline", .clause = "CONNECT-03",
	  .act = storm,
	  .axes = { "kind=tcp|tcp6", "timeout=0.05|0.2", "period=3|15",
	    FUNCTIONS },
	  .documented = document_timeout, .waits = true },

	{ .name = "handler_changes_the_mode", .clause = "CONNECT-05",
	  .act = act_in_handler,
	  .axes = { "kind=tcp", "action='setblocking',s1,false|"
	    "'settimeout',s1,4.0|'close',s1" }, .waits = true },

	{ .name = "listener_gone_while_waiting_is_an_error",
	  .clause = "CONNECT-02", .act = connect_then_nobody,
	  .axes = { LOCAL_KINDS, "mode=none", "signals=0" },
	  .doc = "connect: raised ConnectionRefusedError errno=ECONNREFUSED",
	  .waits = true },

	{ .name = "system_may_time_out_first", .clause = "CONNECT-02",
	  .act = connect_until_the_system_gives_up,
	  .axes = { "kind=tcp", "mode=none|5.0", "function=connect" },
	  .doc = "connect: raised TimeoutError errno=ETIMEDOUT*; "
	    "elapsed: on time", .waits = true },

	{ .name = "limit_of_the_kernel_ends_it", .clause = "MODE-02",
	  .act = limit_and_connect, .axes = { FULL_KINDS }, .waits = true },

	{ .name = "socket_made_nonblocking_never_waits", .clause = "MODE-03",
	  .act = connect_socket_of_flags, .axes = { "kind=tcp|unix" },
	  .doc = "elapsed: at once", .waits = true },
};

AREA_ROWS(timeouts_connect, rows);
