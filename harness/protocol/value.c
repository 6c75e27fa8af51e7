/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/value.h"

#define DEPTH_MAX 32	/* nested lists and tags */

struct parser {
	struct pool *pool;
	const char *at;
	const char *reason;
	int depth;
};

static bool parse(struct parser *, struct value *);

static bool
fail(struct parser *p, const char *reason)
{
	p->reason = reason;
	return false;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool
parse_str(struct parser *p, struct value *v)
{
	const char *end = strchr(++p->at, '\'');
	char *out;

	if (end == NULL)
		return fail(p, "a string has no closing quote");
	v->kind = VALUE_STR;
	out = pool_alloc(p->pool, (size_t)(end - p->at) + 1);
	v->text = out;
	while (p->at < end) {
		if (*p->at != '%') {
			*out++ = *p->at++;
			continue;
		}
		if (hex_digit(p->at[1]) < 0 || hex_digit(p->at[2]) < 0)
			return fail(p, "'%' is not followed by two hex digits");
		*out++ = (char)(hex_digit(p->at[1]) << 4 | hex_digit(p->at[2]));
		p->at += 3;
	}
	v->len = (size_t)(out - v->text);
	p->at++;
	return true;
}

static bool
parse_bytes(struct parser *p, struct value *v)
{
	const char *end = strchr(p->at + 2, '\'');
	char *out;

	p->at += 2;
	if (end == NULL || (end - p->at) % 2 != 0)
		return fail(p, "bytes are not pairs of hex digits in quotes");
	v->kind = VALUE_BYTES;
	v->len = (size_t)(end - p->at) / 2;
	out = pool_alloc(p->pool, v->len + 1);
	v->text = out;
	for (; p->at < end; p->at += 2) {
		if (hex_digit(p->at[0]) < 0 || hex_digit(p->at[1]) < 0)
			return fail(p, "bytes hold what is no hex digit");
		*out++ = (char)(hex_digit(p->at[0]) << 4 | hex_digit(p->at[1]));
	}
	p->at++;
	return true;
}

/* Adds a value to v's items, which double in size when they are full. */
static bool
parse_item(struct parser *p, struct value *v)
{
	struct value *items = (struct value *)(uintptr_t)v->items;
	size_t n = v->len;

	if ((n & (n - 1)) == 0) {
		items = pool_alloc(p->pool,
		    sizeof(*items) * (n > 0 ? 2 * n : 1));
		if (n > 0)
			memcpy(items, v->items, n * sizeof(*items));
		v->items = items;
	}
	if (!parse(p, &items[n]))
		return false;
	v->len++;
	return true;
}

static bool
parse_items(struct parser *p, struct value *v, char close)
{
	v->kind = close == ']' ? VALUE_LIST : VALUE_TUPLE;
	p->at++;
	if (*p->at == close) {
		p->at++;
		return true;
	}
	for (;;) {
		if (!parse_item(p, v))
			return false;
		if (*p->at == close)
			break;
		if (*p->at != ',')
			return fail(p, "a list is not closed");
		p->at++;
	}
	p->at++;
	return true;
}

static void
set_int(struct parser *p, struct value *v, const char *from, size_t len)
{
	bool negative = *from == '-';

	if (negative) {
		from++;
		len--;
	}
	while (len > 1 && *from == '0') {
		from++;
		len--;
	}
	if (len == 1 && *from == '0')
		negative = false;
	v->kind = VALUE_INT;
	v->text = pool_alloc(p->pool, len + 2);
	snprintf((char *)(uintptr_t)v->text, len + 2, "%s%.*s",
	    negative ? "-" : "", (int)len, from);
	v->len = strlen(v->text);
	errno = 0;
	v->integer = strtoll(v->text, NULL, 10);
	v->fits = errno == 0;
}

static bool
parse_number(struct parser *p, struct value *v)
{
	const char *from = p->at;
	size_t len = strspn(from, "-0123456789");
	char *end;

	if (from[len] != '.' && from[len] != 'e' && from[len] != 'x' &&
	    strncmp(from, "-inf", 4) != 0) {
		if (strspn(from + (*from == '-'), "0123456789") !=
		    len - (*from == '-') || len == (size_t)(*from == '-'))
			return fail(p, "a number is malformed");
		set_int(p, v, from, len);
		p->at += len;
		return true;
	}
	v->kind = VALUE_FLOAT;
	v->number = strtod(from, &end);
	if (end == from)
		return fail(p, "a number is malformed");
	p->at = end;
	return true;
}

/* How many values belong to a tag: tags nest, repeat:fill:0:10:3. */
static size_t
tag_arity(const char *tag)
{
	static const char *const none[] = { "object", "complex", "emptydict" };
	static const char *const two[] = { "fill", "repeat", "array",
	    "raising" };
	size_t i;

	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (strcmp(tag, none[i]) == 0)
			return 0;
	for (i = 0; i < sizeof(two) / sizeof(two[0]); i++)
		if (strcmp(tag, two[i]) == 0)
			return 2;
	return 1;
}

static bool
parse_tagged(struct parser *p, struct value *v)
{
	size_t arity = tag_arity(v->text);

	v->kind = VALUE_TAGGED;
	v->len = 0;
	while (v->len < arity) {
		if (*p->at != ':')
			return fail(p, "a tag lacks a value");
		p->at++;
		if (!parse_item(p, v))
			return false;
	}
	return true;
}

static const struct {
	const char *word;
	struct value value;
} words[] = {
	{ "none", { .kind = VALUE_NONE } },
	{ "true", { .kind = VALUE_BOOL, .integer = 1 } },
	{ "false", { .kind = VALUE_BOOL } },
	{ "inf", { .kind = VALUE_FLOAT, .number = INFINITY } },
	{ "nan", { .kind = VALUE_FLOAT, .number = NAN } },
};

/* crc:LENGTH:HEX8, whose last part is no number. */
static bool
parse_crc(struct parser *p, struct value *v)
{
	size_t digits = *p->at == ':' ? strspn(p->at + 1, "0123456789") : 0;
	size_t len = digits + 10;

	if (digits == 0 || p->at[digits + 1] != ':' ||
	    strspn(p->at + digits + 2, "0123456789abcdef") != 8)
		return fail(p, "a checksum is not crc:LENGTH:HEX8");
	v->kind = VALUE_CONSTANT;
	v->text = pool_copy(p->pool, p->at - 3, len + 3);
	v->len = len + 3;
	p->at += len;
	return true;
}

static bool
parse_word(struct parser *p, struct value *v)
{
	const char *from = p->at;
	size_t len = 0, i;

	while (isalnum((unsigned char)from[len]) || from[len] == '_' ||
	    (from[len] == '+' && isupper((unsigned char)from[0])))
		len++;
	p->at += len;
	if (len == 3 && memcmp(from, "crc", 3) == 0)
		return parse_crc(p, v);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == len &&
		    memcmp(words[i].word, from, len) == 0) {
			*v = words[i].value;
			return true;
		}
	v->text = pool_copy(p->pool, from, len);
	v->len = len;
	if (isupper((unsigned char)from[0])) {
		v->kind = VALUE_CONSTANT;
		return true;
	}
	if ((from[0] == 's' || from[0] == 'f') && len > 1 &&
	    strspn(from + 1, "0123456789") == len - 1) {
		v->kind = VALUE_OBJECT;
		return true;
	}
	return parse_tagged(p, v);
}

static bool
parse(struct parser *p, struct value *v)
{
	bool ok;

	if (++p->depth > DEPTH_MAX)
		return fail(p, "values are nested too deep");
	if (*p->at == '\'')
		ok = parse_str(p, v);
	else if (*p->at == 'x' && p->at[1] == '\'')
		ok = parse_bytes(p, v);
	else if (*p->at == '[')
		ok = parse_items(p, v, ']');
	else if (*p->at == '(')
		ok = parse_items(p, v, ')');
	else if (*p->at == '-' || isdigit((unsigned char)*p->at))
		ok = parse_number(p, v);
	else if (isalpha((unsigned char)*p->at))
		ok = parse_word(p, v);
	else
		ok = fail(p, "a value is expected");
	p->depth--;
	return ok;
}

const struct value *
value_parse(struct pool *pool, const char **at, const char **reason)
{
	struct parser p = { pool, *at, NULL, 0 };
	struct value *v = pool_alloc(pool, sizeof(*v));
	bool ok = parse(&p, v);

	*at = p.at;
	if (!ok)
		*reason = p.reason;
	return ok ? v : NULL;
}
