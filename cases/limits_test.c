/* SPDX-License-Identifier: BSD-2-Clause */
/* No room for a descriptor: the error at once, and nothing is lost by it. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/scene/disturb.h"
#include "harness/scene/share.h"

#define KINDS "kind=tcp|tcp6|unix|seqpacket"
#define MODES "mode=none|0.0|0.5"
#define CLIENT_MS 2000		/* for what was sent to come, at most */

/* ---- making sockets ---- */

static void
make_without_room(struct scene *sc)
{
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	leave_room(sc, 0);
	call(sc, "s1=socket(%s)", axis(sc, "arguments"));
	elapsed(sc, 0);
	call(sc, "s2=socket(%s)", axis(sc, "arguments"));
	give_room(sc);
	call(sc, "s3=socket(%s)", axis(sc, "arguments"));
	call(sc, "s3.gettimeout()");
	call(sc, "s3.get_inheritable()");
	call(sc, "s3.getsockopt(SOL_SOCKET,SO_ERROR)");
}

/* A pair for which there is half the room leaves that room as it was. */
static void
pair_without_room(struct scene *sc)
{
	long long room = axis_number(sc, "room"), n;

	leave_room(sc, (int)room);
	call(sc, "s1=socketpair(AF_UNIX,%s)", axis(sc, "type"));
	elapsed(sc, 0);
	call(sc, "s1=socketpair(AF_UNIX,%s)", axis(sc, "type"));
	for (n = 0; n <= room; n++)
		call(sc, "s%lld=socket(AF_UNIX,%s)", n + 3, axis(sc, "type"));
	give_room(sc);
	call(sc, "s5=socketpair(AF_UNIX,%s)", axis(sc, "type"));
	call(sc, "s5.send(x'616263')");
	call(sc, "s6.recv(10)");
}

static void
dup_without_room(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	leave_room(sc, 0);
	call(sc, "s2=s1.dup()");
	elapsed(sc, 0);
	call(sc, "s2=s1.dup()");
	call(sc, "s1.send(x'61')");
	call(sc, "s1.gettimeout()");
	o_nonblock(sc, p);
	give_room(sc);
	call(sc, "s2=s1.dup()");
	call(sc, "s2.send(x'62')");
	call(sc, "s2.gettimeout()");
	received(sc, p);
}

/* ---- accepting ---- */

/* "client: x'6162'": what came to one of our connections. */
static void
client_hears(struct scene *sc, const struct listener *l, int client)
{
	struct pollfd in = { .events = POLLIN };
	struct text text = TEXT_INIT;
	char bytes[16];
	ssize_t n = -1;

	if (over(sc))
		return;
	in.fd = l->clients[client];
	if (poll(&in, 1, CLIENT_MS) == 1)
		n = recv(in.fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (n >= 0)
		value_format_bytes(bytes, (size_t)n, &text);
	observe(sc, "client", "%s", n < 0 ? errno_to_name(errno) :
	    text_get(&text));
	text_release(&text);
}

static struct listener *
listen_in_mode(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 5);

	give_listener(sc, l);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	return l;
}

static void
accept_it(struct scene *sc, const struct listener *l, int client)
{
	call(sc, "s%d=s1.accept()", 8 + client);
	call(sc, "s%d.send(x'616%d')", 8 + client, client);
	client_hears(sc, l, client);
}

static void
accept_without_room(struct scene *sc)
{
	struct listener *l = listen_in_mode(sc);
	int clients = (int)axis_number(sc, "clients"), n;

	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	for (n = 0; n < clients; n++)
		client(sc, l);
	leave_room(sc, 0);
	call(sc, "s7=s1.accept()");
	elapsed(sc, 0);
	call(sc, "s7=s1.accept()");
	elapsed(sc, 0);
	call(sc, "s1.gettimeout()");
	give_room(sc);
	for (n = 0; n < clients; n++)
		accept_it(sc, l, n);
	call(sc, "s8.gettimeout()");
}

/* Room for the first of two. */
static void
accept_into_the_last_room(struct scene *sc)
{
	struct listener *l = listen_in_mode(sc);

	client(sc, l);
	client(sc, l);
	leave_room(sc, 1);
	accept_it(sc, l, 0);
	call(sc, "s9=s1.accept()");
	elapsed(sc, 0);
	/* The other one's own going makes room. */
	call(sc, "s8.close()");
	accept_it(sc, l, 1);
}

