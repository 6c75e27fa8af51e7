/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>

#include "harness/judge/trace.h"

/* Adds "label=outcome" for each; acts are the labels. */
static void
fill(struct trace *t, const char *const *events)
{
	const char *equals;
	char label[40];

	for (; *events != NULL; events++) {
		equals = strchr(*events, '=');
		snprintf(label, sizeof(label), "%.*s",
		    (int)(equals - *events), *events);
		trace_add(t, label, NULL, equals + 1, NULL);
	}
}

#define FILL(t, ...) fill((t), (const char *const []){ __VA_ARGS__, NULL })

ATF_TC_WITHOUT_HEAD(label_that_is_there_gets_a_number);
ATF_TC_BODY(label_that_is_there_gets_a_number, tc)
{
	struct trace t = TRACE_INIT;

	FILL(&t, "recv=1", "send=2", "recv=3", "recv=4", "send=5");
	ATF_REQUIRE_EQ(5, t.len);
	ATF_CHECK_STREQ("recv", t.events[0].label);
	ATF_CHECK_STREQ("recv#2", t.events[2].label);
	ATF_CHECK_STREQ("recv#3", t.events[3].label);
	ATF_CHECK_STREQ("5", trace_find(&t, "send#2")->outcome);
	ATF_CHECK_STREQ("1", trace_find(&t, "recv")->outcome);
	ATF_CHECK(trace_find(&t, "recv#4") == NULL);
	ATF_CHECK(trace_find(&t, "rec") == NULL);
	ATF_CHECK(trace_find(&t, "recv#1") == NULL);
	trace_release(&t);
	trace_release(&t);
}

ATF_TC_WITHOUT_HEAD(act_is_the_label_where_none_is_given);
ATF_TC_BODY(act_is_the_label_where_none_is_given, tc)
{
	struct trace t = TRACE_INIT;

	trace_add(&t, "peer", NULL, "3 bytes", NULL);
	trace_add(&t, "recv", "s1.recv(1)", "returned x'61'", "slow");
	ATF_CHECK_STREQ("peer", t.events[0].act);
	ATF_CHECK(t.events[0].note == NULL);
	ATF_CHECK_STREQ("s1.recv(1)", t.events[1].act);
	ATF_CHECK_STREQ("slow", t.events[1].note);
	trace_release(&t);
}

ATF_TC_WITHOUT_HEAD(equal_is_all_but_notes);
ATF_TC_BODY(equal_is_all_but_notes, tc)
{
	struct trace a = TRACE_INIT, b = TRACE_INIT, act = TRACE_INIT,
	    outcome = TRACE_INIT, order = TRACE_INIT, longer = TRACE_INIT;

	trace_add(&a, "recv", "s1.recv(1)", "returned 1", "one");
	trace_add(&a, "peer", NULL, "nothing", NULL);
	trace_add(&b, "recv", "s1.recv(1)", "returned 1", "two");
	trace_add(&b, "peer", NULL, "nothing", "three");
	trace_add(&act, "recv", "s1.recv(2)", "returned 1", "one");
	trace_add(&act, "peer", NULL, "nothing", NULL);
	trace_add(&outcome, "recv", "s1.recv(1)", "returned 2", "one");
	trace_add(&outcome, "peer", NULL, "nothing", NULL);
	trace_add(&order, "peer", NULL, "nothing", NULL);
	trace_add(&order, "recv", "s1.recv(1)", "returned 1", "one");
	trace_add(&longer, "recv", "s1.recv(1)", "returned 1", "one");
	ATF_CHECK(trace_equal(&a, &b));
	ATF_CHECK(!trace_equal(&a, &act));
	ATF_CHECK(!trace_equal(&a, &outcome));
	ATF_CHECK(!trace_equal(&a, &order));
	ATF_CHECK(!trace_equal(&a, &longer));
	ATF_CHECK_EQ(trace_hash(&a), trace_hash(&b));
	ATF_CHECK(trace_hash(&a) != trace_hash(&act));
	ATF_CHECK_EQ(trace_hash_outcomes(&a), trace_hash_outcomes(&act));
	ATF_CHECK(trace_hash_outcomes(&a) != trace_hash_outcomes(&outcome));
	ATF_CHECK(trace_hash_outcomes(&a) != trace_hash_outcomes(&order));
	ATF_CHECK(trace_hash_outcomes(&a) != trace_hash_outcomes(&longer));
	trace_release(&a);
	trace_release(&b);
	trace_release(&act);
	trace_release(&outcome);
	trace_release(&order);
	trace_release(&longer);
}

