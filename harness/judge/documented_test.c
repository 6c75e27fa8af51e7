/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <string.h>

#include "harness/judge/documented.h"

static const struct {
	const char *pattern, *text;
	bool matches;
} globs[] = {
	{ "", "", true }, { "", "a", false }, { "*", "", true },
	{ "*", "anything at all", true }, { "abc", "abc", true },
	{ "abc", "abcd", false }, { "abcd", "abc", false },
	{ "a*", "a", true }, { "a*c", "abc", true }, { "a*c", "ac", true },
	{ "a*c", "abcd", false }, { "*c", "abc", true },
	{ "a**c", "abc", true }, { "*b*", "abc", true },
	{ "*x*", "abc", false },
	{ "returned (*,'*')", "returned (5,'x')", true },
	{ "a*b*c", "a-b-b-c", true }, { "a*b*c", "a-c-b", false },
	{ "a.c", "abc", false }, { "a?c", "abc", false }, { "[a]", "a", false },
	{ "abc", "ABC", false }, { "*", "*", true }, { "a*", "*a", false },
	{ "a*", "", false }, { "*a", "ba", true }, { "*aab", "aaab", true },
	{ "*ab*ac", "abacabac", true }, { "*ab*ac", "abacaba", false },
	/* As long as this program lives, if each star is tried again. */
	{ "****************************************b",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
	{ "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
};

ATF_TC_WITHOUT_HEAD(star_is_any_run);
ATF_TC_BODY(star_is_any_run, tc)
{
	size_t n;

	for (n = 0; n < sizeof(globs) / sizeof(globs[0]); n++)
		ATF_CHECK_MSG(documented_glob(globs[n].pattern, globs[n].text)
		    == globs[n].matches, "'%s' and '%s'", globs[n].pattern,
		    globs[n].text);
}

static const struct {
	const char *allowed, *outcome;
	bool allows;
} alternatives[] = {
	{ "returned 1", "returned 1", true },
	{ "returned 1 or returned 2", "returned 1", true },
	{ "returned 1 or returned 2", "returned 2", true },
	{ "returned 1 or returned 2", "returned 3", false },
	{ "returned 1 or returned 2", "returned 1 or returned 2", false },
	{ "a or b or c", "c", true }, { "a or b or c", "b", true },
	{ "a or b or c", "", false }, { "a or *", "zzz", true },
	{ "a* or b", "ab", true }, { "a* or b", "a or c", true },
	{ "a orb", "a", false }, { "returned", "returned none", false },
	{ "*", "died SIGSEGV", true }, { "a**b", "ab", true },
	{ "**", "x", true }, { "a ** or b", "b", true },
};

ATF_TC_WITHOUT_HEAD(each_alternative_is_allowed);
ATF_TC_BODY(each_alternative_is_allowed, tc)
{
	size_t n;

	for (n = 0; n < sizeof(alternatives) / sizeof(alternatives[0]); n++)
		ATF_CHECK_MSG(documented_allows(alternatives[n].allowed,
		    alternatives[n].outcome) == alternatives[n].allows,
		    "'%s' and '%s'", alternatives[n].allowed,
		    alternatives[n].outcome);
}

ATF_TC_WITHOUT_HEAD(wants_are_read_from_one_line);
ATF_TC_BODY(wants_are_read_from_one_line, tc)
{
	struct documented d = DOCUMENTED_INIT;

	documented_add(&d, "recv: returned x'61' or returned x''; "
	    "recv#2: raised OSError errno=*; set_up.send: returned 1");
	documented_want(&d, "offset", "%d", 8192);
	ATF_REQUIRE_EQ(4, d.len);
	ATF_CHECK_STREQ("returned x'61' or returned x''",
	    documented_for(&d, "recv"));
	ATF_CHECK_STREQ("raised OSError errno=*", documented_for(&d, "recv#2"));
	ATF_CHECK_STREQ("returned 1", documented_for(&d, "set_up.send"));
	ATF_CHECK_STREQ("8192", documented_for(&d, "offset"));
	ATF_CHECK(documented_for(&d, "send") == NULL);
	documented_release(&d);
	documented_release(&d);
	documented_add(&d, "");
	ATF_CHECK_EQ(0, d.len);
}

ATF_TC_WITHOUT_HEAD(percent_sign_of_a_row_is_kept);
ATF_TC_BODY(percent_sign_of_a_row_is_kept, tc)
{
	struct documented d = DOCUMENTED_INIT;

	documented_add(&d, "echo: returned 'a%20b%s%n'");
	ATF_CHECK_STREQ("returned 'a%20b%s%n'", documented_for(&d, "echo"));
	documented_release(&d);
}

ATF_TC_WITHOUT_HEAD(departures_come_one_by_one);
ATF_TC_BODY(departures_come_one_by_one, tc)
{
	struct documented d = DOCUMENTED_INIT;
	struct trace t = TRACE_INIT;
	const struct documented_want *want;
	const struct event *event;
	size_t at = 0;

	documented_add(&d, "a: 1; b: 2; c: 3; d: 4");
	trace_add(&t, "a", NULL, "1", NULL);
	trace_add(&t, "b", NULL, "7", NULL);
	trace_add(&t, "silent", NULL, "8", NULL);
	trace_add(&t, "d", NULL, "4", NULL);
	want = documented_departure(&d, &t, &at, &event);
	ATF_REQUIRE(want != NULL && event != NULL);
	ATF_CHECK_STREQ("b", want->label);
	ATF_CHECK_STREQ("7", event->outcome);
	want = documented_departure(&d, &t, &at, &event);
	ATF_REQUIRE(want != NULL);
	ATF_CHECK_STREQ("c", want->label);
	ATF_CHECK_MSG(event == NULL, "a missing event is there");
	ATF_CHECK(documented_departure(&d, &t, &at, &event) == NULL);
	documented_release(&d);
	trace_release(&t);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, star_is_any_run);
	ATF_TP_ADD_TC(tp, each_alternative_is_allowed);
	ATF_TP_ADD_TC(tp, wants_are_read_from_one_line);
	ATF_TP_ADD_TC(tp, percent_sign_of_a_row_is_kept);
	ATF_TP_ADD_TC(tp, departures_come_one_by_one);
	return atf_no_error();
}
