/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/docs/compare.h"
#include "harness/docs/document.h"
#include "harness/protocol/memory.h"

#define METHODS 6
#define PAGE "library/socket"
#define SHOWN 60	/* bytes of a sentence */

static const char *const methods[METHODS] = { "sendmsg", "sendmsg_afalg",
	"sendfile", "set_inheritable", "setblocking", "settimeout" };

/* A section that is looked at. */
struct section {
	char *anchor;
	struct passage passage;
	bool there, of_a_method;
};

struct reading {
	const struct claims *claims;
	const char *folder;
	struct section *at;
	size_t len;
	struct document page;	/* the one read last */
	char *name;		/* its name */
	struct comparison *result;
	FILE *out;
};

static bool
turn_to(struct reading *r, const char *name, size_t len, struct why *why)
{
	struct text path = TEXT_INIT;
	bool ok;

	if (r->name != NULL && strlen(r->name) == len &&
	    strncmp(r->name, name, len) == 0)
		return true;
	document_release(&r->page);
	free(r->name);
	r->name = memory_copy_part(name, len);
	text_addf(&path, "%s/%s.html", r->folder, r->name);
	ok = document_read(&r->page, text_get(&path), why);
	text_release(&path);
	if (ok && r->result->version[0] == '\0')
		memcpy(r->result->version, r->page.version,
		    sizeof(r->page.version));
	return ok && (strcmp(r->result->version, r->page.version) == 0 ||
	    why_set(why, "'%s' has pages of Python %s and of %s", r->folder,
	    r->result->version, r->page.version));
}

static struct section *
section_of(const struct reading *r, const char *anchor)
{
	size_t i;

	for (i = 0; i < r->len; i++)
		if (strcmp(r->at[i].anchor, anchor) == 0)
			return &r->at[i];
	return NULL;
}

static bool
add_section(struct reading *r, const char *anchor, bool of_a_method,
    struct why *why)
{
	const char *hash = strchr(anchor, '#');
	struct section *s = section_of(r, anchor);

	if (s != NULL)
		return true;
	if (!turn_to(r, anchor, (size_t)(hash - anchor), why))
		return false;
	r->at = memory_grow(r->at, r->len, sizeof(*r->at));
	s = &r->at[r->len++];
	*s = (struct section){ .anchor = memory_copy(anchor),
	    .of_a_method = of_a_method };
	s->there = document_passage(&r->page, hash + 1, &s->passage);
	return true;
}

/* Reads all sections of which something is known, and those of the methods. */
static bool
read_sections(struct reading *r, struct why *why)
{
	struct text anchor = TEXT_INIT;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < METHODS; i++) {
		text_cut(&anchor, 0);
		text_addf(&anchor, PAGE "#socket.socket.%s", methods[i]);
		ok = add_section(r, text_get(&anchor), true, why);
	}
	text_release(&anchor);
	for (i = 0; ok && i < r->claims->len; i++)
		ok = add_section(r, r->claims->at[i].anchor, false, why);
	if (ok)
		r->result->base = claims_version(r->claims,
		    r->result->version);
	return ok && (r->result->base != NULL || why_set(why, "nothing is "
	    "known of the documentation of Python %s, or of an older one",
	    r->result->version));
}

static void
reading_release(struct reading *r)
{
	while (r->len > 0) {
		passage_release(&r->at[--r->len].passage);
		free(r->at[r->len].anchor);
	}
	free(r->at);
	free(r->name);
	document_release(&r->page);
}

static bool
is_of(const struct claim *c, const char *version)
{
	return strcmp(c->version, version) == 0;
}

/* The paragraph of the section that has the sentence, or NULL. */
static const struct paragraph *
paragraph_with(const struct section *s, const char *sentence)
{
	size_t p, n;

	for (p = 0; p < s->passage.len; p++)
		for (n = 0; n < s->passage.paragraphs[p].len; n++)
			if (strcmp(s->passage.paragraphs[p].sentences[n]
			    .fingerprint, sentence) == 0)
				return &s->passage.paragraphs[p];
	return NULL;
}

