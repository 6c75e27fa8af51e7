/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/judge/asset.h"
#include "harness/judge/ledger_key.h"
#include "harness/protocol/memory.h"
#include "harness/protocol/text.h"

/*
 * inih knows lines of 200 bytes and names of 50, cuts longer ones in silence,
 * and takes " ;" for a comment: next_line() refuses such lines before inih
 * sees them.
 */

struct reading {
	struct ledger *ledger;
	struct why *why;
	struct text all;	/* of the file */
	char *at;		/* what of it has not been read */
	const char *clause;	/* whose entries are wanted; NULL: of all */
	const char *path;	/* in the ledger's pool */
	size_t first;		/* the first entry of this file */
	void *names;		/* of all entries, for tsearch() */
	int line_number;
	bool own;		/* a user's */
	bool failed;
	bool continued;		/* the line goes on with the one above */
	bool has_key;		/* the entry has one, which may go on */
};

static struct ledger_entry *
current(const struct reading *r)
{
	return &r->ledger->entries[r->ledger->len - 1];
}

/* Keeps the first reason, and stops the reading. */
static bool __attribute__((format(printf, 2, 3)))
refuse(struct reading *r, const char *format, ...)
{
	char reason[sizeof(r->why->text)];
	va_list ap;

	if (r->failed)
		return false;
	va_start(ap, format);
	vsnprintf(reason, sizeof(reason), format, ap);
	va_end(ap);
	if (r->ledger->len > r->first)
		why_set(r->why, "%s:%d: entry '%s': %s", r->path,
		    r->line_number, current(r)->name, reason);
	else
		why_set(r->why, "%s:%d: %s", r->path, r->line_number, reason);
	r->failed = true;
	return false;
}

