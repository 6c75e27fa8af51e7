/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <string.h>

#include "harness/report/shape.h"

#define PARTS_MOST 64	/* of a line; the rest of it stays as it is */
#define SUM 8		/* digits of a check sum */
#define PART '\001'	/* stands in the place of a part */

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The length of a number, "-8192" or "0.25", or of a check sum; or 0. */
static size_t
number_length(const char *s)
{
	size_t n = *s == '-', digits = strspn(s + n, "0123456789");
	size_t sum = strspn(s, "0123456789abcdef");

	if (sum == SUM && !is_word(s[sum]))
		return sum;
	if (digits == 0)
		return 0;
	n += digits;
	if (s[n] == '.' && isdigit((unsigned char)s[n + 1]))
		n += 1 + strspn(s + n + 1, "0123456789");
	if (s[n] == 'e' && (s[n + 1] == '-' || s[n + 1] == '+' ||
	    isdigit((unsigned char)s[n + 1])))
		n += 2 + strspn(s + n + 2, "0123456789");
	return is_word(s[n]) ? 0 : n;
}

/* The length of the part that varies here, 0 where there is none. */
static size_t
part_length(const char *line, const char *at)
{
	char before = at > line ? at[-1] : ' ';
	size_t n;

	if (before == '\'' && at - line > 1 && at[-2] == 'x') {
		n = strspn(at, "0123456789abcdef");
		return at[n] == '\'' ? n : 0;
	}
	if (is_word(before) || before == '.' ||
	    (before == '-' && *at != '-'))
		return 0;
	n = number_length(at);
	return n == 1 && *at == '0' ? 0 : n;
}

void
shape_take(struct shape *shape, const char *line, struct pool *pool)
{
	const char *parts[PARTS_MOST] = { NULL }, *at = line;
	const char *label = strstr(line, ": ");
	char *text = pool_alloc(pool, strlen(line) + 1);
	size_t n, len = 0;

	shape->text = text;
	while (*at != '\0') {
		n = *at == '#' && at < label ?
		    1 + strspn(at + 1, "0123456789") : 0;
		if (n > 1 && at + n == label) {
			at += n;
			continue;
		}
		n = len < PARTS_MOST ? part_length(line, at) : 0;
		*text++ = n > 0 ? PART : *at == PART ? '?' : *at;
		if (n > 0)
			parts[len++] = pool_copy(pool, at, n);
		at += n > 0 ? n : 1;
	}
	shape->parts = pool_alloc(pool, (len + 1) * sizeof(*parts));
	memcpy(shape->parts, parts, len * sizeof(*parts));
	shape->len = len;
}

void
shape_add(struct text *out, const struct shape *shape)
{
	const char *at;

	for (at = shape->text; *at != '\0'; at++)
		text_addc(out, *at == PART ? '*' : *at);
}

void
shape_start(struct shape_common *c, const struct shape *shape,
    const char *const *values, size_t axes, struct pool *pool)
{
	size_t size = shape->len + 1;

	c->first = shape;
	c->varies = memset(pool_alloc(pool, size), 0, size);
	c->is_axis = memset(pool_alloc(pool, size * WHERE_AXES), 1,
	    size * WHERE_AXES);
	shape_join(c, shape, values, axes);
}

void
shape_join(struct shape_common *c, const struct shape *shape,
    const char *const *values, size_t axes)
{
	size_t n, a;
	bool *is;

	for (n = 0; n < shape->len; n++) {
		if (strcmp(shape->parts[n], c->first->parts[n]) != 0)
			c->varies[n] = true;
		is = c->is_axis + n * WHERE_AXES;
		for (a = 0; a < WHERE_AXES; a++)
			is[a] = is[a] && values != NULL && a < axes &&
			    strcmp(values[a], shape->parts[n]) == 0;
	}
}

/* Adds the n-th part as all have it. */
static void
add_part(const struct shape_common *c, size_t n, const struct axes *axes,
    struct text *out)
{
	const bool *is = c->is_axis + n * WHERE_AXES;
	size_t a;

	if (!c->varies[n]) {
		text_adds(out, c->first->parts[n]);
		return;
	}
	for (a = 0; a < axes->len && !is[a]; a++)
		;
	if (a < axes->len)
		text_addf(out, "{%s}", axes->names[a]);
	else
		text_addc(out, '*');
}

void
shape_format(const struct shape_common *c, const struct axes *axes,
    struct text *out)
{
	const char *at = c->first->text;
	size_t n = 0;

	for (; *at != '\0'; at++)
		if (*at == PART)
			add_part(c, n++, axes, out);
		else
			text_addc(out, *at);
}
