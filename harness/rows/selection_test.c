/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>

#include "harness/rows/selection.h"

static void
act(struct scene *sc)
{
	(void)sc;
}

static const struct row row = { .name = "row", .clause = "SOME-01",
	.act = act, .axes = { "kind=tcp|udp", "n=1..10" } };
static const struct area area = { "some", &row, 1 };

ATF_TC_WITHOUT_HEAD(whole_ids_and_patterns_choose);
ATF_TC_BODY(whole_ids_and_patterns_choose, tc)
{
	struct selection s = SELECTION_INIT;
	struct instances all = INSTANCES_INIT;

	ATF_CHECK(selection_is_empty(&s));
	ATF_CHECK_EQ(selection_count(NULL, &area, &row), 20);
	ATF_CHECK_EQ(selection_count(&s, &area, &row), 0);
	selection_add(&s, "some/row[kind=udp,n=2]");
	selection_add(&s, "some/row[kind=tcp,n=1]");
	selection_add(&s, "some/row[kind=tcp,n=1]");
	selection_add(&s, "some/row");
	selection_add(&s, "some/row[kind=udp,n=1*");
	ATF_CHECK(!selection_is_empty(&s));
	instances_add_row(&all, &area, &row);
	selection_keep(&s, &all);
	ATF_REQUIRE_EQ(all.len, 4);
	ATF_CHECK_STREQ(all.at[0].id, "some/row[kind=tcp,n=1]");
	ATF_CHECK_STREQ(all.at[1].id, "some/row[kind=udp,n=1]");
	ATF_CHECK_STREQ(all.at[2].id, "some/row[kind=udp,n=2]");
	ATF_CHECK_STREQ(all.at[3].id, "some/row[kind=udp,n=10]");
	ATF_CHECK(!selection_has(&s, "some/row[kind=udp"));
	instances_release(&all);
	selection_release(&s);
}

ATF_TC_WITHOUT_HEAD(file_has_a_pattern_a_line);
ATF_TC_BODY(file_has_a_pattern_a_line, tc)
{
	struct selection s = SELECTION_INIT, back = SELECTION_INIT;
	struct why why = WHY_INIT;
	FILE *f;

	selection_add(&s, "b/two words");
	selection_add(&s, "a/*");
	ATF_REQUIRE_MSG(selection_write(&s, "chosen", &why), "%s", why.text);
	ATF_REQUIRE_MSG(selection_read(&back, "chosen", &why), "%s",
	    why.text);
	ATF_CHECK(selection_has(&back, "b/two words"));
	ATF_CHECK(selection_has(&back, "a/anything"));
	ATF_CHECK(!selection_has(&back, "b/two"));
	selection_release(&s);
	selection_release(&back);
	f = fopen("chosen", "w");
	ATF_REQUIRE(f != NULL);
	fputs("\n\n", f);
	fclose(f);
	ATF_CHECK(!selection_read(&back, "chosen", &why));
	ATF_CHECK_STREQ(why.text, "'chosen' names no instance");
	ATF_CHECK(!selection_read(&back, "nowhere", &why));
	selection_release(&back);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, whole_ids_and_patterns_choose);
	ATF_TP_ADD_TC(tp, file_has_a_pattern_a_line);
	return atf_no_error();
}
