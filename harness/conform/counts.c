/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/conform/counts.h"

bool
counts_add(const char *results, const char *platform, struct report_counts *to,
    struct why *why)
{
	const char *platforms[] = { platform, NULL };
	struct report_options r = { .results = results,
	    .platforms = platforms };
	struct report_counts counts = { 0, 0, 0 };
	bool ok = report_counts(&r, &counts, why);

	to->passed += counts.passed;
	to->failed += counts.failed;
	to->skipped += counts.skipped;
	return ok;
}
