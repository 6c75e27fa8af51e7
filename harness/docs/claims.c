/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/docs/claims.h"
#include "harness/docs/passage.h"
#include "harness/judge/asset.h"
#include "harness/protocol/memory.h"

#define FIELDS 5

static const char header[] = "clause\tversion\tanchor\tparagraph\tsentence";

int
version_order(const char *a, const char *b)
{
	return atoi(a + 2) - atoi(b + 2);
}

static bool
is_version(const char *s)
{
	return strncmp(s, "3.", 2) == 0 && s[2] != '\0' && strlen(s) < 5 &&
	    strspn(s + 2, "0123456789") == strlen(s + 2);
}

static bool
is_fingerprint(const char *s)
{
	return strlen(s) == FINGERPRINT_LEN &&
	    strspn(s, "0123456789abcdef") == FINGERPRINT_LEN;
}

static bool
is_anchor(const char *s)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/";
	const char *hash = strchr(s, '#');

	return hash != NULL && hash > s && hash[1] != '\0' && *s != '/' &&
	    strstr(s, "..") == NULL &&
	    strspn(s, allowed) == (size_t)(hash - s) &&
	    hash[1 + strspn(hash + 1, allowed)] == '\0';
}

static bool
is_there(const struct claims *c, const struct claim *claim)
{
	size_t i;

	for (i = 0; i < c->len; i++)
		if (strcmp(c->at[i].clause, claim->clause) == 0 &&
		    strcmp(c->at[i].version, claim->version) == 0 &&
		    strcmp(c->at[i].anchor, claim->anchor) == 0 &&
		    strcmp(c->at[i].sentence, claim->sentence) == 0)
			return true;
	return false;
}

static const char *
fault_of(const struct claims *c, const struct claim *claim,
    const struct catalogue *catalogue)
{
	const struct clause *clause = catalogue_find(catalogue,
	    claim->clause);

	if (strcmp(claim->clause, "-") != 0 && clause == NULL)
		return "its clause is not in cases/clauses.tsv";
	if (clause != NULL && strcmp(clause->source, "documented") != 0)
		return "its clause is not documented";
	if (!is_version(claim->version))
		return "its version is not 3.N";
	if (!is_anchor(claim->anchor))
		return "its anchor is not PAGE#ID";
	if (!is_fingerprint(claim->paragraph) ||
	    !is_fingerprint(claim->sentence))
		return "a fingerprint is not 16 digits in hexadecimal";
	if (is_there(c, claim))
		return "it stood before";
	return NULL;
}

/* Takes a line apart, in place; returns what is wrong with it, or NULL. */
static const char *
add(struct claims *c, char *line, const struct catalogue *catalogue)
{
	const char *f[FIELDS + 1], *fault;
	struct claim claim;
	size_t n = 0;

	while (n <= FIELDS && line != NULL)
		f[n++] = strsep(&line, "\t");
	if (n != FIELDS || line != NULL)
		return "it has not five fields between tabs";
	claim = (struct claim){ f[0], f[1], f[2], f[3], f[4] };
	fault = fault_of(c, &claim, catalogue);
	if (fault != NULL)
		return fault;
	c->at = memory_grow(c->at, c->len, sizeof(claim));
	c->at[c->len++] = claim;
	return NULL;
}

static bool
read_text(struct claims *c, const char *path, struct why *why)
{
	struct text text = TEXT_INIT;
	bool ok = asset_read(path, SIZE_MAX, &text, why);

	if (ok && (text.len == 0 || text.at[text.len - 1] != '\n' ||
	    memchr(text.at, '\0', text.len) != NULL))
		ok = why_set(why, "'%s' is damaged or cut off", path);
	c->text = text_detach(&text);
	return ok;
}

bool
claims_check(const struct claims *c, const struct catalogue *catalogue,
    struct why *why)
{
	const struct clause *clause;
	size_t n, i;

	for (n = 0; n < catalogue->len; n++) {
		clause = &catalogue->clauses[n];
		if (strcmp(clause->source, "documented") != 0)
			continue;
		for (i = 0; i < c->len; i++)
			if (strcmp(c->at[i].clause, clause->id) == 0)
				break;
		if (i == c->len)
			return why_set(why, "clause '%s' is documented, and "
			    "cases/documented.tsv does not say where",
			    clause->id);
	}
	return true;
}

bool
claims_read(struct claims *c, const char *top,
    const struct catalogue *catalogue, struct why *why)
{
	struct text path = TEXT_INIT;
	const char *fault = NULL;
	char *line, *rest;
	size_t number = 0;
	bool ok;

	*c = (struct claims)CLAIMS_INIT;
	text_addf(&path, "%s/cases/documented.tsv", top);
	ok = read_text(c, text_get(&path), why);
	text_release(&path);
	rest = c->text;
	while (ok && fault == NULL && (line = strsep(&rest, "\n")) != NULL) {
		if (rest == NULL && *line == '\0')
			break;
		number++;
		if (number > 1)
			fault = add(c, line, catalogue);
		else if (strcmp(line, header) != 0)
			fault = "it does not name the fields";
	}
	if (fault != NULL)
		ok = why_set(why, "cases/documented.tsv, line %zu: %s", number,
		    fault);
	return ok;
}

const char *
claims_version(const struct claims *c, const char *version)
{
	const char *best = NULL;
	size_t i;

	for (i = 0; i < c->len; i++)
		if (version_order(c->at[i].version, version) <= 0 &&
		    (best == NULL ||
		    version_order(c->at[i].version, best) > 0))
			best = c->at[i].version;
	return best;
}

void
claims_release(struct claims *c)
{
	free(c->text);
	free(c->at);
	*c = (struct claims)CLAIMS_INIT;
}
