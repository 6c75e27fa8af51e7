/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of each family, there and back, on whatever kernel. */
#include <atf-c.h>
#include <string.h>

#include "harness/iut/address.h"
#include "harness/iut/dynamic.h"

/* Linux's numbers: a C library may lack some. */
enum { NETLINK = 16, PACKET = 17, CAN = 29, TIPC = 30, ALG = 38, VSOCK = 40 };

static const struct {
	int family;
	const char *address, *is;	/* as Python returns it, or raises */
} rows[] = {
	{ AF_INET, "('127.0.0.1',80)", "('127.0.0.1',80)" },
	{ AF_INET, "('',0)", "('0.0.0.0',0)" },
	{ AF_INET, "('<broadcast>',1)", "('255.255.255.255',1)" },
	{ AF_INET, "(x'3132372e302e302e31',1)", "('127.0.0.1',1)" },
	{ AF_INET, "'127.0.0.1'", "TypeError: AF_INET address must be tuple" },
	{ AF_INET, "('127.0.0.1')", "TypeError: *" },
	{ AF_INET, "('127.0.0.1',65536)",
	    "OverflowError: port must be 0-65535." },
	{ AF_INET, "('127.0.0.1',-1)", "OverflowError: port must be 0-65535." },
	{ AF_INET, "('127.0.0.1',99999999999999999999)",
	    "OverflowError: port must be 0-65535." },
	{ AF_INET, "('127.0.0.1','x')", "TypeError: *" },
	{ AF_INET, "(1,80)",
	    "TypeError: string, bytes or bytearray expected as host" },
	{ AF_INET, "('a%00b',80)",
	    "TypeError: host name must not contain null character" },
	{ AF_INET, "('%ff',80)", "TypeError: encoding of hostname failed" },
	{ AF_INET, "('%c3x',80)", "TypeError: encoding of hostname failed" },
	{ AF_INET, "('%c3%a9.invalid',80)", "gaierror: *" },
	{ AF_INET6, "('::1',80)", "('::1',80,0,0)" },
	{ AF_INET6, "('::1',80,5,0)", "('::1',80,5,0)" },
	{ AF_INET6, "('::1',80,1048576,0)", "OverflowError: *" },
	{ AF_INET6, "('::1',80,-1,0)", "OverflowError: *" },
	{ AF_INET6, "('<broadcast>',80)", "OSError: *" },
	{ AF_INET6, "5", "TypeError: AF_INET6 address must be tuple" },
	{ AF_INET6, "('::1',80,0,0,0)", "TypeError: *" },
	{ AF_UNIX, "'path'", "'path'" },
	{ AF_UNIX, "x'0061'", "x'0061'" },
	{ AF_UNIX, "5", "TypeError: *" },
	{ AF_UNIX, "repeat:'x':2", "TypeError: *" },
	{ AF_UNIX, "fill:7:109", "OSError: AF_UNIX path too long" },
	{ NETLINK, "(5,7)", "(5,7)" },
	{ NETLINK, "(-1,4294967296)", "(4294967295,0)" },
	{ NETLINK, "(5)",
	    "TypeError: address must be a tuple of another length" },
	{ NETLINK, "('x',7)", "TypeError: *" },
	{ NETLINK, "7", "TypeError: address must be tuple" },
	{ PACKET, "('lo',3)", "('lo',3,0,0,x'')" },
	{ PACKET, "('lo',65535,1,2,x'0102')", "('lo',65535,1,2,x'0102')" },
	{ PACKET, "('lo',65536)",
	    "OverflowError: proto argument must be 0-65535." },
	{ PACKET, "('lo',-1)",
	    "OverflowError: proto argument must be 0-65535." },
	{ PACKET, "('lo',1,0,0,x'010203040506070809')",
	    "ValueError: Hardware address must be 8 bytes or less" },
	{ PACKET, "('lo',1,0,0,'x')", "TypeError: *" },
	{ PACKET, "('lo','x')", "TypeError: *" },
	{ PACKET, "(1,1)", "TypeError: an interface must be str" },
	{ PACKET, "('l%00o',1)", "ValueError: embedded null character" },
	{ PACKET, "('nosuch0',1)", "OSError: No such device" },
	{ CAN, "('lo')", "('lo')" },
	{ CAN, "('')", "('')" },
	{ CAN, "(x'6c6f')", "('lo')" },
	{ CAN, "('nosuch0')", "OSError: No such device" },
	{ CAN, "('abcdefghijklmnop')",
	    "OSError: AF_CAN interface name too long" },
	{ CAN, "('l%00o')", "ValueError: embedded null byte" },
	{ CAN, "(5)", "TypeError: expected str, bytes or os.PathLike object" },
	{ CAN, "('lo',1)", "TypeError: *" },
	{ TIPC, "(1,10,20,30)", "(1,10,20,30,2)" },
	{ TIPC, "(2,10,20,0,3)", "(2,10,20,20,3)" },
	{ TIPC, "(3,10,20,0,1)", "(3,10,20,0,1)" },
	{ TIPC, "(4,10,20,0)", "TypeError: Invalid address type" },
	{ TIPC, "(1,10,20)", "TypeError: *" },
	{ VSOCK, "(1,2)", "(1,2)" },
	{ VSOCK, "(1,'x')", "TypeError: *" },
	{ VSOCK, "(1,2,3)", "TypeError: *" },
	{ ALG, "('hash','sha256')", "('hash','sha256')" },
	{ ALG, "('hash','sha256',1,2)", "('hash','sha256')" },
	{ ALG, "5", "TypeError: AF_ALG address must be tuple" },
	{ ALG, "('hash')", "TypeError: *" },
	{ ALG, "(5,'sha256')", "TypeError: an AF_ALG name must be str" },
	{ ALG, "('ha%00sh','sha256')", "ValueError: embedded null character" },
	{ ALG, "('abcdefghijklmn','sha256')",
	    "ValueError: AF_ALG name too long." },
	{ ALG, "('hash','sha256','x')", "TypeError: *" },
	{ 250, "('a',1)", "OSError: getsockaddrarg: bad family" },
};

