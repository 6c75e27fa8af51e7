/* SPDX-License-Identifier: BSD-2-Clause */
/* sendmsg(): buffers, flags, destinations. */
#include <unistd.h>

#include "cases/sendmsg.h"
#include "harness/protocol/memory.h"
#include "harness/scene/share.h"

#define SMALL 1500	/* bytes that each socket has room for */

/* ---- scenarios ---- */

/* One call with the arguments of the axis, or of the axis `buffers` alone. */
static void
send_arguments(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	received(sc, p);
}

/* A bytes-like element among others. */
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
		call(sc, "s1.sendmsg([x'79',%s,x'7a'])", element);
	else
		call(sc, "s1.sendmsg([x'79',x'7a',%s])", element);
	received(sc, p);
}

/* fill:0:SIZE in so many parts of the same size, the last with the rest. */
static void
send_in_parts(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	long long size = axis_number(sc, "size"), done = 0, part, n;
	long long parts = axis_number(sc, "parts");
	struct text list = TEXT_INIT;

	usual_room(sc, p);
	p->drains = true;
	for (n = 1; n <= parts; n++) {
		part = n < parts ? size / parts : size - done;
		text_addf(&list, "%sfill:%lld:%lld", n > 1 ? "," : "", done,
		    part);
		done += part;
	}
	call(sc, "s1.sendmsg([%s])", text_get(&list));
	received(sc, p);
	text_release(&list);
}

/* More than fits: some of it is taken, and exactly that arrives. */
static void
send_too_much(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	long long size = axis_number(sc, "size"), n = -1;
	struct text all = TEXT_INIT;
	const struct value *v;
	char *bytes;

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	begin(sc, "s1.sendmsg([fill:0:%lld,fill:%lld:%lld])", size / 2,
	    size / 2, size - size / 2);
	let_end(sc);
	v = over(sc) || sc->last.lost != NULL ? NULL : sc->last.reply.value;
	if (v != NULL && v->kind == VALUE_INT && v->fits)
		n = v->integer;
	symbol(sc, "SHORT", "%lld", n);
	finish(sc);
	if (over(sc) || n < 0)
		return;
	observe(sc, "short", "%s", n > 0 && n < size ? "true" : "false");
	/* How much it is, and so its checksum, is the buffers' affair. */
	peer_finish(p, &all);
	text_release(&all);
	bytes = malloc((size_t)n + 1);
	if (bytes == NULL)
		memory_ran_out();
	fill_bytes(bytes, (size_t)n, 0, 0);
	observe(sc, "arrived", "%s", p->received_bytes == (uint64_t)n &&
	    p->crc == fill_crc(0, bytes, (size_t)n) ? "what was returned" :
	    "something else");
	free(bytes);
}

/* The first call's flags are what the axis says, the second has none. */
static void
send_twice(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.setsockopt(SOL_SOCKET,SO_SNDBUF,65536)");
	call(sc, "s1.sendmsg([x'6162'],[],%s)", axis(sc, "flags"));
	call(sc, "s1.sendmsg([x'6364'])");
	received(sc, p);
}

static void
send_record(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	call(sc, "s1.sendmsg([x'6162'],[],%s)", axis(sc, "flags"));
	message(sc, p);
	message(sc, p);
}

static void
send_out_of_band(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	call(sc, "s1.sendmsg([x'6162',x'63'],[],%s)", axis(sc, "flags"));
	if (over(sc))
		return;
	observe(sc, "urgent", "%s", urgent_byte(sc, p, 'c') == 'c' ?
	    "the last byte" : "none");
	received(sc, p);
}

/* From a socket that is connected to nobody, to one of ours. */
static void
send_to(struct scene *sc)
{
	const char *kind = axis(sc, "kind");
	struct peer *p = destination(sc, kind);

	set_up(sc, "s1=socket(%s,SOCK_DGRAM,0)",
	    strcmp(kind, "udp") == 0 ? "AF_INET" :
	    strcmp(kind, "udp6") == 0 ? "AF_INET6" : "AF_UNIX");
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendmsg([x'6162',x'63'],[],0,%s)", axis(sc, "address"));
	received(sc, p);
}

