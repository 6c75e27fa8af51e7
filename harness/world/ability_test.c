/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/world/ability.h"

static int refusal, refusals, calls;

int failing_socket(int, int, int) __asm__("socket");

/* libc's, but that some are refused. */
int
failing_socket(int family, int type, int protocol)
{
	calls++;
	if (refusals == 0)
		return (int)syscall(SYS_socket, family, type, protocol);
	refusals--;
	errno = refusal;
	return -1;
}

static const char *
lacks(const char *name, int err, int times)
{
	refusal = err;
	refusals = times;
	calls = 0;
	return ability_lacks(name);
}

ATF_TC_WITHOUT_HEAD(shortage_of_a_moment_is_no_lack);
ATF_TC_BODY(shortage_of_a_moment_is_no_lack, tc)
{
	(void)tc;
	ATF_CHECK_EQ(NULL, lacks("sock_cloexec", EMFILE, 1));
	ATF_CHECK_EQ(2, calls);
	ATF_CHECK_EQ(NULL, lacks("seqpacket", ENOBUFS, 1));
}

ATF_TC_WITHOUT_HEAD(shortage_that_stays_is_told);
ATF_TC_BODY(shortage_that_stays_is_told, tc)
{
	(void)tc;
	ATF_CHECK_STREQ("socket(AF_ALG) gives EMFILE",
	    lacks("af_alg", EMFILE, 2));
	ATF_CHECK_EQ(2, calls);
	ATF_CHECK_STREQ("socket(AF_ALG) gives EMFILE",
	    lacks("af_alg", 0, 0));
	ATF_CHECK_EQ(0, calls);
}

ATF_TC_WITHOUT_HEAD(what_a_kernel_denies_is_asked_once);
ATF_TC_BODY(what_a_kernel_denies_is_asked_once, tc)
{
	(void)tc;
	ATF_CHECK_STREQ("socket(IPPROTO_MPTCP) gives EPROTONOSUPPORT",
	    lacks("mptcp", EPROTONOSUPPORT, 1));
	ATF_CHECK_EQ(1, calls);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, shortage_of_a_moment_is_no_lack);
	ATF_TP_ADD_TC(tp, shortage_that_stays_is_told);
	ATF_TP_ADD_TC(tp, what_a_kernel_denies_is_asked_once);
	return atf_no_error();
}
