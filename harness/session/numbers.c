/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/session/numbers.h"

#define MIPS_SOL_SOCKET 65535

/* The errors of sockets on MIPS, and ours. */
static const int errors[][2] = {
	{ 95, ENOTSOCK }, { 96, EDESTADDRREQ }, { 97, EMSGSIZE },
	{ 98, EPROTOTYPE }, { 99, ENOPROTOOPT }, { 120, EPROTONOSUPPORT },
	{ 121, ESOCKTNOSUPPORT }, { 122, EOPNOTSUPP }, { 123, EPFNOSUPPORT },
	{ 124, EAFNOSUPPORT }, { 125, EADDRINUSE }, { 126, EADDRNOTAVAIL },
	{ 127, ENETDOWN }, { 128, ENETUNREACH }, { 129, ENETRESET },
	{ 130, ECONNABORTED }, { 131, ECONNRESET }, { 132, ENOBUFS },
	{ 133, EISCONN }, { 134, ENOTCONN }, { 143, ESHUTDOWN },
	{ 145, ETIMEDOUT }, { 146, ECONNREFUSED }, { 147, EHOSTDOWN },
	{ 148, EHOSTUNREACH }, { 149, EALREADY }, { 150, EINPROGRESS },
};

#define MIPS_SOCK_NONBLOCK 0x80
#define BASE 15		/* of a type, what is no flag */

enum { TYPE, LEVEL, ERROR };

static int64_t
type(const struct machine *m, int64_t n)
{
	int64_t flags = n & ~BASE;

	if ((flags & MIPS_SOCK_NONBLOCK) != 0)
		flags = (flags & ~MIPS_SOCK_NONBLOCK) | SOCK_NONBLOCK;
	return machine_type(m, n & BASE) | flags;
}

static int64_t
translated(const struct machine *m, int what, int64_t n)
{
	size_t i;

	if (what == TYPE)
		return type(m, n);
	if (what == LEVEL)
		return n == MIPS_SOL_SOCKET ? SOL_SOCKET : n;
	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i][0] == n)
			return errors[i][1];
	return n;
}

/* The int, or the same where it is none or ours. */
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

	if (machine_type(m, SOCK_STREAM) == SOCK_STREAM)
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
