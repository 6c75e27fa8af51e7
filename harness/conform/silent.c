/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/conform/command.h"
#include "harness/conform/silent.h"
#include "harness/rows/areas.h"
#include "harness/rows/catalogue.h"
#include "harness/runner/recall.h"

#define LABELS_MOST 64

/* The labels of a row, without "#2", on which it says nothing. */
struct labels {
	char *at[LABELS_MOST];
	size_t len;
};

static void
add_label(struct labels *l, const char *label)
{
	size_t n, len = strcspn(label, "#");

	if (strncmp(label, "set_up.", 7) == 0)
		return;
	for (n = 0; n < l->len; n++)
		if (strlen(l->at[n]) == len &&
		    strncmp(l->at[n], label, len) == 0)
			return;
	if (l->len < LABELS_MOST)
		l->at[l->len++] = strndup(label, len);
}

/* Adds what the recording has of an instance, and its row does not document. */
static void
add_instance(struct labels *l, const struct recorded *r,
    const struct instance *i)
{
	struct documented d = DOCUMENTED_INIT;
	struct trace t = TRACE_INIT;
	struct text reason = TEXT_INIT;
	size_t n;

	instance_document(i, &d);
	recorded_find(r, i->id, &t, &reason);
	for (n = 0; n < t.len; n++)
		if (documented_for(&d, t.events[n].label) == NULL)
			add_label(l, t.events[n].label);
	documented_release(&d);
	trace_release(&t);
	text_release(&reason);
}

static void
find_labels(struct labels *l, const struct recorded *r,
    const struct area *area, const struct row *row)
{
	struct instances all = INSTANCES_INIT;
	size_t i;

	instances_add_row(&all, area, row);
	for (i = 0; i < all.len; i++)
		add_instance(l, r, &all.at[i]);
	instances_release(&all);
}

static void
labels_release(struct labels *l)
{
	while (l->len > 0)
		free(l->at[--l->len]);
}

/* One line of the table; counts what it has. */
static void
tell_row(const struct area *area, const struct row *row,
    const struct clause *clause, const struct labels *l, FILE *out)
{
	size_t n;

	fprintf(out, "%-12s %-10s %s/%s: ", row->clause, clause->source,
	    area->name, row->name);
	for (n = 0; n < l->len; n++)
		fprintf(out, "%s%s", n > 0 ? ", " : "", l->at[n]);
	fprintf(out, "\n");
}

static void
count(struct silence *s, const struct clause *clause, const struct labels *l)
{
	bool documented = strcmp(clause->source, "documented") == 0;

	*(documented ? &s->rows : &s->other_rows) += l->len > 0;
	*(documented ? &s->events : &s->other_events) += l->len;
}

/* The rows of an area that one part has recorded. */
static bool
look_at(const struct catalogue *c, const struct area *area, const char *part,
    struct silence *s, FILE *out, struct why *why)
{
	struct text folder = TEXT_INIT;
	struct recorded r = RECORDED_INIT;
	const struct clause *clause;
	struct labels l = { .len = 0 };
	bool ok;
	size_t n;

	recall_folder(top, "recorded", &folder);
	text_addf(&folder, "/%s", part);
	ok = recorded_read(&r, text_get(&folder), area->name, why);
	for (n = 0; ok && n < area->rows_len; n++) {
		if (strcmp(recall_platform(&area->rows[n]), part) != 0)
			continue;
		clause = catalogue_find(c, area->rows[n].clause);
		find_labels(&l, &r, area, &area->rows[n]);
		count(s, clause, &l);
		if (out != NULL && l.len > 0)
			tell_row(area, &area->rows[n], clause, &l, out);
		labels_release(&l);
	}
	recorded_release(&r);
	text_release(&folder);
	return ok;
}

bool
silence_find(struct silence *s, FILE *out, struct why *why)
{
	struct catalogue catalogue = CATALOGUE_INIT;
	bool ok = catalogue_read(&catalogue, top, why) &&
	    catalogue_check(&catalogue, why);
	size_t a;

	*s = (struct silence){ .rows = 0 };
	for (a = 0; ok && a < areas_len; a++)
		ok = look_at(&catalogue, areas[a], "native", s, out, why) &&
		    look_at(&catalogue, areas[a], "uml", s, out, why);
	catalogue_release(&catalogue);
	return ok;
}

static void
tell(const struct silence *s)
{
	printf("only recordings judge %zu events in %zu rows of documented "
	    "clauses, and %zu in %zu rows of others\n", s->events, s->rows,
	    s->other_events, s->other_rows);
}

bool
silence_tell(struct why *why)
{
	struct silence s;
	bool ok = silence_find(&s, NULL, why);

	if (ok)
		tell(&s);
	return ok;
}

int
command_silent(struct options *unused)
{
	struct silence s;
	struct why why = WHY_INIT;

	(void)unused;
	if (!silence_find(&s, stdout, &why))
		return command_fail(&why);
	tell(&s);
	return 0;
}
