/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Implementations that do harm (liar/hostile.c): each gets the verdict that it
 * deserves within its time, the next instance is run, and no process, file or
 * descriptor is left.
 */
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>

#include "harness/runner/fixture.h"

#define QUICK_MS 2000	/* a watchdog's, of those that run until it bites */
#define LONG_MS 60000	/* of a gigabyte, on a machine that is busy */
#define SPARE_MS INT64_C(20000)	/* for all that goes on beside a call */
#define QUIET &rows[0]
#define TIMES &rows[1]
#define DRAINS &rows[2]
#define TWICE &rows[3]

static void
drain_and_tell(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	if (p != NULL)
		p->drains = true;
	call(sc, "s1.attribute('proto')");
	call(sc, "s1.attribute('type')");
}

static void
tell_twice(struct scene *sc)
{
	tell_family(sc);
	pair(sc, "unix");
	call(sc, "s2.attribute('proto')");
}

static const struct row rows[] = {
	{ .name = "quiet", .clause = "HOSTILE-01", .act = tell_family,
	  .doc = "attribute: returned 0" },
	{ .name = "times", .clause = "HOSTILE-02", .act = time_out,
	  .doc = "recv: raised TimeoutError 'timed out'; elapsed: on time" },
	{ .name = "drains", .clause = "HOSTILE-03", .act = drain_and_tell },
	{ .name = "twice", .clause = "HOSTILE-04", .act = tell_twice },
};

static const struct area area = { "hostile", rows,
    sizeof(rows) / sizeof(rows[0]) };

struct harm {
	const char *way, *method;
	const struct row *row;
	const char *shows;	/* NULL: it conforms */
	int watchdog_ms;	/* 0: the usual one */
};

/* What is there before and after. */
struct count {
	int descriptors, files, children;
};

static int
entries(const char *path)
{
	DIR *folder = opendir(path);
	int n = 0;

	ATF_REQUIRE(folder != NULL);
	while (readdir(folder) != NULL)
		n++;
	closedir(folder);
	return n;
}

/* Of us, our folder, and our children: whoever loses its parent is one. */
static struct count
count(struct stage *s)
{
	struct count c = { 0 };
	char path[60];
	FILE *in;
	int pid;

	session_stop(&s->runner.iut);
	c.descriptors = entries("/proc/self/fd");
	c.files = entries(".");
	snprintf(path, sizeof(path), "/proc/self/task/%d/children",
	    (int)getpid());
	in = fopen(path, "re");
	while (in != NULL && fscanf(in, "%d", &pid) == 1)
		c.children++;
	if (in != NULL)
		fclose(in);
	return c;
}

static void
check_harm(struct stage *s, const struct harm *harm)
{
	struct count before = count(s), after;
	int64_t since = clock_now_ns(), limit_ms;
	struct result result;

	stage_liar(s, harm->way, harm->method);
	if (harm->watchdog_ms > 0)
		s->runner.iut.watchdog_ms = harm->watchdog_ms;
	limit_ms = s->runner.iut.watchdog_ms + SPARE_MS;
	stage_run(s, harm->row, &result);
	ATF_CHECK_MSG((result.verdict.kind == VERDICT_CONFORMS) ==
	    (harm->shows == NULL) && (harm->shows == NULL ||
	    is_shown(&result, harm->shows)), "%s: %s", harm->way,
	    brief(&result));
	ATF_CHECK_MSG((result.verdict.departs & PARTY_ORACLE) == 0 &&
	    result.verdict.kind != VERDICT_BROKEN &&
	    result.verdict.kind != VERDICT_UNSTABLE, "%s: %s", harm->way,
	    brief(&result));
	result_release(&result);
	ATF_CHECK_MSG(clock_now_ns() - since < limit_ms * 1000000,
	    "%s took too long", harm->way);
	stage_liar(s, "honest", "all");
	stage_run(s, QUIET, &result);
	ATF_CHECK_MSG(result.verdict.kind == VERDICT_CONFORMS, "after %s: %s",
	    harm->way, brief(&result));
	result_release(&result);
	after = count(s);
	ATF_CHECK_MSG(after.descriptors == before.descriptors &&
	    after.files == before.files && after.children == before.children,
	    "%s leaves descriptors: %d, files: %d, processes: %d", harm->way,
	    after.descriptors - before.descriptors,
	    after.files - before.files, after.children - before.children);
}

