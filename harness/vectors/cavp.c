/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/vectors/internal.h"

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
	const char *file;		/* its name */
	size_t records;
	struct vector_bytes fields[FIELDS];
	bool told[FIELDS];
};

/* Hex, or text between quotes. */
static struct vector_bytes
read_bytes(const char *value)
{
	size_t len = strlen(value);

	if (len >= 2 && value[0] == '"')
		return vector_copy(value + 1, len - 2);
	return vector_hex(value);
}

/* CCM tells lengths, a byte 00 for what is empty, and no tag of its own. */
static void
add_ccm(struct vector *v, const struct state *s)
{
	const struct vector_bytes *ct = &s->fields[SEALED];
	size_t tag_len = (size_t)s->tlen;

	v->iv = vector_counter_block(&s->fields[NONCE]);
	v->aad = vector_copy(s->fields[AAD].at, (size_t)s->alen);
	v->text = vector_copy(s->fields[TEXT].at,
	    s->told[TEXT] ? (size_t)s->plen : 0);
	v->sealed = vector_copy(ct->at, ct->len - tag_len);
	v->tag = vector_copy(ct->at + ct->len - tag_len, tag_len);
}

static void
add_plain(struct vector *v, const struct state *s)
{
	v->iv = vector_copy(s->fields[NONCE].at, s->fields[NONCE].len);
	v->aad = vector_copy(s->fields[AAD].at, s->fields[AAD].len);
	v->text = vector_copy(s->fields[TEXT].at, s->fields[TEXT].len);
	v->sealed = vector_copy(s->fields[SEALED].at, s->fields[SEALED].len);
	v->tag = vector_copy(s->fields[TAG].at, s->fields[TAG].len);
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
		return s->told[TAG];
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
		v.key = vector_copy(s->fields[KEY].at, s->fields[KEY].len);
		if (is_ccm(s))
			add_ccm(&v, s);
		else
			add_plain(&v, s);
		if (!is_ccm(s) && v.iv.len != 12)
			v.refused = REFUSED_IV;
		snprintf(v.label, sizeof(v.label), "%s, record %zu", s->file,
		    ++s->records);
		vectors_add(all, &v);
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

	line[strcspn(line, "\r\n")] = '\0';
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
vectors_parse(struct vectors *all, const char *name, FILE *file)
{
	struct state s = { .alen = -1, .plen = -1, .tlen = -1, .file = name };
	char *line = NULL;
	size_t size = 0;
	int f;

	while (getline(&line, &size, file) > 0)
		read_line(all, &s, line);
	end_record(all, &s);
	for (f = 0; f < FIELDS; f++)
		free(s.fields[f].at);
	free(line);
}
