/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <string.h>

#include "harness/report/record.h"

static bool
parse(struct record *r, const char *line, struct pool *pool,
    const char **reason)
{
	*reason = NULL;
	return record_parse(r, line, strlen(line), pool, reason);
}

ATF_TC_WITHOUT_HEAD(fields_are_decoded);
ATF_TC_BODY(fields_are_decoded, tc)
{
	struct pool pool = POOL_INIT;
	struct record r;
	const char *reason;
	int64_t n;

	ATF_REQUIRE(parse(&r, "instance id='a/b[x=1,%27%c3%a9%27]' clause=X-1"
	    "  expected=false trace=00ff line='a:%20b=c' empty=''", &pool,
	    &reason));
	ATF_CHECK_EQ(RECORD_INSTANCE, r.kind);
	ATF_CHECK_STREQ("a/b[x=1,'\xc3\xa9']", record_get(&r, "id"));
	ATF_CHECK_STREQ("X-1", record_get(&r, "clause"));
	ATF_CHECK_STREQ("false", record_get(&r, "expected"));
	ATF_CHECK_STREQ("a: b=c", record_get(&r, "line"));
	ATF_CHECK_STREQ("", record_get(&r, "empty"));
	ATF_CHECK(record_get(&r, "absent") == NULL);
	ATF_CHECK(!record_count(&r, "empty", &n));
	ATF_CHECK(!record_count(&r, "absent", &n));
	ATF_REQUIRE(parse(&r, "planned instances=12 x=-1 y=99999999999999",
	    &pool, &reason));
	ATF_CHECK(record_count(&r, "instances", &n));
	ATF_CHECK_EQ(12, n);
	ATF_CHECK(!record_count(&r, "x", &n));
	ATF_CHECK(!record_count(&r, "y", &n));
	ATF_REQUIRE(parse(&r, "done", &pool, &reason));
	ATF_CHECK_EQ(RECORD_DONE, r.kind);
	pool_release(&pool);
}

ATF_TC_WITHOUT_HEAD(other_lines_are_not_looked_into);
ATF_TC_BODY(other_lines_are_not_looked_into, tc)
{
	static const char *const others[] = {
		"", "  instance id=x", "instances=3 '", "chatter", "don",
		"donet", " ", "\xff\xfe",
	};
	struct pool pool = POOL_INIT;
	struct record r;
	const char *reason;
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		ATF_CHECK(parse(&r, others[i], &pool, &reason));
		ATF_CHECK_EQ(RECORD_OTHER, r.kind);
	}
	pool_release(&pool);
}

ATF_TC_WITHOUT_HEAD(malformed_lines_are_refused_with_a_reason);
ATF_TC_BODY(malformed_lines_are_refused_with_a_reason, tc)
{
	static const char *const bad[] = {
		"instance id", "instance id=", "instance id='a", "done x='%4'",
		"instance id='a'b", "instance id=a'b'", "instance ID=x",
		"instance id=a id=b", "done =3", "done a=1 b",
		("iut a=1 b=1 c=1 d=1 e=1 f=1 g=1 h=1 i=1 j=1"
		    " k=1 l=1 m=1 n=1 o=1 p=1 q=1"),
	};
	static const char nul[] = "done instances=1\0 executed=1";
	struct pool pool = POOL_INIT;
	struct record r;
	const char *reason;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ATF_CHECK_MSG(!parse(&r, bad[i], &pool, &reason),
		    "'%s' was taken", bad[i]);
		ATF_CHECK(reason != NULL);
	}
	ATF_CHECK(!record_parse(&r, nul, sizeof(nul) - 1, &pool, &reason));
	pool_release(&pool);
}

ATF_TC_WITHOUT_HEAD(what_is_no_utf8_is_replaced);
ATF_TC_BODY(what_is_no_utf8_is_replaced, tc)
{
#define BAD "\xef\xbf\xbd"
	static const struct {
		const char *bytes;
		size_t len;
		const char *clean;
	} rows[] = {
		{ "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 10,
		    "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" },
		{ "\xff", 1, BAD }, { "\x80", 1, BAD }, { "\xc3", 1, BAD },
		{ "\xc0\x80", 2, BAD BAD }, { "\xe0\x80\x80", 3, BAD BAD BAD },
		{ "\xed\xa0\x80", 3, BAD BAD BAD },
		{ "\xf4\x90\x80\x80", 4, BAD BAD BAD BAD },
		{ "\xc3(", 2, BAD "(" }, { "a\0b", 3, "a" BAD "b" },
	};
	struct pool pool = POOL_INIT;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ATF_CHECK_STREQ(rows[i].clean,
		    record_utf8(&pool, rows[i].bytes, rows[i].len));
	pool_release(&pool);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, fields_are_decoded);
	ATF_TP_ADD_TC(tp, other_lines_are_not_looked_into);
	ATF_TP_ADD_TC(tp, malformed_lines_are_refused_with_a_reason);
	ATF_TP_ADD_TC(tp, what_is_no_utf8_is_replaced);
	return atf_no_error();
}
