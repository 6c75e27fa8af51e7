/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that is freed in one go. It is zero; running out of it ends the
 * program.
 */
#ifndef PROTOCOL_POOL_H
#define PROTOCOL_POOL_H

#include <stddef.h>

struct pool {
	struct pool_block *blocks;
};

#define POOL_INIT { NULL }

void *pool_alloc(struct pool *, size_t size);

/* A copy of so many bytes, with a NUL behind them. */
char *pool_copy(struct pool *, const char *bytes, size_t len);

/* Frees all but one block, for the next use. */
void pool_reset(struct pool *);

void pool_release(struct pool *);

#endif
