/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/protocol/text.h"
#include "harness/vectors/vectors.h"

#define PACKAGE "python3-cryptography-vectors"
#define FILES_MAX 12

/* Where the package puts them: Debian, and what pip makes of it. */
static const char *const places[] = {
	"/usr/lib/python3/dist-packages/cryptography_vectors/ciphers",
	"/usr/local/lib/python3/dist-packages/cryptography_vectors/ciphers",
	"/usr/share/cryptography_vectors/ciphers",
};

static const struct {
	const char *set;
	const char *files[FILES_MAX + 1];
} sets[] = {
	{ "gcm-encrypt", { "AES/GCM/gcmEncryptExtIV128.rsp",
	    "AES/GCM/gcmEncryptExtIV192.rsp",
	    "AES/GCM/gcmEncryptExtIV256.rsp" } },
	{ "gcm-decrypt", { "AES/GCM/gcmDecrypt128.rsp",
	    "AES/GCM/gcmDecrypt192.rsp", "AES/GCM/gcmDecrypt256.rsp" } },
	{ "ccm-encrypt", { "AES/CCM/VADT128.rsp", "AES/CCM/VADT192.rsp",
	    "AES/CCM/VADT256.rsp", "AES/CCM/VNT128.rsp", "AES/CCM/VNT192.rsp",
	    "AES/CCM/VNT256.rsp", "AES/CCM/VPT128.rsp", "AES/CCM/VPT192.rsp",
	    "AES/CCM/VPT256.rsp", "AES/CCM/VTT128.rsp", "AES/CCM/VTT192.rsp",
	    "AES/CCM/VTT256.rsp" } },
	{ "ccm-decrypt", { "AES/CCM/DVPT128.rsp", "AES/CCM/DVPT192.rsp",
	    "AES/CCM/DVPT256.rsp" } },
	{ "chacha20-poly1305", { "ChaCha20Poly1305/boringssl.txt",
	    "ChaCha20Poly1305/openssl.txt" } },
};

enum field { KEY, NONCE, AAD, TEXT, SEALED, TAG, FIELDS };

static const struct {
	const char *name;
	enum field field;
} fields[] = {
	{ "key", KEY }, { "iv", NONCE }, { "nonce", NONCE }, { "aad", AAD },
	{ "adata", AAD }, { "ad", AAD }, { "pt", TEXT }, { "payload", TEXT },
	{ "plaintext", TEXT }, { "in", TEXT }, { "ct", SEALED },
	{ "ciphertext", SEALED }, { "tag", TAG },
};

/* What a file said up to here: of the section, then of the record. */
struct state {
	long alen, plen, tlen;		/* CCM: bytes; -1: not told */
	bool in_record, failed;
	struct vector_bytes fields[FIELDS];
	bool told[FIELDS];
};

static struct vector_bytes
copy(const void *bytes, size_t len)
{
	struct vector_bytes b = { malloc(len + 1), len };

	if (b.at == NULL)
		abort();
	if (len > 0)
		memcpy(b.at, bytes, len);
	return b;
}

static int
digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0' :
	    tolower((unsigned char)c) - 'a' + 10;
}

/* Hex, or text between quotes. */
static struct vector_bytes
read_bytes(const char *value)
{
	size_t len = strlen(value), i;
	struct vector_bytes b;

	if (len >= 2 && value[0] == '"')
		return copy(value + 1, len - 2);
	b = copy(value, len / 2);
	for (i = 0; i < len / 2; i++)
		b.at[i] = (unsigned char)(digit(value[2 * i]) << 4 |
		    digit(value[2 * i + 1]));
	return b;
}

static void
vector_release(struct vector *v)
{
	free(v->key.at);
	free(v->iv.at);
	free(v->aad.at);
	free(v->text.at);
	free(v->sealed.at);
	free(v->tag.at);
}

/* CCM's first counter block: the size of the length, nonce, zeros. */
static struct vector_bytes
counter_block(const struct vector_bytes *nonce)
{
	unsigned char block[16] = { (unsigned char)(14 - nonce->len) };

	memcpy(block + 1, nonce->at, nonce->len);
	return copy(block, sizeof(block));
}

/* CCM tells lengths, a byte 00 for what is empty, and no tag of its own. */
static void
add_ccm(struct vector *v, const struct state *s)
{
	const struct vector_bytes *ct = &s->fields[SEALED];
	size_t tag_len = (size_t)s->tlen;

	v->iv = counter_block(&s->fields[NONCE]);
	v->aad = copy(s->fields[AAD].at, (size_t)s->alen);
	v->text = copy(s->fields[TEXT].at,
	    s->told[TEXT] ? (size_t)s->plen : 0);
	v->sealed = copy(ct->at, ct->len - tag_len);
	v->tag = copy(ct->at + ct->len - tag_len, tag_len);
}

static void
add_plain(struct vector *v, const struct state *s)
{
	v->iv = copy(s->fields[NONCE].at, s->fields[NONCE].len);
	v->aad = copy(s->fields[AAD].at, s->fields[AAD].len);
	v->text = copy(s->fields[TEXT].at, s->fields[TEXT].len);
	v->sealed = copy(s->fields[SEALED].at, s->fields[SEALED].len);
	v->tag = copy(s->fields[TAG].at, s->fields[TAG].len);
}

