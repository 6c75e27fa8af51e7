/* SPDX-License-Identifier: BSD-2-Clause */
/* Which folders a command was given, and whether they may stand together. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/conform/command.h"
#include "harness/conform/usage.h"
#include "harness/protocol/memory.h"

/* Adds a path's place, which need not be there yet. */
static void
add_place(struct text *out, const char *path)
{
	char *copy = memory_copy(path), *slash, real[PATH_MAX];
	size_t len = strlen(copy);

	while (len > 1 && copy[len - 1] == '/')
		copy[--len] = '\0';
	slash = strrchr(copy, '/');
	if (realpath(copy, real) != NULL)
		text_adds(out, real);
	else if (slash == copy)
		text_adds(out, copy);
	else if (slash == NULL) {
		add_place(out, ".");
		text_addf(out, "/%s", copy);
	} else {
		*slash = '\0';
		add_place(out, copy);
		text_addf(out, "/%s", slash + 1);
	}
	free(copy);
}

/* Whether the other is that folder, or lies in it. */
static bool
has_folder(const char *one, const char *other)
{
	struct text a = TEXT_INIT, b = TEXT_INIT;
	bool has;

	add_place(&a, one);
	add_place(&b, other);
	if (a.len > 1)
		text_addc(&a, '/');
	text_addc(&b, '/');
	has = strncmp(text_get(&a), text_get(&b), a.len) == 0;
	text_release(&a);
	text_release(&b);
	return has;
}

bool
folders_check(const struct options *o, const char *command, struct why *why)
{
	bool ok = true;
	size_t i;

	if (!usage_takes(command, "results") || !usage_takes(command, "report"))
		return true;
	if (has_folder(o->results, o->report))
		return why_set(why, "'%s' is in the folder of --results, '%s', "
		    "and would be read for its columns: give --report another "
		    "folder", o->report, o->results);
	if (strcmp(command, "report") != 0 && strcmp(command, "merge") != 0)
		return true;
	for (i = 0; ok && o->report_named && o->patterns[i] != NULL; i++)
		if (has_folder(o->patterns[i], o->report))
			ok = why_set(why, "'%s' has results, and a report in "
			    "it would be read for its columns: give --report "
			    "another folder", o->patterns[i]);
	return ok;
}

bool
folders_check_name(const struct options *o, struct why *why)
{
	const char *at;

	if (strchr(o->name, '/') != NULL || o->name[0] == '.')
		return why_set(why, "'%s' is no name for a column: it is a "
		    "folder of results", o->name);
	for (at = o->name; *at != '\0'; at++)
		if (*at == ' ' || *at == ',' || (unsigned char)*at < ' ')
			return why_set(why, "'%s' is no name for a column: "
			    "--platforms takes names with blanks or commas "
			    "between them", o->name);
	return true;
}
