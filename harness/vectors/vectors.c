/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/vectors/internal.h"

#define PACKAGE "python3-cryptography-vectors"
#define FILES_MAX 12

/* Where the package puts them: Debian, and what pip makes of it. */
static const char *const places[] = {
	"/usr/lib/python3/dist-packages/cryptography_vectors/ciphers",
	"/usr/local/lib/python3/dist-packages/cryptography_vectors/ciphers",
	"/usr/share/cryptography_vectors/ciphers",
};

static const struct {
	struct vector_set set;
	const char *files[FILES_MAX + 1];	/* CAVS; or Wycheproof's one */
} sets[] = {
	{ { "cavp-gcm-encrypt", "gcm(aes)" },
	  { "AES/GCM/gcmEncryptExtIV128.rsp",
	    "AES/GCM/gcmEncryptExtIV192.rsp",
	    "AES/GCM/gcmEncryptExtIV256.rsp" } },
	{ { "cavp-gcm-decrypt", "gcm(aes)" },
	  { "AES/GCM/gcmDecrypt128.rsp", "AES/GCM/gcmDecrypt192.rsp",
	    "AES/GCM/gcmDecrypt256.rsp" } },
	{ { "cavp-ccm-encrypt", "ccm(aes)" },
	  { "AES/CCM/VADT128.rsp", "AES/CCM/VADT192.rsp",
	    "AES/CCM/VADT256.rsp", "AES/CCM/VNT128.rsp", "AES/CCM/VNT192.rsp",
	    "AES/CCM/VNT256.rsp", "AES/CCM/VPT128.rsp", "AES/CCM/VPT192.rsp",
	    "AES/CCM/VPT256.rsp", "AES/CCM/VTT128.rsp", "AES/CCM/VTT192.rsp",
	    "AES/CCM/VTT256.rsp" } },
	{ { "cavp-ccm-decrypt", "ccm(aes)" },
	  { "AES/CCM/DVPT128.rsp", "AES/CCM/DVPT192.rsp",
	    "AES/CCM/DVPT256.rsp" } },
	{ { "cavp-chacha20-poly1305", "rfc7539(chacha20,poly1305)" },
	  { "ChaCha20Poly1305/boringssl.txt",
	    "ChaCha20Poly1305/openssl.txt" } },
	{ { "wycheproof-gcm", "gcm(aes)" },
	  { "aes_gcm_test.json" } },
	{ { "wycheproof-ccm", "ccm(aes)" },
	  { "aes_ccm_test.json" } },
	{ { "wycheproof-chacha20-poly1305", "rfc7539(chacha20,poly1305)" },
	  { "chacha20_poly1305_test.json" } },
	{ { "wycheproof-aegis128", "aegis128" },
	  { "aegis128_test.json" } },
	{ { "wycheproof-camellia-ccm", "ccm(camellia)" },
	  { "camellia_ccm_test.json" } },
	{ { "generated-authenc-sha1", "authenc(hmac(sha1),cbc(aes))" }, { NULL } },
	{ { "generated-authenc-sha256", "authenc(hmac(sha256),cbc(aes))" }, { NULL } },
	{ { "generated-authenc-sha512", "authenc(hmac(sha512),cbc(aes))" }, { NULL } },
	{ { "generated-rfc4106", "rfc4106(gcm(aes))" },
	  { NULL } },
	{ { "generated-rfc4309", "rfc4309(ccm(aes))" },
	  { NULL } },
	{ { "generated-rfc4543", "rfc4543(gcm(aes))" },
	  { NULL } },
	{ { "generated-rfc7539esp", "rfc7539esp(chacha20,poly1305)" }, { NULL } },
};

struct vector_bytes
vector_copy(const void *bytes, size_t len)
{
	struct vector_bytes b = { malloc(len + 1), len };

	if (b.at == NULL)
		memory_ran_out();
	if (len > 0)
		memcpy(b.at, bytes, len);
	return b;
}

