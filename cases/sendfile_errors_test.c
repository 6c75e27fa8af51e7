/* SPDX-License-Identifier: BSD-2-Clause */
/* sendfile(): what it refuses, with which error, and in which order. */
#include <unistd.h>

#include "cases/sendfile.h"

#define STREAMS "sock=tcp|unix"
#define MODES "timeout=none|5.0"
#define BUFFERINGS "buffering=-1|0"
#define FILES "kind=regular|memfd"
#define OBJECTS "kind=memory|plain|seekable"
#define SIZES "size=0|1|8192|20000"

/* ---- objects of Python alone ---- */

static void
send_odd_object(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "sock"));

	set_up(sc, "f1=%s", axis(sc, "object"));
	call(sc, "s1.sendfile(f1%s)", axis(sc, "arguments"));
	received(sc, p);
}

static void
fail_and_show_chain(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "sock"));
	bool closed = axis_is(sc, "how", "closed");

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	file(sc, axis(sc, "kind"), 100, "rb", -1);
	if (closed)
		peer_close(p);
	call(sc, "s1.sendfile(f1,%s)", closed ? "0" : "-1");
	call(sc, "chain()");
}

/* ---- scenarios ---- */

static struct peer *
prepare(struct scene *sc)
{
	struct peer *p = pair(sc, axis_or(sc->instance, "sock", "unix"));

	p->drains = true;
	set_up(sc, "s1.settimeout(%s)",
	    axis_or(sc->instance, "timeout", "none"));
	give_file(sc);
	return p;
}

static void
send_as_told(struct scene *sc)
{
	struct peer *p = prepare(sc);

	call(sc, "s1.sendfile(%s)",
	    axis_or(sc->instance, "arguments", "f1"));
	received(sc, p);
}

/* One thing after the other made wrong, to see which is noticed first. */
static void
send_with_faults(struct scene *sc)
{
	struct peer *p = prepare(sc);

	if (axis_is(sc, "closed", "file"))
		set_up(sc, "f1.close()");
	if (axis_is(sc, "closed", "socket"))
		set_up(sc, "s1.close()");
	call(sc, "s1.sendfile(f1,%s)", axis(sc, "arguments"));
	if (!axis_is(sc, "closed", "socket"))
		received(sc, p);
}

static void
send_on_closed(struct scene *sc)
{
	prepare(sc);
	set_up(sc, "s1.%s()", axis(sc, "how"));
	call(sc, "s1.sendfile(%s)", axis_or(sc->instance, "arguments", "f1"));
	elapsed(sc, 0);
}

static void
send_closed_file(struct scene *sc)
{
	struct peer *p = prepare(sc);

	set_up(sc, "f1.close()");
	call(sc, "s1.sendfile(%s)", axis(sc, "arguments"));
	received(sc, p);
}

/* A socket of our own, whose type no pair has. */
static void
send_on_new(struct scene *sc)
{
	const struct reply *r;

	set_up(sc, "s1=%s", axis(sc, "new"));
	give_file(sc);
	r = call(sc, "s1.sendfile(f1,%s)", axis(sc, "arguments"));
	if (r->kind == REPLY_RETURNED || r->kind == REPLY_RAISED)
		elapsed(sc, 0);
}

/* Has no end open for writing, so that it cannot block: it has nothing. */
static void
send_nonblocking(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "sock"));

	p->drains = true;
	give_file(sc);
	set_up(sc, "s1.%s", axis(sc, "how"));
	call(sc, "s1.sendfile(f1,%s)", axis(sc, "arguments"));
	elapsed(sc, 0);
	received(sc, p);
}

static void
send_no_file(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "sock"));

	p->drains = true;
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendfile(%s)", axis(sc, "arguments"));
	received(sc, p);
}

static void
due_is_sent(struct documented *d, const struct instance *i)
{
	want_due(d, i);
}

