/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset.h"
#include "harness/protocol/memory.h"
#include "harness/protocol/text.h"
#include "harness/rows/catalogue.h"

#define FIELDS 9

static const char header[] = "id\tmethod\tsource\tversions\tavailability\t"
    "statement\tCPython\tanchor\tuncovered";

static bool
read_text(struct catalogue *c, const char *path, struct why *why)
{
	struct text text = TEXT_INIT;
	bool ok = asset_read(path, SIZE_MAX, &text, why);

	c->text = text_detach(&text);
	return ok;
}

/* Splits a line at its tabs, in place; false if it has not all fields. */
static bool
split(char *line, const char *fields[FIELDS])
{
	size_t n = 0;
	char *tab;

	while (n < FIELDS) {
		fields[n++] = line;
		tab = strchr(line, '\t');
		if (tab == NULL)
			return n == FIELDS;
		*tab = '\0';
		line = tab + 1;
	}
	return false;
}

static const char *
add_clause(struct catalogue *c, char *line)
{
	const char *f[FIELDS];
	struct clause clause;

	if (!split(line, f))
		return "it has not nine fields between tabs";
	clause = (struct clause){ f[0], f[1], f[2], f[3], f[4], f[5], f[6],
	    f[7], f[8] };
	if (strcmp(f[2], "documented") != 0 && strcmp(f[2], "implied") != 0 &&
	    strcmp(f[2], "silent") != 0)
		return "its source is not documented, implied or silent";
	if (catalogue_find(c, f[0]) != NULL)
		return "its id stood before";
	c->clauses = memory_grow(c->clauses, c->len, sizeof(clause));
	c->clauses[c->len++] = clause;
	return NULL;
}

bool
catalogue_read(struct catalogue *c, const char *top, struct why *why)
{
	struct text path = TEXT_INIT;
	const char *fault = NULL;
	char *line, *rest;
	size_t number = 1;
	bool ok;

	*c = (struct catalogue)CATALOGUE_INIT;
	text_addf(&path, "%s/cases/clauses.tsv", top);
	ok = read_text(c, text_get(&path), why);
	text_release(&path);
	if (!ok)
		return false;
	line = strtok_r(c->text, "\n", &rest);
	if (line == NULL || strcmp(line, header) != 0)
		fault = "it does not name the fields";
	while (fault == NULL && (line = strtok_r(NULL, "\n", &rest)) != NULL) {
		number++;
		fault = add_clause(c, line);
	}
	return fault == NULL || why_set(why, "cases/clauses.tsv, line %zu: %s",
	    number, fault);
}

const struct clause *
catalogue_find(const struct catalogue *c, const char *id)
{
	size_t i;

	for (i = 0; i < c->len; i++)
		if (strcmp(c->clauses[i].id, id) == 0)
			return &c->clauses[i];
	return NULL;
}

void
catalogue_release(struct catalogue *c)
{
	free(c->text);
	free(c->clauses);
	*c = (struct catalogue)CATALOGUE_INIT;
}
