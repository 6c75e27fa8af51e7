/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/judge/ledger_key.h"
#include "harness/protocol/text.h"

/* A key whose value is one of a few words. */
struct choice {
	const char *key;
	const char *words;	/* each between spaces */
};

static const struct choice choices[] = {
	{ "verdict", " departs-from-doc differs platform-differs unsupported " },
	{ "shows", " always sometimes " },
	{ "word", " 32 64 " },
	{ "byteorder", " little big " },
	{ NULL, NULL },
};

/* The one list of verdicts: the comparisons in which a place may show. */
#define BOTH "differs platform-differs"

/* What can be found by trying: harness/iut/abilities.h. */
static const char abilities[] = " sendfile sendfile:whole send:whole "
    "read:whole room:usual poll:sure poll:uninterrupted accept:own-mode af_alg "
    "af_alg:hash af_alg:skcipher af_alg:aead af_alg:rng ipv6 memfd seqpacket "
    "scm_rights sock_cloexec proc ";

/* The names that a key's ranges may have, where not just any is one. */
static const struct choice named[] = {
	{ "kernel", " linux uml gvisor refuse " },
	{ NULL, NULL },
};

static const char *
words_of(const struct choice *c, const char *key)
{
	for (; c->key != NULL; c++)
		if (strcmp(c->key, key) == 0)
			return c->words;
	return NULL;
}