static const struct row rows[] = {
	{ .name = "text_mode_raises_valueerror", .clause = "SENDFILE-06",
	  .act = send_as_told,
	  .axes = { STREAMS, MODES, FILES, "mode=r|r+", SIZES,
	    "arguments=f1|f1,0|f1,5|f1,0,10|f1,30000" },
	  .doc = "sendfile: raised ValueError; peer: 0 bytes x''" },

	{ .name = "text_mode_of_any_kind_of_file_raises_valueerror",
	  .clause = "SENDFILE-06", .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=pipe|fifo|socket|zero|proc",
	    "mode=r", "size=0|100", "arguments=f1|f1,0,10" },
	  .doc = "sendfile: raised ValueError; peer: 0 bytes x''" },

	{ .name = "binary_modes_are_sent", .clause = "SENDFILE-06",
	  .act = send_as_told,
	  .axes = { STREAMS, MODES, FILES, BUFFERINGS, "mode=rb|rb+|br",
	    "size=0|1|8193" },
	  .documented = due_is_sent },

	{ .name = "socket_that_is_no_stream_raises_valueerror",
	  .clause = "SENDFILE-32", .act = send_as_told,
	  .axes = { "sock=udp|dgram|seqpacket", MODES,
	    "kind=regular|memory|plain|pipe", SIZES,
	    "arguments=f1|f1,0,10" },
	  .doc = "sendfile: raised ValueError; peer: []" },

	{ .name = "new_socket_that_is_no_stream_raises_valueerror",
	  .clause = "SENDFILE-32", .act = send_on_new,
	  .axes = { "new=socket(AF_INET,SOCK_DGRAM)|"
	    "socket(AF_INET6,SOCK_DGRAM)|socket(AF_UNIX,SOCK_DGRAM)|"
	    "socket(AF_UNIX,SOCK_SEQPACKET)", "kind=regular|memory|plain",
	    "size=0|1|8193", "arguments=0|0,10" },
	  .doc = "sendfile: raised ValueError" },

	{ .name = "raw_socket_raises_valueerror", .clause = "SENDFILE-32",
	  .act = send_on_new, .needs = "raw",
	  .axes = { "new=socket(AF_INET,SOCK_RAW,IPPROTO_ICMP)",
	    "kind=regular|memory|plain", "size=0|1|8193", "arguments=0|0,10" },
	  .doc = "sendfile: raised ValueError" },

	{ .name = "no_records_are_sent", .clause = "SENDFILE-50",
	  .act = send_as_told,
	  .axes = { "sock=seqpacket", MODES, OBJECTS,
	    "size=1|8191|8192|8193|20000", "arguments=f1|f1,0,8193" },
	  .doc = "sendfile: raised ValueError; peer: []" },

	{ .name = "unconnected_socket", .clause = "SENDFILE-35",
	  .act = send_on_new,
	  .axes = { "new=socket(AF_INET,SOCK_STREAM)|"
	    "socket(AF_INET6,SOCK_STREAM)|socket(AF_UNIX,SOCK_STREAM)",
	    "kind=regular|memory|plain", "size=1|8193",
	    "arguments=0|0,10" } },

	{ .name = "nonblocking_socket_raises_valueerror",
	  .clause = "SENDFILE-33", .act = send_nonblocking,
	  .axes = { STREAMS, "how=setblocking(false)|settimeout(0)|"
	    "settimeout(0.0)", "kind=regular|memfd", BUFFERINGS, SIZES,
	    "arguments=0|0,1|1|20001|0,20000" },
	  .doc = "sendfile: raised ValueError; peer: 0 bytes x''" },

	{ .name = "nonblocking_socket_raises_valueerror_for_objects",
	  .clause = "SENDFILE-33", .act = send_nonblocking,
	  .axes = { STREAMS, "how=setblocking(false)|settimeout(0)", OBJECTS,
	    SIZES, "arguments=0|0,1|0,20000" },
	  .doc = "sendfile: raised ValueError; peer: 0 bytes x''" },

	{ .name = "nonblocking_socket_raises_valueerror_for_special_files",
	  .clause = "SENDFILE-33", .act = send_nonblocking,
	  .axes = { STREAMS, "how=setblocking(false)|settimeout(0)",
	    "kind=pipe|fifo|socket|zero|proc", BUFFERINGS, "size=0|100",
	    "arguments=0|0,10" },
	  .doc = "sendfile: raised ValueError; peer: 0 bytes x''" },

	{ .name = "count_that_is_not_positive_raises_valueerror",
	  .clause = "SENDFILE-19", .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=regular|memory|plain|pipe", SIZES,
	    "arguments=f1,0,0|f1,0,-1|f1,0,false|f1,count=0|"
	    "f1,0,-9223372036854775808|f1,0,-18446744073709551616|"
	    "f1,0,intsub:0|f1,0,intenum:0" } },

	{ .name = "count_that_is_no_int_raises_typeerror",
	  .clause = "SENDFILE-20", .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=regular|memory|plain", SIZES,
	    "arguments=f1,0,1.0|f1,0,0.0|f1,0,nan|f1,0,'1'|f1,0,x'31'|"
	    "f1,0,[]|f1,0,[1]|f1,0,index:1|f1,0,intlike:1|f1,0,decimal:'1'|"
	    "f1,0,object|f1,0,complex|f1,0,fraction:'1'" } },

	{ .name = "int_like_count_limits_bytes", .clause = "SENDFILE-20",
	  .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=regular|memory|plain",
	    "size=1|8192|20000",
	    "arguments=f1,0,true|f1,0,intsub:1|f1,0,intenum:1|f1,count=1" },
	  .with = { "count=1" }, .documented = due_is_sent },

	{ .name = "huge_count_of_a_file", .clause = "SENDFILE-21",
	  .act = send_as_told,
	  .axes = { STREAMS, MODES, FILES, "size=1|20000",
	    "arguments=f1,0,9223372036854775808|f1,0,18446744073709551616|"
	    "f1,0,100000000000000000000000000" } },

	{ .name = "huge_count_of_an_object_is_until_the_end",
	  .clause = "SENDFILE-21", .act = send_as_told,
	  .axes = { STREAMS, MODES, OBJECTS, "size=0|1|20000",
	    "arguments=f1,0,2147483647|f1,0,2147483648|f1,0,4294967296|"
	    "f1,0,9223372036854775807|f1,0,9223372036854775808|"
	    "f1,0,18446744073709551616" },
	  .documented = due_is_sent },

	{ .name = "large_count_of_a_file_is_until_the_end",
	  .clause = "SENDFILE-21", .act = send_as_told,
	  .axes = { STREAMS, MODES, FILES, "size=0|1|20000",
	    "arguments=f1,0,1073741824|f1,0,2147483647|f1,0,2147483648|"
	    "f1,0,4294967296|f1,0,9223372036854775807" },
	  .documented = due_is_sent },

	{ .name = "negative_offset_is_refused", .clause = "SENDFILE-13",
	  .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=regular|memfd|memory",
	    "before=seek(0)|seek(10)", SIZES,
	    "arguments=f1,-1|f1,-1,5|f1,-20000|f1,-9223372036854775808" } },

	{ .name = "float_offset_raises_typeerror", .clause = "SENDFILE-14",
	  .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=regular|memory", "size=1|20000",
	    "arguments=f1,1.5|f1,1.0|f1,-1.0|f1,inf|f1,nan|f1,1.5,5" } },

	{ .name = "float_zero_as_offset", .clause = "SENDFILE-14",
	  .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=regular|memory", "size=1|20000",
	    "arguments=f1,0.0|f1,0.0,5|f1,-0.0" } },

	{ .name = "none_as_offset_sends_nothing", .clause = "SENDFILE-15",
	  .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=regular|memory|plain",
	    "before=nothing|read(10)", "size=1|20000",
	    "arguments=f1,none|f1,offset=none|f1,none,5" } },

	{ .name = "object_with_index_as_offset", .clause = "SENDFILE-16",
	  .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=regular|memory", "size=1|20000",
	    "arguments=f1,index:0|f1,index:1|f1,index:1,5|f1,index:20000" } },

	{ .name = "offset_of_another_type_raises_typeerror",
	  .clause = "SENDFILE-16", .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=regular|memory", "size=1|20000",
	    "arguments=f1,'1'|f1,x'31'|f1,[1]|f1,object|f1,complex|"
	    "f1,decimal:'1'|f1,intlike:1" } },

	{ .name = "int_like_offset_is_where_it_starts",
	  .clause = "SENDFILE-17", .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=regular|memory",
	    "size=1|2|8192|20000",
	    "arguments=f1,true|f1,intsub:1|f1,intenum:1|f1,offset=1" },
	  .with = { "offset=1" }, .documented = due_is_sent },

	{ .name = "offset_of_two_to_the_63_raises_overflowerror",
	  .clause = "SENDFILE-17", .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=regular|memory", "size=1|20000",
	    "arguments=f1,9223372036854775808|f1,-9223372036854775809|"
	    "f1,18446744073709551616|f1,9223372036854775808,5" } },

	{ .name = "first_fault_is_reported", .clause = "SENDFILE-34",
	  .act = send_with_faults,
	  .axes = { "sock=tcp|udp|dgram", "timeout=none|0.0|5.0",
	    "kind=regular", "mode=rb|r", "closed=nothing|file",
	    "arguments=0|0,0|0,-1|0,1.5|0,'x'|-1|1.5|0,index:1" },
	  .with = { "size=100" } },

	{ .name = "first_fault_with_an_object_is_reported",
	  .clause = "SENDFILE-34", .act = send_with_faults,
	  .axes = { "sock=tcp|udp|dgram", "timeout=none|0.0|5.0",
	    "kind=memory|plain", "closed=nothing",
	    "arguments=0|0,0|0,-1|0,1.5|0,'x'|0,index:1" },
	  .with = { "size=100" } },

	{ .name = "bad_argument_wins_over_closed_socket",
	  .clause = "SENDFILE-34", .act = send_with_faults,
	  .axes = { "sock=tcp|udp|dgram", "timeout=none|5.0",
	    "kind=regular|memory|plain", "mode=rb", "closed=socket",
	    "arguments=0,0|0,-1|0,1.5|0,'x'" },
	  .with = { "size=100" } },

	{ .name = "closed_socket_raises_ebadf", .clause = "SENDFILE-35",
	  .act = send_on_closed,
	  .axes = { STREAMS, MODES, FILES, BUFFERINGS, "how=close|detach",
	    SIZES, "arguments=f1|f1,0,10|f1,30000" },
	  .doc = "sendfile: raised OSError errno=EBADF" },

	{ .name = "closed_socket_raises_ebadf_for_objects",
	  .clause = "SENDFILE-35", .act = send_on_closed,
	  .axes = { STREAMS, MODES, OBJECTS, "how=close|detach", SIZES,
	    "arguments=f1|f1,0,10" },
	  .doc = "sendfile: raised OSError errno=EBADF" },

	{ .name = "closed_socket_raises_ebadf_for_special_files",
	  .clause = "SENDFILE-35", .act = send_on_closed,
	  .axes = { STREAMS, MODES, "kind=pipe|fifo|socket|zero|proc",
	    BUFFERINGS, "how=close|detach", "size=0|100",
	    "arguments=f1|f1,0,10" },
	  .doc = "sendfile: raised OSError errno=EBADF" },

	{ .name = "closed_file_raises_valueerror", .clause = "SENDFILE-36",
	  .act = send_closed_file,
	  .axes = { STREAMS, MODES, "kind=regular|memfd|memory|pipe",
	    "size=0|1|20000", "arguments=f1|f1,5|f1,0,10" } },

	{ .name = "file_that_cannot_be_read_is_refused",
	  .clause = "SENDFILE-37", .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=appending", "mode=ab", BUFFERINGS,
	    "size=0|1|8192|20000", "arguments=f1|f1,0,10|f1,5" } },

	{ .name = "what_is_no_file_raises_attributeerror",
	  .clause = "SENDFILE-39", .act = send_no_file,
	  .axes = { STREAMS, MODES, "arguments=0|3|-1|none|x'616263'|''|"
	    "'/etc/passwd'|path:'x'|[]|object|1.5|bytearray:x'61'|"
	    "memoryview:x'61'|none,0,5|0,5|'x',1" } },

	{ .name = "wrong_arity_or_names_raise_typeerror",
	  .clause = "SENDFILE-49", .act = send_as_told,
	  .axes = { STREAMS, MODES, "kind=regular|memory", "size=100",
	    "arguments=|f1,0,none,0|f1,file=f1|f1,0,offset=0|f1,0,5,count=5|"
	    "f1,size=5|offset=0|count=5|f1,0,5,1,2|f1,of=0" },
	  .doc = "sendfile: raised TypeError; peer: 0 bytes x''" },

	{ .name = "mode_that_is_no_str", .clause = "SENDFILE-07",
	  .act = send_odd_object, .needs = "objects",
	  .axes = { "sock=tcp|unix", "object=reader(fill:7:9,'mode:int')|"
	    "reader(fill:7:9,'mode:none')|reader(fill:7:9,'mode:bytes')",
	    "arguments=|,0|,0,5" } },

	{ .name = "member_of_an_archive", .clause = "SENDFILE-09",
	  .act = send_odd_object, .needs = "objects",
	  .axes = { "sock=tcp|unix", "object=zipped(fill:7:20000)|"
	    "zipped(x'')", "arguments=|,100|,0,5|,19999" } },

	{ .name = "errors_of_both_ways_are_chained", .clause = "SENDFILE-47",
	  .act = fail_and_show_chain, .needs = "objects",
	  .axes = { "sock=tcp|unix", "kind=regular|memfd",
	    "how=closed|negative", "timeout=none|5.0" } },
};

AREA_ROWS(sendfile_errors, rows);
