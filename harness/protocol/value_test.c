/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/value.h"

/* What a value reads as, in its canonical spelling; or the reason. */
static const char *
again(const char *from, bool *ok)
{
	static struct text text = TEXT_INIT;
	struct pool pool = POOL_INIT;
	const char *at = from, *reason = "";
	const struct value *v = value_parse(&pool, &at, &reason);

	text_cut(&text, 0);
	*ok = v != NULL && *at == '\0';
	if (v == NULL)
		text_adds(&text, reason);
	else if (*at != '\0')
		text_addf(&text, "rest %s", at);
	else
		value_format(v, &text);
	pool_release(&pool);
	return text_get(&text);
}

/* Every form of README.md's table, in its canonical spelling. */
static const char *const forms[] = {
	"none", "true", "false", "0", "-12", "9223372036854775807",
	"-9223372036854775809", "123456789012345678901234567890", "1.5",
	"1e-09", "-0.0", "inf", "-inf", "nan", "''", "'text'", "'a%20b%25%27'",
	"'%00%c3%a9%ff'", "x''", "x'00ff'", "fill:7:8192", "crc:65:0123abcd",
	"[]", "()", "[1,[2,(3)],'x']", "(1)", "(1,2)", "AF_INET",
	"MSG_OOB+MSG_DONTWAIT", "s1", "f1", "s12", "bytearray:x'00'",
	"memoryview:fill:1:2", "array:'I':x'00000000'", "mmap:x'61'",
	"strided:x'6162'", "released:x''", "huge:1073741824", "gen:[1,2]",
	"map:[]", "iter:[x'61']", "set:[]", "dict:[1]", "seq:[s1,f1]",
	"repeat:s1:253", "repeat:fill:0:10:3", "raising:'ValueError':[1]",
	"index:1", "intlike:-1", "floatlike:0.5", "intsub:7", "intenum:3",
	"decimal:'1.5'", "fraction:'3/2'", "path:'x'", "truth:true",
	"truth:none", "fds:[s1,f1,999]", "fileno:s1", "cint:4",
	"u32:4294967295", "object", "complex", "emptydict", "[object,complex]",
	"[(SOL_SOCKET,SCM_RIGHTS,fds:[s1])]",
};

ATF_TC_WITHOUT_HEAD(canonical_spelling_round_trips);
ATF_TC_BODY(canonical_spelling_round_trips, tc)
{
	const char *is;
	bool ok;
	size_t n;

	for (n = 0; n < sizeof(forms) / sizeof(forms[0]); n++) {
		is = again(forms[n], &ok);
		ATF_CHECK_MSG(ok && strcmp(is, forms[n]) == 0, "%s: %s",
		    forms[n], is);
	}
}

static const struct {
	const char *from, *to;
} spellings[] = {
	{ "007", "7" }, { "-0", "0" }, { "-007", "-7" }, { "1e-9", "1e-09" },
	{ "0x1.8p+0", "1.5" }, { "-0x1p-1074", "-5e-324" },
	{ "1e5", "100000.0" },
	{ "2.", "2.0" }, { "'%41'", "'A'" }, { "x'FF'", "x'ff'" },
	{ "1e999", "inf" }, { "-1e999", "-inf" },
};

ATF_TC_WITHOUT_HEAD(other_spelling_is_the_same_value);
ATF_TC_BODY(other_spelling_is_the_same_value, tc)
{
	const char *is;
	bool ok;
	size_t n;

	for (n = 0; n < sizeof(spellings) / sizeof(spellings[0]); n++) {
		is = again(spellings[n].from, &ok);
		ATF_CHECK_MSG(ok && strcmp(is, spellings[n].to) == 0,
		    "%s: %s", spellings[n].from, is);
	}
}

static const struct {
	const char *from, *reason;
} malformed[] = {
	{ "", "a value is expected" },
	{ " 1", "a value is expected" },
	{ "[1,]", "a value is expected" },
	{ "[,1]", "a value is expected" },
	{ "\"x\"", "a value is expected" },
	{ "'x", "a string has no closing quote" },
	{ "'%4'", "'%' is not followed by two hex digits" },
	{ "'%'", "'%' is not followed by two hex digits" },
	{ "'%g0'", "'%' is not followed by two hex digits" },
	{ "x'0'", "bytes are not pairs of hex digits in quotes" },
	{ "x'00", "bytes are not pairs of hex digits in quotes" },
	{ "x'0g'", "bytes hold what is no hex digit" },
	{ "[1", "a list is not closed" },
	{ "[1)", "a list is not closed" },
	{ "(1;2)", "a list is not closed" },
	{ "-", "a number is malformed" },
	{ "--1", "a number is malformed" },
	{ "1-2", "a number is malformed" },
	{ "-infinit", "rest init" },
	{ "-x1", "a number is malformed" },
	{ "gen", "a tag lacks a value" },
	{ "fill:1", "a tag lacks a value" },
	{ "repeat:1:", "a value is expected" },
	{ "nonsense", "a tag lacks a value" },
	{ "p1", "a tag lacks a value" },
	{ "crc", "a checksum is not crc:LENGTH:HEX8" },
	{ "crc:65:0123abc", "a checksum is not crc:LENGTH:HEX8" },
	{ "crc::0123abcd", "a checksum is not crc:LENGTH:HEX8" },
	{ "1 ", "rest  " },
	{ "none,", "rest ," },
	{ "1_000", "rest _000" },
	{ "object:1", "rest :1" },
};

