/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setdefaulttimeout(): values, which sockets begin with it, and whom the mode
 * reaches through a shared open file description.
 */
#include <stdio.h>
#include <stdlib.h>

#include "harness/protocol/value.h"
#include "harness/scene/share.h"

#define KINDS "kind=tcp|tcp6|udp|unix|dgram|seqpacket"
#define STREAMS "kind=tcp|tcp6|unix|seqpacket"
#define DEFAULTS "default=none|0.0|2.5|1e-09"
#define FAMILIES "family=AF_INET|AF_INET6|AF_UNIX"
#define TYPES "type=SOCK_STREAM|SOCK_DGRAM"
#define BEFORE "before=none|0.0|3.5"

/* The mode that a socket is in with that timeout. */
static void
wants_mode(struct documented *d, const char *timeout, const char *suffix)
{
	bool none = strtod(timeout, NULL) == 0 && timeout[0] == 'n';
	char label[40];

	snprintf(label, sizeof(label), "gettimeout%s", suffix);
	documented_want(d, label, "returned %s", timeout);
	snprintf(label, sizeof(label), "getblocking%s", suffix);
	documented_want(d, label, "returned %s",
	    none || strtod(timeout, NULL) > 0 ? "true" : "false");
	snprintf(label, sizeof(label), "o_nonblock%s", suffix);
	documented_want(d, label, "%s", none ? "false" : "true");
}

static void
has_the_default(struct documented *d, const struct instance *i)
{
	wants_mode(d, instance_value(i, "default"), "");
}

static void
both_have_the_default(struct documented *d, const struct instance *i)
{
	wants_mode(d, instance_value(i, "default"), "");
	wants_mode(d, instance_value(i, "default"), "#2");
}

/*
 * accept() from a non-blocking listener, with no default: the mode of what it
 * makes "depends on the operating system".
 */
static bool
is_left_to_the_system(const struct instance *i)
{
	return instance_is(i, "default", "none") &&
	    instance_is(i, "listener", "0.0");
}

static void
accepted_has_the_default(struct documented *d, const struct instance *i)
{
	if (!is_left_to_the_system(i))
		wants_mode(d, instance_value(i, "default"), "");
	else
		documented_want(d, "o_nonblock", "false or inherited");
}

static void
is_the_float(struct documented *d, const struct instance *i)
{
	struct value v = { .kind = VALUE_FLOAT,
	    .number = strtod(instance_value(i, "value"), NULL) };
	struct text text = TEXT_INIT;

	value_format(&v, &text);
	documented_want(d, "getdefaulttimeout", "returned %s", text_get(&text));
	documented_want(d, "gettimeout", "returned %s", text_get(&text));
	text_release(&text);
}

static void
look(struct scene *sc, const char *socket, const struct peer *p)
{
	call(sc, "%s.gettimeout()", socket);
	call(sc, "%s.getblocking()", socket);
	o_nonblock(sc, p);
}

static void
set_default(struct scene *sc)
{
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "before"));
	call(sc, "setdefaulttimeout(%s)", axis(sc, "value"));
	call(sc, "getdefaulttimeout()");
	set_up(sc, "s1=socket(AF_UNIX,SOCK_STREAM)");
	look(sc, "s1", share(sc, "s1"));
}

static void
begin_anew(struct scene *sc)
{
	call(sc, "getdefaulttimeout()");
	set_up(sc, "s1=socket(%s,%s)", axis(sc, "family"), axis(sc, "type"));
	look(sc, "s1", share(sc, "s1"));
}

static void
make_socket(struct scene *sc)
{
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	set_up(sc, "s1=socket(%s,%s)", axis(sc, "family"), axis(sc, "type"));
	look(sc, "s1", share(sc, "s1"));
	call(sc, "s1.attribute('timeout')");
}

/* A default that is set when the socket is there already. */
static void
make_socket_first(struct scene *sc)
{
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "before"));
	set_up(sc, "s1=socket(%s,SOCK_STREAM)", axis(sc, "family"));
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	look(sc, "s1", share(sc, "s1"));
}

static void
make_pair(struct scene *sc)
{
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	set_up(sc, "s1=socketpair(AF_UNIX,%s)", axis(sc, "type"));
	look(sc, "s1", share(sc, "s1"));
	look(sc, "s2", share(sc, "s2"));
}

