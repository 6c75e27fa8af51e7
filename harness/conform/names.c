/* SPDX-License-Identifier: BSD-2-Clause */
/* The words that an option takes: for who types, and for a shell that does. */
#include <stdio.h>
#include <string.h>

#include "harness/conform/command.h"
#include "harness/judge/finding.h"
#include "harness/platform/launchers.h"
#include "harness/rows/areas.h"

static bool
add_platforms(struct text *out, struct why *why)
{
	struct launchers all = LAUNCHERS_INIT;
	struct text folder = TEXT_INIT;
	bool ok = true;

	text_adds(out, "native");
	if (!is_installed()) {
		text_addf(&folder, "%s/harness/platform/launchers", top);
		ok = launchers_read(&all, text_get(&folder), why);
		text_addc(out, ' ');
		launchers_list(&all, out);
	}
	launchers_release(&all);
	text_release(&folder);
	return ok;
}

static bool
add_areas(struct text *out, struct why *why)
{
	size_t i;

	(void)why;
	for (i = 0; i < areas_len; i++)
		text_addf(out, "%s ", areas[i]->name);
	return true;
}

static bool
add_formats(struct text *out, struct why *why)
{
	const struct format *f;

	(void)why;
	for (f = formats; f->name[0] != '\0'; f++)
		text_addf(out, "%s ", f->name);
	return true;
}

static bool
add_owners(struct text *out, struct why *why)
{
	(void)why;
	finding_owner_names(out);
	return true;
}

static const struct {
	const char *option;
	bool (*add)(struct text *, struct why *);
} kinds[] = {
	{ "platforms", add_platforms }, { "cases", add_areas },
	{ "format", add_formats }, { "owner", add_owners },
};

int
command_names(struct options *o)
{
	const char *option = o->patterns[0];
	struct text names = TEXT_INIT;
	struct why why = WHY_INIT;
	char *name, *rest = NULL;
	size_t i;
	bool ok = false;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].option, option) == 0)
			ok = kinds[i].add(&names, &why);
	if (!ok && why.text[0] == '\0')
		why_set(&why, "no names are known for '%s', but for platforms, "
		    "cases, format and owner", option);
	for (name = ok ? strtok_r(names.at, " ,", &rest) : NULL; name != NULL;
	    name = strtok_r(NULL, " ,", &rest))
		puts(name);
	text_release(&names);
	return ok ? 0 : command_fail(&why);
}
