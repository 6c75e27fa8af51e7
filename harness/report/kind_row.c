/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/cause.h"
#include "harness/report/kind_row.h"

void
kind_row_init(struct kind_row *r, int64_t platform, const char *name,
    const char *clause, const char *axes)
{
	*r = (struct kind_row){ .platform = platform, .pool = POOL_INIT };
	r->name = pool_copy(&r->pool, name, strlen(name));
	r->clause = pool_copy(&r->pool, clause, strlen(clause));
	r->has_axes = axes != NULL && axes_read(&r->axes, axes, &r->pool);
}

static const char *const parties[] = { "none", "iut", "oracle", "both" };

/* One and the same of the IUT and of the oracle is one thing that both show. */
static size_t
join_parties(struct shown *s, size_t len)
{
	size_t i, j, n = 0;

	for (i = 0; i < len; i++) {
		for (j = 0; j < n; j++)
			if (strcmp(s[j].verdict, s[i].verdict) == 0 &&
			    strcmp(s[j].line_shape.text,
			    s[i].line_shape.text) == 0 &&
			    strcmp(s[j].wanted_shape.text,
			    s[i].wanted_shape.text) == 0)
				break;
		if (j == n)
			s[n++] = s[i];
		else
			s[j].departs |= s[i].departs;
	}
	return n;
}

static const char *
identity_of(struct kind_row *r, const struct shown *s)
{
	struct text text = TEXT_INIT;
	const char *identity;

	text_addf(&text, "%s|%s|%s|", r->name, s->verdict,
	    parties[s->departs]);
	shape_add(&text, &s->line_shape);
	text_addc(&text, '|');
	shape_add(&text, &s->wanted_shape);
	identity = pool_copy(&r->pool, text_get(&text), text.len);
	text_release(&text);
	return identity;
}

/* The kind of that identity, which is made where it is the first. */
static size_t
kind_of(struct kind_row *r, const struct shown *s, const struct member *m)
{
	const char *identity = identity_of(r, s);
	struct shape *shapes;
	struct kind *k;
	size_t i;

	for (i = 0; i < r->kinds_len; i++)
		if (strcmp(r->kinds[i].identity, identity) == 0)
			break;
	if (i == r->kinds_len) {
		r->kinds = memory_grow(r->kinds, r->kinds_len,
		    sizeof(*r->kinds));
		k = &r->kinds[r->kinds_len++];
		*k = (struct kind){ .identity = identity,
		    .verdict = pool_copy(&r->pool, s->verdict,
		    strlen(s->verdict)), .departs = s->departs };
		shapes = pool_alloc(&r->pool, 2 * sizeof(*shapes));
		shapes[0] = s->line_shape;
		shapes[1] = s->wanted_shape;
		shape_start(&k->line, &shapes[0], m->values, r->axes.len,
		    &r->pool);
		shape_start(&k->wanted, &shapes[1], m->values, r->axes.len,
		    &r->pool);
	}
	k = &r->kinds[i];
	shape_join(&k->line, &s->line_shape, m->values, r->axes.len);
	shape_join(&k->wanted, &s->wanted_shape, m->values, r->axes.len);
	return i;
}

static bool
is_absence(const struct shown *s)
{
	return strstr(s->line, ": (no such event)") != NULL;
}

void
kind_row_add(struct kind_row *r, const char *id, bool executed,
    struct shown *shown, size_t len)
{
	struct member *m;
	size_t i, first = 0;

	r->members = memory_grow(r->members, r->len, sizeof(*r->members));
	m = &r->members[r->len++];
	*m = (struct member){ .executed = executed,
	    .id = pool_copy(&r->pool, id, strlen(id)) };
	m->values = pool_alloc(&r->pool, (r->axes.len + 1) *
	    sizeof(*m->values));
	if (!r->has_axes || !axes_split(&r->axes, id, m->values, &r->pool))
		m->values = NULL;
	for (i = 0; i < len; i++) {
		shape_take(&shown[i].line_shape, shown[i].line, &r->pool);
		shape_take(&shown[i].wanted_shape, shown[i].wanted, &r->pool);
	}
	len = join_parties(shown, len);
	while (first < len && is_absence(&shown[first]))
		first++;
	for (i = 0; i < len; i++) {
		r->showings = memory_grow(r->showings, r->showings_len,
		    sizeof(*r->showings));
		r->showings[r->showings_len++] = (struct showing){
		    r->len - 1, kind_of(r, &shown[i], m) };
		if (i != (first < len ? first : 0))
			continue;
		m->first = r->showings[r->showings_len - 1].kind;
		if (r->kinds[m->first].firsts++ == 0)
			r->kinds[m->first].example = r->len - 1;
	}
}

/* Adds where the kind shows; false if there is no condition. */
static bool
add_where(const struct kind_row *r, const enum where_part *parts,
    struct text *out)
{
	const char **values = calloc(r->len * r->axes.len + 1,
	    sizeof(*values));
	struct where_table t = { r->axes.names, r->axes.len, values, parts,
	    r->len };
	size_t i, a;
	bool ok;

