/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/rows/areas.h"
#include "harness/rows/choice.h"

const struct area *
area_named(const char *name)
{
	size_t a;

	for (a = 0; a < areas_len; a++)
		if (strcmp(areas[a]->name, name) == 0)
			return areas[a];
	return NULL;
}

static bool
chosen(const char *const *at, size_t len, const char *name)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (strcmp(at[i], name) == 0)
			return true;
	return false;
}

/* "sendfile" also means sendfile_errors, but "sendmsg" not sendmsg_afalg. */
static bool
means(const char *word, const char *name)
{
	size_t length = strlen(word);

	return strncmp(name, word, length) == 0 && (name[length] == '\0' ||
	    (name[length] == '_' && (area_named(word) == NULL ||
	    strncmp(name + length, "_afalg", 6) != 0)));
}

/* Adds the areas of a word; false if there are none. */
static bool
add_meant(const char *word, bool exact, const char **at, size_t *len)
{
	bool any = false;
	size_t a;

	for (a = 0; a < areas_len; a++) {
		const char *name = areas[a]->name;

		if (exact ? strcmp(name, word) != 0 : !means(word, name))
			continue;
		any = true;
		if (!chosen(at, *len, name))
			at[(*len)++] = name;
	}
	return any;
}

bool
choose_areas(char *cases, bool exact, const char **at, size_t *len,
    struct why *why)
{
	const char *word;
	bool any = false;
	size_t a;

	*len = 0;
	while (cases != NULL && (word = strsep(&cases, " ,")) != NULL) {
		if (word[0] == '\0')
			continue;
		any = true;
		if (!add_meant(word, exact, at, len))
			return why_set(why, "there is no area '%s'; `conform "
			    "list` shows them", word);
	}
	for (a = 0; a < areas_len && !any; a++)
		at[(*len)++] = areas[a]->name;
	return true;
}

static bool
has_of(const struct selection *s, const char *name)
{
	const struct area *area = area_named(name);
	size_t n;

	for (n = 0; area != NULL && n < area->rows_len; n++)
		if (selection_count(s, area, &area->rows[n]) > 0)
			return true;
	return false;
}

void
choose_selected(const struct selection *s, const char **names, size_t *len)
{
	size_t i, kept = 0;

	for (i = 0; i < *len; i++)
		if (has_of(s, names[i]))
			names[kept++] = names[i];
	*len = kept;
}

/* Whether a pattern fits an instance of those areas. */
static bool
fits(const char *pattern, const char *const *names, size_t len)
{
	struct selection one = SELECTION_INIT;
	bool yes = false;
	size_t i;

	selection_add(&one, pattern);
	for (i = 0; i < len && !yes; i++)
		yes = has_of(&one, names[i]);
	selection_release(&one);
	return yes;
}

bool
choose_check(const struct selection *s, const char *const *names,
    size_t len, struct why *why)
{
	size_t n;

	for (n = 0; n < s->ids_len + s->globs_len; n++) {
		const char *pattern = n < s->ids_len ? s->ids[n] :
		    s->globs[n - s->ids_len];

		if (!fits(pattern, names, len))
			return why_set(why, "'%s' is no instance of these "
			    "areas, nor a pattern of one; `conform list` has "
			    "them all", pattern);
	}
	return true;
}
