/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AF_ALG with known answers, so that not only Python but mathematics judges.
 * A row's axis n picks the n-th vector of a sample that shows all lengths; a
 * wide run (VECTORS=all) has all of them.
 */
#include "cases/afalg_vectors.h"

/* One call that sends, one that receives. */
static void
seal_or_open(struct scene *sc)
{
	const struct vector *v = start(sc);
	bool encrypt = encrypts(sc->instance);
	struct text data = TEXT_INIT, iv = TEXT_INIT;
	struct vector_bytes input;

	if (v == NULL)
		return;
	input = input_of(v, encrypt);
	value_format_bytes(input.at, input.len, &data);
	value_format_bytes(v->iv.at, v->iv.len, &iv);
	call(sc, "s2.sendmsg_afalg([%s],op=%s,iv=%s,assoclen=%zu)",
	    text_get(&data), encrypt ? "ALG_OP_ENCRYPT" : "ALG_OP_DECRYPT",
	    text_get(&iv), v->aad.len);
	call(sc, "s2.recv(%zu)", answer_len(v, encrypt));
	text_release(&data);
	text_release(&iv);
	free(input.at);
}

static void
known_answer(struct documented *d, const struct instance *i)
{
	bool encrypt = encrypts(i);
	struct why why = WHY_INIT;
	const struct vector *v = pick(i, &why);
	struct vector_bytes answer, input;

	if (v == NULL)
		return;
	input = input_of(v, encrypt);
	documented_want(d, "sendmsg_afalg", "returned %zu", input.len);
	answer = answer_of(v, encrypt);
	if (v->authentic)
		want_received(d, "recv", &answer);
	else
		documented_want(d, "recv", TOLD);
	free(input.at);
	free(answer.at);
}

/* What the kernel's interface has no way to say: an error, never a pass. */
static void
be_refused(struct scene *sc)
{
	const struct vector *v = the_vector(sc);
	struct text key = TEXT_INIT, iv = TEXT_INIT;

	if (v == NULL)
		return;
	observe(sc, "vector", "%s", v->label);
	text_adds(&key, "s1.setsockopt(SOL_ALG,ALG_SET_KEY,");
	value_format_bytes(v->key.at, v->key.len, &key);
	text_addc(&key, ')');
	value_format_bytes(v->iv.at, v->iv.len, &iv);
	set_up_cipher(sc, text_get(&key));
	call(sc, "s1.setsockopt(SOL_ALG,ALG_SET_AEAD_AUTHSIZE,none,%zu)",
	    v->tag.len);
	if (v->refused == REFUSED_IV) {
		set_up(sc, "s2=s1.accept()");
		set_up(sc, "s2.setblocking(false)");
		call(sc, "s2.sendmsg_afalg(op=ALG_OP_ENCRYPT,iv=%s,"
		    "assoclen=%zu)", text_get(&iv), v->aad.len);
	}
	text_release(&key);
	text_release(&iv);
}

static void
einval(struct documented *d, const struct instance *i)
{
	struct why why = WHY_INIT;
	const struct vector *v = pick(i, &why);

	if (v != NULL)
		documented_want(d, v->refused == REFUSED_IV ? "sendmsg_afalg" :
		    "setsockopt", "raised OSError errno=EINVAL");
}

/* How many vectors the row's set has, whatever this run has of them. */
static bool
count_vectors(const struct row *row, size_t *len, struct why *why)
{
	const struct vectors *all = chosen(strchr(row->with[0], '=') + 1,
	    strchr(row->with[1], '=') + 1, why);

	*len = all != NULL ? all->len : 0;
	return all != NULL;
}

#define GROUP(its, ...) static const struct group its = { __VA_ARGS__, \
	false, count_vectors }
#define ERRORS(its, ...) static const struct group its = { __VA_ARGS__, \
	true, count_vectors }

GROUP(nist_gcm, "NIST gcm(aes)", VECTORS_NIST);
ERRORS(nist_gcm_iv, "NIST gcm(aes), other lengths", VECTORS_NIST);
GROUP(nist_ccm, "NIST ccm(aes)", VECTORS_NIST);
GROUP(boringssl_chacha,
    "BoringSSL rfc7539(chacha20,poly1305)", VECTORS_BORINGSSL);