/* Says what became of a sentence that a clause rests on. */
static void
compare_claim(struct reading *r, const struct claim *c)
{
	const struct section *s = section_of(r, c->anchor);
	const struct paragraph *p = paragraph_with(s, c->sentence);

	if (p != NULL && strcmp(p->fingerprint, c->paragraph) == 0) {
		r->result->same++;
		return;
	}
	if (p != NULL)
		r->result->changed++;
	else
		r->result->gone++;
	fprintf(r->out, "%-12s %s: %s\n", c->clause, c->anchor,
	    !s->there ? "the section is gone" : p == NULL ?
	    "a sentence that it rests on changed or went" :
	    "the paragraph changed around a sentence that it rests on");
	if (p == NULL)
		fprintf(r->out, "%-12s   %s of paragraph %s\n", "",
		    c->sentence, c->paragraph);
}

/* Fills in who claims the sentence in the base; false: nobody. */
static bool
claimants(const struct reading *r, const char *anchor, const char *sentence,
    struct text *who)
{
	const struct claim *c;
	size_t i;

	for (i = 0; i < r->claims->len; i++) {
		c = &r->claims->at[i];
		if (is_of(c, r->result->base) &&
		    strcmp(c->anchor, anchor) == 0 &&
		    strcmp(c->sentence, sentence) == 0)
			text_addf(who, "%s%s", who->len > 0 ? " " : "",
			    c->clause);
	}
	return who->len > 0;
}

static void
tell_sentence(struct reading *r, const struct section *s,
    const struct paragraph *p, const struct sentence *sentence, bool all)
{
	struct text who = TEXT_INIT;
	bool claimed = claimants(r, s->anchor, sentence->fingerprint, &who);

	if (!claimed && s->of_a_method)
		r->result->unclaimed++;
	else if (!claimed)
		r->result->appeared++;
	if (all)
		fprintf(r->out, "%s\t%s\t%s\t%s\t%s\n", s->anchor,
		    p->fingerprint, sentence->fingerprint,
		    claimed ? text_get(&who) : "", sentence->text);
	else if (!claimed)
		fprintf(r->out, "%-12s %s: %.*s%s\n%-12s   %s of "
		    "paragraph %s\n", s->of_a_method ? "no clause" :
		    "appeared", s->anchor, SHOWN, sentence->text,
		    strlen(sentence->text) > SHOWN ? "..." : "", "",
		    sentence->fingerprint, p->fingerprint);
	text_release(&who);
}

static void
tell_sentences(struct reading *r, bool all)
{
	size_t i, p, n;

	for (i = 0; i < r->len; i++)
		for (p = 0; p < r->at[i].passage.len; p++)
			for (n = 0; n < r->at[i].passage.paragraphs[p].len; n++)
				tell_sentence(r, &r->at[i],
				    &r->at[i].passage.paragraphs[p],
				    &r->at[i].passage.paragraphs[p]
				    .sentences[n], all);
}

bool
compare(const struct claims *claims, const char *folder, bool all, FILE *out,
    struct comparison *result, struct why *why)
{
	struct reading r = { .claims = claims, .folder = folder,
	    .page = DOCUMENT_INIT, .result = result, .out = out };
	bool ok;
	size_t i;

	*result = (struct comparison){ .base = NULL };
	ok = read_sections(&r, why);
	for (i = 0; ok && !all && i < claims->len; i++)
		if (is_of(&claims->at[i], result->base))
			compare_claim(&r, &claims->at[i]);
	if (ok)
		tell_sentences(&r, all);
	reading_release(&r);
	return ok;
}

bool
compare_propose(const struct claims *claims, const char *folder, FILE *out,
    struct why *why)
{
	struct comparison result = { .base = NULL };
	struct reading r = { .claims = claims, .folder = folder,
	    .page = DOCUMENT_INIT, .result = &result, .out = out };
	const struct paragraph *p;
	const struct claim *c;
	bool ok = read_sections(&r, why);
	size_t i;

	for (i = 0; ok && i < claims->len; i++) {
		c = &claims->at[i];
		p = is_of(c, result.base) ? paragraph_with(section_of(&r,
		    c->anchor), c->sentence) : NULL;
		if (p != NULL)
			fprintf(out, "%s\t%s\t%s\t%s\t%s\n", c->clause,
			    result.version, c->anchor, p->fingerprint,
			    c->sentence);
	}
	reading_release(&r);
	return ok;
}
