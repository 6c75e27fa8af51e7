/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset.h"
#include "harness/protocol/memory.h"
#include "harness/report/case.h"
#include "harness/report/stream.h"

#define PREFIX STREAM_PREFIX
#define TOLD "pysock-told "	/* what was damaged when it was imported */
#define DIGITS STREAM_DIGITS
#define UNPLANNED (-1)		/* instances of a case whose plan was lost */

struct reading {
	struct stream *stream;
	const char *path;
	size_t line;		/* of the file */
	size_t bad_line;	/* the first that looks damaged since the last
				   whole one; 0: none */
	struct stream_case *open;
	bool unsure;		/* lines are missing: another may be open */
	struct text told;
	struct why *why;
};

void
stream_format_told(struct text *out, const struct stream *s)
{
	const char *at = text_get(&s->damage), *end;

	for (; *at != '\0'; at = end + 1) {
		end = strchr(at, '\n');
		text_addf(out, TOLD "%08x %.*s\n", stream_checksum(0, at,
		    (size_t)(end - at)), (int)(end - at), at);
	}
}

static const char *
find_prefix(const char *at, const char *end)
{
	return memmem(at, (size_t)(end - at), PREFIX, sizeof(PREFIX) - 1);
}

static struct stream_case *
case_of(const struct stream *s, const struct record *r)
{
	const char *area = record_get(r, "area"), *name = record_get(r, "name");
	size_t i;

	for (i = 0; area != NULL && name != NULL && i < s->len; i++)
		if (strcmp(s->cases[i].area, area) == 0 &&
		    strcmp(s->cases[i].name, name) == 0)
			return &s->cases[i];
	return NULL;
}

static struct stream_case *
add_case(struct reading *r, const struct stream_case *c)
{
	struct stream *s = r->stream;
	size_t open = r->open != NULL ? (size_t)(r->open - s->cases) : 0;

	s->cases = memory_grow(s->cases, s->len, sizeof(*c));
	if (r->open != NULL)
		r->open = &s->cases[open];
	s->cases[s->len] = *c;
	return &s->cases[s->len++];
}

static bool
take_plan(struct reading *r, const struct record *rec)
{
	struct stream *s = r->stream;
	struct stream_case c = { .area = record_get(rec, "area"),
	    .name = record_get(rec, "name"),
	    .clause = record_get(rec, "clause") };

	if (c.area == NULL || c.name == NULL || c.clause == NULL ||
	    !record_count(rec, "instances", &c.planned) ||
	    case_of(s, rec) != NULL)
		return why_set(r->why, "'%s', line %zu: a plan that makes no "
		    "sense", r->path, r->line);
	add_case(r, &c);
	return true;
}

/* A case whose plan was lost owes what the others leave of all. */
static struct stream_case *
add_unplanned(struct reading *r, const struct record *rec)
{
	struct stream_case c = { .area = record_get(rec, "area"),
	    .name = record_get(rec, "name"), .planned = UNPLANNED,
	    .damaged = true };

	return c.area != NULL && c.name != NULL ? add_case(r, &c) : NULL;
}

/* The first of them takes all, since which owes what is not known. */
static void
share_out(struct reading *r)
{
	struct stream *s = r->stream;
	struct stream_case *first = NULL;
	int64_t left = s->instances;
	size_t i;

	for (i = 0; i < s->len; i++) {
		if (s->cases[i].planned != UNPLANNED) {
			left -= s->cases[i].planned;
			continue;
		}
		s->cases[i].planned = 0;
		if (first == NULL)
			first = &s->cases[i];
	}
	if (left > 0 && first != NULL)
		first->planned = left;
	else if (left > 0)
		text_addf(&s->damage, "'%s': of %lld instances of the %lld "
		    "that were planned it is not told which they are\n",
		    r->path, (long long)left, (long long)s->instances);
}

/* Goes on with another case, or none. */
static bool
turn_to(struct reading *r, struct stream_case *c)
{
	if (r->open != NULL)
		r->open->over = true;
	r->open = c;
	if (c == NULL)
		return true;
	if (c->begun)
		return why_set(r->why, "'%s', line %zu: '%s:%s' begins a "
		    "second time", r->path, r->line, c->area, c->name);
	c->begun = true;
	return true;
}

static bool
take_head(struct reading *r, const struct record *rec)
{
	if (r->stream->revision != NULL)
		return why_set(r->why, "'%s', line %zu: a second stream begins "
		    "here", r->path, r->line);
	r->stream->revision = record_get(rec, "revision");
	r->stream->program = record_get(rec, "program");
	if (!record_count(rec, "instances", &r->stream->instances))
		r->stream->instances = 0;
	return r->stream->revision != NULL || why_set(r->why,
	    "'%s', line %zu: it does not tell the revision of the suite",
	    r->path, r->line);
}

