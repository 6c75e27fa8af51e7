/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/rows/row.h"

/*
 * How long a row takes, roughly: its instances, and many more if they wait, or
 * need what there may not be.
 */
static size_t
cost(const struct area *area, const struct row *row)
{
	return instances_count(area, row) + (row->waits ? 1000000 : 0) +
	    (row->needs != NULL ? 2000000 : 0);
}

/* What each row costs, kept for as long as it is the same area. */
static const size_t *
costs(const struct area *area)
{
	static const struct row *of;
	static size_t *kept;
	size_t i;

	if (of == area->rows)
		return kept;
	kept = realloc(kept, area->rows_len * sizeof(*kept));
	if (kept == NULL)
		memory_ran_out();
	for (i = 0; i < area->rows_len; i++)
		kept[i] = cost(area, &area->rows[i]);
	of = area->rows;
	return kept;
}

bool
area_samples(const struct area *area, const struct row *row, size_t most)
{
	size_t i, nth = (size_t)(row - area->rows), cheaper = 0;
	const size_t *of;

	if (row->sampled ||
	    (row->needs != NULL && strstr(row->needs, "af_alg") != NULL))
		return true;
	of = costs(area);
	for (i = 0; i < area->rows_len; i++)
		cheaper += of[i] < of[nth] || (i < nth && of[i] == of[nth]);
	return cheaper < most;
}

static bool
is_identifier(const char *s)
{
	size_t n = 0;

	if (s == NULL || !islower((unsigned char)s[0]))
		return false;
	while (islower((unsigned char)s[n]) || isdigit((unsigned char)s[n]) ||
	    s[n] == '_')
		n++;
	return s[n] == '\0';
}

static bool
is_clause(const char *s)
{
	size_t n = 0;

	while (s != NULL && isupper((unsigned char)s[n]))
		n++;
	return n > 0 && s[n] == '-' && isdigit((unsigned char)s[n + 1]) &&
	    isdigit((unsigned char)s[n + 2]) && s[n + 3] == '\0';
}

/* The length of an axis' name; 0 if it is not of the form name=value. */
static size_t
axis_name(const char *axis)
{
	size_t n = 0;

	while (islower((unsigned char)axis[n]) || axis[n] == '_' ||
	    (n > 0 && isdigit((unsigned char)axis[n])))
		n++;
	return axis[n] == '=' ? n : 0;
}

/* The n-th of a row's axes and `with`, as if they were one list, or NULL. */
static const char *
nth_axis(const struct row *row, size_t n)
{
	size_t len = 0;

	while (len < AXES_MAX && row->axes[len] != NULL)
		len++;
	if (n < len)
		return row->axes[n];
	return n - len < AXES_MAX ? row->with[n - len] : NULL;
}

/* How many values it has, COMBINATIONS_MOST + 1 for any more; 0: a range none. */
static size_t
values_of(const char *axis)
{
	const char *text = strchr(axis, '=');
	long from, to;
	size_t n = 0, len;

	for (; *text != '\0' && n <= COMBINATIONS_MOST; text += len) {
		text++;
		len = strcspn(text, "|");
		n++;
		if (!axis_range(text, len, &from, &to))
			continue;
		if (to < from)
			return 0;
		n = (unsigned long)to - (unsigned long)from <
		    COMBINATIONS_MOST - n ? n + (size_t)(to - from) :
		    COMBINATIONS_MOST + 1;
	}
	return n;
}

/* Of axes that can be read; `all` takes the place of one of them. */
static const char *
values_fault(const struct row *row)
{
	size_t combinations = 1, n, values, all = row->all != NULL ?
	    values_of(row->all) : 1;
	const char *axis;

	for (n = 0; (axis = nth_axis(row, n)) != NULL; n++) {
		values = values_of(axis);
		if (values == 0 || all == 0)
			return "a range ends before it begins";
		if (row->all != NULL && strncmp(axis, row->all,
		    strcspn(row->all, "=") + 1) == 0 && all > values)
			values = all;
		if (values > COMBINATIONS_MOST / combinations)
			return "its axes have too many combinations";
		combinations *= values;
	}
	return NULL;
}

static const char *
axes_fault(const struct row *row)
{
	const char *axis, *other;
	size_t n, i, len;

	for (n = 0; (axis = nth_axis(row, n)) != NULL; n++) {
		len = axis_name(axis);
		if (len == 0)
			return "an axis is not of the form name=value|value";
		for (i = 0; i < n; i++) {
			other = nth_axis(row, i);
			if (strncmp(axis, other, len + 1) == 0)
				return "two axes have the same name";
		}
	}
	for (n = 0; n < AXES_MAX && row->with[n] != NULL; n++)
		if (strchr(row->with[n], '|') != NULL)
			return "what all instances have the same (with) has "
			    "several values";
	if (row->all != NULL && axis_name(row->all) == 0)
		return "an axis is not of the form name=value|value";
	return values_fault(row);
}

