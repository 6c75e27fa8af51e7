/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known answers of authenticated ciphers, as NIST's CAVP and others publish
 * them: read at run time from Debian's package python3-cryptography-vectors,
 * in the form in which an AF_ALG socket of the kernel takes them.
 */
#ifndef VECTORS_VECTORS_H
#define VECTORS_VECTORS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/why.h"

struct vector_bytes {
	unsigned char *at;
	size_t len;
};

struct vector {
	struct vector_bytes key;
	struct vector_bytes iv;		/* for CCM, the counter block */
	struct vector_bytes aad;
	struct vector_bytes text;	/* empty if it was not told */
	struct vector_bytes sealed;	/* ciphertext without the tag */
	struct vector_bytes tag;
	bool authentic;			/* false: must not decrypt */
};

struct vectors {
	struct vector *at;
	size_t len;
};

#define VECTORS_INIT { NULL, 0 }

/*
 * Reads those of a set into an empty list: "gcm-encrypt", "gcm-decrypt",
 * "ccm-encrypt", "ccm-decrypt", "chacha20-poly1305". Only those that AF_ALG
 * takes are kept (a GCM IV has 96 bits). False: *why names the package to
 * install, or the file that cannot be read.
 */
bool vectors_load(struct vectors *, const char *set, struct why *);

/* Adds those of a text in CAVS form; for unit tests. */
void vectors_parse(struct vectors *, const char *text, size_t len);

/*
 * Puts them into an order of which each beginning shows many lengths of key,
 * tag, associated data and text: one of each combination, in strides, then the
 * second of each, and so on. It depends on nothing but the vectors.
 */
void vectors_spread(struct vectors *);

/* Drops those that are not authentic, or those that are. */
void vectors_keep(struct vectors *, bool authentic);

void vectors_release(struct vectors *);

#endif
