/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>

#include "harness/judge/verdict.h"

/*
 * Traces are written "label=outcome label=outcome"; lines are those of the
 * offences, joined by " | ".
 */
static const struct judgement {
	const char *doc, *iut, *oracle;
	enum verdict_kind kind;
	int departs;
	const char *lines;
} judgements[] = {
	{ "", "", "", VERDICT_CONFORMS, 0, "" },
	{ "", "a=1 b=2", "a=1 b=2", VERDICT_CONFORMS, 0, "" },
	{ "a: 1", "a=1 b=2", "a=1 b=2", VERDICT_CONFORMS, 0, "" },
	{ "", "a=1", "a=2", VERDICT_DIFFERS, 0, "a: 1 <> 2" },
	{ "b: 2", "a=1 b=2", "a=3 b=2", VERDICT_DIFFERS, 0, "a: 1 <> 3" },
	{ "", "a=1 b=2 c=3", "a=1 b=4 c=5", VERDICT_DIFFERS, 0,
	  "b: 2 <> 4 | c: 3 <> 5" },
	{ "", "a=1", "a=1 b=2", VERDICT_DIFFERS, 0, "b: (no such event) <> 2" },
	{ "", "a=1 b=2", "a=1", VERDICT_DIFFERS, 0, "b: 2 <> (no such event)" },
	{ "a: 1", "a=2", "a=1", VERDICT_DEPARTS_FROM_DOC, PARTY_IUT, "a: 2" },
	{ "a: 1", "a=1", "a=2", VERDICT_DEPARTS_FROM_DOC, PARTY_ORACLE,
	  "a: 2" },
	{ "a: 1", "a=2", "a=3", VERDICT_DEPARTS_FROM_DOC,
	  PARTY_IUT | PARTY_ORACLE, "a: 2 | a: 3" },
	{ "a: 1", "a=2", "a=2", VERDICT_DEPARTS_FROM_DOC,
	  PARTY_IUT | PARTY_ORACLE, "a: 2 | a: 2" },
	/* Both allowed and not the same: the documentation is not silent. */
	{ "a: 1 or 2", "a=1", "a=2", VERDICT_CONFORMS, 0, "" },
	/* What a '*' stands for it is silent about, but not about '**'. */
	{ "a: *", "a=1", "a=2", VERDICT_DIFFERS, 0, "a: 1 <> 2" },
	{ "a: **", "a=1", "a=2", VERDICT_CONFORMS, 0, "" },
	{ "a: x*y**", "a=x1y1", "a=x1y2", VERDICT_CONFORMS, 0, "" },
	{ "a: x*", "a=x1", "a=x2", VERDICT_DIFFERS, 0, "a: x1 <> x2" },
	{ "a: x*", "a=x1", "a=x1", VERDICT_CONFORMS, 0, "" },
	{ "a: x* or y", "a=x1", "a=y", VERDICT_CONFORMS, 0, "" },
	{ "a: x* or x1", "a=x1", "a=x2", VERDICT_CONFORMS, 0, "" },
	{ "a: x* or y*", "a=x1", "a=y1", VERDICT_DIFFERS, 0, "a: x1 <> y1" },
	{ "a: x*", "a=x1", "a=y1", VERDICT_DEPARTS_FROM_DOC, PARTY_ORACLE,
	  "a: y1" },
	{ "a: 1 or 2", "a=1", "a=3", VERDICT_DEPARTS_FROM_DOC, PARTY_ORACLE,
	  "a: 3" },
	/* What is documented and not there departs. */
	{ "b: 2", "a=1", "a=1 b=2", VERDICT_DEPARTS_FROM_DOC, PARTY_IUT,
	  "b: (no such event)" },
	{ "b: *", "", "", VERDICT_DEPARTS_FROM_DOC, PARTY_IUT | PARTY_ORACLE,
	  "b: (no such event) | b: (no such event)" },
	/* Departing goes before differing; both are told. */
	{ "a: 1", "a=2 b=3", "a=1 b=4", VERDICT_DEPARTS_FROM_DOC, PARTY_IUT,
	  "a: 2 | b: 3 <> 4" },
	{ "a: 1", "a=1 b=3", "a=2 b=4", VERDICT_DEPARTS_FROM_DOC, PARTY_ORACLE,
	  "a: 2 | b: 3 <> 4" },
	{ "recv#2: 1", "recv=1 recv=2", "recv=1 recv=1",
	  VERDICT_DEPARTS_FROM_DOC, PARTY_IUT, "recv#2: 2" },
	{ "a: 1", "a=died b=2", "a=1 b=2 c=3", VERDICT_DEPARTS_FROM_DOC,
	  PARTY_IUT, "a: died | c: (no such event) <> 3" },
};

static void
read_trace(const char *from, struct trace *t)
{
	char label[40], outcome[40];
	int used;

	while (sscanf(from, " %39[^=]=%39s%n", label, outcome, &used) == 2) {
		trace_add(t, label, NULL, outcome, NULL);
		from += used;
	}
}

static void
add_lines(const struct verdict *v, struct text *out)
{
	size_t n;

	for (n = 0; n < v->offences_len; n++)
		text_addf(out, "%s%s", n > 0 ? " | " : "",
		    v->offences[n].line);
}

