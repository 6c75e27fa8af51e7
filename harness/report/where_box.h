/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Conjunctions of conditions on axes, as boxes: for each axis the values that
 * are allowed. Of the report's parts only where.c uses them.
 */
#ifndef REPORT_WHERE_BOX_H
#define REPORT_WHERE_BOX_H

#include <stdint.h>

#include "harness/report/where.h"

/* The distinct values of an axis: numbers in ascending order, then others. */
struct where_axis {
	const char *name;
	const char **values;
	size_t numeric;		/* so many of the values are numbers */
	size_t len;
};

/* A table, with values as their places in the list of their axis. */
struct where_codes {
	struct where_axis axis[WHERE_AXES];
	size_t axes;
	uint32_t *code;		/* axes of the first instance, of the next… */
	bool *shows, *not;	/* of each instance */
	size_t len;
	size_t budget;		/* steps that the search may take still */
};

void where_codes_init(struct where_codes *, const struct where_table *);
void where_codes_release(struct where_codes *);

/* The words of a conjunction, "" where it always holds. */
struct where_words {
	struct text words;
	size_t axes, values;	/* that they name */
};

/*
 * Whether a conjunction holds for all that are chosen and for none that does
 * not show it; and the words of the shortest one, false if there is none.
 */
bool where_box_holds(const struct where_codes *, const bool *chosen);
bool where_box_describe(const struct where_codes *, const bool *chosen,
    struct where_words *);

/*
 * So many conjunctions it takes at least, WHERE_TERMS + 1 being any number
 * more: for no two of so many instances one holds.
 */
size_t where_boxes_least(const struct where_codes *, const bool *chosen);

/* What a conjunction covers of those that show it. */
struct where_box {
	bool *covers;		/* of each instance; owned */
	size_t count;
};

struct where_boxes {
	struct where_box *at;
	size_t len;
};

/*
 * Conjunctions that hold for that instance, and cannot be made wider, those
 * first that cover most of what is left.
 */
void where_boxes_around(struct where_boxes *, struct where_codes *,
    size_t instance, const bool *left);
void where_boxes_release(struct where_boxes *);

#endif
