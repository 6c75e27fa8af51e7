/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls keep nothing of what they were given and lose nothing of their own:
 * memory over a thousand calls, on success and on each error path.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/protocol/channel.h"
#include "harness/scene/disturb.h"
#include "harness/scene/mail.h"
#include "harness/scene/scene.h"

#define SEVERAL 12

/* What the socket is: drained, full, closed, one that waits for nothing. */
static void
prepare(struct scene *sc)
{
	const char *state = axis(sc, "state");
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (over(sc))
		return;
	p->drains = strcmp(state, "drained") == 0;
	if (strcmp(state, "full") == 0)
		peer_choke(p);
	file(sc, "regular", 300, "rb", -1);
	if (strcmp(state, "empty") == 0 || strcmp(state, "full") == 0)
		set_up(sc, "s1.settimeout(0.0)");
	if (strcmp(state, "closed") == 0)
		set_up(sc, "s1.close()");
	if (strcmp(state, "ended") == 0)
		peer_release(p);
}

static void
call_and_be_weighed(struct scene *sc)
{
	prepare(sc);
	call_and_weigh(sc, "s1.%s", axis(sc, "call"));
}

/* An operation that is told what to do, and given data, or refuses that. */
static void
operate_and_be_weighed(struct scene *sc)
{
	set_up(sc, "s3=socket(AF_ALG,SOCK_SEQPACKET,0)");
	set_up(sc, "s3.bind(('skcipher','cbc(aes)'))");
	set_up(sc, "s3.setsockopt(SOL_ALG,ALG_SET_KEY,fill:1:16)");
	set_up(sc, "s1=s3.accept()");
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call_and_weigh(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
}

/* What peeks, reads a file, or needs memory for its items. */
static void
take_and_be_weighed(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "f1=memory(fill:7:300)");
	if (strstr(axis(sc, "call"), "MSG_PEEK") != NULL)
		peer_sends(sc, p, 7, 3);
	else if (!over(sc))
		p->drains = true;
	call_and_weigh(sc, "%s", axis(sc, "call"));
}

/* What has no room, nor has anything come. */
static void
prepare_to_wait(struct scene *sc)
{
	struct peer *p;

	if (strstr(axis(sc, "call"), "NAME") != NULL) {
		p = destination(sc, "dgram");
		set_up(sc, "s1=socket(AF_UNIX,SOCK_DGRAM)");
	} else {
		p = pair(sc, axis(sc, "kind"));
	}
	if (!over(sc))
		peer_choke(p);
	file(sc, "regular", 300, "rb", 0);
}

/* Each of the thousand waits for a millisecond, in vain. */
static void
time_out_and_be_weighed(struct scene *sc)
{
	prepare_to_wait(sc);
	set_up(sc, "s1.settimeout(0.001)");
	call_and_weigh(sc, "s1.%s", axis(sc, "call"));
}

/* By which system call a method transfers. */
static void
name_transfer(const char *call, char name[16])
{
	size_t len = strcspn(call, "(");

	if (strncmp(call, "sendall", 7) == 0)
		len = strlen("send");
	else if (strncmp(call, "sendmsg_afalg", 13) == 0)
		len = strlen("sendmsg");
	snprintf(name, 16, "%.*s", (int)len, call);
}

/* A handler that raises ends each of the thousand, as it transfers or waits. */
static void
end_by_handler_and_be_weighed(struct scene *sc)
{
	struct page_rule rule = { .call = "poll", .first = 1, .last = 1,
	    .action = PAGE_SIGNAL, .signal = SIGUSR1 };
	bool waits = axis_is(sc, "at", "wait");

	if (!waits)
		name_transfer(axis(sc, "call"), rule.call);
	prepare_to_wait(sc);
	set_up(sc, "s1.settimeout(%s)", waits ? "5.0" : "none");
	set_up(sc, "handler(SIGUSR1,'raise')");
	disturb(sc, &rule);
	disturb_each(sc, true);
	call_and_weigh(sc, "s1.%s", axis(sc, "call"));
	disturb_each(sc, false);
	must_be_disturbed(sc, 0);
}

/*
 * It takes its time: a name is a datagram's, an operation that of the socket
 * that stands for one; all else is tried on a stream.
 */
static bool
is_tried_there(const struct instance *i)
{
	const char *call = instance_value(i, "call");

	return strcmp(instance_value(i, "kind"),
	    strstr(call, "NAME") != NULL ? "dgram" :
	    strncmp(call, "sendmsg_afalg", 13) == 0 ? "alg" : "unix") == 0;
}

/* Descriptors are what nobody has many of: an error must not keep one. */
static void
call_several_times(struct scene *sc)
{
	prepare(sc);
	call_often(sc, SEVERAL, "%s", axis(sc, "call"));
}

static void
accept_several_times(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), SEVERAL);
	int i;

	give_listener(sc, l);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	for (i = 0; i < SEVERAL / 2; i++) {
		client(sc, l);
		call(sc, "s2=s1.accept()");
		call(sc, "s2.get_inheritable()");
	}
}

