/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <errno.h>
#include <string.h>

#include "harness/protocol/message.h"

static bool
is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static const struct {
	const char *line;
	struct request wanted;
	size_t args;
} requests[] = {
	{ "1 hello()", { .seq = 1, .method = "hello" }, 0 },
	{ "7 s1.sendfile(f1,offset=0,count=none)", { .seq = 7, .object = "s1",
	    .method = "sendfile", .keywords_len = 2 }, 1 },
	{ "8 announce s1.recv(1)", { .seq = 8, .announce = true,
	    .object = "s1", .method = "recv" }, 1 },
	{ "9 announce thread s2=s1.accept()", { .seq = 9, .announce = true,
	    .thread = true, .name = "s2", .object = "s1",
	    .method = "accept" }, 0 },
	{ "10 thread s1.recv(1,MSG_PEEK)", { .seq = 10, .thread = true,
	    .object = "s1", .method = "recv" }, 2 },
	{ "11 s1=socket(AF_INET,SOCK_STREAM,0)", { .seq = 11, .name = "s1",
	    .method = "socket" }, 3 },
	{ "12 thread()", { .seq = 12, .method = "thread" }, 0 },
	{ "18446744073709551615 a_b1()", { .seq = UINT64_MAX,
	    .method = "a_b1" }, 0 },
};

ATF_TC_WITHOUT_HEAD(request_is_read_in_its_parts);
ATF_TC_BODY(request_is_read_in_its_parts, tc)
{
	struct pool pool = POOL_INIT;
	const struct request *w;
	struct request r;
	const char *reason = "";
	size_t n;

	for (n = 0; n < sizeof(requests) / sizeof(requests[0]); n++) {
		w = &requests[n].wanted;
		ATF_REQUIRE_MSG(request_parse(&r, requests[n].line, &pool,
		    &reason), "%s: %s", requests[n].line, reason);
		ATF_CHECK_MSG(r.seq == w->seq && r.announce == w->announce &&
		    r.thread == w->thread && is_same(r.name, w->name) &&
		    is_same(r.object, w->object) &&
		    is_same(r.method, w->method) &&
		    r.args.len == requests[n].args &&
		    r.keywords_len == w->keywords_len, "%s", requests[n].line);
	}
	pool_release(&pool);
}

ATF_TC_WITHOUT_HEAD(keyword_is_found_by_its_name);
ATF_TC_BODY(keyword_is_found_by_its_name, tc)
{
	struct pool pool = POOL_INIT;
	struct request r;
	const char *reason;

	ATF_REQUIRE(request_parse(&r, "1 s1.f(5,offset=3,count=none)", &pool,
	    &reason));
	ATF_CHECK_EQ(3, request_keyword(&r, "offset")->integer);
	ATF_CHECK_EQ(VALUE_NONE, request_keyword(&r, "count")->kind);
	ATF_CHECK(request_keyword(&r, "off") == NULL);
	ATF_CHECK_EQ(5, r.args.items[0].integer);
	pool_release(&pool);
}

#define SHAPE "a request is SEQ [announce] [thread] METHOD(ARGUMENT,…)"

static const struct {
	const char *line, *reason;
} bad_requests[] = {
	{ "", SHAPE }, { "hello()", SHAPE }, { "-1 hello()", SHAPE },
	{ "1", SHAPE }, { "1hello()", SHAPE }, { "1 ", SHAPE },
	{ "1  hello()", SHAPE }, { "1 hello", SHAPE }, { "1 (1)", SHAPE },
	{ "1 s1.(1)", SHAPE }, { "1 =f()", SHAPE }, { "1 a.b.c()", SHAPE },
	{ "1 thread announce f()", SHAPE }, { "1 9f()", SHAPE },
	{ "1 f(1)x", "something follows the call" },
	{ "1 f() ", "something follows the call" },
	{ "1 f(1", "an argument is followed by neither ',' nor ')'" },
	{ "1 f(1 ,2)", "an argument is followed by neither ',' nor ')'" },
	{ "1 f(", "a value is expected" },
	{ "1 f(a=)", "a value is expected" },
	{ "1 f('x)", "a string has no closing quote" },
};

ATF_TC_WITHOUT_HEAD(malformed_request_is_refused_with_its_reason);
ATF_TC_BODY(malformed_request_is_refused_with_its_reason, tc)
{
	struct pool pool = POOL_INIT;
	struct request r;
	const char *reason;
	size_t n;

	for (n = 0; n < sizeof(bad_requests) / sizeof(bad_requests[0]); n++) {
		ATF_CHECK_MSG(!request_parse(&r, bad_requests[n].line, &pool,
		    &reason), "%s", bad_requests[n].line);
		ATF_CHECK_MSG(strcmp(reason, bad_requests[n].reason) == 0,
		    "%s: %s", bad_requests[n].line, reason);
	}
	pool_release(&pool);
}

static const struct {
	const char *line;
	struct reply wanted;
} replies[] = {
	{ "7 returned 8192 took=41230", { .seq = 7, .kind = REPLY_RETURNED,
	    .took_ns = 41230 } },
	{ "7 returned 'took=5'", { .seq = 7, .kind = REPLY_RETURNED,
	    .took_ns = -1 } },
	{ "8 calling", { .seq = 8, .kind = REPLY_CALLING, .took_ns = -1 } },
	{ "8 raised BrokenPipeError errno=EPIPE text='Broken%20pipe' took=0",
	    { .seq = 8, .kind = REPLY_RAISED, .type = "BrokenPipeError",
	    .err = "EPIPE", .text = "Broken pipe", .took_ns = 0 } },
	{ "8 raised ValueError errno=none text=''", { .seq = 8,
	    .kind = REPLY_RAISED, .type = "ValueError", .err = "none",
	    .text = "", .took_ns = -1 } },
	{ "9 unsupported 'this build has no AF_ALG'", { .seq = 9,
	    .kind = REPLY_UNSUPPORTED, .text = "this build has no AF_ALG",
	    .took_ns = -1 } },
	{ "9 returned none took=99999999999999999999", { .seq = 9,
	    .kind = REPLY_RETURNED, .took_ns = INT64_MAX } },
};

