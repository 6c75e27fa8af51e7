/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/case.h"

static struct case_line *
add(struct case_lines *l)
{
	l->at = memory_grow(l->at, l->len, sizeof(*l->at));
	return &l->at[l->len++];
}

void
case_lines_read(struct case_lines *l, const char *output, size_t len)
{
	const char *at = output != NULL ? output : "", *newline;
	const char *end = at + (output != NULL ? len : 0);
	struct case_line *line;

	for (; at < end; at = newline + 1) {
		newline = memchr(at, '\n', (size_t)(end - at));
		if (newline == NULL)
			newline = end;
		line = add(l);
		line->at = at;
		line->len = (size_t)(newline - at);
		if (record_parse(&line->record, at, line->len, &l->pool,
		    &line->reason))
			line->reason = NULL;
	}
}

void
case_lines_release(struct case_lines *l)
{
	free(l->at);
	pool_release(&l->pool);
	*l = (struct case_lines)CASE_LINES_INIT;
}
