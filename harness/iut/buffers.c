/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/iut/audit.h"
#include "harness/iut/buffers.h"

/* Whether iterating it yields nothing but what no conversion accepts. */
static bool
is_flat(const struct dynamic *d)
{
	return d->kind == DYNAMIC_STR || d->kind == DYNAMIC_BYTES ||
	    d->kind == DYNAMIC_BYTEARRAY || d->kind == DYNAMIC_VIEW ||
	    d->kind == DYNAMIC_STRIDED;
}

/* CPython's PySequence_Fast(). */
static bool
iterate(struct call *c, const struct dynamic *d)
{
	switch (d->kind) {
	case DYNAMIC_GENERATOR:
		audit_iterate(&c->session->audit);
		return true;
	case DYNAMIC_LIST:
	case DYNAMIC_TUPLE:
	case DYNAMIC_ITERABLE:
		return true;
	case DYNAMIC_RAISING:
		if (strcmp(d->bytes, "StopIteration") == 0)
			return true;
		return fault_set(&c->fault, d->bytes, "");
	case DYNAMIC_RELEASED:
		return fault_set(&c->fault, "ValueError",
		    "operation forbidden on released memoryview object");
	default:
		if (is_flat(d) && (d->len == 0 || d->items != NULL))
			return true;
		return fault_set(&c->fault, "TypeError", is_flat(d) ?
		    "an item of the iterable has the wrong type" :
		    "the argument must be an iterable");
	}
}

bool
buffers_convert(struct call *c, const struct dynamic *d, struct iovec **iov,
    size_t *len)
{
	size_t i;

	if (!iterate(c, d))
		return false;
	*len = d->len;
	*iov = d->len > 0 ? pool_alloc(&c->pool, d->len * sizeof(**iov)) : NULL;
	for (i = 0; i < d->len; i++)
		if (!convert_buffer(dynamic_item(d, i), &(*iov)[i], &c->fault))
			return false;
	return true;
}

static bool
convert_item(struct call *c, const struct dynamic *d,
    struct pysock_ancillary *item)
{
	struct iovec data;

	if (d->kind == DYNAMIC_RELEASED)
		return convert_buffer(d, &data, &c->fault);
	if ((d->kind != DYNAMIC_TUPLE && d->kind != DYNAMIC_LIST) ||
	    d->len != 3)
		return fault_set(&c->fault, "TypeError",
		    "an item of ancillary data must be a sequence of three");
	if (!convert_int(dynamic_item(d, 0), &item->level, &c->fault) ||
	    !convert_int(dynamic_item(d, 1), &item->type, &c->fault) ||
	    !convert_buffer(dynamic_item(d, 2), &data, &c->fault))
		return false;
	item->data = data.iov_base;
	item->len = data.iov_len;
	return true;
}

/* CPython checks the size of each item before it looks at the next one. */
static bool
within_limits(struct call *c, size_t len, size_t *total)
{
	if (len > INT_MAX - CMSG_SPACE(1))
		return fault_set(&c->fault, "OSError",
		    "ancillary data item too large");
	if (CMSG_SPACE(len) > INT_MAX - *total)
		return fault_set(&c->fault, "OSError",
		    "too much ancillary data");
	*total += CMSG_SPACE(len);
	return true;
}

bool
ancillary_convert(struct call *c, const struct dynamic *d,
    struct pysock_ancillary **items, size_t *len)
{
	size_t i, n = d->len, total = 0;

	if (!iterate(c, d))
		return false;
	*len = n;
	*items = n > 0 ? pool_alloc(&c->pool, n * sizeof(**items)) : NULL;
	for (i = 0; i < n; i++)
		if (!convert_item(c, dynamic_item(d, i), &(*items)[i]) ||
		    !within_limits(c, (*items)[i].len, &total))
			return false;
	return true;
}
