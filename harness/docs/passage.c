/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/docs/passage.h"
#include "harness/protocol/memory.h"

#define DIGEST 32

static void
fingerprint(const char *text, size_t len, char out[FINGERPRINT_LEN + 1])
{
	unsigned char digest[DIGEST];
	size_t i;

	if (!EVP_Digest(text, len, digest, NULL, EVP_sha256(), NULL))
		abort();
	for (i = 0; i < FINGERPRINT_LEN / 2; i++)
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

static void
normalize(const char *text, struct text *out)
{
	for (; *text != '\0'; text++)
		if (!isspace((unsigned char)*text))
			text_addc(out, *text);
		else if (out->len > 0 && out->at[out->len - 1] != ' ')
			text_addc(out, ' ');
	if (out->len > 0 && out->at[out->len - 1] == ' ')
		text_cut(out, out->len - 1);
}

/* Whether a sentence ends at this byte of the text. */
static bool
is_end(const char *text, const char *at)
{
	if (strchr(".!?", *at) == NULL || at[1] != ' ')
		return false;
	return at - text < 3 || (strncmp(at - 3, "e.g", 3) != 0 &&
	    strncmp(at - 3, "i.e", 3) != 0);
}

static void
add_sentence(struct paragraph *p, const char *text, size_t len)
{
	struct sentence *s;

	p->sentences = memory_grow(p->sentences, p->len, sizeof(*p->sentences));
	s = &p->sentences[p->len++];
	s->text = memory_copy_part(text, len);
	fingerprint(text, len, s->fingerprint);
}

static void
split(struct paragraph *p, const char *text)
{
	const char *from = text, *at;

	for (at = text; *at != '\0'; at++)
		if (is_end(text, at)) {
			add_sentence(p, from, (size_t)(at - from) + 1);
			from = at + 2;
		}
	if (*from != '\0')
		add_sentence(p, from, strlen(from));
}

void
passage_add(struct passage *s, const char *text, bool whole)
{
	struct text clean = TEXT_INIT;
	struct paragraph *p;

	normalize(text, &clean);
	if (clean.len > 0) {
		s->paragraphs = memory_grow(s->paragraphs, s->len, sizeof(*p));
		p = &s->paragraphs[s->len++];
		*p = (struct paragraph){ .sentences = NULL };
		fingerprint(clean.at, clean.len, p->fingerprint);
		if (whole)
			add_sentence(p, clean.at, clean.len);
		else
			split(p, clean.at);
	}
	text_release(&clean);
}

void
passage_release(struct passage *s)
{
	struct paragraph *p;

	while (s->len > 0) {
		p = &s->paragraphs[--s->len];
		while (p->len > 0)
			free(p->sentences[--p->len].text);
		free(p->sentences);
	}
	free(s->paragraphs);
	*s = (struct passage)PASSAGE_INIT;
}
