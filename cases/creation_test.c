/* SPDX-License-Identifier: BSD-2-Clause */
/* socket(), socketpair(), accept(): flags in the type, and adoption by fileno. */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/scene/share.h"

#define FAMILIES "family=AF_INET|AF_INET6|AF_UNIX"
#define KINDS "kind=tcp|tcp6|udp|unix|dgram|seqpacket"
#define TYPES "type=SOCK_STREAM|SOCK_DGRAM"
#define FLAGS "flags=|+SOCK_NONBLOCK|+SOCK_CLOEXEC|+SOCK_NONBLOCK+SOCK_CLOEXEC"

static bool
asks_for(const struct instance *i, const char *flag)
{
	return strstr(instance_value(i, "flags"), flag) != NULL;
}

/* As traces have it, also of MIPS: session/numbers.h. */
static int
type_of(const struct instance *i)
{
	const char *type = instance_value(i, "type");

	return strcmp(type, "SOCK_STREAM") == 0 ? 1 :
	    strcmp(type, "SOCK_DGRAM") == 0 ? 2 : 5;
}

static void
type_has_no_flags(struct documented *d, const struct instance *i)
{
	documented_want(d, "attribute", "returned %d", type_of(i));
}

static void
is_passed_on(struct documented *d, const struct instance *i)
{
	bool set = asks_for(i, "SOCK_NONBLOCK");

	documented_want(d, "attribute", "returned %d", type_of(i));
	documented_want(d, "o_nonblock", set ? "true" : "false");
	documented_want(d, "getblocking", "returned %s",
	    set ? "false" : "true");
	documented_want(d, "gettimeout", "returned %s", set ? "0.0" : "none");
	documented_want(d, "inherited", "false");
}

/* By the call, whatever flags the type had. */
static void
has_the_mode_set(struct documented *d, const struct instance *i)
{
	const char *call = instance_value(i, "call");
	bool zero = strstr(call, "(false)") != NULL ||
	    strstr(call, "(0)") != NULL;
	bool timed = strstr(call, "(2.5)") != NULL;

	documented_want(d, "o_nonblock", zero || timed ? "true" : "false");
	documented_want(d, "gettimeout", "returned %s", zero ? "0.0" :
	    timed ? "2.5" : "none");
	documented_want(d, "getblocking", "returned %s",
	    zero ? "false" : "true");
	documented_want(d, "attribute", "returned 1");
}

static void
look(struct scene *sc, const char *socket, const struct peer *p)
{
	o_nonblock(sc, p);
	call(sc, "%s.gettimeout()", socket);
	call(sc, "%s.getblocking()", socket);
	call(sc, "%s.attribute('type')", socket);
}

static void
make_socket(struct scene *sc)
{
	struct peer *p;

	call(sc, "s1=socket(%s,%s%s)", axis(sc, "family"), axis(sc, "type"),
	    axis(sc, "flags"));
	p = share(sc, "s1");
	look(sc, "s1", p);
	call(sc, "s1.get_inheritable()");
	inherited(sc, p);
}

static void
make_pair(struct scene *sc)
{
	struct peer *p, *q;

	call(sc, "s1=socketpair(AF_UNIX,%s%s)", axis(sc, "type"),
	    axis(sc, "flags"));
	p = share(sc, "s1");
	q = share(sc, "s2");
	look(sc, "s1", p);
	look(sc, "s2", q);
	inherited(sc, p);
	inherited(sc, q);
}

static void
ask_kernel(struct scene *sc)
{
	call(sc, "s1=socket(%s,%s%s)", axis(sc, "family"), axis(sc, "type"),
	    axis(sc, "flags"));
	call(sc, "s1.getsockopt(SOL_SOCKET,SO_TYPE)");
	call(sc, "s1.attribute('type')");
	call(sc, "s1.attribute('family')");
	call(sc, "s1.attribute('proto')");
}

/* The flag's effect: a call that cannot be completed fails at once. */
static void
receive_nothing(struct scene *sc)
{
	set_up(sc, "s1=socketpair(AF_UNIX,%s+SOCK_NONBLOCK)",
	    axis(sc, "type"));
	call(sc, "%s.%s", axis(sc, "socket"), axis(sc, "call"));
	elapsed(sc, 0);
}

