/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>

#include "harness/rows/row.h"

static void
act(struct scene *sc)
{
	(void)sc;
}

static bool
is_not_both(const struct instance *i)
{
	return !instance_is(i, "kind", "udp") || !instance_is(i, "n", "2");
}

static bool
never(const struct instance *i)
{
	(void)i;
	return false;
}

static void
document_number(struct documented *d, const struct instance *i)
{
	documented_want(d, "send", "returned %lld",
	    2 * instance_number(i, "n"));
}

/* The ids of a row's instances, a line each. */
static const char *
ids(const struct row *row)
{
	static struct text text = TEXT_INIT;
	const struct area area = { "some", row, 1 };
	struct instances all = INSTANCES_INIT;
	size_t n;

	text_cut(&text, 0);
	instances_add_row(&all, &area, row);
	for (n = 0; n < all.len; n++) {
		text_addf(&text, "%s\n", all.at[n].id);
		ATF_CHECK_EQ(&all.at[n], instances_find(&all, all.at[n].id));
	}
	instances_release(&all);
	return text_get(&text);
}

#define ROW .name = "row", .clause = "SOME-01", .act = act

ATF_TC_WITHOUT_HEAD(row_without_axes_is_one_instance);
ATF_TC_BODY(row_without_axes_is_one_instance, tc)
{
	ATF_CHECK_STREQ("some/row\n", ids(&(struct row){ ROW }));
	ATF_CHECK_STREQ("some/row\n", ids(&(struct row){ ROW,
	    .with = { "kind=tcp" } }));
}

ATF_TC_WITHOUT_HEAD(axes_are_multiplied_in_their_order);
ATF_TC_BODY(axes_are_multiplied_in_their_order, tc)
{
	const struct row row = { ROW, .axes = { "kind=tcp|udp", "n=1|2" } };

	ATF_CHECK_STREQ("some/row[kind=tcp,n=1]\nsome/row[kind=tcp,n=2]\n"
	    "some/row[kind=udp,n=1]\nsome/row[kind=udp,n=2]\n", ids(&row));
}

ATF_TC_WITHOUT_HEAD(only_leaves_combinations_out);
ATF_TC_BODY(only_leaves_combinations_out, tc)
{
	const struct row row = { ROW, .axes = { "kind=tcp|udp", "n=1|2" },
	    .only = is_not_both };

	ATF_CHECK_STREQ("some/row[kind=tcp,n=1]\nsome/row[kind=tcp,n=2]\n"
	    "some/row[kind=udp,n=1]\n", ids(&row));
}

static const struct {
	const char *axis, *values;	/* each behind a ' ' */
} axes[] = {
	{ "n=3..6", " 3 4 5 6" },
	{ "n=-1..1", " -1 0 1" },
	{ "n=5..5", " 5" },
	{ "n=0|3..4|9", " 0 3 4 9" },
	{ "n=6..3", "" },
	{ "n=3..", " 3.." },
	{ "n=..3", " ..3" },
	{ "n=3..5x", " 3..5x" },
	{ "n=1.5", " 1.5" },
	{ "n=", " " },
	{ "n=|a", "  a" },
	{ "n=a||b", " a  b" },
	{ "n=flag=true", " flag=true" },
	{ "n=[1,2]|('a',5)", " [1,2] ('a',5)" },
};

ATF_TC_WITHOUT_HEAD(axis_has_values_and_ranges);
ATF_TC_BODY(axis_has_values_and_ranges, tc)
{
	struct row row = { ROW };
	const struct area area = { "some", &row, 1 };
	struct instances all;
	struct text text = TEXT_INIT;
	size_t n, i;

	for (n = 0; n < sizeof(axes) / sizeof(axes[0]); n++) {
		all = (struct instances)INSTANCES_INIT;
		row.axes[0] = axes[n].axis;
		instances_add_row(&all, &area, &row);
		text_cut(&text, 0);
		for (i = 0; i < all.len; i++)
			text_addf(&text, " %s",
			    instance_value(&all.at[i], "n"));
		ATF_CHECK_MSG(strcmp(text.len > 0 ? text_get(&text) : "",
		    axes[n].values) == 0, "%s:%s", axes[n].axis,
		    text_get(&text));
		instances_release(&all);
	}
	text_release(&text);
}