ATF_TC_WITHOUT_HEAD(malformed_value_is_refused_with_its_reason);
ATF_TC_BODY(malformed_value_is_refused_with_its_reason, tc)
{
	const char *is;
	bool ok;
	size_t n;

	for (n = 0; n < sizeof(malformed) / sizeof(malformed[0]); n++) {
		is = again(malformed[n].from, &ok);
		ATF_CHECK_MSG(!ok && strcmp(is, malformed[n].reason) == 0,
		    "%s: %s", malformed[n].from, is);
	}
}

static const struct {
	double number;
	const char *repr;
} floats[] = {
	{ 0.0, "0.0" }, { -0.0, "-0.0" }, { 1, "1.0" }, { -123, "-123.0" },
	{ 0.1, "0.1" }, { 0.1 + 0.2, "0.30000000000000004" },
	{ 1.0 / 3, "0.3333333333333333" }, { 2.0 / 3, "0.6666666666666666" },
	{ 1e-4, "0.0001" }, { -1.2345e-4, "-0.00012345" }, { 1e-5, "1e-05" },
	{ 1.5e-7, "1.5e-07" }, { 1e15, "1000000000000000.0" },
	{ 1e16, "1e+16" }, { 1e22, "1e+22" }, { 1e23, "1e+23" },
	{ 1e100, "1e+100" }, { 9999999999999998.0, "9999999999999998.0" },
	{ 9007199254740993.0, "9007199254740992.0" },
	{ 12345678901234568.0, "1.2345678901234568e+16" },
	{ 123456789.125, "123456789.125" }, { 4.35, "4.35" },
	{ 8.98846567431158e307, "8.98846567431158e+307" },
	{ 1.7976931348623157e308, "1.7976931348623157e+308" },
	{ 2.2250738585072014e-308, "2.2250738585072014e-308" },
	{ 2.225073858507201e-308, "2.225073858507201e-308" },
	{ 5e-324, "5e-324" }, { -5e-324, "-5e-324" },
	/* Powers of two, whose neighbours below are nearer than those above. */
	{ 0x1p-44, "5.684341886080802e-14" },
	{ 0x1p-24, "5.960464477539063e-08" },
	{ 0x1p54, "1.8014398509481984e+16" },
	{ 0x1p89, "6.189700196426902e+26" },
	{ 0x1p-1017, "7.120236347223045e-307" },
	{ INFINITY, "inf" }, { -INFINITY, "-inf" }, { NAN, "nan" },
	{ -NAN, "nan" },
};

ATF_TC_WITHOUT_HEAD(float_is_spelt_as_pythons_repr);
ATF_TC_BODY(float_is_spelt_as_pythons_repr, tc)
{
	struct value v = { .kind = VALUE_FLOAT };
	struct text text = TEXT_INIT;
	size_t n;

	for (n = 0; n < sizeof(floats) / sizeof(floats[0]); n++) {
		v.number = floats[n].number;
		text_cut(&text, 0);
		value_format(&v, &text);
		ATF_CHECK_MSG(strcmp(text_get(&text), floats[n].repr) == 0,
		    "%a: %s, not %s", v.number, text_get(&text),
		    floats[n].repr);
	}
	text_release(&text);
}

ATF_TC_WITHOUT_HEAD(exact_float_reads_back_as_the_same);
ATF_TC_BODY(exact_float_reads_back_as_the_same, tc)
{
	const struct value *v;
	struct pool pool = POOL_INIT;
	struct text text = TEXT_INIT;
	const char *at, *reason = "";
	size_t n;

	for (n = 0; n < sizeof(floats) / sizeof(floats[0]); n++) {
		text_cut(&text, 0);
		value_format_exact(floats[n].number, &text);
		at = text_get(&text);
		v = value_parse(&pool, &at, &reason);
		ATF_REQUIRE_MSG(v != NULL && v->kind == VALUE_FLOAT &&
		    *at == '\0', "%s: %s", text_get(&text), reason);
		ATF_CHECK_MSG(v->number != v->number ?
		    floats[n].number != floats[n].number :
		    v->number == floats[n].number &&
		    !signbit(v->number) == !signbit(floats[n].number),
		    "%s is not %a", text_get(&text), floats[n].number);
	}
	text_release(&text);
	pool_release(&pool);
}