static void
check_all(const atf_tc_t *tc, const struct harm *harms, size_t len)
{
	struct stage s;
	struct result result;
	size_t n;

	stage_start(&s, tc, &area);
	s.runner.config.times = 1;
	stage_liar(&s, "honest", "all");
	stage_run(&s, QUIET, &result);
	ATF_CHECK_MSG(result.verdict.kind == VERDICT_CONFORMS, "%s",
	    brief(&result));
	result_release(&result);
	for (n = 0; n < len; n++)
		check_harm(&s, &harms[n]);
	stage_end(&s);
}

#define CHECK_ALL(harms) \
	check_all(tc, harms, sizeof(harms) / sizeof((harms)[0]))

ATF_TC_WITHOUT_HEAD(slow_or_loud_one_is_heard_and_no_more);
ATF_TC_BODY(slow_or_loud_one_is_heard_and_no_more, tc)
{
	static const struct harm harms[] = {
		{ "hang", "attribute", QUIET, "attribute: hung", 0 },
		{ "drip", "attribute", QUIET, NULL, 0 },
		{ "drip_on", "attribute", QUIET, "attribute: hung",
		    QUICK_MS },
		{ "flood", "attribute", DRAINS, "protocol-error it answers "
		    "what was not asked", 0 },
		{ "flood_a_line", "attribute", QUIET, "attribute: "
		    "protocol-error a line is too long", 0 },
		{ "flood_peer", "attribute", DRAINS, NULL, LONG_MS },
		{ "print", "attribute", QUIET, NULL, 0 },
		{ "send_back", "attribute", QUIET, NULL, 0 },
		{ "shut_descriptors", "attribute", TWICE, "adopt#2: closed its "
		    "channel", 0 },
		{ "leave", "attribute", QUIET, "attribute: exited 3", 0 },
		{ "hang_up", "attribute", QUIET, "attribute: closed its "
		    "channel", 0 },
	};

	CHECK_ALL(harms);
}

ATF_TC_WITHOUT_HEAD(nobody_whom_it_started_lives_on);
ATF_TC_BODY(nobody_whom_it_started_lives_on, tc)
{
	static const struct harm harms[] = {
		{ "child_stays", "attribute", QUIET, "left: child left",
		    0 },
		{ "child_holds", "attribute", QUIET, "attribute: exited 3",
		    0 },
		{ "daemon_stays", "attribute", QUIET, "left: process left",
		    0 },
		{ "daemon_holds", "attribute", QUIET, "attribute: exited 3",
		    0 },
		{ "orphan_stays", "attribute", QUIET, "left: process left",
		    0 },
		{ "orphan_ends", "attribute", QUIET, NULL, 0 },
		{ "sibling_stays", "attribute", QUIET, "left: process left",
		    0 },
		{ "hop", "attribute", QUIET, "attribute: exited 3", 0 },
		{ "bomb", "attribute", QUIET, "attribute: protocol-error "
		    "it has more than 64 processes", 0 },
		{ "bomb_apart", "attribute", QUIET, "attribute: protocol-error "
		    "it has more than 64 processes", 0 },
	};

	CHECK_ALL(harms);
}

/* Those of a terminal too, where an implementation is of our session. */
static bool
stops(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN ||
	    signal == SIGTTOU;
}

