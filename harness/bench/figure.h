/* SPDX-License-Identifier: BSD-2-Clause */
/* A ratio of two medians, and how sure it is. */
#ifndef BENCH_FIGURE_H
#define BENCH_FIGURE_H

#include <stdio.h>

struct figure {
	double ratio;		/* how many times as fast: medians */
	double low, high;	/* its 95 % interval */
	double from, to;	/* the middle half of the rounds' own ratios */
	int rounds;
};

/*
 * How many times as fast as `base` it was, of times that were taken in turns,
 * one of each in a round. The interval is a bootstrap's: rounds are drawn with
 * replacement, 1,000 times, always by the same numbers.
 */
struct figure figure_of(const double *ns, const double *base, int rounds);

/* One line; a goal is said to be met or missed if the interval is beyond it. */
void figure_print(const struct figure *, const char *what, const char *who,
    double goal, FILE *out);

/* Of values whose order it changes. */
double figure_median(double *, int n);

#endif