/* A path is also asked whether one may write there. */
static void
send_to_form(struct scene *sc)
{
	if (axis_is(sc, "address", "'.'"))
		rests_on_our_user(sc);
	send_to(sc);
}

/* To a path of so many characters, the first as the axis says. */
static void
send_to_path(struct scene *sc)
{
	const char *first = axis(sc, "first");
	long long length = axis_number(sc, "length");
	bool is_str = axis_is(sc, "form", "str");
	struct text path = TEXT_INIT;

	if (is_str)
		text_addf(&path, "'%s", first);
	else
		text_addf(&path, "%sx'%s", axis_is(sc, "form", "bytearray") ?
		    "bytearray:" : "", strcmp(first, "a") == 0 ? "61" :
		    strcmp(first, "%00") == 0 ? "00" : "c3a9");
	while (--length > 0)
		text_adds(&path, is_str ? "a" : "61");
	text_addc(&path, '\'');
	set_up(sc, "s1=socket(AF_UNIX,SOCK_DGRAM,0)");
	call(sc, "s1.sendmsg([x'6162'],[],0,%s)", text_get(&path));
	text_release(&path);
}

static void
send_size_to(struct scene *sc)
{
	const char *kind = axis(sc, "kind");
	struct peer *p = destination(sc, kind);

	if (axis_number(sc, "size") > SMALL)
		rests_on_room(sc);
	set_up(sc, "s1=socket(%s,SOCK_DGRAM,0)",
	    strcmp(kind, "udp") == 0 ? "AF_INET" :
	    strcmp(kind, "udp6") == 0 ? "AF_INET6" : "AF_UNIX");
	call(sc, "s1.sendmsg([fill:0:%s],[],0,%s)", axis(sc, "size"),
	    strcmp(kind, "udp") == 0 ? "('127.0.0.1',PORT)" :
	    strcmp(kind, "udp6") == 0 ? "('::1',PORT)" : "NAME");
	received(sc, p);
}

static void
send_size(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	usual_room(sc, p);
	call(sc, "s1.sendmsg([fill:0:%s])", axis(sc, "size"));
	received(sc, p);
}

/* From a connected socket, with an address of someone else. */
static void
send_elsewhere(struct scene *sc)
{
	const char *kind = axis(sc, "kind");
	struct peer *p = pair(sc, kind), *other;

	other = destination(sc, strncmp(kind, "tcp", 3) == 0 ? "udp" :
	    strcmp(kind, "udp") == 0 ? "udp" : "dgram");
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendmsg([x'6162'],[],0,%s)", axis(sc, "address"));
	call(sc, "s1.sendmsg([x'6364'])");
	received(sc, p);
	received(sc, other);
}

