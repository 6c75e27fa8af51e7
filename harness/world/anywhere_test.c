/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

#include "harness/world/anywhere.h"

#define NAME_AT offsetof(struct sockaddr_un, sun_path)
#define DIGITS 5

/* A kernel that makes up no name, and refuses as many that are given. */
static struct {
	int nameless, named;	/* errno */
	int refused, binds;
	struct sockaddr_un last;
} kernel;

int kernel_bind(int, const struct sockaddr *, socklen_t) __asm__("bind");

int
kernel_bind(int fd, const struct sockaddr *address, socklen_t len)
{
	(void)fd;
	ATF_REQUIRE(len == NAME_AT || len == NAME_AT + 1 + DIGITS);
	memcpy(&kernel.last, address, len);
	kernel.binds++;
	errno = len == NAME_AT ? kernel.nameless :
	    kernel.refused-- > 0 ? kernel.named : 0;
	return errno == 0 ? 0 : -1;
}

static bool
binds(int nameless, int named, int refused)
{
	kernel.nameless = nameless;
	kernel.named = named;
	kernel.refused = refused;
	kernel.binds = 0;
	return anywhere_bind(-1, AF_UNIX);
}

ATF_TC_WITHOUT_HEAD(kernels_own_name_will_do);
ATF_TC_BODY(kernels_own_name_will_do, tc)
{
	(void)tc;
	ATF_CHECK(binds(0, 0, 0));
	ATF_CHECK_EQ(1, kernel.binds);
}

ATF_TC_WITHOUT_HEAD(name_is_drawn_that_looks_the_same);
ATF_TC_BODY(name_is_drawn_that_looks_the_same, tc)
{
	int i;

	(void)tc;
	ATF_REQUIRE(binds(EINVAL, 0, 0));
	ATF_CHECK_EQ(2, kernel.binds);
	ATF_CHECK_EQ('\0', kernel.last.sun_path[0]);
	for (i = 1; i <= DIGITS; i++)
		ATF_CHECK(isxdigit((unsigned char)kernel.last.sun_path[i]));
}

ATF_TC_WITHOUT_HEAD(name_that_is_taken_is_drawn_again);
ATF_TC_BODY(name_that_is_taken_is_drawn_again, tc)
{
	(void)tc;
	ATF_CHECK(binds(EINVAL, EADDRINUSE, 3));
	ATF_CHECK_EQ(5, kernel.binds);
	ATF_CHECK(!binds(EINVAL, EADDRINUSE, 1000000));
	ATF_CHECK(kernel.binds < 1000);
	ATF_CHECK_EQ(EADDRINUSE, errno);
}

ATF_TC_WITHOUT_HEAD(other_refusals_are_told);
ATF_TC_BODY(other_refusals_are_told, tc)
{
	(void)tc;
	ATF_CHECK(!binds(EACCES, 0, 0));
	ATF_CHECK_EQ(1, kernel.binds);
	ATF_CHECK_EQ(EACCES, errno);
	ATF_CHECK(!binds(EINVAL, ENOMEM, 1));
	ATF_CHECK_EQ(2, kernel.binds);
	ATF_CHECK_EQ(ENOMEM, errno);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, kernels_own_name_will_do);
	ATF_TP_ADD_TC(tp, name_is_drawn_that_looks_the_same);
	ATF_TP_ADD_TC(tp, name_that_is_taken_is_drawn_again);
	ATF_TP_ADD_TC(tp, other_refusals_are_told);
	return atf_no_error();
}
