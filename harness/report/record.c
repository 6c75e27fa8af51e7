/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/report/record.h"

static const char *const words[] = {
	[RECORD_PLATFORM] = "platform", [RECORD_IUT] = "iut",
	[RECORD_ORACLE] = "oracle", [RECORD_PLANNED] = "planned",
	[RECORD_GROUP] = "group",
	[RECORD_INSTANCE] = "instance", [RECORD_OFFENCE] = "offence",
	[RECORD_NOT_RUN] = "not_run", [RECORD_STALE] = "stale",
	[RECORD_DONE] = "done", [RECORD_STREAM] = "stream",
	[RECORD_PLAN] = "stream_plan", [RECORD_CASE] = "stream_case",
	[RECORD_END] = "stream_end",
};

/* The length of the UTF-8 character at the front, 0 if there is none. */
static size_t
utf8_len(const unsigned char *s, size_t len)
{
	static const unsigned long least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned long c;
	size_t n, i;

	n = *s < 0x80 ? 1 : *s < 0xc0 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 :
	    *s < 0xf8 ? 4 : 0;
	if (n == 0 || n > len || *s == 0)
		return 0;
	if (n == 1)
		return 1;
	c = *s & (0x7fu >> n);
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	return n;
}

/* How many bytes there are in front of the first that may be no UTF-8. */
static size_t
plain_len(const char *bytes, size_t len)
{
	size_t n = 0;

	while (n < len && bytes[n] != '\0' && (bytes[n] & 0x80) == 0)
		n++;
	return n;
}

const char *
record_utf8(struct pool *pool, const char *bytes, size_t len)
{
	struct text clean = TEXT_INIT;
	const char *copy;
	size_t n = plain_len(bytes, len);

	if (n == len)
		return pool_copy(pool, bytes, len);
	for (; len > 0; bytes += n, len -= n) {
		n = utf8_len((const unsigned char *)bytes, len);
		if (n > 0) {
			text_add(&clean, bytes, n);
		} else {
			text_adds(&clean, "\xef\xbf\xbd");
			n = 1;
		}
	}
	copy = pool_copy(pool, text_get(&clean), clean.len);
	text_release(&clean);
	return copy;
}

/* The same of bytes that are in the pool already, with a NUL behind them. */
static const char *
utf8_there(struct pool *pool, const char *bytes, size_t len)
{
	return plain_len(bytes, len) == len ? bytes :
	    record_utf8(pool, bytes, len);
}

/* Ends it where it stands; *end is what stood behind it. */
static const char *
parse_value(char **at, struct pool *pool, char *end, const char **reason)
{
	const struct value *v;
	const char *behind = *at;
	char *from = *at;

	if (*from == '\'') {
		v = value_parse(pool, &behind, reason);
		*at = from + (behind - from);
		*end = **at;
		return v != NULL ? utf8_there(pool, v->text, v->len) : NULL;
	}
	*at += strcspn(from, " '");
	*reason = "a value is empty";
	if (*at == from)
		return NULL;
	*end = **at;
	**at = '\0';
	return utf8_there(pool, from, (size_t)(*at - from));
}

static bool
parse_field(struct record *r, char **at, struct pool *pool,
    const char **reason)
{
	size_t len = strspn(*at, "abcdefghijklmnopqrstuvwxyz_");
	struct record_field *f = &r->fields[r->len];
	char end = '\0';

	*reason = "there are too many fields";
	if (r->len == RECORD_FIELDS)
		return false;
	*reason = "a field is not key=value";
	if (len == 0 || (*at)[len] != '=')
		return false;
	f->key = *at;
	(*at)[len] = '\0';
	*reason = "a key stands twice";
	if (record_get(r, f->key) != NULL)
		return false;
	*at += len + 1;
	f->value = parse_value(at, pool, &end, reason);
	if (f->value == NULL)
		return false;
	r->len++;
	*at += end == ' ';
	*reason = "a value has text behind it";
	return end == ' ' || end == '\0';
}

static enum record_kind
kind_of(const char *line, size_t len)
{
	enum record_kind kind;
	size_t n;

	for (kind = RECORD_PLATFORM; kind <= RECORD_END; kind++) {
		n = strlen(words[kind]);
		if (len >= n && memcmp(line, words[kind], n) == 0 &&
		    (len == n || line[n] == ' '))
			return kind;
	}
	return RECORD_OTHER;
}

bool
record_parse(struct record *r, const char *line, size_t len,
    struct pool *pool, const char **reason)
{
	char *at;

	r->kind = kind_of(line, len);
	r->len = 0;
	if (r->kind == RECORD_OTHER)
		return true;
	*reason = "it holds a NUL byte";
	if (memchr(line, '\0', len) != NULL)
		return false;
	at = pool_copy(pool, line, len) + strlen(words[r->kind]);
	for (;;) {
		at += strspn(at, " ");
		if (*at == '\0')
			return true;
		if (!parse_field(r, &at, pool, reason))
			return false;
	}
}

const char *
record_get(const struct record *r, const char *key)
{
	size_t i;

	for (i = 0; i < r->len; i++)
		if (*r->fields[i].key == *key &&
		    strcmp(r->fields[i].key, key) == 0)
			return r->fields[i].value;
	return NULL;
}

bool
record_count(const struct record *r, const char *key, int64_t *count)
{
	const char *value = record_get(r, key);

	if (value == NULL || *value == '\0' || strlen(value) > 12 ||
	    strspn(value, "0123456789") != strlen(value))
		return false;
	*count = strtoll(value, NULL, 10);
	return true;
}
