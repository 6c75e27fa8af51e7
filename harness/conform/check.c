/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "harness/conform/another.h"
#include "harness/conform/beside.h"
#include "harness/conform/command.h"
#include "harness/conform/counts.h"
#include "harness/conform/docs.h"
#include "harness/conform/lock.h"
#include "harness/conform/shown.h"
#include "harness/conform/silent.h"
#include "harness/platform/forget.h"
#include "harness/rows/choice.h"

#define UNIT_TESTS 5	/* at a time: most of their time is sleep */

static bool
run_unit_tests(const struct options *o, struct report_counts *counts,
    struct why *why)
{
	struct options unit = *o;
	struct text folder = TEXT_INIT;
	char results[PATH_MAX];
	struct launch l;
	bool ok;

	text_addf(&folder, "%s/tests", work);
	unit.results = text_get(&folder);
	ok = lock_take(unit.results, "check", why);
	if (!ok) {
		text_release(&folder);
		return false;
	}
	ok = make_results(&unit, "unit", results, why);
	make_launch(o, "unit", results, &l);
	l.parallelism = UNIT_TESTS;
	forget_results(results);
	ok = ok && launch_unit_tests(&l, why) &&
	    counts_add(unit.results, "unit", counts, why);
	lock_release();
	text_release(&folder);
	return ok;
}

/*
 * A floor of its own: each instance has to be in the oracle's recording, or
 * rows that are added would not be compared with it and nobody would know.
 */
static void
check_recorded(const struct options *o, struct report_counts *counts)
{
	const char *names[NAMES_MAX];
	struct config config;
	struct runner runner;
	struct why why = WHY_INIT;
	size_t len;
	bool ok;

	make_config(o, &config);
	config.alone = true;
	ok = choose_areas(NULL, false, names, &len, &why) &&
	    runner_init(&runner, &config, &why);
	if (ok) {
		ok = runner_start(&runner, &why) &&
		    tell_recorded(runner.oracle.name, names, len, &why) == 0;
		runner_release(&runner);
	}
	if (why.text[0] != '\0')
		command_fail(&why);
	if (ok)
		counts->passed++;
	else
		counts_fail(counts, "recorded: instances are missing");
}

/* The unit tests, and beside them what sleeps as much; false: it said why. */
static bool
run_tests(const struct options *o, struct report_counts *counts)
{
	static const struct {
		const char *name;
		beside_check *check;
	} others[] = {
		{ "example of the protocol", another_check },
		{ "programs of findings, odd ones", shown_check_odd },
		{ "programs of findings, even ones", shown_check_even },
	};
	struct beside beside[sizeof(others) / sizeof(others[0])];
	size_t n = sizeof(others) / sizeof(others[0]), i;
	struct why why = WHY_INIT;
	bool ok = true;

	for (i = 0; i < n; i++)
		beside_start(&beside[i], others[i].name, others[i].check, o);
	if (!run_unit_tests(o, counts, &why)) {
		command_fail(&why);
		ok = false;
	}
	for (i = 0; i < n; i++)
		if (!beside_end(&beside[i], counts, &why)) {
			command_fail(&why);
			ok = false;
		}
	return ok;
}

int
command_check(struct options *o)
{
	struct text names = TEXT_INIT;
	struct report_counts counts = { .names = &names };
	struct why why = WHY_INIT;
	int status = 0, suite;

	if (!run_tests(o, &counts))
		status = 2;
	if (!docs_check(&counts, &why))
		status = command_fail(&why);
	if (!silence_tell(&why))
		status = command_fail(&why);
	check_recorded(o, &counts);
	o->platforms = "native";
	suite = command_run(o);
	if (!counts_add(o->results, "native", &counts, &why))
		status = command_fail(&why);
	if (names.len > 0)
		printf("\nFailed:\n%s", text_get(&names));
	text_release(&names);
	printf("\n%lld passed, %lld failed, %lld skipped\n",
	    (long long)counts.passed, (long long)counts.failed,
	    (long long)counts.skipped);
	if (status == 0)
		status = suite != 0 ? suite : counts.failed > 0;
	return status;
}
