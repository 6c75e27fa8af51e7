/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows that hang are given up, alone and with workers, and told so. */
#include <atf-c.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset_atf.h"
#include "harness/runner/case.h"
#include "harness/runner/losses.h"

/* "hang", "fine", "unsupported" and "open", by their first letters. */
static void
check_series(const char *series, bool too_many, size_t last)
{
	struct losses l;
	size_t i, is = 0;
	bool given_up;

	losses_init(&l, strlen(series));
	for (i = 0; series[i] != '\0'; i++)
		losses_note(&l, i, series[i] == 'h' ? LOSS_HUNG :
		    series[i] == 'f' ? LOSS_NONE : series[i] == 'u' ?
		    LOSS_UNSUPPORTED : LOSS_OPEN);
	given_up = losses_too_many(&l, &is);
	ATF_CHECK_MSG(given_up == too_many, "%s", series);
	ATF_CHECK_MSG(!too_many || is == last, "%s: %zu", series, is);
	losses_release(&l);
	losses_release(&l);
}

ATF_TC_WITHOUT_HEAD(three_in_a_row_are_too_many);
ATF_TC_BODY(three_in_a_row_are_too_many, tc)
{
	check_series("", false, 0);
	check_series("hh", false, 0);
	check_series("hhh", true, 2);
	check_series("fhhhf", true, 3);
	check_series("hhfhh", false, 0);
	check_series("hhfhhh", true, 5);
	check_series("uhuuhuh", true, 6);
	/* Whoever has not ended may not have hung. */
	check_series("hhohh", false, 0);
	check_series("ohhoo", false, 0);
	check_series("ohhho", true, 3);
}

ATF_TC_WITHOUT_HEAD(nothing_begins_then_and_that_is_noted);
ATF_TC_BODY(nothing_begins_then_and_that_is_noted, tc)
{
	struct losses l;
	size_t i;

	losses_init(&l, 5);
	for (i = 0; i < 3; i++) {
		ATF_CHECK(losses_let(&l, i));
		losses_note(&l, i, LOSS_HUNG);
	}
	ATF_CHECK(!losses_let(&l, 3));
	ATF_CHECK_EQ(LOSS_NOT_RUN, losses_of(&l, 3));
	ATF_CHECK_EQ(LOSS_OPEN, losses_of(&l, 4));
	losses_release(&l);
}

/* The liar hangs at the values of `n` that make it call setblocking(). */
static void
call_one(struct scene *sc)
{
	pair(sc, "unix");
	if (axis(sc, "n")[0] == 'h')
		call(sc, "s1.setblocking(true)");
	call(sc, "s1.getblocking()");
}

static const struct row rows[] = {
	{ .name = "hangs", .clause = "LOSS-01", .act = call_one,
	  .axes = { "n=f1|h1|h2|f2|h3|h4|h5|h6|f3|h7" } },
	{ .name = "hangs_at_the_end", .clause = "LOSS-02", .act = call_one,
	  .axes = { "n=f1|h1|h2|f2|h3|h4|h5" } },
	{ .name = "hangs_with_workers", .clause = "LOSS-03", .act = call_one,
	  .axes = { "n=h", "m=1..40" }, .waits = true },
};

static const struct area area = { "losses", rows, 3 };

/* What a case of that row prints, to be freed. */
static char *
run_case(const atf_tc_t *tc, const struct row *row, struct tally *t)
{
	static char top[PATH_MAX];
	struct config config = { .top = top,
	    .iut = "build/liar hang setblocking build/iut",
	    .oracle = "/usr/bin/python3 -E -S oracle/oracle.py", .wrap = "",
	    .platform = "here", .require = "", .record = "",
	    .watchdog_ms = 10000 };
	char *printed;
	size_t len;
	FILE *out = open_memstream(&printed, &len);

	asset_find_top_of(tc, top);
	ATF_REQUIRE(out != NULL);
	phase_start();
	case_run(&config, &area, row, out, t);
	fclose(out);
	return printed;
}

static size_t
count(const char *text, const char *word)
{
	size_t n = 0;

	while ((text = strstr(text, word)) != NULL) {
		n++;
		text += strlen(word);
	}
	return n;
}

ATF_TC_WITHOUT_HEAD(row_is_given_up_after_three_losses);
ATF_TC_BODY(row_is_given_up_after_three_losses, tc)
{
	struct tally t = TALLY_INIT;
	char *printed = run_case(tc, &rows[0], &t);

	ATF_CHECK_EQ(10, t.planned);
	ATF_CHECK_EQ(7, t.executed);
	ATF_CHECK_EQ(5, t.unexpected);
	ATF_CHECK_EQ(3, t.not_run);
	ATF_CHECK_EQ(7, count(printed, "\ninstance "));
	ATF_CHECK_MSG(strstr(printed, "\nnot_run row=losses/hangs clause="
	    "LOSS-01 instances=3 reason='given%20up:%203%20instances%20in%20a"
	    "%20row%20hung%20or%20spun,%20the%20last%20of%20them%20losses/"
	    "hangs[n=h5]%20"
	    "differs:%20setblocking:%20hung") != NULL, "%s", printed);
	ATF_CHECK_MSG(strstr(printed, "\ndone instances=7 executed=7 took=") !=
	    NULL, "%s", printed);
	free(printed);
	tally_release(&t);
}

ATF_TC_WITHOUT_HEAD(row_that_ends_with_the_third_loss_was_run);
ATF_TC_BODY(row_that_ends_with_the_third_loss_was_run, tc)
{
	struct tally t = TALLY_INIT;
	char *printed = run_case(tc, &rows[1], &t);

	ATF_CHECK_EQ(7, t.executed);
	ATF_CHECK_EQ(0, t.not_run);
	ATF_CHECK(strstr(printed, "not_run") == NULL);
	free(printed);
	tally_release(&t);
}

ATF_TC_WITHOUT_HEAD(workers_give_a_row_up_together);
ATF_TC_BODY(workers_give_a_row_up_together, tc)
{
	struct tally t = TALLY_INIT;
	char *printed = run_case(tc, &rows[2], &t);

	ATF_CHECK_EQ(40, t.planned);
	ATF_CHECK_MSG(t.executed >= 3 && t.executed <= 16, "%zu", t.executed);
	ATF_CHECK_EQ(40, t.executed + t.not_run);
	ATF_CHECK_EQ(t.executed, t.unexpected);
	ATF_CHECK_EQ(1, count(printed, "\nnot_run row="));
	ATF_CHECK(strstr(printed, "broken") == NULL);
	free(printed);
	tally_release(&t);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, three_in_a_row_are_too_many);
	ATF_TP_ADD_TC(tp, nothing_begins_then_and_that_is_noted);
	ATF_TP_ADD_TC(tp, row_is_given_up_after_three_losses);
	ATF_TP_ADD_TC(tp, row_that_ends_with_the_third_loss_was_run);
	ATF_TP_ADD_TC(tp, workers_give_a_row_up_together);
	return atf_no_error();
}
