/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <poll.h>
#include <unistd.h>

#include "harness/conform/program.h"

static void
check(const char *command, int wanted, const char *says)
{
	struct text said = TEXT_INIT;

	ATF_CHECK_EQ(wanted, program_run(command, &said));
	ATF_CHECK_STREQ(says, text_get(&said));
	text_release(&said);
}

ATF_TC_WITHOUT_HEAD(what_is_printed_and_the_status_are_told);
ATF_TC_BODY(what_is_printed_and_the_status_are_told, tc)
{
	(void)tc;
	check("sh -c 'echo a; echo b >&2; exit 3'", 3, "a\nb");
	check("sh -c 'kill -9 $$'", -1, "");
	check("cat", 0, "");
	check("/nonexistent 2>/dev/null", 127, "");
}

/* It holds what is printed to, and here a pipe, whose end tells. */
ATF_TC_WITHOUT_HEAD(who_is_left_behind_is_ended);
ATF_TC_BODY(who_is_left_behind_is_ended, tc)
{
	struct pollfd p = { .events = POLLIN };
	char byte;
	int ends[2];

	(void)tc;
	ATF_REQUIRE_EQ(0, pipe(ends));
	check("sh -c 'sleep 1000 & echo left'", 0, "left");
	close(ends[1]);
	p.fd = ends[0];
	ATF_CHECK_EQ(1, poll(&p, 1, 10000));
	ATF_CHECK_EQ(0, read(ends[0], &byte, 1));
	close(ends[0]);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, what_is_printed_and_the_status_are_told);
	ATF_TP_ADD_TC(tp, who_is_left_behind_is_ended);
	return atf_no_error();
}
