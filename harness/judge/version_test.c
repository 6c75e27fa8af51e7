/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>

#include "harness/judge/version.h"

static const struct {
	const char *range;
	const char *is;
	bool has;
} rows[] = {
	{ "CPython >=3.8 <3.13.1", "CPython 3.8", true },
	{ "CPython >=3.8 <3.13.1", "CPython 3.8.0", true },
	{ "CPython >=3.8 <3.13.1", "CPython 3.13.0", true },
	{ "CPython >=3.8 <3.13.1", "CPython 3.13.1", false },
	{ "CPython >=3.8 <3.13.1", "CPython 3.7.17", false },
	{ "CPython >=3.8 <3.13.1", "PyPy 3.9", false },
	{ "CPython >=3.8 <3.13.1", "CPython", false },
	{ "CPython >=3.8 <3.13.1", "CPython unknown", false },
	{ "CPython >=3.8 <3.13.1", "3.9", false },
	{ "CPython >=3.8 <3.13.1", "", false },
	{ "CPython >=3.8 <3.13.1", NULL, false },
	{ "CPython>=3.8 <=3.9", "CPython 3.9", true },
	{ "CPython", "CPython 3.15.0rc1", true },
	{ "CPython", "CPython", true },
	{ "CPython", "CPythonX 3.9", false },
	{ "==3.15", "CPython 3.15.0rc1", true },
	{ "==3.15", "CPython 3.15.1", false },
	{ ">= 5.10 < 6.12", "5.10.0-28-amd64", true },
	{ ">=5.10 <6.12", "5.9.99", false },
	{ ">=5.10 <6.12", "6.12", false },
	{ ">=5.10 <6.12", "6.9", true },
	{ ">5.10", "5.10.0", false },
	{ ">5.10", "5.10.0.0.1", true },
	{ "<=5.10", "5.10", true },
	{ "<=5.10", "5.10.1", false },
	{ ">1", "99999999999999999999999.1", false },
};

ATF_TC_WITHOUT_HEAD(range_has_what_its_constraints_allow);
ATF_TC_BODY(range_has_what_its_constraints_allow, tc)
{
	struct version_range range;
	const char *reason;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ATF_REQUIRE_MSG(version_range_parse(&range, rows[i].range,
		    &reason), "'%s': %s", rows[i].range, reason);
		ATF_CHECK_MSG(version_range_has(&range, rows[i].is) ==
		    rows[i].has, "'%s' and '%s'", rows[i].range,
		    rows[i].is != NULL ? rows[i].is : "NULL");
	}
}

ATF_TC_WITHOUT_HEAD(empty_range_has_everything);
ATF_TC_BODY(empty_range_has_everything, tc)
{
	struct version_range range = VERSION_RANGE_INIT;

	ATF_CHECK(version_range_has(&range, NULL));
	ATF_CHECK(version_range_has(&range, "anything"));
}

ATF_TC_WITHOUT_HEAD(malformed_range_is_refused_with_a_reason);
ATF_TC_BODY(malformed_range_is_refused_with_a_reason, tc)
{
	static const char *const bad[] = {
		"", " ", ">=", ">= x", "3.8", "CPython 3.8", ">=3.8 foo",
		">=3.8,<4", ">=3.x", ">=3.8.", "=3", "!=3", "~>3",
		">=3.13 <3.8", ">3.8 <3.8", "==3.8 ==3.9", ">=3.8 <3.8.0",
		">=1.2.3.4.5.6.7", ">=99999999999999999999999",
		">1 >1 >1 >1 >1 >1 >1 >1 >1",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >1",
	};
	struct version_range range;
	const char *reason;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		reason = NULL;
		ATF_CHECK_MSG(!version_range_parse(&range, bad[i], &reason),
		    "'%s' was taken", bad[i]);
		ATF_CHECK_MSG(reason != NULL, "'%s' has no reason", bad[i]);
	}
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, range_has_what_its_constraints_allow);
	ATF_TP_ADD_TC(tp, empty_range_has_everything);
	ATF_TP_ADD_TC(tp, malformed_range_is_refused_with_a_reason);
	return atf_no_error();
}
