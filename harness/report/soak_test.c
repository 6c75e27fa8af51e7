/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/soak.h"

/* A report of one platform, with what one instance came to, or nothing. */
static void
write_report(int number, const char *platform, const char *revision,
    int instances, const char *verdict)
{
	char path[32];
	FILE *out;

	snprintf(path, sizeof(path), "%d.json", number);
	out = fopen(path, "w");
	ATF_REQUIRE(out != NULL);
	fprintf(out, "{\"platforms\":[{\"name\":\"%s\",\"revision\":\"%s\","
	    "\"instances\":%d,\"executed\":%d,\"not_run\":[],\"divergences\":[",
	    platform, revision, instances, instances - 1);
	if (verdict != NULL)
		fprintf(out, "{\"id\":\"a/b[c=1]\",\"verdict\":\"%s\","
		    "\"line\":\"x <> y\"}", verdict);
	fprintf(out, "]}]}\n");
	ATF_REQUIRE_EQ(0, fclose(out));
}

static char *
compare(int runs, struct soak *soak, bool is_well)
{
	struct why why = WHY_INIT;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ATF_REQUIRE(out != NULL);
	ATF_REQUIRE_EQ_MSG(is_well, soak_compare(".", runs, out, soak, &why),
	    "%s", why.text);
	fclose(out);
	if (is_well)
		return text;
	free(text);
	return strdup(why.text);
}

ATF_TC_WITHOUT_HEAD(what_changes_is_named_and_counted);
ATF_TC_BODY(what_changes_is_named_and_counted, tc)
{
	struct soak soak;
	char *text;

	write_report(1, "native", "r", 11, NULL);
	write_report(2, "native", "r", 11, "unstable");
	write_report(3, "native", "r", 11, NULL);
	text = compare(3, &soak, true);
	ATF_CHECK_STREQ("changed  native  a/b[c=1]: run 2 unstable x <> y\n",
	    text);
	ATF_CHECK_EQ(1, soak.changed);
	ATF_CHECK_EQ(30, soak.executions);
	ATF_CHECK_EQ(1, soak.odd);
	free(text);
}

ATF_TC_WITHOUT_HEAD(what_is_the_same_in_each_run_of_a_platform_is_none);
ATF_TC_BODY(what_is_the_same_in_each_run_of_a_platform_is_none, tc)
{
	struct soak soak;
	char *text;

	write_report(1, "native", "r", 11, NULL);
	write_report(2, "arm64", "r", 7, "differs");
	write_report(3, "native", "r", 11, NULL);
	write_report(4, "arm64", "r", 7, "differs");
	text = compare(4, &soak, true);
	ATF_CHECK_STREQ("", text);
	ATF_CHECK_EQ(0, soak.changed);
	ATF_CHECK_EQ(0, soak.odd);
	ATF_CHECK_EQ(32, soak.executions);
	free(text);
}

ATF_TC_WITHOUT_HEAD(runs_that_are_not_alike_are_refused_by_number);
ATF_TC_BODY(runs_that_are_not_alike_are_refused_by_number, tc)
{
	struct soak soak;
	char *text;

	write_report(1, "native", "r", 11, NULL);
	write_report(2, "native", "r", 12, NULL);
	text = compare(2, &soak, false);
	ATF_CHECK_STREQ("run 2 has not as many instances on native as run 1",
	    text);
	free(text);
	write_report(2, "native", "s", 11, NULL);
	text = compare(2, &soak, false);
	ATF_CHECK_STREQ("run 2 is of another revision of the suite than run 1",
	    text);
	free(text);
	text = compare(3, &soak, false);
	ATF_CHECK_MATCH("3.json", text);
	free(text);
}

ATF_TC_WITHOUT_HEAD(bounds_are_poissons);
ATF_TC_BODY(bounds_are_poissons, tc)
{
	ATF_CHECK(fabs(soak_bound(0, 1000000) * 1e6 - 2.9957) < 0.001);
	ATF_CHECK(fabs(soak_bound(1, 1000000) * 1e6 - 4.7439) < 0.001);
	ATF_CHECK(fabs(soak_bound(10, 1000000) * 1e6 - 16.9622) < 0.001);
	ATF_CHECK_EQ(1, soak_bound(3, 2));
	ATF_CHECK_EQ(1, soak_bound(0, 0));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, what_changes_is_named_and_counted);
	ATF_TP_ADD_TC(tp, what_is_the_same_in_each_run_of_a_platform_is_none);
	ATF_TP_ADD_TC(tp, runs_that_are_not_alike_are_refused_by_number);
	ATF_TP_ADD_TC(tp, bounds_are_poissons);
	return atf_no_error();
}
