/* SPDX-License-Identifier: BSD-2-Clause */
/* What the readers and the maker of vectors share. */
#ifndef VECTORS_INTERNAL_H
#define VECTORS_INTERNAL_H

#include "harness/protocol/text.h"
#include "harness/vectors/vectors.h"

/*
 * Owned copies; the second of hexadecimal digits up to what is none, an odd one
 * left out.
 */
struct vector_bytes vector_copy(const void *bytes, size_t len);
struct vector_bytes vector_hex(const char *digits);

/* CCM's first counter block: the size of the length, nonce, zeros. */
struct vector_bytes vector_counter_block(const struct vector_bytes *nonce);

/* Adds it; it owns its bytes from then on. */
void vectors_add(struct vectors *, const struct vector *);

void vector_release(struct vector *);

bool vectors_read_file(struct text *, const char *path);

/* Reads a file of build/vectors. */
bool wycheproof_load(struct vectors *, const char *file,
    const char *algorithm, struct why *);

/* Makes those of an algorithm that generated.c knows. */
bool generated_load(struct vectors *, const char *algorithm, struct why *);

#endif