/* The case of an instance: its id begins with AREA/NAME. */
static struct stream_case *
case_of_instance(const struct stream *s, const struct record *r)
{
	const char *id = record_get(r, "id"), *slash;
	size_t i, len;

	slash = id != NULL ? strchr(id, '/') : NULL;
	for (i = 0; slash != NULL && i < s->len; i++) {
		len = strlen(s->cases[i].name);
		if (strncmp(id, s->cases[i].area, (size_t)(slash - id)) == 0 &&
		    s->cases[i].area[slash - id] == '\0' &&
		    strncmp(slash + 1, s->cases[i].name, len) == 0 &&
		    (slash[1 + len] == '[' || slash[1 + len] == '\0'))
			return &s->cases[i];
	}
	return NULL;
}

/* Goes on with the case that an instance is of, if its beginning is missing. */
static void
look_for_case(struct reading *r, const struct record *rec)
{
	struct stream_case *c = case_of_instance(r->stream, rec);

	if (c == NULL || c == r->open || c->begun)
		return;
	turn_to(r, c);
	c->damaged = true;
}

/* What is no line of the stream's own is the open case's. */
static bool
take_text(struct reading *r, const char *text, size_t len)
{
	struct stream *s = r->stream;
	struct stream_case *c;
	struct record rec;
	const char *reason;

	if (!record_parse(&rec, text, len, &s->pool, &reason))
		rec.kind = RECORD_OTHER;
	switch (rec.kind) {
	case RECORD_STREAM:
		return take_head(r, &rec);
	case RECORD_PLAN:
		return take_plan(r, &rec);
	case RECORD_CASE:
		r->unsure = false;
		c = case_of(s, &rec);
		return turn_to(r, c != NULL ? c : add_unplanned(r, &rec));
	case RECORD_END:
		s->complete = true;
		return turn_to(r, NULL);
	case RECORD_INSTANCE:
		if (r->unsure)
			look_for_case(r, &rec);
		break;
	default:
		break;
	}
	c = r->open;
	if (c == NULL)
		return true;
	text_add(&c->output, text, len);
	text_addc(&c->output, '\n');
	return true;
}

static void
tell_gap(struct reading *r, uint64_t next)
{
	struct stream *s = r->stream;
	uint64_t from = s->number + 1;

	text_addf(&s->damage, "'%s', line %zu: ", r->path,
	    r->bad_line > 0 ? r->bad_line : r->line);
	if (from + 1 == next)
		text_addf(&s->damage, "line %llu of the stream is %s\n",
		    (unsigned long long)from, r->bad_line > 0 ? "damaged" :
		    "missing");
	else
		text_addf(&s->damage, "lines %llu to %llu of the stream are %s"
		    "\n", (unsigned long long)from,
		    (unsigned long long)next - 1, r->bad_line > 0 ?
		    "damaged or missing" : "missing");
	if (r->open != NULL)
		r->open->damaged = true;
	r->unsure = true;
}

/* Takes a line of the stream that is whole. */
static bool
take_whole(struct reading *r, uint64_t number, const char *text, size_t len)
{
	struct stream *s = r->stream;
	bool head = strncmp(text, "stream ", 7) == 0;

	if (number == 1 && head && s->number > 0)
		return why_set(r->why, "'%s', line %zu: a second stream begins "
		    "here", r->path, r->line);
	if (s->number == 0 && (number != 1 || !head))
		return why_set(r->why, "'%s', line %zu: the head of the stream "
		    "is %s", r->path, r->bad_line > 0 ? r->bad_line : r->line,
		    r->bad_line > 0 ? "damaged" : "missing");
	if (number <= s->number) {
		text_addf(&s->damage, "'%s', line %zu: line %llu of the stream "
		    "stands there a second time\n", r->path, r->line,
		    (unsigned long long)number);
		return true;
	}
	if (number > s->number + 1)
		tell_gap(r, number);
	s->number = number;
	r->bad_line = 0;
	stream_format(&s->lines, number, text, len);
	return take_text(r, text, len);
}

/* A sentence of stream_format_told(). */
static bool
take_told(struct reading *r, const char *line, const char *end)
{
	size_t len = (size_t)(end - line);
	char digits[DIGITS + 1] = "";

	if (len < sizeof(TOLD) + DIGITS || strncmp(line, TOLD,
	    sizeof(TOLD) - 1) != 0)
		return false;
	line += sizeof(TOLD) - 1;
	memcpy(digits, line, DIGITS);
	line += DIGITS + 1;
	if (strtoul(digits, NULL, 16) != stream_checksum(0, line,
	    (size_t)(end - line)))
		return false;
	text_add(&r->told, line, (size_t)(end - line));
	text_addc(&r->told, '\n');
	return true;
}

