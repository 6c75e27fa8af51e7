/* SPDX-License-Identifier: BSD-2-Clause */
/* sendmsg(): what it refuses, in which order, and what it cannot send. */
#include <sys/socket.h>
#include <unistd.h>

#include "cases/sendmsg.h"
#include "harness/world/clock.h"
#include "harness/world/prompt.h"

#define SENT_AGAIN_NS INT64_C(150000000)	/* soon: Linux waits 200 ms */

/* ---- scenarios ---- */

/* Nothing in the process has iterated over a view before. */
static void
send_arguments_first(struct scene *sc)
{
	struct peer *p;

	start_anew(sc);
	p = pair(sc, axis(sc, "kind"));
	call(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	received(sc, p);
}

static void
send_arguments(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	received(sc, p);
}

static void
send_element(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	const char *element = axis(sc, "element"), *at = axis(sc, "at");

	if (strcmp(at, "alone") == 0)
		call(sc, "s1.sendmsg([%s])", element);
	else if (strcmp(at, "first") == 0)
		call(sc, "s1.sendmsg([%s,x'79',x'7a'])", element);
	else if (strcmp(at, "middle") == 0)
		call(sc, "s1.sendmsg(gen:[x'79',%s,x'7a'])", element);
	else
		call(sc, "s1.sendmsg((x'79',x'7a',%s))", element);
	received(sc, p);
}

static void
send_raising(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");
	const char *type = axis(sc, "type"), *before = axis(sc, "before");

	if (axis_is(sc, "where", "buffers"))
		call(sc, "s1.sendmsg(raising:'%s':[%s])", type,
		    strcmp(before, "0") == 0 ? "" :
		    strcmp(before, "1") == 0 ? "x'61'" : "x'61',x'62',x'63'");
	else
		call(sc, "s1.sendmsg([x'61'],raising:'%s':[%s])", type,
		    strcmp(before, "0") == 0 ? "" : strcmp(before, "1") == 0 ?
		    "(99,1,x'')" : "(99,1,x''),(99,2,x''),(99,3,x'')");
	received(sc, p);
}

/* Two or more of the arguments are bad, the socket too perhaps. */
static void
send_faulty(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	const char *address = axis(sc, "address");

	if (axis_is(sc, "socket", "closed"))
		set_up(sc, "s1.close()");
	call(sc, "s1.sendmsg(%s,%s,%s%s%s)", axis(sc, "buffers"),
	    axis(sc, "ancdata"), axis(sc, "flags"),
	    strcmp(address, "-") == 0 ? "" : ",",
	    strcmp(address, "-") == 0 ? "" : address);
	received(sc, p);
}

static void
send_closed(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "s1.%s()", axis(sc, "how"));
	call(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	elapsed(sc, 0);
	received(sc, p);
}

/* Of AF_UNIX; peer_choke() sees to TCP. */
static void
small_buffers(struct scene *sc, const struct peer *p)
{
	int size = 4608;

	if (!over(sc) && p->family == AF_UNIX && setsockopt(p->theirs,
	    SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)) != 0)
		broken(sc, "cannot set SO_SNDBUF");
}

static void
send_to_full(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	small_buffers(sc, p);
	if (over(sc))
		return;
	peer_choke(p);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
}

/* Where there seems to be room it succeeds, and has sent nothing. */
static void
send_nothing_to_full(struct scene *sc)
{
	if (!axis_is(sc, "timeout", "0"))
		rests_on_poll(sc);
	send_to_full(sc);
}

