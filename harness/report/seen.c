/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/seen.h"

#define SIZE_FIRST 1024	/* a power of two */

/* As FNV-1a, but of eight bytes at a time, mixed; never 0. */
static uint64_t
hash(const char *s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325), word;
	size_t len = strlen(s);

	h ^= len;
	for (; len > 0; len -= len < sizeof(word) ? len : sizeof(word)) {
		word = 0;
		memcpy(&word, s, len < sizeof(word) ? len : sizeof(word));
		h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
		s += sizeof(word);
	}
	h = (h ^ h >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
	return (h ^ h >> 32) | 1;
}

static struct seen_one *
find(const struct seen *s, uint64_t h)
{
	size_t i = (size_t)(h >> 1) & (s->size - 1);

	while (s->at[i].hash != 0 && s->at[i].hash != h)
		i = (i + 1) & (s->size - 1);
	return &s->at[i];
}

static void
grow(struct seen *s)
{
	struct seen old = *s;
	size_t i;

	s->size = old.size > 0 ? 2 * old.size : SIZE_FIRST;
	s->at = calloc(s->size, sizeof(*s->at));
	if (s->at == NULL)
		memory_ran_out();
	for (i = 0; i < old.size; i++)
		if (old.at[i].hash != 0)
			*find(s, old.at[i].hash) = old.at[i];
	free(old.at);
}

int64_t
seen_number(struct seen *s, const char *text, bool *fresh)
{
	struct seen_one *one;
	uint64_t h = hash(text);

	if (2 * s->len >= s->size)
		grow(s);
	one = find(s, h);
	*fresh = one->hash == 0;
	if (*fresh)
		*one = (struct seen_one){ h, (int64_t)++s->len };
	return one->number;
}

bool
seen_add(struct seen *s, const char *text)
{
	bool fresh;

	seen_number(s, text, &fresh);
	return fresh;
}

void
seen_release(struct seen *s)
{
	free(s->at);
	*s = (struct seen)SEEN_INIT;
}
