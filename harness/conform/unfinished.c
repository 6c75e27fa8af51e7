/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the last run came to its report: a file that stands until it has. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/conform/command.h"

#define UNFINISHED "unfinished"

static char *
marker(const struct options *o)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/" UNFINISHED, o->report);
	return text_detach(&path);
}

bool
unfinished_begin(const struct options *o, struct why *why)
{
	char *path = marker(o);
	FILE *file;
	bool ok = make_folder(o->report, why);

	file = ok ? fopen(path, "w") : NULL;
	ok = ok && ((file != NULL && fclose(file) == 0) || why_errno(why,
	    "no report can be written: '%s'", path));
	free(path);
	return ok;
}

void
unfinished_end(const struct options *o)
{
	char *path = marker(o);

	unlink(path);
	free(path);
}

bool
unfinished_is(const struct options *o)
{
	char *path = marker(o);
	bool is = access(path, F_OK) == 0;

	free(path);
	return is;
}
