/* SPDX-License-Identifier: BSD-2-Clause */
/* sendmsg(): ancillary data. */
#include <linux/capability.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "cases/sendmsg.h"

#define UNIX "kind=unix|dgram|seqpacket"

/* ---- scenarios ---- */

static void
send_ancillary(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	call(sc, "s1.sendmsg([x'616263'],%s)", axis(sc, "ancdata"));
	message(sc, p);
	message(sc, p);
}

/* A mark, SO_MARK, is not for everybody. */
static void
send_any_control(struct scene *sc)
{
	if (strstr(axis(sc, "ancdata"), "(1,36,") != NULL)
		rests_on_capability(sc, CAP_NET_ADMIN, "CAP_NET_ADMIN");
	send_ancillary(sc);
}

/* Descriptors of sockets and of files. */
static void
send_descriptors(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	pair(sc, "tcp");
	file(sc, "regular", 10, "rb", 0);
	file(sc, "pipe", 10, "rb", 0);
	call(sc, "s1.sendmsg([x'616263'],[%s])", axis(sc, "items"));
	message(sc, p);
	message(sc, p);
}

/* Names of two letters as traces have them: "s1*2,f1" for "s1,s1,f1". */
static void
add_names(struct text *out, const char *names)
{
	int times = 1;

	for (; *names != '\0'; names += names[2] == ',' ? 3 : 2, times++) {
		if (names[2] == ',' && strncmp(names, names + 3, 2) == 0)
			continue;
		text_addf(out, "%s%.2s", out->len > 0 ? "," : "", names);
		if (times > 1)
			text_addf(out, "*%d", times);
		times = 0;
	}
}

/* The message has the descriptors of all items, in their order, in one. */
static void
document_descriptors(struct documented *d, const struct instance *i)
{
	const char *at = instance_value(i, "items");
	struct text fds = TEXT_INIT, names = TEXT_INIT;
	size_t len;

	while ((at = strstr(at, "fds:[")) != NULL) {
		at += 5;
		len = strcspn(at, "]");
		if (len > 0)
			text_addf(&fds, "%s%.*s", fds.len > 0 ? "," : "",
			    (int)len, at);
	}
	add_names(&names, text_get(&fds));
	documented_want(d, "message", "x'616263' [(SOL_SOCKET,SCM_RIGHTS,"
	    "[%s])] flags=0", text_get(&names));
	text_release(&fds);
	text_release(&names);
}

static void
send_many_descriptors(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	long long n = axis_number(sc, "count");
	struct text fds = TEXT_INIT;

	for (; n > 0; n--)
		text_addf(&fds, "%ss1", fds.len > 0 ? "," : "");
	call(sc, "s1.sendmsg([x'61'],[(SOL_SOCKET,SCM_RIGHTS,fds:[%s])])",
	    text_get(&fds));
	message(sc, p);
	text_release(&fds);
}

/* What a descriptor sent is able to do, and whether it is inherited. */
static void
pass_and_inherit(struct scene *sc)
{
	struct peer *p;

	set_up(sc, "s1=socketpair(AF_UNIX,%s,0)", axis(sc, "type"));
	if (over(sc))
		return;
	sc->objects = 2;
	p = pair(sc, "unix");
	call(sc, "s1.sendmsg([x'61'],[(SOL_SOCKET,SCM_RIGHTS,fds:[s3])])");
	set_up(sc, "s3.close()");
	call(sc, "s2.recvmsg(16,%s,%s)", axis(sc, "room"), axis(sc, "flags"));
	inherited(sc, p);
}

/* Items of other levels, of odd sizes, before one with a descriptor. */
static void
send_behind_odd_sizes(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	call(sc, "s1.sendmsg([x'61'],[(99,1,fill:3:%s),(99,2,fill:5:%s),"
	    "(SOL_SOCKET,SCM_RIGHTS,fds:[s1])])", axis(sc, "first"),
	    axis(sc, "second"));
	message(sc, p);
}

/* The control block as the kernel is given it. */
static void
look_at_control(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (over(sc))
		return;
	peer_choke(p);
	begin(sc, "s1.sendmsg([x'6162'],%s)", axis(sc, "ancdata"));
	blocked(sc);
	asleep(sc);
	p->drains = true;
	finish(sc);
}

