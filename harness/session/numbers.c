/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/session/numbers.h"

/* Not by their names: the runner may be on MIPS itself. */
#define MIPS_SOL_SOCKET 65535
#define OTHERS_SOL_SOCKET 1
#define OTHERS_SOCK_STREAM 1

/* The errors of sockets on MIPS, ENOTSOCK to EINPROGRESS, and elsewhere. */
static const int errors[][2] = {
	{ 95, 88 }, { 96, 89 }, { 97, 90 }, { 98, 91 }, { 99, 92 },
	{ 120, 93 }, { 121, 94 }, { 122, 95 }, { 123, 96 }, { 124, 97 },
	{ 125, 98 }, { 126, 99 }, { 127, 100 }, { 128, 101 }, { 129, 102 },
	{ 130, 103 }, { 131, 104 }, { 132, 105 }, { 133, 106 }, { 134, 107 },
	{ 143, 108 }, { 145, 110 }, { 146, 111 }, { 147, 112 }, { 148, 113 },
	{ 149, 114 }, { 150, 115 },
};

#define MIPS_SOCK_NONBLOCK 0x80
#define OTHERS_SOCK_NONBLOCK 0x800
#define BASE 15		/* of a type, what is no flag */

enum { TYPE, LEVEL, ERROR };

static int64_t
type(const struct machine *m, int64_t n)
{
	int64_t flags = n & ~BASE;

	if ((flags & MIPS_SOCK_NONBLOCK) != 0)
		flags = (flags & ~MIPS_SOCK_NONBLOCK) | OTHERS_SOCK_NONBLOCK;
	return machine_type(m, n & BASE) | flags;
}

static int64_t
translated(const struct machine *m, int what, int64_t n)
{
	size_t i;

	if (what == TYPE)
		return type(m, n);
	if (what == LEVEL)
		return n == MIPS_SOL_SOCKET ? OTHERS_SOL_SOCKET : n;
	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i][0] == n)
			return errors[i][1];
	return n;
}

/* The int, or the same where it is none or as on others. */
static struct value
number(const struct machine *m, int what, struct value v, struct pool *pool)
{
	int64_t ours;
	char text[24];

	if (v.kind != VALUE_INT || !v.fits)
		return v;
	ours = translated(m, what, v.integer);
	if (ours == v.integer)
		return v;
	v.integer = ours;
	v.len = (size_t)snprintf(text, sizeof(text), "%lld", (long long)ours);
	v.text = pool_copy(pool, text, v.len);
	return v;
}

static const struct value *
keep(const struct value *v, size_t len, struct pool *pool)
{
	return memcpy(pool_alloc(pool, len * sizeof(*v)), v, len * sizeof(*v));
}

/*
 * Of a list of tuples the number that stands `at` in each that is long enough
 * and begins with `first`, or with anything.
 */
static struct value
in_tuples(const struct machine *m, int what, struct value list, size_t at,
    const char *first, struct pool *pool)
{
	struct value items[64], *inner;
	size_t i;

	if (list.kind != VALUE_LIST || list.len > 64)
		return list;
	for (i = 0; i < list.len; i++) {
		items[i] = list.items[i];
		if (items[i].kind != VALUE_TUPLE || items[i].len <= at ||
		    (first != NULL && (items[i].items[0].kind != VALUE_STR ||
		    strcmp(items[i].items[0].text, first) != 0)))
			continue;
		inner = pool_alloc(pool, items[i].len * sizeof(*inner));
		memcpy(inner, items[i].items, items[i].len * sizeof(*inner));
		inner[at] = number(m, what, inner[at], pool);
		items[i].items = inner;
	}
	list.items = keep(items, list.len, pool);
	return list;
}

/* Of (data, items, flags, address). */
static struct value
in_message(const struct machine *m, struct value message, struct pool *pool)
{
	struct value parts[8];

	if (message.kind != VALUE_TUPLE || message.len < 2 || message.len > 8)
		return message;
	memcpy(parts, message.items, message.len * sizeof(*parts));
	parts[1] = in_tuples(m, LEVEL, parts[1], 0, NULL, pool);
	message.items = keep(parts, message.len, pool);
	return message;
}

const struct value *
numbers_translate(const struct machine *m, const char *act,
    const struct value *v, struct pool *pool)
{
	struct value ours = *v;

	if (machine_type(m, OTHERS_SOCK_STREAM) == OTHERS_SOCK_STREAM)
		return v;
	if (strstr(act, ".attribute('type')") != NULL ||
	    strstr(act, ",SO_TYPE)") != NULL)
		ours = number(m, TYPE, ours, pool);
	else if (strstr(act, ".connect_ex(") != NULL ||
	    strstr(act, ",SO_ERROR)") != NULL)
		ours = number(m, ERROR, ours, pool);
	else if (strstr(act, ".recvmsg(") != NULL)
		ours = in_message(m, ours, pool);
	else if (strstr(act, "audit_events(") != NULL)
		ours = in_tuples(m, TYPE, ours, 3, "socket.__new__", pool);
	else
		return v;
	return keep(&ours, 1, pool);
}
