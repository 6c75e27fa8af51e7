/* SPDX-License-Identifier: BSD-2-Clause */
/* What of a reply is compared: of words only those that are Python's own. */
#include <atf-c.h>

#include "harness/scene/outcome.h"

static const struct {
	const char *line, *outcome;
} rows[] = {
	{ "1 returned 5 took=1", "returned 5" },
	{ "1 raised TimeoutError errno=none text='timed%20out' took=1",
	    "raised TimeoutError 'timed out'" },
	/* The system's, which has them in its language. */
	{ "1 raised TimeoutError errno=ETIMEDOUT "
	    "text='Connection%20timed%20out' took=1",
	    "raised TimeoutError errno=ETIMEDOUT" },
	{ "1 raised OverflowError errno=none text='of%20one%20version' took=1",
	    "raised OverflowError" },
	{ "1 unsupported 'not%20today'", "unsupported not today" },
};

ATF_TC_WITHOUT_HEAD(words_of_the_system_are_left_out);
ATF_TC_BODY(words_of_the_system_are_left_out, tc)
{
	struct text out = TEXT_INIT;
	struct pool pool = POOL_INIT;
	const char *reason;
	struct reply r;
	size_t n;

	for (n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		ATF_REQUIRE_MSG(reply_parse(&r, rows[n].line, &pool, &reason),
		    "%s: %s", rows[n].line, reason);
		text_cut(&out, 0);
		outcome_format(&r, &out);
		ATF_CHECK_STREQ(rows[n].outcome, text_get(&out));
	}
	pool_release(&pool);
	text_release(&out);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, words_of_the_system_are_left_out);
	return atf_no_error();
}