static void
set_mode(struct scene *sc)
{
	struct peer *p;

	set_up(sc, "s1=socket(%s,SOCK_STREAM%s)", axis(sc, "family"),
	    axis(sc, "flags"));
	p = share(sc, "s1");
	call(sc, "s1.%s", axis(sc, "call"));
	look(sc, "s1", p);
}

static void
dup_and_look(struct scene *sc)
{
	struct peer *p;

	set_up(sc, "s1=socket(%s,%s%s)", axis(sc, "family"), axis(sc, "type"),
	    axis(sc, "flags"));
	call(sc, "s2=s1.dup()");
	p = share(sc, "s2");
	look(sc, "s2", p);
	call(sc, "s2.attribute('family')");
	call(sc, "s2.attribute('proto')");
}

static void
adopt_forced(struct scene *sc)
{
	struct peer *p = pair_apart(sc, "unix");

	force_o_nonblock(sc, p, axis_is(sc, "forced", "set"));
	give_end(sc, p, axis(sc, "arguments"));
	look(sc, "s1", p);
}

static void
adopt_and_receive(struct scene *sc)
{
	struct peer *p = pair_apart(sc, axis(sc, "kind"));

	force_o_nonblock(sc, p, axis_is(sc, "forced", "set"));
	give_end(sc, p, axis(sc, "arguments"));
	call(sc, "s1.getblocking()");
	begin(sc, "s1.recv(1)");
	finished_within(sc, 60);
	peer_sends(sc, p, 1, 3);
	finish(sc);
}

static bool
is_blocking(const struct peer *p)
{
	return (fcntl(p->theirs, F_GETFL) & O_NONBLOCK) == 0;
}

/* Does the object's mode tell what its descriptor does? */
static void
adopt_and_compare(struct scene *sc)
{
	struct peer *p = pair_apart(sc, "unix");
	const struct reply *r;

	force_o_nonblock(sc, p, axis_is(sc, "forced", "set"));
	give_end(sc, p, axis(sc, "arguments"));
	r = set_up(sc, "s1.gettimeout()");
	if (r->kind == REPLY_RETURNED)
		observe(sc, "object_and_descriptor", "%s",
		    is_blocking(p) == (r->value->kind == VALUE_NONE) ?
		    "agree" : "disagree");
	o_nonblock(sc, p);
}

static void
detect(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	call(sc, "s2=socket(fileno=fileno:s1)");
	set_up(sc, "s1.detach()");
	call(sc, "s2.attribute('family')");
	call(sc, "s2.attribute('type')");
	call(sc, "s2.attribute('proto')");
	call(sc, "s2.send(x'616263')");
	received(sc, p);
}

/* Arguments that are given overrule what is detected, and change nothing. */
static void
overrule(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	call(sc, "s2=socket(%s,fileno:s1)", axis(sc, "arguments"));
	set_up(sc, "s1.detach()");
	call(sc, "s2.attribute('family')");
	call(sc, "s2.attribute('type')");
	call(sc, "s2.attribute('proto')");
	o_nonblock(sc, p);
	call(sc, "s2.getsockopt(SOL_SOCKET,SO_TYPE)");
	call(sc, "s2.send(x'616263')");
	received(sc, p);
}

static void
make_with(struct scene *sc)
{
	pair(sc, "unix");
	call(sc, "s2=socket(%s)", axis(sc, "arguments"));
}

static void
accept_one(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 4);
	struct peer *p;

	give_listener(sc, l);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	client(sc, l);
	call(sc, "s2=s1.accept()");
	p = share(sc, "s2");
	o_nonblock_of_accepted(sc, p, axis_is(sc, "timeout", "0.0"));
	call(sc, "s2.gettimeout()");
	call(sc, "s2.getblocking()");
	call(sc, "s2.attribute('type')");
	call(sc, "s2.attribute('family')");
}

