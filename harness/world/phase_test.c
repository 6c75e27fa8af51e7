/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/world/clock.h"
#include "harness/world/phase.h"

#define MS INT64_C(1000000)

/* What phase_format() says of that word, in ms. */
static long
told_ms(const char *word)
{
	struct text text = TEXT_INIT;
	const char *at;
	long us = -1;

	phase_format(&text);
	at = strstr(text_get(&text), word);
	if (at != NULL && at[strlen(word)] == '=')
		us = atol(at + strlen(word) + 1);
	text_release(&text);
	ATF_REQUIRE_MSG(us >= 0, "%s", word);
	return us / 1000;
}

ATF_TC_WITHOUT_HEAD(each_turn_ends_what_was_counted_before);
ATF_TC_BODY(each_turn_ends_what_was_counted_before, tc)
{
	int64_t now = clock_now_ns();
	enum phase outer;

	phase_start();
	ATF_CHECK_EQ(PHASE_REST, phase_turn(PHASE_WORLD, now + 3000 * MS));
	outer = phase_turn(PHASE_IUT, now + 5000 * MS);
	ATF_CHECK_EQ(PHASE_WORLD, outer);
	phase_turn(outer, now + 11000 * MS);
	phase_turn(PHASE_AWAY, now + 12000 * MS);
	phase_turn(PHASE_REST, clock_now_ns());
	ATF_CHECK_EQ(6000, told_ms(" iut"));
	ATF_CHECK_EQ(3000, told_ms(" world"));
	ATF_CHECK_EQ(0, told_ms(" waiting"));
	phase_move(PHASE_IUT, PHASE_WAITING, 4000 * MS);
	ATF_CHECK_EQ(2000, told_ms(" iut"));
	ATF_CHECK_EQ(4000, told_ms(" waiting"));
}

ATF_TC_WITHOUT_HEAD(what_happens_while_one_starts_is_starting);
ATF_TC_BODY(what_happens_while_one_starts_is_starting, tc)
{
	enum phase before, inner;

	phase_start();
	phase_turn(PHASE_JUDGING, clock_now_ns());
	before = phase_starts();
	inner = phase_starts();
	clock_sleep_ms(30);
	ATF_CHECK_EQ(PHASE_STARTING, phase_turn(PHASE_IUT, clock_now_ns()));
	clock_sleep_ms(30);
	phase_move(PHASE_IUT, PHASE_WAITING, 30 * MS);
	phase_started(inner);
	ATF_CHECK_EQ(PHASE_STARTING, phase_turn(PHASE_WORLD, clock_now_ns()));
	phase_started(before);
	ATF_CHECK_EQ(PHASE_JUDGING, phase_turn(PHASE_REST, clock_now_ns()));
	ATF_CHECK(told_ms(" starting") >= 60);
	ATF_CHECK_EQ(0, told_ms(" iut"));
	ATF_CHECK_EQ(0, told_ms(" waiting"));
}

ATF_TC_WITHOUT_HEAD(others_count_for_who_waits_for_them);
ATF_TC_BODY(others_count_for_who_waits_for_them, tc)
{
	struct phase_share *share = phase_share_new();
	int i;

	ATF_REQUIRE(share != NULL);
	phase_start();
	phase_turn(PHASE_AWAY, clock_now_ns());
	for (i = 0; i < 3; i++)
		if (fork() == 0) {
			phase_start();
			phase_turn(PHASE_WAITING, clock_now_ns());
			clock_sleep_ms(100);
			phase_give(share);
			_exit(0);
		}
	while (wait(NULL) > 0)
		continue;
	phase_turn(PHASE_REST, clock_now_ns());
	phase_take(share);
	ATF_CHECK(told_ms(" waiting") >= 300);
	ATF_CHECK(told_ms(" took") >= 100);
	ATF_CHECK(told_ms(" rest") < 100);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, each_turn_ends_what_was_counted_before);
	ATF_TP_ADD_TC(tp, what_happens_while_one_starts_is_starting);
	ATF_TP_ADD_TC(tp, others_count_for_who_waits_for_them);
	return atf_no_error();
}