GROUP(wycheproof_gcm, "Wycheproof gcm(aes)", VECTORS_WYCHEPROOF);
ERRORS(wycheproof_gcm_refused,
    "Wycheproof gcm(aes), other lengths", VECTORS_WYCHEPROOF);
GROUP(wycheproof_ccm, "Wycheproof ccm(aes)", VECTORS_WYCHEPROOF);
ERRORS(wycheproof_ccm_refused,
    "Wycheproof ccm(aes), other lengths", VECTORS_WYCHEPROOF);
GROUP(wycheproof_chacha20_poly1305,
    "Wycheproof rfc7539(chacha20,poly1305)", VECTORS_WYCHEPROOF);
ERRORS(wycheproof_chacha20_poly1305_refused,
    "Wycheproof rfc7539(chacha20,poly1305), other lengths",
    VECTORS_WYCHEPROOF);
GROUP(wycheproof_aegis128, "Wycheproof aegis128", VECTORS_WYCHEPROOF);
GROUP(wycheproof_camellia_ccm, "Wycheproof ccm(camellia)", VECTORS_WYCHEPROOF);
ERRORS(wycheproof_camellia_ccm_refused,
    "Wycheproof ccm(camellia), other lengths", VECTORS_WYCHEPROOF);
GROUP(authenc_sha1,
    "generated authenc(hmac(sha1),cbc(aes))", VECTORS_GENERATED);
GROUP(authenc_sha256,
    "generated authenc(hmac(sha256),cbc(aes))", VECTORS_GENERATED);
GROUP(authenc_sha512,
    "generated authenc(hmac(sha512),cbc(aes))", VECTORS_GENERATED);
GROUP(rfc4106, "generated rfc4106(gcm(aes))", VECTORS_GENERATED);
GROUP(rfc4309, "generated rfc4309(ccm(aes))", VECTORS_GENERATED);
GROUP(rfc4543, "generated rfc4543(gcm(aes))", VECTORS_GENERATED);
GROUP(rfc7539esp, "generated rfc7539esp(chacha20,poly1305)", VECTORS_GENERATED);

#define ALG(s, w, act_, wants) .act = act_, .documented = wants, \
	.needs = "af_alg", .with = { "set=" s, "which=" w
#define ENCRYPTS(s, w) \
	ALG(s, w, seal_or_open, known_answer), "do=encrypt" }
#define DECRYPTS(s, w) \
	ALG(s, w, seal_or_open, known_answer), "do=decrypt" }
#define REFUSED(s, w) ALG(s, w, be_refused, einval) }

