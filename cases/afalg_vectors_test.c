/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AF_ALG with known answers, so that not only Python but mathematics judges.
 * A row's axis n picks the n-th vector of a sample that shows all lengths.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/runner/scene.h"
#include "harness/vectors/vectors.h"

#define TOLD "raised OSError errno=EBADMSG"

static const struct {
	const char *cipher, *name, *encrypt, *decrypt;
} ciphers[] = {
	{ "gcm", "gcm(aes)", "gcm-encrypt", "gcm-decrypt" },
	{ "ccm", "ccm(aes)", "ccm-encrypt", "ccm-decrypt" },
	{ "chacha", "rfc7539(chacha20,poly1305)", "chacha20-poly1305",
	    "chacha20-poly1305" },
};

static size_t
cipher_of(const struct instance *i)
{
	size_t n = 0;

	while (!instance_is(i, "cipher", ciphers[n].cipher))
		n++;
	return n;
}

/* The n-th; of those with associated data and text, if these are spoilt. */
static const struct vector *
nth(const struct vectors *all, size_t n, bool whole)
{
	size_t i;

	for (i = 0; i < all->len; i++)
		if ((!whole || (all->at[i].aad.len > 0 &&
		    all->at[i].sealed.len > 0)) && n-- == 0)
			return &all->at[i];
	return NULL;
}

/* The vectors of a set are read once; the last set stays. */
static const struct vector *
pick(const struct instance *i, struct why *why)
{
	static struct vectors all = VECTORS_INIT;
	static char last[64];
	size_t cipher = cipher_of(i);
	const char *set = instance_is(i, "from", "encrypt") ?
	    ciphers[cipher].encrypt : ciphers[cipher].decrypt;
	const char *which = instance_value(i, "vectors");
	char wanted[64];
	const struct vector *v;

	snprintf(wanted, sizeof(wanted), "%s %s", set, which);
	if (strcmp(wanted, last) != 0) {
		vectors_release(&all);
		last[0] = '\0';
		if (!vectors_load(&all, set, why))
			return NULL;
		if (strcmp(which, "all") != 0)
			vectors_keep(&all, strcmp(which, "authentic") == 0);
		vectors_spread(&all);
		snprintf(last, sizeof(last), "%s", wanted);
	}
	v = nth(&all, (size_t)instance_number(i, "n"),
	    instance_value(i, "spoilt") != NULL);
	if (v == NULL)
		why_set(why, "the set '%s' has only %zu vectors", wanted,
		    all.len);
	return v;
}

static struct vector_bytes
joined(const struct vector_bytes *a, const struct vector_bytes *b,
    const struct vector_bytes *c)
{
	struct vector_bytes all = { NULL, a->len + b->len + c->len };

	all.at = malloc(all.len + 1);
	if (all.at == NULL)
		abort();
	memcpy(all.at, a->at, a->len);
	memcpy(all.at + a->len, b->at, b->len);
	memcpy(all.at + a->len + b->len, c->at, c->len);
	return all;
}

static const struct vector_bytes nothing = { (unsigned char *)"", 0 };

/* s1 is the cipher's socket with key and tag size, s2 an operation socket. */
static void
open_cipher(struct scene *sc, const struct vector *v)
{
	struct text key = TEXT_INIT;
	const struct reply *r;

	value_format_bytes(v->key.at, v->key.len, &key);
	set_up(sc, "s1=socket(AF_ALG,SOCK_SEQPACKET,0)");
	r = set_up(sc, "s1.bind(('aead','%s'))",
	    ciphers[cipher_of(sc->instance)].name);
	if (r->kind == REPLY_RAISED)
		unsupported(sc, "this kernel has no %s: %s",
		    ciphers[cipher_of(sc->instance)].name, r->err);
	set_up(sc, "s1.setsockopt(SOL_ALG,ALG_SET_KEY,%s)", text_get(&key));
	set_up(sc, "s1.setsockopt(SOL_ALG,ALG_SET_AEAD_AUTHSIZE,none,%zu)",
	    v->tag.len);
	set_up(sc, "s2=s1.accept()");
	/* A blocking receive of more than there is never ends. */
	set_up(sc, "s2.setblocking(false)");
	text_release(&key);
}

/* Adds bytes as a list of buffers that end at these places. */
static void
add_buffers(struct text *t, const struct vector_bytes *b, const size_t *ends,
    size_t ends_len)
{
	size_t from = 0, i, end;

	text_addc(t, '[');
	for (i = 0; i <= ends_len; i++) {
		end = i < ends_len ? ends[i] : b->len;
		if (end > b->len)
			end = b->len;
		if (end < from)
			end = from;
		if (i > 0)
			text_addc(t, ',');
		value_format_bytes(b->at + from, end - from, t);
		from = end;
	}
	text_addc(t, ']');
}

