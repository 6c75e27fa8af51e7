/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The smallest condition on a row's axes that separates the instances that
 * show something from those that were executed and do not:
 *
 *	all
 *	kind=dgram|seqpacket and size>65536
 *	count=none and offset>0, or kind!=tcp and 8<size<8193
 *
 * An axis that is in no condition may have any value. "a=v|w" is one of these
 * values, "a!=v|w" none of these; "a>n", "a<n" and "m<a<n" hold for numbers
 * alone, and m and n are values that were executed. A condition is of one
 * conjunction where one separates them, else of two or three; of one with the
 * fewest axes, and of these with the fewest values named. It is exact for the
 * instances in the table, and says nothing of others.
 */
#ifndef REPORT_WHERE_H
#define REPORT_WHERE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/text.h"

#define WHERE_AXES 8
#define WHERE_TERMS 3		/* conjunctions at most */
#define WHERE_VALUES 16		/* that a condition names at most */

enum where_part {
	WHERE_IGNORED,		/* not executed: nothing follows from it */
	WHERE_SHOWS,
	WHERE_NOT
};

struct where_table {
	const char *const *names;	/* of the axes */
	size_t axes;			/* at most WHERE_AXES */
	const char *const *values;	/* of the first instance, of the next… */
	const enum where_part *parts;	/* of each instance */
	size_t len;			/* instances */
};

/*
 * Adds the condition. False, and nothing is added, if there is none that is
 * exact and within these bounds, or no instance shows it.
 */
bool where_add(struct text *, const struct where_table *);

#endif
