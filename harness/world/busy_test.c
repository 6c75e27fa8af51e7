/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>

#include "harness/world/busy.h"

#define MS INT64_C(1000000)

/*
 * A call in non-blocking mode, looked at from before until behind it, as long
 * as this machine kept us from that.
 */
static const struct {
	int64_t took_ms, used_ms, queued_ms, looked_ms;
	bool emulated, spins;
} calls[] = {
	{ 1, 1, 0, 2, false, false },
	{ 99, 99, 0, 100, false, false },
	{ 101, 101, 0, 106, false, false },
	{ 106, 106, 0, 107, false, true },
	{ 200, 200, 0, 201, false, true },
	/* Others had the processor most of the time, or we looked late. */
	{ 2000, 200, 1800, 2001, false, true },
	{ 200, 200, 0, 5000, false, true },
	{ 2000, 50, 1950, 5000, false, false },
	/* It was asleep. */
	{ 2000, 1, 0, 2001, false, false },
	/* What was made for it before it began. */
	{ 1, 300, 0, 301, false, false },
	{ 200, 200, 0, 201, true, false },
	{ 1100, 1100, 0, 1101, true, true },
};

ATF_TC_WITHOUT_HEAD(call_that_cannot_wait_spins);
ATF_TC_BODY(call_that_cannot_wait_spins, tc)
{
	size_t n;

	if (busy_tick_ns() >= MS / 10)
		atf_tc_skip("the clock of processor time has ticks of %lld ns",
		    (long long)busy_tick_ns());
	for (n = 0; n < sizeof(calls) / sizeof(calls[0]); n++) {
		struct busy from = { .at_ns = MS, .used_ns = 7 * MS,
		    .queued_ns = 9 * MS, .sleeps = -1 };
		struct busy to = { .at_ns = (1 + calls[n].looked_ms) * MS,
		    .used_ns = (7 + calls[n].used_ms) * MS,
		    .queued_ns = (9 + calls[n].queued_ms) * MS, .sleeps = -1 };

		ATF_CHECK_EQ_MSG(calls[n].spins, busy_spins(&from, &to,
		    calls[n].took_ms * MS, calls[n].emulated), "call %zu", n);
		from.used_ns = -1;
		ATF_CHECK_MSG(!busy_spins(&from, &to, calls[n].took_ms * MS,
		    calls[n].emulated), "call %zu, not looked at", n);
	}
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, call_that_cannot_wait_spins);
	return atf_no_error();
}
