/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/conform/beside.h"
#include "harness/conform/counts.h"
#include "harness/protocol/text.h"

static pid_t here;

static bool
count_some(const struct options *o, struct report_counts *counts,
    struct why *why)
{
	printf("%s\n", o->name);
	if (system("echo as a child of its own") != 0)
		return why_set(why, "no shell");
	fprintf(stderr, "and this\n");
	counts->passed += 2;
	counts->skipped += 3;
	counts_fail(counts, "the fourth");
	return getpid() != here || why_set(why, "no process of its own");
}

static bool
cannot(const struct options *o, struct report_counts *counts, struct why *why)
{
	(void)o;
	counts->passed++;
	return why_set(why, "no room");
}

static bool
die(const struct options *o, struct report_counts *counts, struct why *why)
{
	(void)o;
	(void)why;
	counts->passed++;
	printf("so far\n");
	fflush(stdout);
	raise(SIGKILL);
	return true;
}

static bool
leave(const struct options *o, struct report_counts *counts, struct why *why)
{
	(void)o;
	(void)counts;
	(void)why;
	exit(0);
}

/* Runs one to its end, where its words go to a file; they are checked. */
static bool
run(beside_check *check, struct report_counts *counts, const char *words,
    struct why *why)
{
	static struct options o = { .name = "hello" };
	char said[256] = "";
	struct beside b;
	FILE *in;
	bool ok;

	here = getpid();
	ATF_REQUIRE(freopen("said", "w", stdout) != NULL);
	beside_start(&b, "doomed", check, &o);
	ok = beside_end(&b, counts, why);
	in = fopen("said", "r");
	ATF_REQUIRE(in != NULL);
	said[fread(said, 1, sizeof(said) - 1, in)] = '\0';
	fclose(in);
	ATF_CHECK_STREQ(words, said);
	return ok;
}

ATF_TC_WITHOUT_HEAD(words_and_counts_arrive);
ATF_TC_BODY(words_and_counts_arrive, tc)
{
	struct text names = TEXT_INIT;
	struct report_counts counts = { 10, 20, 30, &names };
	struct why why = WHY_INIT;

	text_adds(&names, "another\n");
	ATF_CHECK_MSG(run(count_some, &counts, "hello\nas a child of its own\n"
	    "and this\n", &why), "%s", why.text);
	ATF_CHECK_EQ(12, counts.passed);
	ATF_CHECK_EQ(21, counts.failed);
	ATF_CHECK_EQ(33, counts.skipped);
	ATF_CHECK_STREQ("another\nthe fourth\n", text_get(&names));
	text_release(&names);
}

ATF_TC_WITHOUT_HEAD(what_it_could_not_do_is_said);
ATF_TC_BODY(what_it_could_not_do_is_said, tc)
{
	struct report_counts counts = { .names = NULL };
	struct why why = WHY_INIT;

	ATF_CHECK(!run(cannot, &counts, "", &why));
	ATF_CHECK_STREQ("no room", why.text);
	ATF_CHECK_EQ(1, counts.passed);
	ATF_CHECK_EQ(0, counts.failed);
}

ATF_TC_WITHOUT_HEAD(one_that_dies_is_a_failure_and_was_heard);
ATF_TC_BODY(one_that_dies_is_a_failure_and_was_heard, tc)
{
	struct text names = TEXT_INIT;
	struct report_counts counts = { .names = &names };
	struct why why = WHY_INIT;

	ATF_CHECK(!run(die, &counts, "so far\n", &why));
	ATF_CHECK_STREQ("doomed: ended by signal 9", why.text);
	ATF_CHECK(!run(leave, &counts, "", &why));
	ATF_CHECK_STREQ("doomed: ended without counts", why.text);
	ATF_CHECK_EQ(0, counts.passed);
	ATF_CHECK_EQ(2, counts.failed);
	ATF_CHECK_STREQ("doomed\ndoomed\n", text_get(&names));
	text_release(&names);
}

ATF_TC_WITHOUT_HEAD(one_that_was_not_started_is_run_here);
ATF_TC_BODY(one_that_was_not_started_is_run_here, tc)
{
	struct options o = { .name = "hello" };
	struct beside b = { "late", count_some, &o, -1, -1, -1 };
	struct report_counts counts = { .names = NULL };
	struct why why = WHY_INIT;

	here = getpid();
	ATF_CHECK(!beside_end(&b, &counts, &why));
	ATF_CHECK_STREQ("no process of its own", why.text);
	ATF_CHECK_EQ(2, counts.passed);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, words_and_counts_arrive);
	ATF_TP_ADD_TC(tp, what_it_could_not_do_is_said);
	ATF_TP_ADD_TC(tp, one_that_dies_is_a_failure_and_was_heard);
	ATF_TP_ADD_TC(tp, one_that_was_not_started_is_run_here);
	return atf_no_error();
}