	if (values == NULL)
		memory_ran_out();
	for (i = 0; i < r->len; i++)
		for (a = 0; a < r->axes.len; a++)
			values[i * r->axes.len + a] = r->members[i].values[a];
	ok = where_add(out, &t);
	free(values);
	return ok;
}

/* Whether each id could be taken apart. */
static bool
are_values_known(const struct kind_row *r)
{
	size_t i;

	for (i = 0; i < r->len; i++)
		if (r->members[i].values == NULL)
			return false;
	return true;
}

/* What a kind says, ready to be written. */
struct words {
	struct text line, wanted, where, cause;
	bool has_where;
	int64_t instances, executed;
};

static void
words_release(struct words *w)
{
	text_release(&w->line);
	text_release(&w->wanted);
	text_release(&w->where);
	text_release(&w->cause);
}

static void
find_where(const struct kind_row *r, size_t kind, struct words *w)
{
	enum where_part *parts = calloc(r->len + 1, sizeof(*parts));
	size_t i;

	if (parts == NULL)
		memory_ran_out();
	for (i = 0; i < r->len; i++)
		parts[i] = r->members[i].executed ? WHERE_NOT : WHERE_IGNORED;
	for (i = 0; i < r->showings_len; i++)
		if (r->showings[i].kind == kind)
			parts[r->showings[i].member] = WHERE_SHOWS;
	for (i = 0; i < r->len; i++) {
		w->instances += parts[i] == WHERE_SHOWS;
		w->executed += parts[i] != WHERE_IGNORED;
	}
	w->has_where = are_values_known(r);
	if (w->has_where)
		add_where(r, parts, &w->where);
	free(parts);
}

static void
find_words(const struct kind_row *r, size_t kind, struct words *w)
{
	const struct kind *k = &r->kinds[kind];
	struct text line = TEXT_INIT, wanted = TEXT_INIT;

	shape_format(&k->line, &r->axes, &w->line);
	shape_format(&k->wanted, &r->axes, &w->wanted);
	shape_add(&line, k->line.first);
	shape_add(&wanted, k->wanted.first);
	cause_add(&w->cause, k->verdict, text_get(&line), text_get(&wanted));
	text_release(&line);
	text_release(&wanted);
}

/* How many of the instances that are named after one kind show the other. */
static int64_t
count_also(const struct kind_row *r, size_t kind, size_t other)
{
	int64_t n = 0;
	size_t i;

	for (i = 0; i < r->showings_len; i++)
		n += r->showings[i].kind == other &&
		    r->members[r->showings[i].member].first == kind;
	return n;
}

static void
store_also(const struct kind_row *r, const struct store *s, size_t kind,
    int64_t id)
{
	sqlite3_stmt *stmt = store_prepare(s,
	    "INSERT INTO kind_also VALUES (?, ?, ?, ?, ?, ?)");
	struct words w;
	int64_t n;
	size_t i;

	for (i = 0; i < r->kinds_len; i++) {
		n = i == kind ? 0 : count_also(r, kind, i);
		if (n == 0)
			continue;
		w = (struct words){ .instances = n };
		find_words(r, i, &w);
		store_bind_int(stmt, 1, id);
		store_bind_text(stmt, 2, r->kinds[i].verdict);
		store_bind_text(stmt, 3, parties[r->kinds[i].departs]);
		store_bind_text(stmt, 4, text_get(&w.line));
		store_bind_text(stmt, 5, text_get(&w.wanted));
		store_bind_int(stmt, 6, n);
		store_insert(stmt, NULL);
		words_release(&w);
	}
	sqlite3_finalize(stmt);
}

static void
store_kind(const struct kind_row *r, const struct store *s, size_t kind)
{
	const struct kind *k = &r->kinds[kind];
	sqlite3_stmt *stmt = store_prepare(s, "INSERT INTO kind (platform,"
	    " identity, row, clause, verdict, departs, line, wanted,"
	    " condition, instances, executed, example, cause)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	struct words w = { .instances = 0 };
	size_t i;

	find_words(r, kind, &w);
	find_where(r, kind, &w);
	{
		const char *const texts[] = { k->identity, r->name, r->clause,
		    k->verdict, parties[k->departs], text_get(&w.line),
		    text_get(&w.wanted),
		    w.has_where ? text_get(&w.where) : NULL };

		for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
			store_bind_text(stmt, (int)i + 2, texts[i]);
	}
	store_bind_int(stmt, 1, r->platform);
	store_bind_int(stmt, 10, w.instances);
	store_bind_int(stmt, 11, w.executed);
	store_bind_text(stmt, 12, r->members[k->example].id);
	store_bind_text(stmt, 13, text_get(&w.cause));
	store_insert(stmt, NULL);
	sqlite3_finalize(stmt);
	words_release(&w);
	store_also(r, s, kind, sqlite3_last_insert_rowid(s->db));
}

void
kind_row_store(struct kind_row *r, const struct store *s)
{
	size_t i;

	for (i = 0; i < r->kinds_len; i++)
		if (r->kinds[i].firsts > 0)
			store_kind(r, s, i);
}

void
kind_row_release(struct kind_row *r)
{
	free(r->members);
	free(r->kinds);
	free(r->showings);
	pool_release(&r->pool);
}
