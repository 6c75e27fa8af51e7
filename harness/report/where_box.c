/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/where_box.h"

#define SUBSETS (1u << WHERE_AXES)
#define TRIED 64	/* instances that are looked at for a bound */

/* The values that a conjunction allows; of the axes in `named` alone. */
struct box {
	const struct where_codes *codes;
	bool *allowed[WHERE_AXES];
	unsigned named;
};

static void
box_init(struct box *b, const struct where_codes *c)
{
	size_t a;

	*b = (struct box){ .codes = c, .named = (1u << c->axes) - 1 };
	for (a = 0; a < c->axes; a++) {
		b->allowed[a] = calloc(c->axis[a].len + 1, sizeof(bool));
		if (b->allowed[a] == NULL)
			memory_ran_out();
	}
}

static void
box_release(struct box *b)
{
	size_t a;

	for (a = 0; a < b->codes->axes; a++)
		free(b->allowed[a]);
}

/* Allows the values of those that are chosen, and no others. */
static void
box_span(struct box *b, const bool *chosen)
{
	const struct where_codes *c = b->codes;
	size_t a, i;

	for (a = 0; a < c->axes; a++)
		memset(b->allowed[a], 0, c->axis[a].len);
	for (i = 0; i < c->len; i++)
		for (a = 0; chosen[i] && a < c->axes; a++)
			b->allowed[a][c->code[i * c->axes + a]] = true;
}

/* The axes on which an instance is outside. */
static unsigned
box_misses(const struct box *b, size_t instance)
{
	const struct where_codes *c = b->codes;
	unsigned misses = 0;
	size_t a;

	for (a = 0; a < c->axes; a++)
		if (!b->allowed[a][c->code[instance * c->axes + a]])
			misses |= 1u << a;
	return misses;
}

/* Whether none that does not show it is inside. */
static bool
box_excludes(const struct box *b)
{
	size_t i;

	for (i = 0; i < b->codes->len; i++)
		if (b->codes->not[i] && (box_misses(b, i) & b->named) == 0)
			return false;
	return true;
}

bool
where_box_holds(const struct where_codes *c, const bool *chosen)
{
	struct box b;
	bool holds;

	box_init(&b, c);
	box_span(&b, chosen);
	holds = box_excludes(&b);
	box_release(&b);
	return holds;
}

/* Allows only numbers from the least to the most that are allowed now. */
static bool
bounds(const struct box *b, size_t a, size_t *first, size_t *last)
{
	const struct where_axis *axis = &b->codes->axis[a];
	size_t v, n = 0;

	for (v = 0; v < axis->len; v++) {
		if (!b->allowed[a][v])
			continue;
		if (v >= axis->numeric)
			return false;
		if (n++ == 0)
			*first = v;
		*last = v;
	}
	return n > 1;
}

/* Puts other values in the place of an axis', if it excludes as many then. */
static bool
replace(struct box *b, size_t a, const bool *allowed)
{
	size_t size = b->codes->axis[a].len * sizeof(bool);
	bool *before = malloc(size + 1);
	bool ok;

	if (before == NULL)
		memory_ran_out();
	memcpy(before, b->allowed[a], size);
	memcpy(b->allowed[a], allowed, size);
	ok = box_excludes(b);
	if (!ok)
		memcpy(b->allowed[a], before, size);
	free(before);
	return ok;
}

/* "size>16", "size<16"; or "1<size<16" where the list would be longer. */
static bool
describe_range(struct box *b, size_t a, struct where_words *w)
{
	const struct where_axis *axis = &b->codes->axis[a];
	bool *range = calloc(axis->len + 1, sizeof(*range));
	size_t first = 0, last = 0, v, n = 0;
	bool ok = range != NULL && bounds(b, a, &first, &last) &&
	    (first > 0 || last + 1 < axis->numeric);

	for (v = 0; ok && v < axis->len; v++)
		n += b->allowed[a][v];
	for (v = first; ok && v <= last; v++)
		range[v] = true;
	ok = ok && (n > 2 || first == 0 || last + 1 == axis->numeric) &&
	    replace(b, a, range);
	free(range);
	if (!ok)
		return false;
	if (first > 0 && last + 1 < axis->numeric)
		text_addf(&w->words, "%s<%s<%s", axis->values[first - 1],
		    axis->name, axis->values[last + 1]);
	else
		text_addf(&w->words, "%s%c%s", axis->name, first > 0 ? '>' :
		    '<', axis->values[first > 0 ? first - 1 : last + 1]);
	w->values += first > 0 && last + 1 < axis->numeric ? 2 : 1;
	return true;
}

