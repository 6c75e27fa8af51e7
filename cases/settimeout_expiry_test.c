/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Timeouts that pass: on every method that can time out, never early, and not
 * late; and timeouts that do not pass because there is nothing to wait for.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "harness/scene/share.h"
#include "harness/world/clock.h"

#define KINDS "kind=tcp|tcp6|udp|unix|dgram|seqpacket"
#define CHOKED "kind=tcp|tcp6|unix|dgram|seqpacket"
#define LISTENERS "kind=tcp|tcp6|unix|seqpacket"
#define LONGER "timeout=0.02|0.05|0.1|0.3"
#define TINY "timeout=1e-9|1e-6|0.0005|0.001|0.0011|0.0019|0.0101"
#define HOURS "timeout=60|3600|20000"
#define RECEIVES "call=recv(1)|recv(65536)|recv(1,MSG_PEEK)|recvmsg(1)|" \
	"recvmsg(1,64)|recvmsg(65536,0,MSG_PEEK)"
#define SENDS "call=send(x'61')|send(fill:1:4096)|sendall(x'61')|" \
	"sendall(fill:1:4096)|sendmsg([x'61'])|sendmsg([fill:1:9,fill:2:4000])"

/* The method that the axis `call` names raises what is documented. */
static void
times_out(struct documented *d, const struct instance *i)
{
	const char *call = instance_value(i, "call");
	char method[32] = "";

	strncat(method, call, strcspn(call, "("));
	documented_want(d, method, "raised TimeoutError 'timed out'");
	documented_want(d, "elapsed", "on time");
}

/* What it waits for comes: it returns. Who receives asks for the timeout. */
static void
is_let(struct documented *d, const struct instance *i)
{
	const char *call = instance_value(i, "call");
	char method[32] = "";

	strncat(method, call, strcspn(call, "("));
	documented_want(d, "blocked", "true");
	documented_want(d, method, "returned *");
	documented_want(d, "elapsed", "in time");
	if (strncmp(method, "recv", 4) == 0)
		documented_want(d, "gettimeout", "returned %s",
		    instance_value(i, "timeout"));
}

static void
works_on(struct documented *d, const struct instance *i)
{
	times_out(d, i);
	documented_want(d, "send", "returned 3");
}

static void
settle(struct scene *sc)
{
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
}

static void
call_and_measure(struct scene *sc)
{
	call(sc, "s1.%s", axis(sc, "call"));
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
}

static void
receive(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	settle(sc);
	call_and_measure(sc);
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
}

static void
send_where_no_room_is(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (!over(sc) && peer_choke(p) <= 0)
		broken(sc, "cannot fill the way to send");
	settle(sc);
	call_and_measure(sc);
	o_nonblock(sc, p);
}

/* More than there is room for, and nobody takes any of it. */
static void
send_more_than_fits(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.setsockopt(SOL_SOCKET,SO_SNDBUF,8192)");
	settle(sc);
	call_and_measure(sc);
}

static void
send_file(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (!over(sc) && peer_choke(p) <= 0)
		broken(sc, "cannot fill the way to send");
	file(sc, "regular", 4096, "rb", 0);
	settle(sc);
	call_and_measure(sc);
}

static void
accept_nobody(struct scene *sc)
{
	give_listener(sc, listener(sc, axis(sc, "kind"), 4));
	settle(sc);
	call_and_measure(sc);
	call(sc, "s1.gettimeout()");
}

static void
connect_without_room(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 0);
	struct why why = WHY_INIT;

	if (!over(sc) && !listener_fill(l, &why))
		no_world(sc, &why);
	set_up(sc, "s1=socket(%s,SOCK_STREAM)",
	    axis_is(sc, "kind", "tcp") ? "AF_INET" : "AF_INET6");
	settle(sc);
	if (!over(sc))
		call(sc, "s1.%s(%s)", axis(sc, "method"),
		    text_get(&l->address));
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
	call(sc, "s1.gettimeout()");
}

/* The kernel's own timeout comes before the socket's, or there is none. */
static void
connect_until_the_kernel_gives_up(struct scene *sc)
{
	struct listener *l = listener(sc, "tcp", 0);
	struct why why = WHY_INIT;

	if (!over(sc) && !listener_fill(l, &why))
		no_world(sc, &why);
	set_up(sc, "s1=socket(AF_INET,SOCK_STREAM)");
	set_up(sc, "s1.setsockopt(IPPROTO_TCP,TCP_USER_TIMEOUT,700)");
	may_wait(sc, 2.5);
	settle(sc);
	if (!over(sc))
		call(sc, "s1.connect(%s)", text_get(&l->address));
}

