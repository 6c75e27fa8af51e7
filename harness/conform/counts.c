/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/conform/counts.h"

bool
counts_add(const char *results, const char *platform, struct report_counts *to,
    struct why *why)
{
	const char *platforms[] = { platform, NULL };
	struct report_options r = { .results = results,
	    .platforms = platforms };
	struct report_counts counts = { .names = to->names };
	bool ok = report_counts(&r, &counts, why);

	to->passed += counts.passed;
	to->failed += counts.failed;
	to->skipped += counts.skipped;
	return ok;
}

void
counts_fail(struct report_counts *counts, const char *name)
{
	counts->failed++;
	if (counts->names != NULL)
		text_addf(counts->names, "%s\n", name);
}