static void
check(const struct judgement *j)
{
	struct trace iut = TRACE_INIT, oracle = TRACE_INIT;
	struct documented d = DOCUMENTED_INIT;
	struct verdict v = VERDICT_INIT;
	struct text lines = TEXT_INIT;

	documented_add(&d, j->doc);
	read_trace(j->iut, &iut);
	read_trace(j->oracle, &oracle);
	verdict_judge(&v, &iut, &oracle, &d);
	add_lines(&v, &lines);
	ATF_CHECK_MSG(v.kind == j->kind && v.departs == j->departs &&
	    strcmp(text_get(&lines), j->lines) == 0,
	    "'%s', '%s', '%s': %s (%s) %s", j->doc, j->iut, j->oracle,
	    verdict_name(v.kind), verdict_departs_name(v.departs),
	    text_get(&lines));
	text_release(&lines);
	verdict_release(&v);
	documented_release(&d);
	trace_release(&iut);
	trace_release(&oracle);
}

ATF_TC_WITHOUT_HEAD(first_that_applies_is_the_verdict);
ATF_TC_BODY(first_that_applies_is_the_verdict, tc)
{
	size_t n;

	for (n = 0; n < sizeof(judgements) / sizeof(judgements[0]); n++)
		check(&judgements[n]);
}

ATF_TC_WITHOUT_HEAD(offence_tells_what_was_wanted);
ATF_TC_BODY(offence_tells_what_was_wanted, tc)
{
	struct trace iut = TRACE_INIT, oracle = TRACE_INIT;
	struct documented d = DOCUMENTED_INIT;
	struct verdict v = VERDICT_INIT;

	documented_add(&d, "a: 1 or 5");
	read_trace("a=2 b=3", &iut);
	read_trace("a=1 b=4", &oracle);
	verdict_judge(&v, &iut, &oracle, &d);
	ATF_REQUIRE_EQ(2, v.offences_len);
	ATF_CHECK_EQ(VERDICT_DEPARTS_FROM_DOC, v.offences[0].kind);
	ATF_CHECK_EQ(PARTY_IUT, v.offences[0].departs);
	ATF_CHECK_STREQ("1 or 5", v.offences[0].wanted);
	ATF_CHECK_EQ(VERDICT_DIFFERS, v.offences[1].kind);
	ATF_CHECK_EQ(0, v.offences[1].departs);
	ATF_CHECK(v.offences[1].wanted == NULL);
	verdict_release(&v);
	verdict_release(&v);
	documented_release(&d);
	trace_release(&iut);
	trace_release(&oracle);
}

ATF_TC_WITHOUT_HEAD(one_party_is_judged_by_the_documentation_alone);
ATF_TC_BODY(one_party_is_judged_by_the_documentation_alone, tc)
{
	struct trace iut = TRACE_INIT;
	struct documented d = DOCUMENTED_INIT;
	struct verdict v = VERDICT_INIT;

	documented_add(&d, "a: 1");
	read_trace("a=1 b=2", &iut);
	verdict_judge_one(&v, &iut, PARTY_IUT, &d);
	ATF_CHECK_EQ(VERDICT_CONFORMS, v.kind);
	documented_add(&d, "b: 3");
	verdict_judge_one(&v, &iut, PARTY_IUT, &d);
	ATF_CHECK_EQ(VERDICT_DEPARTS_FROM_DOC, v.kind);
	ATF_CHECK_EQ(PARTY_IUT, v.departs);
	verdict_release(&v);
	documented_release(&d);
	trace_release(&iut);
}

ATF_TC_WITHOUT_HEAD(set_verdict_has_its_last_reason);
ATF_TC_BODY(set_verdict_has_its_last_reason, tc)
{
	struct verdict v = VERDICT_INIT;

	verdict_set(&v, VERDICT_UNSUPPORTED, "no AF_ALG");
	ATF_CHECK_EQ(VERDICT_UNSUPPORTED, v.kind);
	verdict_set(&v, VERDICT_BROKEN, "no room");
	ATF_CHECK_EQ(VERDICT_BROKEN, v.kind);
	ATF_CHECK_STREQ("no room", v.reason);
	verdict_release(&v);
	ATF_CHECK_EQ(VERDICT_CONFORMS, v.kind);
	ATF_CHECK(v.reason == NULL);
}

ATF_TC_WITHOUT_HEAD(names_are_those_of_the_reports);
ATF_TC_BODY(names_are_those_of_the_reports, tc)
{
	static const char *const names[] = { "broken", "unstable",
	    "unsupported", "departs-from-doc", "differs", "platform-differs",
	    "conforms" };
	int kind;

	for (kind = VERDICT_BROKEN; kind <= VERDICT_CONFORMS; kind++)
		ATF_CHECK_STREQ(names[kind],
		    verdict_name((enum verdict_kind)kind));
	ATF_CHECK_STREQ("none", verdict_departs_name(0));
	ATF_CHECK_STREQ("iut", verdict_departs_name(PARTY_IUT));
	ATF_CHECK_STREQ("oracle", verdict_departs_name(PARTY_ORACLE));
	ATF_CHECK_STREQ("both", verdict_departs_name(PARTY_IUT | PARTY_ORACLE));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, first_that_applies_is_the_verdict);
	ATF_TP_ADD_TC(tp, offence_tells_what_was_wanted);
	ATF_TP_ADD_TC(tp, one_party_is_judged_by_the_documentation_alone);
	ATF_TP_ADD_TC(tp, set_verdict_has_its_last_reason);
	ATF_TP_ADD_TC(tp, names_are_those_of_the_reports);
	return atf_no_error();
}