ATF_TC_WITHOUT_HEAD(value_is_found_by_its_name);
ATF_TC_BODY(value_is_found_by_its_name, tc)
{
	const struct row row = { ROW, .axes = { "kind=tcp", "n=-7" },
	    .with = { "timeout=0.5" } };
	const struct area area = { "some", &row, 1 };
	struct instances all = INSTANCES_INIT;

	instances_add_row(&all, &area, &row);
	ATF_REQUIRE_EQ(1, all.len);
	ATF_CHECK_STREQ("tcp", instance_value(&all.at[0], "kind"));
	ATF_CHECK_STREQ("0.5", instance_value(&all.at[0], "timeout"));
	ATF_CHECK(instance_value(&all.at[0], "kin") == NULL);
	ATF_CHECK(instance_is(&all.at[0], "kind", "tcp"));
	ATF_CHECK(!instance_is(&all.at[0], "none", "tcp"));
	ATF_CHECK_EQ(-7, instance_number(&all.at[0], "n"));
	ATF_CHECK_EQ(0, instance_number(&all.at[0], "none"));
	ATF_CHECK(instances_find(&all, "some/other") == NULL);
	instances_release(&all);
	instances_release(&all);
}

ATF_TC_WITHOUT_HEAD(name_in_doc_stands_for_the_value);
ATF_TC_BODY(name_in_doc_stands_for_the_value, tc)
{
	const struct row row = { ROW, .axes = { "n=3" }, .with = { "m=x'61'" },
	    .doc = "recv: returned {m} or {n}{n}; peer: {n}",
	    .documented = document_number };
	const struct area area = { "some", &row, 1 };
	struct instances all = INSTANCES_INIT;
	struct documented d = DOCUMENTED_INIT;

	instances_add_row(&all, &area, &row);
	instance_document(&all.at[0], &d);
	ATF_CHECK_EQ(3, d.len);
	ATF_CHECK_STREQ("returned x'61' or 33", documented_for(&d, "recv"));
	ATF_CHECK_STREQ("3", documented_for(&d, "peer"));
	ATF_CHECK_STREQ("returned 6", documented_for(&d, "send"));
	documented_release(&d);
	instances_release(&all);
}

#define NAMED(its) .name = its, .clause = "SOME-01", .act = act
#define CLAUSED(its) .name = "row", .clause = its, .act = act
#define NO_NAME "its name is no identifier in lower case"
#define NO_CLAUSE "its clause is not of the form SETBLK-02"

