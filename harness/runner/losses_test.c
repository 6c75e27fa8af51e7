/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows that hang are given up, alone and with workers, and told so. */
#include <atf-c.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/judge/asset_atf.h"
#include "harness/runner/case.h"
#include "harness/runner/losses.h"
#include "harness/world/processor.h"

static void
idle_about(struct scene *sc)
{
	(void)sc;
}

/*
 * What is said of the instance behind a series, in the order of the axes, of
 * "hang", "fine", "unsupported" and "open", by their first letters; NULL: it
 * may begin.
 */
static void
check_series(const struct row *row, const char *series, const char *said)
{
	static const struct area area = { .name = "losses" };
	struct instances all = INSTANCES_INIT;
	struct losses l;
	struct text text = TEXT_INIT;
	size_t len = strlen(series), i;

	instances_add_row(&all, &area, row);
	ATF_REQUIRE(len < all.len);
	losses_init(&l, &all);
	for (i = 0; i < len; i++)
		losses_note(&l, i, series[i] == 'h' ? LOSS_LOST :
		    series[i] == 'f' ? LOSS_NONE : series[i] == 'u' ?
		    LOSS_UNSUPPORTED : LOSS_OPEN);
	ATF_CHECK_MSG(losses_let(&l, len) == (said == NULL), "%s", series);
	ATF_CHECK_EQ(said == NULL ? LOSS_OPEN : LOSS_NOT_RUN,
	    losses_of(&l, len));
	if (said != NULL && losses_of(&l, len) == LOSS_NOT_RUN) {
		text_addf(&text, " %zu", losses_tell(&l, len, &text));
		ATF_CHECK_STREQ(said, text_get(&text));
	}
	text_release(&text);
	losses_release(&l);
	losses_release(&l);
	instances_release(&all);
}

#define IN_A_ROW "3 instances in a row hung, spun or waited in vain "

ATF_TC_WITHOUT_HEAD(three_in_a_row_are_too_many);
ATF_TC_BODY(three_in_a_row_are_too_many, tc)
{
	static const struct row row = { .name = "in_a_row", .clause = "LOSS-04",
	    .act = idle_about, .axes = { "n=1..9" } };

	check_series(&row, "", NULL);
	check_series(&row, "hh", NULL);
	check_series(&row, "hhh", IN_A_ROW "2");
	check_series(&row, "fhhhf", IN_A_ROW "3");
	check_series(&row, "hhfhh", NULL);
	check_series(&row, "hhfhhh", IN_A_ROW "5");
	check_series(&row, "uhuuhuh", IN_A_ROW "6");
	/* Whoever has not ended may not have hung. */
	check_series(&row, "hhohh", NULL);
	check_series(&row, "ohhoo", NULL);
	check_series(&row, "ohhho", IN_A_ROW "3");
}

ATF_TC_WITHOUT_HEAD(so_are_three_of_one_value);
ATF_TC_BODY(so_are_three_of_one_value, tc)
{
	static const struct row one = { .name = "one", .clause = "LOSS-04",
	    .act = idle_about, .axes = { "x=q", "n=1..9" } };
	static const struct row row = { .name = "values", .clause = "LOSS-05",
	    .act = idle_about, .axes = { "x=q|p", "n=1..4", "m=a|b" } };

	check_series(&row, "hfhfhf", "3 instances with m=a hung, spun or "
	    "waited in vain, and none ended well 4");
	check_series(&row, "hfhfh", NULL);	/* m=b */
	check_series(&row, "hfufhfhf", "3 instances with m=a hung, spun or "
	    "waited in vain, and none ended well 6");
	check_series(&row, "hfffhfhf", NULL);
	/* Not all of m=a, and not all of x=p, but those of both. */
	check_series(&row, "ffffffffhfhfhf", "3 instances with x=p and m=a "
	    "hung, spun or waited in vain, and none ended well 12");
	check_series(&row, "ffffffffhfhfh", NULL);
	check_series(&row, "ffffffffhfhfff", NULL);
	/* What all of the row has is no part of it. */
	check_series(&one, "hohoho", NULL);
}