/* Two calls one after the other have the whole timeout each. */
static void
receive_twice(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	settle(sc);
	call_and_measure(sc);
	call_and_measure(sc);
}

static void
receive_what_is_there(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	rests_on_one_poll(sc, strtod(axis(sc, "timeout"), NULL));
	name_port(sc, p);
	peer_sends(sc, p, 8, 3);
	settle(sc);
	call(sc, "s1.%s", axis(sc, "call"));
	elapsed(sc, 0);
	call(sc, "s1.gettimeout()");
}

static void
send_where_room_is(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	rests_on_one_poll(sc, strtod(axis(sc, "timeout"), NULL));
	settle(sc);
	call(sc, "s1.%s", axis(sc, "call"));
	elapsed(sc, 0);
	received(sc, p);
}

static void
accept_who_is_there(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 4);

	rests_on_one_poll(sc, strtod(axis(sc, "timeout"), NULL));
	give_listener(sc, l);
	client(sc, l);
	settle(sc);
	call(sc, "s2=s1.accept()");
	elapsed(sc, 0);
	call(sc, "s2.gettimeout()");
}

/* What comes while the call waits ends it. */
static void
receive_what_comes(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	name_port(sc, p);
	settle(sc);
	begin(sc, "s1.%s", axis(sc, "call"));
	blocked(sc);
	peer_sends(sc, p, 8, 3);
	finish(sc);
	elapsed_at_most(sc, 1.0);
	call(sc, "s1.gettimeout()");
}

static void
send_when_room_comes(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (!over(sc) && peer_choke(p) <= 0)
		broken(sc, "cannot fill the way to send");
	settle(sc);
	begin(sc, "s1.%s", axis(sc, "call"));
	blocked(sc);
	p->drains = true;
	peer_drain(p);
	finish(sc);
	elapsed_at_most(sc, 1.0);
}

/* After a timeout the socket can be used on. */
static void
receive_after_a_timeout(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	rests_on_one_poll(sc, strtod(axis(sc, "timeout"), NULL));
	name_port(sc, p);
	settle(sc);
	call_and_measure(sc);
	peer_sends(sc, p, 8, 3);
	call(sc, "s1.recv(100)");
	call(sc, "s1.send(x'616263')");
	received(sc, p);
}

/* The call then waits for a socket that blocks, or is to fail at once. */
static bool
leaves_the_timeout_mode(const char *action)
{
	return strncmp(action, "'setblocking'", 13) == 0 ||
	    strstr(action, ",none") != NULL || strstr(action, ",0.0") != NULL;
}

/* A handler changes the timeout while the call waits. */
static void
change_while_receiving(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	settle(sc);
	if (leaves_the_timeout_mode(axis(sc, "action")))
		rests_on_poll(sc);
	set_up(sc, "handler(SIGUSR1,%s)", axis(sc, "action"));
	begin(sc, "s1.%s", axis(sc, "call"));
	blocked(sc);
	send_signal(sc, SIGUSR1);
	finish(sc);
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
	call(sc, "handler_runs()");
	call(sc, "s1.gettimeout()");
	o_nonblock(sc, p);
}

/* In blocking mode there is no deadline to keep: a byte ends the call. */
static void
change_while_blocking(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	int64_t began;

	name_port(sc, p);
	set_up(sc, "s1.settimeout(none)");
	set_up(sc, "handler(SIGUSR1,%s)", axis(sc, "action"));
	begin(sc, "s1.%s", axis(sc, "call"));
	began = clock_now_ns();
	blocked(sc);
	send_signal(sc, SIGUSR1);
	/* What it does then is seen if it does it for longer than it slept. */
	acted_within(sc, began, 60);
	finished_within(sc, 120);
	peer_sends(sc, p, 1, 3);
	finish(sc);
	call(sc, "handler_runs()");
	call(sc, "s1.gettimeout()");
	o_nonblock(sc, p);
}

