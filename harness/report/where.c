/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/where.h"
#include "harness/report/where_box.h"

#define CHOICES 8	/* first conjunctions of which a third is tried */

/* A condition as it is built: its words, and how many values they name. */
struct condition {
	struct text words;	/* a line for each conjunction but the first */
	size_t terms;
	size_t axes;
	size_t values;
};

static bool
is_better(const struct condition *a, const struct condition *b)
{
	if (b->terms == 0 || a->terms != b->terms)
		return b->terms == 0 || a->terms < b->terms;
	if (a->axes != b->axes)
		return a->axes < b->axes;
	return a->values < b->values;
}

/* Keeps the better one in *best and releases the other. */
static void
keep(struct condition *best, struct condition *c)
{
	if (c->terms > 0 && c->values <= WHERE_VALUES && is_better(c, best)) {
		text_release(&best->words);
		*best = *c;
	} else
		text_release(&c->words);
}

/* Adds the shortest conjunction for those that are chosen; false: none. */
static bool
add_term(struct condition *c, const struct where_codes *codes,
    const bool *chosen)
{
	struct where_words w = { .words = TEXT_INIT };
	bool ok = where_box_describe(codes, chosen, &w);

	if (ok) {
		if (c->terms > 0)
			text_addc(&c->words, '\n');
		text_add(&c->words, text_get(&w.words), w.words.len);
		c->terms++;
		c->axes += w.axes;
		c->values += w.values;
	}
	text_release(&w.words);
	return ok;
}

/* The first that shows it and is not covered yet, or the number of all. */
static size_t
first_of(const struct where_codes *codes, const bool *chosen)
{
	size_t i;

	for (i = 0; i < codes->len && !chosen[i]; i++)
		;
	return i;
}

static void
take_away(const struct where_codes *codes, const bool *from,
    const bool *covered, bool *rest)
{
	size_t i;

	for (i = 0; i < codes->len; i++)
		rest[i] = from[i] && !covered[i];
}

/* A condition of one conjunction for each of the sets. */
static void
try_sets(struct condition *best, const struct where_codes *codes,
    const bool *const *sets, size_t len)
{
	struct condition c = { .words = TEXT_INIT };
	size_t i;

	for (i = 0; i < len && add_term(&c, codes, sets[i]); i++)
		;
	if (i < len)
		c.terms = 0;
	keep(best, &c);
}

/*
 * Tries a condition of `more` conjunctions for those that are left, behind the
 * sets that have theirs: each conjunction that holds for the first of them,
 * and what then is left.
 */
static void
try_terms(struct condition *best, struct where_codes *codes,
    const bool **sets, size_t len, const bool *left, size_t more)
{
	struct where_boxes boxes = { .len = 0 };
	bool *rest;
	size_t i, most;

	sets[len] = left;
	if (more == 1 && where_box_holds(codes, left))
		try_sets(best, codes, sets, len + 1);
	if (more == 1 || where_boxes_least(codes, left) > more)
		return;
	rest = calloc(codes->len + 1, sizeof(*rest));
	if (rest == NULL)
		memory_ran_out();
	where_boxes_around(&boxes, codes, first_of(codes, left), left);
	most = more > 2 && boxes.len > CHOICES ? CHOICES : boxes.len;
	for (i = 0; i < most; i++) {
		take_away(codes, left, boxes.at[i].covers, rest);
		sets[len] = boxes.at[i].covers;
		if (first_of(codes, rest) < codes->len)
			try_terms(best, codes, sets, len + 1, rest, more - 1);
	}
	where_boxes_release(&boxes);
	free(rest);
}

static void
join(struct text *out, const struct condition *c)
{
	const char *at;

	if (c->words.len == 0)
		text_adds(out, "all");
	for (at = text_get(&c->words); *at != '\0'; at++)
		if (*at != '\n')
			text_addc(out, *at);
		else
			text_adds(out, c->axes > c->terms ? ", or " : " or ");
}

bool
where_add(struct text *out, const struct where_table *t)
{
	struct condition best = { .words = TEXT_INIT };
	const bool *sets[WHERE_TERMS];
	struct where_codes codes;
	bool any;
	size_t terms;

	where_codes_init(&codes, t);
	any = first_of(&codes, codes.shows) < codes.len;
	for (terms = 1; any && terms <= WHERE_TERMS && best.terms == 0;
	    terms++)
		try_terms(&best, &codes, sets, 0, codes.shows, terms);
	if (best.terms > 0)
		join(out, &best);
	any = best.terms > 0;
	text_release(&best.words);
	where_codes_release(&codes);
	return any;
}
