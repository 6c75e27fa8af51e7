/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The figures of `make bench`. bench TOP: all of them; bench TOP afalg: only
 * those that need a kernel with AF_ALG.
 */
#include <stdlib.h>
#include <string.h>

#include "harness/bench/calls.h"
#include "harness/bench/rate.h"
#include "harness/protocol/text.h"
#include "harness/world/clock.h"

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

/* The main job, warm, both kernels. */
static bool
whole(const char *top, struct why *why)
{
	int64_t start = clock_now_ns();

	if (!run("build/conform run >build/bench.log", top, why))
		return false;
	printf("conform run, both kernels: %.1f s\n",
	    (double)(clock_now_ns() - start) / 1e9);
	return true;
}

int
main(int argc, char **argv)
{
	struct why why = WHY_INIT;
	bool ok;

	if (argc < 2) {
		fputs("usage: bench TOP [afalg]\n", stderr);
		return 2;
	}
	if (argc > 2 && strcmp(argv[2], "afalg") == 0)
		ok = calls_run(argv[1], true, stdout, &why);
	else
		ok = rate_run(argv[1], stdout, &why) &&
		    calls_run(argv[1], false, stdout, &why) &&
		    run("harness/platform/launchers/uml run uml "
		    "-o build/report -- "
		    "\"$PWD/build/bench\" \"$PWD\" afalg", argv[1], &why) &&
		    whole(argv[1], &why);
	if (!ok)
		fprintf(stderr, "bench: %s\n", why.text);
	return ok ? 0 : 1;
}
