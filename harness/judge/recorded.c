/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "harness/judge/asset.h"
#include "harness/judge/recorded.h"
#include "harness/protocol/memory.h"

static const char *const ends[] = { [RECORDED_STUCK] = "!stuck\t",
	[RECORDED_ABSENT] = "!absent\t",
	[RECORDED_UNSUPPORTED] = "!unsupported\t" };

static char *
path_of(const char *folder, const char *area, const char *suffix)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/%s.gz%s", folder, area, suffix);
	return text_detach(&path);
}

/* Whether an id is that of a line, which ends where the line does. */
static bool
is_of(const char *id, const char *line)
{
	size_t len = strlen(id);

	return strncmp(id, line, len) == 0 && line[len] == '\n';
}

static void
index_ids(struct recorded *r)
{
	char *at = r->text;

	while (at != NULL && *at != '\0') {
		if (*at == '@') {
			r->ids = memory_grow(r->ids, r->ids_len,
			    sizeof(*r->ids));
			r->ids[r->ids_len++] = at + 1;
		}
		at = strchr(at, '\n');
		at = at != NULL ? at + 1 : NULL;
	}
	r->last = calloc(1, sizeof(*r->last));
	if (r->last == NULL)
		memory_ran_out();
}

/* Adds what a gzip file holds; false if it is damaged, cut off or no such. */
static bool
unpack(FILE *in, struct text *to)
{
	static unsigned char packed[65536], bytes[65536];
	z_stream z = { .next_in = NULL };
	int rc = inflateInit2(&z, 16 + MAX_WBITS);

	while (rc == Z_OK) {
		if (z.avail_in == 0) {
			z.next_in = packed;
			z.avail_in = (uInt)fread(packed, 1, sizeof(packed), in);
		}
		z.next_out = bytes;
		z.avail_out = sizeof(bytes);
		rc = inflate(&z, Z_NO_FLUSH);
		text_add(to, (const char *)bytes, sizeof(bytes) - z.avail_out);
	}
	inflateEnd(&z);
	return rc == Z_STREAM_END && z.avail_in == 0 && getc(in) == EOF &&
	    !ferror(in);
}

bool
recorded_read(struct recorded *r, const char *folder, const char *area,
    struct why *why)
{
	char *path = path_of(folder, area, "");
	struct text text = TEXT_INIT;
	FILE *in = asset_open(path);
	bool ok;

	*r = (struct recorded)RECORDED_INIT;
	ok = in != NULL || errno == ENOENT ||
	    why_errno(why, "cannot read the recording '%s'", path);
	if (in != NULL) {
		if (!unpack(in, &text) || (text.len > 0 &&
		    (text.at[text.len - 1] != '\n' ||
		    memchr(text.at, '\0', text.len) != NULL)))
			ok = why_set(why, "the recording '%s' is damaged or "
			    "cut off", path);
		fclose(in);
		if (ok)
			r->text = text_detach(&text);
		index_ids(r);
	}
	text_release(&text);
	free(path);
	return ok;
}

/* Adds the event of a line; false if it is none. */
static bool
add_event(struct trace *t, const char *line, const char *end)
{
	char *copy = memory_copy_part(line, (size_t)(end - line));
	char *act, *outcome, *hash;

	act = strchr(copy, '\t');
	outcome = act != NULL ? strchr(act + 1, '\t') : NULL;
	if (outcome != NULL) {
		*act++ = *outcome++ = '\0';
		hash = strchr(copy, '#');
		if (hash != NULL)
			*hash = '\0';
		trace_add(t, copy, act, outcome, NULL);
	}
	free(copy);
	return outcome != NULL;
}

static char **
find(const struct recorded *r, const char *id)
{
	size_t n, i;

	for (i = 0; i < r->ids_len; i++) {
		n = (*r->last + i) % r->ids_len;
		if (is_of(id, r->ids[n])) {
			*r->last = n;
			return &r->ids[n];
		}
	}
	return NULL;
}

bool
recorded_has(const struct recorded *r, const char *id)
{
	return find(r, id) != NULL;
}

/* What a line "!absent<TAB>WHY" says. */
static enum recorded_end
read_end(const char *line, const char *end, struct text *reason)
{
	const char *tab = memchr(line, '\t', (size_t)(end - line));
	enum recorded_end how = RECORDED_STUCK;

	if (tab != NULL)
		text_add(reason, tab + 1, (size_t)(end - tab) - 1);
	while (how < RECORDED_UNSUPPORTED &&
	    strncmp(line, ends[how], strlen(ends[how])) != 0)
		how++;
	return how;
}

enum recorded_end
recorded_find(const struct recorded *r, const char *id, struct trace *t,
    struct text *reason)
{
	enum recorded_end how = RECORDED_WHOLE;
	char **found = find(r, id);
	const char *at, *end;

	if (found == NULL)
		return RECORDED_NOT;
	for (at = strchr(*found, '\n') + 1; *at != '@' && *at != '\0';
	    at = end + 1) {
		end = strchr(at, '\n');
		if (*at == '!')
			how = read_end(at, end, reason);
		else if (!add_event(t, at, end))
			return RECORDED_NOT;
	}
	return how;
}

void
recorded_format(const char *id, const struct trace *t, enum recorded_end how,
    const char *reason, struct text *out)
{
	size_t i;

	text_addf(out, "@%s\n", id);
	for (i = 0; i < t->len; i++)
		text_addf(out, "%s\t%s\t%s\n", t->events[i].label,
		    t->events[i].act, t->events[i].outcome);
	if (how > RECORDED_WHOLE)
		text_addf(out, "%s%s\n", ends[how],
		    reason != NULL ? reason : "");
}

bool
recorded_write(const char *folder, const char *area, const char *text,
    size_t len, struct why *why)
{
	char *path = path_of(folder, area, ""),
	    *temporary = path_of(folder, area, ".new");
	gzFile file = gzopen(temporary, "wb9");
	bool ok = file != NULL;

	while (ok && len > 0) {
		unsigned n = len < 1 << 20 ? (unsigned)len : 1u << 20;

		ok = gzwrite(file, text, n) == (int)n;
		text += n;
		len -= n;
	}
	if (file != NULL && gzclose(file) != Z_OK)
		ok = false;
	if (!ok || rename(temporary, path) != 0) {
		why_errno(why, "cannot write the recording '%s'", path);
		unlink(temporary);
		ok = false;
	}
	free(path);
	free(temporary);
	return ok;
}

void
recorded_release(struct recorded *r)
{
	free(r->text);
	free(r->ids);
	free(r->last);
	*r = (struct recorded)RECORDED_INIT;
}
