/* SPDX-License-Identifier: BSD-2-Clause */
/* set_inheritable() and get_inheritable(): the flag, and what exec makes of it. */
#include "harness/scene/share.h"

#define KINDS "kind=tcp|tcp6|udp|unix|dgram|seqpacket"
#define FAMILIES "family=AF_INET|AF_INET6|AF_UNIX"
#define BEFORE "before=true|false"
#define CLOSED "how=close|detach"

static void
set_and_look(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.set_inheritable(%s)", axis(sc, "before"));
	call(sc, "s1.set_inheritable(%s)", axis(sc, "flag"));
	call(sc, "s1.get_inheritable()");
	inherited(sc, p);
}

/* Without an exec: for the many values that only the conversion sees. */
static void
set_and_ask(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.set_inheritable(%s)", axis(sc, "before"));
	call(sc, "s1.set_inheritable(%s)", axis(sc, "flag"));
	call(sc, "s1.get_inheritable()");
}

static void
set_thrice(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	call(sc, "s1.get_inheritable()");
	call(sc, "s1.set_inheritable(%s)", axis(sc, "first"));
	call(sc, "s1.get_inheritable()");
	call(sc, "s1.set_inheritable(%s)", axis(sc, "second"));
	call(sc, "s1.get_inheritable()");
	call(sc, "s1.set_inheritable(%s)", axis(sc, "third"));
	call(sc, "s1.get_inheritable()");
	inherited(sc, p);
}

static void
make_socket(struct scene *sc)
{
	struct peer *p;

	set_up(sc, "s1=socket(%s,%s)", axis(sc, "family"), axis(sc, "type"));
	p = share(sc, "s1");
	call(sc, "s1.get_inheritable()");
	inherited(sc, p);
}

static void
make_pair(struct scene *sc)
{
	struct peer *p, *q;

	set_up(sc, "s1=socketpair(AF_UNIX,%s)", axis(sc, "type"));
	p = share(sc, "s1");
	q = share(sc, "s2");
	call(sc, "s1.get_inheritable()");
	call(sc, "s2.get_inheritable()");
	inherited(sc, p);
	inherited(sc, q);
}

/* One of a pair is made inheritable: the other is not. */
static void
make_one_of_a_pair(struct scene *sc)
{
	struct peer *p, *q;

	set_up(sc, "s1=socketpair(AF_UNIX,%s)", axis(sc, "type"));
	p = share(sc, "s1");
	q = share(sc, "s2");
	call(sc, "%s.set_inheritable(true)", axis(sc, "which"));
	call(sc, "s1.get_inheritable()");
	call(sc, "s2.get_inheritable()");
	inherited(sc, p);
	inherited(sc, q);
}