static void
accept_one(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 4);
	struct peer *p;

	give_listener(sc, l);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "listener"));
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	client(sc, l);
	call(sc, "s2=s1.accept()");
	p = share(sc, "s2");
	call(sc, "s2.gettimeout()");
	call(sc, "s2.getblocking()");
	o_nonblock_of_accepted(sc, p, is_left_to_the_system(sc->instance));
	call(sc, "s1.gettimeout()");
}

static void
adopt_one(struct scene *sc)
{
	struct peer *p;

	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	p = pair(sc, axis(sc, "kind"));
	look(sc, "s1", p);
}

static void
adopt_by_number(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	set_up(sc, "s2=socket(fileno=fileno:s1)");
	set_up(sc, "s1.detach()");
	look(sc, "s2", p);
}

/* A default of None and a descriptor that is non-blocking, or the reverse. */
static void
adopt_in_a_mode(struct scene *sc)
{
	struct peer *p = pair_apart(sc, axis(sc, "kind"));

	force_o_nonblock(sc, p, axis_is(sc, "forced", "set"));
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	give_end(sc, p, axis_is(sc, "kind", "tcp") ? "AF_INET,SOCK_STREAM,0" :
	    "AF_UNIX,SOCK_STREAM,0");
	look(sc, "s1", p);
}

/* What the first holder of an open file description gets from a second. */
static void
adopt_what_is_shared(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	give_end(sc, p, "AF_UNIX,SOCK_STREAM,0");
	look(sc, "s2", p);
	call(sc, "s1.gettimeout()");
	call(sc, "s1.getblocking()");
	peer_sends(sc, p, 1, 3);
	call(sc, "s1.recv(1)");
}

/* A socket in blocking mode whose description another made non-blocking. */
static void
receive_from_what_is_shared(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	give_end(sc, p, "AF_UNIX,SOCK_STREAM,0");
	begin(sc, "s1.recv(1)");
	finished_within(sc, 60);
	peer_sends(sc, p, 1, 3);
	finish(sc);
	call(sc, "s1.gettimeout()");
}

/* Whose object is asked: the other's settimeout() reaches the descriptor. */
static void
set_one_of_two(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	set_up(sc, "s2=s1.dup()");
	call(sc, "s2.gettimeout()");
	o_nonblock(sc, p);
	call(sc, "s2.settimeout(%s)", axis(sc, "after"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
	call(sc, "s1.getblocking()");
	call(sc, "s2.gettimeout()");
}

static void
dup_one(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	call(sc, "s2=s1.dup()");
	look(sc, "s2", p);
	call(sc, "s1.gettimeout()");
	call(sc, "s2.attribute('type')");
}

/* dup() of a socket whose descriptor is in another mode than the object. */
static void
dup_forced(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	force_o_nonblock(sc, p, axis_is(sc, "forced", "set"));
	set_up(sc, "s2=s1.dup()");
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
	call(sc, "s2.gettimeout()");
}

static void
time_out(struct scene *sc)
{
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	pair(sc, axis(sc, "kind"));
	call(sc, "s1.%s", axis(sc, "call"));
	elapsed(sc, strtod(axis(sc, "default"), NULL));
}

static void
set_default_often(struct scene *sc)
{
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "first"));
	set_up(sc, "s1=socket(AF_UNIX,SOCK_DGRAM)");
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "second"));
	set_up(sc, "s2=socket(AF_UNIX,SOCK_DGRAM)");
	call(sc, "getdefaulttimeout()");
	look(sc, "s1", share(sc, "s1"));
	look(sc, "s2", share(sc, "s2"));
}

static void
first_and_second(struct documented *d, const struct instance *i)
{
	documented_want(d, "getdefaulttimeout", "returned %s",
	    instance_value(i, "second"));
	wants_mode(d, instance_value(i, "first"), "");
	wants_mode(d, instance_value(i, "second"), "#2");
}

/* A default that could not be used leaves a socket that was closed. */
static void
make_after_refusal(struct scene *sc)
{
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "before"));
	set_up(sc, "s1=socket(AF_UNIX,SOCK_STREAM)");
	call(sc, "setdefaulttimeout(%s)", axis(sc, "value"));
	call(sc, "getdefaulttimeout()");
	call(sc, "s1.gettimeout()");
	set_up(sc, "s2=socketpair()");
	look(sc, "s2", share(sc, "s2"));
}