static bool
is_date(const char *s)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	    31 };
	int year, month, day, used = 0;
	bool leap;

	if (strlen(s) != 10 || strspn(s, "0123456789-") != 10 ||
	    s[4] != '-' || s[7] != '-' ||
	    sscanf(s, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 ||
	    used != 10 || year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return day <= days[month - 1] - (month == 2 && !leap);
}

static bool
check_word(const char *key, const char *value, struct why *why)
{
	const char *words = words_of(choices, key);

	if (words != NULL && !text_has_word(words, value) &&
	    (strcmp(key, "verdict") != 0 || strcmp(value, BOTH) != 0))
		return why_set(why, "'%s' is one of%.*s, not '%s'", key,
		    (int)strlen(words) - 1, words, value);
	if (strcmp(key, "review") == 0 && !is_date(value))
		return why_set(why, "'review' is a date YYYY-MM-DD, not '%s'",
		    value);
	return true;
}

static bool
twice(const char *key, struct why *why)
{
	return why_set(why, "'%s' stands twice", key);
}

/* Where the entry keeps a key of one word or sentence, or NULL. */
static const char **
word_of(struct ledger_entry *e, const char *key)
{
	const struct {
		const char *key;
		const char **at;
	} words[] = {
		{ "verdict", &e->verdict },
		{ "line", &e->line }, { "others", &e->others },
		{ "word", &e->word }, { "byteorder", &e->byteorder },
		{ "shows", &e->shows },
		{ "reason", &e->reason }, { "finding", &e->finding },
		{ "link", &e->link }, { "review", &e->review },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(key, words[i].key) == 0)
			return words[i].at;
	return NULL;
}

static struct version_ranges *
ranges_of(struct ledger_entry *e, const char *key)
{
	const struct {
		const char *key;
		struct version_ranges *at;
	} ranges[] = {
		{ "by", &e->by }, { "iut", &e->iut }, { "oracle", &e->oracle },
		{ "kernel", &e->kernel }, { "emulator", &e->emulator },
		{ "libc", &e->libc },
	};
	size_t i;

	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (strcmp(key, ranges[i].key) == 0)
			return ranges[i].at;
	return NULL;
}

static struct ledger_names *
names_of(struct ledger_entry *e, const char *key)
{
	return strcmp(key, "clause") == 0 ? &e->clauses :
	    strcmp(key, "platform") == 0 ? &e->platforms :
	    strcmp(key, "arch") == 0 ? &e->arch :
	    strcmp(key, "with") == 0 ? &e->with :
	    strcmp(key, "without") == 0 ? &e->without : NULL;
}

/* A constraint needs a name, but where any system's releases are meant. */
static bool
check_range(const struct version_range *r, const char *key, struct why *why)
{
	const char *words = words_of(named, key);

	if (r->name[0] == '\0')
		return words != NULL || why_set(why, "'%s' names nobody whose "
		    "version that would be", key);
	if (words != NULL && !text_has_word(words, r->name))
		return why_set(why, "'%s' knows the names%.*s, not '%s'", key,
		    (int)strlen(words) - 1, words, r->name);
	if (strcmp(r->name, "none") == 0 && r->len > 0)
		return why_set(why, "'%s' has a version of none", key);
	return true;
}

static bool
set_ranges(struct version_ranges *r, struct pool *pool, const char *key,
    const char *value, struct why *why)
{
	const char *reason;
	size_t i;

	if (r->at != NULL)
		return twice(key, why);
	if (!version_ranges_parse(r, pool, value, &reason))
		return why_set(why, "'%s' is no range, '%s': %s", key, value,
		    reason);
	for (i = 0; i < r->len; i++)
		if (!check_range(&r->at[i], key, why))
			return false;
	return true;
}

static void
add_name(struct ledger_names *names, struct pool *pool, const char *name,
    size_t len)
{
	const char **more = pool_alloc(pool, (names->len + 1) * sizeof(*more));

	if (names->at != NULL)
		memcpy(more, names->at, names->len * sizeof(*more));
	more[names->len++] = pool_copy(pool, name, len);
	names->at = more;
}

/* Adds those of a list. */
static void
add_names(struct ledger_names *names, struct pool *pool, const char *list)
{
	size_t len;

	for (; *list != '\0'; list += len) {
		len = strcspn(list, " \t,");
		if (len > 0)
			add_name(names, pool, list, len);
		len += strspn(list + len, " \t,");
	}
}

static bool
check_name(const char *key, const char *name, struct why *why)
{
	if (strncmp(key, "with", 4) == 0 && !text_has_word(abilities, name))
		return why_set(why, "'%s' has '%s', which nobody tries: there "
		    "are%.*s", key, name, (int)sizeof(abilities) - 2,
		    abilities);
	if (strcmp(key, "arch") == 0 && name[strspn(name,
	    "abcdefghijklmnopqrstuvwxyz0123456789_")] != '\0')
		return why_set(why, "'arch' has '%s', which no uname(2) says",
		    name);
	return true;
}

/* A list; only `platform` may be '*'. */
static bool
set_names(struct ledger_names *names, struct pool *pool, const char *key,
    const char *value, struct why *why)
{
	bool star = strcmp(value, "*") == 0 && strcmp(key, "platform") == 0;
	size_t n;

	if (names->at != NULL)
		return twice(key, why);
	add_name(names, pool, "*", 1);
	names->len = 0;
	if (!star)
		add_names(names, pool, value);
	for (n = 0; n < names->len; n++)
		if (strcmp(names->at[n], "*") == 0)
			return why_set(why, "'%s' is %sa list of names", key,
			    strcmp(key, "platform") == 0 ? "'*' or " : "");
		else if (!check_name(key, names->at[n], why))
			return false;
	return star || names->len > 0 || why_set(why, "'%s' has no name", key);
}

bool
ledger_key_set(struct ledger_entry *e, struct pool *pool, const char *key,
    const char *value, struct why *why)
{
	struct version_ranges *ranges = ranges_of(e, key);
	struct ledger_names *names = names_of(e, key);
	const char **word = word_of(e, key);

	if (*value == '\0' && strcmp(key, "reason") != 0)
		return why_set(why, "'%s' is empty", key);
	if (strcmp(key, "instances") == 0)
		add_name(&e->instances, pool, value, strlen(value));
	else if (ranges != NULL)
		return set_ranges(ranges, pool, key, value, why);
	else if (names != NULL)
		return set_names(names, pool, key, value, why);
	else if (word == NULL)
		return why_set(why, "the key '%s' is unknown", key);
	else if (*word != NULL)
		return twice(key, why);
	else if (!check_word(key, value, why))
		return false;
	else
		*word = pool_copy(pool, value, strlen(value));
	return true;
}

bool
ledger_key_go_on(struct ledger_entry *e, struct pool *pool, const char *key,
    const char *value, struct why *why)
{
	struct text whole = TEXT_INIT;

	if (strcmp(key, "instances") == 0) {
		add_name(&e->instances, pool, value, strlen(value));
		return true;
	}
	if (strcmp(key, "clause") == 0) {
		add_names(&e->clauses, pool, value);
		return true;
	}
	if (strcmp(key, "reason") != 0)
		return why_set(why, "'%s' cannot go on in another line", key);
	text_addf(&whole, "%s%s%s", e->reason, e->reason[0] != '\0' ? " " : "",
	    value);
	e->reason = pool_copy(pool, text_get(&whole), whole.len);
	text_release(&whole);
	return true;
}

/* What a finished entry lacks, or NULL. */
static const char *
missing_key(const struct ledger_entry *e, bool own)
{
	return e->clauses.len == 0 ? "clause" :
	    e->instances.len == 0 ? "instances" :
	    e->by.len == 0 ? "by" :
	    e->verdict == NULL ? "verdict" :
	    e->line == NULL ? "line" :
	    e->reason == NULL ? "reason" :
	    e->finding == NULL && !own ? "finding" :
	    e->review == NULL ? "review" : NULL;
}

bool
ledger_key_check(const struct ledger_entry *e, bool own, struct why *why)
{
	const char *key = missing_key(e, own);

	if (key != NULL)
		return why_set(why, "it ends without its key '%s'", key);
	if (e->others != NULL && strstr(e->verdict, "differs") == NULL)
		return why_set(why, "'others' goes only with the verdicts "
		    "differs and platform-differs, not with %s", e->verdict);
	if (strstr(e->line, " <> ") != NULL)
		return why_set(why, "'line' is what it shows itself; what "
		    "stands on the other side of ' <> ' is 'others'");
	return true;
}
