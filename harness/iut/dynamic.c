/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/iut/constants.h"
#include "harness/iut/dynamic.h"
#include "harness/iut/file.h"
#include "harness/protocol/fill.h"

static bool
unsupported(struct dynamic_world *w, const char *what, const char *name)
{
	snprintf(w->reason, sizeof(w->reason), "%s %.80s", what, name);
	return false;
}

static void
set_integer(struct dynamic *d, int64_t number, struct pool *pool)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%lld", (long long)number);

	d->kind = DYNAMIC_INT;
	d->fits = true;
	d->integer = number;
	d->digits = pool_copy(pool, digits, (size_t)n);
}

static bool
make_items(struct dynamic *d, const struct value *v, enum dynamic_kind kind,
    struct dynamic_world *w)
{
	struct dynamic *items = NULL;
	size_t i;

	if (v->len > 0)
		items = pool_alloc(w->pool, v->len * sizeof(*items));
	for (i = 0; i < v->len; i++)
		if (!dynamic_make(&items[i], &v->items[i], w))
			return false;
	d->kind = kind;
	d->items = items;
	d->len = v->len;
	return true;
}

/* ---- what has a tag ---- */

static bool
make_fill(struct dynamic *d, const struct dynamic *a, struct dynamic_world *w)
{
	char *bytes;

	if (!a[0].fits || !a[1].fits || a[1].integer < 0 ||
	    a[1].integer > INT_MAX)
		return unsupported(w, "cannot make", "fill");
	d->kind = DYNAMIC_BYTES;
	d->len = (size_t)a[1].integer;
	bytes = pool_alloc(w->pool, d->len + 1);
	fill_bytes(bytes, d->len, (uint64_t)a[0].integer, 0);
	d->bytes = bytes;
	return true;
}