static void
send_credentials(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	int on = 1;

	if (over(sc))
		return;
	if (setsockopt(p->fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) != 0)
		broken(sc, "cannot set SO_PASSCRED");
	credentials(sc, (int)axis_number(sc, "pid"), 0,
	    (int)axis_number(sc, "gid"));
	call(sc, "s1.sendmsg([x'61'],%s)", axis(sc, "ancdata"));
	message(sc, p);
}

static void
send_without_data(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	call(sc, "s1.sendmsg(%s,[(SOL_SOCKET,SCM_RIGHTS,fds:[s1])])",
	    axis(sc, "buffers"));
	message(sc, p);
	call(sc, "s1.sendmsg([x'61'])");
	message(sc, p);
}

/* The peer sees the time to live, or the type of service. */
static void
send_ip_option(struct scene *sc)
{
	struct peer *p = pair(sc, "udp");
	int on = 1;

	if (over(sc))
		return;
	if (setsockopt(p->fd, IPPROTO_IP, IP_RECVTTL, &on,
	    sizeof(on)) != 0 || setsockopt(p->fd, IPPROTO_IP,
	    IP_RECVTOS, &on, sizeof(on)) != 0)
		broken(sc, "cannot ask for IP options");
	call(sc, "s1.sendmsg([x'61'],[%s])", axis(sc, "items"));
	call(sc, "s1.sendmsg([x'62'])");
	message(sc, p);
	message(sc, p);
}

static void
send_segments(struct scene *sc)
{
	struct peer *p = pair(sc, "udp");

	call(sc, "s1.sendmsg([fill:0:100],[(SOL_UDP,UDP_SEGMENT,%s)])",
	    axis(sc, "data"));
	received(sc, p);
}

static void
send_refused(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	call(sc, "s1.sendmsg([x'616263'],%s)", axis(sc, "ancdata"));
	received(sc, p);
}

/* Two gigabytes are copied before the kernel is asked. */
static void
send_two_gigabytes(struct scene *sc)
{
	be_patient(sc, 6);
	send_refused(sc);
}

/* What is allowed in total takes seconds: once is enough, of any kind. */
static bool
copies_little(const struct instance *i)
{
	return instance_is(i, "kind", "unix") ||
	    strstr(instance_value(i, "ancdata"), "1073741760") == NULL;
}

/* The recipe of the documentation, from one socket of ours to another. */
static void
send_fds_recipe(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	file(sc, axis(sc, "file"), 20, "rb", 0);
	call(sc, "s1.sendmsg([%s],[(SOL_SOCKET,SCM_RIGHTS,fds:[f1])])",
	    axis(sc, "message"));
	message(sc, p);
}

/* ---- what is documented ---- */

static void
abc_alone(struct documented *d, const struct instance *i)
{
	(void)i;
	documented_want(d, "sendmsg", "returned 3");
	documented_want(d, "message", "x'616263' [] flags=0");
}

static void
rights_arrive(struct documented *d, const struct instance *i)
{
	(void)i;
	documented_want(d, "sendmsg", "returned 1");
	documented_want(d, "message",
	    "x'61' [(SOL_SOCKET,SCM_RIGHTS,[s1])] flags=0");
}

static void
typeerror_and_nothing(struct documented *d, const struct instance *i)
{
	want_typeerror(d, i);
}

/* ---- rows ---- */

#define RIGHTS(x) "(SOL_SOCKET,SCM_RIGHTS,fds:[" x "])"

