/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>

#include "harness/iut/dynamic.h"

/* What the value written so is, in the pool of the world. */
static bool
make(struct dynamic_world *w, const char *text, struct dynamic *d)
{
	const char *reason = NULL;
	const struct value *v = value_parse(w->pool, &text, &reason);

	ATF_REQUIRE_MSG(v != NULL && *text == '\0', "%s",
	    reason != NULL ? reason : text);
	return dynamic_make(d, v, w);
}

static const struct {
	const char *value;
	size_t len;
	const char *reply;	/* NULL: it has none */
} made[] = {
	{ "set:['a','b','a',x'61']", 3, NULL },
	{ "set:[raising:'ValueError':[1,2,3,4,5,6,7,8,9],"
	    "raising:'ValueError':[1,2,3,4,5,6,7,8,9]]", 2, NULL },
	{ "repeat:x'00':3", 3, "[x'00',x'00',x'00']" },
	{ "strided:x'001122'", 2, NULL },
	{ "mmap:x'0011'", 2, NULL },
	{ "fill:0:4", 4, NULL },
	{ "fds:[0,1]", 8, NULL },
	{ "bytearray:x'6162'", 2, "x'6162'" },
	{ "huge:4096", 4096, NULL },
	{ "[true,none,(1,'x')]", 3, "[true,none,(1,'x')]" },
};

ATF_TC_WITHOUT_HEAD(value_is_what_python_would_have);
ATF_TC_BODY(value_is_what_python_would_have, tc)
{
	struct object_table objects = OBJECT_TABLE_INIT;
	struct pool pool = POOL_INIT;
	struct dynamic_world w = { .pool = &pool, .objects = &objects };
	struct text text = TEXT_INIT;
	struct dynamic d;
	size_t i;

	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		ATF_CHECK_MSG(make(&w, made[i].value, &d), "%s: %s",
		    made[i].value, w.reason);
		ATF_CHECK_EQ_MSG(made[i].len, d.len, "%s: %zu", made[i].value,
		    d.len);
		text_cut(&text, 0);
		if (made[i].reply == NULL)
			continue;
		ATF_CHECK(dynamic_format(&d, &text));
		ATF_CHECK_STREQ(made[i].reply, text_get(&text));
	}
	text_release(&text);
	dynamic_release(&w);
	pool_release(&pool);
}

static const struct {
	const char *value, *reason;
} refused[] = {
	{ "fill:0:-1", "cannot make fill" },
	{ "fill:x'00':1", "cannot make fill" },
	{ "repeat:1:-1", "cannot make repeat" },
	{ "huge:0", "cannot make huge" },
	{ "cint:4294967296", "cannot make cint" },
	{ "fds:1", "cannot make fds" },
	{ "raising:'ValueError':1", "cannot make raising" },
	{ "array:'i':[1]", "cannot make array" },
	{ "[1,NO_SUCH_CONSTANT]", "no constant NO_SUCH_CONSTANT" },
	{ "s9", "no object s9" },
	{ "nosuch:1", "no value form nosuch" },
};

ATF_TC_WITHOUT_HEAD(what_cannot_be_made_is_told);
ATF_TC_BODY(what_cannot_be_made_is_told, tc)
{
	struct object_table objects = OBJECT_TABLE_INIT;
	struct pool pool = POOL_INIT;
	struct dynamic_world w = { .pool = &pool, .objects = &objects };
	struct dynamic d;
	size_t i;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		ATF_CHECK_MSG(!make(&w, refused[i].value, &d), "%s",
		    refused[i].value);
		ATF_CHECK_STREQ(refused[i].reason, w.reason);
	}
	dynamic_release(&w);
	pool_release(&pool);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, value_is_what_python_would_have);
	ATF_TP_ADD_TC(tp, what_cannot_be_made_is_told);
	return atf_no_error();
}
