/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the harnesses of libFuzzer share. Each file is a program: bytes to one
 * reader, as that reader gets them from outside. What they check beside
 * crashes they check by fuzz_must().
 */
#ifndef SOUNDNESS_FUZZ_H
#define SOUNDNESS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset.h"
#include "harness/protocol/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define fuzz_must(what) do { \
	if (!(what)) { \
		fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, \
		    #what); \
		abort(); \
	} \
} while (0)

/* A copy that ends where the bytes end, with a NUL; the caller frees it. */
static inline char *
fuzz_string(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);

	fuzz_must(copy != NULL);
	if (size > 0)
		memcpy(copy, data, size);
	copy[size] = '\0';
	return copy;
}

/*
 * An archive of one file, which asset_open() reads as ASSET_CARRIED/NAME from
 * now on. The caller frees it.
 */
static inline char *
fuzz_carry(const char *name, const uint8_t *data, size_t size)
{
	enum { BLOCK = 512, SIZE_AT = 124 };
	size_t whole = BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
	char *archive = calloc(1, whole);

	fuzz_must(archive != NULL && strlen(name) < 100 && size < 1u << 31);
	memcpy(archive, name, strlen(name) + 1);
	snprintf(archive + SIZE_AT, 12, "%011zo", size);
	if (size > 0)
		memcpy(archive + BLOCK, data, size);
	asset_carry(archive, whole);
	return archive;
}

/* What is written is read again as the same. */
static inline void
fuzz_write_again(const struct value *v)
{
	struct text once = TEXT_INIT, twice = TEXT_INIT;
	struct pool pool = POOL_INIT;
	const char *at, *reason = NULL;

	value_format(v, &once);
	at = text_get(&once);
	v = value_parse(&pool, &at, &reason);
	fuzz_must(v != NULL && *at == '\0');
	value_format(v, &twice);
	fuzz_must(strcmp(text_get(&once), text_get(&twice)) == 0);
	text_release(&once);
	text_release(&twice);
	pool_release(&pool);
}

#endif
