/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/runner/row.h"

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

/* Adds `from` with each {name} replaced; false if a name is not known. */
static bool
substitute(const struct instance *i, const char *from, struct text *out)
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

	if (i->row->doc != NULL && substitute(i, i->row->doc, &text))
		documented_add(d, text_get(&text));
	if (i->row->documented != NULL)
		i->row->documented(d, i);
	text_release(&text);
}

static char *
keep(struct instances *s, const char *from, size_t len)
{
	char *copy = strndup(from, len);

	s->strings = realloc(s->strings,
	    (s->strings_len + 1) * sizeof(*s->strings));
	if (copy == NULL || s->strings == NULL)
		abort();
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
	axis->values = realloc(axis->values,
	    (axis->len + 1) * sizeof(*axis->values));
	if (axis->values == NULL)
		abort();
	axis->values[axis->len++] = keep(s, text, len);
}

/* Adds 3, 4, 5 for "3..5"; false if it is no range. */
static bool
add_range(struct instances *s, struct axis *axis, const char *text, size_t len)
{
	char number[24];
	long from, to;
	int used = 0;

	if (sscanf(text, "%ld..%ld%n", &from, &to, &used) != 2 ||
	    (size_t)used != len)
		return false;
	for (; from <= to; from++)
		add_value(s, axis, number, (size_t)snprintf(number,
		    sizeof(number), "%ld", from));
	return true;
}

static void
read_axis(struct instances *s, const char *text, struct axis *axis)
{
	const char *equals = strchr(text, '=');
	size_t len;

	*axis = (struct axis){ keep(s, text, (size_t)(equals - text)), NULL, 0 };
	for (text = equals; *text != '\0'; text += len) {
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

	text_addf(&id, "%s/%s", i->area->name, i->row->name);
	for (n = 0; n < i->axes_len; n++)
		text_addf(&id, "%c%s=%s", n == 0 ? '[' : ',', i->names[n],
		    i->values[n]);
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
	i->id = make_id(s, i);
	if ((s->len & (s->len - 1)) == 0) {
		s->at = realloc(s->at, (s->len > 0 ? 2 * s->len : 1) *
		    sizeof(*s->at));
		if (s->at == NULL)
			abort();
	}
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
	struct axis axes[AXES_MAX], with;
	size_t n;

	for (n = 0; n < AXES_MAX && row->axes[n] != NULL; n++) {
		read_axis(s, row->axes[n], &axes[n]);
		i.names[n] = axes[n].name;
	}
	i.axes_len = i.names_len = n;
	for (n = 0; n < AXES_MAX && row->with[n] != NULL; n++) {
		read_axis(s, row->with[n], &with);
		i.names[i.names_len] = with.name;
		i.values[i.names_len++] = with.values[0];
		free(with.values);
	}
	expand(s, &i, axes, 0);
	for (n = 0; n < i.axes_len; n++)
		free(axes[n].values);
}

/* FNV-1a. */
static unsigned
hash(const char *s)
{
	unsigned h = 2166136261u;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

bool
area_samples(const struct area *area, const struct row *row, int n)
{
	const struct row *least = area->rows;
	size_t i;

	for (i = 1; i < area->rows_len; i++)
		if (hash(area->rows[i].name) < hash(least->name))
			least = &area->rows[i];
	return n <= 1 || row->needs != NULL || row == least ||
	    hash(row->name) % (unsigned)n == 0;
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

static bool
axes_readable(const char *const *axes)
{
	const char *equals;
	size_t n, other;

	for (n = 0; n < AXES_MAX && axes[n] != NULL; n++) {
		equals = strchr(axes[n], '=');
		if (equals == NULL || equals == axes[n])
			return false;
		for (other = 0; other < n; other++)
			if (strncmp(axes[n], axes[other],
			    (size_t)(equals - axes[n]) + 1) == 0)
				return false;
	}
	return true;
}

static const char *
instances_fault(const struct instances *s)
{
	struct text text = TEXT_INIT;
	const char *fault = s->len == 0 ? "no combination is left" : NULL;
	size_t i, j;

	for (i = 0; i < s->len && fault == NULL; i++) {
		text_cut(&text, 0);
		if (s->at[i].row->doc != NULL &&
		    !substitute(&s->at[i], s->at[i].row->doc, &text))
			fault = "doc names an axis that there is not";
		for (j = 0; j < i && s->len < 1000 && fault == NULL; j++)
			if (strcmp(s->at[i].id, s->at[j].id) == 0)
				fault = "an axis has a value twice";
	}
	text_release(&text);
	return fault;
}

static const char *
row_fault(const struct area *area, size_t n)
{
	const struct row *row = &area->rows[n];
	struct instances s = INSTANCES_INIT;
	const char *fault;
	size_t i;

	if (!is_identifier(row->name))
		return "its name is no identifier in lower case";
	if (!is_clause(row->clause))
		return "its clause is not of the form SETBLK-02";
	if (row->act == NULL)
		return "it has no scenario";
	if (!axes_readable(row->axes) || !axes_readable(row->with))
		return "an axis is not of the form name=value|value, or twice";
	for (i = 0; i < n; i++)
		if (strcmp(area->rows[i].name, row->name) == 0)
			return "an earlier row has the same name";
	instances_add_row(&s, area, row);
	fault = instances_fault(&s);
	instances_release(&s);
	return fault;
}

bool
area_check(const struct area *area, struct why *why)
{
	const char *fault;
	size_t n;

	for (n = 0; n < area->rows_len; n++) {
		fault = row_fault(area, n);
		if (fault != NULL)
			return why_set(why, "cases/%s_test.c: row %zu '%s': %s",
			    area->name, n + 1, area->rows[n].name != NULL ?
			    area->rows[n].name : "", fault);
	}
	return true;
}