ATF_TC_WITHOUT_HEAD(what_was_not_run_is_told_together);
ATF_TC_BODY(what_was_not_run_is_told_together, tc)
{
	static const struct row row = { .name = "together", .clause = "LOSS-06",
	    .act = idle_about, .axes = { "n=1..4", "m=a|b|c" } };
	static const struct area area = { .name = "losses" };
	struct instances all = INSTANCES_INIT;
	struct losses l;
	size_t i;

	instances_add_row(&all, &area, &row);
	losses_init(&l, &all);
	for (i = 0; i < 9; i++) {
		ATF_CHECK(losses_let(&l, i));
		losses_note(&l, i, i % 3 == 1 ? LOSS_NONE : LOSS_LOST);
	}
	ATF_CHECK(!losses_let(&l, 9) && losses_let(&l, 10) &&
	    !losses_let(&l, 11));
	ATF_CHECK(losses_are_alike(&l, 9, 9));
	ATF_CHECK(!losses_are_alike(&l, 9, 10));
	ATF_CHECK(!losses_are_alike(&l, 9, 11));
	ATF_CHECK(!losses_are_alike(&l, 10, 10));
	losses_release(&l);
	instances_release(&all);
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

static void
wait_in_vain(struct scene *sc)
{
	pair(sc, "unix");
	set_up(sc, "s1.settimeout(1.0)");
	call(sc, "s1.recv(5)");
}

static void
sleep_until_it_comes(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	set_up(sc, "s1.settimeout(30.0)");
	begin(sc, "s1.recv(5)");
	if (blocked(sc))
		peer_sends(sc, p, 5, 1);
	finish(sc);
}

static const struct row rows[] = {
	{ .name = "hangs", .clause = "LOSS-01", .act = call_one,
	  .axes = { "n=f1|h1|h2|f2|h3|h4|h5|h6|f3|h7" } },
	{ .name = "hangs_at_the_end", .clause = "LOSS-02", .act = call_one,
	  .axes = { "n=f1|h1|h2|f2|h3|h4|h5" } },
	{ .name = "hangs_with_workers", .clause = "LOSS-03", .act = call_one,
	  .axes = { "n=h", "m=1..40" }, .waits = true },
	{ .name = "waits_in_vain", .clause = "LOSS-07", .act = wait_in_vain,
	  .axes = { "n=1..5" }, .doc = "recv: returned x'61'" },
	{ .name = "waits_as_documented", .clause = "LOSS-08",
	  .act = wait_in_vain, .axes = { "n=1..4" },
	  .doc = "recv: raised TimeoutError 'timed out'" },
	{ .name = "sleeps", .clause = "LOSS-09", .act = sleep_until_it_comes,
	  .axes = { "n=1..5" }, .doc = "blocked: true; recv: returned *" },
};

static const struct area area = { "losses", rows,
    sizeof(rows) / sizeof(rows[0]) };

/* What a case of that row prints, to be freed. */
static char *
run_case_of(const atf_tc_t *tc, const char *iut, const struct row *row,
    struct tally *t)
{
	static char top[PATH_MAX];
	struct config config = { .top = top, .iut = iut,
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

static char *
run_case(const atf_tc_t *tc, const struct row *row, struct tally *t)
{
	return run_case_of(tc, "build/liar hang setblocking build/iut", row, t);
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
	    "%20row%20hung,%20spun%20or%20waited%20in%20vain,%20the%20last%20"
	    "of%20them%20losses/hangs[n=h5]%20"
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

ATF_TC_WITHOUT_HEAD(what_waits_in_vain_is_lost);
ATF_TC_BODY(what_waits_in_vain_is_lost, tc)
{
	struct tally t = TALLY_INIT;
	char *printed = run_case(tc, &rows[3], &t);

	ATF_CHECK_EQ(3, t.unexpected);
	ATF_CHECK_EQ(2, t.not_run);
	ATF_CHECK(strstr(printed, "recv:%20raised%20TimeoutError") != NULL);
	free(printed);
	tally_release(&t);
	t = (struct tally)TALLY_INIT;
	free(run_case(tc, &rows[4], &t));
	ATF_CHECK_EQ(4, t.executed);
	ATF_CHECK_EQ(0, t.not_run);
	tally_release(&t);
}

/* A processor that is busy with others, for which the caller has to end them. */
static void
keep_busy(pid_t *pids, size_t len)
{
	cpu_set_t first;
	size_t i;

	CPU_ZERO(&first);
	CPU_SET(processor_nth(0), &first);
	for (i = 0; i < len; i++) {
		pids[i] = fork();
		ATF_REQUIRE(pids[i] >= 0);
		if (pids[i] > 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		sched_setaffinity(0, sizeof(first), &first);
		alarm(120);
		for (;;)
			continue;
	}
}

ATF_TC_WITHOUT_HEAD(what_spins_among_others_is_lost);
ATF_TC_BODY(what_spins_among_others_is_lost, tc)
{
	struct tally t = TALLY_INIT;
	char iut[200], *printed;
	pid_t pids[6];
	size_t i;

	snprintf(iut, sizeof(iut), "env LD_PRELOAD=build/mutants/platform.so "
	    "PYSOCK_PLATFORM=poll-spins taskset -c %d build/iut",
	    processor_nth(0));
	keep_busy(pids, 6);
	printed = run_case_of(tc, iut, &rows[5], &t);
	for (i = 0; i < 6; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	ATF_CHECK_EQ_MSG(3, t.unexpected, "%s", printed);
	ATF_CHECK_EQ(2, t.not_run);
	ATF_CHECK(strstr(printed, "blocked:%20false") != NULL);
	/* What is there to be received ends even a call that does not sleep. */
	ATF_CHECK_MSG(strstr(printed, "recv:%20hung") == NULL, "%s", printed);
	ATF_CHECK_MSG(strstr(printed, "TimeoutError") == NULL, "%s", printed);
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
	ATF_TP_ADD_TC(tp, so_are_three_of_one_value);
	ATF_TP_ADD_TC(tp, what_was_not_run_is_told_together);
	ATF_TP_ADD_TC(tp, row_is_given_up_after_three_losses);
	ATF_TP_ADD_TC(tp, row_that_ends_with_the_third_loss_was_run);
	ATF_TP_ADD_TC(tp, what_waits_in_vain_is_lost);
	ATF_TP_ADD_TC(tp, what_spins_among_others_is_lost);
	ATF_TP_ADD_TC(tp, workers_give_a_row_up_together);
	return atf_no_error();
}
