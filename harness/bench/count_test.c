/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/bench/count.h"

static void
four_stretches(void *arg)
{
	volatile int i;

	(void)arg;
	count_mark();
	count_mark();
	count_mark();
	syscall(SYS_fcntl, 0, 1);
	syscall(SYS_lseek, -1, 0, 0);
	count_mark();
	count_mark();
	count_mark();
	count_mark();
	for (i = 0; i < 1000; i++)
		continue;
	count_mark();
}

ATF_TC_WITHOUT_HEAD(calls_and_instructions_of_each_stretch_are_told);
ATF_TC_BODY(calls_and_instructions_of_each_stretch_are_told, tc)
{
	struct stretch s[3];
	struct why why = WHY_INIT;

	if (!count_stretches(four_stretches, NULL, s, 3, &why))
		atf_tc_skip("%s", why.text);
	ATF_CHECK_EQ(2, s[0].calls);
	ATF_CHECK_STREQ(" fcntl lseek", text_get(&s[0].names));
	ATF_CHECK_EQ(0, s[1].calls);
	ATF_CHECK_EQ(0, s[1].instructions);
	ATF_CHECK_EQ(0, s[2].calls);
	ATF_CHECK(s[2].instructions >= 2000 && s[2].instructions < 20000);
	stretches_release(s, 3);
}

static void
one_stretch(void *arg)
{
	(void)arg;
	count_mark();
	count_mark();
}

ATF_TC_WITHOUT_HEAD(missing_stretch_is_an_error);
ATF_TC_BODY(missing_stretch_is_an_error, tc)
{
	struct stretch s[3];
	struct why why = WHY_INIT;

	ATF_CHECK(!count_stretches(one_stretch, NULL, s, 3, &why));
	ATF_CHECK(why.text[0] != '\0');
	stretches_release(s, 3);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, calls_and_instructions_of_each_stretch_are_told);
	ATF_TP_ADD_TC(tp, missing_stretch_is_an_error);
	return atf_no_error();
}