/* What stands before `*` is enough. */
static bool
agrees(const char *wanted, const char *is)
{
	const char *star = strchr(wanted, '*');

	return star != NULL ? strncmp(wanted, is,
	    (size_t)(star - wanted)) == 0 : strcmp(wanted, is) == 0;
}

static void
check(struct dynamic_world *w, int family, const char *text, const char *is)
{
	const char *at = text, *reason = NULL;
	const struct value *v = value_parse(w->pool, &at, &reason);
	struct pysock_address a;
	struct fault f = FAULT_INIT;
	struct text said = TEXT_INIT;
	struct dynamic d;

	ATF_REQUIRE_MSG(v != NULL && dynamic_make(&d, v, w), "%s", text);
	if (address_convert(&a, &d, family, &f))
		address_format(&a, &said);
	else
		text_addf(&said, "%s: %s", f.type, f.text);
	ATF_CHECK_MSG(agrees(is, text_get(&said)), "%d %s: %s, and not %s",
	    family, text, text_get(&said), is);
	text_release(&said);
}

ATF_TC_WITHOUT_HEAD(address_comes_back_or_is_refused);
ATF_TC_BODY(address_comes_back_or_is_refused, tc)
{
	struct object_table objects = OBJECT_TABLE_INIT;
	struct pool pool = POOL_INIT;
	struct dynamic_world w = { .pool = &pool, .objects = &objects };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&w, rows[i].family, rows[i].address, rows[i].is);
	dynamic_release(&w);
	pool_release(&pool);
}

ATF_TC_WITHOUT_HEAD(nameless_sender_is_none);
ATF_TC_BODY(nameless_sender_is_none, tc)
{
	struct pysock_address a = { .len = 0 };
	struct text said = TEXT_INIT;

	address_format(&a, &said);
	ATF_CHECK_STREQ("none", text_get(&said));
	a.addr.ss_family = 250;
	a.len = sizeof(a.addr);
	text_cut(&said, 0);
	address_format(&a, &said);
	ATF_CHECK_STREQ("none", text_get(&said));
	text_release(&said);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, address_comes_back_or_is_refused);
	ATF_TP_ADD_TC(tp, nameless_sender_is_none);
	return atf_no_error();
}
