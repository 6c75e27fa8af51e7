/* SPDX-License-Identifier: BSD-2-Clause */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/protocol/pool.h"

#define BLOCK_MOST 65536	/* bytes of a pool's last blocks */

/*
 * Bytes of a pool's first block; 0: each allocation is a block, and sanitizers
 * see its end.
 */
#ifndef POOL_BLOCK
#define POOL_BLOCK 4096
#endif
#define POOL_ALIGN (POOL_BLOCK > 0 ? (size_t)16 : 1)

struct pool_block {
	struct pool_block *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

void *
pool_alloc(struct pool *p, size_t size)
{
	struct pool_block *b = p->blocks;
	size_t room;
	void *at;

	size = (size + POOL_ALIGN - 1) & ~(POOL_ALIGN - 1);
	if (b == NULL || POOL_BLOCK == 0 || b->size - b->used < size) {
		room = b == NULL || POOL_BLOCK == 0 ? POOL_BLOCK :
		    b->size < BLOCK_MOST / 2 ? 2 * b->size : BLOCK_MOST;
		room = size > room ? size : room;
		b = malloc(sizeof(*b) + room);
		if (b == NULL)
			memory_ran_out();
		b->next = p->blocks;
		b->used = 0;
		b->size = room;
		p->blocks = b;
	}
	at = b->bytes + b->used;
	b->used += size;
	memset(at, 0, size);
	return at;
}

char *
pool_copy(struct pool *p, const char *bytes, size_t len)
{
	char *copy = pool_alloc(p, len + 1);

	if (len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

void
pool_reset(struct pool *p)
{
	struct pool_block *b = p->blocks, *next;

	while (b != NULL && b->next != NULL) {
		next = b->next;
		free(b);
		b = next;
	}
	if (b != NULL)
		b->used = 0;
	p->blocks = b;
}

void
pool_release(struct pool *p)
{
	pool_reset(p);
	free(p->blocks);
	p->blocks = NULL;
}
