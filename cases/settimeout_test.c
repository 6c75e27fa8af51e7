/* SPDX-License-Identifier: BSD-2-Clause */
/* settimeout() and gettimeout(): values, types, boundaries. */
#include <stdlib.h>

#include "harness/protocol/value.h"
#include "harness/scene/share.h"

#define KINDS "kind=tcp|tcp6|udp|unix|dgram|seqpacket"
#define BEFORE "before=none|0.0|3.5"
#define CLOSED "how=close|detach"

/* What gettimeout() is documented to answer: the number as a float. */
static void
is_the_float(struct documented *d, const struct instance *i)
{
	struct value v = { .kind = VALUE_FLOAT,
	    .number = strtod(instance_value(i, "value"), NULL) };
	struct text text = TEXT_INIT;

	value_format(&v, &text);
	documented_want(d, "gettimeout", "returned %s", text_get(&text));
	text_release(&text);
}

static void
has_that_mode(struct documented *d, const struct instance *i)
{
	bool none = instance_is(i, "value", "none");

	documented_want(d, "o_nonblock", none ? "false" : "true");
	documented_want(d, "getblocking", "returned %s",
	    instance_is(i, "value", "0") ? "false" : "true");
	if (none)
		documented_want(d, "gettimeout", "returned none");
	else
		is_the_float(d, i);
}

/* What the call gives of the byte that comes or goes before the timeout. */
static void
does_not_time_out(struct documented *d, const struct instance *i)
{
	static const char *const calls[][3] = {
		{ "recv(1)", "recv", "returned x'aa'" },
		{ "recvmsg(1)", "recvmsg", "returned (x'aa',[],0,*" },
		{ "send(x'61')", "send", "returned 1" },
		{ "sendall(x'61')", "sendall", "returned none" },
		{ "sendmsg([x'61'])", "sendmsg", "returned 1" },
		{ "accept()", "accept", "returned *" },
	};
	size_t n;

	for (n = 0; n < sizeof(calls) / sizeof(calls[0]); n++)
		if (instance_is(i, "call", calls[n][0]))
			documented_want(d, calls[n][1], "%s", calls[n][2]);
}