/* How an axis "split" cuts what is sent. */
static size_t
cuts(const struct scene *sc, const struct vector *v, size_t ends[512])
{
	size_t aad = v->aad.len, text = v->sealed.len, n;

	if (axis_is(sc, "split", "whole"))
		return 0;
	if (axis_is(sc, "split", "bytes")) {
		for (n = 0; n < aad + text + v->tag.len && n < 512; n++)
			ends[n] = n + 1;
		return n;
	}
	n = 0;
	if (axis_is(sc, "split", "parts") || axis_is(sc, "split", "aad"))
		ends[n++] = axis_is(sc, "split", "aad") ? aad / 2 : aad;
	if (axis_is(sc, "split", "block"))
		ends[n++] = aad + 7;
	if (axis_is(sc, "split", "block"))
		ends[n++] = aad + 19;
	if (axis_is(sc, "split", "parts"))
		ends[n++] = aad + text;
	if (axis_is(sc, "split", "tag"))
		ends[n++] = aad + text + v->tag.len / 2;
	return n;
}

/*
 * Sends in one call, or as a chain of sends with MSG_MORE: `chain` is the place
 * where the second part begins, or 0.
 */
static void
send_parts(struct scene *sc, const struct vector *v, bool encrypt,
    const struct vector_bytes *data)
{
	struct text buffers = TEXT_INIT, iv = TEXT_INIT, rest = TEXT_INIT;
	bool more = axis_is(sc, "split", "more");
	struct vector_bytes first = *data, second = nothing;
	size_t ends[512], n = cuts(sc, v, ends);

	if (more) {
		first.len = data->len / 2;
		second = (struct vector_bytes){ data->at + first.len,
		    data->len - first.len };
	}
	add_buffers(&buffers, &first, ends, n);
	value_format_bytes(v->iv.at, v->iv.len, &iv);
	call(sc, "s2.sendmsg_afalg(%s,op=%s,iv=%s,assoclen=%zu%s)",
	    text_get(&buffers), encrypt ? "ALG_OP_ENCRYPT" : "ALG_OP_DECRYPT",
	    text_get(&iv), v->aad.len, more ? ",flags=MSG_MORE" : "");
	if (more) {
		value_format_bytes(second.at, second.len, &rest);
		call(sc, "s2.send(%s)", text_get(&rest));
	}
	text_release(&buffers);
	text_release(&iv);
	text_release(&rest);
}

static const struct vector *
start(struct scene *sc)
{
	struct why why = WHY_INIT;
	const struct vector *v = pick(sc->instance, &why);

	if (v == NULL)
		broken(sc, "%s", why.text);
	else
		open_cipher(sc, v);
	return v;
}

static void
encrypt_vector(struct scene *sc)
{
	const struct vector *v = start(sc);
	struct vector_bytes data;

	if (v == NULL)
		return;
	data = joined(&v->aad, &v->text, &nothing);
	send_parts(sc, v, true, &data);
	call(sc, "s2.recv(%zu)", data.len + v->tag.len);
	free(data.at);
}

/* At least 1: a receive of nothing does not run the operation. */
static size_t
opened_len(const struct vector *v)
{
	size_t len = v->aad.len + v->sealed.len;

	return len > 0 ? len : 1;
}

static void
decrypt_vector(struct scene *sc)
{
	const struct vector *v = start(sc);
	struct vector_bytes data;

	if (v == NULL)
		return;
	data = joined(&v->aad, &v->sealed, &v->tag);
	send_parts(sc, v, false, &data);
	call(sc, "s2.recv(%zu)", opened_len(v));
	free(data.at);
}

