/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset.h"
#include "harness/judge/finding.h"
#include "harness/protocol/memory.h"

struct page {
	struct pool *pool;
	struct finding_page *finding;
	const char *file;	/* "cases/findings/x.md", for sentences */
	char *text;
};

static bool
read_text(const char *path, char **text, struct why *why)
{
	struct text all = TEXT_INIT;
	bool ok = asset_read(path, SIZE_MAX, &all, why);

	text_addc(&all, '\n');
	*text = text_detach(&all);
	return ok;
}

/* How long the first name is: a pattern of instances has commas in its []. */
static size_t
name_length(const char *list)
{
	size_t len;
	int depth = 0;

	for (len = 0; list[len] != '\0' && (list[len] != ',' || depth > 0);
	    len++)
		depth += list[len] == '[' ? 1 : list[len] == ']' ? -1 : 0;
	return len;
}

/* A list of names, between commas. */
static void
read_names(struct page *p, struct ledger_names *names, const char *value)
{
	const char **at = pool_alloc(p->pool, (strlen(value) + 1) *
	    sizeof(*at));
	size_t len;

	names->at = at;
	names->len = 0;
	for (; *value != '\0'; value += len) {
		value += strspn(value, " ");
		len = name_length(value);
		if (len > 0)
			at[names->len++] = pool_copy(p->pool, value, len);
		len += value[len] == ',';
	}
}

static bool
read_versions(struct page *p, const char *value, struct why *why)
{
	struct finding_page *f = p->finding;
	const char *reason, *end;
	char *range;

	for (; value != NULL; value = end != NULL ? end + 4 : NULL) {
		end = strstr(value, " or ");
		range = pool_copy(p->pool, value, end != NULL ?
		    (size_t)(end - value) : strlen(value));
		if (f->versions_len == FINDING_RANGES)
			return why_set(why, "%s: 'versions' has more than %d "
			    "ranges", p->file, FINDING_RANGES);
		if (!version_range_parse(&f->versions[f->versions_len++],
		    range, &reason))
			return why_set(why, "%s: 'versions' has '%s': %s",
			    p->file, range, reason);
	}
	return true;
}

static bool
read_kernel(struct page *p, const char *value, struct why *why)
{
	const char *reason;

	return version_ranges_parse(&p->finding->kernel, p->pool, value,
	    &reason) || why_set(why, "%s: 'kernel' has '%s': %s", p->file,
	    value, reason);
}

static bool
read_owner(struct page *p, const char *value, struct why *why)
{
	struct text names = TEXT_INIT;

	p->finding->owner = value;
	if (finding_owner_is_known(value))
		return true;
	finding_owner_names(&names);
	why_set(why, "%s: the owner '%s' is unknown; there are %s", p->file,
	    value, text_get(&names));
	text_release(&names);
	return false;
}

static bool
read_place(struct page *p, const char *value, struct why *why)
{
	struct text names = TEXT_INIT;

	p->finding->place = finding_place_find(value);
	if (p->finding->place != NULL)
		return true;
	finding_place_names(&names);
	why_set(why, "%s: 'runs' has '%s'; there are %s", p->file, value,
	    text_get(&names));
	text_release(&names);
	return false;
}

static bool
read_key(struct page *p, const char *key, const char *value, struct why *why)
{
	struct finding_page *f = p->finding;
	const struct {
		const char *key;
		const char **at;
	} words[] = { { "platforms", &f->platforms }, { "needs", &f->needs },
	    { "alone", &f->alone }, { "upstream", &f->upstream },
	    { "seen", &f->seen } };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(key, words[i].key) == 0) {
			*words[i].at = value;
			return true;
		}
	if (strcmp(key, "id") == 0)
		return strcmp(value, f->id) == 0 || why_set(why, "%s: its id "
		    "is '%s', not the file's name", p->file, value);
	if (strcmp(key, "owner") == 0)
		return read_owner(p, value, why);
	if (strcmp(key, "runs") == 0)
		return read_place(p, value, why);
	if (strcmp(key, "versions") == 0)
		return read_versions(p, value, why);
	if (strcmp(key, "kernel") == 0)
		return read_kernel(p, value, why);
	if (strcmp(key, "clauses") == 0)
		read_names(p, &f->clauses, value);
	else if (strcmp(key, "entries") == 0)
		read_names(p, &f->entries, value);
	else if (strcmp(key, "rows") == 0)
		read_names(p, &f->rows, value);
	else
		return why_set(why, "%s: the key '%s' is unknown", p->file,
		    key);
	return true;
}

/* Adds the lines of a key to one, and moves behind them. */
static char *
whole_value(struct page *p, char **at)
{
	struct text value = TEXT_INIT;
	char *whole, *end;

	do {
		end = *at + strcspn(*at, "\n");
		text_addf(&value, "%s%.*s", value.len > 0 ? " " : "",
		    (int)(end - *at), *at);
		*at = *end != '\0' ? end + 1 : end;
		if (strncmp(*at, "  ", 2) != 0)
			break;
		*at += 2;
	} while (true);
	whole = pool_copy(p->pool, text_get(&value), value.len);
	text_release(&value);
	return whole;
}