static const struct {
	struct row row;
	const char *reason;
} malformed[] = {
	{ { NAMED(NULL) }, NO_NAME },
	{ { NAMED("") }, NO_NAME },
	{ { NAMED("Row") }, NO_NAME },
	{ { NAMED("a b") }, NO_NAME },
	{ { NAMED("a-b") }, NO_NAME },
	{ { NAMED("1a") }, NO_NAME },
	{ { NAMED("good") }, "an earlier row has the same name" },
	{ { CLAUSED(NULL) }, NO_CLAUSE },
	{ { CLAUSED("SOME") }, NO_CLAUSE },
	{ { CLAUSED("-01") }, NO_CLAUSE },
	{ { CLAUSED("SOME-1") }, NO_CLAUSE },
	{ { CLAUSED("SOME-012") }, NO_CLAUSE },
	{ { CLAUSED("some-01") }, NO_CLAUSE },
	{ { .name = "row", .clause = "SOME-01" }, "it has no scenario" },
	{ { ROW, .axes = { "kind" } },
	  "an axis is not of the form name=value|value" },
	{ { ROW, .axes = { "=tcp" } },
	  "an axis is not of the form name=value|value" },
	{ { ROW, .axes = { "a b=tcp" } },
	  "an axis is not of the form name=value|value" },
	{ { ROW, .with = { "kind" } },
	  "an axis is not of the form name=value|value" },
	{ { ROW, .axes = { "a=1", "b=2", "a=3" } },
	  "two axes have the same name" },
	{ { ROW, .with = { "a=1", "a=3" } }, "two axes have the same name" },
	{ { ROW, .axes = { "a=1|f(,b=2)", "b=2" } },
	  "a value holds the name of the next axis, \",name=\"" },
	{ { ROW, .axes = { "a=1" }, .with = { "a=3" } },
	  "two axes have the same name" },
	{ { ROW, .with = { "a=1|2" } },
	  "what all instances have the same (with) has several values" },
	{ { ROW, .axes = { "a=1|2|1" } }, "an axis has a value twice" },
	{ { ROW, .axes = { "a=1..3|2" } }, "an axis has a value twice" },
	{ { ROW, .axes = { "a=3..1" } }, "a range ends before it begins" },
	{ { ROW, .axes = { "a=1|3..1" } }, "a range ends before it begins" },
	{ { ROW, .with = { "a=3..1" } }, "a range ends before it begins" },
	{ { ROW, .axes = { "a=1" }, .all = "a=3..1" },
	  "a range ends before it begins" },
	{ { ROW, .axes = { "a=1" }, .all = "a" },
	  "an axis is not of the form name=value|value" },
	{ { ROW, .axes = { "a=0..200000" } },
	  "its axes have too many combinations" },
	{ { ROW, .axes = { "a=0..9223372036854775807" } },
	  "its axes have too many combinations" },
	{ { ROW, .axes = { "a=-9223372036854775807..9223372036854775807" } },
	  "its axes have too many combinations" },
	{ { ROW, .axes = { "a=0..999", "b=0..999" } },
	  "its axes have too many combinations" },
	{ { ROW, .axes = { "a=0..9", "b=1" }, .all = "b=0..99999" },
	  "its axes have too many combinations" },
	{ { ROW, .only = never }, "no combination is left" },
	{ { ROW, .axes = { "a=1" }, .doc = "recv: {b}" },
	  "doc names an axis that there is not" },
	{ { ROW, .axes = { "a=1" }, .doc = "recv: {a" },
	  "doc names an axis that there is not" },
	{ { ROW, .doc = "recv returned 1" },
	  "doc is not of the form label: outcome; label: outcome" },
	{ { ROW, .doc = "recv: returned 1; send returned 1" },
	  "doc is not of the form label: outcome; label: outcome" },
	{ { ROW, .doc = "send returned; recv: 1" },
	  "doc is not of the form label: outcome; label: outcome" },
	{ { ROW, .doc = "recv: 1; " },
	  "doc is not of the form label: outcome; label: outcome" },
	{ { ROW, .doc = "recv: " },
	  "doc is not of the form label: outcome; label: outcome" },
	{ { ROW, .doc = "" },
	  "doc is not of the form label: outcome; label: outcome" },
	{ { ROW, .doc = "recv: 1; recv: 2" }, "doc has a label twice" },
};

ATF_TC_WITHOUT_HEAD(malformed_row_is_refused_with_file_row_and_reason);
ATF_TC_BODY(malformed_row_is_refused_with_file_row_and_reason, tc)
{
	struct row rows[2] = { { .name = "good", .clause = "SOME-01",
	    .act = act } };
	const struct area area = { "some", rows, 2 };
	struct why why;
	char wanted[200];
	size_t n;

	for (n = 0; n < sizeof(malformed) / sizeof(malformed[0]); n++) {
		why = (struct why)WHY_INIT;
		rows[1] = malformed[n].row;
		snprintf(wanted, sizeof(wanted),
		    "cases/some_test.c: row 2 '%s': %s",
		    rows[1].name != NULL ? rows[1].name : "",
		    malformed[n].reason);
		ATF_CHECK_MSG(!area_check(&area, &why) &&
		    strcmp(why.text, wanted) == 0, "'%s', not '%s'", why.text,
		    wanted);
	}
}

