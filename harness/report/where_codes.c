/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/report/where_box.h"

#define BUDGET 4000000	/* a few milliseconds */

static void *
allocate(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);

	if (p == NULL)
		abort();
	return p;
}

/* Whether it is a number as rows write them: "8192", "-1", "0.25". */
static bool
is_number(const char *s, double *number)
{
	char *end;

	if (strspn(s, "-.0123456789e") != strlen(s) || *s == 'e')
		return false;
	*number = strtod(s, &end);
	return end != s && *end == '\0';
}

/* Numbers before others, in ascending order. */
static int
compare(const void *left, const void *right)
{
	const char *a = *(const char *const *)left;
	const char *b = *(const char *const *)right;
	double m, n;
	bool a_is = is_number(a, &m), b_is = is_number(b, &n);

	if (a_is != b_is)
		return a_is ? -1 : 1;
	if (a_is && m != n)
		return m < n ? -1 : 1;
	return strcmp(a, b);
}

static void
axis_init(struct where_axis *axis, const struct where_table *t, size_t a)
{
	size_t i, n = 0;

	axis->name = t->names[a];
	axis->values = allocate(t->len, sizeof(*axis->values));
	for (i = 0; i < t->len; i++)
		if (t->parts[i] != WHERE_IGNORED)
			axis->values[n++] = t->values[i * t->axes + a];
	qsort(axis->values, n, sizeof(*axis->values), compare);
	axis->len = 0;
	for (i = 0; i < n; i++)
		if (i == 0 || strcmp(axis->values[i],
		    axis->values[axis->len - 1]) != 0)
			axis->values[axis->len++] = axis->values[i];
	axis->numbers = allocate(axis->len, sizeof(*axis->numbers));
	axis->numeric = 0;
	while (axis->numeric < axis->len && is_number(
	    axis->values[axis->numeric], &axis->numbers[axis->numeric]))
		axis->numeric++;
}

static uint32_t
code_of(const struct where_axis *axis, const char *value)
{
	const char **at = bsearch(&value, axis->values, axis->len,
	    sizeof(*axis->values), compare);

	return (uint32_t)(at - axis->values);
}

void
where_codes_init(struct where_codes *c, const struct where_table *t)
{
	size_t i, a;

	*c = (struct where_codes){ .axes = t->axes, .budget = BUDGET };
	c->code = allocate(t->len * t->axes, sizeof(*c->code));
	c->shows = allocate(t->len, sizeof(*c->shows));
	c->not = allocate(t->len, sizeof(*c->not));
	for (a = 0; a < t->axes; a++)
		axis_init(&c->axis[a], t, a);
	for (i = 0; i < t->len; i++) {
		if (t->parts[i] == WHERE_IGNORED)
			continue;
		for (a = 0; a < t->axes; a++)
			c->code[c->len * t->axes + a] = code_of(&c->axis[a],
			    t->values[i * t->axes + a]);
		c->shows[c->len] = t->parts[i] == WHERE_SHOWS;
		c->not[c->len++] = t->parts[i] == WHERE_NOT;
	}
}

void
where_codes_release(struct where_codes *c)
{
	size_t a;

	for (a = 0; a < c->axes; a++) {
		free(c->axis[a].values);
		free(c->axis[a].numbers);
	}
	free(c->code);
	free(c->shows);
	free(c->not);
}
