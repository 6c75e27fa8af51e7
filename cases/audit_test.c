/* SPDX-License-Identifier: BSD-2-Clause */
/* Auditing events of the socket methods. */
#include <unistd.h>

#include "cases/sendmsg.h"

/* ---- scenarios ---- */

static void
audited(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "audit('record')");
	call(sc, "s1.%s", axis(sc, "call"));
	call(sc, "audit_events()");
	call(sc, "audit_events()");
}

/* With an address, from a socket that is connected to nobody. */
static void
audited_to(struct scene *sc)
{
	const char *kind = axis(sc, "kind");
	struct peer *p = destination(sc, kind);

	set_up(sc, "s1=socket(%s,SOCK_DGRAM,0)",
	    strcmp(kind, "udp") == 0 ? "AF_INET" :
	    strcmp(kind, "udp6") == 0 ? "AF_INET6" : "AF_UNIX");
	set_up(sc, "audit('record')");
	call(sc, "s1.%s", axis(sc, "call"));
	call(sc, "audit_events()");
	received(sc, p);
}

static void
audited_when_closed(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.%s()", axis(sc, "how"));
	set_up(sc, "audit('record')");
	call(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	call(sc, "audit_events()");
}

static void
refused(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "audit('refuse')");
	call(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	call(sc, "audit_events()");
	set_up(sc, "audit('off')");
	call(sc, "s1.sendmsg([x'7a'])");
	received(sc, p);
}

/* Methods that start where the events are already recorded. */
static void
audited_life(struct scene *sc)
{
	pair(sc, "unix");
	set_up(sc, "audit('record')");
	call(sc, "%s", axis(sc, "call"));
	call(sc, "audit_events()");
}

/* A connection that waits is accepted, or made. */
static void
audited_accept(struct scene *sc)
{
	static int last;

	/* An abstract name that nobody else has. */
	symbol(sc, "NAME", "x'00%08x%08x'", (unsigned)getpid(),
	    (unsigned)++last);
	set_up(sc, "s1=socket(AF_UNIX,SOCK_STREAM,0)");
	set_up(sc, "s1.bind(NAME)");
	set_up(sc, "s1.listen(2)");
	set_up(sc, "s2=socket(AF_UNIX,SOCK_STREAM,0)");
	set_up(sc, "audit('record')");
	call(sc, "s2.%s(NAME)", axis(sc, "connect"));
	call(sc, "audit_events()");
	call(sc, "s3=s1.accept()");
	call(sc, "audit_events()");
}

static void
audited_file(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	file(sc, axis(sc, "file"), 100, "rb", 0);
	set_up(sc, "audit('record')");
	call(sc, "s1.sendfile(f1%s)", axis(sc, "arguments"));
	call(sc, "audit_events()");
}

static void
audited_off(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "audit('record')");
	call(sc, "s1.sendmsg([x'61'])");
	set_up(sc, "audit('off')");
	call(sc, "s1.sendmsg([x'61'])");
	set_up(sc, "audit('%s')", axis(sc, "again"));
	call(sc, "audit_events()");
	call(sc, "s1.sendmsg([x'61'])");
	call(sc, "audit_events()");
}

/* A socket that is connected to nobody sends its own descriptor. */
static void
send_fds_to(struct scene *sc)
{
	struct peer *p = destination(sc, "dgram");

	set_up(sc, "s1=socket(AF_UNIX,SOCK_DGRAM,0)");
	set_up(sc, "audit('record')");
	call(sc, "s1.send_fds(%s,%s,NAME)", axis(sc, "arguments"),
	    axis(sc, "flags"));
	call(sc, "audit_events()");
	received(sc, p);
}

static void
receive_fds_twice(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	peer_sends(sc, p, 3, 7);
	call(sc, "s1.recv_fds(10,%s)", axis(sc, "arguments"));
	call(sc, "s1.recv(10,MSG_DONTWAIT)");
}

/* ---- what is documented ---- */