ATF_TC_WITHOUT_HEAD(hash_does_not_run_words_together);
ATF_TC_BODY(hash_does_not_run_words_together, tc)
{
	struct trace a = TRACE_INIT, b = TRACE_INIT, empty = TRACE_INIT;

	FILL(&a, "ab=c");
	FILL(&b, "a=bc");
	ATF_CHECK(trace_hash_outcomes(&a) != trace_hash_outcomes(&b));
	ATF_CHECK(trace_hash_outcomes(&a) != trace_hash_outcomes(&empty));
	ATF_CHECK(trace_equal(&empty, &empty));
	trace_release(&a);
	trace_release(&b);
}

ATF_TC_WITHOUT_HEAD(trace_is_written_a_line_an_event);
ATF_TC_BODY(trace_is_written_a_line_an_event, tc)
{
	struct trace t = TRACE_INIT;
	struct text text = TEXT_INIT;

	trace_format(&t, "  ", &text);
	ATF_CHECK_STREQ("", text_get(&text));
	trace_add(&t, "recv", "s1.recv(1)", "returned x'61'", "slow");
	trace_add(&t, "peer", NULL, "nothing", NULL);
	trace_format(&t, "  ", &text);
	ATF_CHECK_STREQ("    s1.recv(1) -> returned x'61'    # slow\n"
	    "    peer: nothing\n", text_get(&text));
	text_release(&text);
	trace_release(&t);
}

static void
check_diff(const char *const *a, const char *const *b, const char *wanted)
{
	struct trace one = TRACE_INIT, two = TRACE_INIT;
	struct text text = TEXT_INIT;

	fill(&one, a);
	fill(&two, b);
	trace_format_diff(&one, &two, "", &text);
	ATF_CHECK_MSG(strcmp(wanted, text_get(&text)) == 0, "%s",
	    text_get(&text));
	text_release(&text);
	trace_release(&one);
	trace_release(&two);
}

#define LIST(...) (const char *const []){ __VA_ARGS__, NULL }

ATF_TC_WITHOUT_HEAD(diff_has_common_lines_once);
ATF_TC_BODY(diff_has_common_lines_once, tc)
{
	check_diff(LIST("a=1", "b=2"), LIST("a=1", "b=2"), "  a: 1\n  b: 2\n");
	check_diff(LIST("a=1", "b=2", "c=3"), LIST("a=1", "b=4", "c=3"),
	    "  a: 1\n- b: 2\n+ b: 4\n  c: 3\n");
	check_diff(LIST("a=1"), LIST("a=1", "b=2"), "  a: 1\n+ b: 2\n");
	check_diff(LIST("a=1", "b=2"), LIST("b=2"), "- a: 1\n  b: 2\n");
	check_diff(LIST("b=2"), LIST("a=1", "b=2"), "+ a: 1\n  b: 2\n");
	check_diff(LIST(NULL), LIST("a=1"), "+ a: 1\n");
	check_diff(LIST("a=1"), LIST(NULL), "- a: 1\n");
	check_diff(LIST(NULL), LIST(NULL), "");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, label_that_is_there_gets_a_number);
	ATF_TP_ADD_TC(tp, act_is_the_label_where_none_is_given);
	ATF_TP_ADD_TC(tp, equal_is_all_but_notes);
	ATF_TP_ADD_TC(tp, hash_does_not_run_words_together);
	ATF_TP_ADD_TC(tp, trace_is_written_a_line_an_event);
	ATF_TP_ADD_TC(tp, diff_has_common_lines_once);
	return atf_no_error();
}
