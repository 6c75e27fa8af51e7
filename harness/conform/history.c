/* SPDX-License-Identifier: BSD-2-Clause */
/* Many runs of one platform, one after the other. */
#include <string.h>

#include "harness/conform/wanted.h"
#include "harness/runs/history.h"

/* Reads as many of the arguments. */
static bool
read_runs(const struct options *o, struct runs *r, size_t n,
    struct why *why)
{
	bool ok = true;
	size_t i;

	runs_init(r, NULL, NULL);
	for (i = 0; ok && i < n; i++)
		ok = runs_add(r, o->patterns[i], o->platforms, why);
	return ok && history_find(r, why);
}

static size_t
count(const struct options *o)
{
	size_t n = 0;

	while (o->patterns[n] != NULL)
		n++;
	return n;
}

/* The table, or JSON where --format asks for it. */
static bool
write_history(const struct options *o, const struct runs *r,
    struct why *why)
{
	const struct wanted_format *f = o->formats;
	struct text out = TEXT_INIT;
	const char *format = o->formats_len > 0 ? f->format->name : "";
	bool ok;

	if (o->formats_len > 1 || (strcmp(format, "") != 0 &&
	    strcmp(format, "json") != 0 && strcmp(format, "html") != 0))
		return why_set(why, "a history has the formats json and html, "
		    "one at a time");
	if (o->formats_len == 0)
		history_add(&out, r, o->full);
	else if (strcmp(format, "html") == 0)
		history_add_page(&out, r);
	else
		history_add_json(&out, r);
	if (o->formats_len == 1)
		return wanted_write(o, &out, why);
	ok = command_print(&out, why);
	text_release(&out);
	return ok;
}

int
command_history(struct options *o)
{
	struct why why = WHY_INIT;
	struct runs r;
	bool ok;

	if (!wanted_check(o, &why))
		return command_fail(&why);
	ok = read_runs(o, &r, count(o), &why) && write_history(o, &r, &why);
	runs_release(&r);
	return ok ? 0 : command_fail(&why);
}

int
command_bisect(struct options *o)
{
	size_t n = count(o) - 1;
	struct text out = TEXT_INIT;
	struct why why = WHY_INIT;
	bool came = false, ok;
	struct runs r;

	ok = read_runs(o, &r, n, &why) &&
	    history_bisect(&out, &r, o->patterns[n], &came, &why) &&
	    command_print(&out, &why);
	runs_release(&r);
	text_release(&out);
	return !ok ? command_fail(&why) : came ? 0 : 1;
}