static const struct row rows[] = {
	{ .name = "no_ancillary_data_is_the_default", .clause = "SENDMSG-19",
	  .act = send_ancillary, .documented = abc_alone,
	  .axes = { UNIX, "ancdata=[]|()|emptydict|''|x''|gen:[]|iter:[]|"
	    "set:[]|map:[]|seq:[]|bytearray:x''|memoryview:x''" } },

	{ .name = "any_iterable_of_items_is_taken", .clause = "SENDMSG-19",
	  .act = send_ancillary,
	  .axes = { UNIX, "ancdata=[" RIGHTS("s1") "]|(" RIGHTS("s1") ")|"
	    "gen:[" RIGHTS("s1") "]|iter:[" RIGHTS("s1") "]|"
	    "map:[" RIGHTS("s1") "]|seq:[" RIGHTS("s1") "]|"
	    "[[SOL_SOCKET,SCM_RIGHTS,fds:[s1]]]|([1,1,fds:[s1]])|"
	    "[(1,1,fds:[s1])]|[(true,true,fds:[s1])]|"
	    "[(index:1,1,fds:[s1])]|[(1,index:1,fds:[s1])]|"
	    "[(intsub:1,intenum:1,fds:[s1])]|[(intenum:1,intsub:1,fds:[s1])]" },
	  .doc = "sendmsg: returned 3; message: x'616263' "
	    "[(SOL_SOCKET,SCM_RIGHTS,[s1])] flags=0" },

	{ .name = "ancdata_that_cannot_be_iterated_raises_typeerror",
	  .clause = "SENDMSG-20", .act = send_refused,
	  .documented = typeerror_and_nothing,
	  .axes = { "kind=unix|udp|tcp", "ancdata=none|0|1|true|false|1.5|"
	    "object|complex|s1|index:0|decimal:'1'|path:'a'" } },

	{ .name = "item_that_is_no_tuple_raises_typeerror",
	  .clause = "SENDMSG-23", .act = send_refused,
	  .documented = typeerror_and_nothing,
	  .axes = { "kind=unix|udp", "ancdata=[1]|[none]|['abc']|['a']|"
	    "[x'616263']|[object]|[true]|[1.5]|[s1]|x'61'|'abc'|"
	    "memoryview:x'61'|bytearray:x'61'|(1,1,x'61')|(1,1,fds:[s1])|"
	    "[()]|[(1)]|[(1,1)]|[(1,1,x'',x'')]|[(1,1,x'',0)]|[[]]|[[1,1]]|"
	    "[[1,1,x'',1]]|[emptydict]|[(99,1,x''),1]|[(99,1,x''),(1,1)]|"
	    "dict:[1]|set:[1]" } },

	{ .name = "item_may_be_another_sequence", .clause = "SENDMSG-23",
	  .act = send_ancillary,
	  .axes = { UNIX, "ancdata=[seq:[1,1,fds:[s1]]]|[gen:[1,1,x'']]|"
	    "[iter:[1,1,x'']]|[set:[99,1,x'']]|[dict:[99,1,x'']]|"
	    "[map:[1,1,x'']]|[memoryview:x'616263']|[array:'B':x'616263']|"
	    "[bytearray:x'616263']|[mmap:x'616263']|[[99,1,x'']]|"
	    "[repeat:1:3]|[repeat:x'':3]" } },

	{ .name = "level_or_type_of_another_type_raises_typeerror",
	  .clause = "SENDMSG-21", .act = send_refused,
	  .documented = typeerror_and_nothing,
	  .axes = { "kind=unix|udp", "ancdata=[('a',1,x'')]|[(1,'a',x'')]|"
	    "[(none,1,x'')]|[(1,none,x'')]|[(1.0,1,x'')]|[(1,1.0,x'')]|"
	    "[(x'01',1,x'')]|[(1,x'01',x'')]|[([1],1,x'')]|[(1,[1],x'')]|"
	    "[(object,1,x'')]|[(1,object,x'')]|[(floatlike:1.0,1,x'')]|"
	    "[(1,floatlike:1.0,x'')]|[(nan,1,x'')]|[(complex,1,x'')]|"
	    "[(99,1,x''),(1,'a',x'')]" } },

	{ .name = "only_int_like_level_depends_on_the_version",
	  .clause = "SENDMSG-21", .act = send_ancillary,
	  .axes = { "kind=unix", "ancdata=[(intlike:99,1,x'')]|"
	    "[(99,intlike:1,x'')]|[(decimal:'99',1,x'')]|"
	    "[(99,decimal:'1',x'')]|[(99,fraction:'1/1',x'')]" } },

	{ .name = "level_or_type_beyond_c_int_raises_overflowerror",
	  .clause = "SENDMSG-21", .act = send_refused,
	  .axes = { "kind=unix|udp", "ancdata=[(2147483648,1,x'')]|"
	    "[(1,2147483648,x'')]|[(-2147483649,1,x'')]|"
	    "[(1,-2147483649,x'')]|[(4294967296,1,x'')]|[(1,4294967297,x'')]|"
	    "[(18446744073709551616,1,x'')]|[(1,9223372036854775808,x'')]|"
	    "[(99,1,x''),(2147483648,1,x'')]" },
	  .doc = "sendmsg: raised OverflowError" },

	{ .name = "level_and_type_reach_the_kernel", .clause = "SENDMSG-30",
	  .act = send_any_control,
	  .axes = { "kind=unix|dgram|seqpacket|udp|tcp", "ancdata=[(0,0,x'')]|"
	    "[(0,99,x'')]|[(1,0,x'')]|[(1,1,x'')]|[(1,2,x'')]|[(1,3,x'')]|"
	    "[(1,4,x'')]|[(1,5,x'')]|[(1,29,x'')]|[(1,36,cint:5)]|"
	    "[(1,37,cint:0)]|[(1,77,x'')]|[(1,-1,x'')]|[(1,2147483647,x'')]|"
	    "[(1,-2147483648,x'')]|[(99,1,x'')]|[(-1,1,x'')]|"
	    "[(2147483647,1,x'')]|[(-2147483648,-2147483648,x'')]|"
	    "[(6,1,cint:1)]|[(17,103,x'0a00')]|[(41,1,cint:1)]|[(99,1,x'61'),"
	    "(99,2,x'6263')]|[(99,1,x''),(1,77,x'')]|"
	    "[(1,77,x''),(99,1,x'')]" } },

	{ .name = "data_that_is_not_bytes_like_raises_typeerror",
	  .clause = "SENDMSG-22", .act = send_refused,
	  .documented = typeerror_and_nothing,
	  .axes = { "kind=unix|udp", "ancdata=[(1,1,'a')]|[(1,1,'')]|"
	    "[(1,1,none)]|[(1,1,1)]|[(1,1,[1])]|[(1,1,[])]|[(1,1,())]|"
	    "[(1,1,1.5)]|[(1,1,true)]|[(1,1,object)]|[(1,1,s1)]|"
	    "[(1,1,gen:[x''])]|[(99,1,x''),(99,1,'a')]|[(99,1,path:'a')]" } },

	{ .name = "data_in_any_bytes_like_object_is_taken",
	  .clause = "SENDMSG-22", .act = send_ip_option,
	  .axes = { "items=(0,2,x'07000000')|(0,2,bytearray:x'07000000')|"
	    "(0,2,memoryview:x'07000000')|(0,2,array:'i':x'07000000')|"
	    "(0,2,array:'B':x'07000000')|(0,2,array:'h':x'07000000')|"
	    "(0,2,mmap:x'07000000')|(0,2,sliced:x'07000000')|"
	    "(0,2,grid:x'07000000')|(0,2,cint:7)|(0,2,u32:7)|"
	    "(SOL_IP,IP_TTL,cint:7)" },
	  .doc = "sendmsg: returned 1; message: x'61' [(0,1,x'00'),"
	    "(0,2,x'07000000')] flags=0 or x'61' [(0,2,x'07000000'),"
	    "(0,1,x'00')] flags=0" },

	{ .name = "data_with_gaps_or_released_raises", .clause = "SENDMSG-22",
	  .act = send_refused,
	  .axes = { "kind=unix|udp", "ancdata=[(1,1,strided:x'616263')]|"
	    "[(1,1,strided:x'')]|[(99,1,strided:x'61')]|"
	    "[(1,1,released:x'61')]|[(1,1,released:x'')]|"
	    "[(99,1,x'61'),(99,1,strided:x'6162636465')]" } },

	{ .name = "item_too_large_is_refused", .clause = "SENDMSG-24",
	  .act = send_refused,
	  .axes = { "kind=unix|udp|tcp", "ancdata=[(1,1,huge:2147487744)]|"
	    "[(1,1,huge:2147483647)]|[(1,1,huge:2147483624)]|"
	    "[(99,1,x''),(1,1,huge:4294967296)]" } },

	{ .name = "too_much_in_total_is_refused", .clause = "SENDMSG-25",
	  .act = send_two_gigabytes, .only = copies_little,
	  .axes = { "kind=unix|udp|tcp",
	    "ancdata=[(1,1,huge:1073741824),(1,1,huge:1073741824)]|"
	    "[(1,1,huge:2147479552),(1,1,huge:4096)]|"
	    "[(1,1,huge:1073741824),(1,1,huge:1073741760)]|"
	    "repeat:(1,1,huge:536870912):4" } },

	{ .name = "more_than_the_kernel_takes_raises", .clause = "SENDMSG-26",
	  .act = send_refused,
	  .axes = { "kind=unix|udp|tcp|seqpacket",
	    "ancdata=[(99,1,fill:0:200000)]|repeat:(99,1,x''):20000|"
	    "[(99,1,fill:0:1000000)]|repeat:(99,1,fill:0:1000):200" } },

	{ .name = "many_items_are_taken", .clause = "SENDMSG-27",
	  .act = send_ancillary, .documented = abc_alone,
	  .axes = { UNIX, "ancdata=repeat:(99,1,x''):1|repeat:(99,1,x''):2|"
	    "repeat:(99,1,x'61'):100|repeat:(99,1,x'6162636465'):500|"
	    "repeat:(98,2147483647,fill:0:17):64" } },

	{ .name = "several_items_arrive_in_order", .clause = "SENDMSG-27",
	  .act = send_descriptors,
	  .axes = { UNIX, "items=" RIGHTS("s1") "," RIGHTS("s2") "|"
	    RIGHTS("s2") "," RIGHTS("s1") "," RIGHTS("f1") "|"
	    RIGHTS("f1,f2") "," RIGHTS("s1,s2") "|"
	    RIGHTS("s1") ",(99,1,x'61')," RIGHTS("f2") "|"
	    "(99,1,x'61')," RIGHTS("s1") ",(98,5,x'')," RIGHTS("s1") "|"
	    RIGHTS("") "," RIGHTS("s1") "|" RIGHTS("s1") "," RIGHTS("") },
	  .doc = "sendmsg: returned 3", .documented = document_descriptors },

	{ .name = "several_kinds_of_items_take_effect", .clause = "SENDMSG-27",
	  .act = send_ip_option,
	  .axes = { "items=(0,2,cint:7),(0,1,cint:16)|"
	    "(0,1,cint:16),(0,2,cint:7)|"
	    "(99,1,x'61'),(0,2,cint:7),(99,1,x''),(0,1,cint:16)" },
	  .doc = "sendmsg: returned 1; message: x'61' [(0,1,x'10'),"
	    "(0,2,x'07000000')] flags=0 or x'61' [(0,2,x'07000000'),"
	    "(0,1,x'10')] flags=0" },

	{ .name = "descriptors_arrive_as_the_same_files",
	  .clause = "SENDMSG-28", .act = send_descriptors,
	  .axes = { UNIX, "items=" RIGHTS("s1") "|" RIGHTS("s2") "|"
	    RIGHTS("f1") "|" RIGHTS("f2") "|" RIGHTS("s1,s2,f1,f2") "|"
	    RIGHTS("f2,f1,s2,s1") "|" RIGHTS("s1,s1,f1,f1,f1") },
	  .doc = "sendmsg: returned 3; message#2: nothing",
	  .documented = document_descriptors },

	{ .name = "documented_recipe_works", .clause = "SENDMSG-28",
	  .act = send_fds_recipe,
	  .axes = { UNIX, "file=regular|memfd|pipe|fifo|socket|tty|zero|proc",
	    "message=x'61'" },
	  .doc = "sendmsg: returned 1; message: x'61' "
	    "[(SOL_SOCKET,SCM_RIGHTS,[f1])] flags=0" },

	{ .name = "descriptor_received_is_inheritable_unless_cloexec",
	  .clause = "SENDMSG-28", .act = pass_and_inherit, .needs = "spawn",
	  .axes = { "type=SOCK_STREAM|SOCK_DGRAM|SOCK_SEQPACKET",
	    "room=20|24|64", "flags=0|MSG_CMSG_CLOEXEC" } },

	{ .name = "number_of_descriptors_is_the_kernels",
	  .clause = "SENDMSG-29", .act = send_many_descriptors,
	  .axes = { UNIX, "count=0|1|2|3|127|252|253|254|300" } },

	{ .name = "bad_rights_are_the_kernels_answer", .clause = "SENDMSG-29",
	  .act = send_ancillary,
	  .needs = "scm_rights",
	  .axes = { UNIX, "ancdata=[(1,1,cint:999999)]|[(1,1,cint:-1)]|"
	    "[(1,1,cint:2147483647)]|[(1,1,cint:-2147483648)]|"
	    "[(1,1,fds:[s1,999999])]|[(1,1,fds:[-1,s1])]|"
	    "[" RIGHTS("s1") "," RIGHTS("999999") "]|[(1,1,x'')]|[(1,1,x'00')]|"
	    "[(1,1,x'0000')]|[(1,1,x'000000')]" } },

	{ .name = "credentials_are_the_kernels_answer", .clause = "SENDMSG-31",
	  .act = send_credentials,
	  .axes = { UNIX, "pid=0|1000000000", "gid=0",
	    "ancdata=[]|[(1,2,CREDENTIALS)]|[(1,2,x'')]|[(1,2,x'00')]|"
	    "[(1,2,fill:0:11)]|[(1,2,fill:0:13)]|[(1,2,fill:0:16)]|"
	    "[(1,2,fill:0:24)]|[(1,2,bytearray:CREDENTIALS)]|"
	    "[(1,2,CREDENTIALS)," RIGHTS("s1") "]|"
	    "[" RIGHTS("s1") ",(1,2,CREDENTIALS)]|"
	    "[(1,2,CREDENTIALS),(1,2,CREDENTIALS)]" } },

	{ .name = "ancillary_without_data_depends_on_the_type",
	  .clause = "SENDMSG-32", .act = send_without_data,
	  .axes = { UNIX, "buffers=[]|[x'']|()|gen:[]|[x'',x'']|''" } },

	{ .name = "other_protocols_ignore_or_refuse_rights",
	  .clause = "SENDMSG-33", .act = send_ancillary,
	  .axes = { "kind=tcp|tcp6|udp", "ancdata=[" RIGHTS("s1") "]|"
	    "[(1,1,x'')]|[(1,1,cint:999999)]|[(1,2,fill:0:12)]|"
	    "[(0,2,cint:7)]|[(99,1,x'61')]" } },

	{ .name = "ip_option_holds_for_one_message", .clause = "SENDMSG-33",
	  .act = send_ip_option,
	  .axes = { "items=(0,2,cint:7)|(0,2,cint:1)|(0,2,cint:255)|"
	    "(0,2,cint:0)|(0,2,cint:256)|(0,2,cint:-1)|(0,2,x'07')|"
	    "(0,2,x'0700')|(0,2,x'070000')|(0,2,x'0700000000')|(0,2,x'')|"
	    "(0,1,cint:16)|(0,1,x'10')|(0,1,cint:0)|(0,1,cint:255)|"
	    "(0,1,cint:256)|(0,1,x'')|(0,77,cint:1)|(0,1,x'1000')" } },

	{ .name = "segment_size_splits_the_message", .clause = "SENDMSG-33",
	  .act = send_segments,
	  .axes = { "data=x'0a00'|x'3200'|x'6300'|x'6400'|x'6500'|x'0000'|"
	    "x'0a'|x'0a0000'|x''|cint:10|array:'H':x'1900'" } },

	{ .name = "odd_sizes_before_rights_do_not_move_them",
	  .clause = "SENDMSG-34", .act = send_behind_odd_sizes,
	  .documented = rights_arrive,
	  .axes = { "kind=unix|seqpacket", "first=0..9|15|16|17|255",
	    "second=0|1|3|4|7|8|9" } },

	{ .name = "control_block_is_packed_and_zero_filled",
	  .clause = "SENDMSG-34", .act = look_at_control, .waits = true,
	  .axes = { "kind=unix", "ancdata=[]|[(99,1,x'')]|[(99,1,x'ff')]|"
	    "[(99,2,x'ffff')]|[(99,3,x'ffffffffffffff')]|"
	    "[(99,4,x'ffffffffffffffff')]|[(99,5,x'ffffffffffffffffff')]|"
	    "[(99,1,x'ff'),(98,2,x'eeeeeeee')]|"
	    "[(99,1,x''),(98,2,x''),(97,3,x'ff')]|"
	    "gen:[(99,1,x'ffffff'),(-1,-2,x'ee')]|"
	    "[(99,1,fill:1:20),(98,2,fill:2:33),(97,3,fill:3:47)]" } },

	{ .name = "list_emptied_meanwhile_is_sent_as_it_was",
	  .clause = "SENDMSG-18", .act = send_ancillary,
	  .axes = { "kind=unix|udp", "ancdata=reentrant:[(99,1,x'61')]|"
	    "reentrant:[(99,1,x'61'),(99,2,x'62')]|"
	    "reentrant:[(99,1,fill:0:100),(98,2,fill:0:100),(97,3,x'')]" } },
};

AREA_ROWS(sendmsg_ancillary, rows);