/* A line of the file: noise, or at its end a line of the stream. */
static bool
take_line(struct reading *r, const char *line, const char *end)
{
	const char *at, *text = line;
	uint64_t number;

	r->line++;
	while (end > line && end[-1] == '\r')
		end--;
	if (take_told(r, line, end))
		return true;
	for (at = line; (at = find_prefix(at, end)) != NULL; at++) {
		number = stream_line(at + sizeof(PREFIX) - 1, end, &text);
		if (number > 0)
			return take_whole(r, number, text,
			    (size_t)(end - text));
	}
	at = find_prefix(line, end);
	if (at != NULL && r->bad_line == 0 && at + sizeof(PREFIX) - 1 < end &&
	    at[sizeof(PREFIX) - 1] >= '0' && at[sizeof(PREFIX) - 1] <= '9')
		r->bad_line = r->line;
	return true;
}

static bool
take_all(struct reading *r, const struct text *bytes)
{
	const char *at = text_get(bytes), *end = at + bytes->len, *newline;

	for (; at < end; at = newline + 1) {
		newline = memchr(at, '\n', (size_t)(end - at));
		if (newline == NULL)
			newline = end;
		if (!take_line(r, at, newline))
			return false;
	}
	if (r->stream->number > 0)
		return true;
	if (r->bad_line > 0)
		return why_set(r->why, "'%s', line %zu: the head of the stream "
		    "is damaged", r->path, r->bad_line);
	return why_set(r->why, "'%s' is no stream of results: no line of its "
	    "%zu begins with '" PREFIX "1' and its checksum", r->path, r->line);
}

/* Adds what it holds; false if that is nothing. */
static bool
read_bytes(const char *path, struct text *to, struct why *why)
{
	return asset_read(path, SIZE_MAX, to, why) && (to->len > 0 ||
	    why_set(why, "'%s' is empty", path));
}

bool
stream_read(struct stream *s, const char *path, struct why *why)
{
	struct reading r = { .stream = s, .path = path, .why = why };
	struct text bytes = TEXT_INIT;
	bool ok;

	*s = (struct stream)STREAM_INIT;
	ok = read_bytes(path, &bytes, why) && take_all(&r, &bytes);
	if (ok && !s->complete)
		text_addf(&s->damage, "'%s', line %zu: the stream is cut off "
		    "after its line %llu\n", path, r.line,
		    (unsigned long long)s->number);
	if (ok)
		share_out(&r);
	if (r.told.len > 0) {
		text_release(&s->damage);
		s->damage = r.told;
	}
	text_release(&bytes);
	if (!ok)
		stream_release(s);
	return ok;
}

static void
store_area(const struct store *s, const struct identity *id, const char *area)
{
	sqlite3_stmt *stmt = store_prepare(s, "INSERT INTO area SELECT ?1, ?2"
	    " WHERE NOT EXISTS (SELECT 1 FROM area WHERE platform = ?1"
	    " AND name = ?2)");

	store_bind_int(stmt, 1, id->platform);
	store_bind_text(stmt, 2, area);
	store_insert(stmt, NULL);
	sqlite3_finalize(stmt);
}

void
stream_store_case(const struct stream_case *c, const struct store *s,
    struct identity *id, struct text *why)
{
	struct text name = TEXT_INIT;
	struct test_case t = { .area = c->area, .reason = "",
	    .clause = c->clause, .streamed = true, .planned = c->planned,
	    .output = text_get(&c->output), .output_len = c->output.len,
	    .partial = !c->over ? "the run ended before" : c->damaged ?
	    "their lines are damaged or missing" : NULL };

	text_addf(&name, "%s_test:%s", c->area, c->name);
	t.name = text_get(&name);
	store_area(s, id, c->area);
	case_store(s, id, &t, why);
	text_release(&name);
}

void
stream_store(const struct stream *stream, const struct store *s,
    struct identity *id, const char *path)
{
	const char *at = text_get(&stream->damage);
	struct text why = TEXT_INIT;
	size_t i;

	identity_store_revision(id, s, stream->revision);
	if (stream->program != NULL)
		identity_store_reached(id, s, stream->program);
	for (; *at != '\0'; at += strcspn(at, "\n") + 1)
		store_problem(s, id->platform, "%.*s", (int)strcspn(at, "\n"),
		    at);
	for (i = 0; i < stream->len; i++)
		stream_store_case(&stream->cases[i], s, id, &why);
	if (why.len > 0)
		store_problem(s, id->platform, "'%s' does not belong here: %s",
		    path, text_get(&why));
	text_release(&why);
}

void
stream_release(struct stream *s)
{
	size_t i;

	for (i = 0; i < s->len; i++)
		text_release(&s->cases[i].output);
	free(s->cases);
	text_release(&s->lines);
	text_release(&s->damage);
	pool_release(&s->pool);
	*s = (struct stream)STREAM_INIT;
}