/* It waits, and there is room once the peer has read. */
static void
send_until_room(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	small_buffers(sc, p);
	if (over(sc))
		return;
	peer_choke(p);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	begin(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	blocked(sc);
	p->drains = true;
	finish(sc);
}

/*
 * The peer goes away while the call waits for room. TCP learns of a shutdown by
 * what it sends again of what found no room there: once that was taken, it asks
 * for room for ever. Who came later than that has seen nothing.
 */
static void
lose_while_waiting(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	int64_t choked_ns;

	small_buffers(sc, p);
	if (over(sc))
		return;
	peer_choke(p);
	choked_ns = clock_now_ns();
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	begin(sc, "s1.sendmsg([x'6162'])");
	blocked(sc);
	if (axis_is(sc, "how", "close"))
		peer_close(p);
	else
		peer_shut(p);
	sc->looked_late = sc->looked_late || (axis_is(sc, "kind", "tcp") &&
	    axis_is(sc, "how", "shutdown") &&
	    clock_now_ns() - choked_ns > SENT_AGAIN_NS);
	/* Of datagrams, the kernel wakes nobody for a shutdown. */
	observe(sc, "woken", "%s", finished_within(sc, 2000) ? "true" : "false");
	if (!sc->answered)
		peer_drain(p);
	finish(sc);
	call(sc, "s1.sendmsg([x'6162'])");
}

/* The peer is gone before. */
static void
send_to_nobody(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	const char *how = axis(sc, "how");

	if (over(sc))
		return;
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	if (strcmp(how, "close") == 0)
		peer_close(p);
	else if (strcmp(how, "shutdown") == 0)
		peer_shut(p);
	else
		set_up(sc, "s1.shutdown(%s)", how);
	call(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	prompt_pause();
	call(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	prompt_pause();
	call(sc, "s1.sendmsg([])");
}

static void
count_sigpipes(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "handler(SIGPIPE,'return')");
	set_up(sc, "s1.shutdown(SHUT_WR)");
	call(sc, "s1.sendmsg([x'61'],[],%s)", axis(sc, "flags"));
	call(sc, "handler_runs()");
}

/* ---- what is documented ---- */

static void
typeerror_and_nothing(struct documented *d, const struct instance *i)
{
	want_typeerror(d, i);
}

static void
raised_and_nothing(struct documented *d, const struct instance *i)
{
	documented_want(d, "sendmsg", "raised %s", instance_value(i, "type"));
	documented_want(d, "peer", "0 bytes x''");
}

static void
ebadf_and_nothing(struct documented *d, const struct instance *i)
{
	documented_want(d, "sendmsg", "raised OSError errno=EBADF");
	want_nothing(d, i);
}

/* All arguments are good, or none is sent. */
static void
faults_send_nothing(struct documented *d, const struct instance *i)
{
	(void)i;
	documented_want(d, "peer", "[]");
}

static bool
has_two_faults(const struct instance *i)
{
	int faults = !instance_is(i, "buffers", "[x'61']") +
	    !instance_is(i, "ancdata", "[]") + !instance_is(i, "flags", "0") +
	    !instance_is(i, "address", "-") +
	    instance_is(i, "socket", "closed");

	return faults >= 2;
}

/* ---- rows ---- */

#define AT "at=alone|first|middle|last"

static const struct row rows[] = {
	{ .name = "element_that_is_not_bytes_like_raises_typeerror",
	  .clause = "SENDMSG-07", .act = send_element,
	  .documented = typeerror_and_nothing,
	  .axes = { "kind=unix|udp", AT,
	    "element='a'|''|1|0|-1|none|true|1.5|complex|object|[x'61']|[]|"
	    "(x'61')|emptydict|s1|index:1|intlike:1|decimal:'1'|path:'a'|"
	    "gen:[x'61']|seq:[x'61']|set:[x'61']" } },

	{ .name = "bytes_like_object_as_buffers_raises_typeerror",
	  .clause = "SENDMSG-08", .act = send_arguments,
	  .axes = { KINDS, "timeout=none", "arguments=x'616263'|x'61'|'a'|"
	    "'abc'|bytearray:x'616263'|memoryview:x'616263'|mmap:x'616263'|"
	    "array:'B':x'616263'|array:'I':x'61626364'|fill:0:4096|"
	    "strided:x'616263'|sliced:x'6162'" } },

	{ .name = "released_view_as_buffers_raises_valueerror",
	  .clause = "SENDMSG-06", .act = send_arguments_first,
	  .axes = { "kind=unix|tcp", "timeout=none",
	    "arguments=released:x'61'|released:x''" } },

	{ .name = "buffers_that_cannot_be_iterated_raise_typeerror",
	  .clause = "SENDMSG-09", .act = send_arguments,
	  .documented = typeerror_and_nothing,
	  .axes = { "kind=unix|udp", "timeout=none|0",
	    "arguments=none|0|1|-1|true|false|1.5|nan|complex|object|s1|"
	    "index:1|intlike:1|intsub:1|intenum:1|floatlike:1.0|decimal:'1'|"
	    "fraction:'1/2'|path:'a'|truth:false" } },

	{ .name = "exception_of_the_iterable_propagates",
	  .clause = "SENDMSG-10", .act = send_raising,
	  .documented = raised_and_nothing,
	  .axes = { "where=buffers|ancdata", "before=0|1|3",
	    "type=ValueError|TypeError|KeyboardInterrupt|SystemExit|"
	    "MemoryError|OSError|RuntimeError|KeyError|AttributeError|"
	    "GeneratorExit|ZeroDivisionError|RecursionError|BlockingIOError|"
	    "TimeoutError|BrokenPipeError|Interrupted|OverflowError|"
	    "BufferError|LookupError|IndexError" } },

	{ .name = "end_of_iteration_is_no_exception", .clause = "SENDMSG-10",
	  .act = send_raising,
	  .axes = { "where=buffers|ancdata", "before=0|1|3",
	    "type=StopIteration" } },

	{ .name = "wrong_number_of_arguments_raises_typeerror",
	  .clause = "SENDMSG-16", .act = send_arguments,
	  .documented = typeerror_and_nothing,
	  .axes = { "kind=tcp|unix|udp", MODES, "arguments=|"
	    "[x'61'],[],0,none,none|[x'61'],[],0,none,0|[],[],0,none,1,2" } },

	{ .name = "keyword_argument_raises_typeerror",
	  .clause = "SENDMSG-16", .act = send_arguments,
	  .documented = typeerror_and_nothing,
	  .axes = { "kind=tcp|unix|udp", MODES, "arguments=buffers=[x'61']|"
	    "[x'61'],ancdata=[]|[x'61'],flags=0|[x'61'],[],flags=0|"
	    "[x'61'],[],0,address=none|[x'61'],address=none" } },

	{ .name = "flags_of_another_type_raise_typeerror",
	  .clause = "SENDMSG-36", .act = send_arguments,
	  .documented = typeerror_and_nothing,
	  .axes = { "kind=unix|udp|tcp", "timeout=none|0",
	    "arguments=[x'61'],[],none|[x'61'],[],'0'|[x'61'],[],x'00'|"
	    "[x'61'],[],[]|[x'61'],[],[0]|[x'61'],[],()|[x'61'],[],0.0|"
	    "[x'61'],[],1.5|[x'61'],[],nan|[x'61'],[],complex|"
	    "[x'61'],[],object|[x'61'],[],floatlike:0.0|"
	    "[x'61'],[],fraction:'0/1'|[x'61'],[],('127.0.0.1',1)" } },

	{ .name = "only_int_like_flags_depend_on_the_version",
	  .clause = "SENDMSG-36", .act = send_arguments,
	  .axes = { "kind=unix|udp|tcp", "timeout=none",
	    "arguments=[x'61'],[],intlike:0|[x'61'],[],decimal:'0'|"
	    "[x'61'],[],decimal:'0.5'|[x'61'],[],index:0" } },

	{ .name = "flags_beyond_c_int_raise_overflowerror",
	  .clause = "SENDMSG-36", .act = send_arguments,
	  .axes = { "kind=unix|udp|tcp", "timeout=none|0",
	    "arguments=[x'61'],[],2147483648|[x'61'],[],-2147483649|"
	    "[x'61'],[],4294967295|[x'61'],[],4294967296|"
	    "[x'61'],[],9223372036854775808|[x'61'],[],-9223372036854775809|"
	    "[x'61'],[],18446744073709551616|[x'61'],[],intsub:2147483648|"
	    "[x'61'],[],340282366920938463463374607431768211456" },
	  .doc = "sendmsg: raised OverflowError" },

	{ .name = "arguments_are_validated_in_order", .clause = "SENDMSG-49",
	  .act = send_faulty, .documented = faults_send_nothing,
	  .only = has_two_faults,
	  .axes = { "kind=udp", "socket=open|closed",
	    "buffers=[x'61']|none|[none]|[strided:x'616263']|[released:x'']",
	    "ancdata=[]|none|[1]|[(1,1,strided:x'616263')]|"
	    "[(2147483648,1,x'')]",
	    "flags=0|none|2147483648",
	    "address=-|[]|('127.0.0.1',65536)|('127.0.0.256.1',1)" } },

	{ .name = "unix_arguments_are_validated_in_order",
	  .clause = "SENDMSG-49", .act = send_faulty,
	  .documented = faults_send_nothing, .only = has_two_faults,
	  .axes = { "kind=dgram", "socket=open|closed",
	    "buffers=[x'61']|none|[strided:x'616263']",
	    "ancdata=[]|none|[(1,1,released:x'')]",
	    "flags=0|2147483648", "address=-|1|strided:x'616263'|"
	    "released:x'61'|fill:0:200" } },

	{ .name = "first_bad_item_decides", .clause = "SENDMSG-49",
	  .act = send_arguments,
	  .axes = { "kind=unix", "timeout=none",
	    "arguments=[none,strided:x'616263']|[strided:x'616263',none]|"
	    "[released:x'',strided:x'616263',none]|"
	    "[strided:x'616263',released:x'']|"
	    "[x'61',released:x'61',none]|"
	    "raising:'KeyError':[none]|raising:'KeyError':[strided:x'616263']|"
	    "[x'61'],[1,(2147483648,1,x'')]|[x'61'],[(2147483648,1,x''),1]|"
	    "[x'61'],[(1,2147483648,x''),(1,1,none)]|"
	    "[x'61'],[(1,1,none),(1,2147483648,x'')]|"
	    "[x'61'],[(1,2147483648,none)]|[x'61'],[('a',2147483648,none)]|"
	    "[x'61'],[(2147483648,'a',none)]|[x'61'],[(2147483648,1)]|"
	    "[x'61'],[(1,1,huge:2147487744),1]|"
	    "[x'61'],[(1,1,huge:2147487744),(1,1,released:x'')]|"
	    "[x'61'],raising:'KeyError':[1]|"
	    "[x'61'],raising:'KeyError':[(1,1,none)]|"
	    "[none],raising:'KeyError':[]|[released:x''],[1]" } },

	{ .name = "closed_socket_raises_ebadf", .clause = "SENDMSG-50",
	  .act = send_closed, .documented = ebadf_and_nothing,
	  .axes = { KINDS, MODES, "how=close|detach",
	    "arguments=[x'61']|[]|[x'61'],[]|[x'61'],[],MSG_DONTWAIT" } },

	{ .name = "bad_argument_wins_over_closed", .clause = "SENDMSG-50",
	  .act = send_closed,
	  .axes = { "kind=unix|udp", MODES, "how=close|detach",
	    "arguments=|none|[none]|[strided:x'616263']|[released:x'']|"
	    "x'61'|[x'61'],none|[x'61'],[1]|[x'61'],[(1,1)]|"
	    "[x'61'],[(1,1,none)]|[x'61'],[],none|[x'61'],[],2147483648|"
	    "[x'61'],[],0,1|raising:'KeyError':[]|"
	    "[x'61'],[(1,1,huge:2147487744)]" } },

	{ .name = "nonblocking_and_full_raises_blockingioerror",
	  .clause = "SENDMSG-52", .act = send_to_full, .waits = true,
	  .axes = { "kind=tcp|tcp6|unix|dgram|seqpacket", "timeout=0|0.0",
	    "arguments=[x'61']|[x'61',x'62']|[x'61'],[],MSG_DONTWAIT|"
	    "[x'61'],[],MSG_NOSIGNAL|[fill:0:4096]|[x'61'],[(99,1,x'')]" },
	  .doc = "sendmsg: raised BlockingIOError errno=EAGAIN; "
	    "elapsed: at once" },

	{ .name = "timeout_mode_and_full_times_out", .clause = "SENDMSG-53",
	  .act = send_to_full, .waits = true,
	  .axes = { "kind=tcp|tcp6|unix|dgram|seqpacket",
	    "timeout=0.02|0.1|0.25", "arguments=[x'61']|[x'61',x'62']|"
	    "[fill:0:4096]|[x'61'],[(99,1,x'')]" },
	  .doc = "sendmsg: raised TimeoutError 'timed out'; "
	    "elapsed: on time" },

	{ .name = "msg_dontwait_still_polls_in_timeout_mode",
	  .clause = "SENDMSG-38", .act = send_to_full, .waits = true,
	  .axes = { "kind=tcp|tcp6|unix|dgram|seqpacket", "timeout=0.02|0.2",
	    "arguments=[x'61'],[],MSG_DONTWAIT|"
	    "[x'61',x''],[],MSG_DONTWAIT+MSG_NOSIGNAL" } },

	{ .name = "msg_dontwait_does_not_wait_in_blocking_mode",
	  .clause = "SENDMSG-38", .act = send_to_full, .waits = true,
	  .axes = { "kind=tcp|tcp6|unix|dgram|seqpacket", "timeout=none",
	    "arguments=[x'61'],[],MSG_DONTWAIT|"
	    "[x'61',x''],[],MSG_DONTWAIT+MSG_NOSIGNAL" } },

	{ .name = "nothing_to_send_still_waits_for_room",
	  .clause = "SENDMSG-54", .act = send_nothing_to_full, .waits = true,
	  .axes = { "kind=tcp|tcp6|unix|dgram|seqpacket", "timeout=0|0.05",
	    "arguments=[]|[x'']|[],[(1,1,fds:[s1])]" } },

	{ .name = "full_socket_waits_for_room", .clause = "SENDMSG-53",
	  .act = send_until_room, .waits = true,
	  .axes = { "kind=tcp|tcp6|unix|dgram|seqpacket", "timeout=none|5",
	    "arguments=[x'6162']|[x'61',x'',x'62']" },
	  .doc = "blocked: true; sendmsg: returned 2" },

	{ .name = "peer_gone_raises", .clause = "SENDMSG-51",
	  .act = send_to_nobody,
	  .axes = { KINDS, MODES, "how=close|shutdown|SHUT_WR|SHUT_RDWR",
	    "arguments=[x'61']|[x'61'],[],MSG_NOSIGNAL" } },

	{ .name = "peer_gone_raises_whatever_is_sent", .clause = "SENDMSG-51",
	  .act = send_to_nobody,
	  .axes = { "kind=unix|seqpacket", "timeout=none|0", "how=close",
	    "arguments=[]|[x'']|[x'61'],[(1,1,fds:[s1])]|"
	    "[],[(1,1,fds:[s1])]|[x'61'],[(99,1,x'61')]" } },

	{ .name = "peer_that_goes_ends_the_wait", .clause = "SENDMSG-51",
	  .act = lose_while_waiting, .waits = true,
	  .axes = { "kind=tcp|tcp6|unix|seqpacket|dgram", "timeout=none|5",
	    "how=close|shutdown" } },

	{ .name = "sigpipe_is_the_kernels_answer", .clause = "SENDMSG-51",
	  .act = count_sigpipes,
	  .axes = { "kind=unix|tcp|seqpacket", "flags=0|MSG_NOSIGNAL" } },
};

AREA_ROWS(sendmsg_errors, rows);
