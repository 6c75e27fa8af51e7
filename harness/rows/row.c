/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/rows/row.h"

const char *
instance_value(const struct instance *i, const char *name)
{
	size_t n;

	for (n = 0; n < i->names_len; n++)
		if (strcmp(i->names[n], name) == 0)
			return i->values[n];
	return NULL;
}

bool
instance_is(const struct instance *i, const char *name, const char *value)
{
	const char *is = instance_value(i, name);

	return is != NULL && strcmp(is, value) == 0;
}

long long
instance_number(const struct instance *i, const char *name)
{
	const char *is = instance_value(i, name);

	return is != NULL ? strtoll(is, NULL, 10) : 0;
}

bool
instance_substitute(const struct instance *i, const char *from,
    struct text *out)
{
	const char *open, *close, *value;
	char name[32];
	size_t len;

	while ((open = strchr(from, '{')) != NULL) {
		close = strchr(open, '}');
		len = close != NULL ? (size_t)(close - open - 1) : sizeof(name);
		if (len >= sizeof(name))
			return false;
		memcpy(name, open + 1, len);
		name[len] = '\0';
		value = instance_value(i, name);
		if (value == NULL)
			return false;
		text_add(out, from, (size_t)(open - from));
		text_adds(out, value);
		from = close + 1;
	}
	text_adds(out, from);
	return true;
}

void
instance_document(const struct instance *i, struct documented *d)
{
	struct text text = TEXT_INIT;

	if (i->row->doc != NULL && instance_substitute(i, i->row->doc, &text))
		documented_add(d, text_get(&text));
	if (i->row->documented != NULL)
		i->row->documented(d, i);
	text_release(&text);
}

static bool wide;

void
instances_widen(bool all)
{
	wide = all;
}

/* The n-th axis with the values that it has in this run. */
static const char *
axis_of(const struct row *row, size_t n)
{
	size_t len = strcspn(row->axes[n], "=") + 1;

	return wide && row->all != NULL &&
	    strncmp(row->all, row->axes[n], len) == 0 ? row->all :
	    row->axes[n];
}

static char *
keep(struct instances *s, const char *from, size_t len)
{
	char *copy = memory_copy_part(from, len);

	s->strings = memory_grow(s->strings, s->strings_len,
	    sizeof(*s->strings));
	s->strings[s->strings_len++] = copy;
	return copy;
}

struct axis {
	const char *name;
	const char **values;
	size_t len;
};

static void
add_value(struct instances *s, struct axis *axis, const char *text, size_t len)
{
	axis->values = memory_grow(axis->values, axis->len,
	    sizeof(*axis->values));
	axis->values[axis->len++] = keep(s, text, len);
}

bool
axis_range(const char *text, size_t len, long *from, long *to)
{
	int used = 0;

	return sscanf(text, "%ld..%ld%n", from, to, &used) == 2 &&
	    (size_t)used == len;
}

/* Adds 3, 4, 5 for "3..5"; false if it is no range. */
static bool
add_range(struct instances *s, struct axis *axis, const char *text, size_t len)
{
	char number[24];
	long from, to;

	if (!axis_range(text, len, &from, &to))
		return false;
	for (; from <= to; from++)
		add_value(s, axis, number, (size_t)snprintf(number,
		    sizeof(number), "%ld", from));
	return true;
}

static void
read_axis(struct instances *s, const char *text, struct axis *axis)
{
	size_t len = strcspn(text, "=");

	*axis = (struct axis){ keep(s, text, len), NULL, 0 };
	for (text += len; *text != '\0'; text += len) {
		text++;
		len = strcspn(text, "|");
		if (!add_range(s, axis, text, len))
			add_value(s, axis, text, len);
	}
}

static char *
make_id(struct instances *s, const struct instance *i)
{
	struct text id = TEXT_INIT;
	char *kept;
	size_t n;

	text_adds(&id, i->area->name);
	text_addc(&id, '/');
	text_adds(&id, i->row->name);
	for (n = 0; n < i->axes_len; n++) {
		text_addc(&id, n == 0 ? '[' : ',');
		text_adds(&id, i->names[n]);
		text_addc(&id, '=');
		text_adds(&id, i->values[n]);
	}
	if (i->axes_len > 0)
		text_addc(&id, ']');
	kept = keep(s, text_get(&id), id.len);
	text_release(&id);
	return kept;
}

static void
add(struct instances *s, struct instance *i)
{
	if (i->row->only != NULL && !i->row->only(i))
		return;
	if (s->counting) {
		s->len++;
		return;
	}
	i->id = make_id(s, i);
	s->at = memory_grow(s->at, s->len, sizeof(*s->at));
	s->at[s->len++] = *i;
}

/* Goes through the values of axis n and of all behind it. */
static void
expand(struct instances *s, struct instance *i, const struct axis *axes,
    size_t n)
{
	size_t v;

	if (n == i->axes_len) {
		add(s, i);
		return;
	}
	for (v = 0; v < axes[n].len; v++) {
		i->values[n] = axes[n].values[v];
		expand(s, i, axes, n + 1);
	}
}

void
instances_add_row(struct instances *s, const struct area *area,
    const struct row *row)
{
	struct instance i = { .area = area, .row = row };
	struct axis axes[AXES_MAX] = { { 0 } }, with;
	size_t n;

	for (n = 0; n < AXES_MAX && row->axes[n] != NULL; n++) {
		read_axis(s, axis_of(row, n), &axes[n]);
		i.names[n] = axes[n].name;
	}
	i.axes_len = i.names_len = n;
	for (n = 0; n < AXES_MAX && row->with[n] != NULL; n++) {
		read_axis(s, row->with[n], &with);
		i.names[i.names_len] = with.name;
		i.values[i.names_len++] = with.len > 0 ? with.values[0] : "";
		free(with.values);
	}
	expand(s, &i, axes, 0);
	for (n = 0; n < i.axes_len; n++)
		free(axes[n].values);
}

size_t
instances_count(const struct area *area, const struct row *row)
{
	struct instances s = INSTANCES_INIT;
	size_t n;

	s.counting = true;
	instances_add_row(&s, area, row);
	n = s.len;
	instances_release(&s);
	return n;
}

const struct instance *
instances_find(const struct instances *s, const char *id)
{
	size_t i;

	for (i = 0; i < s->len; i++)
		if (strcmp(s->at[i].id, id) == 0)
			return &s->at[i];
	return NULL;
}

void
instances_release(struct instances *s)
{
	size_t i;

	for (i = 0; i < s->strings_len; i++)
		free(s->strings[i]);
	free(s->strings);
	free(s->at);
	*s = (struct instances)INSTANCES_INIT;
}