static bool
make_huge(struct dynamic *d, const struct dynamic *a, struct dynamic_world *w)
{
	struct dynamic_mapping *m = pool_alloc(w->pool, sizeof(*m));

	if (!a->fits || a->integer <= 0 || (uint64_t)a->integer > SIZE_MAX)
		return unsupported(w, "cannot make", "huge");
	m->size = (size_t)a->integer;
	m->at = mmap(NULL, m->size, PROT_READ,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (m->at == MAP_FAILED)
		return unsupported(w, "cannot map", "huge");
	m->next = w->mappings;
	w->mappings = m;
	d->kind = DYNAMIC_VIEW;
	d->bytes = m->at;
	d->len = m->size;
	return true;
}

static bool
make_cint(struct dynamic *d, const struct dynamic *a, struct dynamic_world *w)
{
	uint32_t number = (uint32_t)a->integer;

	if (!a->fits || a->integer < INT32_MIN || a->integer > UINT32_MAX)
		return unsupported(w, "cannot make", "cint");
	d->kind = DYNAMIC_BYTES;
	d->len = sizeof(number);
	d->bytes = pool_copy(w->pool, (const char *)&number, sizeof(number));
	return true;
}

static bool
make_fds(struct dynamic *d, const struct dynamic *a, struct dynamic_world *w)
{
	int *fds = pool_alloc(w->pool, (a->len + 1) * sizeof(*fds));
	const struct dynamic *item;
	size_t i;

	if (a->kind != DYNAMIC_LIST)
		return unsupported(w, "cannot make", "fds");
	for (i = 0; i < a->len; i++) {
		item = dynamic_item(a, i);
		if (item->kind == DYNAMIC_OBJECT)
			fds[i] = item->object->file != NULL ?
			    file_descriptor(item->object->file) :
			    item->object->sock.fd;
		else
			fds[i] = (int)item->integer;
	}
	d->kind = DYNAMIC_BYTES;
	d->bytes = (const char *)fds;
	d->len = a->len * sizeof(*fds);
	return true;
}

static bool
make_fileno(struct dynamic *d, const struct dynamic *a,
    struct dynamic_world *w)
{
	set_integer(d, a->object->file != NULL ?
	    file_descriptor(a->object->file) : a->object->sock.fd, w->pool);
	return true;
}

static bool
make_repeat(struct dynamic *d, const struct dynamic *a,
    struct dynamic_world *w)
{
	if (!a[1].fits || a[1].integer < 0 || a[1].integer > INT_MAX)
		return unsupported(w, "cannot make", "repeat");
	d->kind = DYNAMIC_LIST;
	d->repeated = true;
	d->items = a;
	d->len = (size_t)a[1].integer;
	return true;
}

static bool
make_raising(struct dynamic *d, const struct dynamic *a,
    struct dynamic_world *w)
{
	if (a[0].kind != DYNAMIC_STR || a[1].kind != DYNAMIC_LIST)
		return unsupported(w, "cannot make", "raising");
	*d = a[1];
	d->kind = DYNAMIC_RAISING;
	d->bytes = a[0].bytes;
	return true;
}

static bool
same_bytes(const struct dynamic *a, const struct dynamic *b)
{
	return a->kind == b->kind && a->kind != DYNAMIC_RAISING &&
	    a->bytes != NULL && b->bytes != NULL && a->len == b->len &&
	    memcmp(a->bytes, b->bytes, a->len) == 0;
}

/* A set, or the keys of a dict: equal strings and bytes once. */
static bool
make_set(struct dynamic *d, const struct dynamic *a, struct dynamic_world *w)
{
	struct dynamic *items = pool_alloc(w->pool,
	    (a->len + 1) * sizeof(*items));
	size_t i, k, n = 0;

	for (i = 0; i < a->len; i++) {
		items[n] = *dynamic_item(a, i);
		for (k = 0; k < n && !same_bytes(&items[k], &items[n]);)
			k++;
		n += k == n;
	}
	d->kind = DYNAMIC_ITERABLE;
	d->items = items;
	d->len = n;
	return true;
}

/* Every second byte; of one byte at most even that is contiguous. */
static bool
make_strided(struct dynamic *d, const struct dynamic *a,
    struct dynamic_world *w)
{
	(void)w;
	*d = a[0];
	d->len = (a[0].len + 1) / 2;
	d->kind = d->len == 1 ? DYNAMIC_VIEW : DYNAMIC_STRIDED;
	return true;
}

/* Unlike a view, which yields ints, it can be iterated byte by byte. */
static bool
make_mmap(struct dynamic *d, const struct dynamic *a, struct dynamic_world *w)
{
	struct dynamic *items = pool_alloc(w->pool,
	    (a[0].len + 1) * sizeof(*items));
	size_t i;

	for (i = 0; i < a[0].len; i++)
		items[i] = (struct dynamic){ .kind = DYNAMIC_BYTES,
		    .bytes = a[0].bytes + i, .len = 1 };
	*d = a[0];
	d->kind = DYNAMIC_VIEW;
	d->items = items;
	return true;
}

static bool
make_array(struct dynamic *d, const struct dynamic *a, struct dynamic_world *w)
{
	if (a[1].kind != DYNAMIC_BYTES)
		return unsupported(w, "cannot make", "array");
	*d = a[1];
	d->kind = DYNAMIC_VIEW;
	return true;
}

/* How a tag says what it holds, in so many values. */
static const struct {
	const char *tag;
	size_t count;
	enum dynamic_kind kind;		/* what it makes of its value */
	enum dynamic_kind of;		/* the value's kind */
	bool (*make)(struct dynamic *, const struct dynamic *,
	    struct dynamic_world *);
} forms[] = {
	{ "fill", 2, 0, DYNAMIC_INT, make_fill },
	{ "huge", 1, 0, DYNAMIC_INT, make_huge },
	{ "cint", 1, 0, DYNAMIC_INT, make_cint },
	{ "u32", 1, 0, DYNAMIC_INT, make_cint },
	{ "fds", 1, 0, DYNAMIC_LIST, make_fds },
	{ "fileno", 1, 0, DYNAMIC_OBJECT, make_fileno },
	{ "repeat", 2, 0, DYNAMIC_OTHER, make_repeat },
	{ "raising", 2, 0, DYNAMIC_STR, make_raising },
	{ "set", 1, 0, DYNAMIC_LIST, make_set },
	{ "dict", 1, 0, DYNAMIC_LIST, make_set },
	{ "array", 2, 0, DYNAMIC_STR, make_array },
	{ "bytearray", 1, DYNAMIC_BYTEARRAY, DYNAMIC_BYTES, NULL },
	{ "memoryview", 1, DYNAMIC_VIEW, DYNAMIC_BYTES, NULL },
	{ "mmap", 1, 0, DYNAMIC_BYTES, make_mmap },
	{ "sliced", 1, DYNAMIC_VIEW, DYNAMIC_BYTES, NULL },
	{ "grid", 1, DYNAMIC_VIEW, DYNAMIC_BYTES, NULL },
	{ "reentrant", 1, DYNAMIC_LIST, DYNAMIC_LIST, NULL },
	{ "strided", 1, 0, DYNAMIC_BYTES, make_strided },
	{ "released", 1, DYNAMIC_RELEASED, DYNAMIC_BYTES, NULL },
	{ "gen", 1, DYNAMIC_GENERATOR, DYNAMIC_LIST, NULL },
	{ "map", 1, DYNAMIC_ITERABLE, DYNAMIC_LIST, NULL },
	{ "iter", 1, DYNAMIC_ITERABLE, DYNAMIC_LIST, NULL },
	{ "seq", 1, DYNAMIC_ITERABLE, DYNAMIC_LIST, NULL },
	{ "index", 1, DYNAMIC_INDEX, DYNAMIC_INT, NULL },
	{ "intsub", 1, DYNAMIC_INT, DYNAMIC_INT, NULL },
	{ "intenum", 1, DYNAMIC_INT, DYNAMIC_INT, NULL },
	{ "emptydict", 0, DYNAMIC_ITERABLE, 0, NULL },
	{ "intlike", 1, DYNAMIC_OTHER, DYNAMIC_OTHER, NULL },
	{ "floatlike", 1, DYNAMIC_OTHER, DYNAMIC_OTHER, NULL },
	{ "decimal", 1, DYNAMIC_OTHER, DYNAMIC_OTHER, NULL },
	{ "fraction", 1, DYNAMIC_OTHER, DYNAMIC_OTHER, NULL },
	{ "path", 1, DYNAMIC_OTHER, DYNAMIC_OTHER, NULL },
	{ "truth", 1, DYNAMIC_OTHER, DYNAMIC_OTHER, NULL },
	{ "object", 0, DYNAMIC_OTHER, 0, NULL },
	{ "complex", 0, DYNAMIC_OTHER, 0, NULL },
};

static bool
make_tagged(struct dynamic *d, const struct value *v, struct dynamic_world *w)
{
	struct dynamic all = { .kind = DYNAMIC_OTHER };
	enum dynamic_kind of;
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].tag, v->text) == 0)
			break;
	if (i == sizeof(forms) / sizeof(forms[0]))
		return unsupported(w, "no value form", v->text);
	if (v->len != forms[i].count)
		return unsupported(w, "cannot make", v->text);
	if (!make_items(&all, v, DYNAMIC_TUPLE, w))
		return false;
	of = v->len > 0 ? all.items[0].kind : 0;
	if (v->len > 0 && forms[i].of != DYNAMIC_OTHER && of != forms[i].of &&
	    !(of == DYNAMIC_BOOL && forms[i].of == DYNAMIC_INT))
		return unsupported(w, "cannot make", v->text);
	if (forms[i].make != NULL)
		return forms[i].make(d, all.items, w);
	if (v->len > 0 && forms[i].kind != DYNAMIC_OTHER)
		*d = all.items[0];
	d->kind = forms[i].kind;
	if (d->kind == DYNAMIC_BYTEARRAY) {
		w->bytearray = d->bytes;
		w->bytearray_len = d->len;
	}
	return true;
}