ATF_TC_WITHOUT_HEAD(signals_to_itself_are_its_end_or_nothing);
ATF_TC_BODY(signals_to_itself_are_its_end_or_nothing, tc)
{
	static const int harmless[] = { SIGCHLD, SIGCONT, SIGURG, SIGWINCH,
	    0 };
	struct harm harms[NSIG] = { { .way = NULL } };
	char ways[NSIG][20], shows[NSIG][40];
	int signal, i;
	size_t n = 0;

	for (signal = 1; signal < NSIG; signal++) {
		if (signal == 32 || signal == 33 || stops(signal))
			continue;	/* of the C library; below */
		for (i = 0; harmless[i] != 0 && harmless[i] != signal; i++)
			continue;
		snprintf(ways[n], sizeof(ways[n]), "signal_%d", signal);
		if (sigabbrev_np(signal) != NULL)
			snprintf(shows[n], sizeof(shows[n]),
			    "attribute: died SIG%s", sigabbrev_np(signal));
		else
			snprintf(shows[n], sizeof(shows[n]),
			    "attribute: died signal %d", signal);
		harms[n] = (struct harm){ ways[n], "attribute", QUIET,
		    harmless[i] == 0 ? shows[n] : NULL, 0 };
		n++;
	}
	check_all(tc, harms, n);
}

ATF_TC_WITHOUT_HEAD(one_that_stops_or_clings_is_ended);
ATF_TC_BODY(one_that_stops_or_clings_is_ended, tc)
{
	static const struct harm harms[] = {
		{ "outlive", "attribute", QUIET, "attribute: hung", QUICK_MS },
		{ "stop", "attribute", QUIET, "attribute: hung", QUICK_MS },
		{ "signal_20", "attribute", QUIET, "attribute: hung",
		    QUICK_MS },
		{ "signal_21", "attribute", QUIET, "attribute: hung",
		    QUICK_MS },
		{ "signal_22", "attribute", QUIET, "attribute: hung",
		    QUICK_MS },
		{ "traced", "attribute", QUIET, "attribute: hung", QUICK_MS },
		{ "ignore_all", "attribute", QUIET, "attribute: hung", 0 },
		{ "spin", "attribute", QUIET, "attribute: hung", QUICK_MS },
	};

	CHECK_ALL(harms);
}

ATF_TC_WITHOUT_HEAD(nobody_gets_before_the_runner_or_into_it);
ATF_TC_BODY(nobody_gets_before_the_runner_or_into_it, tc)
{
	static const struct harm harms[] = {
		{ "prefer", "attribute", QUIET, NULL, 0 },
		{ "trace_runner", "attribute", QUIET, NULL, 0 },
	};

	CHECK_ALL(harms);
}

/* Only a sandbox takes them away; so they are counted. */
ATF_TC_WITHOUT_HEAD(files_that_it_writes_stay);
ATF_TC_BODY(files_that_it_writes_stay, tc)
{
	struct stage s;
	struct count before, after;
	struct result result;
	char folder[PATH_MAX];

	ATF_REQUIRE(getcwd(folder, sizeof(folder)) != NULL);
	setenv("TMPDIR", folder, 1);
	stage_start(&s, tc, &area);
	s.runner.config.times = 1;
	before = count(&s);
	stage_liar(&s, "litter", "attribute");
	stage_run(&s, QUIET, &result);
	ATF_CHECK_MSG(result.verdict.kind == VERDICT_CONFORMS, "%s",
	    brief(&result));
	result_release(&result);
	after = count(&s);
	ATF_CHECK_EQ(before.files + 3, after.files);
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(time_is_the_runner_s);
ATF_TC_BODY(time_is_the_runner_s, tc)
{
	static const struct harm harms[] = {
		{ "change_clock", "recv", TIMES, NULL, 0 },
		{ "took_nothing", "recv", TIMES, "elapsed: early", 0 },
	};

	if (system("unshare -T true 2>/dev/null") != 0)
		atf_tc_skip("this machine lets nobody change the clock that "
		    "a process sees");
	CHECK_ALL(harms);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, slow_or_loud_one_is_heard_and_no_more);
	ATF_TP_ADD_TC(tp, nobody_whom_it_started_lives_on);
	ATF_TP_ADD_TC(tp, signals_to_itself_are_its_end_or_nothing);
	ATF_TP_ADD_TC(tp, one_that_stops_or_clings_is_ended);
	ATF_TP_ADD_TC(tp, nobody_gets_before_the_runner_or_into_it);
	ATF_TP_ADD_TC(tp, files_that_it_writes_stay);
	ATF_TP_ADD_TC(tp, time_is_the_runner_s);
	return atf_no_error();
}
