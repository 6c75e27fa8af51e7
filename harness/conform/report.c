/* SPDX-License-Identifier: BSD-2-Clause */
/* What results there are, as the table and as files for other tools. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/conform/lock.h"
#include "harness/conform/wanted.h"
#include "harness/protocol/memory.h"
#include "harness/report/kind.h"
#include "harness/report/page.h"
#include "harness/report/read.h"
#include "harness/report/report.h"
#include "harness/runs/place.h"

/* Reads a folder of results, or what else names some of it. */
static bool
read_place(const struct store *s, const char *name,
    const char *const *platforms, struct why *why)
{
	struct place p = PLACE_INIT;
	const char *one[] = { NULL, NULL };
	bool ok = place_find(&p, name, "", why);

	if (ok && p.folder_len > 0)
		text_cut(&p.path, p.folder_len);
	else if (ok && p.is_report)
		ok = why_set(why, "'%s' is a file, and no folder of results: "
		    "of a report.json, these are what is reported", name);
	one[0] = p.platform;
	if (ok)
		read_results(s, text_get(&p.path), one[0][0] != '\0' ? one :
		    platforms, NULL);
	place_release(&p);
	return ok;
}

/* Reads those that are named, or the usual ones. */
static bool
read_all(const struct options *o, const struct store *s,
    const char *const *platforms, struct why *why)
{
	bool ok = true;
	size_t i;

	if (o->patterns[0] == NULL)
		read_results(s, o->results, platforms, NULL);
	for (i = 0; ok && o->patterns[i] != NULL; i++)
		ok = read_place(s, o->patterns[i], platforms, why);
	return ok;
}

/*
 * Makes all of them before the first is written: what cannot be reported whole
 * leaves the files as they are. A format without a file is printed.
 */
static bool
write_formats(const struct options *o, const struct store *s,
    struct why *why)
{
	const struct page_options page = { top, o->ledger, o->command };
	struct text made[FORMATS_MAX] = { TEXT_INIT };
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < o->formats_len; i++)
		if (o->formats[i].format->add != NULL)
			o->formats[i].format->add(&made[i], s, page.command);
		else
			ok = page_add(&made[i], s, &page, why);
	if (ok)
		return wanted_write(o, made, why);
	for (i = 0; i < o->formats_len; i++)
		text_release(&made[i]);
	return false;
}

/* All platforms that have results, or those asked for. */
int
command_report(struct options *o)
{
	const char *platforms[NAMES_MAX];
	char *list = memory_copy(o->platforms);
	const char *const *chosen;
	struct report_options r = { .results = o->results,
	    .output = o->patterns[0] == NULL || o->report_named ?
	    o->report : NULL,
	    .top = top, .ledger = o->ledger, .floors = floors_folder(),
	    .all_areas = floors_areas(),
	    .out = wanted_is_printed(o) ? NULL : stdout,
	    .command = o->command,
	    .plain = isatty(STDOUT_FILENO) == 0 };
	struct why why = WHY_INIT;
	struct store s;
	int status;

	if (!wanted_check(o, &why) || !own_check(o, &why)) {
		free(list);
		return command_fail(&why);
	}
	chosen = command_columns(list, platforms);
	if ((o->patterns[0] == NULL && !lock_share(o->results, &why)) ||
	    (r.output != NULL &&
	    !lock_take_report(r.output, "report", &why))) {
		lock_release();
		free(list);
		return command_fail(&why);
	}
	store_init(&s);
	if (!read_all(o, &s, chosen, &why) ||
	    ((o->formats_len > 0 || o->patterns[0] != NULL) &&
	    !store_is_whole(&s, &why))) {
		status = command_fail(&why);
	} else {
		status = report_store(&s, &r);
		if (!write_formats(o, &s, &why))
			status = command_fail(&why);
		/* What was there before a refusal is not what was asked for. */
		if (status != 2 && o->patterns[0] == NULL &&
		    !unfinished_is_refused(o))
			unfinished_end(o);
	}
	store_release(&s);
	lock_release();
	free(list);
	return status;
}
