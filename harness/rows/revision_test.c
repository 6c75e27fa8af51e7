/* SPDX-License-Identifier: BSD-2-Clause */
/* The same suite has one revision, whatever machine it is asked on. */
#include <atf-c.h>
#include <string.h>

#include "harness/rows/areas.h"
#include "harness/rows/revision.h"

static const char *machine;	/* what is documented by its numbers */

static void
say_of_machine(struct documented *d, const struct instance *i)
{
	(void)i;
	documented_want(d, "message", "%s", machine);
}

static struct row rows[] = {
	{ .name = "it_arrives", .clause = "A-01", .axes = { "with=rights|address" },
	  .documented = say_of_machine },
	{ .name = "answers", .clause = "A-02", .axes = { "set=one" },
	  .documented = say_of_machine },
	{ .name = "files", .clause = "A-03", .axes = { "kind=proc|sys" },
	  .documented = say_of_machine },
	{ .name = "it_is", .clause = "A-04", .axes = { "kind=tcp" },
	  .doc = "recv: returned 1" },
};

static const struct area area = { .name = "only", .rows = rows, .rows_len = 4 };
const struct area *const areas[] = { &area };
const size_t areas_len = 1;

static void
ask(struct revision *r, const char *its)
{
	machine = its;
	revision_of_suite(r);
	ATF_CHECK_EQ(6, r->instances);
}

ATF_TC_WITHOUT_HEAD(another_machine_has_the_same);
ATF_TC_BODY(another_machine_has_the_same, tc)
{
	struct revision one, two;

	ask(&one, "[(SOL_SOCKET,SCM_CREDENTIALS,[iut,0,1])]");
	ask(&two, "[(0,2,x'00000007')]");
	ATF_CHECK_STREQ(one.digits, two.digits);
}

ATF_TC_WITHOUT_HEAD(what_is_asked_or_documented_changes_it);
ATF_TC_BODY(what_is_asked_or_documented_changes_it, tc)
{
	struct row was = rows[3];
	struct revision one, two;

	ask(&one, "");
	rows[3].doc = "recv: returned 2";
	ask(&two, "");
	ATF_CHECK(strcmp(one.digits, two.digits) != 0);
	rows[3] = was;
	rows[3].clause = "A-05";
	ask(&two, "");
	ATF_CHECK(strcmp(one.digits, two.digits) != 0);
	rows[3] = was;
	rows[3].axes[0] = "kind=udp";
	ask(&two, "");
	ATF_CHECK(strcmp(one.digits, two.digits) != 0);
	rows[3] = was;
	ask(&two, "");
	ATF_CHECK_STREQ(one.digits, two.digits);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, another_machine_has_the_same);
	ATF_TP_ADD_TC(tp, what_is_asked_or_documented_changes_it);
	return atf_no_error();
}
