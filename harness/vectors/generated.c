/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Vectors for what no packaged set has. libcrypto, not the kernel, computes
 * the answers; what goes in comes from SHA-256 of seed, algorithm and number.
 */
#include <arpa/inet.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/vectors/internal.h"

#define SEED 1
#define EACH 240	/* vectors of an algorithm, each third of them forged */
#define ESP_IV 8
#define TEXT_MAX 4096
#define KEY_MAX 256

enum form { AUTHENC, GCM, GMAC, CCM, CHACHA };

static const struct family {
	const char *algorithm;
	enum form form;
	const char *digest;		/* AUTHENC */
	size_t salt;			/* behind the key */
	size_t tags[3];			/* lengths of the tag */
} families[] = {
	{ "authenc(hmac(sha1),cbc(aes))", AUTHENC, "SHA1", 0, { 20, 12, 16 } },
	{ "authenc(hmac(sha256),cbc(aes))", AUTHENC, "SHA256", 0,
	  { 32, 16, 12 } },
	{ "authenc(hmac(sha512),cbc(aes))", AUTHENC, "SHA512", 0,
	  { 64, 32, 16 } },
	{ "rfc4106(gcm(aes))", GCM, NULL, 4, { 16, 12, 8 } },
	{ "rfc4309(ccm(aes))", CCM, NULL, 3, { 16, 12, 8 } },
	{ "rfc4543(gcm(aes))", GMAC, NULL, 4, { 16, 16, 16 } },
	{ "rfc7539esp(chacha20,poly1305)", CHACHA, NULL, 4, { 16, 16, 16 } },
};

static const size_t text_lens[] = { 16, 32, 0, 1, 15, 17, 31, 33, 48, 64, 100,
    255, 256, 257, 512, 1000, 1024, 2048, TEXT_MAX };
static const size_t aad_lens[] = { 0, 8, 1, 12, 16, 20, 15, 17, 31, 64 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Bytes that depend on seed, algorithm, number and field alone. */
static struct vector_bytes
drawn(const struct family *f, size_t n, const char *field, size_t len)
{
	unsigned char bytes[TEXT_MAX + EVP_MAX_MD_SIZE];
	char from[128];
	size_t at, got;

	for (at = 0; at < len; at += got) {
		snprintf(from, sizeof(from), "pysock %d %s %zu %s %zu", SEED,
		    f->algorithm, n, field, at);
		if (EVP_Q_digest(NULL, "SHA256", NULL, from, strlen(from),
		    bytes + at, &got) != 1)
			abort();
	}
	return vector_copy(bytes, len);
}

/* How one text is sealed. */
struct job {
	const char *cipher;
	const unsigned char *key, *nonce;
	size_t nonce_len, tag_len;
	struct vector_bytes aad, text;
	unsigned char *sealed, *tag;
};

static bool
seal_with(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const struct job *j,
    bool ccm)
{
	int n;

	return EVP_EncryptInit_ex(ctx, cipher, NULL, NULL, NULL) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN,
	    (int)j->nonce_len, NULL) == 1 &&
	    (!ccm || EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG,
	    (int)j->tag_len, NULL) == 1) &&
	    EVP_EncryptInit_ex(ctx, NULL, NULL, j->key, j->nonce) == 1 &&
	    (!ccm || EVP_EncryptUpdate(ctx, NULL, &n, NULL,
	    (int)j->text.len) == 1) &&
	    (j->aad.len == 0 || EVP_EncryptUpdate(ctx, NULL, &n, j->aad.at,
	    (int)j->aad.len) == 1) &&
	    ((j->text.len == 0 && !ccm) || EVP_EncryptUpdate(ctx, j->sealed,
	    &n, j->text.at, (int)j->text.len) == 1) &&
	    (ccm || EVP_EncryptFinal_ex(ctx, j->sealed + j->text.len,
	    &n) == 1) &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, (int)j->tag_len,
	    j->tag) == 1;
}

static bool
seal(const struct job *j)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, j->cipher, NULL);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	bool ok = cipher != NULL && ctx != NULL && seal_with(ctx, cipher, j,
	    strstr(j->cipher, "CCM") != NULL);

	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
	return ok;
}

static struct vector_bytes
joined(const struct vector_bytes *a, const struct vector_bytes *b)
{
	struct vector_bytes both = { malloc(a->len + b->len + 1),
	    a->len + b->len };

	if (both.at == NULL)
		memory_ran_out();
	memcpy(both.at, a->at, a->len);
	memcpy(both.at + a->len, b->at, b->len);
	return both;
}

