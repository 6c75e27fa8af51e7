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

static void
skip_where_clocks_tick(void)
{
	if (busy_tick_ns() >= BUSY_COARSE_NS)
		atf_tc_skip("the clock of processor time has ticks of %lld ns",
		    (long long)busy_tick_ns());
}

ATF_TC_WITHOUT_HEAD(call_that_cannot_wait_spins);
ATF_TC_BODY(call_that_cannot_wait_spins, tc)
{
	size_t n;

	(void)tc;
	skip_where_clocks_tick();
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

/* A call that waits, looked at from its beginning to its end. */
static const struct {
	int64_t took_ms, used_ms, queued_ms, sleeps;
	bool light;
	enum busy_kind kind;
} waits[] = {
	{ 120, 0, 0, 1, true, BUSY_NOT },
	{ 120, 119, 0, 0, true, BUSY_SPINS },
	{ 120, 119, 0, 1, false, BUSY_SPINS },
	/* Others had the processor most of the time. */
	{ 120, 12, 107, 1, false, BUSY_SPINS },
	{ 120, 4, 115, 0, true, BUSY_SPINS },
	{ 120, 4, 115, 2, true, BUSY_SPINS },
	{ 120, 4, 115, 0, false, BUSY_UNKNOWN },
	{ 120, 2, 118, 0, true, BUSY_UNKNOWN },
	{ 120, 0, 119, 1, true, BUSY_UNKNOWN },
	{ 120, 4, 118, 1, true, BUSY_SPINS },
	/* It slept longer than it ran. */
	{ 120, 4, 96, 1, true, BUSY_UNKNOWN },
	{ 120, 1, 119, 1, false, BUSY_NOT },
	/* It slept for a quarter, which is half of what was left of it. */
	{ 120, 4, 84, 1, true, BUSY_NOT },
	{ 120, 1, 0, 60, true, BUSY_NAPS },
};

ATF_TC_WITHOUT_HEAD(call_that_waits_sleeps);
ATF_TC_BODY(call_that_waits_sleeps, tc)
{
	size_t n;

	(void)tc;
	skip_where_clocks_tick();
	for (n = 0; n < sizeof(waits) / sizeof(waits[0]); n++) {
		struct busy from = { .at_ns = MS, .used_ns = 7 * MS,
		    .queued_ns = 9 * MS, .sleeps = 3 };
		struct busy to = { .at_ns = (1 + waits[n].took_ms) * MS,
		    .used_ns = (7 + waits[n].used_ms) * MS,
		    .queued_ns = (9 + waits[n].queued_ms) * MS,
		    .sleeps = 3 + waits[n].sleeps };

		ATF_CHECK_EQ_MSG(waits[n].kind, busy_between(&from, &to,
		    waits[n].took_ms * MS, 0, waits[n].light), "call %zu",
		    n);
	}
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, call_that_waits_sleeps);
	ATF_TP_ADD_TC(tp, call_that_cannot_wait_spins);
	return atf_no_error();
}