static void
nested(int depth, struct text *out)
{
	int n;

	text_cut(out, 0);
	for (n = 1; n < depth; n++)
		text_adds(out, n % 2 != 0 ? "[" : "gen:[");
	text_adds(out, "1");
	for (n = 1; n < depth; n++)
		text_adds(out, "]");
}

ATF_TC_WITHOUT_HEAD(nesting_has_a_limit);
ATF_TC_BODY(nesting_has_a_limit, tc)
{
	struct text text = TEXT_INIT;
	bool ok;

	nested(20, &text);
	ATF_CHECK_STREQ(text_get(&text), again(text_get(&text), &ok));
	ATF_CHECK(ok);
	nested(40, &text);
	ATF_CHECK_STREQ("values are nested too deep",
	    again(text_get(&text), &ok));
	nested(20000, &text);
	ATF_CHECK_STREQ("values are nested too deep",
	    again(text_get(&text), &ok));
	text_release(&text);
}

ATF_TC_WITHOUT_HEAD(int_knows_whether_it_fits);
ATF_TC_BODY(int_knows_whether_it_fits, tc)
{
	static const struct {
		const char *text;
		bool fits;
	} ints[] = {
		{ "9223372036854775807", true },
		{ "9223372036854775808", false },
		{ "-9223372036854775808", true },
		{ "-9223372036854775809", false }, { "-0", true },
	};
	struct pool pool = POOL_INIT;
	const struct value *v;
	const char *at, *reason;
	size_t n;

	for (n = 0; n < sizeof(ints) / sizeof(ints[0]); n++) {
		at = ints[n].text;
		v = value_parse(&pool, &at, &reason);
		ATF_REQUIRE(v != NULL && v->kind == VALUE_INT);
		ATF_CHECK_MSG(v->fits == ints[n].fits, "%s", ints[n].text);
		ATF_CHECK(!v->fits || v->integer == strtoll(v->text, NULL, 10));
	}
	pool_release(&pool);
}

ATF_TC_WITHOUT_HEAD(str_keeps_its_nul_bytes);
ATF_TC_BODY(str_keeps_its_nul_bytes, tc)
{
	struct pool pool = POOL_INIT;
	const char *at = "'a%00b'", *reason;
	const struct value *v = value_parse(&pool, &at, &reason);

	ATF_REQUIRE(v != NULL);
	ATF_CHECK_EQ(3, v->len);
	ATF_CHECK(memcmp(v->text, "a\0b", 4) == 0);
	pool_release(&pool);
}

ATF_TC_WITHOUT_HEAD(long_bytes_of_a_reply_become_a_checksum);
ATF_TC_BODY(long_bytes_of_a_reply_become_a_checksum, tc)
{
	struct text text = TEXT_INIT;
	char bytes[65];

	memset(bytes, 'a', sizeof(bytes));
	value_format_reply_bytes(bytes, 64, &text);
	ATF_CHECK_EQ(3 + 128, text.len);
	text_cut(&text, 0);
	value_format_reply_bytes(bytes, 65, &text);
	ATF_CHECK_STREQ("crc:65:f33faf5d", text_get(&text));
	text_release(&text);
}

ATF_TC_WITHOUT_HEAD(pool_gives_zeros_again_after_reset);
ATF_TC_BODY(pool_gives_zeros_again_after_reset, tc)
{
	struct pool pool = POOL_INIT;
	char *at;
	int n;

	for (n = 0; n < 100; n++)
		memset(pool_alloc(&pool, 1000), 0xff, 1000);
	pool_reset(&pool);
	at = pool_alloc(&pool, 3000);
	for (n = 0; n < 3000; n++)
		ATF_REQUIRE_EQ(0, at[n]);
	pool_release(&pool);
	pool_release(&pool);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, canonical_spelling_round_trips);
	ATF_TP_ADD_TC(tp, other_spelling_is_the_same_value);
	ATF_TP_ADD_TC(tp, malformed_value_is_refused_with_its_reason);
	ATF_TP_ADD_TC(tp, float_is_spelt_as_pythons_repr);
	ATF_TP_ADD_TC(tp, exact_float_reads_back_as_the_same);
	ATF_TP_ADD_TC(tp, nesting_has_a_limit);
	ATF_TP_ADD_TC(tp, int_knows_whether_it_fits);
	ATF_TP_ADD_TC(tp, str_keeps_its_nul_bytes);
	ATF_TP_ADD_TC(tp, long_bytes_of_a_reply_become_a_checksum);
	ATF_TP_ADD_TC(tp, pool_gives_zeros_again_after_reset);
	return atf_no_error();
}