static int
digit(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

struct vector_bytes
vector_hex(const char *digits)
{
	size_t len = strspn(digits, "0123456789abcdefABCDEF") / 2, i;
	struct vector_bytes b = { malloc(len + 1), len };

	if (b.at == NULL)
		memory_ran_out();
	for (i = 0; i < len; i++)
		b.at[i] = (unsigned char)(digit(digits[2 * i]) << 4 |
		    digit(digits[2 * i + 1]));
	return b;
}

struct vector_bytes
vector_counter_block(const struct vector_bytes *nonce)
{
	unsigned char block[16] = { (unsigned char)(14 - nonce->len) };

	memcpy(block + 1, nonce->at, nonce->len);
	return vector_copy(block, sizeof(block));
}

void
vectors_add(struct vectors *all, const struct vector *v)
{
	all->at = memory_grow(all->at, all->len, sizeof(*all->at));
	all->at[all->len++] = *v;
}

bool
vectors_read_file(struct text *text, const char *path)
{
	char bytes[65536];
	FILE *file = fopen(path, "r");
	size_t n;
	bool ok;

	if (file == NULL)
		return false;
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		text_add(text, bytes, n);
	ok = ferror(file) == 0;
	fclose(file);
	return ok;
}

static bool
cavp_load(struct vectors *all, const char *name, struct why *why)
{
	/* The files are large, and a read is slow on some kernels. */
	static char buffer[1 << 17];
	struct text path = TEXT_INIT;
	FILE *file = NULL;
	bool ok = false;
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]) && file == NULL;
	    i++) {
		text_cut(&path, 0);
		text_addf(&path, "%s/%s", places[i], name);
		file = fopen(text_get(&path), "r");
	}
	if (file == NULL)
		why_set(why, "the vectors '%s' are not in %s: install "
		    "Debian's package " PACKAGE, name, places[0]);
	else {
		setvbuf(file, buffer, _IOFBF, sizeof(buffer));
		vectors_parse(all, strrchr(name, '/') + 1, file);
		ok = ferror(file) == 0 || why_set(why, "cannot read '%s'",
		    text_get(&path));
		fclose(file);
	}
	text_release(&path);
	return ok;
}

const struct vector_set *
vector_set_nth(size_t n)
{
	return n < sizeof(sets) / sizeof(sets[0]) ? &sets[n].set : NULL;
}

const struct vector_set *
vector_set_named(const char *name)
{
	const struct vector_set *set;
	size_t n;

	for (n = 0; (set = vector_set_nth(n)) != NULL; n++)
		if (strcmp(set->name, name) == 0)
			return set;
	return NULL;
}

bool
vectors_load(struct vectors *all, const char *name, struct why *why)
{
	size_t i, f;
	bool ok = true;

	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (strcmp(sets[i].set.name, name) == 0)
			break;
	if (i == sizeof(sets) / sizeof(sets[0]))
		return why_set(why, "there is no set of vectors '%s'", name);
	if (strncmp(name, "generated-", 10) == 0)
		ok = generated_load(all, sets[i].set.algorithm, why);
	for (f = 0; ok && sets[i].files[f] != NULL; f++)
		ok = strncmp(name, "cavp-", 5) == 0 ?
		    cavp_load(all, sets[i].files[f], why) :
		    wycheproof_load(all, sets[i].files[f],
		    sets[i].set.algorithm, why);
	if (!ok)
		vectors_release(all);
	return ok;
}

void
vector_release(struct vector *v)
{
	free(v->key.at);
	free(v->iv.at);
	free(v->aad.at);
	free(v->text.at);
	free(v->sealed.at);
	free(v->tag.at);
}

static bool
is_of(const struct vector *v, const char *which)
{
	if (v->refused != REFUSED_NOT)
		return strcmp(which, "refused") == 0;
	return strcmp(which, "all") == 0 ||
	    strcmp(which, v->authentic ? "authentic" : "forged") == 0;
}

void
vectors_keep(struct vectors *all, const char *which)
{
	size_t i, kept = 0;

	for (i = 0; i < all->len; i++)
		if (is_of(&all->at[i], which))
			all->at[kept++] = all->at[i];
		else
			vector_release(&all->at[i]);
	all->len = kept;
}

void
vectors_release(struct vectors *all)
{
	size_t i;

	for (i = 0; i < all->len; i++)
		vector_release(&all->at[i]);
	free(all->at);
	*all = (struct vectors)VECTORS_INIT;
}
