/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/conform/lock.h"
#include "harness/conform/platforms.h"
#include "harness/conform/resume.h"
#include "harness/conform/shard.h"
#include "harness/platform/forget.h"
#include "harness/protocol/memory.h"
#include "harness/report/made.h"
#include "harness/report/read.h"
#include "harness/report/report.h"
#include "harness/report/sources.h"
#include "harness/rows/areas.h"
#include "harness/rows/choice.h"
#include "harness/runner/recall.h"
#include "harness/rows/rows.h"
#include "harness/world/processor.h"

#define AT_ONCE 2	/* platforms */

/* A loader goes on without what it cannot load, and with what was not meant. */
static bool
check_preloaded(const char *command, const struct session *s, struct why *why)
{
	static const char lacks[] = " from LD_PRELOAD cannot be preloaded";
	const char *at = s->said != NULL ? strstr(s->said, lacks) : NULL;

	if (at == NULL || strstr(command, "LD_PRELOAD") == NULL)
		return true;
	while (at > s->said && at[-1] != '\n')
		at--;
	return why_set(why, "'%s' does not load what it names, and names end "
	    "at blanks: %.*s", command, (int)strcspn(at, "\n"), at);
}

bool
try_implementations(const struct options *o, const char *const *names,
    size_t len, struct why *why)
{
	struct config config;
	struct runner runner;
	bool ok;

	make_config(o, &config);
	if (!runner_init(&runner, &config, why))
		return false;
	ok = runner_start(&runner, why) &&
	    check_preloaded(runner.iut.command, &runner.iut, why) &&
	    check_preloaded(runner.oracle.command, &runner.oracle, why);
	if (ok) {
		printf("implementation under test: %s\noracle: %s%s\n",
		    runner.iut.name, runner.oracle.name,
		    recall_is_oracle(&runner) ? ", its recorded traces" : "");
		ok = tell_recorded(runner.oracle.name, names, len, why) >= 0;
	}
	fflush(stdout);
	runner_release(&runner);
	return ok;
}

