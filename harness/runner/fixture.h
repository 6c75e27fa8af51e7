/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests of implementations that are not to be trusted, by liar/liar.c. */
#ifndef RUNNER_FIXTURE_H
#define RUNNER_FIXTURE_H

#include <atf-c.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/judge/asset_atf.h"
#include "harness/runner/run.h"
#include "harness/world/clock.h"
#include "harness/world/load.h"

#define WATCHDOG_MS 10000

static inline void
time_out(struct scene *sc)
{
	pair(sc, "unix");
	set_up(sc, "s1.settimeout(0.05)");
	call(sc, "s1.recv(1)");
	elapsed(sc, 0.05);
}

static inline void
tell_family(struct scene *sc)
{
	pair(sc, "unix");
	call(sc, "s1.attribute('proto')");
}

struct stage {
	char top[PATH_MAX], command[200];
	struct runner runner;
	const struct area *area;
	struct instances all;
};

/* Where nobody says how late this machine is, and nothing is late by that. */
static void
stage_start_unforgiving(struct stage *s, const atf_tc_t *tc,
    const struct area *area)
{
	struct config config = { .iut = "", .wrap = "",
	    .oracle = "/usr/bin/python3 -E -S oracle/oracle.py",
	    .platform = "native", .require = "", .record = "",
	    .watchdog_ms = WATCHDOG_MS };
	struct why why = WHY_INIT;
	size_t n;

	*s = (struct stage){ .area = area, .all = INSTANCES_INIT };
	config.top = s->top;
	asset_find_top_of(tc, s->top);
	/* Whoever is left behind becomes our child. */
	ATF_REQUIRE(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
	ATF_REQUIRE_MSG(runner_init(&s->runner, &config, &why), "%s", why.text);
	for (n = 0; n < area->rows_len; n++)
		instances_add_row(&s->all, area, &area->rows[n]);
}

static inline void
stage_start(struct stage *s, const atf_tc_t *tc, const struct area *area)
{
	stage_start_unforgiving(s, tc, area);
	clock_control_start();
}

/* The next implementation is the real one behind a liar, behind a prefix. */
static inline void
stage_liar_behind(struct stage *s, const char *prefix, const char *way,
    const char *method)
{
	session_stop(&s->runner.iut);
	s->runner.dead = (struct why)WHY_INIT;
	snprintf(s->command, sizeof(s->command), "%sbuild/liar %s %s "
	    "build/iut", prefix, way, method);
	s->runner.iut.command = s->command;
	s->runner.iut.watchdog_ms = WATCHDOG_MS;
}

static inline void
stage_liar(struct stage *s, const char *way, const char *method)
{
	stage_liar_behind(s, "", way, method);
}

static void
stage_run(struct stage *s, const struct row *row, struct result *result)
{
	runner_run(&s->runner, &s->all.at[row - s->area->rows], false, result);
}

static void
stage_end(struct stage *s)
{
	int64_t until = clock_now_ns() + INT64_C(1000000000);
	pid_t pid;

	runner_release(&s->runner);
	instances_release(&s->all);
	while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0 &&
	    clock_now_ns() < until)
		clock_sleep_ms(1);
	ATF_CHECK_MSG(pid < 0 && errno == ECHILD, "a process is left behind");
}

/* The verdict, its line and its reason, for messages. */
static const char *
brief(const struct result *result)
{
	static struct text text = TEXT_INIT;

	text_cut(&text, 0);
	result_format(result, &text);
	return text_get(&text);
}

static bool
is_shown(const struct result *result, const char *line)
{
	const struct verdict *v = &result->verdict;
	size_t n;

	if (v->reason != NULL && strstr(v->reason, line) != NULL)
		return true;
	for (n = 0; n < v->offences_len; n++)
		if (strstr(v->offences[n].line, line) != NULL)
			return true;
	return false;
}

#endif