static bool
is_ccm(const struct state *s)
{
	return s->alen >= 0 && s->plen >= 0 && s->tlen >= 0;
}

static bool
is_usable(const struct state *s)
{
	const struct vector_bytes *f = s->fields;

	if (!s->told[KEY] || !s->told[NONCE] || !s->told[SEALED])
		return false;
	if (!is_ccm(s))
		return s->told[TAG] && f[NONCE].len == 12;
	return f[NONCE].len >= 7 && f[NONCE].len <= 13 &&
	    f[AAD].len >= (size_t)s->alen &&
	    f[SEALED].len >= (size_t)s->tlen &&
	    (!s->told[TEXT] || f[TEXT].len >= (size_t)s->plen);
}

/* Ends a record: what it said becomes a vector; key and nonce stay. */
static void
end_record(struct vectors *all, struct state *s)
{
	struct vector v = { .authentic = !s->failed };
	int f;

	if (s->in_record && is_usable(s)) {
		v.key = copy(s->fields[KEY].at, s->fields[KEY].len);
		if (is_ccm(s))
			add_ccm(&v, s);
		else
			add_plain(&v, s);
		if ((all->len & (all->len - 1)) == 0)
			all->at = realloc(all->at, (all->len > 0 ?
			    2 * all->len : 1) * sizeof(*all->at));
		if (all->at == NULL)
			abort();
		all->at[all->len++] = v;
	}
	for (f = AAD; s->in_record && f < FIELDS; f++)
		s->told[f] = false;
	s->in_record = s->failed = false;
}

static void
set_field(struct state *s, enum field field, const char *value)
{
	free(s->fields[field].at);
	s->fields[field] = read_bytes(value);
	s->told[field] = true;
}

static void
assign(struct state *s, const char *name, const char *value)
{
	size_t i;

	if (strcasecmp(name, "count") == 0)
		s->in_record = true;
	else if (strcmp(name, "Alen") == 0)
		s->alen = strtol(value, NULL, 10);
	else if (strcmp(name, "Plen") == 0)
		s->plen = strtol(value, NULL, 10);
	else if (strcmp(name, "Tlen") == 0)
		s->tlen = strtol(value, NULL, 10);
	else if (strcasecmp(name, "result") == 0)
		s->failed = strcmp(value, "Pass") != 0;
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcasecmp(name, fields[i].name) == 0)
			set_field(s, fields[i].field, value);
}

/* "name = value", several of them between brackets. */
static void
read_line(struct vectors *all, struct state *s, char *line)
{
	char *name, *equals, *end, *rest = line;

	line[strcspn(line, "\r")] = '\0';
	if (line[0] == '\0' || line[0] == '[')
		end_record(all, s);
	if (strcmp(line, "FAIL") == 0)
		s->failed = true;
	if (line[0] == '#')
		return;
	while ((name = line[0] == '[' ? strsep(&rest, ",") :
	    strsep(&rest, "")) != NULL) {
		equals = strchr(name, '=');
		if (equals == NULL)
			continue;
		name += strspn(name, "[ ");
		for (end = equals; end > name && end[-1] == ' ';)
			end--;
		*end = '\0';
		equals++;
		equals += strspn(equals, " ");
		equals[strcspn(equals, "]")] = '\0';
		assign(s, name, equals);
	}
}

void
vectors_parse(struct vectors *all, const char *text, size_t len)
{
	struct state s = { .alen = -1, .plen = -1, .tlen = -1 };
	char *lines = strndup(text, len), *rest = lines, *line;
	int f;

	if (lines == NULL)
		abort();
	while ((line = strsep(&rest, "\n")) != NULL)
		read_line(all, &s, line);
	end_record(all, &s);
	for (f = 0; f < FIELDS; f++)
		free(s.fields[f].at);
	free(lines);
}

static bool
read_file(struct text *text, const char *path)
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
load_file(struct vectors *all, const char *name, struct why *why)
{
	struct text text = TEXT_INIT, path = TEXT_INIT;
	bool found = false;
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]) && !found; i++) {
		text_cut(&path, 0);
		text_addf(&path, "%s/%s", places[i], name);
		found = read_file(&text, text_get(&path));
	}
	if (found)
		vectors_parse(all, text_get(&text), text.len);
	else
		why_set(why, "the vectors '%s' are not in %s: install "
		    "Debian's package " PACKAGE, name, places[0]);
	text_release(&text);
	text_release(&path);
	return found;
}

bool
vectors_load(struct vectors *all, const char *set, struct why *why)
{
	size_t i, f;

	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (strcmp(sets[i].set, set) == 0)
			break;
	if (i == sizeof(sets) / sizeof(sets[0]))
		return why_set(why, "there is no set of vectors '%s'", set);
	for (f = 0; sets[i].files[f] != NULL; f++)
		if (!load_file(all, sets[i].files[f], why)) {
			vectors_release(all);
			return false;
		}
	return true;
}

void
vectors_keep(struct vectors *all, bool authentic)
{
	size_t i, kept = 0;

	for (i = 0; i < all->len; i++)
		if (all->at[i].authentic == authentic)
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