/* Adds the values of an axis that are allowed, or those that are not. */
static void
describe_values(const struct box *b, size_t a, bool are,
    struct where_words *w)
{
	const struct where_axis *axis = &b->codes->axis[a];
	const char *between = are ? "=" : "!=";
	size_t v;

	text_adds(&w->words, axis->name);
	for (v = 0; v < axis->len; v++) {
		if (b->allowed[a][v] != are)
			continue;
		text_addf(&w->words, "%s%s", between, axis->values[v]);
		between = "|";
		w->values++;
	}
}

/* "kind!=tcp", where that names fewer values than the list. */
static bool
describe_others(struct box *b, size_t a, struct where_words *w)
{
	size_t len = b->codes->axis[a].len, v, n = 0, others = 0;
	bool *wide = malloc(len + 1), *narrow = malloc(len + 1);

	if (wide == NULL || narrow == NULL)
		memory_ran_out();
	memcpy(narrow, b->allowed[a], len * sizeof(bool));
	for (v = 0; v < len; v++)
		n += b->allowed[a][v];
	for (v = 0; v < len && others < n; v++) {
		memcpy(wide, b->allowed[a], len * sizeof(bool));
		wide[v] = true;
		others += !replace(b, a, wide);
	}
	if (others >= n)
		memcpy(b->allowed[a], narrow, len * sizeof(bool));
	else
		describe_values(b, a, false, w);
	free(wide);
	free(narrow);
	return others < n;
}

/* Describes the box by the axes in `named`, wider where that is shorter. */
static void
describe(struct box *b, struct where_words *w)
{
	size_t a;

	for (a = 0; a < b->codes->axes; a++) {
		if ((b->named & 1u << a) == 0)
			continue;
		if (w->axes++ > 0)
			text_adds(&w->words, " and ");
		if (!describe_range(b, a, w) && !describe_others(b, a, w))
			describe_values(b, a, true, w);
	}
}

/* For which sets of axes there is one outside on just these. */
static void
find_misses(const struct box *b, bool misses[SUBSETS])
{
	size_t i;

	memset(misses, 0, SUBSETS * sizeof(*misses));
	for (i = 0; i < b->codes->len; i++)
		if (b->codes->not[i])
			misses[box_misses(b, i)] = true;
}

/* Whether each that is outside is so on one of these axes. */
static bool
suffice(const bool misses[SUBSETS], unsigned axes)
{
	unsigned m;

	for (m = 0; m < SUBSETS; m++)
		if (misses[m] && (m & axes) == 0)
			return false;
	return true;
}

bool
where_box_describe(const struct where_codes *c, const bool *chosen,
    struct where_words *best)
{
	bool misses[SUBSETS];
	unsigned axes, count = WHERE_AXES + 1;
	struct where_words w;
	struct box b;

	box_init(&b, c);
	box_span(&b, chosen);
	find_misses(&b, misses);
	for (axes = 0; axes < 1u << c->axes; axes++) {
		if ((unsigned)__builtin_popcount(axes) > count ||
		    !suffice(misses, axes))
			continue;
		w = (struct where_words){ .words = TEXT_INIT };
		box_span(&b, chosen);
		b.named = axes;
		describe(&b, &w);
		if (w.axes < count || w.values < best->values) {
			text_release(&best->words);
			*best = w;
			count = (unsigned)w.axes;
		} else
			text_release(&w.words);
	}
	box_release(&b);
	return count <= WHERE_AXES;
}

/* Whether no conjunction holds for both: one without it is between them. */
static bool
are_apart(const struct where_codes *c, size_t one, size_t other)
{
	const uint32_t *p = c->code + one * c->axes;
	const uint32_t *q = c->code + other * c->axes, *at = c->code;
	size_t i, a;

	for (i = 0; i < c->len; i++, at += c->axes) {
		for (a = 0; c->not[i] && a < c->axes; a++)
			if (at[a] != p[a] && at[a] != q[a])
				break;
		if (c->not[i] && a == c->axes)
			return true;
	}
	return false;
}

size_t
where_boxes_least(const struct where_codes *c, const bool *chosen)
{
	size_t apart[WHERE_TERMS + 1], len = 0, tried = 0, i, n;

	for (i = 0; i < c->len && len <= WHERE_TERMS && tried < TRIED; i++) {
		for (n = 0; chosen[i] && n < len; n++)
			if (!are_apart(c, apart[n], i))
				break;
		if (chosen[i] && n == len)
			apart[len++] = i;
		tried += chosen[i];
	}
	return len;
}
