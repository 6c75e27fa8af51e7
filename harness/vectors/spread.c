/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "harness/protocol/memory.h"
#include "harness/vectors/vectors.h"

/* Where a vector goes: the how-manieth of its combination, and which. */
struct place {
	struct vector vector;
	size_t turn, combination;
};

/* CCM's counter block tells the length of its nonce. */
static int
nonce_of(const struct vector *v)
{
	return v->iv.len == 16 ? v->iv.at[0] : 0;
}

static bool
same_lengths(const struct vector *a, const struct vector *b)
{
	return a->key.len == b->key.len && a->tag.len == b->tag.len &&
	    a->aad.len == b->aad.len && a->sealed.len == b->sealed.len &&
	    nonce_of(a) == nonce_of(b);
}

static int
by_turn(const void *a, const void *b)
{
	const struct place *p = a, *q = b;

	if (p->turn != q->turn)
		return p->turn < q->turn ? -1 : 1;
	return p->combination < q->combination ? -1 :
	    p->combination > q->combination;
}

static size_t
common_divisor(size_t a, size_t b)
{
	return b == 0 ? a : common_divisor(b, a % b);
}

/* Numbers combinations and turns; returns how many combinations there are. */
static size_t
number(struct place *places, size_t len)
{
	size_t *firsts = calloc(len + 1, sizeof(*firsts));
	size_t *turns = calloc(len + 1, sizeof(*turns));
	size_t found = 0, i, c;

	if (firsts == NULL || turns == NULL)
		memory_ran_out();
	for (i = 0; i < len; i++) {
		for (c = 0; c < found; c++)
			if (same_lengths(&places[firsts[c]].vector,
			    &places[i].vector))
				break;
		if (c == found)
			firsts[found++] = i;
		places[i].combination = c;
		places[i].turn = turns[c]++;
	}
	free(firsts);
	free(turns);
	return found;
}

void
vectors_spread(struct vectors *all)
{
	struct place *places = calloc(all->len + 1, sizeof(*places));
	size_t i, combinations, stride;

	if (places == NULL)
		memory_ran_out();
	for (i = 0; i < all->len; i++)
		places[i].vector = all->at[i];
	combinations = number(places, all->len);
	for (stride = combinations * 21 / 34 + 1;
	    common_divisor(stride, combinations) > 1;)
		stride++;
	for (i = 0; i < all->len; i++)
		places[i].combination =
		    places[i].combination * stride % combinations;
	qsort(places, all->len, sizeof(*places), by_turn);
	for (i = 0; i < all->len; i++)
		all->at[i] = places[i].vector;
	free(places);
}
