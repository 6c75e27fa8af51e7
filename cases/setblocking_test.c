/* SPDX-License-Identifier: BSD-2-Clause */
/* setblocking() and getblocking(). */
#include <string.h>

#include "harness/scene/share.h"

#define KINDS "kind=tcp|tcp6|udp|unix|dgram|seqpacket"

static void
set_and_look(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	call(sc, "s1.setblocking(%s)", axis(sc, "flag"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
	call(sc, "s1.getblocking()");
	call(sc, "s1.attribute('type')");
}

static void
compare_with_settimeout(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	call(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
	call(sc, "s1.setblocking(%s)", axis(sc, "flag"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
}

static void
ask_in_timeout_mode(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.getblocking()");
}

static void
refuse_and_look(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	call(sc, "s1.setblocking(%s)", axis(sc, "arguments"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
}

static void
set_closed(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	set_up(sc, "s1.%s()", axis(sc, "how"));
	call(sc, "s1.setblocking(%s)", axis(sc, "flag"));
	call(sc, "s1.gettimeout()");
	call(sc, "s1.getblocking()");
}

/* Another holder of the open file description changes O_NONBLOCK. */
static void
force_and_receive(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.setblocking(true)");
	set_up(sc, "s2=s1.dup()");
	set_up(sc, "s2.setblocking(false)");
	o_nonblock(sc, p);
	call(sc, "s1.getblocking()");
	call(sc, "s1.gettimeout()");
	call(sc, "s1.recv(1)");
	call(sc, "s1.setblocking(true)");
	o_nonblock(sc, p);
	call(sc, "s2.getblocking()");
	call(sc, "s2.gettimeout()");
}

/* Another holder has changed O_NONBLOCK: the same mode again restores it. */
static void
force_and_set(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.setblocking(%s)", axis(sc, "flag"));
	force_o_nonblock(sc, p, axis_is(sc, "forced", "set"));
	call(sc, "s1.getblocking()");
	call(sc, "s1.setblocking(%s)", axis(sc, "flag"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
}

static void
receive_nothing(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.setblocking(false)");
	call(sc, "s1.%s", axis(sc, "call"));
	elapsed(sc, 0);
}

/* Nothing asked for is there at once. */
static void
fails_at_once(struct documented *d, const struct instance *i)
{
	const char *call = instance_value(i, "call");
	char method[32] = "";

	if (strcmp(call, "recv(0)") == 0)
		return;
	strncat(method, call, strcspn(call, "("));
	documented_want(d, method, "raised BlockingIOError errno=EAGAIN");
	documented_want(d, "elapsed", "at once");
}

static void
toggle(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	call(sc, "s1.setblocking(%s)", axis(sc, "first"));
	call(sc, "s1.setblocking(%s)", axis(sc, "second"));
	call(sc, "s1.setblocking(%s)", axis(sc, "third"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
	call(sc, "s1.attribute('type')");
}

static void
type_is_kept(struct documented *d, const struct instance *i)
{
	bool datagrams = instance_is(i, "kind", "udp") ||
	    instance_is(i, "kind", "dgram");

	documented_want(d, "attribute", "returned %d", datagrams ? 2 :
	    instance_is(i, "kind", "seqpacket") ? 5 : 1);
}

static const struct row rows[] = {
	{ .name = "true_clears_o_nonblock", .clause = "SETBLK-01",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { KINDS, "before=none|0.0|3.5", "flag=true|1|2|255" },
	  .doc = "setblocking: returned none; o_nonblock: false; "
	    "gettimeout: returned none; getblocking: returned true" },

	{ .name = "false_sets_o_nonblock", .clause = "SETBLK-02",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { KINDS, "before=none|0.0|3.5", "flag=false|0" },
	  .doc = "setblocking: returned none; o_nonblock: true; "
	    "gettimeout: returned 0.0; getblocking: returned false" },

	{ .name = "true_is_settimeout_none", .clause = "SETBLK-01",
	  .act = compare_with_settimeout, .axes = { KINDS, "flag=true" },
	  .with = { "timeout=none" },
	  .doc = "o_nonblock: false; gettimeout: returned none; "
	    "o_nonblock#2: false; gettimeout#2: returned none" },

	{ .name = "false_is_settimeout_zero", .clause = "SETBLK-02",
	  .act = compare_with_settimeout,
	  .axes = { KINDS, "flag=false", "timeout=0|0.0" },
	  .doc = "o_nonblock: true; gettimeout: returned 0.0; "
	    "o_nonblock#2: true; gettimeout#2: returned 0.0" },

	{ .name = "int_like_flag_is_its_truth", .clause = "SETBLK-03",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=unix", "before=none|0.0|3.5",
	    "flag=index:0|index:1|intsub:0|intsub:7|intenum:0|intenum:3" } },

	{ .name = "other_types_are_judged_by_truth_or_refused",
	  .clause = "SETBLK-03", .act = refuse_and_look,
	  .axes = { "before=none|0.0|3.5", "arguments=none|''|'x'|[]|[0]|()|"
	    "x''|0.0|0.5|1.0|nan|object|decimal:'1.5'|intlike:1|floatlike:1.0|"
	    "truth:true|truth:false|complex" } },

	{ .name = "raising_truth_leaves_the_mode", .clause = "SETBLK-04",
	  .act = refuse_and_look,
	  .axes = { "before=none|0.0|3.5", "arguments=truth:none" } },

	{ .name = "huge_int_overflows_or_is_true", .clause = "SETBLK-05",
	  .act = refuse_and_look,
	  .axes = { "before=none|0.0|3.5", "arguments=9223372036854775808|"
	    "18446744073709551616|-9223372036854775809|index:18446744073709551616" } },

	{ .name = "object_and_descriptor_agree", .clause = "SETBLK-06",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix", "before=none|0.0|3.5",
	    "flag=2147483647|2147483648|4294967295|4294967296|8589934592|"
	    "4294967297|281474976710656|9223372036854775807" },
	  .doc = "setblocking: returned none; o_nonblock: false; "
	    "gettimeout: returned none; getblocking: returned true" },

	{ .name = "negative_int_is_true", .clause = "SETBLK-07",
	  .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix", "before=none|0.0|3.5",
	    "flag=-1|-2|-2147483648|-2147483649|-4294967296" } },

	{ .name = "wrong_arity_raises_typeerror", .clause = "SETBLK-08",
	  .act = refuse_and_look,
	  .axes = { "before=none|0.0|3.5",
	    "arguments=|true,false|flag=true|true,flag=false" } },

	{ .name = "returns_none", .clause = "SETBLK-09", .act = set_and_look,
	  .needs = "getblocking",
	  .axes = { KINDS, "before=1e-9|86400.0", "flag=true|false" } },

	{ .name = "closed_socket_raises_ebadf", .clause = "SETBLK-10",
	  .act = set_closed,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix|udp", "before=none|0.0|3.5",
	    "how=close|detach", "flag=true|false|1|0" } },

	{ .name = "bad_argument_wins_over_closed", .clause = "SETBLK-10",
	  .act = set_closed,
	  .needs = "getblocking",
	  .axes = { "kind=unix", "before=none|3.5", "how=close|detach",
	    "flag='x'|18446744073709551616|" } },

	{ .name = "type_stays", .clause = "SETBLK-11", .act = toggle,
	  .documented = type_is_kept,
	  .axes = { KINDS, "first=true|false", "second=true|false",
	    "third=true|false" } },

	{ .name = "getblocking_is_the_objects_state", .clause = "SETBLK-12",
	  .act = force_and_receive,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix|udp|dgram|seqpacket" },
	  .doc = "getblocking: returned true; gettimeout: returned none" },

	{ .name = "timeout_mode_is_not_nonblocking", .clause = "SETBLK-12",
	  .act = ask_in_timeout_mode, .needs = "getblocking",
	  .axes = { "kind=tcp|udp", "timeout=1e-09|3.5" },
	  .doc = "getblocking: returned true" },

	{ .name = "true_again_restores_the_descriptor",
	  .clause = "SETBLK-13", .act = force_and_set,
	  .needs = "getblocking",
	  .axes = { KINDS, "flag=true|1", "forced=set|clear" },
	  .doc = "getblocking: returned true; setblocking: returned none; "
	    "o_nonblock: false; gettimeout: returned none" },

	{ .name = "false_again_restores_the_descriptor",
	  .clause = "SETBLK-13", .act = force_and_set,
	  .needs = "getblocking",
	  .axes = { KINDS, "flag=false|0", "forced=set|clear" },
	  .doc = "getblocking: returned false; setblocking: returned none; "
	    "o_nonblock: true; gettimeout: returned 0.0" },

	{ .name = "nonblocking_fails_at_once", .clause = "MODE-03",
	  .act = receive_nothing,
	  .axes = { KINDS, "call=recv(1)|recv(0)|recvmsg(1)|"
	    "recv(65536)|recv(1,MSG_PEEK)|recv(1,MSG_WAITALL)" },
	  .documented = fails_at_once },

	{ .name = "closed_socket_tells_its_mode", .clause = "SETBLK-14",
	  .act = set_closed,
	  .needs = "getblocking",
	  .axes = { "kind=tcp", "before=none|0.0|3.5|0.001",
	    "how=close|detach", "flag=false" } },
};

AREA_ROWS(setblocking, rows);
