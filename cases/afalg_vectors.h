/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known answers in scenarios: which vector an instance is for, and the sockets
 * that it needs. s1 becomes the cipher's socket with key and tag size, s2 an
 * operation socket, which does not block.
 *
 * Axes: set (of harness/vectors/vectors.h) and which ("authentic", "forged",
 * "all", "refused"), n, the place in an order that shows all lengths first.
 */
#ifndef CASES_AFALG_VECTORS_H
#define CASES_AFALG_VECTORS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/scene/scene.h"
#include "harness/vectors/vectors.h"

#define TOLD "raised OSError errno=EBADMSG"

static const struct vector_bytes nothing = { (unsigned char *)"", 0 };

/* The vectors of a set are read once; the last set stays. */
static const struct vectors *
chosen(const char *set, const char *which, struct why *why)
{
	static struct vectors all = VECTORS_INIT;
	static char last[96];
	char wanted[96];

	snprintf(wanted, sizeof(wanted), "%s %s", set, which);
	if (strcmp(wanted, last) == 0)
		return &all;
	vectors_release(&all);
	last[0] = '\0';
	if (!vectors_load(&all, set, why))
		return NULL;
	vectors_keep(&all, which);
	vectors_spread(&all);
	snprintf(last, sizeof(last), "%s", wanted);
	return &all;
}

/* With associated data and text, if the row asks for both. */
static bool
is_wanted(const struct instance *i, const struct vector *v)
{
	long long most = instance_number(i, "most");

	if (instance_value(i, "whole") != NULL &&
	    (v->aad.len == 0 || v->sealed.len == 0))
		return false;
	return most == 0 || (long long)(v->aad.len + v->sealed.len +
	    v->tag.len) <= most;
}

static const struct vector *
pick(const struct instance *i, struct why *why)
{
	const char *set = instance_value(i, "set");
	const struct vectors *all = chosen(set, instance_value(i, "which"),
	    why);
	long long n = instance_number(i, "n");
	size_t at;

	for (at = 0; all != NULL && at < all->len; at++)
		if (is_wanted(i, &all->at[at]) && n-- == 0)
			return &all->at[at];
	if (all != NULL)
		why_set(why, "the set '%s' has only %zu such vectors", set,
		    all->len);
	return NULL;
}

static struct vector_bytes
joined(const struct vector_bytes *a, const struct vector_bytes *b,
    const struct vector_bytes *c)
{
	struct vector_bytes all = { NULL, a->len + b->len + c->len };

	all.at = malloc(all.len + 1);
	if (all.at == NULL)
		memory_ran_out();
	memcpy(all.at, a->at, a->len);
	memcpy(all.at + a->len, b->at, b->len);
	memcpy(all.at + a->len + b->len, c->at, c->len);
	return all;
}

/* What the run may require by name, if the set is not there. */
static const char *
provider(const char *set)
{
	return strncmp(set, "cavp", 4) == 0 ? "cavp" :
	    strncmp(set, "wycheproof", 10) == 0 ? "wycheproof" : "libcrypto";
}

/* Sets up what follows the socket; bind() says if there is no such cipher. */
static void
set_up_cipher(struct scene *sc, const char *calls)
{
	const char *name = vector_set_named(axis(sc, "set"))->algorithm;

	if (set_up_all(sc, "s1=socket(AF_ALG,SOCK_SEQPACKET,0)\n"
	    "s1.bind(('aead','%s'))\n%s", name, calls) == 1)
		lacking(sc, name, "this kernel has no %s: bind gives %s", name,
		    sc->raised.err);
}

static void
open_cipher(struct scene *sc, const struct vector *v)
{
	struct text calls = TEXT_INIT;

	observe(sc, "vector", "%s", v->label);
	text_adds(&calls, "s1.setsockopt(SOL_ALG,ALG_SET_KEY,");
	value_format_bytes(v->key.at, v->key.len, &calls);
	/* A blocking receive of more than there is never ends. */
	text_addf(&calls, ")\n"
	    "s1.setsockopt(SOL_ALG,ALG_SET_AEAD_AUTHSIZE,none,%zu)\n"
	    "s2=s1.accept()\ns2.setblocking(false)", v->tag.len);
	set_up_cipher(sc, text_get(&calls));
	text_release(&calls);
}

/* The instance's vector; NULL, the scene being over, if it cannot be had. */
static const struct vector *
the_vector(struct scene *sc)
{
	struct why why = WHY_INIT;
	const struct vector *v = pick(sc->instance, &why);

	if (v == NULL && chosen(axis(sc, "set"), axis(sc, "which"), &why) ==
	    NULL)
		lacking(sc, provider(axis(sc, "set")), "%s", why.text);
	else if (v == NULL)
		broken(sc, "%s", why.text);
	return v;
}

static const struct vector *
start(struct scene *sc)
{
	const struct vector *v = the_vector(sc);

	if (v != NULL)
		open_cipher(sc, v);
	return v;
}

static bool
encrypts(const struct instance *i)
{
	return instance_is(i, "do", "encrypt");
}

/* What is sent: AAD and text, or AAD, ciphertext and tag. Owned. */
static struct vector_bytes
input_of(const struct vector *v, bool encrypt)
{
	return encrypt ? joined(&v->aad, &v->text, &nothing) :
	    joined(&v->aad, &v->sealed, &v->tag);
}

/* What must be received. Owned. */
static struct vector_bytes
answer_of(const struct vector *v, bool encrypt)
{
	return encrypt ? joined(&v->aad, &v->sealed, &v->tag) :
	    joined(&v->aad, &v->text, &nothing);
}

/* At least 1: a receive of nothing does not run the operation. */
static size_t
answer_len(const struct vector *v, bool encrypt)
{
	size_t len = v->aad.len + v->sealed.len + (encrypt ? v->tag.len : 0);

	return len > 0 ? len : 1;
}

static void
want_received(struct documented *d, const char *label,
    const struct vector_bytes *bytes)
{
	struct text text = TEXT_INIT;

	value_format_reply_bytes(bytes->at, bytes->len, &text);
	documented_want(d, label, "returned %s", text_get(&text));
	text_release(&text);
}

#endif
