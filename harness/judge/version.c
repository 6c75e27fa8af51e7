/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/version.h"

static const struct {
	const char *sign;
	enum version_relation relation;
} relations[] = {
	{ "<=", VERSION_LESS_EQUAL },
	{ ">=", VERSION_GREATER_EQUAL },
	{ "==", VERSION_EQUAL },
	{ "<", VERSION_LESS },
	{ ">", VERSION_GREATER },
};

/* Reads the dotted numbers at the front; NULL if there are none. */
static const char *
version_parse(struct version *v, const char *text)
{
	size_t n = 0;
	char *end;

	*v = (struct version){ { 0 } };
	while (n < VERSION_PARTS && isdigit((unsigned char)*text)) {
		errno = 0;
		v->part[n++] = strtoul(text, &end, 10);
		if (errno != 0)
			return NULL;
		text = end;
		if (*text != '.' || !isdigit((unsigned char)text[1]))
			return text;
		text++;
	}
	return n > 0 && !isdigit((unsigned char)*text) ? text : NULL;
}

static int
version_compare(const struct version *a, const struct version *b)
{
	size_t i;

	for (i = 0; i < VERSION_PARTS; i++)
		if (a->part[i] != b->part[i])
			return a->part[i] < b->part[i] ? -1 : 1;
	return 0;
}

static bool
constraint_holds(const struct version_constraint *c, const struct version *v)
{
	int order = version_compare(v, &c->version);

	switch (c->relation) {
	case VERSION_LESS:
		return order < 0;
	case VERSION_LESS_EQUAL:
		return order <= 0;
	case VERSION_EQUAL:
		return order == 0;
	case VERSION_GREATER_EQUAL:
		return order >= 0;
	case VERSION_GREATER:
		return order > 0;
	}
	return false;
}

static bool
is_lower_bound(const struct version_constraint *c)
{
	return c->relation >= VERSION_EQUAL;
}

static bool
is_upper_bound(const struct version_constraint *c)
{
	return c->relation <= VERSION_EQUAL;
}

/* Whether nothing can satisfy both: ">=3.13 <3.8". */
static bool
contradict(const struct version_constraint *low,
    const struct version_constraint *high)
{
	int order = version_compare(&low->version, &high->version);

	if (!is_lower_bound(low) || !is_upper_bound(high))
		return false;
	if (order != 0)
		return order > 0;
	return low->relation == VERSION_GREATER ||
	    high->relation == VERSION_LESS;
}

static bool
is_empty(const struct version_range *r)
{
	size_t i, j;

	for (i = 0; i < r->len; i++)
		for (j = 0; j < r->len; j++)
			if (i != j && contradict(&r->constraints[i],
			    &r->constraints[j]))
				return true;
	return false;
}

static bool
constraint_parse(struct version_range *r, const char **text,
    const char **reason)
{
	struct version_constraint *c = &r->constraints[r->len];
	const char *at = *text;
	size_t i, n = sizeof(relations) / sizeof(relations[0]);

	for (i = 0; i < n; i++)
		if (strncmp(at, relations[i].sign,
		    strlen(relations[i].sign)) == 0)
			break;
	*reason = "a constraint starts with <, <=, ==, >= or >";
	if (i == n)
		return false;
	*reason = "there are too many constraints";
	if (r->len == VERSION_CONSTRAINTS)
		return false;
	c->relation = relations[i].relation;
	at += strlen(relations[i].sign);
	at += strspn(at, " \t");
	at = version_parse(&c->version, at);
	*reason = "a constraint ends in dotted numbers, such as >=3.8";
	if (at == NULL || (*at != '\0' && !isspace((unsigned char)*at)))
		return false;
	r->len++;
	*text = at + strspn(at, " \t");
	return true;
}

bool
version_range_parse(struct version_range *r, const char *text,
    const char **reason)
{
	size_t len;

	*r = (struct version_range)VERSION_RANGE_INIT;
	text += strspn(text, " \t");
	*reason = "it is empty";
	if (*text == '\0')
		return false;
	if (isalpha((unsigned char)*text)) {
		len = strcspn(text, " \t<=>");
		*reason = "the name is too long";
		if (len >= sizeof(r->name))
			return false;
		memcpy(r->name, text, len);
		text += len + strspn(text + len, " \t");
	}
	while (*text != '\0')
		if (!constraint_parse(r, &text, reason))
			return false;
	*reason = "no version can satisfy all of its constraints";
	return !is_empty(r);
}

bool
version_range_has(const struct version_range *r, const char *is)
{
	const char *space, *digits;
	struct version v;
	size_t i, name;

	if (r->name[0] == '\0' && r->len == 0)
		return true;
	if (is == NULL)
		return false;
	space = strrchr(is, ' ');
	digits = space != NULL ? space + 1 : is;
	name = space != NULL ? (size_t)(space - is) : 0;
	if (!isdigit((unsigned char)*digits))
		name = strlen(is);
	if (r->name[0] != '\0' && (strlen(r->name) != name ||
	    memcmp(r->name, is, name) != 0))
		return false;
	if (r->len == 0)
		return true;
	if (version_parse(&v, digits) == NULL)
		return false;
	for (i = 0; i < r->len; i++)
		if (!constraint_holds(&r->constraints[i], &v))
			return false;
	return true;
}

bool
version_ranges_parse(struct version_ranges *r, struct pool *pool,
    const char *text, const char **reason)
{
	char one[256];
	size_t len;

	*r = (struct version_ranges){ NULL, 0 };
	for (len = 0; text[len] != '\0'; len++)
		r->len += text[len] == ',';
	r->at = pool_alloc(pool, (r->len + 1) * sizeof(*r->at));
	for (r->len = 0; ; text += len + 1) {
		len = strcspn(text, ",");
		*reason = "it is too long";
		if (len >= sizeof(one))
			return false;
		memcpy(one, text, len);
		one[len] = '\0';
		if (!version_range_parse(&r->at[r->len++], one, reason))
			return false;
		if (text[len] == '\0')
			return true;
	}
}

bool
version_ranges_have(const struct version_ranges *r, const char *is)
{
	size_t i;

	for (i = 0; i < r->len; i++)
		if (version_range_has(&r->at[i], is))
			return true;
	return r->len == 0;
}
