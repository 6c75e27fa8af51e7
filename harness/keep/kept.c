/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/protocol/whole.h"
#include "harness/report/record.h"
#include "harness/report/stream.h"
#include "harness/keep/kept.h"

#define HEAD_LINES 2	/* stream, stream_plan */

/*
 * A file that begins so, in place of what is there: one of the two is always
 * there, and who still writes the earlier one writes that. -1, with errno.
 */
static int
create(const char *path, const struct text *beginning)
{
	const char *slash = strrchr(path, '/');
	struct text fresh = TEXT_INIT;
	int fd, err;

	text_addf(&fresh, "%.*s.%s", slash != NULL ? (int)(slash + 1 - path) :
	    0, path, slash != NULL ? slash + 1 : path);
	fd = open(text_get(&fresh), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND |
	    O_CLOEXEC, 0666);
	if (fd >= 0 && (!write_whole(fd, text_get(beginning), beginning->len) ||
	    rename(text_get(&fresh), path) != 0)) {
		err = errno;
		close(fd);
		unlink(text_get(&fresh));
		errno = err;
		fd = -1;
	}
	text_release(&fresh);
	return fd;
}

bool
kept_plan(const char *path, const char *revision, const struct area *area,
    const struct row *row, size_t instances, struct why *why)
{
	struct text lines = TEXT_INIT, line = TEXT_INIT;
	int fd;

	text_addf(&line, "stream revision=%s cases=1 instances=%zu", revision,
	    instances);
	stream_format(&lines, 1, text_get(&line), line.len);
	text_cut(&line, 0);
	text_addf(&line, "stream_plan area=%s name=%s clause=%s instances=%zu",
	    area->name, row->name, row->clause, instances);
	stream_format(&lines, 2, text_get(&line), line.len);
	fd = create(path, &lines);
	if (fd < 0)
		why_errno(why, "cannot write '%s'", path);
	else
		close(fd);
	text_release(&line);
	text_release(&lines);
	return fd >= 0;
}

static size_t
count(const struct record *r, const char *key, bool *ok)
{
	int64_t n = 0;

	*ok = record_count(r, key, &n) && *ok;
	return (size_t)n;
}

/* The last line; false if it is another. */
static bool
take_end(const char *text, size_t len, struct tally *t)
{
	struct pool pool = POOL_INIT;
	const char *reason, *first, *absent;
	struct record r;
	bool ok = record_parse(&r, text, len, &pool, &reason) &&
	    r.kind == RECORD_END;

	if (ok) {
		t->planned = count(&r, "planned", &ok);
		t->executed = count(&r, "executed", &ok);
		t->unexpected = count(&r, "unexpected", &ok);
		t->known = count(&r, "known", &ok);
		t->unsupported = count(&r, "unsupported", &ok);
		t->not_run = count(&r, "not_run", &ok);
		first = record_get(&r, "first");
		absent = record_get(&r, "absent");
		ok = ok && first != NULL && absent != NULL;
		if (ok) {
			text_adds(&t->first, first);
			text_adds(&t->absent, absent);
		}
	}
	pool_release(&pool);
	return ok;
}

/* Takes the line there; false if it is not the next one, and whole. */
static bool
take_line(struct kept *k, const char *line, const char *end, struct tally *t,
    bool *complete)
{
	static const char prefix[] = STREAM_PREFIX;
	const char *text;

	if ((size_t)(end - line) < sizeof(prefix) ||
	    memcmp(line, prefix, sizeof(prefix) - 1) != 0 ||
	    stream_line(line + sizeof(prefix) - 1, end, &text) !=
	    k->number + 1)
		return false;
	k->number++;
	if (k->number <= HEAD_LINES)
		text_add(&k->head, line, (size_t)(end + 1 - line));
	else if (take_end(text, (size_t)(end - text), t))
		*complete = true;
	else if (k->number > HEAD_LINES + 1)
		text_add(&k->output, text, (size_t)(end + 1 - text));
	return true;
}