bool
dynamic_make(struct dynamic *d, const struct value *v, struct dynamic_world *w)
{
	*d = (struct dynamic){ .kind = DYNAMIC_NONE };
	switch (v->kind) {
	case VALUE_NONE:
		break;
	case VALUE_BOOL:
		set_integer(d, v->integer, w->pool);
		d->kind = DYNAMIC_BOOL;
		break;
	case VALUE_INT:
		d->kind = DYNAMIC_INT;
		d->fits = v->fits;
		d->integer = v->integer;
		d->digits = v->text;
		break;
	case VALUE_FLOAT:
		d->kind = DYNAMIC_FLOAT;
		d->number = v->number;
		break;
	case VALUE_STR:
	case VALUE_BYTES:
		d->kind = v->kind == VALUE_STR ? DYNAMIC_STR : DYNAMIC_BYTES;
		d->bytes = v->text;
		d->len = v->len;
		break;
	case VALUE_LIST:
		return make_items(d, v, DYNAMIC_LIST, w);
	case VALUE_TUPLE:
		return make_items(d, v, DYNAMIC_TUPLE, w);
	case VALUE_CONSTANT:
		if (!constants_sum(v->text, &d->integer))
			return unsupported(w, "no constant", v->text);
		set_integer(d, d->integer, w->pool);
		break;
	case VALUE_OBJECT:
		d->kind = DYNAMIC_OBJECT;
		d->object = object_find(w->objects, v->text);
		if (d->object == NULL)
			return unsupported(w, "no object", v->text);
		break;
	case VALUE_TAGGED:
		return make_tagged(d, v, w);
	}
	return true;
}

void
dynamic_release(struct dynamic_world *w)
{
	for (; w->mappings != NULL; w->mappings = w->mappings->next)
		munmap(w->mappings->at, w->mappings->size);
}

const struct dynamic *
dynamic_item(const struct dynamic *d, size_t i)
{
	return &d->items[d->repeated ? 0 : i];
}

static bool
format_items(const struct dynamic *d, const char *brackets, struct text *t)
{
	size_t i;

	text_addc(t, brackets[0]);
	for (i = 0; i < d->len; i++) {
		if (i > 0)
			text_addc(t, ',');
		if (!dynamic_format(dynamic_item(d, i), t))
			return false;
	}
	text_addc(t, brackets[1]);
	return true;
}

bool
dynamic_format(const struct dynamic *d, struct text *t)
{
	switch (d->kind) {
	case DYNAMIC_NONE:
		text_adds(t, "none");
		return true;
	case DYNAMIC_BOOL:
		text_adds(t, d->integer != 0 ? "true" : "false");
		return true;
	case DYNAMIC_INT:
		text_adds(t, d->digits);
		return true;
	case DYNAMIC_FLOAT:
		value_format_exact(d->number, t);
		return true;
	case DYNAMIC_STR:
		value_format_str(d->bytes, d->len, t);
		return true;
	case DYNAMIC_BYTES:
	case DYNAMIC_BYTEARRAY:
		value_format_reply_bytes(d->bytes, d->len, t);
		return true;
	case DYNAMIC_LIST:
		return format_items(d, "[]", t);
	case DYNAMIC_TUPLE:
		return format_items(d, "()", t);
	case DYNAMIC_OBJECT:
		text_adds(t, d->object->name);
		return true;
	default:
		return false;
	}
}
