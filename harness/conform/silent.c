/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/conform/command.h"
#include "harness/conform/reasons.h"
#include "harness/conform/silent.h"
#include "harness/protocol/memory.h"
#include "harness/rows/areas.h"
#include "harness/rows/catalogue.h"
#include "harness/runner/recall.h"

#define LABELS_MOST 64
#define WIDTH 98

/* Events on which rows are silent. */
struct silence {
	size_t rows, events;		/* of clauses that are documented */
	size_t other_rows, other_events;	/* of those that are not */
};

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
		l->at[l->len++] = memory_copy_part(label, len);
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
		/* What is amiss departs by itself. */
		if (documented_for(&d, t.events[n].label) == NULL &&
		    !event_is_amiss(&t.events[n]))
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

/* What is told of a row: of each reason the events that have it. */
struct telling {
	struct reasons reasons;
	struct text parts[REASONS_MOST];	/* compact: of each reason */
	char last[REASONS_MOST][64];	/* the area last told of there */
	size_t rows[REASONS_MOST], events[REASONS_MOST];
	FILE *out;			/* or NULL: compact */
};

/* The labels of that reason, "sendmsg, peer"; how many. */
static size_t
add_labels(struct text *to, const struct labels *l, const int *of, int reason)
{
	size_t n, found = 0;

	for (n = 0; n < l->len; n++)
		if (of[n] == reason)
			text_addf(to, "%s%s", found++ > 0 ? ", " : "",
			    l->at[n]);
	return found;
}

/* One line of the long table, or a part of the compact one. */
static void
tell_reason(struct telling *t, const struct area *area, const struct row *row,
    const struct text *labels, int reason)
{
	struct text *part = &t->parts[reason];

	if (t->out != NULL)
		fprintf(t->out, "%-12s %s/%s: %s: %s\n", row->clause,
		    area->name, row->name, text_get(labels),
		    t->reasons.at[reason].sentence);
	if (strcmp(t->last[reason], area->name) != 0)
		text_addf(part, "%s%s/", part->len > 0 ? "; " : "",
		    area->name);
	else
		text_adds(part, ", ");
	snprintf(t->last[reason], sizeof(t->last[reason]), "%s", area->name);
	text_addf(part, "%s (%s)", row->name, text_get(labels));
}

/* False with the reason if an event of the row has none. */
static bool
tell_row(struct telling *t, const struct area *area, const struct row *row,
    const struct clause *clause, const struct labels *l, struct why *why)
{
	struct text name = TEXT_INIT, labels = TEXT_INIT;
	int of[LABELS_MOST], reason;
	bool ok = true;
	size_t n;

	text_addf(&name, "%s/%s", area->name, row->name);
	for (n = 0; ok && n < l->len; n++) {
		of[n] = reasons_find(&t->reasons, text_get(&name),
		    clause->source, l->at[n]);
		ok = of[n] >= 0 || why_set(why, "cases/silent.tsv: no reason "
		    "why %s is silent on '%s'", text_get(&name), l->at[n]);
	}
	for (reason = 0; ok && reason < (int)t->reasons.len; reason++) {
		text_cut(&labels, 0);
		n = add_labels(&labels, l, of, reason);
		t->rows[reason] += n > 0;
		t->events[reason] += n;
		if (n > 0)
			tell_reason(t, area, row, &labels, reason);
	}
	text_release(&name);
	text_release(&labels);
	return ok;
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
    struct silence *s, struct telling *t, struct why *why)
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
		ok = tell_row(t, area, &area->rows[n], clause, &l, why);
		labels_release(&l);
	}
	recorded_release(&r);
	text_release(&folder);
	return ok;
}

static bool
find_all(struct silence *s, struct telling *t, struct why *why)
{
	struct catalogue catalogue = CATALOGUE_INIT;
	bool ok = catalogue_read(&catalogue, top, why) &&
	    catalogue_check(&catalogue, why) &&
	    reasons_read(&t->reasons, top, why);
	size_t a;

	*s = (struct silence){ .rows = 0 };
	for (a = 0; ok && a < areas_len; a++)
		ok = look_at(&catalogue, areas[a], "native", s, t, why) &&
		    look_at(&catalogue, areas[a], "uml", s, t, why);
	ok = ok && reasons_check(&t->reasons, why);
	catalogue_release(&catalogue);
	return ok;
}

static void
telling_release(struct telling *t)
{
	size_t n;

	for (n = 0; n < REASONS_MOST; n++)
		text_release(&t->parts[n]);
	reasons_release(&t->reasons);
	free(t);
}

static struct telling *
telling_new(FILE *out)
{
	struct telling *t = calloc(1, sizeof(*t));

	if (t == NULL)
		memory_ran_out();
	t->out = out;
	return t;
}

/* Words of a text as lines of at most WIDTH columns, two of them empty. */
static void
wrap(const char *text)
{
	size_t column = 0, len;

	for (; *text != '\0'; text += len + (text[len] == ' ')) {
		len = strcspn(text, " ");
		if (column > 0 && column + 1 + len > WIDTH) {
			putchar('\n');
			column = 0;
		}
		column += (size_t)printf("%s%.*s", column > 0 ? " " : "    ",
		    (int)len, text);
	}
	putchar('\n');
}

static void
tell(const struct silence *s, const struct telling *t)
{
	struct text head = TEXT_INIT;
	size_t n;

	printf("only recordings judge %zu events in %zu rows of documented "
	    "clauses, and %zu in %zu rows of others\n", s->events, s->rows,
	    s->other_events, s->other_rows);
	for (n = 0; n < t->reasons.len; n++) {
		text_cut(&head, 0);
		text_addf(&head, "%zu events in %zu rows: %s", t->events[n],
		    t->rows[n], t->reasons.at[n].sentence);
		printf("  %s\n", text_get(&head));
		if (t->out == NULL)
			wrap(text_get(&t->parts[n]));
	}
	text_release(&head);
}

static bool
silence_print(FILE *out, struct why *why)
{
	struct telling *t = telling_new(out);
	struct silence s;
	bool ok = find_all(&s, t, why);

	if (ok)
		tell(&s, t);
	telling_release(t);
	return ok;
}

bool
silence_tell(struct why *why)
{
	return silence_print(NULL, why);
}

int
command_silent(struct options *unused)
{
	struct why why = WHY_INIT;

	(void)unused;
	return silence_print(stdout, &why) ? 0 : command_fail(&why);
}
