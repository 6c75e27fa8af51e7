/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset.h"
#include "harness/mutants/mutant.h"
#include "harness/protocol/memory.h"

char *
slurp(const char *path, struct why *why)
{
	struct text text = TEXT_INIT;

	if (!asset_read(path, SIZE_MAX, &text, why)) {
		text_release(&text);
		return NULL;
	}
	text_addc(&text, '\0');
	return text_detach(&text);
}

/* "mutant NAME", "platform NAME", "legal NAME": one more, or NULL. */
static struct mutant *
begin(struct mutants *all, const char *key, const char *name)
{
	static const char *const kinds[] = { "mutant", "platform", "legal" };
	struct mutant *m;
	size_t i, k;

	for (k = 0; k < 3 && strcmp(key, kinds[k]) != 0;)
		k++;
	for (i = 0; i < all->len; i++)
		if (strcmp(all->at[i].name, name) == 0)
			return NULL;
	if (k == 3)
		return NULL;
	all->at = memory_grow(all->at, all->len, sizeof(*all->at));
	m = &all->at[all->len++];
	*m = (struct mutant){ .kind = (enum mutant_kind)k, .name = name };
	return m;
}

static bool
set(struct mutant *m, const char *key, char *value)
{
	char *rest = NULL, *word;

	if (strcmp(key, "clause") == 0)
		for (word = strtok_r(value, " ", &rest); word != NULL;
		    word = strtok_r(NULL, " ", &rest)) {
			if (m->clauses_len == MUTANT_CLAUSES)
				return false;
			m->clauses[m->clauses_len++] = word;
		}
	else if (strcmp(key, "rows") == 0)
		m->rows = value;
	else if (strcmp(key, "what") == 0)
		m->what = value;
	else if (strcmp(key, "equivalent") == 0)
		m->equivalent = value;
	else if (strcmp(key, "file") == 0)
		m->file = value;
	else if (strcmp(key, "on") == 0)
		m->on = value;
	else if (strcmp(key, "wrap") == 0)
		m->wrap = value;
	else if (strcmp(key, "around") == 0)
		m->around = value;
	else if (strcmp(key, "needs") == 0)
		return m->af_alg = strcmp(value, "af_alg") == 0;
	else
		return false;
	return true;
}

static void
add_line(struct text *to, const char *line)
{
	if (to->len > 0)
		text_addc(to, '\n');
	else
		text_add(to, "", 0);
	text_adds(to, line);
}

static bool
read_line(struct mutants *all, char *line)
{
	bool begun = all->len > 0;
	struct mutant *m = begun ? &all->at[all->len - 1] : NULL;
	bool changes = begun && m->file != NULL;
	char *value = strchr(line, ' ');

	if (line[0] == '\0' || line[0] == '#')
		return true;
	if (changes && line[0] == '-')
		add_line(&m->search, line + 1);
	else if (changes && line[0] == '+')
		add_line(&m->replace, line + 1);
	else if (value == NULL)
		return false;
	else {
		*value++ = '\0';
		return (begun && set(m, line, value)) ||
		    begin(all, line, value) != NULL;
	}
	return true;
}

static bool
is_whole(const struct mutant *m)
{
	return m->clauses_len > 0 && m->what != NULL &&
	    (m->kind == MUTANT_OF_CODE) ==
	    (m->file != NULL && m->search.len > 0);
}

bool
mutants_read(struct mutants *all, const char *path, struct why *why)
{
	char *line, *end;
	size_t first = all->len, i;
	int number = 1;

	if (all->text_len == MUTANT_LISTS)
		return why_set(why, "too many lists");
	line = slurp(path, why);
	if (line == NULL)
		return false;
	all->text[all->text_len++] = line;
	for (; *line != '\0'; line = end, number++) {
		end = line + strcspn(line, "\n");
		if (*end != '\0')
			*end++ = '\0';
		if (!read_line(all, line))
			return why_set(why, "%s:%d: '%s' is not understood, "
			    "or a name is given twice", path, number, line);
	}
	for (i = first; i < all->len; i++)
		if (!is_whole(&all->at[i]))
			return why_set(why, "%s: '%s' lacks a line", path,
			    all->at[i].name);
	return true;
}

void
mutants_release(struct mutants *all)
{
	size_t i;

	for (i = 0; i < all->len; i++) {
		text_release(&all->at[i].search);
		text_release(&all->at[i].replace);
	}
	free(all->at);
	for (i = 0; i < all->text_len; i++)
		free(all->text[i]);
	*all = (struct mutants)MUTANTS_INIT;
}

const struct mutant *
mutants_find(const struct mutants *all, const char *name)
{
	size_t i;

	for (i = 0; i < all->len; i++)
		if (strcmp(all->at[i].name, name) == 0)
			return &all->at[i];
	return NULL;
}

bool
mutant_is_python(const struct mutant *m)
{
	return m->file != NULL && strncmp(m->file, "oracle/", 7) == 0;
}

static void
add_with_top(const char *from, const char *top, struct text *to)
{
	const char *at;

	while ((at = strstr(from, "{top}")) != NULL) {
		text_addf(to, "%.*s%s", (int)(at - from), from, top);
		from = at + 5;
	}
	text_addf(to, "%s ", from);
}

void
mutant_wrap(const struct mutants *all, const char *platform, const char *top,
    struct text *to)
{
	const struct mutant *m = mutants_find(all, platform);

	if (m != NULL && m->wrap != NULL)
		add_with_top(m->wrap, top, to);
	text_addf(to, "env LD_PRELOAD=build/mutants/platform.so "
	    "PYSOCK_PLATFORM=%s", platform);
}

bool
mutant_apply(const struct mutant *m, const char *from, struct text *to,
    struct why *why)
{
	const char *search = text_get(&m->search);
	const char *at = strstr(from, search);

	if (at == NULL || strstr(at + 1, search) != NULL)
		return why_set(why, "mutant '%s' does not apply: its text "
		    "stands %s in '%s'", m->name,
		    at == NULL ? "nowhere" : "more than once", m->file);
	text_add(to, from, (size_t)(at - from));
	text_adds(to, text_get(&m->replace));
	text_adds(to, at + m->search.len);
	return true;
}