static void
accept_one(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 4);
	struct peer *p;

	give_listener(sc, l);
	set_up(sc, "s1.set_inheritable(%s)", axis(sc, "listener"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	client(sc, l);
	call(sc, "s2=s1.accept()");
	p = share(sc, "s2");
	call(sc, "s2.get_inheritable()");
	call(sc, "s1.get_inheritable()");
	inherited(sc, p);
}

/* The original is closed, so that a program can only have the copy. */
static void
dup_one(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.set_inheritable(%s)", axis(sc, "before"));
	set_up(sc, "s2=s1.dup()");
	call(sc, "s2.get_inheritable()");
	call(sc, "s1.get_inheritable()");
	set_up(sc, "s1.close()");
	inherited(sc, p);
}

static void
set_one_of_two(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.set_inheritable(%s)", axis(sc, "before"));
	set_up(sc, "s2=s1.dup()");
	call(sc, "s2.set_inheritable(%s)", axis(sc, "flag"));
	call(sc, "s1.get_inheritable()");
	call(sc, "s2.get_inheritable()");
	set_up(sc, "%s.close()", axis(sc, "closed"));
	inherited(sc, p);
}

/* Two objects over one descriptor: the flag is the descriptor's. */
static void
adopt_number(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.set_inheritable(%s)", axis(sc, "before"));
	set_up(sc, "s2=socket(%s)", axis(sc, "arguments"));
	call(sc, "s2.get_inheritable()");
	call(sc, "s2.set_inheritable(%s)", axis(sc, "flag"));
	call(sc, "s1.get_inheritable()");
	inherited(sc, p);
	set_up(sc, "s1.detach()");
}

/* A descriptor outlives the object that made it inheritable. */
static void
detach_and_exec(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.set_inheritable(%s)", axis(sc, "flag"));
	call(sc, "s1.%s()", axis(sc, "how"));
	inherited(sc, p);
}

/* What a program inherits does not change what the socket itself does. */
static void
send_and_receive(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.set_inheritable(%s)", axis(sc, "flag"));
	call(sc, "s1.gettimeout()");
	o_nonblock(sc, p);
	inherited(sc, p);
	o_nonblock(sc, p);
	peer_sends(sc, p, 3, 5);
	call(sc, "s1.recv(10)");
	call(sc, "s1.send(x'616263')");
	call(sc, "s1.get_inheritable()");
	received(sc, p);
}

/* settimeout() and setblocking() leave the flag alone. */
static void
change_mode(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.set_inheritable(%s)", axis(sc, "flag"));
	call(sc, "s1.%s", axis(sc, "call"));
	call(sc, "s1.get_inheritable()");
	inherited(sc, p);
}

static void
set_closed(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.set_inheritable(%s)", axis(sc, "before"));
	set_up(sc, "s1.%s()", axis(sc, "how"));
	call(sc, "s1.set_inheritable(%s)", axis(sc, "flag"));
	call(sc, "s1.get_inheritable()");
}

static void
set_stale(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s2=socket(fileno=fileno:s1)");
	set_up(sc, "s2.close()");
	call(sc, "s1.set_inheritable(%s)", axis(sc, "flag"));
	call(sc, "s1.get_inheritable()");
	set_up(sc, "s1.detach()");
}

/* A descriptor that comes in a message: the sender's flag stays behind. */
static void
receive_descriptor(struct scene *sc)
{
	struct peer *p;

	set_up(sc, "s1=socketpair(AF_UNIX,%s)", axis(sc, "type"));
	set_up(sc, "s3=socket(%s,SOCK_STREAM)", axis(sc, "family"));
	p = share(sc, "s3");
	set_up(sc, "s3.set_inheritable(%s)", axis(sc, "before"));
	call(sc, "s1.sendmsg([x'61'],[(SOL_SOCKET,SCM_RIGHTS,fds:[s3])])");
	set_up(sc, "s3.close()");
	call(sc, "s2.recvmsg(1,64,%s)", axis(sc, "flags"));
	inherited(sc, p);
}

static void
ask_with(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.set_inheritable(%s)", axis(sc, "before"));
	call(sc, "s1.get_inheritable(%s)", axis(sc, "arguments"));
	call(sc, "s1.get_inheritable()");
}

static const struct row rows[] = {
	{ .name = "true_is_inherited", .clause = "INHERIT-01",
	  .act = set_and_look, .axes = { KINDS, BEFORE, "flag=true" },
	  .doc = "set_inheritable: returned none; get_inheritable: "
	    "returned true; inherited: true" },

	{ .name = "false_is_not_inherited", .clause = "INHERIT-01",
	  .act = set_and_look, .axes = { KINDS, BEFORE, "flag=false" },
	  .doc = "set_inheritable: returned none; get_inheritable: "
	    "returned false; inherited: false" },

	{ .name = "each_call_is_told", .clause = "INHERIT-02",
	  .act = set_thrice,
	  .axes = { KINDS, "first=true|false", "second=true|false",
	    "third=true|false" },
	  .doc = "get_inheritable: returned false; get_inheritable#2: "
	    "returned {first}; get_inheritable#3: returned {second}; "
	    "get_inheritable#4: returned {third}; inherited: {third}" },

	{ .name = "new_socket_is_not_inherited", .clause = "INHERIT-03",
	  .act = make_socket,
	  .axes = { FAMILIES, "type=SOCK_STREAM|SOCK_DGRAM|"
	    "SOCK_STREAM+SOCK_NONBLOCK|SOCK_DGRAM+SOCK_NONBLOCK" },
	  .doc = "get_inheritable: returned false; inherited: false" },

	{ .name = "new_pair_is_not_inherited", .clause = "INHERIT-03",
	  .act = make_pair,
	  .axes = { "type=SOCK_STREAM|SOCK_DGRAM|SOCK_SEQPACKET|"
	    "SOCK_STREAM+SOCK_NONBLOCK" },
	  .doc = "get_inheritable: returned false; get_inheritable#2: "
	    "returned false; inherited: false; inherited#2: false" },

	{ .name = "accepted_socket_is_not_inherited", .clause = "INHERIT-03",
	  .act = accept_one,
	  .axes = { "kind=tcp|tcp6|unix|seqpacket", "listener=true|false",
	    "timeout=none|0.0|3.5" },
	  .doc = "get_inheritable: returned false; inherited: false; "
	    "get_inheritable#2: returned {listener}" },

	{ .name = "dup_is_not_inherited", .clause = "INHERIT-03",
	  .act = dup_one, .axes = { KINDS, BEFORE },
	  .doc = "get_inheritable: returned false; get_inheritable#2: "
	    "returned {before}; inherited: false" },

	{ .name = "adopted_descriptor_keeps_its_flag", .clause = "INHERIT-04",
	  .act = adopt_number,
	  .axes = { KINDS, BEFORE, "flag=true|false",
	    "arguments=fileno=fileno:s1|"
	    "-1,-1,-1,fileno:s1" } },

	{ .name = "adoption_with_sock_cloexec_keeps_the_flag",
	  .clause = "INHERIT-04", .act = adopt_number,
	  .axes = { "kind=unix", BEFORE, "flag=true|false",
	    "arguments=AF_UNIX,SOCK_STREAM+SOCK_CLOEXEC,0,fileno:s1|"
	    "AF_UNIX,SOCK_STREAM,0,fileno:s1" } },

	{ .name = "flag_of_a_copy_is_its_own", .clause = "INHERIT-05",
	  .act = set_one_of_two,
	  .axes = { KINDS, BEFORE, "flag=true|false", "closed=s2" },
	  .doc = "get_inheritable: returned {before}; get_inheritable#2: "
	    "returned {flag}; inherited: {before}" },

	{ .name = "flag_of_a_copy_outlives_the_original",
	  .clause = "INHERIT-05", .act = set_one_of_two,
	  .axes = { KINDS, BEFORE, "flag=true|false", "closed=s1" },
	  .doc = "get_inheritable: returned {before}; get_inheritable#2: "
	    "returned {flag}; inherited: {flag}" },

	{ .name = "flag_of_the_other_end_is_its_own", .clause = "INHERIT-05",
	  .act = make_one_of_a_pair,
	  .axes = { "type=SOCK_STREAM|SOCK_DGRAM|SOCK_SEQPACKET",
	    "which=s1" },
	  .doc = "set_inheritable: returned none; get_inheritable: "
	    "returned true; get_inheritable#2: returned false; "
	    "inherited: true; inherited#2: false" },

	{ .name = "detached_descriptor_is_inherited_by_its_flag",
	  .clause = "INHERIT-06", .act = detach_and_exec,
	  .axes = { KINDS, "flag=true|false", "how=detach" },
	  .doc = "inherited: {flag}" },

	{ .name = "closed_socket_is_not_inherited", .clause = "INHERIT-06",
	  .act = detach_and_exec,
	  .axes = { KINDS, "flag=true|false", "how=close" },
	  .doc = "inherited: false" },

	{ .name = "socket_works_on_after_an_exec", .clause = "INHERIT-06",
	  .act = send_and_receive,
	  .axes = { KINDS, "flag=true|false", "timeout=none|0.0|3.5" },
	  .doc = "gettimeout: returned {timeout}; inherited: {flag}; "
	    "get_inheritable: returned {flag}; send: returned 3" },

	{ .name = "mode_leaves_the_flag", .clause = "INHERIT-06",
	  .act = change_mode,
	  .axes = { "kind=tcp|udp|unix", "flag=true|false",
	    "call=settimeout(2.5)|settimeout(0)|settimeout(none)|"
	    "setblocking(true)|setblocking(false)|shutdown(2)" },
	  .doc = "get_inheritable: returned {flag}; inherited: {flag}" },

	{ .name = "nonzero_int_is_true", .clause = "INHERIT-07",
	  .act = set_and_ask,
	  .axes = { "kind=tcp|unix", BEFORE, "flag=1|2|-1|255|256|65536|"
	    "1073741824|2147483647|-2147483648|intsub:7|intenum:3" },
	  .doc = "set_inheritable: returned none; get_inheritable: "
	    "returned true" },

	{ .name = "zero_is_false", .clause = "INHERIT-07",
	  .act = set_and_ask,
	  .axes = { "kind=tcp|unix", BEFORE, "flag=0|intsub:0|intenum:0" },
	  .doc = "set_inheritable: returned none; get_inheritable: "
	    "returned false" },

	{ .name = "nonzero_int_is_inherited", .clause = "INHERIT-07",
	  .act = set_and_look,
	  .axes = { "kind=tcp", BEFORE, "flag=2|-1|256|65536|-2147483648" },
	  .doc = "inherited: true" },

	{ .name = "other_types_raise_typeerror", .clause = "INHERIT-07",
	  .act = set_and_ask,
	  .axes = { "kind=unix", BEFORE, "flag=none|''|'x'|'1'|x''|x'01'|[]|"
	    "[1]|()|(1)|0.0|0.5|1.0|nan|emptydict|object|complex|path:'x'|"
	    "truth:true|truth:false|truth:none|s1" } },

	{ .name = "int_beyond_c_int_overflows", .clause = "INHERIT-08",
	  .act = set_and_ask,
	  .axes = { "kind=tcp|unix", BEFORE, "flag=2147483648|-2147483649|"
	    "4294967295|4294967296|4294967297|9223372036854775807|"
	    "9223372036854775808|18446744073709551616|intsub:4294967296|"
	    "-4294967296" } },

	{ .name = "index_is_taken_as_int", .clause = "INHERIT-09",
	  .act = set_and_ask,
	  .axes = { "kind=tcp|unix", BEFORE, "flag=index:0|index:1|index:-5|"
	    "index:2147483648|index:18446744073709551616" } },

	{ .name = "number_of_another_type_is_refused", .clause = "INHERIT-09",
	  .act = set_and_ask,
	  .axes = { "kind=tcp|unix", BEFORE, "flag=intlike:0|intlike:1|"
	    "decimal:'1'|decimal:'0'|fraction:'1/1'|floatlike:1.0" } },

	{ .name = "keyword_is_accepted", .clause = "INHERIT-10",
	  .act = set_and_look,
	  .axes = { "kind=tcp|unix", BEFORE,
	    "flag=inheritable=true|inheritable=false" },
	  .doc = "set_inheritable: returned none" },

	{ .name = "wrong_arity_raises_typeerror", .clause = "INHERIT-10",
	  .act = set_and_ask,
	  .axes = { "kind=unix", BEFORE, "flag=|true,false|flag=true|"
	    "true,inheritable=false|inheritable=true,other=1" } },

	{ .name = "asking_takes_no_argument", .clause = "INHERIT-10",
	  .act = ask_with,
	  .axes = { "kind=unix", BEFORE, "arguments=true|none|"
	    "inheritable=true" } },

	{ .name = "closed_socket_raises_ebadf", .clause = "INHERIT-11",
	  .act = set_closed,
	  .axes = { KINDS, BEFORE, CLOSED, "flag=true|false" },
	  .doc = "set_inheritable: raised OSError errno=EBADF; "
	    "get_inheritable: raised OSError errno=EBADF" },

	{ .name = "stale_descriptor_raises_ebadf", .clause = "INHERIT-11",
	  .act = set_stale, .axes = { KINDS, "flag=true|false" },
	  .doc = "set_inheritable: raised OSError errno=EBADF; "
	    "get_inheritable: raised OSError errno=EBADF" },

	{ .name = "bad_argument_wins_over_closed", .clause = "INHERIT-11",
	  .act = set_closed,
	  .axes = { "kind=unix", BEFORE, CLOSED, "flag=none|'x'|1.5|"
	    "4294967296|true,true|" } },

	{ .name = "returns_none", .clause = "INHERIT-12",
	  .act = set_and_ask,
	  .axes = { KINDS, BEFORE, "flag=true|false|1|0|2|-1" } },

	{ .name = "sock_cloexec_is_not_inherited", .clause = "INHERIT-13",
	  .act = make_socket,
	  .axes = { FAMILIES, "type=SOCK_STREAM+SOCK_CLOEXEC|"
	    "SOCK_DGRAM+SOCK_CLOEXEC|SOCK_STREAM+SOCK_CLOEXEC+SOCK_NONBLOCK" },
	  .doc = "get_inheritable: returned false; inherited: false" },

	{ .name = "sock_cloexec_of_a_pair_is_not_inherited",
	  .clause = "INHERIT-13", .act = make_pair,
	  .axes = { "type=SOCK_STREAM+SOCK_CLOEXEC|SOCK_DGRAM+SOCK_CLOEXEC|"
	    "SOCK_SEQPACKET+SOCK_CLOEXEC" },
	  .doc = "get_inheritable: returned false; get_inheritable#2: "
	    "returned false; inherited: false; inherited#2: false" },

	{ .name = "received_descriptor_is_inherited", .clause = "INHERIT-14",
	  .act = receive_descriptor,
	  .axes = { "type=SOCK_STREAM|SOCK_DGRAM|SOCK_SEQPACKET", FAMILIES,
	    BEFORE, "flags=0" } },

	{ .name = "descriptor_received_with_cloexec_is_not_inherited",
	  .clause = "INHERIT-14", .act = receive_descriptor,
	  .axes = { "type=SOCK_STREAM|SOCK_DGRAM|SOCK_SEQPACKET", FAMILIES,
	    BEFORE, "flags=MSG_CMSG_CLOEXEC" } },
};

AREA_ROWS(set_inheritable, rows);