enum kept_state
kept_read(struct kept *k, const char *path, struct tally *t)
{
	struct text bytes = TEXT_INIT;
	struct why why = WHY_INIT;
	const char *at, *end;
	bool complete = false;

	text_adds(&k->path, path);
	if (!asset_read(path, SIZE_MAX, &bytes, &why))
		return KEPT_NOTHING;
	for (at = text_get(&bytes); !complete &&
	    (end = strchr(at, '\n')) != NULL && take_line(k, at, end, t,
	    &complete); at = end + 1)
		continue;
	text_release(&bytes);
	return k->number < HEAD_LINES ? KEPT_NOTHING : complete ?
	    KEPT_COMPLETE : k->number == HEAD_LINES ? KEPT_PLANNED :
	    KEPT_BEGUN;
}

/* Nothing more is written; what is there stays readable. */
static void
put(struct kept *k, const struct text *lines)
{
	if (k->fd < 0 || write_whole(k->fd, text_get(lines), lines->len))
		return;
	close(k->fd);
	k->fd = -1;
}

/* What is printed: whole lines go on as such. */
static ssize_t
take(void *cookie, const char *bytes, size_t len)
{
	struct kept *k = cookie;
	struct text lines = TEXT_INIT;
	const char *at, *end;
	size_t left;

	if (fwrite(bytes, 1, len, k->beside) != len)
		return -1;
	text_add(&k->partial, bytes, len);
	at = text_get(&k->partial);
	end = at + k->partial.len;
	for (const char *newline; (newline = memchr(at, '\n',
	    (size_t)(end - at))) != NULL; at = newline + 1)
		stream_format(&lines, ++k->number, at, (size_t)(newline - at));
	left = (size_t)(end - at);
	memmove(k->partial.at, at, left);
	text_cut(&k->partial, left);
	put(k, &lines);
	text_release(&lines);
	return (ssize_t)len;
}

FILE *
kept_start(struct kept *k, FILE *beside, const struct area *area,
    const struct row *row)
{
	const cookie_io_functions_t io = { .write = take };
	struct text line = TEXT_INIT, lines = TEXT_INIT;
	FILE *out;

	if (k->head.len == 0)
		return NULL;
	k->beside = beside;
	k->number = HEAD_LINES + 1;
	text_addf(&line, "stream_case area=%s name=%s", area->name, row->name);
	text_adds(&lines, text_get(&k->head));
	stream_format(&lines, k->number, text_get(&line), line.len);
	k->fd = create(text_get(&k->path), &lines);
	text_release(&line);
	text_release(&lines);
	out = k->fd >= 0 ? fopencookie(k, "w", io) : NULL;
	if (out != NULL)
		setvbuf(out, NULL, _IOFBF, 1 << 16);
	return out;
}

static void
add_quoted(struct text *out, const char *key, const struct text *value)
{
	text_addf(out, " %s=", key);
	value_format_str(text_get(value), value->len, out);
}

void
kept_end(struct kept *k, FILE *out, const struct tally *t)
{
	struct text line = TEXT_INIT, lines = TEXT_INIT;

	fclose(out);
	text_addf(&line, "stream_end cases=1 planned=%zu executed=%zu "
	    "unexpected=%zu known=%zu unsupported=%zu not_run=%zu", t->planned,
	    t->executed, t->unexpected, t->known, t->unsupported, t->not_run);
	add_quoted(&line, "first", &t->first);
	add_quoted(&line, "absent", &t->absent);
	stream_format(&lines, ++k->number, text_get(&line), line.len);
	put(k, &lines);
	/* A guest that goes down has not written to its host by itself. */
	if (k->fd >= 0) {
		fdatasync(k->fd);
		close(k->fd);
		k->fd = -1;
	}
	text_release(&line);
	text_release(&lines);
}

void
kept_release(struct kept *k)
{
	if (k->fd >= 0)
		close(k->fd);
	text_release(&k->head);
	text_release(&k->output);
	text_release(&k->path);
	text_release(&k->partial);
	*k = (struct kept)KEPT_INIT;
}