/*
 * Lines "- key: value", which may go on in indented ones. What follows them is
 * the page's text, up to its first program.
 */
static bool
read_head(struct page *p, char *at, struct why *why)
{
	char *colon, *key, *end;

	while (strncmp(at, "- ", 2) == 0) {
		at += 2;
		colon = strstr(at, ": ");
		if (colon == NULL || memchr(at, '\n', (size_t)(colon - at)))
			return why_set(why, "%s: a line of its head is not "
			    "'- key: value'", p->file);
		key = pool_copy(p->pool, at, (size_t)(colon - at));
		at = colon + 2;
		if (!read_key(p, key, whole_value(p, &at), why))
			return false;
	}
	at += strspn(at, "\n");
	end = strstr(at, "```");
	p->finding->text = pool_copy(p->pool, at, end != NULL ?
	    (size_t)(end - at) : strlen(at));
	return true;
}

/* What stands between ```LANGUAGE and ```; NULL for none. */
static const char *
fenced(struct page *p, const char *language)
{
	struct text fence = TEXT_INIT;
	const char *from, *end;

	text_addf(&fence, "\n```%s\n", language);
	from = strstr(p->text, text_get(&fence));
	if (from != NULL)
		from += fence.len;
	text_release(&fence);
	end = from != NULL ? strstr(from, "\n```\n") : NULL;
	return end != NULL ?
	    pool_copy(p->pool, from, (size_t)(end + 1 - from)) : NULL;
}

static const char *
missing(const struct finding_page *f)
{
	return f->owner == NULL ? "owner" :
	    f->clauses.len == 0 ? "clauses" :
	    f->versions_len == 0 ? "versions" :
	    f->platforms == NULL ? "platforms" :
	    f->entries.len + f->rows.len == 0 && f->alone == NULL ?
	    "entries or rows" :
	    f->upstream == NULL ? "upstream" :
	    f->seen == NULL ? "seen" :
	    f->python == NULL && f->c == NULL ? "```python and no ```c" : NULL;
}

/* The place that it names has to run its programs. */
static bool
check_place(const struct page *p, struct why *why)
{
	const struct finding_page *f = p->finding;

	if (f->place == NULL)
		return true;
	if (f->python != NULL && f->place->python == NULL)
		return why_set(why, "%s: it has a program in Python, which "
		    "'%s' does not run", p->file, f->place->name);
	if (f->c != NULL && f->place->compiler == NULL)
		return why_set(why, "%s: it has a program in C, which '%s' "
		    "does not run", p->file, f->place->name);
	return true;
}

static bool
read_page(struct page *p, struct why *why)
{
	struct finding_page *f = p->finding;
	char *end = strchr(p->text, '\n');

	if (strncmp(p->text, "# ", 2) != 0 || end == NULL ||
	    strncmp(end, "\n\n- ", 4) != 0)
		return why_set(why, "%s: it does not begin with '# title', an "
		    "empty line and '- key: value'", p->file);
	f->title = pool_copy(p->pool, p->text + 2,
	    (size_t)(end - p->text) - 2);
	f->needs = "";
	f->python = fenced(p, "python");
	f->c = fenced(p, "c");
	if (!read_head(p, end + 2, why))
		return false;
	if (missing(f) != NULL)
		return why_set(why, "%s: it has no %s", p->file, missing(f));
	return check_place(p, why);
}

static bool
add_page(struct findings *f, struct page *p, const char *name, struct why *why)
{
	f->at = memory_grow(f->at, f->len, sizeof(*f->at));
	p->finding = &f->at[f->len++];
	*p->finding = (struct finding_page){ .id = pool_copy(&f->pool, name,
	    strlen(name) - 3) };
	return read_page(p, why);
}

static bool
add_file(struct findings *f, const char *folder, const char *name, bool agreed,
    struct why *why)
{
	struct text path = TEXT_INIT;
	struct page p = { .pool = &f->pool };
	bool ok;

	text_addf(&path, "%s/%s", folder, name);
	p.file = text_get(&path);
	ok = read_text(p.file, &p.text, why) && ((agreed &&
	    strstr(p.text, "\n- rows: ") == NULL) ||
	    add_page(f, &p, name, why));
	free(p.text);
	text_release(&path);
	return ok;
}

static bool
read_pages(struct findings *f, const char *folder, bool agreed,
    struct why *why)
{
	char **names;
	int i, n = asset_list(folder, ".md", &names);
	bool ok = n >= 0 || why_errno(why, "cannot read '%s'", folder);

	*f = (struct findings)FINDINGS_INIT;
	for (i = 0; i < n; i++) {
		if (ok && strcmp(names[i], "README.md") != 0)
			ok = add_file(f, folder, names[i], agreed, why);
		free(names[i]);
	}
	free(names);
	if (!ok)
		findings_release(f);
	return ok;
}

bool
findings_read(struct findings *f, const char *folder, struct why *why)
{
	return read_pages(f, folder, false, why);
}

bool
findings_read_agreed(struct findings *f, const char *folder, struct why *why)
{
	return read_pages(f, folder, true, why);
}
