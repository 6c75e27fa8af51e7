/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A request at the implementation's end: the line, its values as they are
 * written again, and as Python would have them, by each converter.
 */
#include "harness/iut/buffers.h"
#include "harness/protocol/message.h"
#include "harness/soundness/fuzz/fuzz.h"

#define COST_MOST 2000

/* So that bytes and lengths are looked at. */
static volatile size_t looked;

/* How much a value is once fill and repeat have made it. */
static int64_t
cost(const struct value *v)
{
	bool many = value_is(v, VALUE_TAGGED, "fill") ||
	    value_is(v, VALUE_TAGGED, "repeat");
	int64_t sum = 1, times = 1;
	size_t i;

	if (v->kind != VALUE_LIST && v->kind != VALUE_TUPLE &&
	    v->kind != VALUE_TAGGED)
		return 1;
	if (many && v->items[1].kind == VALUE_INT)
		times = v->items[1].integer;
	for (i = 0; i < v->len && sum <= COST_MOST; i++)
		sum += cost(&v->items[i]);
	if (times > COST_MOST || sum > COST_MOST)
		return COST_MOST + 1;
	return times > 1 ? sum * times : sum;
}

static void
convert(struct call *c, const struct dynamic *d)
{
	struct pysock_ancillary *items;
	struct text text = TEXT_INIT;
	struct iovec *iov, one;
	uint32_t masked;
	int64_t wide;
	double seconds;
	ssize_t length;
	size_t len, i;
	bool none;
	int number;

	convert_int64(d, &wide, &c->fault);
	convert_int(d, &number, &c->fault);
	convert_size(d, &length, &c->fault);
	convert_masked(d, &masked, &c->fault);
	convert_timeout(d, &none, &seconds, &c->fault);
	if (convert_buffer(d, &one, &c->fault) && one.iov_len < 1 << 20)
		for (i = 0; i < one.iov_len; i++)
			looked += ((unsigned char *)one.iov_base)[i];
	if (buffers_convert(c, d, &iov, &len))
		for (i = 0; i < len; i++)
			looked += iov[i].iov_len;
	if (ancillary_convert(c, d, &items, &len))
		for (i = 0; i < len; i++)
			looked += items[i].len;
	dynamic_format(d, &text);
	fuzz_must(strlen(text_get(&text)) == text.len);
	text_release(&text);
}

static void
make(struct session *s, const struct value *v)
{
	struct call c = { .session = s };
	struct dynamic d;

	c.world.pool = &c.pool;
	c.world.objects = &s->objects;
	if (dynamic_make(&d, v, &c.world))
		convert(&c, &d);
	dynamic_release(&c.world);
	pool_release(&c.pool);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct session session = SESSION_INIT;
	char *line = fuzz_string(data, size);
	struct pool pool = POOL_INIT;
	struct request r;
	const char *reason = NULL;
	size_t i;

	if (request_parse(&r, line, &pool, &reason)) {
		fuzz_write_again(&r.args);
		for (i = 0; i < r.args.len; i++)
			if (cost(&r.args.items[i]) <= COST_MOST)
				make(&session, &r.args.items[i]);
		for (i = 0; i < r.keywords_len; i++)
			fuzz_must(request_keyword(&r,
			    r.keywords[i].name) != NULL);
	} else
		fuzz_must(reason != NULL);
	pool_release(&pool);
	free(line);
	return 0;
}
