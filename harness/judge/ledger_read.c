/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset.h"
#include "harness/judge/ledger.h"

/*
 * inih knows lines of 200 bytes and names of 50, cuts longer ones in silence,
 * and takes " ;" for a comment: next_line() refuses such lines before inih
 * sees them.
 */
#define LINE_MAX_BYTES 190
#define NAME_MAX_BYTES 48

struct reading {
	struct ledger *ledger;
	struct why *why;
	FILE *file;
	const char *path;
	int line_number;
	bool failed;
	bool continued;		/* the line goes on with the one above */
	bool has_key;		/* the entry has one, which may go on */
};

static const char *const verdicts[] = {
	"departs-from-doc", "differs", "platform-differs", "unsupported", NULL
};

static const char *const parties[] = { "iut", "oracle", "both", NULL };

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
	if (r->ledger->len > 0)
		why_set(r->why, "%s:%d: entry '%s': %s", r->path,
		    r->line_number, current(r)->name, reason);
	else
		why_set(r->why, "%s:%d: %s", r->path, r->line_number, reason);
	r->failed = true;
	return false;
}

static bool
is_one_of(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

static bool
is_date(const char *s)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	    31 };
	int year, month, day, used = 0;
	bool leap;

	if (strlen(s) != 10 || strspn(s, "0123456789-") != 10 ||
	    s[4] != '-' || s[7] != '-' ||
	    sscanf(s, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 ||
	    used != 10 || year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return day <= days[month - 1] - (month == 2 && !leap);
}

/* What a finished entry lacks, or NULL. */
static const char *
missing_key(const struct ledger_entry *e)
{
	return e->clause == NULL ? "clause" :
	    e->instances.len == 0 ? "instances" :
	    e->platforms.at == NULL ? "platform" :
	    e->verdict == NULL ? "verdict" :
	    e->line == NULL ? "line" :
	    e->reason == NULL ? "reason" :
	    e->finding == NULL ? "finding" :
	    e->review == NULL ? "review" :
	    strcmp(e->verdict, "departs-from-doc") == 0 && e->departs == NULL ?
	    "departs" : NULL;
}

static bool
entry_finish(struct reading *r)
{
	const char *key;

	if (r->ledger->len == 0)
		return true;
	key = missing_key(current(r));
	if (key != NULL)
		return refuse(r, "it ends without its key '%s'", key);
	if (current(r)->departs != NULL &&
	    strcmp(current(r)->verdict, "departs-from-doc") != 0)
		return refuse(r, "'departs' goes only with the verdict "
		    "departs-from-doc, not with %s", current(r)->verdict);
	return true;
}

static bool
entry_start(struct reading *r, const char *name, size_t len)
{
	struct ledger *l = r->ledger;
	size_t i;

	if (!entry_finish(r))
		return false;
	if (len == 0 || len > NAME_MAX_BYTES || strspn(name,
	    "abcdefghijklmnopqrstuvwxyz0123456789-") < len)
		return refuse(r, "the section '%.*s' is no name: a-z, 0-9 and "
		    "'-', at most %d of them", (int)len, name, NAME_MAX_BYTES);
	for (i = 0; i < l->len; i++)
		if (strlen(l->entries[i].name) == len &&
		    memcmp(l->entries[i].name, name, len) == 0)
			return refuse(r, "there is a second '%.*s', the first "
			    "is in line %d", (int)len, name,
			    l->entries[i].line_number);
	l->entries = realloc(l->entries, (l->len + 1) * sizeof(*l->entries));
	if (l->entries == NULL)
		abort();
	l->entries[l->len++] = (struct ledger_entry){
		.name = pool_copy(&l->pool, name, len),
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
	if (len > LINE_MAX_BYTES)
		return refuse(r, "the line has more than %d bytes; it may go "
		    "on in an indented one", LINE_MAX_BYTES);
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
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	bool ok = false;

	if (!r->failed && (len = getline(&line, &room, r->file)) >= 0) {
		r->line_number++;
		if (memchr(line, '\0', (size_t)len) != NULL)
			refuse(r, "the line holds a NUL byte");
		else if (check_line(r, line, (size_t)len))
			ok = snprintf(buffer, (size_t)size, "%s", line) < size;
	}
	free(line);
	return ok ? buffer : NULL;
}

static void
names_add(struct reading *r, struct ledger_names *names, const char *name,
    size_t len)
{
	const char **more = pool_alloc(&r->ledger->pool,
	    (names->len + 1) * sizeof(*more));

	if (names->len > 0)
		memcpy(more, names->at, names->len * sizeof(*more));
	more[names->len++] = pool_copy(&r->ledger->pool, name, len);
	names->at = more;
}

static bool
read_platforms(struct reading *r, const char *value)
{
	struct ledger_names *names = &current(r)->platforms;
	bool star = false;
	size_t len;

	if (names->at != NULL)
		return refuse(r, "'platform' stands twice");
	names_add(r, names, "*", 1);
	names->len = 0;
	for (; *value != '\0'; value += len) {
		len = strcspn(value, " \t,");
		if (len == 1 && *value == '*')
			star = true;
		else if (len > 0)
			names_add(r, names, value, len);
		len += strspn(value + len, " \t,");
	}
	if (star == (names->len > 0))
		return refuse(r, "'platform' is '*' or a list of names");
	return true;
}

static bool
read_range(struct reading *r, const char *key, const char *value)
{
	struct ledger_entry *e = current(r);
	struct version_range *range = *key == 'k' ? &e->kernel :
	    *key == 'o' ? &e->oracle : &e->iut;
	const char *reason;

	if (range->name[0] != '\0' || range->len > 0)
		return refuse(r, "'%s' stands twice", key);
	if (version_range_parse(range, value, &reason))
		return true;
	return refuse(r, "'%s' is no range, '%s': %s", key, value, reason);
}

static bool
check_word(struct reading *r, const char *key, const char *value)
{
	if (strcmp(key, "verdict") == 0 && !is_one_of(value, verdicts))
		return refuse(r, "'verdict' cannot be '%s'", value);
	if (strcmp(key, "departs") == 0 && !is_one_of(value, parties))
		return refuse(r, "'departs' is iut, oracle or both, not '%s'",
		    value);
	if (strcmp(key, "review") == 0 && !is_date(value))
		return refuse(r, "'review' is a date YYYY-MM-DD, not '%s'",
		    value);
	return true;
}

static bool
read_word(struct reading *r, const char *key, const char *value)
{
	struct ledger_entry *e = current(r);
	const struct {
		const char *key;
		const char **at;
	} words[] = {
		{ "clause", &e->clause }, { "verdict", &e->verdict },
		{ "departs", &e->departs }, { "line", &e->line },
		{ "reason", &e->reason }, { "finding", &e->finding },
		{ "link", &e->link },
		{ "review", &e->review },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(key, words[i].key) == 0)
			break;
	if (i == sizeof(words) / sizeof(words[0]))
		return refuse(r, "the key '%s' is unknown", key);
	if (*words[i].at != NULL)
		return refuse(r, "'%s' stands twice", key);
	if (!check_word(r, key, value))
		return false;
	*words[i].at = pool_copy(&r->ledger->pool, value, strlen(value));
	return true;
}

static bool
continue_key(struct reading *r, const char *key, const char *value)
{
	struct ledger_entry *e = current(r);
	struct text whole = TEXT_INIT;

	if (strcmp(key, "instances") == 0) {
		names_add(r, &e->instances, value, strlen(value));
		return true;
	}
	if (strcmp(key, "reason") != 0)
		return refuse(r, "'%s' cannot go on in another line", key);
	text_addf(&whole, "%s %s", e->reason, value);
	e->reason = pool_copy(&r->ledger->pool, text_get(&whole), whole.len);
	text_release(&whole);
	return true;
}

static bool
read_key(struct reading *r, const char *key, const char *value)
{
	bool continued = r->continued && r->has_key;

	if (r->ledger->len == 0)
		return refuse(r, "a key stands before the first '[name]'");
	r->has_key = true;
	if (*value == '\0')
		return refuse(r, "'%s' is empty", key);
	if (continued)
		return continue_key(r, key, value);
	if (strcmp(key, "instances") == 0) {
		names_add(r, &current(r)->instances, value, strlen(value));
		return true;
	}
	if (strcmp(key, "platform") == 0)
		return read_platforms(r, value);
	if (strcmp(key, "kernel") == 0 || strcmp(key, "oracle") == 0 ||
	    strcmp(key, "iut") == 0)
		return read_range(r, key, value);
	return read_word(r, key, value);
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

bool
ledger_read(struct ledger *l, const char *path, struct why *why)
{
	struct reading r = { .ledger = l, .why = why, .path = path };
	int bad_line;

	r.file = asset_open(path);
	if (r.file == NULL) {
		why_set(why, "%s: %s", path, strerror(errno));
		return false;
	}
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
	fclose(r.file);
	if (r.failed)
		ledger_release(l);
	return !r.failed;
}
