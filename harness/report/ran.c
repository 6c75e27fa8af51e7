/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/ran.h"

/* The letters of a platform, of which there are as many as they have to be. */
static struct text *
of(struct ran *r, int64_t platform, int64_t member)
{
	static const char none[] = "----------------------------------------"
	    "------------------------";
	struct text *letters;
	size_t n;

	if ((size_t)platform > r->len) {
		n = (size_t)platform;
		r->platforms = realloc(r->platforms, n *
		    sizeof(*r->platforms));
		if (r->platforms == NULL)
			memory_ran_out();
		while (r->len < n)
			r->platforms[r->len++] = (struct text)TEXT_INIT;
	}
	letters = &r->platforms[platform - 1];
	while (letters->len < (size_t)member)
		text_adds(letters, none);
	return letters;
}

bool
ran_set(struct ran *r, int64_t platform, int64_t member, char letter)
{
	char *at = of(r, platform, member)->at + member - 1;

	if (*at != RAN_NOT)
		return false;
	*at = letter;
	return true;
}

char
ran_get(const struct ran *r, int64_t platform, int64_t member)
{
	if ((size_t)platform > r->len ||
	    (size_t)member > r->platforms[platform - 1].len)
		return RAN_NOT;
	return r->platforms[platform - 1].at[member - 1];
}

void
ran_release(struct ran *r)
{
	while (r->len > 0)
		text_release(&r->platforms[--r->len]);
	free(r->platforms);
	*r = (struct ran){ NULL, 0 };
}
