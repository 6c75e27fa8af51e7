/* SPDX-License-Identifier: BSD-2-Clause */
/* The words that an option takes: for who types, and for a shell that does. */
#include <stdio.h>
#include <string.h>

#include "harness/conform/command.h"
#include "harness/judge/finding.h"
#include "harness/platform/launchers.h"
#include "harness/rows/areas.h"

/* Those asked for, which may be of a family without an end, "ssh:HOST". */
static bool
choose_platforms(const struct launchers *all, const char *const *asked,
    struct text *out, struct why *why)
{
	const char *const *before;
	const char *const *first = asked;

	for (; *asked != NULL; asked++) {
		for (before = first; before < asked; before++)
			if (strcmp(*before, *asked) == 0)
				return why_set(why, "platform '%s' is asked "
				    "for twice", *asked);
		if (strcmp(*asked, "native") != 0 &&
		    launchers_find(all, *asked, why) == NULL)
			return false;
		text_addf(out, "%s ", *asked);
	}
	return true;
}

/* All, or those asked for, if they are platforms. */
static bool
add_platforms(struct text *out, const char *const *asked, struct why *why)
{
	struct launchers all = LAUNCHERS_INIT;
	struct text folder = TEXT_INIT;
	bool ok = true;

	if (!is_installed()) {
		text_addf(&folder, "%s/harness/platform/launchers", top);
		ok = launchers_read(&all, text_get(&folder), why);
	}
	if (*asked != NULL) {
		ok = ok && choose_platforms(&all, asked, out, why);
	} else {
		text_adds(out, "native ");
		launchers_list(&all, out);
	}
	launchers_release(&all);
	text_release(&folder);
	return ok;
}

static bool
take_none(struct why *why)
{
	return why_set(why, "'names' looks at names of platforms alone");
}

static bool
add_areas(struct text *out, const char *const *asked, struct why *why)
{
	size_t i;

	if (*asked != NULL)
		return take_none(why);
	for (i = 0; i < areas_len; i++)
		text_addf(out, "%s ", areas[i]->name);
	return true;
}

static bool
add_formats(struct text *out, const char *const *asked, struct why *why)
{
	const struct format *f;

	if (*asked != NULL)
		return take_none(why);
	for (f = formats; f->name[0] != '\0'; f++)
		text_addf(out, "%s ", f->name);
	return true;
}

static bool
add_owners(struct text *out, const char *const *asked, struct why *why)
{
	if (*asked != NULL)
		return take_none(why);
	finding_owner_names(out);
	return true;
}

static const struct {
	const char *option;
	bool (*add)(struct text *, const char *const *asked, struct why *);
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
			ok = kinds[i].add(&names, o->patterns + 1, &why);
	if (!ok && why.text[0] == '\0')
		why_set(&why, "no names are known for '%s', but for platforms, "
		    "cases, format and owner", option);
	for (name = ok ? strtok_r(names.at, " ,", &rest) : NULL; name != NULL;
	    name = strtok_r(NULL, " ,", &rest))
		puts(name);
	text_release(&names);
	return ok ? 0 : command_fail(&why);
}