static void
set_and_look(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	call(sc, "s1.settimeout(%s)", axis(sc, "value"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
	call(sc, "s1.getblocking()");
	call(sc, "s1.attribute('timeout')");
	call(sc, "s1.attribute('type')");
}

static void
set_thrice(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	call(sc, "s1.settimeout(%s)", axis(sc, "first"));
	call(sc, "s1.settimeout(%s)", axis(sc, "second"));
	call(sc, "s1.settimeout(%s)", axis(sc, "value"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
	call(sc, "s1.attribute('type')");
}

/* settimeout() and setblocking() by turns: the last one counts. */
static void
alternate(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	call(sc, "s1.%s", axis(sc, "first"));
	call(sc, "s1.%s", axis(sc, "second"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
	call(sc, "s1.getblocking()");
	call(sc, "s1.attribute('timeout')");
}

static void
set_closed(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	set_up(sc, "s1.%s()", axis(sc, "how"));
	call(sc, "s1.settimeout(%s)", axis(sc, "value"));
	call(sc, "s1.gettimeout()");
	call(sc, "s1.getblocking()");
	call(sc, "s1.attribute('timeout')");
}

/* Another holder has changed O_NONBLOCK since. */
static void
force_and_set(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "value"));
	force_o_nonblock(sc, p, axis_is(sc, "forced", "set"));
	call(sc, "s1.gettimeout()");
	o_nonblock(sc, p);
	call(sc, "s1.settimeout(%s)", axis(sc, "value"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
}

/* A listener, or a socket that is not connected. */
static void
set_on_own(struct scene *sc)
{
	struct peer *p;

	set_up(sc, "s1=socket(%s,%s)", axis(sc, "family"), axis(sc, "type"));
	p = share(sc, "s1");
	call(sc, "s1.settimeout(%s)", axis(sc, "value"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
	call(sc, "s1.getblocking()");
}

/* The descriptor is closed by another object that has it. */
static void
set_stale(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	set_up(sc, "s2=socket(fileno=fileno:s1)");
	set_up(sc, "s2.close()");
	call(sc, "s1.settimeout(%s)", axis(sc, "value"));
	call(sc, "s1.gettimeout()");
	set_up(sc, "s1.detach()");
}

/*
 * Time enough for a timeout that was cut to 50 ms to end, once the call is
 * asleep: on a busy machine it is late to get there, and late to be told.
 */
static void
leave_alone(struct scene *sc)
{
	int looks;

	for (looks = 0; looks < 500 && !finished_within(sc, 0) &&
	    !process_wait_asleep(&sc->session->process, 2); looks++)
		continue;
	finished_within(sc, 400);
}

/* The number of seconds is beyond what an int of milliseconds can hold. */
static void
wait_for_long(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	name_port(sc, p);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "value"));
	begin(sc, "s1.%s", axis(sc, "call"));
	leave_alone(sc);
	peer_sends(sc, p, 1, 3);
	finish(sc);
	call(sc, "s1.gettimeout()");
}

static void
send_for_long(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (!over(sc))
		peer_choke(p);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "value"));
	begin(sc, "s1.%s", axis(sc, "call"));
	leave_alone(sc);
	p->drains = true;
	peer_drain(p);
	finish(sc);
}

static void
accept_for_long(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 4);

	give_listener(sc, l);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "value"));
	begin(sc, "s2=s1.%s", axis(sc, "call"));
	leave_alone(sc);
	client(sc, l);
	finish(sc);
}

/* Behind multiples of 2^31 ms, and of 2^32 by up to 50 ms. */
#define LONG "value=2147483|2147483.647|2147483.648|2147484|4294967.295|" \
	"4294967.296|4294967.297|4294967.3|4294967.35|8589934.593|" \
	"12884901.938|2592000|31536000|9223372036"

static const struct row rows[] = {
	{ .name = "none_sets_blocking_mode", .clause = "SETTMO-01",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { KINDS, BEFORE "|1e-9|86400" },
	  .with = { "value=none" },
	  .doc = "settimeout: returned none; o_nonblock: false; "
	    "gettimeout: returned none; getblocking: returned true" },

	{ .name = "zero_sets_nonblocking_mode", .clause = "SETTMO-02",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { KINDS, BEFORE, "value=0|0.0|false" },
	  .doc = "settimeout: returned none; o_nonblock: true; "
	    "gettimeout: returned 0.0; getblocking: returned false" },

	{ .name = "zero_of_a_subclass_is_zero", .clause = "SETTMO-02",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix", BEFORE, "value=intsub:0|intenum:0" },
	  .doc = "settimeout: returned none; o_nonblock: true; "
	    "gettimeout: returned 0.0; getblocking: returned false" },

	{ .name = "positive_number_sets_timeout_mode", .clause = "SETTMO-03",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { KINDS, BEFORE, "value=0.001|0.5|1|3.5|60|86400.25" },
	  .doc = "settimeout: returned none; o_nonblock: true; "
	    "getblocking: returned true", .documented = is_the_float },

	{ .name = "int_is_returned_as_float", .clause = "SETTMO-04",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix", BEFORE, "value=1|2|3|255|256|65536|"
	    "2147483647|2147483648|4294967295|4294967296|9223372035|"
	    "9223372036" },
	  .doc = "settimeout: returned none", .documented = is_the_float },

	{ .name = "int_subclass_is_returned_as_float", .clause = "SETTMO-04",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=unix", BEFORE, "value=true|intsub:5|intenum:7" },
	  .doc = "settimeout: returned none; o_nonblock: true; "
	    "getblocking: returned true" },

	{ .name = "negative_raises_valueerror", .clause = "SETTMO-05",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|udp|unix", BEFORE, "value=-1|-1.0|-0.5|-1e-3|"
	    "-1e-9|-1e-10|-5e-324|-2.5|-2147483648|-4294967296|-9223372036" },
	  .doc = "settimeout: raised ValueError 'Timeout value out of range'" },

	{ .name = "negative_subclass_raises_valueerror", .clause = "SETTMO-05",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=unix", BEFORE, "value=intsub:-1|intenum:-3" },
	  .doc = "settimeout: raised ValueError 'Timeout value out of range'" },

	{ .name = "negative_zero_is_zero", .clause = "SETTMO-06",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { KINDS, BEFORE, "value=-0.0" } },

	{ .name = "nan_raises_valueerror", .clause = "SETTMO-07",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { KINDS, BEFORE, "value=nan" } },

	{ .name = "too_large_overflows", .clause = "SETTMO-08",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix", BEFORE, "value=inf|-inf|1e300|-1e300|1e19|"
	    "9223372037|9223372038|9223372038.5|-9223372037|-9223372038|"
	    "-9223372038.5|9300000000.0|-9300000000.0|9223372036854775807|"
	    "9223372036854775808|-9223372036854775808|-9223372036854775809|"
	    "18446744073|18446744074|18446744073709551616|"
	    "-1180591620717411303424|index:18446744073709551616|"
	    "intsub:9223372037" } },

	{ .name = "boundary_is_the_largest_time", .clause = "SETTMO-09",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix", BEFORE, "value=9223372036.0|9223372036.5|"
	    "9223372036.854773|9223372036.854774|9223372036.854775|"
	    "9223372036.8547745|0x1.12e0be826d694p+33|0x1.12e0be826d693p+33|"
	    "9223372035.999999" } },

	{ .name = "first_beyond_the_boundary_overflows",
	  .clause = "SETTMO-09", .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix", BEFORE, "value=0x1.12e0be826d695p+33|"
	    "9223372036.854776|"
	    "9223372036.854777|9223372036.85478|9223372036.9|"
	    "9223372036.999999" } },

	{ .name = "first_below_the_boundary_raises", .clause = "SETTMO-09",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=unix", BEFORE, "value=-9223372036.854774|"
	    "-9223372036.854775|-9223372036.854776|-9223372036.854777|"
	    "-9223372036.854778|-9223372036.85478|-9223372036.9" } },

	{ .name = "fraction_of_ns_is_rounded_up", .clause = "SETTMO-10",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix", BEFORE, "value=1e-9|1e-10|5e-324|1e-300|"
	    "1.5e-9|1.9e-9|2.0000001e-9|2.5e-9|1e-8|0.1|0.2|0.3|0.7|"
	    "0.1000000001|0.9999999999|1.0000000001|1.9999999999|"
	    "3.3333333333333333|1.23456789012345678|0.0009999999|"
	    "1000000.0000000001|123456.123456789123|4194304.0000000005|"
	    "8388608.000000001|0x1p-30|0x1.fffffffffffffp-1|0x1p-1022" },
	  .doc = "settimeout: returned none; o_nonblock: true; "
	    "getblocking: returned true" },

	{ .name = "other_types_raise_typeerror", .clause = "SETTMO-12",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=unix", BEFORE, "value=''|'1'|'1.5'|x''|x'31'|"
	    "bytearray:x'31'|[]|[1]|()|(1)|(1,0)|emptydict|complex|object|"
	    "path:'1'|truth:true|truth:false|truth:none|gen:[1]|s1|set:[1]" },
	  .doc = "settimeout: raised TypeError" },

	{ .name = "index_is_taken_as_int", .clause = "SETTMO-12",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix", BEFORE, "value=index:0|index:1|index:7|"
	    "index:-1|index:9223372036|index:9223372037" } },

	{ .name = "real_number_of_another_type_is_refused",
	  .clause = "SETTMO-12", .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=unix", BEFORE, "value=decimal:'1.5'|decimal:'0'|"
	    "decimal:'0.5'|decimal:'-1'|decimal:'nan'|decimal:'inf'|"
	    "fraction:'3/2'|fraction:'-3/2'|floatlike:1.5|floatlike:0.0|"
	    "intlike:1|intlike:0|intlike:-1" } },

	{ .name = "data_before_a_large_timeout_is_received",
	  .clause = "SETTMO-13", .act = wait_for_long, .waits = true,
	  .axes = { "kind=tcp|unix|udp", "call=recv(1)|recvmsg(1)", LONG },
	  .documented = does_not_time_out },

	{ .name = "room_before_a_large_timeout_is_used",
	  .clause = "SETTMO-13", .act = send_for_long, .waits = true,
	  .axes = { "kind=tcp|unix", "call=send(x'61')|sendall(x'61')|"
	    "sendmsg([x'61'])", LONG },
	  .documented = does_not_time_out },

	{ .name = "client_before_a_large_timeout_is_accepted",
	  .clause = "SETTMO-13", .act = accept_for_long, .waits = true,
	  .axes = { "kind=tcp|unix", "call=accept()", LONG },
	  .documented = does_not_time_out },

	{ .name = "closed_socket_raises_ebadf", .clause = "SETTMO-14",
	  .act = set_closed,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|udp|unix", BEFORE, CLOSED,
	    "value=none|0|0.0|2.5|1e-9" } },

	{ .name = "bad_argument_wins_over_closed", .clause = "SETTMO-14",
	  .act = set_closed,
	  .needs = "getblocking",
	  .axes = { "kind=unix", BEFORE, CLOSED, "value=-1|nan|inf|'x'|"
	    "9223372037|" } },

	{ .name = "stale_descriptor_raises_ebadf", .clause = "SETTMO-14",
	  .act = set_stale,
	  .axes = { "kind=tcp|unix", BEFORE, "value=none|0.0|2.5|-1" } },

	{ .name = "failed_validation_changes_nothing", .clause = "SETTMO-15",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { KINDS, BEFORE, "value=-1|-1e-9|nan|inf|'1'|9223372037|"
	    "object" } },

	{ .name = "wrong_arity_raises_typeerror", .clause = "SETTMO-16",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=unix", BEFORE, "value=|1,2|none,none|value=1|"
	    "timeout=1|1,value=2" } },

	{ .name = "type_stays", .clause = "SETTMO-19", .act = set_thrice,
	  .axes = { "kind=tcp|tcp6|unix", "first=none|0|2.5",
	    "second=none|0|2.5", "value=none|0|2.5" },
	  .doc = "attribute: returned 1" },

	{ .name = "type_of_datagram_sockets_stays", .clause = "SETTMO-19",
	  .act = set_thrice,
	  .axes = { "kind=udp|dgram", "first=none|0|2.5",
	    "second=none|0|2.5", "value=none|0|2.5" },
	  .doc = "attribute: returned 2" },

	{ .name = "type_of_record_sockets_stays", .clause = "SETTMO-19",
	  .act = set_thrice,
	  .axes = { "kind=seqpacket", "first=none|0|2.5",
	    "second=none|0|2.5", "value=none|0|2.5" },
	  .doc = "attribute: returned 5" },

	{ .name = "last_call_counts", .clause = "SETTMO-20", .act = alternate,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|udp|unix", "first=settimeout(none)|"
	    "settimeout(0)|settimeout(1.5)|setblocking(true)|"
	    "setblocking(false)", "second=settimeout(none)|settimeout(0)|"
	    "settimeout(2.5)|setblocking(true)|setblocking(false)" } },

	{ .name = "same_value_again_restores_the_descriptor",
	  .clause = "SETTMO-03", .act = force_and_set,
	  .axes = { KINDS, "value=0.0|2.5", "forced=clear|set" },
	  .doc = "settimeout: returned none; o_nonblock#2: true; "
	    "gettimeout: returned {value}; gettimeout#2: returned {value}" },

	{ .name = "none_again_restores_the_descriptor",
	  .clause = "SETTMO-01", .act = force_and_set,
	  .axes = { KINDS, "value=none", "forced=clear|set" },
	  .doc = "settimeout: returned none; o_nonblock#2: false; "
	    "gettimeout: returned none; gettimeout#2: returned none" },

	{ .name = "unconnected_socket_has_the_same_modes",
	  .clause = "SETTMO-03", .act = set_on_own,
	  .documented = has_that_mode, .needs = "getblocking",
	  .axes = { "family=AF_INET|AF_INET6|AF_UNIX",
	    "type=SOCK_STREAM|SOCK_DGRAM", "value=1|1e-9|0|none" } },
};

AREA_ROWS(settimeout, rows);