static const struct row rows[] = {
	{ .name = "gcm_encrypts_as_nist_says", .clause = "AFALG-13",
	  ENCRYPTS("cavp-gcm-encrypt", "authentic"),
	  .axes = { "n=0..199" },
	  .all = "n=0..7874",
	  .group = &nist_gcm },

	{ .name = "gcm_decrypts_as_nist_says", .clause = "AFALG-19",
	  DECRYPTS("cavp-gcm-decrypt", "authentic"),
	  .axes = { "n=0..149" },
	  .all = "n=0..3893",
	  .group = &nist_gcm },

	{ .name = "gcm_refuses_what_nist_forged", .clause = "AFALG-25",
	  DECRYPTS("cavp-gcm-decrypt", "forged"),
	  .axes = { "n=0..149" },
	  .all = "n=0..3980",
	  .group = &nist_gcm },

	{ .name = "gcm_refuses_nists_other_ivs", .clause = "AFALG-16",
	  REFUSED("cavp-gcm-encrypt", "refused"),
	  .axes = { "n=0..59" },
	  .all = "n=0..599",
	  .group = &nist_gcm_iv },

	{ .name = "ccm_encrypts_as_nist_says", .clause = "AFALG-13",
	  ENCRYPTS("cavp-ccm-encrypt", "authentic"),
	  .axes = { "n=0..119" },
	  .all = "n=0..2159",
	  .group = &nist_ccm },

	{ .name = "ccm_decrypts_what_nist_encrypted", .clause = "AFALG-19",
	  DECRYPTS("cavp-ccm-encrypt", "authentic"),
	  .axes = { "n=0..59" },
	  .all = "n=0..2159",
	  .group = &nist_ccm },

	{ .name = "ccm_decrypts_as_nist_says", .clause = "AFALG-19",
	  DECRYPTS("cavp-ccm-decrypt", "authentic"),
	  .axes = { "n=0..79" },
	  .all = "n=0..239",
	  .group = &nist_ccm },

	{ .name = "ccm_refuses_what_nist_forged", .clause = "AFALG-25",
	  DECRYPTS("cavp-ccm-decrypt", "forged"),
	  .axes = { "n=0..79" },
	  .all = "n=0..479",
	  .group = &nist_ccm },

	{ .name = "chacha20_poly1305_encrypts_as_published",
	  .clause = "AFALG-13",
	  ENCRYPTS("cavp-chacha20-poly1305", "authentic"),
	  .axes = { "n=0..69" },
	  .group = &boringssl_chacha },

	{ .name = "chacha20_poly1305_decrypts_as_published",
	  .clause = "AFALG-19",
	  DECRYPTS("cavp-chacha20-poly1305", "all"),
	  .axes = { "n=0..70" },
	  .group = &boringssl_chacha },

	{ .name = "wycheproof_gcm_encrypts_as_it_says", .clause = "AFALG-13",
	  ENCRYPTS("wycheproof-gcm", "authentic"),
	  .axes = { "n=0..39" },
	  .all = "n=0..115",
	  .group = &wycheproof_gcm },

	{ .name = "wycheproof_gcm_decrypts_as_it_says", .clause = "AFALG-19",
	  DECRYPTS("wycheproof-gcm", "authentic"),
	  .axes = { "n=0..19" },
	  .all = "n=0..115",
	  .group = &wycheproof_gcm },

	{ .name = "wycheproof_gcm_refuses_what_is_forged", .clause = "AFALG-25",
	  DECRYPTS("wycheproof-gcm", "forged"),
	  .axes = { "n=0..19" },
	  .all = "n=0..80",
	  .group = &wycheproof_gcm },

	{ .name = "wycheproof_gcm_refuses_other_lengths", .clause = "AFALG-16",
	  REFUSED("wycheproof-gcm", "refused"),
	  .axes = { "n=0..19" },
	  .all = "n=0..118",
	  .group = &wycheproof_gcm_refused },

	{ .name = "wycheproof_ccm_encrypts_as_it_says", .clause = "AFALG-13",
	  ENCRYPTS("wycheproof-ccm", "authentic"),
	  .axes = { "n=0..39" },
	  .all = "n=0..404",
	  .group = &wycheproof_ccm },

	{ .name = "wycheproof_ccm_decrypts_as_it_says", .clause = "AFALG-19",
	  DECRYPTS("wycheproof-ccm", "authentic"),
	  .axes = { "n=0..19" },
	  .all = "n=0..404",
	  .group = &wycheproof_ccm },

	{ .name = "wycheproof_ccm_refuses_what_is_forged", .clause = "AFALG-25",
	  DECRYPTS("wycheproof-ccm", "forged"),
	  .axes = { "n=0..19" },
	  .all = "n=0..80",
	  .group = &wycheproof_ccm },

	{ .name = "wycheproof_ccm_refuses_other_lengths", .clause = "AFALG-16",
	  REFUSED("wycheproof-ccm", "refused"),
	  .axes = { "n=0..19" },
	  .all = "n=0..62",
	  .group = &wycheproof_ccm_refused },

	{ .name = "wycheproof_chacha20_poly1305_encrypts_as_it_says",
	  .clause = "AFALG-13",
	  ENCRYPTS("wycheproof-chacha20-poly1305", "authentic"),
	  .axes = { "n=0..39" },
	  .all = "n=0..255",
	  .group = &wycheproof_chacha20_poly1305 },

	{ .name = "wycheproof_chacha20_poly1305_decrypts_as_it_says",
	  .clause = "AFALG-19",
	  DECRYPTS("wycheproof-chacha20-poly1305", "authentic"),
	  .axes = { "n=0..19" },
	  .all = "n=0..255",
	  .group = &wycheproof_chacha20_poly1305 },

	{ .name = "wycheproof_chacha20_poly1305_refuses_what_is_forged",
	  .clause = "AFALG-25",
	  DECRYPTS("wycheproof-chacha20-poly1305", "forged"),
	  .axes = { "n=0..19" },
	  .all = "n=0..59",
	  .group = &wycheproof_chacha20_poly1305 },

	{ .name = "wycheproof_chacha20_poly1305_refuses_other_lengths",
	  .clause = "AFALG-16",
	  REFUSED("wycheproof-chacha20-poly1305", "refused"),
	  .axes = { "n=0..8" },
	  .group = &wycheproof_chacha20_poly1305_refused },

	{ .name = "wycheproof_aegis128_encrypts_as_it_says",
	  .clause = "AFALG-13",
	  ENCRYPTS("wycheproof-aegis128", "authentic"),
	  .axes = { "n=0..39" },
	  .all = "n=0..366",
	  .group = &wycheproof_aegis128 },

	{ .name = "wycheproof_aegis128_decrypts_as_it_says",
	  .clause = "AFALG-19",
	  DECRYPTS("wycheproof-aegis128", "authentic"),
	  .axes = { "n=0..19" },
	  .all = "n=0..366",
	  .group = &wycheproof_aegis128 },

	{ .name = "wycheproof_aegis128_refuses_what_is_forged",
	  .clause = "AFALG-25",
	  DECRYPTS("wycheproof-aegis128", "forged"),
	  .axes = { "n=0..19" },
	  .all = "n=0..107",
	  .group = &wycheproof_aegis128 },

	{ .name = "wycheproof_camellia_ccm_encrypts_as_it_says",
	  .clause = "AFALG-13",
	  ENCRYPTS("wycheproof-camellia-ccm", "authentic"),
	  .axes = { "n=0..39" },
	  .all = "n=0..404",
	  .group = &wycheproof_camellia_ccm },

	{ .name = "wycheproof_camellia_ccm_decrypts_as_it_says",
	  .clause = "AFALG-19",
	  DECRYPTS("wycheproof-camellia-ccm", "authentic"),
	  .axes = { "n=0..19" },
	  .all = "n=0..404",
	  .group = &wycheproof_camellia_ccm },

	{ .name = "wycheproof_camellia_ccm_refuses_what_is_forged",
	  .clause = "AFALG-25",
	  DECRYPTS("wycheproof-camellia-ccm", "forged"),
	  .axes = { "n=0..19" },
	  .all = "n=0..80",
	  .group = &wycheproof_camellia_ccm },

	{ .name = "wycheproof_camellia_ccm_refuses_other_lengths",
	  .clause = "AFALG-16",
	  REFUSED("wycheproof-camellia-ccm", "refused"),
	  .axes = { "n=0..19" },
	  .all = "n=0..62",
	  .group = &wycheproof_camellia_ccm_refused },

	{ .name = "authenc_sha1_encrypts_as_libcrypto_says",
	  .clause = "AFALG-13",
	  ENCRYPTS("generated-authenc-sha1", "authentic"),
	  .axes = { "n=0..39" },
	  .all = "n=0..159",
	  .group = &authenc_sha1 },

	{ .name = "authenc_sha1_decrypts_as_libcrypto_says",
	  .clause = "AFALG-19",
	  DECRYPTS("generated-authenc-sha1", "authentic"),
	  .axes = { "n=0..19" },
	  .all = "n=0..159",
	  .group = &authenc_sha1 },

	{ .name = "authenc_sha1_refuses_what_is_forged", .clause = "AFALG-25",
	  DECRYPTS("generated-authenc-sha1", "forged"),
	  .axes = { "n=0..19" },
	  .all = "n=0..79",
	  .group = &authenc_sha1 },

	{ .name = "authenc_sha256_encrypts_as_libcrypto_says",
	  .clause = "AFALG-13",
	  ENCRYPTS("generated-authenc-sha256", "authentic"),
	  .axes = { "n=0..39" },
	  .all = "n=0..159",
	  .group = &authenc_sha256 },

	{ .name = "authenc_sha256_decrypts_as_libcrypto_says",
	  .clause = "AFALG-19",
	  DECRYPTS("generated-authenc-sha256", "authentic"),
	  .axes = { "n=0..19" },
	  .all = "n=0..159",
	  .group = &authenc_sha256 },

	{ .name = "authenc_sha256_refuses_what_is_forged", .clause = "AFALG-25",
	  DECRYPTS("generated-authenc-sha256", "forged"),
	  .axes = { "n=0..19" },
	  .all = "n=0..79",
	  .group = &authenc_sha256 },

	{ .name = "authenc_sha512_encrypts_as_libcrypto_says",
	  .clause = "AFALG-13",
	  ENCRYPTS("generated-authenc-sha512", "authentic"),
	  .axes = { "n=0..39" },
	  .all = "n=0..159",
	  .group = &authenc_sha512 },

	{ .name = "authenc_sha512_decrypts_as_libcrypto_says",
	  .clause = "AFALG-19",
	  DECRYPTS("generated-authenc-sha512", "authentic"),
	  .axes = { "n=0..19" },
	  .all = "n=0..159",
	  .group = &authenc_sha512 },

	{ .name = "authenc_sha512_refuses_what_is_forged", .clause = "AFALG-25",
	  DECRYPTS("generated-authenc-sha512", "forged"),
	  .axes = { "n=0..19" },
	  .all = "n=0..79",
	  .group = &authenc_sha512 },

	{ .name = "rfc4106_encrypts_as_libcrypto_says", .clause = "AFALG-13",
	  ENCRYPTS("generated-rfc4106", "authentic"),
	  .axes = { "n=0..39" },
	  .all = "n=0..159",
	  .group = &rfc4106 },

	{ .name = "rfc4106_decrypts_as_libcrypto_says", .clause = "AFALG-19",
	  DECRYPTS("generated-rfc4106", "authentic"),
	  .axes = { "n=0..19" },
	  .all = "n=0..159",
	  .group = &rfc4106 },

	{ .name = "rfc4106_refuses_what_is_forged", .clause = "AFALG-25",
	  DECRYPTS("generated-rfc4106", "forged"),
	  .axes = { "n=0..19" },
	  .all = "n=0..79",
	  .group = &rfc4106 },

	{ .name = "rfc4309_encrypts_as_libcrypto_says", .clause = "AFALG-13",
	  ENCRYPTS("generated-rfc4309", "authentic"),
	  .axes = { "n=0..39" },
	  .all = "n=0..159",
	  .group = &rfc4309 },

	{ .name = "rfc4309_decrypts_as_libcrypto_says", .clause = "AFALG-19",
	  DECRYPTS("generated-rfc4309", "authentic"),
	  .axes = { "n=0..19" },
	  .all = "n=0..159",
	  .group = &rfc4309 },

	{ .name = "rfc4309_refuses_what_is_forged", .clause = "AFALG-25",
	  DECRYPTS("generated-rfc4309", "forged"),
	  .axes = { "n=0..19" },
	  .all = "n=0..79",
	  .group = &rfc4309 },

	{ .name = "rfc4543_encrypts_as_libcrypto_says", .clause = "AFALG-13",
	  ENCRYPTS("generated-rfc4543", "authentic"),
	  .axes = { "n=0..39" },
	  .all = "n=0..159",
	  .group = &rfc4543 },

	{ .name = "rfc4543_decrypts_as_libcrypto_says", .clause = "AFALG-19",
	  DECRYPTS("generated-rfc4543", "authentic"),
	  .axes = { "n=0..19" },
	  .all = "n=0..159",
	  .group = &rfc4543 },

	{ .name = "rfc4543_refuses_what_is_forged", .clause = "AFALG-25",
	  DECRYPTS("generated-rfc4543", "forged"),
	  .axes = { "n=0..19" },
	  .all = "n=0..79",
	  .group = &rfc4543 },

	{ .name = "rfc7539esp_encrypts_as_libcrypto_says", .clause = "AFALG-13",
	  ENCRYPTS("generated-rfc7539esp", "authentic"),
	  .axes = { "n=0..39" },
	  .all = "n=0..159",
	  .group = &rfc7539esp },

	{ .name = "rfc7539esp_decrypts_as_libcrypto_says", .clause = "AFALG-19",
	  DECRYPTS("generated-rfc7539esp", "authentic"),
	  .axes = { "n=0..19" },
	  .all = "n=0..159",
	  .group = &rfc7539esp },

	{ .name = "rfc7539esp_refuses_what_is_forged", .clause = "AFALG-25",
	  DECRYPTS("generated-rfc7539esp", "forged"),
	  .axes = { "n=0..19" },
	  .all = "n=0..79",
	  .group = &rfc7539esp },
};

AREA_ROWS(afalg_vectors, rows);
