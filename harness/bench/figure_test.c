/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>

#include "harness/bench/figure.h"

#define ROUNDS 101

ATF_TC_WITHOUT_HEAD(ratio_is_that_of_the_medians);
ATF_TC_BODY(ratio_is_that_of_the_medians, tc)
{
	double ns[3] = { 10, 1000, 20 }, base[3] = { 50, 40, 9 };

	ATF_CHECK_EQ(2, figure_of(ns, base, 3).ratio);
}

ATF_TC_WITHOUT_HEAD(what_is_always_the_same_has_no_interval);
ATF_TC_BODY(what_is_always_the_same_has_no_interval, tc)
{
	double ns[ROUNDS], base[ROUNDS];
	struct figure f;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		ns[i] = 100;
		base[i] = 97;
	}
	f = figure_of(ns, base, ROUNDS);
	ATF_CHECK(f.low == f.ratio && f.ratio == f.high);
	ATF_CHECK(f.from == f.ratio && f.ratio == f.to);
	ATF_CHECK_EQ(ROUNDS, f.rounds);
}

/* Of what spreads by a tenth, 101 medians are sure to some hundredths. */
ATF_TC_WITHOUT_HEAD(interval_holds_the_truth_and_is_narrower_than_the_rounds);
ATF_TC_BODY(interval_holds_the_truth_and_is_narrower_than_the_rounds, tc)
{
	double ns[ROUNDS], base[ROUNDS];
	struct figure f;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		ns[i] = 100 + i * 37 % ROUNDS / 10.0;
		base[i] = 90 + i * 53 % ROUNDS / 10.0;
	}
	f = figure_of(ns, base, ROUNDS);
	ATF_CHECK(f.low < f.ratio && f.ratio < f.high);
	ATF_CHECK(f.low < 95.0 / 105 && 95.0 / 105 < f.high);
	ATF_CHECK(f.high - f.low < f.to - f.from);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, ratio_is_that_of_the_medians);
	ATF_TP_ADD_TC(tp, what_is_always_the_same_has_no_interval);
	ATF_TP_ADD_TC(tp,
	    interval_holds_the_truth_and_is_narrower_than_the_rounds);
	return atf_no_error();
}
