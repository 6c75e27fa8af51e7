/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/conform/command.h"
#include "harness/protocol/memory.h"
#include "harness/report/report.h"
#include "harness/rows/areas.h"

const char *
floors_folder(void)
{
	static struct text path = TEXT_INIT;

	if (path.len == 0)
		text_addf(&path, "%s/cases/floors", top);
	return text_get(&path);
}

const char *const *
floors_areas(void)
{
	static const char *names[NAMES_MAX];
	size_t a;

	for (a = 0; a < areas_len && a < NAMES_MAX - 1; a++)
		names[a] = areas[a]->name;
	return names;
}

int
command_floors(struct options *o)
{
	const char *platforms[NAMES_MAX];
	char *list = memory_copy(o->platforms);
	struct report_options r = {
		.results = o->results,
		.platforms = platforms,
		.floors = floors_folder(),
		.all_areas = floors_areas(),
	};
	struct why why = WHY_INIT;
	bool ok;

	platforms[command_split(list, platforms, NAMES_MAX - 1)] = NULL;
	ok = platforms[0] != NULL || why_set(&why, "of which platforms? "
	    "--platforms names them");
	ok = ok && make_folder(r.floors, &why) &&
	    report_write_floors(&r, &why);
	free(list);
	return ok ? 0 : command_fail(&why);
}
