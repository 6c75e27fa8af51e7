/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs beside each other, and a run beside what was there before. */
#include <stdio.h>
#include <stdlib.h>

#include "harness/conform/wanted.h"
#include "harness/protocol/memory.h"
#include "harness/protocol/pool.h"
#include "harness/runs/diff.h"
#include "harness/runs/diff_formats.h"
#include "harness/runs/gate.h"
#include "harness/rows/areas.h"

bool
command_print(const struct text *out, struct why *why)
{
	return (fwrite(text_get(out), 1, out->len, stdout) == out->len &&
	    fflush(stdout) == 0) || why_errno(why, "cannot write");
}

/* Prints what was found, or why that could not be; the exit status. */
static int
tell(struct runs *r, struct text *out, int status, struct why *why)
{
	struct why unwritten = WHY_INIT;

	if (!command_print(out, &unwritten))
		status = command_fail(&unwritten);
	if (why->text[0] != '\0')
		status = command_fail(why);
	runs_release(r);
	text_release(out);
	return status;
}

/* In the formats that are asked for; one that is printed is all of it. */
static bool
write_formats(const struct options *o, const struct runs *r, bool worse,
    struct text *out, struct why *why)
{
	struct text made[FORMATS_MAX] = { TEXT_INIT };
	size_t i;

	for (i = 0; i < o->formats_len; i++)
		diff_add_format(&made[i], r, o->formats[i].format->name,
		    worse);
	if (wanted_is_printed(o))
		text_cut(out, 0);
	return wanted_write(o, made, why);
}

int
command_diff(struct options *o)
{
	const char *a = o->patterns[0], *b = o->patterns[1];
	struct diff_options d = { .force = o->force, .full = o->full,
	    .command = o->command };
	struct text out = TEXT_INIT;
	struct why why = WHY_INIT;
	struct runs r;
	int status = 2;

	runs_init(&r, floors_folder(), floors_areas());
	if (wanted_check(o, &why) && runs_add(&r, a, o->platforms, &why) &&
	    runs_add(&r, b, o->platforms, &why)) {
		d.named = runs_has_one(&r, 0) && runs_has_one(&r, 1);
		status = diff(&r, &d, &out, &why);
	}
	if (status != 2 && !write_formats(o, &r, status == 1, &out, &why))
		status = 2;
	return tell(&r, &out, status, &why);
}

/* Those of the suite, "area/row", with NULL at the end. */
static const char **
add_rows(struct pool *pool)
{
	struct text name = TEXT_INIT;
	const char **rows = NULL;
	size_t a, n, len = 0;

	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++) {
			text_cut(&name, 0);
			text_addf(&name, "%s/%s", areas[a]->name,
			    areas[a]->rows[n].name);
			rows = memory_grow(rows, len, sizeof(*rows));
			rows[len++] = pool_copy(pool, text_get(&name),
			    name.len);
		}
	rows = memory_grow(rows, len, sizeof(*rows));
	rows[len] = NULL;
	text_release(&name);
	return rows;
}

/* The last report, or another run. */
int
command_gate(struct options *o)
{
	const char *path = o->patterns[0] != NULL ? o->patterns[0] : o->report;
	struct gate_options g = { .update = o->update_baseline,
	    .command = o->command,
	    .run = o->patterns[0],
	    .report = o->report_named ? o->report : NULL,
	    .platforms = o->platforms[0] != '\0' ? o->platforms : NULL,
	    .baseline = o->baseline[0] != '\0' ? o->baseline : NULL };
	struct pool rows = POOL_INIT;
	const char **all_rows;
	struct text out = TEXT_INIT;
	struct why why = WHY_INIT;
	struct runs r;
	int status = 2;

	if (g.update && g.baseline == NULL) {
		why_set(&why, "--update-baseline of which --baseline FILE?");
		return command_fail(&why);
	}
	if (unfinished_is_at(path)) {
		why_set(&why, "the last run did not come to its end, or not to "
		    "a whole report: nothing can be said of it");
		return command_fail(&why);
	}
	all_rows = add_rows(&rows);
	g.all_rows = all_rows;
	runs_init(&r, floors_folder(), floors_areas());
	if (runs_add(&r, path, o->platforms, &why))
		status = gate(&r, &g, &out, &why);
	free(all_rows);
	pool_release(&rows);
	return tell(&r, &out, status, &why);
}
