/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a run is that somebody named. */
#ifndef RUNS_PLACE_H
#define RUNS_PLACE_H

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

struct place {
	struct text path;	/* a folder of results, or report.json */
	struct text column;
	const char *platform;	/* of it, "" being all of them */
	bool is_report;
	size_t folder_len;	/* of the path, where it was found in one */
};

#define PLACE_INIT { TEXT_INIT, TEXT_INIT, "", false, 0 }

/* See runs_add(). */
bool place_find(struct place *, const char *name, const char *platform,
    struct why *);

void place_release(struct place *);

#endif