/* One event, with the address as it was given. */
static void
address_is_told(struct documented *d, const struct instance *i)
{
	const char *call = instance_value(i, "call");
	const char *address = strstr(call, ",0,");

	documented_want(d, "audit_events", "returned [('socket.sendmsg',s1,"
	    "%.*s)]", (int)strlen(address + 3) - 1, address + 3);
	documented_want(d, "peer", "[x'616263']");
}

#define NONE "returned [('socket.sendmsg',s1,none)]"

/* ---- rows ---- */

static const struct row rows[] = {
	{ .name = "sendmsg_tells_itself_and_none", .clause = "AUDIT-02",
	  .act = audited, .needs = "audit",
	  .axes = { KINDS, MODES, "call=sendmsg([x'616263'])|sendmsg([])|"
	    "sendmsg([x'61'],[])|sendmsg([x'61'],[],0)|"
	    "sendmsg([x'61'],[],MSG_DONTWAIT)|sendmsg([x'61'],[],0,none)" },
	  .doc = "audit_events: " NONE "; audit_events#2: returned []" },

	{ .name = "sendmsg_tells_the_address", .clause = "AUDIT-01",
	  .act = audited_to, .needs = "audit", .documented = address_is_told,
	  .axes = { "kind=udp",
	    "call=sendmsg([x'616263'],[],0,('127.0.0.1',PORT))|"
	    "sendmsg([x'61',x'6263'],(),0,('127.0.0.1',PORT))|"
	    "sendmsg([x'616263'],[],0,('localhost',PORT))|"
	    "sendmsg([x'616263'],[],0,('',PORT))|"
	    "sendmsg([x'616263'],[],0,(x'3132372e302e302e31',PORT))" } },

	{ .name = "sendmsg_tells_the_ipv6_address", .clause = "AUDIT-01",
	  .act = audited_to, .needs = "audit", .documented = address_is_told,
	  .axes = { "kind=udp6",
	    "call=sendmsg([x'616263'],[],0,('::1',PORT))|"
	    "sendmsg([x'616263'],[],0,('::1',PORT,0))|"
	    "sendmsg([x'616263'],[],0,('::1',PORT,0,0))|"
	    "sendmsg([x'616263'],[],0,('0:0::1',PORT,0,0))" } },

	{ .name = "sendmsg_tells_the_unix_address", .clause = "AUDIT-01",
	  .act = audited_to, .needs = "audit", .documented = address_is_told,
	  .axes = { "kind=dgram", "call=sendmsg([x'616263'],[],0,NAME)" } },

	{ .name = "address_is_told_as_the_object_it_was",
	  .clause = "AUDIT-01", .act = audited_to, .needs = "audit",
	  .axes = { "kind=udp|dgram",
	    "call=sendmsg([x'61'],[],0,('127.0.0.1',index:1))|"
	    "sendmsg([x'61'],[],0,('127.0.0.1',true))|"
	    "sendmsg([x'61'],[],0,('127.0.0.1',0))|"
	    "sendmsg([x'61'],[],0,'no-such-socket')|"
	    "sendmsg([x'61'],[],0,x'006e6f2d73756368')|"
	    "sendmsg([x'61'],[],0,bytearray:x'006e6f2d73756368')|"
	    "sendmsg([x'61'],[],0,memoryview:x'006e6f2d73756368')|"
	    "sendmsg([x'61'],[],0,'')" } },

	{ .name = "error_before_the_event_has_none", .clause = "AUDIT-03",
	  .act = audited, .needs = "audit",
	  .axes = { "kind=udp|tcp|unix", "timeout=none|0", "call=sendmsg()|"
	    "sendmsg([x'61'],[],0,none,0)|sendmsg([x'61'],flags=0)|"
	    "sendmsg([x'61'],[],none)|sendmsg([x'61'],[],1.5)|"
	    "sendmsg([x'61'],[],'a')|sendmsg([x'61'],[],2147483648)|"
	    "sendmsg([x'61'],[],0,1)|sendmsg([x'61'],[],0,[])|"
	    "sendmsg([x'61'],[],0,(1))" } },

	{ .name = "bad_inet_address_has_no_event", .clause = "AUDIT-03",
	  .act = audited, .needs = "audit",
	  .axes = { "kind=udp|tcp", "timeout=none", "call="
	    "sendmsg([x'61'],[],0,('127.0.0.1',65536))|"
	    "sendmsg([x'61'],[],0,('127.0.0.1',-1))|"
	    "sendmsg([x'61'],[],0,('127.0.0.1','a'))|"
	    "sendmsg([x'61'],[],0,('127.0.0.1'))|"
	    "sendmsg([x'61'],[],0,('127.0.0.1',1,2))|"
	    "sendmsg([x'61'],[],0,(none,1))|"
	    "sendmsg([x'61'],[],0,('::1',1))|"
	    "sendmsg([x'61'],[],0,('127.0.0.256.1',1))|"
	    "sendmsg([x'61'],[],0,'127.0.0.1')" },
	  .doc = "audit_events: returned []" },

	{ .name = "error_after_the_event_has_one", .clause = "AUDIT-04",
	  .act = audited, .needs = "audit",
	  .axes = { "kind=udp|tcp|unix|seqpacket", "timeout=none|0",
	    "call=sendmsg(none)|sendmsg(1)|sendmsg([none])|"
	    "sendmsg([strided:x'616263'])|sendmsg([released:x'61'])|"
	    "sendmsg(raising:'KeyError':[])|sendmsg([x'61'],none)|"
	    "sendmsg([x'61'],[1])|sendmsg([x'61'],[(1,1)])|"
	    "sendmsg([x'61'],[(1,1,none)])|"
	    "sendmsg([x'61'],[(2147483648,1,x'')])|"
	    "sendmsg([x'61'],[(1,1,huge:2147487744)])|"
	    "sendmsg([x'61'],raising:'KeyError':[])|"
	    "sendmsg([x'61'],[(1,77,x'')])|"
	    "sendmsg(repeat:x'':1025)|sendmsg([x'61'],[],0,none)" } },

	{ .name = "closed_socket_still_tells", .clause = "AUDIT-04",
	  .act = audited_when_closed, .needs = "audit",
	  .axes = { "kind=tcp|unix|udp", "how=close|detach",
	    "arguments=[x'61']|[]|[x'61'],[],0,none|none" } },

	{ .name = "refusal_sends_nothing", .clause = "AUDIT-05",
	  .act = refused, .needs = "audit",
	  .axes = { KINDS, MODES, "arguments=[x'616263']|[]|"
	    "[x'61'],[],MSG_DONTWAIT|[x'61'],[],0,none" },
	  .doc = "sendmsg: raised RuntimeError; audit_events: " NONE
	    "; sendmsg#2: returned 1; peer: 1 bytes x'7a' or [x'7a']" },

	{ .name = "refusal_leaves_the_iterable_alone", .clause = "AUDIT-05",
	  .act = refused, .needs = "audit",
	  .axes = { "kind=unix|udp|tcp", "timeout=none|0",
	    "arguments=gen:[x'616263']|gen:[]|gen:[none]|"
	    "[x'61'],gen:[]|gen:[x'61'],gen:[]" },
	  .doc = "sendmsg: raised RuntimeError; audit_events: " NONE
	    "; peer: 1 bytes x'7a' or [x'7a']" },

	{ .name = "refusal_comes_before_errors_of_the_items",
	  .clause = "AUDIT-05", .act = refused, .needs = "audit",
	  .axes = { "kind=unix|udp", "timeout=none", "arguments=none|[none]|"
	    "raising:'KeyError':[]|[x'61'],none|[x'61'],[1]|"
	    "[x'61'],[(1,77,x'')]|[x'61'],[(1,1,huge:2147487744)]" },
	  .doc = "sendmsg: raised RuntimeError; audit_events: " NONE },

	{ .name = "argument_error_comes_before_refusal", .clause = "AUDIT-03",
	  .act = refused, .needs = "audit",
	  .axes = { "kind=unix|udp", "timeout=none", "arguments=|"
	    "[x'61'],[],none|[x'61'],[],2147483648|[x'61'],[],0,1|"
	    "[x'61'],[],0,none,0" },
	  .doc = "audit_events: returned []" },

	{ .name = "iterable_is_asked_after_the_event", .clause = "AUDIT-05",
	  .act = audited, .needs = "audit",
	  .axes = { "kind=unix|udp", "timeout=none|0",
	    "call=sendmsg(gen:[x'61'])|sendmsg(gen:[x'61'],gen:[])|"
	    "sendmsg([x'61'],gen:[(99,1,x'')])|sendmsg(gen:[none])|"
	    "sendmsg(gen:[none],gen:[])|sendmsg(gen:[x'61'],none)" } },

	{ .name = "looking_up_the_address_is_not_told", .clause = "AUDIT-06",
	  .act = audited_to, .needs = "audit", .documented = address_is_told,
	  .axes = { "kind=udp",
	    "call=sendmsg([x'616263'],[],0,('localhost',PORT))|"
	    "sendmsg([x'616263'],[],0,('127.1',PORT))|"
	    "sendmsg([x'616263'],[],0,(x'6c6f63616c686f7374',PORT))" } },

	{ .name = "sendto_has_its_own_event", .clause = "AUDIT-07",
	  .act = audited_to, .needs = "audit",
	  .axes = { "kind=udp", "call=sendto(x'616263',('127.0.0.1',PORT))|"
	    "sendto(x'616263',0,('127.0.0.1',PORT))|"
	    "sendto(x'616263',MSG_DONTWAIT,('127.0.0.1',PORT))" },
	  .doc = "sendto: returned 3; audit_events: returned "
	    "[('socket.sendto',s1,('127.0.0.1',PORT))]; peer: [x'616263']" },

	{ .name = "sendto_of_a_unix_name_has_its_own_event",
	  .clause = "AUDIT-07", .act = audited_to, .needs = "audit",
	  .axes = { "kind=dgram", "call=sendto(x'616263',NAME)|"
	    "sendto(x'616263',0,NAME)" },
	  .doc = "sendto: returned 3; audit_events: returned "
	    "[('socket.sendto',s1,NAME)]; peer: [x'616263']" },

	{ .name = "other_methods_have_no_event", .clause = "AUDIT-08",
	  .act = audited, .needs = "audit", .waits = true,
	  .axes = { "kind=tcp|udp|unix", "timeout=none|2.5",
	    "call=send(x'61')|"
	    "sendall(x'61')|recv(0)|recv(1,MSG_DONTWAIT)|"
	    "recvmsg(1,0,MSG_DONTWAIT)|"
	    "setsockopt(SOL_SOCKET,SO_SNDBUF,65536)|"
	    "getsockopt(SOL_SOCKET,SO_TYPE)|settimeout(1.5)|settimeout(none)|"
	    "setblocking(false)|setblocking(true)|gettimeout()|getblocking()|"
	    "set_inheritable(true)|get_inheritable()|"
	    "shutdown(SHUT_WR)|close()|detach()|attribute('type')" },
	  .doc = "audit_events: returned []" },

	{ .name = "sendfile_has_no_event", .clause = "AUDIT-08",
	  .act = audited_file, .needs = "audit",
	  .axes = { "kind=tcp|unix", "file=regular|memfd",
	    "arguments=|,10|,0,5|,offset=3,count=4" },
	  .doc = "audit_events: returned []" },

	{ .name = "module_functions_have_no_event", .clause = "AUDIT-08",
	  .act = audited_life, .needs = "audit",
	  .axes = { "call=setdefaulttimeout(1.5)|setdefaulttimeout(none)|"
	    "getdefaulttimeout()" },
	  .doc = "audit_events: returned []" },

	{ .name = "new_sockets_are_told", .clause = "AUDIT-10",
	  .act = audited_life, .needs = "audit",
	  .axes = { "call=s2=socket(AF_UNIX,SOCK_STREAM,0)|"
	    "s2=socket(AF_INET,SOCK_DGRAM,0)|s2=socket(AF_INET,SOCK_STREAM)|"
	    "s2=socket(AF_UNIX,SOCK_STREAM+SOCK_NONBLOCK,0)|"
	    "s2=socket(AF_UNIX,SOCK_STREAM+SOCK_CLOEXEC,0)|"
	    "s2=socket(AF_UNIX,99,0)|s2=socket(12345,SOCK_STREAM,0)|"
	    "s2=socketpair()|s2=socketpair(AF_UNIX,SOCK_DGRAM)|"
	    "s2=socketpair(AF_UNIX,SOCK_SEQPACKET,0)|"
	    "s2=s1.dup()" } },

	{ .name = "accepting_tells_of_the_new_socket", .clause = "AUDIT-10",
	  .act = audited_accept, .needs = "audit",
	  .axes = { "connect=connect|connect_ex" } },

	{ .name = "binding_is_told", .clause = "AUDIT-10",
	  .act = audited_life, .needs = "audit",
	  .axes = { "call=s1.bind('')|s1.bind(1)|s1.listen(1)|"
	    "s1.getsockname()" } },

	{ .name = "send_fds_tells_of_sendmsg", .clause = "AUDIT-09",
	  .act = audited, .needs = "audit send_fds",
	  .axes = { "kind=unix|dgram|seqpacket", MODES,
	    "call=send_fds([x'616263'],[fileno:s1])|"
	    "send_fds([x'61',x'62'],[fileno:s1,fileno:s1])|"
	    "send_fds([x'61'],(fileno:s1),0)|"
	    "send_fds([x'61'],[fileno:s1],0,none)" },
	  .doc = "audit_events: " NONE "; audit_events#2: returned []" },

	{ .name = "send_fds_sends_to_its_address", .clause = "AUDIT-09",
	  .act = send_fds_to, .needs = "audit send_fds",
	  .axes = { "arguments=[x'616263'],[fileno:s1]|"
	    "[x'6162',x'63'],[fileno:s1,fileno:s1]", "flags=0|MSG_DONTWAIT" },
	  .doc = "send_fds: returned 3; audit_events: returned "
	    "[('socket.sendmsg',s1,NAME)]; peer: [x'616263']" },

	{ .name = "send_fds_passes_its_flags", .clause = "AUDIT-09",
	  .act = audited, .needs = "audit send_fds",
	  .axes = { "kind=dgram|seqpacket", "timeout=none|1.5",
	    "call=send_fds([x'61'],[fileno:s1],MSG_OOB)|"
	    "send_fds([x'61'],[fileno:s1],MSG_OOB+MSG_DONTWAIT,none)" },
	  .doc = "send_fds: raised OSError errno=EOPNOTSUPP; audit_events: "
	    NONE },

	{ .name = "recv_fds_passes_its_flags", .clause = "AUDIT-09",
	  .act = receive_fds_twice, .needs = "recv_fds",
	  .axes = { "kind=unix|dgram|seqpacket",
	    "arguments=0,MSG_PEEK|1,MSG_PEEK|1,MSG_PEEK+MSG_DONTWAIT" },
	  .doc = "recv_fds: returned *; recv: returned x'*'" },

	{ .name = "recv_fds_without_flags_takes_the_data",
	  .clause = "AUDIT-09", .act = receive_fds_twice,
	  .needs = "recv_fds",
	  .axes = { "kind=unix|dgram|seqpacket", "arguments=0|1|5,0" },
	  .doc = "recv_fds: returned *; recv: raised BlockingIOError "
	    "errno=EAGAIN" },

	{ .name = "hooks_switched_off_hear_nothing", .clause = "AUDIT-01",
	  .act = audited_off, .needs = "audit",
	  .axes = { "kind=unix|udp|tcp", "again=record|refuse" },
	  .doc = "sendmsg: returned 1; sendmsg#2: returned 1; "
	    "audit_events: returned []; audit_events#2: " NONE },
};

AREA_ROWS(audit, rows);