/* One bit is wrong; then the same socket is given the right bytes. */
static void
decrypt_spoilt(struct scene *sc)
{
	const struct vector *v = start(sc);
	struct vector_bytes data;
	size_t at;

	if (v == NULL)
		return;
	data = joined(&v->aad, &v->sealed, &v->tag);
	at = axis_is(sc, "spoilt", "aad") ? v->aad.len / 2 :
	    axis_is(sc, "spoilt", "text") ? v->aad.len + v->sealed.len - 1 :
	    axis_is(sc, "spoilt", "tag") ? data.len - 1 :
	    data.len - v->tag.len;
	data.at[at] ^= axis_is(sc, "spoilt", "first") ? 0x80 : 1;
	send_parts(sc, v, false, &data);
	call(sc, "s2.recv(%zu)", opened_len(v));
	data.at[at] ^= axis_is(sc, "spoilt", "first") ? 0x80 : 1;
	send_parts(sc, v, false, &data);
	call(sc, "s2.recv(%zu)", opened_len(v));
	free(data.at);
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

static void
want_sent(struct documented *d, const struct instance *i, size_t len)
{
	if (!instance_is(i, "split", "more")) {
		documented_want(d, "sendmsg_afalg", "returned %zu", len);
		return;
	}
	documented_want(d, "sendmsg_afalg", "returned %zu", len / 2);
	documented_want(d, "send", "returned %zu", len - len / 2);
}

static void
known_ciphertext(struct documented *d, const struct instance *i)
{
	struct why why = WHY_INIT;
	const struct vector *v = pick(i, &why);
	struct vector_bytes all;

	if (v == NULL)
		return;
	all = joined(&v->aad, &v->sealed, &v->tag);
	want_sent(d, i, v->aad.len + v->text.len);
	want_received(d, "recv", &all);
	free(all.at);
}

static void
known_plaintext(struct documented *d, const struct instance *i)
{
	struct why why = WHY_INIT;
	const struct vector *v = pick(i, &why);
	struct vector_bytes all;

	if (v == NULL)
		return;
	want_sent(d, i, v->aad.len + v->sealed.len + v->tag.len);
	if (instance_value(i, "spoilt") != NULL || !v->authentic)
		documented_want(d, "recv", TOLD);
	if (v->authentic) {
		all = joined(&v->aad, &v->text, &nothing);
		want_received(d, instance_value(i, "spoilt") != NULL ?
		    "recv#2" : "recv", &all);
		free(all.at);
	}
}

#define ENCRYPTS .act = encrypt_vector, .documented = known_ciphertext, \
	.needs = "af_alg"
#define DECRYPTS .act = decrypt_vector, .documented = known_plaintext, \
	.needs = "af_alg"
#define SPOILS .act = decrypt_spoilt, .documented = known_plaintext, \
	.needs = "af_alg"
#define SPLITS "split=parts|aad|block|tag|bytes|more"

static const struct row rows[] = {
	{ .name = "gcm_encrypts_as_nist_says", .clause = "AFALG-13", ENCRYPTS,
	  .axes = { "n=0..199" }, .with = { "cipher=gcm", "from=encrypt",
	    "vectors=authentic", "split=whole" } },

	{ .name = "gcm_decrypts_as_nist_says", .clause = "AFALG-19", DECRYPTS,
	  .axes = { "n=0..149" }, .with = { "cipher=gcm", "from=decrypt",
	    "vectors=authentic", "split=whole" } },

	{ .name = "gcm_refuses_what_nist_forged", .clause = "AFALG-25",
	  DECRYPTS, .axes = { "n=0..149" }, .with = { "cipher=gcm",
	    "from=decrypt", "vectors=forged", "split=whole" } },

	{ .name = "ccm_encrypts_as_nist_says", .clause = "AFALG-13", ENCRYPTS,
	  .axes = { "n=0..119" }, .with = { "cipher=ccm", "from=encrypt",
	    "vectors=authentic", "split=whole" } },

	{ .name = "ccm_decrypts_as_nist_says", .clause = "AFALG-19", DECRYPTS,
	  .axes = { "n=0..79" }, .with = { "cipher=ccm", "from=decrypt",
	    "vectors=authentic", "split=whole" } },

	{ .name = "ccm_refuses_what_nist_forged", .clause = "AFALG-25",
	  DECRYPTS, .axes = { "n=0..79" }, .with = { "cipher=ccm",
	    "from=decrypt", "vectors=forged", "split=whole" } },

	{ .name = "chacha20_poly1305_encrypts_as_published",
	  .clause = "AFALG-13", ENCRYPTS, .axes = { "n=0..69" },
	  .with = { "cipher=chacha", "from=encrypt", "vectors=authentic",
	    "split=whole" } },

	{ .name = "chacha20_poly1305_decrypts_as_published",
	  .clause = "AFALG-19", DECRYPTS, .axes = { "n=0..70" },
	  .with = { "cipher=chacha", "from=decrypt", "vectors=all",
	    "split=whole" } },

	{ .name = "several_buffers_encrypt_as_one", .clause = "AFALG-12",
	  ENCRYPTS, .axes = { "cipher=gcm|ccm|chacha", SPLITS, "n=3..12" },
	  .with = { "from=encrypt", "vectors=authentic" } },

	{ .name = "several_buffers_decrypt_as_one", .clause = "AFALG-12",
	  DECRYPTS, .axes = { "cipher=gcm|ccm|chacha", SPLITS, "n=3..12" },
	  .with = { "from=decrypt", "vectors=authentic" } },

	{ .name = "one_wrong_bit_raises_ebadmsg_and_the_socket_goes_on",
	  .clause = "AFALG-25", SPOILS,
	  .axes = { "cipher=gcm|ccm|chacha", "spoilt=aad|text|tag|first",
	    "n=0..14" },
	  .with = { "from=decrypt", "vectors=authentic", "split=whole" } },
};

AREA_ROWS(afalg_vectors, rows);