static void
receive_rights(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	struct channel to = CHANNEL_INIT;
	int i;

	to.descriptors = p->fd;
	set_up(sc, "s1.settimeout(0.0)");
	for (i = 0; i < 3; i++) {
		if (!over(sc) && i < 2 && !channel_send_fd(&to, p->fd))
			broken(sc, "cannot send a descriptor: %s",
			    strerror(errno));
		call(sc, "s1.recvmsg(%s)", axis(sc, "arguments"));
	}
}

/* The buffer as the implementation has it, and again as it was sent. */
static void
look_at_buffer(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (axis_is(sc, "room", "none") && !over(sc)) {
		peer_choke(p);
		p->drains = false;
	}
	set_up(sc, "s1.settimeout(%s)", axis_is(sc, "room", "none") ? "0.0" :
	    "none");
	call(sc, "s1.%s", axis(sc, "call"));
	call(sc, "held()");
	received(sc, p);
}

/*
 * What the system keeps of a socket beside its data; both began with the same.
 * Of an option that is a structure the first int will do, whatever its size.
 */
static void
look_at_options(struct scene *sc)
{
	static const char *const options[] = {
		"SOL_SOCKET,SO_KEEPALIVE", "SOL_SOCKET,SO_REUSEADDR",
		"SOL_SOCKET,SO_BROADCAST", "SOL_SOCKET,SO_OOBINLINE",
		"SOL_SOCKET,SO_RCVLOWAT", "SOL_SOCKET,SO_LINGER",
		"SOL_SOCKET,SO_SNDTIMEO", "SOL_SOCKET,SO_RCVTIMEO", NULL };
	static const char *const of_tcp[] = { "IPPROTO_TCP,TCP_NODELAY",
		"IPPROTO_TCP,TCP_CORK", "IPPROTO_TCP,TCP_KEEPIDLE",
		"IPPROTO_TCP,TCP_DEFER_ACCEPT", "IPPROTO_TCP,TCP_USER_TIMEOUT",
		NULL };
	struct peer *p = pair(sc, axis(sc, "kind"));
	size_t i;

	file(sc, "regular", 300, "rb", -1);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	if (!over(sc))
		p->drains = !axis_is(sc, "state", "full");
	if (axis_is(sc, "state", "full") && !over(sc))
		peer_choke(p);
	call(sc, "s1.%s", axis(sc, "call"));
	for (i = 0; options[i] != NULL; i++)
		call(sc, "s1.getsockopt(%s)", options[i]);
	for (i = 0; axis_is(sc, "kind", "tcp") && of_tcp[i] != NULL; i++)
		call(sc, "s1.getsockopt(%s)", of_tcp[i]);
	o_nonblock(sc, p);
}

/* Files go over streams; what is full, or has nothing, is not waited for. */
static bool
keeps_options(const struct instance *i)
{
	const char *call = instance_value(i, "call");
	bool receives = strncmp(call, "recv", 4) == 0;

	if (instance_is(i, "mode", "none") && (receives ||
	    instance_is(i, "state", "full")))
		return false;
	if (receives && instance_is(i, "state", "full"))
		return false;
	return strncmp(call, "sendfile", 8) != 0 ||
	    !instance_is(i, "kind", "udp");
}

/* What a thousand calls are made of, and in what state of the socket. */
static bool
fits(const struct instance *i)
{
	const char *call = instance_value(i, "call");
	bool sends = strncmp(call, "send", 4) == 0;
	bool file = strncmp(call, "sendfile", 8) == 0;
	bool afalg = strncmp(call, "sendmsg_afalg", 13) == 0;

	if (file)
		return instance_is(i, "state", "drained") ||
		    instance_is(i, "state", "full");
	if (instance_is(i, "state", "drained"))
		return strncmp(call, "recv", 4) != 0;
	if (instance_is(i, "state", "empty"))
		return strncmp(call, "recv", 4) == 0;
	if (instance_is(i, "state", "full") || instance_is(i, "state", "ended"))
		return sends && !afalg;
	return true;
}

/* Others are cases/sendfile_errors_test.c's. */
static bool
is_no_closed_sendfile(const struct instance *i)
{
	return !instance_is(i, "call", "s1.sendfile(f1)") ||
	    !instance_is(i, "state", "closed");
}

