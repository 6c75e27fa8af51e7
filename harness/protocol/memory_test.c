/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdlib.h>

#include "harness/protocol/memory.h"

#define MANY 1000

ATF_TC_WITHOUT_HEAD(array_keeps_what_it_has_and_takes_one_more);
ATF_TC_BODY(array_keeps_what_it_has_and_takes_one_more, tc)
{
	size_t *at = NULL, len, n, times;

	/* Twice: what was let go of meanwhile may be added again. */
	for (times = 0, len = 0; times < 2; times++) {
		for (; len < MANY; len++) {
			at = memory_grow(at, len, sizeof(*at));
			at[len] = len;
		}
		for (n = 0; n < len; n++)
			ATF_CHECK_EQ(n, at[n]);
		len = 3;
	}
	free(at);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, array_keeps_what_it_has_and_takes_one_more);
	return atf_no_error();
}
