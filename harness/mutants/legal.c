/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "harness/judge/documented.h"
#include "harness/mutants/legal.h"
#include "harness/world/clock.h"

bool
legal_is_wanted(char *const *patterns, const char *name)
{
	char *const *p;

	for (p = patterns; *p != NULL; p++)
		if (documented_glob(*p, name))
			return true;
	return patterns[0] == NULL;
}

/* The exit status of `conform run` there, or -1. */
static int
run(const struct mutants *all, const struct mutant *m, const char *top,
    const char *cases)
{
	struct text command = TEXT_INIT;
	int status;

	text_addf(&command, "cd '%s' && mkdir -p build/legal/%s && %s "
	    "build/conform run --platforms native --name %s --wrap \"", top,
	    m->name, m->around != NULL ? m->around : "", m->name);
	mutant_wrap(all, m->name, top, &command);
	text_addf(&command, "\" --results build/legal/results --report "
	    "build/legal/%s %s%s%s >build/legal/%s/output 2>&1 </dev/null", m->name,
	    cases != NULL ? "--cases '" : "", cases != NULL ? cases : "",
	    cases != NULL ? "'" : "", m->name);
	status = system(text_get(&command));
	text_release(&command);
	return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
legal_run_all(const struct mutants *all, const char *top, const char *cases,
    char *const *patterns)
{
	int64_t began;
	int status, worst = 0, good = 0, tried = 0;
	size_t n;

	for (n = 0; n < all->len; n++) {
		const struct mutant *m = &all->at[n];

		if (m->kind != MUTANT_LEGAL ||
		    !legal_is_wanted(patterns, m->name))
			continue;
		began = clock_now_ns();
		status = run(all, m, top, cases);
		printf("%-10s %-34s %5.1f s%s%s%s\n", status == 0 ?
		    "no alarm" : status == 1 ? "ALARM" : "FAILED", m->name,
		    (double)(clock_now_ns() - began) / 1e9,
		    status == 0 ? "" : "  build/legal/",
		    status == 0 ? "" : m->name, status == 0 ? "" : "/output");
		fflush(stdout);
		tried++;
		good += status == 0;
		if (status != 0 && worst != 2)
			worst = status == 1 ? 1 : 2;
	}
	printf("legal platforms, %s: %d of %d without alarm\n",
	    cases != NULL ? cases : "the whole suite", good, tried);
	return tried == 0 ? 2 : worst;
}