/* Waits for all of them; false if one did not end well. */
static bool
await_all(const pid_t *pids, size_t n)
{
	bool ok = true;
	int status;
	size_t i;

	launch_listen();
	for (i = 0; i < n; i++) {
		while (launch_wait(pids[i], &status) < 0 && errno == EINTR)
			launch_pass_on(pids, n);
		ok = ok && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	return ok;
}

/*
 * A guest has one processor: several of them share the areas. Each says why if
 * it could not run them.
 */
static bool
run_guests(const struct launch *all, const struct platform *p,
    struct why *why)
{
	struct launch l = *all;
	pid_t pids[GUESTS_MAX];
	size_t n = p->guests > 0 ? (size_t)p->guests : 1, i;
	pid_t parent = getpid();
	bool ok;

	if (n > all->areas_len)
		n = 1;
	if (n == 1)
		return launch_there(all, p->launcher->path, p->name, why);
	l.shared = true;
	launch_end_sharing(&l);
	for (i = 0; i < n; i++) {
		fflush(stdout);
		pids[i] = fork();
		if (pids[i] != 0)
			continue;
		launch_end_with(parent);
		l.processor = processor_nth(i);
		exit(launch_there(&l, p->launcher->path, p->name, why) ? 0 :
		    command_fail(why));
	}
	ok = await_all(pids, n);
	launch_end_sharing(&l);
	return ok || why_set(why, "not all of platform '%s' was run",
	    all->platform);
}

/* Starts what runs the areas there. */
static bool
launch(const struct chosen *c, const struct launch *l, struct why *why)
{
	if (l->areas_len == 0)
		return true;
	switch (c->platform.shape) {
	case PLATFORM_MACHINE:
		return run_guests(l, &c->platform, why);
	case PLATFORM_BUNDLE:
		return launch_bundle(l, c->platform.launcher->path,
		    c->platform.name, why);
	default:
		return launch_here(l, why);
	}
}

/* What of it is not there in the end is missing. */
static bool
write_areas(const struct chosen *c, const char *folder, struct why *why)
{
	struct text line = TEXT_INIT;
	size_t i;
	bool ok;

	for (i = 0; i < c->areas_len; i++)
		text_addf(&line, "%s%s", i > 0 ? " " : "", c->areas[i]);
	ok = write_line(folder, READ_AREAS, text_get(&line), why);
	text_release(&line);
	return ok;
}

/* What its folder says beside the results; what of it is anew. */
static bool
begin_platform(struct chosen *c, const char *results, struct text *ledger,
    struct text *only, struct why *why)
{
	const struct options *o = &c->o;
	bool again = resume_is_of(c->asked, platforms_column(c));

	if (!again)
		forget_results(results);
	if (!write_line(results, READ_REVISION, resume_revision(), why) ||
	    (c->platform.shape >= PLATFORM_MACHINE && !write_line(results,
	    READ_REACHED, c->platform.name, why)) ||
	    !shard_begin(c, results, c->areas, c->areas_len, why) ||
	    !made_write(results, o->begun, top, why) ||
	    !own_carry(o, results, ledger, why) ||
	    !chosen_write(c, results, only, why))
		return false;
	shard_choose(c);
	if (!write_areas(c, results, why))
		return false;
	return c->absent.text[0] != '\0' ||
	    resume_plan(c, results, again, why);
}

static size_t
waiting_rows_of(const char *name)
{
	size_t a, n, waiting = 0;

	for (a = 0; a < areas_len; a++)
		for (n = 0; strcmp(areas[a]->name, name) == 0 &&
		    n < areas[a]->rows_len; n++)
			waiting += areas[a]->rows[n].waits;
	return waiting;
}

static int
by_waiting_rows(const void *a, const void *b)
{
	const char *one = *(const char *const *)a;
	const char *other = *(const char *const *)b;
	size_t waits = waiting_rows_of(one), others = waiting_rows_of(other);

	if (waits != others)
		return waits > others ? -1 : 1;
	return strcmp(one, other);
}

/* Runs its areas on one platform: those that mostly wait first, beside others. */
static bool
run_platform(struct chosen *c, struct why *why)
{
	const struct options *o = &c->o;
	const char *column = platforms_column(c);
	struct text ledger = TEXT_INIT, only = TEXT_INIT;
	char results[PATH_MAX];
	struct launch l;

	if (!make_results(o, column, results, why))
		return false;
	make_launch(o, column, results, &l);
	if (o->here)
		shard_choose(c);
	else {
		if (!begin_platform(c, results, &ledger, &only, why))
			return false;
		l.ledger = text_get(&ledger);
		l.only = text_get(&only);
	}
	qsort(c->areas, c->areas_len, sizeof(c->areas[0]), by_waiting_rows);
	l.areas = c->areas;
	l.areas_len = c->areas_len;
	if (c->absent.text[0] != '\0')
		return launch_mark_absent(&l, c->absent.text, why);
	if (!launch(c, &l, why))
		return false;
	if (!o->here)
		resume_end(c, results);
	return o->here || shard_end(c, results, why);
}

static int
report(const struct options *o, const char *const *columns,
    const char *const *names)
{
	struct report_options r = {
		.results = o->results,
		.output = o->report,
		.top = top,
		.ledger = o->ledger,
		.platforms = columns,
		.areas = names,
		.floors = floors_folder(),
		.all_areas = floors_areas(),
		.out = stdout,
		.command = o->command,
		.plain = isatty(STDOUT_FILENO) == 0,
	};

	return report_run(&r);
}

/* Waits for one of those that run; false if it did not end well. */
static bool
await_one(pid_t *pids, size_t n)
{
	int status;
	pid_t pid;
	size_t i;

	while ((pid = launch_wait(-1, &status)) < 0 && errno == EINTR)
		launch_pass_on(pids, n);
	for (i = 0; i < n; i++)
		if (pids[i] == pid)
			pids[i] = -1;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/*
 * Runs the platforms, each in a process of its own, a few side by side. False
 * if one could not be run; it has said why.
 */
static bool
run_platforms(const struct platforms *all)
{
	struct why why = WHY_INIT;
	pid_t pids[NAMES_MAX], parent = getpid();
	size_t i, running = 0;
	bool ok = true;

	fflush(stdout);
	for (i = 0; i < all->len; i++) {
		for (; running == AT_ONCE; running--)
			ok = await_one(pids, i) && ok;
		pids[i] = launch_interrupted() ? -1 : fork();
		if (pids[i] == 0) {
			launch_end_with(parent);
			exit(run_platform(&all->at[i], &why) ? 0 :
			    command_fail(&why));
		}
		if (pids[i] < 0 && !launch_interrupted()) {
			why_errno(&why, "cannot start platform '%s'",
			    all->at[i].platform.name);
			command_fail(&why);
		}
		ok = ok && pids[i] > 0 && all->at[i].absent.text[0] == '\0';
		running += pids[i] > 0;
		launch_listen();
	}
	for (; running > 0; running--)
		ok = await_one(pids, i) && ok;
	return ok;
}

int
command_run(struct options *o)
{
	const char *names[NAMES_MAX], *columns[NAMES_MAX];
	char *cases = o->cases != NULL ? memory_copy(o->cases) : NULL;
	struct platforms all = PLATFORMS_INIT;
	struct text begun = TEXT_INIT;
	struct why why = WHY_INIT;
	size_t len, i;
	int status;
	bool ok, taken;

	sources_add_now(&begun);
	o->begun = text_get(&begun);
	taken = shard_check(o, &why) && platforms_choose(&all, o, &why) &&
	    (o->here || lock_take(o->results, "run", &why));
	ok = taken && (o->here || (lock_take_report(o->report, "run", &why) &&
	    shard_check_place(&all, &why))) &&
	    choose_areas(cases, o->here, names, &len, &why) &&
	    rows_check_all(top, o->ledger, &why) &&
	    chosen_find(&all, names, &len, &why) && (o->here ||
	    (platforms_make(&all, &why) &&
	    chosen_check_commands(&all, &why) &&
	    (!o->sandbox || sandboxed_begin(&all, &why)) &&
	    platforms_try(&all, names, len, &why)));
	if (!ok) {
		if (taken && !o->here) {
			lock_undo();
			taken = false;
		}
		status = command_fail(&why);
		goto out;
	}
	if (all.len == 0) {
		puts("Nothing was unexpected in the last run.");
		status = 0;
		goto out;
	}
	if (!o->here && (!unfinished_begin(o, &why) ||
	    !resume_begin(&all, &why))) {
		status = command_fail(&why);
		lock_undo();
		taken = false;
		goto out;
	}
	ok = run_platforms(&all);
	for (i = 0; i < all.len; i++)
		columns[i] = platforms_column(&all.at[i]);
	columns[i] = NULL;
	names[len] = NULL;
	status = o->here ? 0 : report(o, columns, o->failed ? NULL : names);
	if (!ok)
		status = 2;
	if (!o->here && status != 2)
		unfinished_end(o);
out:
	if (taken && !o->here)
		lock_release();
	platforms_release(&all);
	o->begun = NULL;
	text_release(&begun);
	free(cases);
	return status;
}
