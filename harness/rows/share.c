/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "harness/rows/share.h"

bool
share_read(struct share *s, const char *text, struct why *why)
{
	int length = 0;

	*s = (struct share)SHARE_INIT;
	if (text[0] == '\0')
		return true;
	if (strspn(text, "0123456789/") == strlen(text) &&
	    sscanf(text, "%4u/%4u%n", &s->nth, &s->of, &length) == 2 &&
	    text[length] == '\0' && s->nth >= 1 && s->nth <= s->of &&
	    s->of <= SHARES_MAX)
		return true;
	*s = (struct share)SHARE_INIT;
	return why_set(why, "'%s' is no share: 2/4 is the second of four, of "
	    "at most %d", text, SHARES_MAX);
}

/* FNV-1a of "area/row". */
static uint64_t
hash_of(const struct area *area, const struct row *row)
{
	const char *parts[] = { area->name, "/", row->name };
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	const char *at;
	size_t i;

	for (i = 0; i < 3; i++)
		for (at = parts[i]; *at != '\0'; at++)
			h = (h ^ (unsigned char)*at) *
			    UINT64_C(0x100000001b3);
	/* Its low bits alone are worse than all of them together. */
	return h ^ (h >> 32);
}

bool
share_has(const struct share *s, const struct area *area,
    const struct row *row)
{
	return s->of == 0 || hash_of(area, row) % s->of == s->nth - 1;
}
