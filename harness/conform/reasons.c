/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/conform/reasons.h"
#include "harness/judge/asset.h"
#include "harness/judge/documented.h"

#define FIELDS 4

static size_t
split(char *line, char *fields[FIELDS])
{
	size_t n = 0;
	char *tab;

	while (n < FIELDS && line != NULL) {
		fields[n++] = line;
		tab = strchr(line, '\t');
		if (tab != NULL)
			*tab++ = '\0';
		line = tab;
	}
	return line != NULL ? 0 : n;
}

static int
find_key(const struct reasons *r, const char *key)
{
	size_t n;

	for (n = 0; n < r->len; n++)
		if (strcmp(r->at[n].key, key) == 0)
			return (int)n;
	return -1;
}

/* Takes a line over; why not, or NULL. */
static const char *
add_line(struct reasons *r, char *line)
{
	char *f[FIELDS];
	size_t n;
	int reason;

	if (line[0] == '\0' || line[0] == '#')
		return NULL;
	n = split(line, f);
	if (n == 3 && strcmp(f[0], "reason") == 0) {
		if (r->len == REASONS_MOST || find_key(r, f[1]) >= 0)
			return "the reason stands there already, or is one "
			    "too many";
		r->at[r->len].key = f[1];
		r->at[r->len++].sentence = f[2];
		return NULL;
	}
	if (n != 4 || strcmp(f[0], "silent") != 0)
		return "it is neither a reason nor 'silent'";
	reason = find_key(r, f[3]);
	if (reason < 0 || r->rules_len == REASON_RULES_MOST)
		return "no reason of that key stands before, or it is one line "
		    "too many";
	r->rules[r->rules_len++] = (struct reason_rule){ f[1], f[2],
	    (size_t)reason, false };
	return NULL;
}

bool
reasons_read(struct reasons *r, const char *top, struct why *why)
{
	struct text path = TEXT_INIT, text = TEXT_INIT;
	const char *fault = NULL;
	char *line, *next;
	size_t number = 1;
	bool ok;

	*r = (struct reasons)REASONS_INIT;
	text_addf(&path, "%s/cases/silent.tsv", top);
	ok = asset_read(text_get(&path), SIZE_MAX, &text, why);
	text_release(&path);
	text_addc(&text, '\0');
	r->text = text_detach(&text);
	for (line = r->text; ok && *line != '\0'; line = next, number++) {
		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		fault = add_line(r, line);
		ok = fault == NULL || why_set(why, "cases/silent.tsv, line "
		    "%zu: %s", number, fault);
	}
	return ok;
}

static bool
has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (; *words != '\0'; words += strspn(words, " ")) {
		if (strcspn(words, " ") == len &&
		    strncmp(words, word, len) == 0)
			return true;
		words += strcspn(words, " ");
	}
	return false;
}

int
reasons_find(struct reasons *r, const char *row, const char *source,
    const char *event)
{
	struct reason_rule *rule;
	size_t n;

	for (n = 0; n < r->rules_len; n++) {
		rule = &r->rules[n];
		if (strcmp(rule->events, "*") != 0 &&
		    !has_word(rule->events, event))
			continue;
		if (rule->rows[0] == '@' ? strcmp(rule->rows + 1, source) != 0 :
		    !documented_glob(rule->rows, row))
			continue;
		rule->used = true;
		return (int)rule->reason;
	}
	return -1;
}

bool
reasons_check(const struct reasons *r, struct why *why)
{
	bool used[REASONS_MOST] = { false };
	size_t n;

	for (n = 0; n < r->rules_len; n++) {
		if (!r->rules[n].used)
			return why_set(why, "cases/silent.tsv: no event of '%s' "
			    "is '%s' and has no reason before", r->rules[n].rows,
			    r->rules[n].events);
		used[r->rules[n].reason] = true;
	}
	for (n = 0; n < r->len; n++)
		if (!used[n])
			return why_set(why, "cases/silent.tsv: reason '%s' is "
			    "nobody's", r->at[n].key);
	return true;
}

void
reasons_release(struct reasons *r)
{
	free(r->text);
	*r = (struct reasons)REASONS_INIT;
}