ATF_TC_WITHOUT_HEAD(reply_is_read_in_its_parts);
ATF_TC_BODY(reply_is_read_in_its_parts, tc)
{
	struct pool pool = POOL_INIT;
	const struct reply *w;
	struct reply r;
	const char *reason = "";
	size_t n;

	for (n = 0; n < sizeof(replies) / sizeof(replies[0]); n++) {
		w = &replies[n].wanted;
		ATF_REQUIRE_MSG(reply_parse(&r, replies[n].line, &pool,
		    &reason), "%s: %s", replies[n].line, reason);
		ATF_CHECK_MSG(r.seq == w->seq && r.kind == w->kind &&
		    r.took_ns == w->took_ns && is_same(r.type, w->type) &&
		    is_same(r.err, w->err) && is_same(r.text, w->text),
		    "%s", replies[n].line);
	}
	pool_release(&pool);
}

#define KINDS "a reply is SEQ calling, returned, raised or unsupported"
#define RAISED "a raised reply is TYPE errno=NAME text='…'"

static const struct {
	const char *line, *reason;
} bad_replies[] = {
	{ "", KINDS }, { "lorem ipsum", KINDS }, { "7", KINDS },
	{ "7 hello()", KINDS }, { "7 returned", KINDS },
	{ " 7 calling", KINDS },
	{ "7 calling took=5", KINDS },
	{ "7 returnednone", KINDS },
	{ "7 unsupported 5", KINDS },
	{ "7 returned ", "a value is expected" },
	{ "7 returned none took=", "something follows the value returned" },
	{ "7 returned none took=-5",
	    "took= is negative: its clock went back" },
	{ "7 returned none took=5 ", "something follows the value returned" },
	{ "7 returned none,none", "something follows the value returned" },
	{ "7 returned none  took=5", "something follows the value returned" },
	{ "7 returned 1.5.2", "something follows the value returned" },
	{ "7 raised OSError", RAISED },
	{ "7 raised OSError errno=EPIPE", RAISED },
	{ "7 raised OSError errno= text=''", RAISED },
	{ "7 raised OSError errno=32 text=''", RAISED },
	{ "7 raised OSError errno=EPIPE text=5", RAISED },
	{ "7 raised OSError text='' errno=EPIPE", RAISED },
	{ "7 raised OSError errno=EPIPE text='x",
	  "a string has no closing quote" },
};

ATF_TC_WITHOUT_HEAD(malformed_reply_is_refused_with_its_reason);
ATF_TC_BODY(malformed_reply_is_refused_with_its_reason, tc)
{
	struct pool pool = POOL_INIT;
	struct reply r;
	const char *reason;
	size_t n;

	for (n = 0; n < sizeof(bad_replies) / sizeof(bad_replies[0]); n++) {
		reason = "";
		ATF_CHECK_MSG(!reply_parse(&r, bad_replies[n].line, &pool,
		    &reason), "%s", bad_replies[n].line);
		ATF_CHECK_MSG(strcmp(reason, bad_replies[n].reason) == 0,
		    "%s: %s", bad_replies[n].line, reason);
	}
	pool_release(&pool);
}

ATF_TC_WITHOUT_HEAD(errno_has_one_name);
ATF_TC_BODY(errno_has_one_name, tc)
{
	static const char *const wrong[] = { "", "E", "E0", "E-5", "E5x",
	    "EPIP", "EPIPEX", "epipe", "32", "E99999999999" };
	size_t n;
	int err;

	for (err = 0; err < 200; err++)
		ATF_CHECK_MSG(errno_from_name(errno_to_name(err)) == err,
		    "%d is %s", err, errno_to_name(err));
	ATF_CHECK_STREQ("none", errno_to_name(0));
	ATF_CHECK_STREQ("EAGAIN", errno_to_name(EWOULDBLOCK));
	ATF_CHECK_STREQ("EOPNOTSUPP", errno_to_name(ENOTSUP));
	ATF_CHECK_STREQ("EDEADLK", errno_to_name(EDEADLOCK));
	ATF_CHECK_STREQ("E4095", errno_to_name(4095));
	ATF_CHECK_EQ(E2BIG, errno_from_name("E2BIG"));
	ATF_CHECK_EQ(123, errno_from_name("E123"));
	for (n = 0; n < sizeof(wrong) / sizeof(wrong[0]); n++)
		ATF_CHECK_MSG(errno_from_name(wrong[n]) == -1, "%s", wrong[n]);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, request_is_read_in_its_parts);
	ATF_TP_ADD_TC(tp, keyword_is_found_by_its_name);
	ATF_TP_ADD_TC(tp, malformed_request_is_refused_with_its_reason);
	ATF_TP_ADD_TC(tp, reply_is_read_in_its_parts);
	ATF_TP_ADD_TC(tp, malformed_reply_is_refused_with_its_reason);
	ATF_TP_ADD_TC(tp, errno_has_one_name);
	return atf_no_error();
}
