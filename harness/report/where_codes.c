/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/where_box.h"

#define BUDGET 1000000	/* a millisecond or two */

static void *
allocate(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);

	if (p == NULL)
		memory_ran_out();
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

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Gives each its place in the axis' list. */
static void
codes_fill(struct where_codes *c, const struct where_table *t, size_t a,
    const char **names)
{
	const struct where_axis *axis = &c->axis[a];
	uint32_t *place = allocate(axis->len, sizeof(*place));
	const char **at;
	size_t i, n;

	for (n = 0; n < axis->len; n++) {
		at = bsearch(&axis->values[n], names, axis->len,
		    sizeof(*names), compare_names);
		place[at - names] = (uint32_t)n;
	}
	for (i = 0, n = 0; i < t->len; i++) {
		if (t->parts[i] == WHERE_IGNORED)
			continue;
		at = bsearch(&t->values[i * t->axes + a], names, axis->len,
		    sizeof(*names), compare_names);
		c->code[n++ * t->axes + a] = place[at - names];
	}
	free(place);
}

static void
axis_init(struct where_codes *c, const struct where_table *t, size_t a)
{
	struct where_axis *axis = &c->axis[a];
	const char **names = allocate(t->len, sizeof(*names));
	double number;
	size_t i, n = 0;

	axis->name = t->names[a];
	for (i = 0; i < t->len; i++)
		if (t->parts[i] != WHERE_IGNORED)
			names[n++] = t->values[i * t->axes + a];
	qsort(names, n, sizeof(*names), compare_names);
	for (i = 0; i < n; i++)
		if (i == 0 || strcmp(names[i], names[axis->len - 1]) != 0)
			names[axis->len++] = names[i];
	axis->values = allocate(axis->len, sizeof(*names));
	memcpy(axis->values, names, axis->len * sizeof(*names));
	qsort(axis->values, axis->len, sizeof(*names), compare);
	while (axis->numeric < axis->len &&
	    is_number(axis->values[axis->numeric], &number))
		axis->numeric++;
	codes_fill(c, t, a, names);
	free(names);
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
		axis_init(c, t, a);
	for (i = 0; i < t->len; i++) {
		c->shows[c->len] = t->parts[i] == WHERE_SHOWS;
		c->not[c->len] = t->parts[i] == WHERE_NOT;
		c->len += t->parts[i] != WHERE_IGNORED;
	}
}

void
where_codes_release(struct where_codes *c)
{
	size_t a;

	for (a = 0; a < c->axes; a++)
		free(c->axis[a].values);
	free(c->code);
	free(c->shows);
	free(c->not);
}