/* AAD as it is sent for ESP ends with the IV, which is no part of it. */
static bool
make_esp(struct vector *v, const struct family *f, size_t n, size_t text_len)
{
	size_t key_len = f->form == CHACHA ? 32 : 16 + 8 * (n / 9 % 3);
	size_t aad_len = n % 2 == 0 ? 8 : 12;
	unsigned char nonce[16];
	char cipher[24];
	struct job j = { .cipher = cipher, .nonce = nonce };
	struct vector_bytes mixed = { NULL, 0 };
	bool ok;

	v->key = drawn(f, n, "key", key_len + f->salt);
	v->iv = drawn(f, n, "iv", ESP_IV);
	v->aad = drawn(f, n, "aad", aad_len + ESP_IV);
	memcpy(v->aad.at + aad_len, v->iv.at, ESP_IV);
	v->text = drawn(f, n, "text", text_len);
	v->sealed = vector_copy(v->text.at, text_len);
	v->tag = drawn(f, n, "tag", f->tags[n / 3 % 3]);
	memcpy(nonce, v->key.at + key_len, f->salt);
	memcpy(nonce + f->salt, v->iv.at, ESP_IV);
	snprintf(cipher, sizeof(cipher), f->form == CHACHA ?
	    "ChaCha20-Poly1305" : "AES-%zu-%s", 8 * key_len,
	    f->form == CCM ? "CCM" : "GCM");
	j.key = v->key.at;
	j.nonce_len = f->salt + ESP_IV;
	j.tag_len = v->tag.len;
	j.tag = v->tag.at;
	if (f->form == GMAC) {
		mixed = joined(&v->aad, &v->text);
		j.aad = mixed;
		j.sealed = v->sealed.at;
	} else {
		j.aad = (struct vector_bytes){ v->aad.at, aad_len };
		j.text = v->text;
		j.sealed = v->sealed.at;
	}
	ok = seal(&j);
	free(mixed.at);
	return ok;
}

/* struct rtattr of type 1 around the length of the second key, both keys. */
static struct vector_bytes
authenc_key(const struct vector_bytes *authkey,
    const struct vector_bytes *enckey)
{
	unsigned char blob[KEY_MAX];
	uint16_t head[2] = { 8, 1 };
	uint32_t len = htonl((uint32_t)enckey->len);

	memcpy(blob, head, 4);
	memcpy(blob + 4, &len, 4);
	memcpy(blob + 8, authkey->at, authkey->len);
	memcpy(blob + 8 + authkey->len, enckey->at, enckey->len);
	return vector_copy(blob, 8 + authkey->len + enckey->len);
}

static bool
encrypt_cbc(struct vector *v, const struct vector_bytes *key)
{
	char name[16];
	EVP_CIPHER *cipher;
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;
	bool ok;

	snprintf(name, sizeof(name), "AES-%zu-CBC", 8 * key->len);
	cipher = EVP_CIPHER_fetch(NULL, name, NULL);
	ok = cipher != NULL && ctx != NULL && EVP_EncryptInit_ex(ctx, cipher,
	    NULL, key->at, v->iv.at) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_EncryptUpdate(ctx, v->sealed.at, &n, v->text.at,
	    (int)v->text.len) == 1;
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
	return ok;
}

/* Encrypt, then HMAC of associated data and ciphertext, cut to the tag. */
static bool
make_authenc(struct vector *v, const struct family *f, size_t n,
    size_t text_len)
{
	struct vector_bytes authkey = drawn(f, n, "authkey", 16 + 8 * (n % 7));
	struct vector_bytes enckey = drawn(f, n, "enckey", 16 + 8 * (n / 9 % 3));
	unsigned char mac[EVP_MAX_MD_SIZE], input[2 * TEXT_MAX];
	size_t mac_len;
	bool ok;

	v->key = authenc_key(&authkey, &enckey);
	v->iv = drawn(f, n, "iv", 16);
	v->aad = drawn(f, n, "aad", aad_lens[n % COUNT(aad_lens)]);
	v->text = drawn(f, n, "text", (text_len / 16 + 1) * 16 % (TEXT_MAX +
	    16));
	v->sealed = vector_copy(v->text.at, v->text.len);
	ok = encrypt_cbc(v, &enckey);
	memcpy(input, v->aad.at, v->aad.len);
	memcpy(input + v->aad.len, v->sealed.at, v->sealed.len);
	ok = ok && EVP_Q_mac(NULL, "HMAC", NULL, f->digest, NULL, authkey.at,
	    authkey.len, input, v->aad.len + v->sealed.len, mac, sizeof(mac),
	    &mac_len) != NULL;
	v->tag = vector_copy(mac, f->tags[n / 3 % 3]);
	free(authkey.at);
	free(enckey.at);
	return ok;
}

/* Each third is spoilt: a bit of the tag, the ciphertext, the AAD. */
static void
forge(struct vector *v, size_t n)
{
	struct vector_bytes *at[] = { &v->tag, &v->sealed, &v->aad };
	struct vector_bytes *b = at[n / 27 % 3]->len > 0 ? at[n / 27 % 3] :
	    &v->tag;

	if (b->len == 0)
		return;
	/* The IV behind the AAD of ESP is not authenticated by all of them. */
	b->at[n % (b->len < 8 ? b->len : 8)] ^= (unsigned char)(1 << n % 8);
	v->authentic = false;
}

static const struct family *
family_of(const char *algorithm)
{
	size_t i;

	for (i = 0; i < COUNT(families); i++)
		if (strcmp(families[i].algorithm, algorithm) == 0)
			return &families[i];
	return NULL;
}

bool
generated_load(struct vectors *all, const char *algorithm, struct why *why)
{
	const struct family *f = family_of(algorithm);
	size_t n, text_len;

	if (f == NULL)
		return why_set(why, "nobody makes vectors of '%s'", algorithm);
	for (n = 0; n < EACH; n++) {
		struct vector v = { .authentic = true };

		text_len = text_lens[n % COUNT(text_lens)];
		snprintf(v.label, sizeof(v.label), "seed %d, number %zu", SEED,
		    n);
		if (f->form == AUTHENC ? !make_authenc(&v, f, n, text_len) :
		    !make_esp(&v, f, n, text_len)) {
			vector_release(&v);
			return why_set(why, "libcrypto cannot compute '%s'",
			    algorithm);
		}
		if (n % 3 == 2)
			forge(&v, n);
		vectors_add(all, &v);
	}
	return true;
}