static void
accept_nobody_without_room(struct scene *sc)
{
	struct listener *l = listen_in_mode(sc);

	/* Without room accept(2) says that first, where poll(2) has it asked. */
	if (!axis_is(sc, "mode", "0.0"))
		rests_on_poll(sc);
	leave_room(sc, 0);
	call(sc, "s8=s1.accept()");
	elapsed(sc, strtod(axis(sc, "mode"), NULL));
	give_room(sc);
	client(sc, l);
	accept_it(sc, l, 0);
}

static void
begin_without_room(struct scene *sc)
{
	struct listener *l = listen_in_mode(sc);

	leave_room(sc, 0);
	begin(sc, "s8=s1.accept()");
	blocked(sc);
	if (!over(sc) && !sc->answered)
		client(sc, l);
	finish(sc);
	give_room(sc);
	if (!over(sc) && l->clients_len == 0)
		client(sc, l);
	accept_it(sc, l, 0);
}

/* Room goes while it waits. */
static void
lose_room_while_waiting(struct scene *sc)
{
	struct listener *l = listen_in_mode(sc);

	begin(sc, "s8=s1.accept()");
	blocked(sc);
	leave_room(sc, 0);
	client(sc, l);
	finish(sc);
	give_room(sc);
	client(sc, l);
	call(sc, "s9=s1.accept()");
	call(sc, "s9.send(x'61')");
	client_hears(sc, l, axis_is(sc, "mode", "none") ? 1 : 0);
}

/* ---- receiving descriptors ---- */

static void
receive_without_room(struct scene *sc)
{
	struct text fds = TEXT_INIT;
	long long n = axis_number(sc, "count");

	set_up(sc, "s1=socketpair(AF_UNIX,%s,0)", axis(sc, "type"));
	set_up(sc, "s2.settimeout(%s)", axis(sc, "mode"));
	for (; n > 0; n--)
		text_addf(&fds, "%ss1", fds.len > 0 ? "," : "");
	set_up(sc, "s1.sendmsg([x'6162'],[(SOL_SOCKET,SCM_RIGHTS,fds:[%s])])",
	    text_get(&fds));
	set_up(sc, "s1.sendmsg([x'6364'],[(SOL_SOCKET,SCM_RIGHTS,fds:[%s])])",
	    text_get(&fds));
	leave_room(sc, (int)axis_number(sc, "room"));
	call(sc, "s2.%s", axis(sc, "call"));
	elapsed(sc, 0);
	give_room(sc);
	call(sc, "s2.%s", axis(sc, "call"));
	text_release(&fds);
}

/* ---- what only a library can bring about ---- */

static const struct {
	const char *method, *call, *act;
} makers[] = {
	{ "socket", "socket", "s2=socket(AF_INET,SOCK_STREAM)" },
	{ "socketpair", "socketpair", "s2=socketpair(AF_UNIX,SOCK_STREAM)" },
	{ "accept", "accept4", "s2=s1.accept()" },
	{ "dup", "fcntl", "s2=s1.dup()" },
};

static void
count_tries(struct scene *sc, const char *name)
{
	const struct page_event *events;
	int len, n, tries = 0;

	events = calls_made(sc, &len);
	for (n = 0; n < len; n++)
		tries += strcmp(events[n].call, name) == 0;
	observe(sc, "tries", "%d", tries);
}

static void
fail_once(struct scene *sc)
{
	struct page_rule rule = { .first = 1, .last = 1, .action = PAGE_FAIL,
	    .err = errno_from_name(axis(sc, "error")) };
	struct listener *l = listen_in_mode(sc);
	size_t i = 0;

	client(sc, l);
	while (!axis_is(sc, "method", makers[i].method))
		i++;
	strcpy(rule.call, makers[i].call);
	disturb(sc, &rule);
	call_counted(sc, "%s", makers[i].act);
	must_be_disturbed(sc, 0);
	count_tries(sc, makers[i].call);
	call(sc, "s1.gettimeout()");
	call(sc, "%s", makers[i].act);
	call(sc, "s2.gettimeout()");
	call(sc, "s2.get_inheritable()");
}

/* ---- rows ---- */

#define EMFILE_TWICE(its) its ": raised OSError errno=EMFILE; " \
	its "#2: raised OSError errno=EMFILE; elapsed: at once; "