static const struct row rows[] = {
	{ .name = "thousand_calls_lose_no_memory", .clause = "KEEP-01",
	  .act = call_and_be_weighed, .only = fits, .needs = "dynamic",
	  .axes = { "kind=unix|dgram",
	    "state=drained|full|closed|ended|empty",
	    "call=sendmsg([x'6162',x'63'])|sendmsg([x'61'],[(1,99,x'00')])|"
	    "sendmsg([1])|sendfile(f1,0,100)|sendfile(f1,-1)|"
	    "sendmsg_afalg([x'61'],op=0)|"
	    "set_inheritable(true)|set_inheritable('')|setblocking(true)|"
	    "setblocking('')|settimeout(5.0)|settimeout(-1)|settimeout('')|"
	    "send(x'6162')|sendall(x'6162')|send('')|accept()|"
	    "connect('/nobody/there')|connect(none)|"
	    "recvmsg(10)|recvmsg(10,100)|recv(10)" } },

	{ .name = "thousand_calls_that_take_memory_lose_none",
	  .clause = "KEEP-01", .act = take_and_be_weighed, .needs = "dynamic",
	  .axes = { "kind=unix",
	    "call=s1.recv(10,MSG_PEEK)|s1.recvmsg(10,100,MSG_PEEK)|"
	    "s1.sendfile(f1,0,100)|s1.sendmsg([x'61'],[(99,1,fill:3:3000)])|"
	    "s1.sendmsg([x'61'],[(1,99,fill:3:3000)])" } },

	{ .name = "thousand_operations_lose_no_memory", .clause = "KEEP-01",
	  .act = operate_and_be_weighed, .needs = "af_alg dynamic",
	  .axes = { "mode=none",
	    "arguments=[],op=1,iv=fill:2:16,flags=MSG_MORE|"
	    "[x'61'],op=1,iv=fill:2:16,flags=MSG_MORE|[x'61']|"
	    "[x'61'],op=1,assoclen=-1|[x'61'],op=1,iv=fill:2:15" } },

	{ .name = "thousand_timeouts_lose_no_memory", .clause = "KEEP-01",
	  .act = time_out_and_be_weighed, .only = is_tried_there,
	  .needs = "dynamic", .waits = true,
	  .axes = { "kind=unix|dgram", "call=sendmsg([x'6162'],[],0,NAME)|"
	    "sendmsg([x'61'],[(1,99,x'00')])|sendfile(f1,0,100)|"
	    "recvmsg(10,100)" } },

	{ .name = "thousand_calls_that_a_handler_ends_lose_no_memory",
	  .clause = "KEEP-01", .act = end_by_handler_and_be_weighed,
	  .only = is_tried_there, .interposed = true,
	  .axes = { "kind=unix|dgram|alg", "at=transfer|wait",
	    "call=sendmsg([x'6162',x'63'],[(99,1,fill:3:3000)])|"
	    "sendmsg([x'6162'],[],0,NAME)|sendmsg_afalg([x'61'],op=0,iv=x'01')|"
	    "send(x'616263')|sendall(x'616263')|sendfile(f1,0,100)|"
	    "recv(10)|recvmsg(10,100)" } },

	{ .name = "several_calls_leave_no_descriptor", .clause = "KEEP-02",
	  .act = call_several_times, .only = is_no_closed_sendfile,
	  .axes = { "kind=unix|dgram", "state=drained|closed",
	    "call=s2=s1.accept()|s1.connect('')|s1.connect('/nobody/there')|"
	    "s1.connect_ex('/nobody/there')|s2=s1.dup()|"
	    "s2=socket(AF_UNIX,SOCK_STREAM)|s2=socketpair()|"
	    "s2=socket(AF_UNIX,99)|s1.set_inheritable(true)|"
	    "s1.sendfile(f1)" } },

	{ .name = "accepted_connections_leave_no_descriptor",
	  .clause = "KEEP-02", .act = accept_several_times,
	  .axes = { "kind=tcp|unix|seqpacket", "timeout=none|5.0" } },

	{ .name = "received_rights_leave_no_descriptor", .clause = "KEEP-02",
	  .act = receive_rights, .needs = "scm_rights",
	  .axes = { "kind=unix|dgram",
	    "arguments=10,100|10,4|10,0|0,100|-1,100" } },

	{ .name = "options_are_as_they_were", .clause = "KEEP-03",
	  .act = look_at_options, .only = keeps_options, .needs = "dynamic",
	  .axes = { "kind=unix|tcp|udp", "mode=none|0.05|0.0",
	    "state=room|full",
	    "call=send(fill:1:5000)|sendall(fill:1:5000)|"
	    "sendmsg([fill:1:5000])|sendfile(f1)|sendfile(f1,100,50)|"
	    "recv(10)|recvmsg(10,100)|set_inheritable(true)|"
	    "sendmsg([x'61'],[],MSG_DONTWAIT)" }, .waits = true },

	{ .name = "bytearray_given_is_as_it_was", .clause = "KEEP-03",
	  .act = look_at_buffer, .needs = "dynamic",
	  .axes = { "kind=unix|dgram|seqpacket", "room=some|none",
	    "call=sendmsg([bytearray:x'616263'])|"
	    "sendmsg([x'61',bytearray:x'626364'])|"
	    "sendmsg([bytearray:fill:5:3000])|"
	    "sendmsg([x'61'],[(1,99,bytearray:x'01020304')])|"
	    "send(bytearray:x'616263')|sendall(bytearray:x'616263')" } },

	{ .name = "bytearray_given_to_afalg_is_as_it_was",
	  .clause = "KEEP-03", .act = look_at_buffer, .needs = "dynamic",
	  .axes = { "kind=alg", "room=some|none",
	    "call=sendmsg_afalg([bytearray:x'616263'],op=1)|"
	    "sendmsg_afalg([x'61',bytearray:x'626364'],op=1)|"
	    "sendmsg_afalg([x'61'],op=1,iv=bytearray:x'01020304')" } },
};

AREA_ROWS(keeping, rows);
