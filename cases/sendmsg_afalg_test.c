/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendmsg_afalg() as far as no kernel with AF_ALG is needed: the IUT believes
 * of an end of an AF_UNIX connection that it is an AF_ALG socket. AF_UNIX
 * ignores the control messages and sends the data on.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/value.h"
#include "harness/scene/scene.h"
#include "harness/scene/share.h"

#define MODES "mode=none|0.0|5.0"
#define KINDS "kind=tcp|tcp6|udp|unix|dgram|seqpacket"

static struct peer *
alg(struct scene *sc)
{
	struct peer *p = pair_as(sc, "seqpacket", "AF_ALG");

	if (instance_value(sc->instance, "mode") != NULL)
		set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	return p;
}

static void
send_and_take(struct scene *sc)
{
	struct peer *p = alg(sc);

	call(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
	received(sc, p);
}

/* What is refused leaves the socket as good as it was. */
static void
refuse_then_send(struct scene *sc)
{
	struct peer *p = alg(sc);

	call(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
	call(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
	call(sc, "s1.sendmsg_afalg([x'6f6b'],op=1,iv=x'00',assoclen=1)");
	received(sc, p);
}

static void
call_on_other_family(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (!axis_is(sc, "state", "open"))
		set_up(sc, "s1.%s()", axis(sc, "state"));
	call(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
	call(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
	received(sc, p);
}

static void
call_as_alg(struct scene *sc)
{
	struct peer *p = pair_as(sc, axis(sc, "kind"), "AF_ALG");

	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s1.attribute('family')");
	call(sc, "s1.sendmsg_afalg([x'6162',x'63'],op=%s)", axis(sc, "op"));
	received(sc, p);
}

static void
raise_in_msg(struct scene *sc)
{
	struct peer *p = alg(sc);

	call(sc, "s1.sendmsg_afalg(raising:'%s':%s,op=1)", axis(sc, "type"),
	    axis(sc, "items"));
	received(sc, p);
}

/* The items of an axis in an iterable of the axis "holder". */
static void
send_held(struct scene *sc)
{
	struct peer *p = alg(sc);
	const char *holder = axis(sc, "holder");
	bool tuple = strcmp(holder, "tuple") == 0;

	call(sc, "s1.sendmsg_afalg(%s%s%s%s,op=1%s)",
	    strcmp(holder, "list") == 0 || tuple ? "" : holder,
	    tuple ? "(" : "[", axis(sc, "items"), tuple ? ")" : "]",
	    axis(sc, "rest"));
	received(sc, p);
}

static void
send_pieces(struct scene *sc)
{
	struct peer *p = alg(sc);

	call(sc, "s1.sendmsg_afalg(repeat:%s:%s,op=0)", axis(sc, "piece"),
	    axis(sc, "times"));
	received(sc, p);
}

static void
one_record(struct documented *d, const struct instance *i)
{
	static char bytes[4 * 1024 + 1];
	const char *piece = instance_value(i, "piece");
	size_t len = (strlen(piece) - 3) / 2, n;
	struct text text = TEXT_INIT;

	for (n = 0; n < len * (size_t)instance_number(i, "times"); n++)
		bytes[n] = (char)(0x61 + n % len);
	value_format_reply_bytes(bytes, n, &text);
	documented_want(d, "sendmsg_afalg", "returned %zu", n);
	documented_want(d, "peer", "[%s]", text_get(&text));
	text_release(&text);
}

static void
send_size(struct scene *sc)
{
	struct peer *p = pair_as(sc, axis(sc, "kind"), "AF_ALG");

	usual_room(sc, p);
	set_up(sc, "s1.setblocking(false)");
	call(sc, "s1.sendmsg_afalg([fill:3:%s],op=0)", axis(sc, "size"));
	received(sc, p);
}

/* As send_size(), with a name for what the kernel had room for. */
static void
send_too_much(struct scene *sc)
{
	struct peer *p = pair_as(sc, axis(sc, "kind"), "AF_ALG");

	usual_room(sc, p);
	set_up(sc, "s1.setblocking(false)");
	begin(sc, "s1.sendmsg_afalg([fill:3:%s],op=0)", axis(sc, "size"));
	let_end(sc);
	name_room(sc, p, 3);
	finish(sc);
	received(sc, p);
}

static void
call_closed(struct scene *sc)
{
	alg(sc);
	set_up(sc, "s1.%s()", axis(sc, "how"));
	call(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
}

/* Each argument is good or wrong in its own way. */
static void
combine(struct scene *sc)
{
	struct peer *p = alg(sc);

	if (!axis_is(sc, "state", "open"))
		set_up(sc, "s1.%s()", axis(sc, "state"));
	if (axis_is(sc, "order", "forward"))
		call(sc, "s1.sendmsg_afalg(%s%siv=%s,assoclen=%s,flags=%s)",
		    axis(sc, "msg"), axis(sc, "op"), axis(sc, "iv"),
		    axis(sc, "assoclen"), axis(sc, "flags"));
	else
		call(sc, "s1.sendmsg_afalg(flags=%s,assoclen=%s,iv=%s%smsg=%s)",
		    axis(sc, "flags"), axis(sc, "assoclen"), axis(sc, "iv"),
		    axis(sc, "op"), axis(sc, "msg"));
	received(sc, p);
}

static bool
is_wrong(const struct instance *i, const char *name)
{
	static const char *const good[] = { ",op=1,", "x'00'", "1", "0",
	    "[x'61']", "open" };
	size_t n;

	for (n = 0; n < sizeof(good) / sizeof(good[0]); n++)
		if (instance_is(i, name, good[n]))
			return false;
	return true;
}

static bool
two_are_wrong(const struct instance *i)
{
	return is_wrong(i, "op") + is_wrong(i, "iv") + is_wrong(i, "assoclen") +
	    is_wrong(i, "flags") + is_wrong(i, "msg") + is_wrong(i, "state")
	    == 2;
}

static void
audit_the_call(struct scene *sc)
{
	struct peer *p = alg(sc);

	set_up(sc, "audit('%s')", axis(sc, "audit"));
	call(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
	call(sc, "audit_events()");
	set_up(sc, "audit('off')");
	received(sc, p);
}

static void
give_bytearray(struct scene *sc)
{
	struct peer *p = alg(sc);

	if (axis_is(sc, "choked", "true"))
		peer_choke(p);
	call(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
	call(sc, "unlock()");
}

static void
describe(struct scene *sc)
{
	call(sc, "described('sendmsg_afalg','%s')", axis(sc, "argument"));
}

/* ---- a peer that does not read ---- */

static void
send_to_full(struct scene *sc)
{
	struct peer *p = alg(sc);

	peer_choke(p);
	call(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
	elapsed(sc, axis_is(sc, "mode", "none") || axis_is(sc, "mode", "0.0") ?
	    0 : strtod(axis(sc, "mode"), NULL));
	call(sc, "s1.gettimeout()");
}

static void
send_until_drained(struct scene *sc)
{
	struct peer *p = alg(sc);

	peer_choke(p);
	begin(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
	blocked(sc);
	peer_drain(p);
	finish(sc);
}

static void
interrupt(struct scene *sc)
{
	struct peer *p = alg(sc);

	peer_choke(p);
	set_up(sc, "handler(SIGALRM,'%s')", axis(sc, "action"));
	begin(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
	blocked(sc);
	send_signal(sc, SIGALRM);
	if (axis_is(sc, "action", "return")) {
		blocked(sc);
		peer_drain(p);
	}
	finish(sc);
	call(sc, "handler_runs()");
}

static void
time_out_in_a_storm(struct scene *sc)
{
	struct peer *p = alg(sc);

	peer_choke(p);
	set_up(sc, "handler(SIGALRM,'return')");
	begin(sc, "s1.sendmsg_afalg([x'61'],op=1)");
	finish_in_storm(sc, SIGALRM, 20, 1000);
	elapsed(sc, strtod(axis(sc, "mode"), NULL));
}

static void
peer_gone(struct scene *sc)
{
	struct peer *p = alg(sc);

	peer_let_go(p);
	peer_release(p);
	call(sc, "s1.sendmsg_afalg(%s)", axis(sc, "arguments"));
}

#define GOOD "[x'61'],op=1|[x'61'],op=0|op=1|[],op=0|" \
	"[x'61',x'62'],op=1,iv=x'000102',assoclen=1,flags=0|" \
	"op=0,iv=fill:1:12,assoclen=16|[x''],op=1,assoclen=0|" \
	"[x'61'],op=0,iv=x''"

static const struct row rows[] = {
	{ .name = "other_family_raises_oserror", .clause = "AFALG-01",
	  .act = call_on_other_family,
	  .axes = { KINDS, "state=open|close|detach", "arguments=[x'61'],op=1|"
	    "op=0|[x'61'],op=1,iv=x'00',assoclen=1,flags=MSG_DONTWAIT" },
	  .doc = "sendmsg_afalg: raised OSError*; "
	    "peer: [] or 0 bytes x''" },

	{ .name = "other_family_wins_over_wrong_arguments",
	  .clause = "AFALG-01", .act = call_on_other_family,
	  .axes = { "kind=tcp|udp|unix|seqpacket", "state=open|close",
	    "arguments=|none|1,2,3,foo=5|op='x'|op=-1|[1],op=1|[x'61'],1|"
	    "iv=none|op=1,flags=none|op=1,assoclen=-1|msg=none|5,op=object" } },

	{ .name = "family_of_the_object_decides", .clause = "AFALG-02",
	  .act = call_as_alg, .axes = { KINDS, MODES, "op=0|1" } },

	{ .name = "missing_op_raises_typeerror", .clause = "AFALG-03",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=|[x'61']|[]|msg=[x'61']|[x'61'],iv=x'00'|"
	    "iv=x'00'|assoclen=0|flags=0|[x'61'],iv=x'00',assoclen=1,flags=0" },
	  .doc = "sendmsg_afalg: raised TypeError*; sendmsg_afalg#3: "
	    "returned 2; peer: [x'6f6b']" },

	{ .name = "all_but_msg_are_keyword_only", .clause = "AFALG-04",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],1|[x'61'],0|[x'61'],1,x'00'|"
	    "[x'61'],1,x'00',0|[x'61'],1,x'00',0,0|[x'61'],none|"
	    "[x'61'],[x'62'],op=1|[x'61'],x'00',op=1|1,2,3,4,5,6" },
	  .doc = "sendmsg_afalg: raised TypeError*; sendmsg_afalg#3: "
	    "returned 2; peer: [x'6f6b']" },

	{ .name = "unknown_keyword_raises_typeerror", .clause = "AFALG-04",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=1,foo=1|op=1,address=none|"
	    "op=1,buffers=[x'61']|op=1,ancdata=[]|op=1,tag=x'00'|foo=1" },
	  .doc = "sendmsg_afalg: raised TypeError*; sendmsg_afalg#3: "
	    "returned 2; peer: [x'6f6b']" },

	{ .name = "op_of_another_type_raises_typeerror", .clause = "AFALG-05",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=none|[x'61'],op=1.0|"
	    "[x'61'],op=0.0|[x'61'],op='1'|[x'61'],op=''|[x'61'],op=x'01'|"
	    "[x'61'],op=[]|[x'61'],op=[1]|[x'61'],op=(1)|[x'61'],op=object|"
	    "[x'61'],op=complex|[x'61'],op=decimal:'1'|[x'61'],op=nan|"
	    "[x'61'],op=fraction:'1/1'" },
	  .doc = "sendmsg_afalg: raised TypeError*; sendmsg_afalg#3: "
	    "returned 2; peer: [x'6f6b']" },

	{ .name = "op_must_be_an_int_itself", .clause = "AFALG-05",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=index:1|[x'61'],op=index:0|"
	    "op=index:-1|[x'61'],op=intlike:1|[x'61'],op=floatlike:1.0|"
	    "op=index:18446744073709551616" } },

	{ .name = "any_kind_of_int_is_an_op", .clause = "AFALG-05",
	  .act = send_and_take,
	  .axes = { MODES, "arguments=[x'61'],op=ALG_OP_ENCRYPT|"
	    "[x'61'],op=ALG_OP_DECRYPT|[x'61'],op=true|[x'61'],op=false|"
	    "[x'61'],op=intsub:1|[x'61'],op=intenum:1|[x'61'],op=intenum:0" },
	  .doc = "sendmsg_afalg: returned 1; peer: [x'61']" },

	{ .name = "op_out_of_range_raises_typeerror", .clause = "AFALG-06",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=-1|[x'61'],op=-2147483648|"
	    "[x'61'],op=-2147483649|[x'61'],op=2147483648|"
	    "[x'61'],op=4294967295|[x'61'],op=4294967296|"
	    "[x'61'],op=4294967297|[x'61'],op=9223372036854775808|"
	    "[x'61'],op=18446744073709551616|[x'61'],op=18446744073709551617|"
	    "[x'61'],op=-18446744073709551615|[x'61'],op=intsub:-1|"
	    "[x'61'],op=intenum:2147483648" } },

	{ .name = "op_in_range_goes_to_the_kernel", .clause = "AFALG-06",
	  .act = send_and_take,
	  .axes = { MODES, "arguments=[x'61'],op=2|[x'61'],op=7|"
	    "[x'61'],op=255|[x'61'],op=65536|[x'61'],op=2147483647" } },

	{ .name = "msg_may_be_left_out", .clause = "AFALG-08",
	  .act = send_and_take,
	  .axes = { MODES, "arguments=op=0|op=1|op=1,iv=x'00'|op=1,iv=fill:1:16|"
	    "op=0,assoclen=0|op=0,assoclen=16|op=1,flags=0|"
	    "op=0,iv=x'000102',assoclen=2,flags=MSG_MORE|"
	    "op=1,iv=x''|flags=MSG_NOSIGNAL,op=1" },
	  .doc = "sendmsg_afalg: returned 0" },

	{ .name = "msg_may_be_a_keyword", .clause = "AFALG-09",
	  .act = send_and_take,
	  .axes = { MODES, "arguments=msg=[x'61'],op=1|op=1,msg=[x'61',x'62']|"
	    "op=0,iv=x'00',msg=gen:[x'61']|msg=[],op=1|msg=(x'6162'),op=0" } },

	{ .name = "msg_given_twice_raises_typeerror", .clause = "AFALG-09",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],msg=[x'62'],op=1|"
	    "[],msg=[],op=0|none,msg=[x'61'],op=1" },
	  .doc = "sendmsg_afalg: raised TypeError*; sendmsg_afalg#3: "
	    "returned 2; peer: [x'6f6b']" },

	{ .name = "msg_none_raises_typeerror", .clause = "AFALG-10",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=none,op=1|msg=none,op=1|op=0,msg=none|"
	    "none,op=1,iv=x'00',assoclen=1" } },

	{ .name = "msg_is_any_iterable_of_bytes", .clause = "AFALG-11",
	  .act = send_held,
	  .axes = { MODES, "holder=list|tuple|gen:|map:|iter:|seq:",
	    "items=x'0102030405060708'|x'01020304',x'05060708'|"
	    "x'',x'0102030405060708',x''|bytearray:x'0102030405060708'|"
	    "memoryview:x'0102030405060708'|array:'I':x'0102030405060708'|"
	    "array:'d':x'0102030405060708'|mmap:x'0102030405060708'|"
	    "x'01',bytearray:x'0203',memoryview:x'04050607',x'08'" },
	  .with = { "rest=" },
	  .doc = "sendmsg_afalg: returned 8; peer: [x'0102030405060708']" },

	{ .name = "set_and_dict_are_iterables", .clause = "AFALG-11",
	  .act = send_held,
	  .axes = { MODES, "holder=set:|dict:", "items=x'616263'" },
	  .with = { "rest=,iv=x'00'" },
	  .doc = "sendmsg_afalg: returned 3; peer: [x'616263']" },

	{ .name = "no_bytes_in_msg_raise_typeerror", .clause = "AFALG-11",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[1],op=1|['a'],op=1|[none],op=1|"
	    "[[x'61']],op=1|[x'61','b'],op=1|[x'61',x'62',3],op=1|[1.0],op=1|"
	    "[(x'61')],op=0|gen:[x'61',none],op=1|[object],op=1|"
	    "x'6162',op=1|'ab',op=1|bytearray:x'61',op=1|"
	    "memoryview:x'61',op=1|1,op=1|1.5,op=0|true,op=1|object,op=1" },
	  .doc = "sendmsg_afalg: raised TypeError*; sendmsg_afalg#3: "
	    "returned 2; peer: [x'6f6b']" },

	{ .name = "unusable_buffers_are_refused", .clause = "AFALG-11",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[strided:x'61626364'],op=1|"
	    "[x'61',strided:x'61626364'],op=1|[released:x'61'],op=1|"
	    "[x'61',released:x'62'],op=0|gen:[strided:x'6162'],op=1" } },

	{ .name = "empty_of_any_kind_is_no_buffer", .clause = "AFALG-11",
	  .act = send_and_take,
	  .axes = { MODES, "arguments=[],op=1|(),op=1|'',op=1|x'',op=1|"
	    "emptydict,op=1|gen:[],op=0|bytearray:x'',op=1|[x''],op=1|"
	    "[x'',x''],op=1|repeat:x'':1024,op=1" } },

	{ .name = "exception_of_the_iterable_is_raised", .clause = "AFALG-11",
	  .act = raise_in_msg,
	  .axes = { MODES, "type=ValueError|KeyError|MemoryError|"
	    "KeyboardInterrupt|Interrupted|RuntimeError|TypeError",
	    "items=[]|[x'61']|[x'61',x'62']" },
	  .doc = "sendmsg_afalg: raised {type}; peer: []" },

	{ .name = "many_buffers_are_gathered_into_one_message",
	  .clause = "AFALG-12", .act = send_pieces,
	  .axes = { MODES, "piece=x'61'|x'6162'|x'61626364'",
	    "times=1|2|3|8|9|16|255|256|1023|1024" },
	  .documented = one_record },

	{ .name = "more_than_iov_max_buffers_raise_emsgsize",
	  .clause = "AFALG-11", .act = refuse_then_send,
	  .axes = { MODES, "arguments=repeat:x'61':1025,op=1|"
	    "repeat:x'':1025,op=1|repeat:x'61':2000,op=0,iv=x'00'|"
	    "repeat:x'':70000,op=1" } },

	{ .name = "any_bytes_are_an_iv", .clause = "AFALG-13",
	  .act = send_and_take,
	  .axes = { MODES, "arguments=[x'61'],op=1,iv=x'00'|"
	    "[x'61'],op=1,iv=fill:1:3|[x'61'],op=0,iv=fill:1:12|"
	    "[x'61'],op=1,iv=fill:1:16|[x'61'],op=1,iv=fill:1:1000|"
	    "[x'61'],op=1,iv=bytearray:x'0102'|"
	    "[x'61'],op=1,iv=memoryview:x'0102'|"
	    "[x'61'],op=1,iv=array:'I':x'01020304'|"
	    "[x'61'],op=1,iv=mmap:x'0102'" },
	  .doc = "sendmsg_afalg: returned 1; peer: [x'61']" },

	{ .name = "no_bytes_as_iv_raise_typeerror", .clause = "AFALG-13",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=1,iv=none|[x'61'],op=1,iv='x'|"
	    "[x'61'],op=1,iv=''|[x'61'],op=1,iv=1|[x'61'],op=1,iv=[]|"
	    "[x'61'],op=1,iv=[1]|[x'61'],op=1,iv=(x'00')|op=1,iv=object|"
	    "[x'61'],op=1,iv=1.0|op=1,iv=true" },
	  .doc = "sendmsg_afalg: raised TypeError*; sendmsg_afalg#3: "
	    "returned 2; peer: [x'6f6b']" },

	{ .name = "unusable_iv_is_refused", .clause = "AFALG-13",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=1,iv=strided:x'01020304'|"
	    "[x'61'],op=1,iv=released:x'0102'|op=1,iv=strided:x''" } },

	{ .name = "empty_iv_is_an_iv", .clause = "AFALG-15",
	  .act = send_and_take,
	  .axes = { MODES, "arguments=[x'61'],op=1,iv=x''|"
	    "[x'61'],op=1,iv=bytearray:x''|[x'61'],op=1,iv=memoryview:x''|"
	    "[x'61'],op=1,iv=array:'I':x''" },
	  .doc = "sendmsg_afalg: returned 1; peer: [x'61']" },

	{ .name = "enormous_iv_is_for_the_kernel_to_refuse",
	  .clause = "AFALG-16", .act = refuse_then_send,
	  .axes = { "mode=none|0.0", "arguments=[x'61'],op=1,iv=fill:1:19000|"
	    "[x'61'],op=1,iv=fill:1:200000|[x'61'],op=1,iv=huge:16777216|"
	    "[x'61'],op=1,iv=fill:1:65536,assoclen=1" } },

	{ .name = "buffers_are_let_go_on_every_path", .clause = "AFALG-18",
	  .act = give_bytearray,
	  .axes = { "mode=0.0", "choked=false|true",
	    "arguments=[x'61'],op=1,iv=bytearray:x'0102'|"
	    "[bytearray:x'0102'],op=1|[x'61'],op=-1,iv=bytearray:x'0102'|"
	    "[x'61'],op='x',iv=bytearray:x'0102'|"
	    "[x'61'],iv=bytearray:x'0102'|"
	    "[x'61'],op=1,iv=bytearray:x'0102',flags=none|"
	    "[x'61'],op=1,iv=bytearray:x'0102',flags=2147483648|"
	    "[x'61'],op=1,iv=bytearray:x'0102',assoclen=-1|"
	    "[x'61'],op=1,iv=bytearray:x'0102',assoclen=2147483648|"
	    "[x'61'],op=1,iv=bytearray:x'0102',assoclen=none|"
	    "none,op=1,iv=bytearray:x'0102'|[1],op=1,iv=bytearray:x'0102'|"
	    "[bytearray:x'0102',1],op=1|gen:[bytearray:x'0102',none],op=0|"
	    "raising:'ValueError':[bytearray:x'61'],op=1" },
	  .doc = "unlock: returned none" },

	{ .name = "assoclen_is_any_int_from_zero", .clause = "AFALG-19",
	  .act = send_and_take,
	  .axes = { MODES, "arguments=[x'61'],op=1,assoclen=0|"
	    "[x'61'],op=1,assoclen=1|[x'61'],op=0,assoclen=16|"
	    "[x'61'],op=0,assoclen=2147483647|[x'61'],op=1,assoclen=true|"
	    "[x'61'],op=1,assoclen=false|[x'61'],op=1,assoclen=intsub:5|"
	    "[x'61'],op=1,assoclen=intenum:5,iv=x'00'" },
	  .doc = "sendmsg_afalg: returned 1; peer: [x'61']" },

	{ .name = "assoclen_of_another_type_raises_typeerror",
	  .clause = "AFALG-20", .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=1,assoclen=none|"
	    "[x'61'],op=1,assoclen=1.0|[x'61'],op=1,assoclen='1'|"
	    "[x'61'],op=1,assoclen=x'01'|[x'61'],op=1,assoclen=[]|"
	    "[x'61'],op=1,assoclen=object|[x'61'],op=1,assoclen=complex|"
	    "[x'61'],op=1,assoclen=decimal:'1'" },
	  .doc = "sendmsg_afalg: raised TypeError*; sendmsg_afalg#3: "
	    "returned 2; peer: [x'6f6b']" },

	{ .name = "assoclen_must_be_an_int_itself", .clause = "AFALG-20",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=1,assoclen=index:1|"
	    "[x'61'],op=1,assoclen=index:-1|op=1,assoclen=intlike:1" } },

	{ .name = "negative_assoclen_raises_typeerror", .clause = "AFALG-21",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=1,assoclen=-1|"
	    "[x'61'],op=1,assoclen=-2|[x'61'],op=0,assoclen=-2147483648|"
	    "[x'61'],op=1,assoclen=intsub:-1|op=1,assoclen=intenum:-5" } },

	{ .name = "assoclen_beyond_int_raises_overflowerror",
	  .clause = "AFALG-22", .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=1,assoclen=2147483648|"
	    "[x'61'],op=1,assoclen=4294967295|"
	    "[x'61'],op=1,assoclen=4294967296|"
	    "[x'61'],op=1,assoclen=9223372036854775807|"
	    "[x'61'],op=1,assoclen=9223372036854775808|"
	    "[x'61'],op=1,assoclen=18446744073709551616|"
	    "[x'61'],op=1,assoclen=-2147483649|"
	    "[x'61'],op=1,assoclen=-9223372036854775809|"
	    "[x'61'],op=1,assoclen=intsub:4294967297" } },

	{ .name = "flags_are_any_int_and_reach_the_system", .clause = "AFALG-26",
	  .act = send_and_take,
	  .axes = { MODES, "arguments=[x'61'],op=1,flags=0|"
	    "[x'61'],op=1,flags=MSG_DONTWAIT|[x'61'],op=1,flags=MSG_NOSIGNAL|"
	    "[x'61'],op=1,flags=MSG_MORE|[x'61'],op=1,flags=MSG_EOR|"
	    "[x'61'],op=0,flags=MSG_DONTWAIT+MSG_NOSIGNAL+MSG_MORE|"
	    "[x'61'],op=1,flags=false|[x'61'],op=1,flags=intsub:64|"
	    "[x'61'],op=1,flags=intenum:64" },
	  .doc = "sendmsg_afalg: returned 1; peer: [x'61']" },

	{ .name = "flags_with_index_are_flags", .clause = "AFALG-26",
	  .act = send_and_take,
	  .axes = { MODES, "arguments=[x'61'],op=1,flags=index:0|"
	    "[x'61'],op=1,flags=index:64" } },

	{ .name = "flags_of_another_type_raise_typeerror",
	  .clause = "AFALG-26", .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=1,flags=none|"
	    "[x'61'],op=1,flags=1.5|[x'61'],op=1,flags='0'|"
	    "[x'61'],op=1,flags=x'00'|[x'61'],op=1,flags=[]|"
	    "[x'61'],op=1,flags=object|[x'61'],op=1,flags=complex" },
	  .doc = "sendmsg_afalg: raised TypeError*; sendmsg_afalg#3: "
	    "returned 2; peer: [x'6f6b']" },

	{ .name = "flags_beyond_int_raise_overflowerror", .clause = "AFALG-26",
	  .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=1,flags=2147483648|"
	    "[x'61'],op=1,flags=4294967296|[x'61'],op=1,flags=-2147483649|"
	    "[x'61'],op=1,flags=18446744073709551616|"
	    "op=1,flags=index:18446744073709551616" } },

	{ .name = "odd_flags_are_for_the_system_to_refuse",
	  .clause = "AFALG-29", .act = refuse_then_send,
	  .axes = { MODES, "arguments=[x'61'],op=1,flags=MSG_OOB|"
	    "[x'61'],op=1,flags=-1|[x'61'],op=1,flags=2147483647|"
	    "[x'61'],op=1,flags=-2147483648|[x'61'],op=1,flags=MSG_PEEK" } },

	{ .name = "dontwait_fails_at_once_where_the_mode_would_block",
	  .clause = "AFALG-26", .act = send_to_full, .axes = { "mode=none|0.0",
	    "arguments=[x'61'],op=1,flags=MSG_DONTWAIT|"
	    "op=0,flags=MSG_DONTWAIT+MSG_MORE" },
	  .doc = "sendmsg_afalg: raised BlockingIOError errno=EAGAIN; "
	    "elapsed: at once" },

	{ .name = "flags_left_out_are_zero", .clause = "AFALG-27",
	  .act = send_until_drained, .waits = true,
	  .axes = { "arguments=[x'61'],op=1|[x'61'],op=1,flags=0|"
	    "[x'61'],op=0,iv=x'00',assoclen=1" }, .with = { "mode=none" },
	  .doc = "blocked: true; sendmsg_afalg: returned 1" },

	{ .name = "method_describes_no_other_default", .clause = "AFALG-27",
	  .act = describe, .needs = "described sendmsg_afalg",
	  .axes = { "argument=flags|iv|assoclen" },
	  .doc = "described: returned none or returned '0'" },

	{ .name = "count_of_bytes_is_returned", .clause = "AFALG-30",
	  .act = send_size, .axes = { "kind=seqpacket|dgram",
	    "size=0|1|2|255|4096|8192|65535|65536|100000|150000" },
	  .doc = "sendmsg_afalg: returned {size}" },

	{ .name = "too_much_at_once_is_cut_or_refused", .clause = "AFALG-30",
	  .act = send_too_much, .axes = { "kind=seqpacket|dgram|unix",
	    "size=212992|300000|1000000" } },

	{ .name = "closed_socket_raises_ebadf", .clause = "AFALG-33",
	  .act = call_closed,
	  .axes = { MODES, "how=close|detach", "arguments=[x'61'],op=1|op=0|"
	    "[],op=1,iv=x'00',assoclen=1,flags=MSG_MORE" },
	  .doc = "sendmsg_afalg: raised OSError errno=EBADF" },

	{ .name = "wrong_arguments_win_over_closed", .clause = "AFALG-33",
	  .act = call_closed,
	  .axes = { "mode=none|5.0", "how=close|detach",
	    "arguments=|op=-1|op='x'|[1],op=1|none,op=1|op=1,assoclen=-1|"
	    "op=1,assoclen=2147483648|op=1,iv=1|op=1,flags=none|"
	    "op=1,flags=2147483648|op=1,foo=1|[x'61'],1|"
	    "raising:'KeyError':[],op=1|[strided:x'6162'],op=1" } },

	{ .name = "first_wrong_argument_is_told", .clause = "AFALG-34",
	  .act = combine, .only = two_are_wrong,
	  .axes = { "order=forward|backward", "msg=[x'61']|[1]|none",
	    "op=,op=1,|,op='x',|,op=-1,|,", "iv=x'00'|1|strided:x'6162'",
	    "assoclen=1|none|-1|2147483648", "flags=0|none|2147483648",
	    "state=open|close" } },

	{ .name = "no_auditing_event_is_raised", .clause = "AFALG-35",
	  .act = audit_the_call, .needs = "audit",
	  .axes = { MODES, "audit=record|refuse", "arguments=" GOOD },
	  .doc = "audit_events: returned []" },

	{ .name = "errors_raise_no_auditing_event_either",
	  .clause = "AFALG-35", .act = audit_the_call, .needs = "audit",
	  .axes = { MODES, "audit=record|refuse", "arguments=op=-1|[1],op=1|"
	    "none,op=1|op=1,assoclen=-1|repeat:x'':1025,op=1|op=1,iv=1" },
	  .doc = "audit_events: returned []" },

	{ .name = "iterable_is_asked_after_the_other_arguments",
	  .clause = "AFALG-34", .act = audit_the_call, .needs = "audit",
	  .axes = { "mode=none", "audit=record",
	    "arguments=gen:[x'61'],op=1|gen:[x'61'],op=-1|gen:[x'61'],op='x'|"
	    "gen:[x'61']|gen:[x'61'],op=1,iv=1|gen:[x'61'],op=1,assoclen=-1|"
	    "gen:[x'61'],op=1,assoclen=none|gen:[x'61'],op=1,flags=none|"
	    "gen:[1],op=1" } },

	{ .name = "method_is_there", .clause = "AFALG-36",
	  .act = send_and_take, .axes = { MODES, "arguments=[x'6162'],op=1" },
	  .doc = "sendmsg_afalg: returned 2; peer: [x'6162']" },

	{ .name = "full_and_nonblocking_raises_eagain", .clause = "AFALG-37",
	  .act = send_to_full, .axes = { "mode=0.0",
	    "arguments=[x'61'],op=1|op=0|[x'61'],op=1,iv=x'00',assoclen=0|"
	    "[fill:1:1000],op=1,flags=MSG_NOSIGNAL" },
	  .doc = "sendmsg_afalg: raised BlockingIOError errno=EAGAIN; "
	    "elapsed: at once" },

	{ .name = "full_and_timeout_raises_timeouterror",
	  .clause = "AFALG-37", .act = send_to_full, .waits = true,
	  .axes = { "mode=0.02|0.05|0.1|0.25", "arguments=[x'61'],op=1|op=0|"
	    "[x'61'],op=1,iv=x'00',assoclen=0|"
	    "[x'61'],op=1,flags=MSG_DONTWAIT" },
	  .doc = "sendmsg_afalg: raised TimeoutError 'timed out'; "
	    "elapsed: on time" },

	{ .name = "full_waits_until_there_is_room", .clause = "AFALG-37",
	  .act = send_until_drained, .waits = true,
	  .axes = { "mode=none|5.0|60.0", "arguments=[x'61'],op=1|"
	    "[x'61'],op=0,iv=fill:1:16,assoclen=3" },
	  .doc = "blocked: true; sendmsg_afalg: returned 1" },

	{ .name = "quiet_handler_does_not_end_the_call", .clause = "AFALG-37",
	  .act = interrupt, .waits = true,
	  .axes = { "mode=none|5.0", "action=return",
	    "arguments=[x'61'],op=1|[x'61'],op=0,iv=x'00'" },
	  .doc = "sendmsg_afalg: returned 1" },

	{ .name = "exception_of_the_handler_is_raised", .clause = "AFALG-37",
	  .act = interrupt, .waits = true,
	  .axes = { "mode=none|5.0", "action=raise",
	    "arguments=[x'61'],op=1|[x'61'],op=0,iv=x'00'" },
	  .doc = "sendmsg_afalg: raised Interrupted" },

	{ .name = "signals_do_not_prolong_the_timeout", .clause = "AFALG-37",
	  .act = time_out_in_a_storm, .waits = true,
	  .axes = { "mode=0.1|0.2|0.3" },
	  .doc = "sendmsg_afalg: raised TimeoutError 'timed out'; "
	    "elapsed: on time" },

	{ .name = "peer_gone_raises_epipe", .clause = "AFALG-37",
	  .act = peer_gone, .axes = { MODES,
	    "arguments=[x'61'],op=1|op=0|[x'61'],op=1,flags=MSG_NOSIGNAL" } },
};

AREA_ROWS(sendmsg_afalg, rows);
