/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "harness/conform/another.h"
#include "harness/conform/counts.h"
#include "harness/conform/program.h"

#define EXAMPLE "harness/protocol/examples/iut"

static const char *const rows[] = { "setblocking/*", "set_inheritable/*",
    "settimeout/*", "sendmsg/*", "sendfile_position/f*", NULL };

/* Why it cannot run here, or NULL. */
static const char *
why_not(void)
{
	struct text said = TEXT_INIT;
	struct utsname u;
	int status = program_run("perl -MSocket -MPOSIX -e 1", &said);

	text_release(&said);
	if (status != 0)
		return "there is no Perl";
	if (uname(&u) != 0 || strcmp(u.machine, "x86_64") != 0)
		return "its system calls are those of x86-64";
	return NULL;
}

bool
another_check(const struct options *o, struct report_counts *counts,
    struct why *why)
{
	const char *reason = why_not();
	struct options another = *o;
	struct text folder = TEXT_INIT, report = TEXT_INIT, ledger = TEXT_INIT;
	int status;
	bool ok;

	if (reason != NULL) {
		printf(EXAMPLE ".pl: cannot be run here: %s\n", reason);
		counts->skipped++;
		return true;
	}
	text_addf(&folder, "%s/tests/another", work);
	text_addf(&report, "%s/tests/report", work);
	text_addf(&ledger, "%s/" EXAMPLE ".ini", top);
	another.platforms = "native";
	another.name = "perl";
	another.iut = "perl " EXAMPLE ".pl";
	another.wrap = another.cases = "";
	another.ledger = text_get(&ledger);
	another.results = text_get(&folder);
	another.report = text_get(&report);
	another.patterns = rows;
	another.jobs = 2;
	status = command_run(&another);
	ok = counts_add(another.results, another.name, counts, why);
	if (ok && status != 0)
		counts_fail(counts, EXAMPLE ".pl: its run is not as expected");
	text_release(&folder);
	text_release(&report);
	text_release(&ledger);
	return ok;
}