/* "Whether the socket … is in blocking or non-blocking mode": the system's. */
static void
mode_may_be_inherited(struct documented *d, const struct instance *i)
{
	if (instance_is(i, "timeout", "0.0"))
		documented_want(d, "o_nonblock", "false or inherited");
}

static void
show_type(struct scene *sc)
{
	set_up(sc, "s1=socket(%s,%s)", axis(sc, "family"), axis(sc, "type"));
	call(sc, "s1.shown_type()");
}
static const struct row rows[] = {
	{ .name = "flags_are_stripped_from_the_type", .clause = "TYPE-01",
	  .act = ask_kernel, .axes = { FAMILIES, TYPES, FLAGS },
	  .documented = type_has_no_flags },

	{ .name = "flags_of_a_pair_are_stripped", .clause = "TYPE-01",
	  .act = make_pair,
	  .needs = "getblocking",
	  .axes = { "type=SOCK_STREAM|SOCK_DGRAM|SOCK_SEQPACKET", FLAGS },
	  .documented = type_has_no_flags },

	{ .name = "flags_are_passed_to_the_system", .clause = "TYPE-02",
	  .act = make_socket,
	  .needs = "getblocking",
	  .axes = { FAMILIES, TYPES, FLAGS },
	  .documented = is_passed_on },

	{ .name = "flags_of_records_are_passed_to_the_system",
	  .clause = "TYPE-02", .act = make_socket,
	  .needs = "getblocking",
	  .axes = { "family=AF_UNIX", "type=SOCK_SEQPACKET", FLAGS },
	  .documented = is_passed_on },

	{ .name = "nonblocking_type_can_be_given_another_mode",
	  .clause = "TYPE-02", .act = set_mode,
	  .documented = has_the_mode_set,
	  .needs = "getblocking",
	  .axes = { FAMILIES, FLAGS, "call=setblocking(true)|"
	    "setblocking(false)|settimeout(2.5)|settimeout(none)|"
	    "settimeout(0)" } },

	{ .name = "dup_of_a_flagged_type_has_its_mode", .clause = "TYPE-02",
	  .act = dup_and_look,
	  .needs = "getblocking",
	  .axes = { FAMILIES, TYPES, FLAGS } },

	{ .name = "nonblocking_pair_fails_at_once", .clause = "TYPE-03",
	  .act = receive_nothing,
	  .axes = { "type=SOCK_STREAM|SOCK_DGRAM|SOCK_SEQPACKET",
	    "socket=s1|s2", "call=recv(1)|recv(1,MSG_PEEK)" },
	  .doc = "recv: raised BlockingIOError errno=EAGAIN; "
	    "elapsed: at once" },

	{ .name = "both_of_a_pair_are_nonblocking", .clause = "TYPE-03",
	  .act = make_pair,
	  .needs = "getblocking",
	  .axes = { "type=SOCK_STREAM|SOCK_DGRAM|SOCK_SEQPACKET",
	    "flags=+SOCK_NONBLOCK|+SOCK_NONBLOCK+SOCK_CLOEXEC" } },

	{ .name = "adopted_descriptor_keeps_its_mode", .clause = "TYPE-04",
	  .act = adopt_forced,
	  .needs = "getblocking",
	  .axes = { "forced=clear|set", "arguments=AF_UNIX,SOCK_STREAM,0|"
	    "AF_UNIX,-1,-1|-1,-1,-1|AF_UNIX,SOCK_STREAM+SOCK_CLOEXEC,0" } },

	{ .name = "adopted_nonblocking_descriptor_fails_at_once",
	  .clause = "TYPE-04", .act = adopt_and_receive,
	  .needs = "getblocking",
	  .waits = true,
	  .axes = { "kind=tcp|udp|unix", "forced=clear|set",
	    "arguments=-1,-1,-1" } },

	{ .name = "object_and_descriptor_agree", .clause = "TYPE-05",
	  .act = adopt_and_compare,
	  .axes = { "forced=clear", "arguments=AF_UNIX,SOCK_STREAM,0|"
	    "AF_UNIX,SOCK_STREAM+SOCK_NONBLOCK,0|"
	    "AF_UNIX,SOCK_STREAM+SOCK_NONBLOCK+SOCK_CLOEXEC,0|"
	    "-1,SOCK_STREAM+SOCK_NONBLOCK,-1" },
	  .doc = "set_up.gettimeout: returned none or returned 0.0; "
	    "object_and_descriptor: agree; o_nonblock: false" },

	{ .name = "object_and_nonblocking_descriptor_agree",
	  .clause = "TYPE-05", .act = adopt_and_compare,
	  .axes = { "forced=set",
	    "arguments=AF_UNIX,SOCK_STREAM+SOCK_NONBLOCK,0|"
	    "AF_UNIX,SOCK_STREAM+SOCK_NONBLOCK+SOCK_CLOEXEC,0|"
	    "-1,SOCK_STREAM+SOCK_NONBLOCK,-1" },
	  .doc = "set_up.gettimeout: returned none or returned 0.0; "
	    "object_and_descriptor: agree" },

	{ .name = "nonblocking_object_fails_at_once", .clause = "TYPE-05",
	  .act = adopt_and_receive,
	  .needs = "getblocking",
	  .waits = true,
	  .axes = { "kind=unix", "forced=set",
	    "arguments=AF_UNIX,SOCK_STREAM+SOCK_NONBLOCK,0" },
	  .doc = "getblocking: returned false; recv: raised BlockingIOError "
	    "errno=EAGAIN" },

	{ .name = "family_type_and_proto_are_detected", .clause = "TYPE-04",
	  .act = detect, .axes = { KINDS } },

	{ .name = "given_arguments_overrule_what_is_detected",
	  .clause = "TYPE-04", .act = overrule,
	  .axes = { "arguments=AF_UNIX,SOCK_STREAM,0|AF_INET,SOCK_STREAM,0|"
	    "AF_UNIX,SOCK_DGRAM,0|-1,SOCK_SEQPACKET,-1|AF_INET6,-1,-1|"
	    "-1,-1,6|AF_INET,SOCK_DGRAM,17" },
	  .doc = "o_nonblock: false; getsockopt: returned 1; "
	    "send: returned 3; peer: 3 bytes x'616263'" },

	{ .name = "bad_fileno_is_refused", .clause = "TYPE-04",
	  .act = make_with,
	  .axes = { "arguments=fileno=-1|fileno=-2|fileno=1000000|"
	    "fileno=2147483648|fileno=4295967296|fileno='1'|fileno=1000000.0|fileno=[]|"
	    "AF_INET,SOCK_STREAM,0,-1|AF_INET,SOCK_STREAM,0,1000000|"
	    "fileno=18446744073709551616" } },

	{ .name = "impossible_combination_is_refused", .clause = "TYPE-02",
	  .act = make_with,
	  .axes = { "arguments=AF_INET,SOCK_SEQPACKET|AF_INET,0|AF_INET,77|"
	    "AF_UNIX,77|250,SOCK_STREAM|-2,SOCK_STREAM|AF_UNIX,SOCK_STREAM,9|"
	    "AF_INET,SOCK_STREAM,17|AF_INET,SOCK_DGRAM,6|AF_INET6,77|"
	    "AF_INET,-5|AF_UNIX,SOCK_STREAM+SOCK_NONBLOCK,9|AF_UNIX,'1'|"
	    "AF_UNIX,1.0|'AF_UNIX'|AF_UNIX,2147483648|AF_UNIX,none|none" } },

	{ .name = "accepted_socket_has_the_listeners_type",
	  .clause = "TYPE-01", .act = accept_one,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|tcp6|unix|seqpacket",
	    "timeout=none|0.0|3.5" },
	  .documented = mode_may_be_inherited },

	{ .name = "repr_shows_the_type", .clause = "TYPE-06", .act = show_type,
	  .needs = "objects",
	  .axes = { "family=AF_UNIX|AF_INET|AF_INET6",
	    "type=SOCK_STREAM|SOCK_DGRAM|SOCK_STREAM+SOCK_NONBLOCK|"
	    "SOCK_DGRAM+SOCK_CLOEXEC" } },
};

AREA_ROWS(creation, rows);