/* Whether all of it is "label: outcome; label: outcome", each label once. */
static const char *
doc_fault(const char *doc)
{
	struct documented d = DOCUMENTED_INIT;
	const char *fault = NULL, *at = doc;
	size_t n, parts = 1;

	while ((at = strstr(at, "; ")) != NULL) {
		at += 2;
		parts++;
	}
	documented_add(&d, doc);
	if (d.len != parts)
		fault = "doc is not of the form label: outcome; label: outcome";
	for (n = 0; n < d.len && fault == NULL; n++)
		if (d.wants[n].label[0] == '\0' ||
		    d.wants[n].allowed[0] == '\0' ||
		    strchr(d.wants[n].label, ';') != NULL)
			fault = "doc is not of the form label: outcome; "
			    "label: outcome";
		else if (documented_for(&d, d.wants[n].label) !=
		    d.wants[n].allowed)
			fault = "doc has a label twice";
	documented_release(&d);
	return fault;
}

/*
 * Whether a value holds ",NAME=" of the axis behind it, so that the id could be
 * read in two ways.
 */
static bool
is_ambiguous(const struct instance *i)
{
	struct text next = TEXT_INIT;
	bool ambiguous = false;
	size_t n;

	for (n = 0; n + 1 < i->axes_len && !ambiguous; n++) {
		text_cut(&next, 0);
		text_addf(&next, ",%s=", i->names[n + 1]);
		ambiguous = strstr(i->values[n], text_get(&next)) != NULL;
	}
	text_release(&next);
	return ambiguous;
}

static int
compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
is_one_twice(const struct instances *s)
{
	const char **ids = calloc(s->len + 1, sizeof(*ids));
	bool twice = false;
	size_t i;

	if (ids == NULL)
		memory_ran_out();
	for (i = 0; i < s->len; i++)
		ids[i] = s->at[i].id;
	qsort(ids, s->len, sizeof(*ids), compare_ids);
	for (i = 1; i < s->len && !twice; i++)
		twice = strcmp(ids[i - 1], ids[i]) == 0;
	free(ids);
	return twice;
}

static const char *
instances_fault(const struct instances *s)
{
	struct text text = TEXT_INIT;
	const char *fault = s->len == 0 ? "no combination is left" : NULL;
	size_t i;

	for (i = 0; i < s->len && fault == NULL; i++) {
		text_cut(&text, 0);
		if (s->at[i].row->doc != NULL &&
		    !instance_substitute(&s->at[i], s->at[i].row->doc, &text))
			fault = "doc names an axis that there is not";
		else if (s->at[i].row->doc != NULL)
			fault = doc_fault(text_get(&text));
		if (fault == NULL && is_ambiguous(&s->at[i]))
			fault = "a value holds the name of the next axis, "
			    "\",name=\"";
	}
	if (fault == NULL && is_one_twice(s))
		fault = "an axis has a value twice";
	text_release(&text);
	return fault;
}

static const char *
row_fault(const struct area *area, size_t n)
{
	const struct row *row = &area->rows[n];
	const char *fault;
	size_t i;

	if (!is_identifier(row->name))
		return "its name is no identifier in lower case";
	if (!is_clause(row->clause))
		return "its clause is not of the form SETBLK-02";
	if (row->act == NULL)
		return "it has no scenario";
	fault = axes_fault(row);
	if (fault != NULL)
		return fault;
	for (i = 0; i < n; i++)
		if (strcmp(area->rows[i].name, row->name) == 0)
			return "an earlier row has the same name";
	return NULL;
}

/* False where there is a fault. */
static bool
refuse(const struct area *area, const struct row *row, const char *fault,
    struct why *why)
{
	return fault == NULL || why_set(why, "cases/%s_test.c: row %zu '%s': "
	    "%s", area->name, (size_t)(row - area->rows) + 1,
	    row->name != NULL ? row->name : "", fault);
}

bool
area_check_rows(const struct area *area, struct why *why)
{
	size_t n;

	for (n = 0; n < area->rows_len; n++)
		if (!refuse(area, &area->rows[n], row_fault(area, n), why))
			return false;
	return true;
}

bool
area_check_instances(const struct area *area, const struct row *row,
    struct why *why)
{
	struct instances s = INSTANCES_INIT;
	bool ok;

	instances_add_row(&s, area, row);
	ok = refuse(area, row, instances_fault(&s), why);
	instances_release(&s);
	return ok;
}

bool
area_check(const struct area *area, struct why *why)
{
	bool ok = area_check_rows(area, why);
	size_t n;

	for (n = 0; ok && n < area->rows_len; n++)
		ok = area_check_instances(area, &area->rows[n], why);
	return ok;
}
