/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The figures of `make bench`. bench TOP: all of them; or of its parts those
 * that are named: calls, afalg (in User Mode Linux), here (AF_ALG, on this very
 * kernel), rate, whole; or counted: of `calls` what a load does not change; or
 * spent: where the time of the last `whole` went.
 */
#include <stdlib.h>
#include <string.h>

#include "harness/bench/calls.h"
#include "harness/bench/counted.h"
#include "harness/bench/rate.h"
#include "harness/bench/spent.h"
#include "harness/protocol/text.h"
#include "harness/world/clock.h"

#define LOG "build/bench.log"

static bool
run(const char *format, const char *top, struct why *why)
{
	struct text line = TEXT_INIT;
	int status;

	text_addf(&line, "cd '%s' && ", top);
	text_adds(&line, format);
	fflush(stdout);
	status = system(text_get(&line));
	text_release(&line);
	return status == 0 || why_set(why, "'%s' failed", format);
}

#define KERNELS 2

/* Where the time of the last run went, by its results. */
static bool
tell_spent(const char *top, struct why *why)
{
	static const char *const kernels[KERNELS] = { "native", "uml" };
	struct text results = TEXT_INIT, log = TEXT_INIT;
	struct spent spent[KERNELS];
	bool ok = true;
	size_t i;

	text_addf(&results, "%s/build/results", top);
	text_addf(&log, "%s/" LOG, top);
	for (i = 0; ok && i < KERNELS; i++)
		ok = spent_read(&spent[i], kernels[i], text_get(&results),
		    text_get(&log), why);
	if (ok)
		spent_print(spent, KERNELS, stdout);
	text_release(&results);
	text_release(&log);
	return ok;
}

/* The main job, warm, both kernels. */
static bool
whole(const char *top, struct why *why)
{
	int64_t start = clock_now_ns();

	if (!run("build/conform run >" LOG, top, why))
		return false;
	printf("conform run, both kernels: %.1f s\n",
	    (double)(clock_now_ns() - start) / 1e9);
	return tell_spent(top, why);
}

/* The part of that name, or NULL for all. */
static bool
part(const char *top, const char *name, struct why *why)
{
	bool all = name == NULL;

	if (!all && strcmp(name, "here") == 0)
		return calls_run(top, true, stdout, why) &&
		    counted_run(top, true, stdout, why);
	if (!all && strcmp(name, "counted") == 0)
		return counted_run(top, false, stdout, why);
	if (!all && strcmp(name, "spent") == 0)
		return tell_spent(top, why);
	return ((!all && strcmp(name, "calls") != 0) ||
	    (calls_run(top, false, stdout, why) &&
	    counted_run(top, false, stdout, why))) &&
	    ((!all && strcmp(name, "afalg") != 0) ||
	    run("harness/platform/launchers/uml run uml -o build/report -- "
	    "\"$PWD/build/bench\" \"$PWD\" here", top, why)) &&
	    ((!all && strcmp(name, "rate") != 0) ||
	    rate_run(top, stdout, why)) &&
	    ((!all && strcmp(name, "whole") != 0) || whole(top, why));
}

int
main(int argc, char **argv)
{
	struct why why = WHY_INIT;
	bool ok;

	if (argc < 2) {
		fputs("usage: bench TOP "
		    "[calls|counted|afalg|here|rate|whole|spent]\n", stderr);
		return 2;
	}
	ok = part(argv[1], argc > 2 ? argv[2] : NULL, &why);
	if (!ok)
		fprintf(stderr, "bench: %s\n", why.text);
	return ok ? 0 : 1;
}
