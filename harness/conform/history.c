/* SPDX-License-Identifier: BSD-2-Clause */
/* Many runs of one platform, one after the other. */
#include <string.h>
#include <unistd.h>

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

/* Whether a history has the formats that are asked for. */
static bool
check_formats(const struct options *o, struct why *why)
{
	const char *name;
	bool ok = wanted_check(o, why);
	size_t i;

	for (i = 0; ok && i < o->formats_len; i++) {
		name = o->formats[i].format->name;
		if (strcmp(name, "json") != 0 && strcmp(name, "html") != 0)
			ok = why_set(why, "a history has the formats json and "
			    "html, not '%s'", name);
	}
	return ok;
}

/* In the formats that are asked for; one that is printed is all of it. */
static bool
write_history(const struct options *o, const struct runs *r,
    struct why *why)
{
	struct text made[FORMATS_MAX] = { TEXT_INIT }, out = TEXT_INIT;
	bool ok;
	size_t i;

	for (i = 0; i < o->formats_len; i++)
		if (strcmp(o->formats[i].format->name, "html") == 0)
			history_add_page(&made[i], r);
		else
			history_add_json(&made[i], r);
	if (!wanted_is_printed(o))
		history_add(&out, r, o->full);
	ok = wanted_write(o, made, why) && command_print(&out, why);
	text_release(&out);
	return ok;
}

int
command_history(struct options *o)
{
	struct why why = WHY_INIT;
	struct runs r;
	bool ok;

	if (!check_formats(o, &why))
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
	bool came = false, read, ok;
	struct runs r;

	read = read_runs(o, &r, n, &why);
	ok = read && history_bisect(&out, &r, o->patterns[n], &came, &why) &&
	    command_print(&out, &why);
	if (read && !ok && access(o->patterns[n], F_OK) == 0)
		why_set(&why, "'%s' is a run, and what is looked for stands "
		    "behind the runs: a kind, a finding, or a part of its name",
		    o->patterns[n]);
	runs_release(&r);
	text_release(&out);
	return !ok ? command_fail(&why) : came ? 0 : 1;
}
