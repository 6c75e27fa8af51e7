/* SPDX-License-Identifier: BSD-2-Clause */
/* What an implementation on MIPS returns, with the others' numbers. */
#include <atf-c.h>
#include <string.h>

#include "harness/session/numbers.h"

/* Checks what becomes of a value that the call returned on that machine. */
static void
check(const char *arch, const char *act, const char *returned,
    const char *expected)
{
	struct pool pool = POOL_INIT;
	struct text text = TEXT_INIT;
	struct machine m = { .arch = strdup(arch) };
	const char *reason, *at = returned;
	const struct value *v = value_parse(&pool, &at, &reason);

	ATF_REQUIRE(v != NULL);
	value_format(numbers_translate(&m, act, v, &pool), &text);
	ATF_CHECK_STREQ(expected, text_get(&text));
	text_release(&text);
	pool_release(&pool);
	machine_release(&m);
}

ATF_TC_WITHOUT_HEAD(numbers_of_mips_are_the_others);
ATF_TC_BODY(numbers_of_mips_are_the_others, tc)
{
	check("mips64", "s1.connect_ex(a)", "146", "111");
	check("mips64", "s1.connect_ex(a)", "0", "0");
	check("mips64", "s1.getsockopt(SOL_SOCKET,SO_TYPE)", "2", "1");
	check("mips64", "s1.attribute('type')", "none", "none");
	check("mips64", "s1.recvmsg(8,64)",
	    "(x'61',[(65535,1,'fds:1'),(0,2,x'')],0,none)",
	    "(x'61',[(1,1,'fds:1'),(0,2,x'')],0,none)");
	check("mips64", "s1.recvmsg(8)", "(x'61',[],0,none)",
	    "(x'61',[],0,none)");
	check("mips64", "audit_events()",
	    "[('socket.__new__',object,1,130,0),('socket.bind',object,2)]",
	    "[('socket.__new__',object,1,2049,0),('socket.bind',object,2)]");
}

ATF_TC_WITHOUT_HEAD(other_numbers_stay);
ATF_TC_BODY(other_numbers_stay, tc)
{
	check("mips64", "s1.recv(8)", "146", "146");
	check("aarch64", "s1.connect_ex(a)", "146", "146");
	check("aarch64", "s1.recvmsg(8)", "(x'61',[(65535,1,x'')],0,none)",
	    "(x'61',[(65535,1,x'')],0,none)");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, numbers_of_mips_are_the_others);
	ATF_TP_ADD_TC(tp, other_numbers_stay);
	return atf_no_error();
}