static void
send_unconnected(struct scene *sc)
{
	set_up(sc, "s1=socket(%s,0)", axis(sc, "socket"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	elapsed(sc, 0);
}

static void
send_to_unconnected_with(struct scene *sc)
{
	destination(sc, strstr(axis(sc, "socket"), "AF_UNIX") != NULL ?
	    "dgram" : "udp");
	send_unconnected(sc);
}

/* What the kernel is asked while the call waits for room. */
static void
look_at_the_call(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (over(sc))
		return;
	peer_choke(p);
	p->drains = false;
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	begin(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	blocked(sc);
	asleep(sc);
	p->drains = true;
	finish(sc);
}

/* A thread waits within the call, another goes on. */
static void
send_beside(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind")), *q = pair(sc, "unix");

	if (over(sc))
		return;
	peer_choke(p);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	begin_in_thread(sc, "s1.sendmsg([x'6162'])");
	blocked(sc);
	received(sc, q);
	p->drains = true;
	finish(sc);
}

static void
unlock_after(struct scene *sc)
{
	usual_room(sc, pair(sc, "unix"));
	set_up(sc, "s1.setblocking(false)");
	call(sc, "s1.sendmsg(%s)", axis(sc, "arguments"));
	call(sc, "unlock(0)");
}

/* ---- what is documented ---- */

static void
abc_arrives(struct documented *d, const struct instance *i)
{
	documented_want(d, "sendmsg", "returned 3");
	want_received(d, i, "abc", 3);
}

static void
nothing_arrives(struct documented *d, const struct instance *i)
{
	documented_want(d, "sendmsg", "returned 0");
	if (is_stream(i))
		want_nothing(d, i);
}

static void
size_arrives(struct documented *d, const struct instance *i)
{
	long long size = instance_number(i, "size");

	if (is_stream(i) && size > 4096)
		return;		/* a stream may take less */
	documented_want(d, "sendmsg", "returned %lld", size);
	want_filled(d, i, (size_t)size);
}

/* "ABCDEFGH" among 'y' and 'z'. */
static void
element_arrives(struct documented *d, const struct instance *i)
{
	bool alone = instance_is(i, "at", "alone");
	const char *bytes = alone ? "ABCDEFGH" :
	    instance_is(i, "at", "first") ? "ABCDEFGHyz" :
	    instance_is(i, "at", "middle") ? "yABCDEFGHz" : "yzABCDEFGH";

	documented_want(d, "sendmsg", "returned %zu", strlen(bytes));
	want_received(d, i, bytes, strlen(bytes));
}

/* sysconf(SC_IOV_MAX) may set a limit on the number of buffers. */
static void
limit_holds(struct documented *d, const struct instance *i)
{
	long long parts = instance_number(i, "parts");
	long most = sysconf(_SC_IOV_MAX);

	if (most < 0 || parts <= most) {
		documented_want(d, "sendmsg", "returned %lld",
		    instance_number(i, "size"));
		want_filled(d, i, (size_t)instance_number(i, "size"));
	} else
		documented_want(d, "sendmsg", "returned * or raised OSError*");
}

static void
as_without_flags(struct documented *d, const struct instance *i)
{
	documented_want(d, "sendmsg", "returned 2");
	documented_want(d, "sendmsg#2", "returned 2");
	if (is_stream(i))
		documented_want(d, "peer", "4 bytes x'61626364'");
	else
		documented_want(d, "peer", "[x'6162',x'6364']");
}

static bool
fits_the_size(const struct instance *i)
{
	return is_stream(i) || instance_number(i, "size") <= 65507;
}

static bool
address_is_of_the_family(const struct instance *i)
{
	bool tcp = strncmp(instance_value(i, "kind"), "tcp", 3) == 0;
	const char *address = instance_value(i, "address");

	return strcmp(address, "none") == 0 || tcp == (address[0] == '(');
}

static bool
waits_for_room(const struct instance *i)
{
	return !instance_is(i, "timeout", "none") ||
	    strstr(instance_value(i, "arguments"), "DONTWAIT") == NULL;
}

/* ---- rows ---- */

#define AT "at=alone|first|middle|last"

static const struct row rows[] = {
	{ .name = "buffers_are_concatenated_in_order", .clause = "SENDMSG-02",
	  .act = send_arguments, .documented = abc_arrives,
	  .axes = { KINDS, MODES, "arguments=[x'616263']|[x'61',x'6263']|"
	    "[x'6162',x'63']|[x'61',x'62',x'63']|[x'616263'],[]|"
	    "[x'616263'],[],0|[x'616263'],[],0,none" } },

	{ .name = "size_of_data_is_returned_and_arrives",
	  .clause = "SENDMSG-01", .act = send_in_parts,
	  .documented = size_arrives, .only = fits_the_size,
	  .axes = { KINDS, "size=0|1|2|64|65|1023|4096|4097|16384|65507|65536",
	    "parts=1|2|3|7|64" } },

	{ .name = "buffers_up_to_the_limit_are_sent", .clause = "SENDMSG-13",
	  .act = send_in_parts, .documented = limit_holds,
	  .axes = { "kind=unix|udp|seqpacket", "size=0|1024|2048",
	    "parts=8|9|16|255|1023|1024|1025|1026|1500" } },

	{ .name = "any_iterable_is_taken", .clause = "SENDMSG-03",
	  .act = send_arguments, .documented = abc_arrives,
	  .axes = { KINDS, "timeout=none|0", "arguments=(x'616263')|"
	    "(x'61',x'62',x'63')|gen:[x'616263']|gen:[x'61',x'62',x'63']|"
	    "map:[x'61',x'6263']|iter:[x'61',x'6263']|set:[x'616263']|"
	    "dict:[x'61',x'62',x'63']|seq:[x'61',x'62',x'63']|"
	    "gen:[bytearray:x'61',memoryview:x'6263']|"
	    "iter:[x'',x'61',x'',x'6263',x'']|seq:[mmap:x'616263']" } },

	{ .name = "any_bytes_like_element_is_taken", .clause = "SENDMSG-04",
	  .act = send_element, .documented = element_arrives,
	  .axes = { "kind=unix|udp", AT,
	    "element=x'4142434445464748'|bytearray:x'4142434445464748'|"
	    "memoryview:x'4142434445464748'|mmap:x'4142434445464748'|"
	    "array:'b':x'4142434445464748'|array:'B':x'4142434445464748'|"
	    "array:'h':x'4142434445464748'|array:'i':x'4142434445464748'|"
	    "array:'I':x'4142434445464748'|array:'q':x'4142434445464748'|"
	    "array:'f':x'4142434445464748'|array:'d':x'4142434445464748'|"
	    "sliced:x'4142434445464748'|grid:x'4142434445464748'" } },

	{ .name = "view_with_gaps_raises_buffererror", .clause = "SENDMSG-05",
	  .act = send_element,
	  .axes = { "kind=unix|udp", AT, "element=strided:x'616263'|"
	    "strided:x'61626364'|strided:fill:0:4096|strided:x'6162'|"
	    "strided:x'61'|strided:x''" } },

	{ .name = "released_view_raises_valueerror", .clause = "SENDMSG-06",
	  .act = send_element,
	  .axes = { "kind=unix|udp|seqpacket", AT,
	    "element=released:x'61'|released:x''|released:fill:0:5000" } },

	{ .name = "zero_length_elements_contribute_nothing",
	  .clause = "SENDMSG-12", .act = send_arguments,
	  .documented = abc_arrives,
	  .axes = { KINDS, "timeout=none|0", "arguments=[x'',x'616263']|"
	    "[x'616263',x'']|[x'6162',x'',x'63']|[x'',x'',x'616263',x'',x'']|"
	    "[bytearray:x'',x'61',memoryview:x'',x'6263',array:'I':x'']" } },

	{ .name = "no_buffers_send_zero_bytes", .clause = "SENDMSG-11",
	  .act = send_arguments, .documented = nothing_arrives,
	  .axes = { KINDS, MODES, "arguments=[]|()|gen:[]|set:[]|seq:[]|"
	    "emptydict|[x'']|[x'',x'',x'']|[],[]|[],[],0|[],[],0,none" } },

	{ .name = "empty_text_or_bytes_is_an_empty_iterable",
	  .clause = "SENDMSG-08", .act = send_arguments,
	  .axes = { KINDS, "timeout=none|0", "arguments=x''|''|bytearray:x''|"
	    "memoryview:x''|array:'B':x''|array:'I':x''" } },

	{ .name = "more_than_fits_is_sent_in_part", .clause = "SENDMSG-15",
	  .act = send_too_much, .waits = true,
	  .axes = { STREAMS, "timeout=0|0.5", "size=10000000|20000000" },
	  .doc = "sendmsg: returned SHORT; short: true; "
	    "arrived: what was returned" },

	{ .name = "resizable_again_after_the_call", .clause = "SENDMSG-17",
	  .act = unlock_after,
	  .axes = { "arguments=[bytearray:x'616263']|[bytearray:x'',x'61']|"
	    "[x'61',bytearray:x'62'],[]|[bytearray:x'61','a']|"
	    "[bytearray:x'61',none]|[bytearray:x'61',strided:x'616263']|"
	    "[bytearray:x'61',released:x'61']|[bytearray:x'61'],none|"
	    "[bytearray:x'61'],[1]|[bytearray:x'61'],[(1,2)]|"
	    "[bytearray:x'61'],[(1,2,none)]|[bytearray:x'61'],[('a',1,x'')]|"
	    "[bytearray:x'61'],[],'a'|[bytearray:x'61'],[],0,1|"
	    "[x'61'],[(1,1,bytearray:x'')]|[x'61'],[(1,77,bytearray:x'61')]|"
	    "[x'61'],[(99,1,bytearray:x'6162')]|"
	    "[x'61'],[(1,1,bytearray:x'61'),1]|"
	    "[x'61'],[(1,1,bytearray:x'61'),(1,1,none)]|"
	    "[x'61'],[(1,1,bytearray:x'61'),(1,1,huge:2147487744)]|"
	    "[bytearray:fill:0:10000000]|"
	    "raising:'ValueError':[bytearray:x'61']|"
	    "[x'61'],raising:'ValueError':[(1,1,bytearray:x'61')]" },
	  .doc = "unlock: returned none" },

	{ .name = "flags_default_to_none", .clause = "SENDMSG-35",
	  .act = send_twice, .documented = as_without_flags,
	  .axes = { KINDS, "flags=0|false|MSG_NOSIGNAL|MSG_DONTWAIT|"
	    "MSG_DONTWAIT+MSG_NOSIGNAL|intsub:0|intenum:0|index:0|"
	    "intenum:16384|index:16384|intsub:64" } },

	{ .name = "each_flag_reaches_the_kernel", .clause = "SENDMSG-37",
	  .act = send_twice,
	  .axes = { KINDS, "flags=1|2|4|8|16|32|64|128|256|512|1024|2048|"
	    "4096|8192|16384|32768|65536|131072|262144|524288|1048576|"
	    "2097152|4194304|8388608|16777216|33554432|67108864|134217728|"
	    "268435456|536870912|1073741824" } },

	{ .name = "nonsense_flags_are_the_kernels", .clause = "SENDMSG-37",
	  .act = send_record,
	  .axes = { "kind=udp|unix|dgram|seqpacket|tcp", "flags=-1|-2147483648|"
	    "2147483647|2147483646|1073741823|-16385|65535" } },

	{ .name = "end_of_record_reaches_the_peer", .clause = "SENDMSG-35",
	  .act = send_record,
	  .axes = { "kind=seqpacket|unix|dgram", "flags=0|MSG_EOR|"
	    "MSG_EOR+MSG_DONTWAIT|MSG_EOR+MSG_NOSIGNAL" } },

	{ .name = "corked_datagrams_become_one", .clause = "SENDMSG-35",
	  .act = send_twice,
	  .axes = { "kind=udp", "flags=MSG_MORE|MSG_MORE+MSG_DONTWAIT|"
	    "index:32768|intsub:32768|intenum:32768" },
	  .doc = "sendmsg: returned 2; sendmsg#2: returned 2; "
	    "peer: [x'61626364']" },

	{ .name = "out_of_band_byte_is_the_last", .clause = "SENDMSG-35",
	  .act = send_out_of_band,
	  .axes = { "kind=tcp|tcp6", "flags=MSG_OOB|MSG_OOB+MSG_DONTWAIT|"
	    "true|intsub:1|intenum:1" },
	  .doc = "sendmsg: returned 3; urgent: the last byte" },

	{ .name = "out_of_band_depends_on_the_family", .clause = "SENDMSG-37",
	  .act = send_out_of_band,
	  .axes = { "kind=unix|udp|dgram|seqpacket", "flags=MSG_OOB|0" } },

	{ .name = "address_is_the_destination", .clause = "SENDMSG-39",
	  .act = send_to, .documented = abc_arrives,
	  .axes = { "kind=udp", MODES, "address=('127.0.0.1',PORT)|"
	    "('localhost',PORT)|('',PORT)|(x'3132372e302e302e31',PORT)|"
	    "(bytearray:x'3132372e302e302e31',PORT)|('127.0.0.1',index:PORT)|"
	    "('127.0.0.1',intsub:PORT)|('127.0.0.1',intenum:PORT)" } },

	{ .name = "ipv6_address_is_the_destination", .clause = "SENDMSG-39",
	  .act = send_to, .documented = abc_arrives,
	  .axes = { "kind=udp6", MODES, "address=('::1',PORT)|"
	    "('::1',PORT,0)|('::1',PORT,0,0)|('0:0:0:0:0:0:0:1',PORT)|"
	    "(x'3a3a31',PORT)" } },

	{ .name = "unix_name_is_the_destination", .clause = "SENDMSG-39",
	  .act = send_to, .documented = abc_arrives,
	  .axes = { "kind=dgram", MODES,
	    "address=NAME|bytearray:NAME|memoryview:NAME" } },

	{ .name = "address_none_is_no_address", .clause = "SENDMSG-39",
	  .act = send_arguments, .documented = abc_arrives,
	  .axes = { KINDS, MODES,
	    "arguments=[x'616263'],[],0,none|[x'61',x'6263'],(),0,none" } },

	{ .name = "no_destination_raises", .clause = "SENDMSG-40",
	  .act = send_unconnected,
	  .axes = { "socket=AF_INET,SOCK_DGRAM|AF_INET6,SOCK_DGRAM|"
	    "AF_UNIX,SOCK_DGRAM", MODES, "arguments=[x'61']|[]|[x'61'],[]|"
	    "[x'61'],[],0|[x'61'],[],0,none|[x'61'],[],MSG_DONTWAIT" },
	  .doc = "sendmsg: raised OSError*; elapsed: at once" },

	{ .name = "inet_address_of_another_type_raises",
	  .clause = "SENDMSG-41", .act = send_to,
	  .axes = { "kind=udp|udp6", "timeout=none",
	    "address=['127.0.0.1',PORT]|"
	    "'127.0.0.1'|x'3132372e302e302e31'|1|0|false|true|''|x''|1.5|[]|"
	    "gen:['127.0.0.1',PORT]|object|emptydict|complex|s1" } },

	{ .name = "inet_address_of_another_length_raises",
	  .clause = "SENDMSG-41", .act = send_to,
	  .axes = { "kind=udp|udp6", "timeout=none", "address=()|"
	    "('127.0.0.1')|('127.0.0.1',PORT,0)|('127.0.0.1',PORT,0,0)|"
	    "('127.0.0.1',PORT,0,0,0)|('::1',PORT,0,0,0)|"
	    "(('127.0.0.1',PORT))" } },

	{ .name = "port_out_of_range_raises_overflowerror",
	  .clause = "SENDMSG-41", .act = send_to,
	  .axes = { "kind=udp", "timeout=none|0", "address=('127.0.0.1',-1)|"
	    "('127.0.0.1',65536)|('127.0.0.1',2147483647)|"
	    "('127.0.0.1',2147483648)|('127.0.0.1',-2147483649)|"
	    "('127.0.0.1',18446744073709551616)|('127.0.0.1',index:65536)" } },

	{ .name = "ipv6_port_out_of_range_raises_overflowerror",
	  .clause = "SENDMSG-41", .act = send_to,
	  .axes = { "kind=udp6", "timeout=none|0", "address=('::1',-1)|"
	    "('::1',65536)|('::1',2147483648)|('::1',65536,0,0)|"
	    "('::1',18446744073709551616)" } },

	{ .name = "port_of_another_type_raises_typeerror",
	  .clause = "SENDMSG-41", .act = send_to,
	  .axes = { "kind=udp", "timeout=none", "address=('127.0.0.1',1.0)|"
	    "('127.0.0.1','1')|('127.0.0.1',none)|('127.0.0.1',x'31')|"
	    "('127.0.0.1',[1])|('127.0.0.1',object)|('127.0.0.1',intlike:1)|"
	    "('127.0.0.1',floatlike:1.0)|('127.0.0.1',decimal:'1')|"
	    "('127.0.0.1',complex)|('127.0.0.1','http')" } },

	{ .name = "port_zero_or_true_is_a_port", .clause = "SENDMSG-41",
	  .act = send_to,
	  .axes = { "kind=udp", "timeout=none|0", "address=('127.0.0.1',0)|"
	    "('127.0.0.1',true)|('127.0.0.1',false)|('127.0.0.1',index:0)" } },

	{ .name = "host_form_decides", .clause = "SENDMSG-42",
	  .act = send_to,
	  .axes = { "kind=udp", "timeout=none", "address=('<broadcast>',PORT)|"
	    "('255.255.255.255',PORT)|('127.1',PORT)|('0x7f.1',PORT)|"
	    "('2130706433',PORT)|('0177.0.0.1',PORT)|('127.0.0.2',PORT)|"
	    "('0.0.0.0',PORT)|('127.0.0.1%00',PORT)|('%00',PORT)|"
	    "('127.0.0.1%20',PORT)|('%ed%b2%80',PORT)|(x'ff',PORT)|"
	    "(x'00',PORT)|(x'',PORT)|(bytearray:x'',PORT)|(none,PORT)|"
	    "(2130706433,PORT)|(1.5,PORT)|(['127.0.0.1'],PORT)|"
	    "(memoryview:x'3132372e302e302e31',PORT)|(object,PORT)|(true,PORT)|"
	    "('::1',PORT)|(x'6c6f63616c686f7374',PORT)|"
	    "('127.0.0.256',PORT)|('127.0.0',PORT)|('::ffff:127.0.0.1',PORT)|"
	    "('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaa',PORT)" } },

	{ .name = "ipv6_host_form_decides", .clause = "SENDMSG-43",
	  .act = send_to,
	  .axes = { "kind=udp6", "timeout=none", "address=('',PORT)|"
	    "('::',PORT)|('<broadcast>',PORT)|('255.255.255.255',PORT)|"
	    "('127.0.0.1',PORT)|('::ffff:127.0.0.1',PORT)|('::1%25lo',PORT)|"
	    "('::1%251',PORT)|(none,PORT)|(1,PORT)|('::1%00',PORT)|"
	    "('[::1]',PORT)|(':::1',PORT)" } },

	{ .name = "flowinfo_and_scope_have_ranges", .clause = "SENDMSG-43",
	  .act = send_to,
	  .axes = { "kind=udp6", "timeout=none|0", "address=('::1',PORT,1)|"
	    "('::1',PORT,1048575)|('::1',PORT,1048576)|('::1',PORT,-1)|"
	    "('::1',PORT,4294967295)|('::1',PORT,4294967296)|"
	    "('::1',PORT,4294967297)|('::1',PORT,18446744073709551616)|"
	    "('::1',PORT,1.0)|('::1',PORT,none)|('::1',PORT,'0')|"
	    "('::1',PORT,index:1)|('::1',PORT,true)|('::1',PORT,0,1)|"
	    "('::1',PORT,0,4294967296)|('::1',PORT,0,4294967295)|"
	    "('::1',PORT,0,-1)|('::1',PORT,0,18446744073709551616)|"
	    "('::1',PORT,0,1.0)|('::1',PORT,0,none)|('::1',PORT,0,'lo')|"
	    "('::1',PORT,0,index:0)" } },

	{ .name = "unix_address_of_another_type_raises",
	  .clause = "SENDMSG-44", .act = send_to,
	  .axes = { "kind=dgram", "timeout=none", "address=1|0|true|false|1.5|"
	    "[]|()|('a')|path:'a'|object|complex|emptydict|[NAME]|"
	    "gen:[NAME]|strided:x'6162636465'|released:x'61'|s1" } },

	{ .name = "unix_address_form_decides", .clause = "SENDMSG-44",
	  .act = send_to_form,
	  .axes = { "kind=dgram", "timeout=none|0", "address=''|x''|"
	    "bytearray:x''|'no-such-socket'|x'6e6f2d73756368'|'.'|'/dev/null'|"
	    "'a%00b'|x'00'|x'006e6f2d737563682d6e616d65'|'%00no-such-name'|"
	    "array:'B':NAME|array:'H':NAME|array:'h':NAME|mmap:NAME|"
	    "sliced:NAME|'%ed%b2%80'|'%c3%a9'" } },

	{ .name = "unix_path_up_to_its_size_is_taken",
	  .clause = "SENDMSG-44", .act = send_to_path,
	  .axes = { "form=str|bytes|bytearray", "first=a|%00|%c3%a9",
	    "length=1|2|105|106|107|108|109|200|4096" } },

	{ .name = "address_on_a_connected_socket_is_the_protocols",
	  .clause = "SENDMSG-45", .act = send_elsewhere,
	  .only = address_is_of_the_family,
	  .axes = { "kind=tcp|tcp6|unix|dgram|seqpacket", MODES,
	    "address=none|NAME|('127.0.0.1',PORT)|('::1',PORT)|"
	    "x'006e6f2d73756368'|'no-such-socket'|('127.0.0.1',1)|"
	    "(x'ff',1)|('127.0.0.1',65536)|()" } },

	{ .name = "address_overrides_the_connected_peer",
	  .clause = "SENDMSG-46", .act = send_elsewhere,
	  .axes = { "kind=udp", MODES, "address=('127.0.0.1',PORT)|"
	    "('localhost',PORT)|('',PORT)" },
	  .doc = "sendmsg: returned 2; sendmsg#2: returned 2; "
	    "peer: [x'6364']; peer#2: [x'6162']" },

	{ .name = "unconnected_stream_raises", .clause = "SENDMSG-47",
	  .act = send_unconnected,
	  .axes = { "socket=AF_INET,SOCK_STREAM|AF_INET6,SOCK_STREAM|"
	    "AF_UNIX,SOCK_STREAM|AF_UNIX,SOCK_SEQPACKET", MODES,
	    "arguments=[x'61']|[]|[x'']|[x'61'],[],MSG_DONTWAIT|"
	    "[x'61'],[],0,none" } },

	{ .name = "address_on_an_unconnected_stream_raises",
	  .clause = "SENDMSG-45", .act = send_to_unconnected_with,
	  .axes = { "socket=AF_UNIX,SOCK_STREAM|AF_UNIX,SOCK_SEQPACKET",
	    MODES, "arguments=[x'61'],[],0,NAME|[],[],0,NAME|"
	    "[x'61'],[],0,x'006e6f2d73756368'" } },

	{ .name = "datagram_goes_whole_or_not_at_all", .clause = "SENDMSG-48",
	  .act = send_size_to,
	  .axes = { "kind=udp|udp6|dgram", "size=0|1|1471|1472|1473|16384|"
	    "65506|65507|65508|65527|65528|65535|65536|100000" } },

	{ .name = "record_goes_whole_or_not_at_all", .clause = "SENDMSG-48",
	  .act = send_size,
	  .axes = { "kind=udp|dgram|seqpacket", "size=65507|65508|65535|"
	    "65536|131072|212000|212959|212960|212961|212992|213000|300000" } },

	{ .name = "one_system_call_has_all_buffers", .clause = "SENDMSG-02",
	  .act = look_at_the_call, .waits = true,
	  .axes = { STREAMS, "timeout=none", "arguments=[x'616263']|"
	    "[x'61',x'6263']|[x'61',x'',x'62',x'63']|"
	    "gen:[x'61',x'62',x'63',x'64']|[fill:0:5000,x'',fill:0:77]" } },

	{ .name = "timeout_mode_polls_before_each_call",
	  .clause = "SENDMSG-54", .act = look_at_the_call, .waits = true,
	  .only = waits_for_room,
	  .axes = { STREAMS, "timeout=none|3|60", "arguments=[x'6162']|"
	    "[x'6162'],[],MSG_DONTWAIT|[x'61'],[],MSG_NOSIGNAL" } },

	{ .name = "others_run_while_it_waits", .clause = "SENDMSG-54",
	  .act = send_beside, .waits = true,
	  .axes = { "kind=tcp|tcp6|unix|seqpacket", "timeout=none|3" },
	  .needs = "threads",
	  .doc = "blocked: true; sendmsg: returned 2" },
};

AREA_ROWS(sendmsg, rows);
