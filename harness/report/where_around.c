/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/where_box.h"

/*
 * A conjunction that is made wider, value by value. An instance that does not
 * show it is kept out as long as it is outside on one axis.
 */
struct growth {
	struct where_codes *codes;
	bool *allowed[WHERE_AXES];
	unsigned char *outside;	/* of each instance: on how many axes */
};

static void *
allocate(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);

	if (p == NULL)
		memory_ran_out();
	return p;
}

static uint32_t
code(const struct where_codes *c, size_t instance, size_t axis)
{
	return c->code[instance * c->axes + axis];
}

static void
spend(struct where_codes *c, size_t steps)
{
	c->budget -= steps < c->budget ? steps : c->budget;
}

static void
start(struct growth *g, size_t instance)
{
	const struct where_codes *c = g->codes;
	size_t a, i;

	for (a = 0; a < c->axes; a++) {
		memset(g->allowed[a], 0, c->axis[a].len);
		g->allowed[a][code(c, instance, a)] = true;
	}
	for (i = 0; i < c->len; i++)
		for (g->outside[i] = 0, a = 0; a < c->axes; a++)
			g->outside[i] += code(c, i, a) !=
			    code(c, instance, a);
}

/*
 * Allows values of an axis that some show and that let nobody else in: the one
 * given, or where it is none of them, all.
 */
static void
widen(struct growth *g, size_t a, size_t only)
{
	struct where_codes *c = g->codes;
	bool *shown = allocate(c->axis[a].len, sizeof(*shown));
	bool *kept = allocate(c->axis[a].len, sizeof(*kept));
	uint32_t v;
	size_t i;

	for (i = 0; i < c->len; i++) {
		v = code(c, i, a);
		shown[v] = shown[v] || c->shows[i];
		kept[v] = kept[v] || (c->not[i] && g->outside[i] == 1);
	}
	for (v = 0; v < c->axis[a].len; v++)
		shown[v] = shown[v] && !kept[v] && !g->allowed[a][v] &&
		    (only >= c->axis[a].len || only == v);
	for (i = 0; i < c->len; i++)
		g->outside[i] -= shown[code(c, i, a)];
	for (v = 0; v < c->axis[a].len; v++)
		g->allowed[a][v] = g->allowed[a][v] || shown[v];
	spend(c, 2 * c->len);
	free(shown);
	free(kept);
}

static int
compare(const void *left, const void *right)
{
	const struct where_box *a = left, *b = right;

	return a->count < b->count ? 1 : a->count > b->count ? -1 : 0;
}

/* Keeps what the conjunction covers now, if no other covers just that. */
static void
keep(struct growth *g, const bool *left, struct where_boxes *boxes)
{
	const struct where_codes *c = g->codes;
	struct where_box box = { allocate(c->len, sizeof(bool)), 0 };
	size_t i;

	for (i = 0; i < c->len; i++) {
		box.covers[i] = c->shows[i] && g->outside[i] == 0;
		box.count += box.covers[i] && left[i];
	}
	for (i = 0; i < boxes->len; i++)
		if (memcmp(boxes->at[i].covers, box.covers,
		    c->len * sizeof(bool)) == 0) {
			free(box.covers);
			return;
		}
	boxes->at = memory_grow(boxes->at, boxes->len, sizeof(box));
	boxes->at[boxes->len++] = box;
}

/* Grows from the instance, by a value first and then axis after axis. */
static void
grow(struct growth *g, size_t instance, size_t axis, size_t value, size_t next)
{
	struct where_codes *c = g->codes;
	size_t n;

	start(g, instance);
	widen(g, axis, value);
	for (n = 0; n < c->axes; n++)
		widen(g, (next + n) % c->axes, (size_t)-1);
	spend(c, 2 * c->len * c->axes);
}

void
where_boxes_around(struct where_boxes *boxes, struct where_codes *c,
    size_t instance, const bool *left)
{
	struct growth g = { .codes = c };
	size_t a, v, n;

	*boxes = (struct where_boxes){ NULL, 0 };
	g.outside = allocate(c->len, 1);
	for (a = 0; a < c->axes; a++)
		g.allowed[a] = allocate(c->axis[a].len, sizeof(bool));
	for (a = 0; a < c->axes; a++)
		for (v = 0; v < c->axis[a].len; v++)
			for (n = 0; n < c->axes && c->budget > 0; n++) {
				grow(&g, instance, a, v, n);
				keep(&g, left, boxes);
			}
	if (boxes->len > 0)
		qsort(boxes->at, boxes->len, sizeof(*boxes->at), compare);
	for (a = 0; a < c->axes; a++)
		free(g.allowed[a]);
	free(g.outside);
}

void
where_boxes_release(struct where_boxes *boxes)
{
	while (boxes->len > 0)
		free(boxes->at[--boxes->len].covers);
	free(boxes->at);
	boxes->at = NULL;
}