static bool
entry_finish(struct reading *r)
{
	struct why why = WHY_INIT;

	return r->ledger->len == r->first ||
	    ledger_key_check(current(r), r->own, &why) ||
	    refuse(r, "%s", why.text);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* False if there is one of that name already. */
static bool
add_name(struct reading *r, const char *name)
{
	const char *const *there = tsearch(name, &r->names, compare_names);

	if (there == NULL)
		memory_ran_out();
	return *there == name;
}

static void
leave_name(void *name)
{
	(void)name;
}

static const struct ledger_entry *
find(const struct ledger *l, const char *name)
{
	size_t i;

	for (i = 0; strcmp(l->entries[i].name, name) != 0; i++)
		;
	return &l->entries[i];
}

static bool
refuse_second(struct reading *r, const char *name)
{
	const struct ledger_entry *first = find(r->ledger, name);

	if (first >= r->ledger->entries + r->first)
		return refuse(r, "there is a second '%s', the first is in "
		    "line %d", name, first->line_number);
	return refuse(r, "there is a second '%s', the first is in %s:%d",
	    name, first->path, first->line_number);
}

static bool
entry_start(struct reading *r, const char *name, size_t len)
{
	struct ledger *l = r->ledger;
	const char *own;

	if (!entry_finish(r))
		return false;
	if (len == 0 || len > LEDGER_NAME_MAX || strspn(name,
	    "abcdefghijklmnopqrstuvwxyz0123456789-") < len)
		return refuse(r, "the section '%.*s' is no name: a-z, 0-9 and "
		    "'-', at most %d of them", (int)len, name, LEDGER_NAME_MAX);
	own = pool_copy(&l->pool, name, len);
	if (!add_name(r, own))
		return refuse_second(r, own);
	l->entries = memory_grow(l->entries, l->len, sizeof(*l->entries));
	l->entries[l->len++] = (struct ledger_entry){
		.name = own,
		.path = r->path,
		.own = r->own,
		.line_number = r->line_number,
	};
	r->has_key = false;
	return true;
}

/* Sees to what inih would swallow, and to sections. */
static bool
check_line(struct reading *r, const char *line, size_t len)
{
	const char *at = line + strspn(line, " \t");
	const char *semicolon;

	while (len > 0 && isspace((unsigned char)line[len - 1]))
		len--;
	if (len > LEDGER_LINE_MAX)
		return refuse(r, "the line has more than %d bytes; it may go "
		    "on in an indented one", LEDGER_LINE_MAX);
	r->continued = at > line;
	if (at >= line + len || *at == ';' || *at == '#')
		return true;
	if (r->continued && !r->has_key)
		return refuse(r, "an indented line has no key above it");
	for (semicolon = at; (semicolon = strchr(semicolon, ';')) != NULL;
	    semicolon++)
		if (semicolon > line && isspace((unsigned char)semicolon[-1]))
			return refuse(r, "' ;' would start a comment; write "
			    "another sign, or '*' in a pattern");
	if (r->continued || *at != '[')
		return true;
	if (line[len - 1] != ']')
		return refuse(r, "a section is '[name]' and nothing behind it");
	return entry_start(r, at + 1, (size_t)(line + len - at) - 2);
}

/* Where the section behind this place begins, or the end. */
static char *
next_section(const struct reading *r, char *at)
{
	char *end = r->all.at + r->all.len;
	char *found = memmem(at, (size_t)(end - at), "\n[", 2);

	return found != NULL ? found + 1 : end;
}

/* Goes on behind sections that do not name the clause. */
static void
skip_others(struct reading *r)
{
	char *next, *newline;

	while (r->clause != NULL && *r->at == '[') {
		next = next_section(r, r->at);
		if (memmem(r->at, (size_t)(next - r->at), r->clause,
		    strlen(r->clause)) != NULL)
			return;
		for (; r->at < next; r->line_number++) {
			newline = memchr(r->at, '\n', (size_t)(next - r->at));
			r->at = newline != NULL ? newline + 1 : next;
		}
	}
}

/* The reader that inih is given, in the manner of fgets(). */
static char *
next_line(char *buffer, int size, void *user)
{
	struct reading *r = user;
	const char *end = r->all.at + r->all.len;
	char *line, *newline, behind;
	size_t len;
	bool good;

	skip_others(r);
	if (r->failed || r->at == end)
		return NULL;
	r->line_number++;
	line = r->at;
	newline = memchr(line, '\n', (size_t)(end - line));
	len = newline != NULL ? (size_t)(newline + 1 - line) :
	    (size_t)(end - line);
	r->at += len;
	behind = line[len];
	line[len] = '\0';
	good = memchr(line, '\0', len) == NULL ? check_line(r, line, len) :
	    refuse(r, "the line holds a NUL byte");
	if (good && len < (size_t)size)
		memcpy(buffer, line, len + 1);
	line[len] = behind;
	return good && len < (size_t)size ? buffer : NULL;
}

static bool
read_key(struct reading *r, const char *key, const char *value)
{
	bool (*give)(struct ledger_entry *, struct pool *, const char *,
	    const char *, struct why *) = r->continued && r->has_key ?
	    ledger_key_go_on : ledger_key_set;
	struct why why = WHY_INIT;

	if (r->ledger->len == r->first)
		return refuse(r, "a key stands before the first '[name]'");
	r->has_key = true;
	return give(current(r), &r->ledger->pool, key, value, &why) ||
	    refuse(r, "%s", why.text);
}

/* inih's callback; what failed is kept in the reading. */
static int
on_key(void *user, const char *section, const char *key, const char *value)
{
	struct reading *r = user;

	(void)section;
	if (!r->failed)
		read_key(r, key, value);
	return 1;
}

/* False, with errno, if it cannot be opened, or read to its end. */
static bool
read_bytes(const char *path, struct text *all)
{
	FILE *in = asset_open(path);
	char bytes[16384];
	bool ok = in != NULL;
	size_t n;

	while (ok && (n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		text_add(all, bytes, n);
	ok = ok && !ferror(in);
	if (in != NULL)
		fclose(in);
	text_add(all, "", 0);
	return ok;
}

static bool
add_file(struct ledger *l, const char *path, bool own, const char *clause,
    struct why *why)
{
	struct reading r = { .ledger = l, .why = why, .first = l->len,
	    .path = pool_copy(&l->pool, path, strlen(path)), .own = own,
	    .clause = clause };
	int bad_line = 0;
	size_t n;

	for (n = 0; n < l->len; n++)
		add_name(&r, l->entries[n].name);
	if (!read_bytes(path, &r.all))
		r.failed = !why_set(why, "%s: %s", path, strerror(errno));
	else if (r.all.len > 0) {
		r.at = r.all.at;
		bad_line = ini_parse_stream(next_line, &r, on_key, &r);
	}
	if (bad_line > 0 && (!r.failed || bad_line < r.line_number)) {
		why_set(why, "%s:%d: neither 'key = value' nor '[name]'", path,
		    bad_line);
		r.failed = true;
	}
	if (!r.failed)
		entry_finish(&r);
	text_release(&r.all);
	tdestroy(r.names, leave_name);
	/* inih counts lines by itself: what is wrong is found as in a whole. */
	if (r.failed && clause != NULL) {
		l->len = r.first;
		return add_file(l, path, own, NULL, why);
	}
	if (r.failed)
		ledger_release(l);
	return !r.failed;
}

bool
ledger_read(struct ledger *l, const char *path, struct why *why)
{
	return add_file(l, path, false, NULL, why);
}

bool
ledger_read_own(struct ledger *l, const char *path, struct why *why)
{
	return add_file(l, path, true, NULL, why);
}

bool
ledger_read_clause(struct ledger *l, const char *top, const char *own,
    const char *clause, struct why *why)
{
	struct text path = TEXT_INIT;
	size_t len;
	bool ok;

	text_addf(&path, "%s/cases/ledger.ini", top);
	ok = add_file(l, text_get(&path), false, clause, why);
	for (; ok && own != NULL && *own != '\0'; own += len) {
		len = strcspn(own, "\n");
		text_cut(&path, 0);
		text_add(&path, own, len);
		ok = len == 0 || add_file(l, text_get(&path), true, clause,
		    why);
		len += own[len] == '\n';
	}
	text_release(&path);
	return ok;
}

bool
ledger_read_all(struct ledger *l, const char *top, const char *own,
    struct why *why)
{
	return ledger_read_clause(l, top, own, NULL, why);
}
