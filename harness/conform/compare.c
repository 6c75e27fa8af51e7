/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs beside each other: what is otherwise in the second. */
#include <stdio.h>

#include "harness/conform/command.h"
#include "harness/runs/diff.h"

bool
command_print(const struct text *out, struct why *why)
{
	return (fwrite(text_get(out), 1, out->len, stdout) == out->len &&
	    fflush(stdout) == 0) || why_errno(why, "cannot write");
}

int
command_diff(struct options *o)
{
	const char *a = o->patterns[0], *b = o->patterns[1];
	struct diff_options d = { .force = o->force, .full = o->full };
	struct text out = TEXT_INIT;
	struct why why = WHY_INIT;
	struct runs r;
	int status = 2;

	runs_init(&r, floors_folder(), floors_areas());
	if (runs_add(&r, a, o->platforms, &why) &&
	    runs_add(&r, b, o->platforms, &why)) {
		d.named = runs_has_one(&r, 0) && runs_has_one(&r, 1);
		status = diff(&r, &d, &out, &why);
	}
	if (why.text[0] != '\0')
		command_fail(&why);
	else if (!command_print(&out, &why))
		status = command_fail(&why);
	runs_release(&r);
	text_release(&out);
	return status;
}
