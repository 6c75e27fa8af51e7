/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/documented.h"
#include "harness/protocol/memory.h"
#include "harness/rows/selection.h"

static void
append(char ***list, size_t *len, size_t at, const char *pattern)
{
	*list = memory_grow(*list, *len, sizeof(**list));
	memmove(*list + at + 1, *list + at, (*len - at) * sizeof(**list));
	(*list)[at] = memory_copy(pattern);
	++*len;
}

/* Where an id is, or belongs; true if it is there. */
static bool
place_of(const struct selection *s, const char *id, size_t *at)
{
	size_t from = 0, to = s->ids_len, middle;
	int order;

	while (from < to) {
		middle = (from + to) / 2;
		order = strcmp(s->ids[middle], id);
		if (order == 0) {
			*at = middle;
			return true;
		}
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	*at = from;
	return false;
}

void
selection_add(struct selection *s, const char *pattern)
{
	size_t at;

	if (strchr(pattern, '*') != NULL)
		append(&s->globs, &s->globs_len, s->globs_len, pattern);
	else if (!place_of(s, pattern, &at))
		append(&s->ids, &s->ids_len, at, pattern);
}

bool
selection_is_empty(const struct selection *s)
{
	return s->ids_len + s->globs_len == 0;
}

bool
selection_has(const struct selection *s, const char *id)
{
	size_t n;

	if (place_of(s, id, &n))
		return true;
	for (n = 0; n < s->globs_len; n++)
		if (documented_glob(s->globs[n], id))
			return true;
	return false;
}

void
selection_keep(const struct selection *s, struct instances *all)
{
	size_t i, kept = 0;

	for (i = 0; s != NULL && i < all->len; i++)
		if (selection_has(s, all->at[i].id))
			all->at[kept++] = all->at[i];
	if (s != NULL)
		all->len = kept;
}

size_t
selection_count(const struct selection *s, const struct area *area,
    const struct row *row)
{
	struct instances all = INSTANCES_INIT;
	size_t n;

	instances_add_row(&all, area, row);
	selection_keep(s, &all);
	n = all.len;
	instances_release(&all);
	return n;
}

bool
selection_read(struct selection *s, const char *path, struct why *why)
{
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	bool ok;

	if (in == NULL)
		return why_errno(why, "cannot read the instances '%s'", path);
	while (getline(&line, &room, in) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '\0')
			selection_add(s, line);
	}
	ok = !ferror(in) || why_errno(why, "cannot read '%s'", path);
	fclose(in);
	free(line);
	return ok && (!selection_is_empty(s) ||
	    why_set(why, "'%s' names no instance", path));
}

bool
selection_write(const struct selection *s, const char *path, struct why *why)
{
	FILE *out = fopen(path, "we");
	bool ok = out != NULL;
	size_t n;

	for (n = 0; ok && n < s->ids_len; n++)
		ok = fprintf(out, "%s\n", s->ids[n]) > 0;
	for (n = 0; ok && n < s->globs_len; n++)
		ok = fprintf(out, "%s\n", s->globs[n]) > 0;
	if (out != NULL && fclose(out) != 0)
		ok = false;
	return ok || why_errno(why, "cannot write '%s'", path);
}

void
selection_release(struct selection *s)
{
	while (s->ids_len > 0)
		free(s->ids[--s->ids_len]);
	while (s->globs_len > 0)
		free(s->globs[--s->globs_len]);
	free(s->ids);
	free(s->globs);
	*s = (struct selection)SELECTION_INIT;
}