ATF_TC_WITHOUT_HEAD(good_area_is_accepted);
ATF_TC_BODY(good_area_is_accepted, tc)
{
	static const struct row rows[] = {
		{ ROW, .axes = { "a=1..3|", "b_2=x" }, .with = { "c=" },
		  .doc = "recv: returned {a} or {b_2}; recv#2: *" },
		{ .name = "row2", .clause = "SOME-99", .act = act },
	};
	const struct area area = { "some", rows, 2 };
	struct why why = WHY_INIT;

	ATF_CHECK_MSG(area_check(&area, &why), "%s", why.text);
}

ATF_TC_WITHOUT_HEAD(sample_has_few_rows_and_what_needs_an_ability);
ATF_TC_BODY(sample_has_few_rows_and_what_needs_an_ability, tc)
{
	static const struct row rows[] = {
		{ .name = "a" }, { .name = "b" }, { .name = "c" },
		{ .name = "d", .needs = "af_alg" }, { .name = "e" },
	};
	static const struct row chosen[] = { { .name = "a" },
	    { .name = "b", .sampled = true } };
	const struct area area = { "some", rows, 5 };
	size_t n, most, few;

	for (most = 0; most < 6; most++) {
		few = 0;
		for (n = 0; n < 5; n++)
			few += area_samples(&area, &rows[n], most);
		ATF_CHECK_EQ(most < 4 ? most + 1 : 5, few);
		ATF_CHECK(area_samples(&area, &rows[3], most));
	}
	ATF_CHECK(area_samples(&area, &rows[0], 1));
	ATF_CHECK(!area_samples(&area, &rows[4], 3));
	ATF_CHECK(area_samples(&(struct area){ "other", chosen, 2 },
	    &chosen[1], 1));
}

ATF_TC_WITHOUT_HEAD(wide_run_has_all_values_of_the_axis);
ATF_TC_BODY(wide_run_has_all_values_of_the_axis, tc)
{
	static const struct row row = { .name = "a", .clause = "SOME-01",
	    .act = act, .axes = { "n=0..2", "x=1" }, .all = "n=0..9" };
	const struct area area = { "some", &row, 1 };
	struct instances s = INSTANCES_INIT;

	instances_add_row(&s, &area, &row);
	ATF_CHECK_EQ(3, s.len);
	instances_release(&s);
	instances_widen(true);
	instances_add_row(&s, &area, &row);
	ATF_CHECK_EQ(10, s.len);
	ATF_CHECK(instances_find(&s, "some/a[n=2,x=1]") != NULL);
	instances_release(&s);
	instances_widen(false);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, wide_run_has_all_values_of_the_axis);
	ATF_TP_ADD_TC(tp, row_without_axes_is_one_instance);
	ATF_TP_ADD_TC(tp, axes_are_multiplied_in_their_order);
	ATF_TP_ADD_TC(tp, only_leaves_combinations_out);
	ATF_TP_ADD_TC(tp, axis_has_values_and_ranges);
	ATF_TP_ADD_TC(tp, value_is_found_by_its_name);
	ATF_TP_ADD_TC(tp, name_in_doc_stands_for_the_value);
	ATF_TP_ADD_TC(tp, malformed_row_is_refused_with_file_row_and_reason);
	ATF_TP_ADD_TC(tp, good_area_is_accepted);
	ATF_TP_ADD_TC(tp, sample_has_few_rows_and_what_needs_an_ability);
	return atf_no_error();
}