#define THREE "none|0.0|2.5"

static const struct row rows[] = {
	{ .name = "new_sockets_begin_blocking", .clause = "SETTMO-21",
	  .act = begin_anew,
	  .needs = "getblocking",
	  .axes = { FAMILIES, TYPES },
	  .doc = "getdefaulttimeout: returned none; gettimeout: returned none; "
	    "getblocking: returned true; o_nonblock: false" },

	{ .name = "number_is_the_default_of_new_sockets",
	  .clause = "SETTMO-21", .act = set_default,
	  .needs = "getblocking",
	  .axes = { BEFORE, "value=0|0.0|0.001|0.5|1|3.5|60|86400.25|"
	    "2147483648|4294967296|9223372036" },
	  .doc = "setdefaulttimeout: returned none; o_nonblock: true",
	  .documented = is_the_float },

	{ .name = "none_is_the_default_of_new_sockets",
	  .clause = "SETTMO-21", .act = set_default,
	  .needs = "getblocking",
	  .axes = { BEFORE "|1e-9", "value=none" },
	  .doc = "setdefaulttimeout: returned none; getdefaulttimeout: "
	    "returned none; gettimeout: returned none; getblocking: "
	    "returned true; o_nonblock: false" },

	{ .name = "negative_default_raises_valueerror", .clause = "SETTMO-21",
	  .act = set_default,
	  .needs = "getblocking",
	  .axes = { BEFORE, "value=-1|-0.5|-1e-9|-1e-10|-5e-324|-2147483648|"
	    "-9223372036|intsub:-1" },
	  .doc = "setdefaulttimeout: raised ValueError "
	    "'Timeout value out of range'" },

	{ .name = "refused_value_leaves_the_default", .clause = "SETTMO-21",
	  .act = make_after_refusal,
	  .needs = "getblocking",
	  .axes = { BEFORE, "value=-1|-1e-9|nan|inf|-inf|1e300|9223372037|"
	    "9223372036854775808|-9223372036854775809|18446744073709551616|"
	    "'1'|x'31'|[]|(1)|object|complex|index:18446744073709551616" } },

	{ .name = "odd_values_are_those_of_settimeout", .clause = "SETTMO-21",
	  .act = set_default,
	  .needs = "getblocking",
	  .axes = { BEFORE, "value=-0.0|true|false|intsub:5|intenum:7|index:0|"
	    "index:3|1e-10|5e-324|1.5e-9|0.1000000001|9223372036.854774|"
	    "1.9999999999" } },

	{ .name = "real_number_of_another_type_is_refused",
	  .clause = "SETTMO-21", .act = set_default,
	  .needs = "getblocking",
	  .axes = { BEFORE, "value=decimal:'1.5'|decimal:'0'|fraction:'3/2'|"
	    "floatlike:1.5|intlike:1" } },

	{ .name = "other_types_raise_typeerror", .clause = "SETTMO-21",
	  .act = set_default,
	  .needs = "getblocking",
	  .axes = { BEFORE, "value=''|'1.5'|x''|x'31'|[]|[1]|()|(1)|emptydict|"
	    "complex|object|path:'1'|truth:true|truth:none" },
	  .doc = "setdefaulttimeout: raised TypeError; getdefaulttimeout: "
	    "returned {before}; gettimeout: returned {before}" },

	{ .name = "wrong_arity_raises_typeerror", .clause = "SETTMO-21",
	  .act = set_default,
	  .needs = "getblocking",
	  .axes = { BEFORE, "value=|1,2|value=1|timeout=1" } },

	{ .name = "socket_begins_with_the_default", .clause = "SETTMO-22",
	  .act = make_socket,
	  .needs = "getblocking",
	  .axes = { FAMILIES, TYPES, DEFAULTS },
	  .documented = has_the_default },

	{ .name = "existing_socket_keeps_its_timeout", .clause = "SETTMO-22",
	  .act = make_socket_first,
	  .needs = "getblocking",
	  .axes = { FAMILIES, BEFORE, DEFAULTS },
	  .doc = "gettimeout: returned {before}" },

	{ .name = "last_default_counts", .clause = "SETTMO-22",
	  .act = set_default_often,
	  .needs = "getblocking",
	  .axes = { "first=" THREE, "second=" THREE },
	  .documented = first_and_second },

	{ .name = "both_of_a_pair_begin_with_the_default",
	  .clause = "SETTMO-22", .act = make_pair,
	  .needs = "getblocking",
	  .axes = { "type=SOCK_STREAM|SOCK_DGRAM|SOCK_SEQPACKET", DEFAULTS },
	  .documented = both_have_the_default },

	{ .name = "accepted_socket_begins_with_the_default",
	  .clause = "SETTMO-22", .act = accept_one,
	  .needs = "getblocking",
	  .axes = { STREAMS, "listener=none|0.0|3.5", DEFAULTS },
	  .documented = accepted_has_the_default },

	{ .name = "adopted_descriptor_begins_with_the_default",
	  .clause = "SETTMO-22", .act = adopt_one,
	  .needs = "getblocking",
	  .axes = { KINDS, DEFAULTS },
	  .documented = has_the_default },

	{ .name = "adopted_number_begins_with_the_default",
	  .clause = "SETTMO-22", .act = adopt_by_number,
	  .needs = "getblocking",
	  .axes = { KINDS, DEFAULTS }, .documented = has_the_default },

	{ .name = "adopted_mode_gives_way_to_the_default",
	  .clause = "SETTMO-22", .act = adopt_in_a_mode,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix", "forced=clear|set",
	    "default=0.0|2.5|1e-09" }, .documented = has_the_default },

	{ .name = "adopted_mode_stays_without_a_default",
	  .clause = "SETTMO-22", .act = adopt_in_a_mode,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|unix", "forced=clear|set", "default=none" } },

	{ .name = "adopting_reaches_whoever_shares_the_description",
	  .clause = "SETTMO-22", .act = adopt_what_is_shared,
	  .needs = "getblocking",
	  .axes = { BEFORE, DEFAULTS },
	  .doc = "gettimeout#2: returned {before}" },

	{ .name = "blocking_holder_meets_the_shared_mode",
	  .clause = "SETTMO-22", .act = receive_from_what_is_shared,
	  .axes = { BEFORE, DEFAULTS }, .waits = true,
	  .doc = "gettimeout: returned {before}" },

	{ .name = "default_times_out", .clause = "SETTMO-22",
	  .act = time_out, .waits = true,
	  .axes = { KINDS, "default=0.02|0.1", "call=recv(1)" },
	  .doc = "recv: raised TimeoutError 'timed out'; elapsed: on time" },

	{ .name = "sock_nonblock_beats_the_default", .clause = "SETTMO-23",
	  .act = make_socket,
	  .needs = "getblocking",
	  .axes = { FAMILIES,
	    "type=SOCK_STREAM+SOCK_NONBLOCK|SOCK_DGRAM+SOCK_NONBLOCK|"
	    "SOCK_STREAM+SOCK_NONBLOCK+SOCK_CLOEXEC", DEFAULTS } },

	{ .name = "sock_nonblock_of_a_pair_beats_the_default",
	  .clause = "SETTMO-23", .act = make_pair,
	  .needs = "getblocking",
	  .axes = { "type=SOCK_STREAM+SOCK_NONBLOCK|"
	    "SOCK_DGRAM+SOCK_NONBLOCK|SOCK_SEQPACKET+SOCK_NONBLOCK",
	    DEFAULTS } },

	{ .name = "dup_copies_the_timeout", .clause = "SETTMO-24",
	  .act = dup_one,
	  .needs = "getblocking",
	  .axes = { KINDS, BEFORE, DEFAULTS } },

	{ .name = "dup_brings_the_descriptor_to_the_objects_mode",
	  .clause = "SETTMO-24", .act = dup_forced,
	  .axes = { "kind=tcp|udp|unix", BEFORE, "forced=clear|set" } },

	{ .name = "timeout_of_a_copy_is_its_own", .clause = "SETTMO-24",
	  .act = set_one_of_two,
	  .needs = "getblocking",
	  .axes = { "kind=tcp|udp|unix|dgram", BEFORE, "after=none|0.0|2.5" } },
};

AREA_ROWS(settimeout_default, rows);
