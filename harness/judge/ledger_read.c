/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
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
	FILE *file;
	char *line;		/* the last one, of getline() */
	size_t room;
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
	l->entries = realloc(l->entries, (l->len + 1) * sizeof(*l->entries));
	if (l->entries == NULL)
		memory_ran_out();
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

/* The reader that inih is given, in the manner of fgets(). */
static char *
next_line(char *buffer, int size, void *user)
{
	struct reading *r = user;
	ssize_t len;

	if (r->failed || (len = getline(&r->line, &r->room, r->file)) < 0)
		return NULL;
	r->line_number++;
	if (memchr(r->line, '\0', (size_t)len) != NULL)
		refuse(r, "the line holds a NUL byte");
	else if (check_line(r, r->line, (size_t)len) && len < size)
		return memcpy(buffer, r->line, (size_t)len + 1);
	return NULL;
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

static bool
add_file(struct ledger *l, const char *path, bool own, struct why *why)
{
	struct reading r = { .ledger = l, .why = why, .first = l->len,
	    .path = pool_copy(&l->pool, path, strlen(path)), .own = own };
	int bad_line = 0;
	size_t n;

	for (n = 0; n < l->len; n++)
		add_name(&r, l->entries[n].name);
	r.file = asset_open(path);
	if (r.file == NULL)
		r.failed = !why_set(why, "%s: %s", path, strerror(errno));
	else
		bad_line = ini_parse_stream(next_line, &r, on_key, &r);
	if (!r.failed && ferror(r.file))
		refuse(&r, "%s", strerror(errno));
	if (bad_line > 0 && (!r.failed || bad_line < r.line_number)) {
		why_set(why, "%s:%d: neither 'key = value' nor '[name]'", path,
		    bad_line);
		r.failed = true;
	}
	if (!r.failed)
		entry_finish(&r);
	if (r.file != NULL)
		fclose(r.file);
	free(r.line);
	tdestroy(r.names, leave_name);
	if (r.failed)
		ledger_release(l);
	return !r.failed;
}

bool
ledger_read(struct ledger *l, const char *path, struct why *why)
{
	return add_file(l, path, false, why);
}

bool
ledger_read_own(struct ledger *l, const char *path, struct why *why)
{
	return add_file(l, path, true, why);
}

bool
ledger_read_all(struct ledger *l, const char *top, const char *own,
    struct why *why)
{
	struct text path = TEXT_INIT;
	size_t len;
	bool ok;

	text_addf(&path, "%s/cases/ledger.ini", top);
	ok = ledger_read(l, text_get(&path), why);
	for (; ok && own != NULL && *own != '\0'; own += len) {
		len = strcspn(own, "\n");
		text_cut(&path, 0);
		text_add(&path, own, len);
		ok = len == 0 || ledger_read_own(l, text_get(&path), why);
		len += own[len] == '\n';
	}
	text_release(&path);
	return ok;
}
