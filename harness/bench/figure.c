/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/bench/figure.h"
#include "harness/protocol/memory.h"

#define DRAWS 1000

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
figure_median(double *at, int n)
{
	qsort(at, (size_t)n, sizeof(*at), ascending);
	return at[n / 2];
}

/* Marsaglia's xorshift64. */
static uint64_t
next_number(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	return *state ^= *state << 17;
}

struct rounds {
	const double *ns, *base;
	int n;
	double *drawn, *drawn_base;	/* room for n each */
};

static double
ratio_of_drawn(const struct rounds *r)
{
	return figure_median(r->drawn_base, r->n) /
	    figure_median(r->drawn, r->n);
}

static double
draw(const struct rounds *r, uint64_t *state)
{
	int i, k;

	for (i = 0; i < r->n; i++) {
		k = (int)(next_number(state) % (uint64_t)r->n);
		r->drawn[i] = r->ns[k];
		r->drawn_base[i] = r->base[k];
	}
	return ratio_of_drawn(r);
}

struct figure
figure_of(const double *ns, const double *base, int rounds)
{
	size_t bytes = (size_t)rounds * sizeof(double);
	struct rounds r = { ns, base, rounds, malloc(bytes), malloc(bytes) };
	struct figure f = { .rounds = rounds };
	double ratios[DRAWS];
	uint64_t state = 88172645463325252;
	int i;

	if (r.drawn == NULL || r.drawn_base == NULL)
		memory_ran_out();
	memcpy(r.drawn, ns, bytes);
	memcpy(r.drawn_base, base, bytes);
	f.ratio = ratio_of_drawn(&r);
	for (i = 0; i < DRAWS; i++)
		ratios[i] = draw(&r, &state);
	qsort(ratios, DRAWS, sizeof(double), ascending);
	f.low = ratios[DRAWS / 40];
	f.high = ratios[DRAWS - 1 - DRAWS / 40];
	for (i = 0; i < rounds; i++)
		r.drawn[i] = base[i] / ns[i];
	qsort(r.drawn, (size_t)rounds, sizeof(double), ascending);
	f.from = r.drawn[rounds / 4];
	f.to = r.drawn[rounds - 1 - rounds / 4];
	free(r.drawn);
	free(r.drawn_base);
	return f;
}

void
figure_print(const struct figure *f, const char *what, const char *who,
    double goal, FILE *out)
{
	fprintf(out, "%-34s %-12s %6.3f  %6.3f to %-6.3f  %6.3f to %-6.3f %5d",
	    what, who, f->ratio, f->low, f->high, f->from, f->to, f->rounds);
	if (goal > 0)
		fprintf(out, "  goal %.2f: %s", goal, f->low >= goal ? "met" :
		    f->high < goal ? "missed" : "within the interval");
	fputc('\n', out);
	fflush(out);
}
