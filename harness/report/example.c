/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/example.h"
#include "harness/report/shape.h"

#define HASH_FIRST UINT64_C(0xcbf29ce484222325)
#define HASH_PRIME UINT64_C(0x100000001b3)

/* FNV-1a, of the shape of a text; NULL is the empty one. */
static void
mix(struct examples *e, const char *text)
{
	struct shape shape;
	const char *at;

	if (text != NULL) {
		shape_take(&shape, text, &e->pool);
		for (at = shape.text; *at != '\0'; at++)
			e->hash = (e->hash ^ (unsigned char)*at) * HASH_PRIME;
		pool_reset(&e->pool);
	}
	e->hash = (e->hash ^ '\n') * HASH_PRIME;
}

static void
mix_all(struct examples *e, const struct record *r, const char *const *keys)
{
	for (; *keys != NULL; keys++)
		mix(e, record_get(r, *keys));
}

/* Whether it is shown, instead of another one that showed the same. */
static bool
is_shown(struct examples *e)
{
	sqlite3_stmt *forget = e->store->forget_example;
	struct example *seen = e->seen;

	while (seen < &e->seen[e->len] && seen->hash != e->hash)
		seen++;
	if (seen == &e->seen[EXAMPLES_MOST])
		return false;
	if (seen == &e->seen[e->len])
		e->len++;
	else if (strcmp(e->id, seen->id) >= 0)
		return false;
	else {
		store_bind_int(forget, 1, e->platform);
		store_bind_text(forget, 2, seen->id);
		store_insert(forget, NULL);
		free(seen->id);
	}
	*seen = (struct example){ e->hash, memory_copy(e->id) };
	return true;
}

static void
finish(struct examples *e)
{
	sqlite3_stmt *stmt = e->store->example;

	if (e->id != NULL && is_shown(e)) {
		store_bind_int(stmt, 1, e->platform);
		store_bind_text(stmt, 2, e->id);
		store_bind_text(stmt, 3, record_utf8(&e->pool,
		    text_get(&e->text), e->text.len));
		store_insert(stmt, NULL);
	}
	free(e->id);
	e->id = NULL;
	text_cut(&e->text, 0);
	pool_reset(&e->pool);
}

void
examples_begin(struct examples *e, const struct record *r)
{
	static const char *const keys[] = { "verdict", "departs", "expected",
	    "entry", "finding", "line", NULL };
	const char *id = record_get(r, "id");
	const char *verdict = record_get(r, "verdict");

	if (e->store->no_examples)
		return;
	finish(e);
	if (id == NULL || verdict == NULL ||
	    (strcmp(verdict, "conforms") == 0 &&
	    record_get(r, "finding") == NULL))
		return;
	e->id = memory_copy(id);
	e->hash = HASH_FIRST;
	mix_all(e, r, keys);
	if (strcmp(verdict, "unsupported") == 0 ||
	    strcmp(verdict, "broken") == 0)
		mix(e, record_get(r, "reason"));
}

/* Of "label: this <> recorded", which has nothing else that is wanted. */
static const char *
recorded_of(const struct record *r)
{
	const char *line = record_get(r, "line"), *verdict, *other = NULL;

	verdict = record_get(r, "verdict");
	if (line != NULL && verdict != NULL &&
	    strcmp(verdict, "platform-differs") == 0)
		other = strstr(line, " <> ");
	return other != NULL ? other + strlen(" <> ") : NULL;
}

void
examples_offence(struct examples *e, const struct record *r)
{
	static const char *const keys[] = { "verdict", "departs", "known",
	    "line", "wanted", NULL };

	static const char *const kept[] = { "verdict", "line", "wanted" };
	struct text line = TEXT_INIT;
	const char *value;
	size_t i;

	if (e->id == NULL)
		return;
	mix_all(e, r, keys);
	text_adds(&line, "offence");
	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		value = record_get(r, kept[i]);
		if (i == 2 && (value == NULL || *value == '\0'))
			value = recorded_of(r);
		text_addc(&line, '\t');
		for (; value != NULL && *value != '\0'; value++)
			text_addc(&line, *value == '\n' || *value == '\t' ?
			    ' ' : *value);
	}
	examples_line(e, text_get(&line), line.len);
	text_release(&line);
}

void
examples_line(struct examples *e, const char *line, size_t len)
{
	static const char cut[] = "  …\n";

	if (e->id == NULL || e->text.len > EXAMPLE_BYTES)
		return;
	if (e->text.len + len < EXAMPLE_BYTES) {
		text_add(&e->text, line, len);
		text_addc(&e->text, '\n');
		return;
	}
	text_adds(&e->text, cut);
	while (e->text.len <= EXAMPLE_BYTES)
		text_adds(&e->text, " ");
}

void
examples_release(struct examples *e)
{
	finish(e);
	while (e->len > 0)
		free(e->seen[--e->len].id);
	text_release(&e->text);
	pool_release(&e->pool);
}