static const struct row rows[] = {
	{ .name = "socket_without_room_raises_emfile", .clause = "LIMIT-01",
	  .act = make_without_room,
	  .axes = { "arguments=AF_INET,SOCK_STREAM|AF_INET,SOCK_DGRAM|"
	    "AF_INET6,SOCK_STREAM|AF_UNIX,SOCK_STREAM|AF_UNIX,SOCK_SEQPACKET|"
	    "AF_INET,SOCK_STREAM+SOCK_NONBLOCK", "default=none|0.0|0.5" },
	  .doc = EMFILE_TWICE("socket") "socket#3: returned *; "
	    "get_inheritable: returned false" },

	{ .name = "failed_pair_takes_no_room", .clause = "LIMIT-02",
	  .act = pair_without_room,
	  .axes = { "type=SOCK_STREAM|SOCK_DGRAM|SOCK_SEQPACKET",
	    "room=0|1" },
	  .doc = EMFILE_TWICE("socketpair") "socketpair#3: returned *; "
	    "recv: returned x'616263'" },

	{ .name = "dup_without_room_raises_emfile", .clause = "LIMIT-03",
	  .act = dup_without_room,
	  .axes = { "kind=tcp|unix|udp|seqpacket|dgram", MODES },
	  .doc = EMFILE_TWICE("dup") "dup#3: returned *; send: returned 1; "
	    "send#2: returned 1; gettimeout: returned {mode}; "
	    "gettimeout#2: returned {mode}" },

	{ .name = "accept_without_room_raises_and_keeps_the_client",
	  .clause = "LIMIT-04", .act = accept_without_room,
	  .axes = { KINDS, MODES, "default=none|0.0" }, .with = { "clients=2" },
	  .doc = EMFILE_TWICE("accept") "elapsed#2: at once; "
	    "accept#3: returned *; client: x'6160'; client#2: x'6161'; "
	    "gettimeout: returned {mode}; gettimeout#2: returned {default}" },

	{ .name = "accept_goes_on_once_a_descriptor_is_closed",
	  .clause = "LIMIT-04", .act = accept_into_the_last_room,
	  .axes = { KINDS, MODES },
	  .doc = "accept: returned *; client: x'6160'; "
	    "accept#2: raised OSError errno=EMFILE; elapsed: at once; "
	    "accept#3: returned *; client#2: x'6161'" },

	{ .name = "accept_of_nobody_without_room_times_out",
	  .clause = "LIMIT-04", .act = accept_nobody_without_room,
	  .axes = { KINDS, "mode=0.05" }, .waits = true,
	  .doc = "accept: raised TimeoutError 'timed out'; elapsed: on time; "
	    "accept#2: returned *; client: x'6160'" },

	{ .name = "accept_of_nobody_without_room_is_the_systems",
	  .clause = "LIMIT-04", .act = accept_nobody_without_room,
	  .axes = { KINDS, "mode=0.0" },
	  .doc = "accept#2: returned *; client: x'6160'" },

	{ .name = "blocking_accept_without_room_is_the_systems",
	  .clause = "LIMIT-04", .act = begin_without_room,
	  .axes = { KINDS, "mode=none" }, .waits = true },

	{ .name = "room_that_goes_while_accept_waits", .clause = "LIMIT-04",
	  .act = lose_room_while_waiting, .waits = true,
	  .axes = { KINDS, "mode=none|5.0" },
	  .doc = "accept#2: returned *; client: x'61'" },

	{ .name = "descriptors_without_room_are_the_systems",
	  .clause = "LIMIT-05", .act = receive_without_room,
	  .axes = { "type=SOCK_STREAM|SOCK_DGRAM|SOCK_SEQPACKET",
	    "mode=none|0.5", "count=1|3", "room=0|1|2",
	    "call=recvmsg(8,64)|recvmsg(8,64,MSG_CMSG_CLOEXEC)" } },

	{ .name = "recv_fds_without_room_is_the_systems",
	  .clause = "LIMIT-05", .act = receive_without_room,
	  .needs = "recv_fds", .axes = { "type=SOCK_STREAM|SOCK_DGRAM",
	    "mode=none|0.5", "count=1|3", "room=0|1", "call=recv_fds(8,4)" } },

	{ .name = "error_of_making_is_raised_after_one_try",
	  .clause = "LIMIT-06", .act = fail_once, .interposed = true,
	  .axes = { "kind=tcp|unix", "method=socket|socketpair|accept|dup",
	    "error=ENFILE|EMFILE|ENOBUFS|ENOMEM", MODES },
	  .doc = "{method}: raised OSError errno={error}; tries: 1; "
	    "gettimeout: returned {mode}; {method}#2: returned *; "
	    "get_inheritable: returned false" },
};

AREA_ROWS(limits, rows);