/* The mode is changed from another thread than the one that waits. */
static void
change_from_another_thread(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	settle(sc);
	set_up(sc, "s2=s1.dup()");
	begin(sc, "s1.%s", axis(sc, "call"));
	blocked(sc);
	force_o_nonblock(sc, p, axis_is(sc, "forced", "set"));
	finish(sc);
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
	call(sc, "s1.gettimeout()");
}

#define SETTINGS "action='settimeout',s1,0.01|'settimeout',s1,5.0|" \
	"'settimeout',s1,none|'settimeout',s1,0.0|'setblocking',s1,true|" \
	"'setblocking',s1,false|'settimeout',s1,-1"

static const struct row rows[] = {
	{ .name = "receiving_times_out_on_time", .clause = "SETTMO-17",
	  .act = receive, .waits = true, .axes = { KINDS, RECEIVES, LONGER },
	  .documented = times_out },

	{ .name = "sending_times_out_on_time", .clause = "SETTMO-17",
	  .act = send_where_no_room_is, .waits = true,
	  .axes = { CHOKED, SENDS, "timeout=0.02|0.1" },
	  .documented = times_out },

	{ .name = "sending_too_much_times_out_on_time", .clause = "SETTMO-17",
	  .act = send_more_than_fits, .waits = true,
	  .axes = { "kind=tcp|unix", "call=sendall(fill:1:1000000)",
	    "timeout=0.05|0.2" }, .documented = times_out },

	{ .name = "sendfile_times_out_on_time", .clause = "SETTMO-17",
	  .act = send_file, .waits = true,
	  .axes = { "kind=tcp|tcp6|unix", "call=sendfile(f1)",
	    "timeout=0.02|0.1" }, .documented = times_out },

	{ .name = "accept_times_out_on_time", .clause = "SETTMO-17",
	  .act = accept_nobody, .waits = true,
	  .axes = { LISTENERS, "call=accept()", LONGER },
	  .documented = times_out },

	{ .name = "connect_times_out_on_time", .clause = "SETTMO-17",
	  .act = connect_without_room, .waits = true,
	  .axes = { "kind=tcp|tcp6", "method=connect", LONGER },
	  .doc = "connect: raised TimeoutError 'timed out'; "
	    "elapsed: on time" },

	{ .name = "kernels_timeout_is_a_timeouterror", .clause = "SETTMO-18",
	  .act = connect_until_the_kernel_gives_up, .waits = true,
	  .axes = { "timeout=none|6" },
	  .doc = "connect: raised TimeoutError errno=ETIMEDOUT*" },

	{ .name = "receiving_times_out_hours_later", .clause = "SETTMO-11",
	  .act = receive, .waits = true, .needs = "exact",
	  .axes = { "kind=tcp|udp|unix", "call=recv(1)|recvmsg(1)", HOURS },
	  .documented = times_out },

	/*
	 * An int has room for the milliseconds of 24.8 days. A day there takes
	 * the host some seconds: the longest are for a wide run.
	 */
	{ .name = "receiving_times_out_a_month_later", .clause = "SETTMO-11",
	  .act = receive, .waits = true, .needs = "exact",
	  .axes = { "kind=unix", "call=recv(1)", "timeout=86400" },
	  .all = "timeout=86400|604800|2147483.648|2592000",
	  .documented = times_out },

	{ .name = "sending_times_out_hours_later", .clause = "SETTMO-11",
	  .act = send_where_no_room_is, .waits = true, .needs = "exact",
	  .axes = { "kind=unix|dgram", "call=sendall(x'61')|sendmsg([x'61'])",
	    HOURS }, .documented = times_out },

	{ .name = "sendfile_times_out_hours_later", .clause = "SETTMO-11",
	  .act = send_file, .waits = true, .needs = "exact",
	  .axes = { "kind=unix", "call=sendfile(f1)", HOURS },
	  .documented = times_out },

	{ .name = "accept_times_out_hours_later", .clause = "SETTMO-11",
	  .act = accept_nobody, .waits = true, .needs = "exact",
	  .axes = { "kind=tcp|unix", "call=accept()", HOURS },
	  .documented = times_out },

	{ .name = "receiving_is_never_early", .clause = "SETTMO-11",
	  .act = receive, .waits = true,
	  .axes = { KINDS, "call=recv(1)|recvmsg(1)", TINY },
	  .documented = times_out },

	{ .name = "sending_is_never_early", .clause = "SETTMO-11",
	  .act = send_where_no_room_is, .waits = true,
	  .axes = { CHOKED, "call=send(x'61')|sendall(x'61')|"
	    "sendmsg([x'61'])", TINY }, .documented = times_out },

	{ .name = "accept_is_never_early", .clause = "SETTMO-11",
	  .act = accept_nobody, .waits = true,
	  .axes = { LISTENERS, "call=accept()", TINY },
	  .documented = times_out },

	{ .name = "connect_is_never_early", .clause = "SETTMO-11",
	  .act = connect_without_room, .waits = true,
	  .axes = { "kind=tcp", "method=connect", TINY },
	  .doc = "connect: raised TimeoutError 'timed out'; "
	    "elapsed: on time" },

	{ .name = "fraction_of_a_millisecond_is_waited_for",
	  .clause = "SETTMO-11", .act = receive, .waits = true,
	  .axes = { "kind=unix", "call=recv(1)", "timeout=0.0201|0.0209|"
	    "0.020999999|0.0210000001|0.0333333333|0.049999|0.0500000001|"
	    "0.0999999999" }, .documented = times_out },

	{ .name = "each_call_has_the_whole_timeout", .clause = "SETTMO-11",
	  .act = receive_twice, .waits = true,
	  .axes = { KINDS, "call=recv(1)|recvmsg(1)", "timeout=0.02|0.1" },
	  .doc = "elapsed: on time; elapsed#2: on time" },

	{ .name = "data_that_is_there_is_received", .clause = "SETTMO-11",
	  .act = receive_what_is_there,
	  .axes = { KINDS, "call=recv(8)|recv(4)|recv(8,MSG_PEEK)|recvmsg(8)",
	    "timeout=1e-09|1e-06|0.001|3.5" },
	  .doc = "elapsed: at once; gettimeout: returned {timeout}" },

	{ .name = "room_that_is_there_is_used", .clause = "SETTMO-11",
	  .act = send_where_room_is,
	  .axes = { KINDS, "call=send(x'616263')|sendall(x'616263')|"
	    "sendmsg([x'61',x'6263'])", "timeout=1e-09|1e-06|0.001|3.5" },
	  .doc = "elapsed: at once" },

	{ .name = "client_that_is_there_is_accepted", .clause = "SETTMO-11",
	  .act = accept_who_is_there,
	  .axes = { LISTENERS, "timeout=1e-09|1e-06|0.001|3.5" },
	  .doc = "elapsed: at once; gettimeout: returned none" },

	{ .name = "data_that_comes_ends_the_wait", .clause = "SETTMO-17",
	  .act = receive_what_comes, .waits = true,
	  .axes = { KINDS, RECEIVES, "timeout=none|5.0" },
	  .documented = is_let },

	{ .name = "room_that_comes_ends_the_wait", .clause = "SETTMO-17",
	  .act = send_when_room_comes, .waits = true,
	  .axes = { CHOKED, "call=send(x'61')|sendall(x'61')|"
	    "sendmsg([x'61'])", "timeout=none|5.0" },
	  .documented = is_let },

	{ .name = "socket_works_on_after_a_timeout", .clause = "SETTMO-17",
	  .act = receive_after_a_timeout, .waits = true,
	  .axes = { KINDS, "call=recv(1)|recvmsg(1)", "timeout=0.02|1e-9" },
	  .documented = works_on },

	{ .name = "handlers_setting_does_not_move_the_deadline",
	  .clause = "SETTMO-25", .act = change_while_receiving,
	  .waits = true,
	  .axes = { "kind=tcp|udp|unix", "call=recv(1)|recvmsg(1)",
	    "timeout=0.15", SETTINGS } },

	{ .name = "handlers_setting_and_blocking_mode",
	  .clause = "SETTMO-25", .act = change_while_blocking,
	  .waits = true,
	  .axes = { "kind=tcp|udp|unix", "call=recv(1)|recvmsg(1)",
	    SETTINGS } },

	{ .name = "other_holders_setting_does_not_move_the_deadline",
	  .clause = "SETTMO-25", .act = change_from_another_thread,
	  .waits = true,
	  .axes = { "kind=tcp|udp|unix", "call=recv(1)|recvmsg(1)",
	    "timeout=0.15", "forced=set|clear" } },
};

AREA_ROWS(settimeout_expiry, rows);
