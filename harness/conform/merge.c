/* SPDX-License-Identifier: BSD-2-Clause */
/* Shares of runs, from folders of results, to the results of whole runs. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/conform/lock.h"
#include "harness/conform/shard.h"
#include "harness/conform/wanted.h"
#include "harness/judge/asset.h"
#include "harness/platform/forget.h"
#include "harness/protocol/memory.h"
#include "harness/report/made.h"
#include "harness/report/merge.h"
#include "harness/report/read.h"
#include "harness/report/read_file.h"
#include "harness/report/report.h"
#include "harness/rows/choice.h"

#define STAGED ".merge"	/* below the results: what is not whole yet */

/* A share of one platform, in a folder of results. */
struct part {
	const char *results;	/* the argument's */
	char *column, *folder;
	char revision[64];
	struct shard shard;
};

struct parts {
	struct part *at;
	size_t len;
	const char *command;	/* conform, as it was started */
};

/* Adds the shares of all platforms of a folder of results. */
static bool
find_parts(struct parts *all, const char *results, struct why *why)
{
	struct dirent **names;
	struct part *p;
	struct text folder = TEXT_INIT, path = TEXT_INIT;
	size_t before = all->len;
	int n = scandir(results, &names, NULL, alphasort), i;
	FILE *in;
	bool ok = n >= 0 || why_errno(why, "cannot read '%s'", results);

	for (i = 0; i < n; i++) {
		text_cut(&folder, 0);
		text_cut(&path, 0);
		text_addf(&folder, "%s/%s", results, names[i]->d_name);
		text_addf(&path, "%s/" READ_SHARE, text_get(&folder));
		if (ok && names[i]->d_name[0] != '.' &&
		    access(text_get(&path), F_OK) == 0) {
			all->at = memory_grow(all->at, all->len, sizeof(*p));
			p = &all->at[all->len++];
			*p = (struct part){ .results = results,
			    .column = memory_copy(names[i]->d_name),
			    .folder = memory_copy(text_get(&folder)) };
			ok = shard_read(&p->shard, p->folder, why);
			text_cut(&path, 0);
			text_addf(&path, "%s/" READ_REVISION, p->folder);
			in = fopen(text_get(&path), "re");
			if (in != NULL && fscanf(in, "%63s", p->revision) != 1)
				p->revision[0] = '\0';
			if (in != NULL)
				fclose(in);
		}
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	if (ok && all->len == before)
		ok = why_set(why, "'%s' has no share of a run: `conform run "
		    "--shard` makes them", results);
	text_release(&folder);
	text_release(&path);
	return ok;
}

/* The command that runs a share again. */
static void
add_command(const struct part *p, unsigned nth, const char *command,
    const char *results, struct text *out)
{
	text_addf(out, "%s run --shard %u/%u %s", command, nth,
	    p->shard.share.of, p->shard.arguments);
	shard_add_argument(out, "results", results);
}

/* Whether two shares may be of one run; if not, by name. */
static bool
belong_together(const struct part *a, const struct part *b, struct why *why)
{
	struct text text = TEXT_INIT;
	bool ok = true;

	if (a->shard.share.of != b->shard.share.of)
		ok = why_set(why, "%s: '%s' has share %s, and '%s' share %s: "
		    "they are not of the same number", a->column, a->results,
		    a->shard.which, b->results, b->shard.which);
	else if (a->shard.share.nth == b->shard.share.nth)
		ok = why_set(why, "%s: share %s is in '%s' and in '%s'; give "
		    "one of them", a->column, a->shard.which, a->results,
		    b->results);
	else if (strcmp(a->revision, b->revision) != 0)
		ok = why_set(why, "%s: '%s' is of revision %s of the suite, "
		    "and '%s' of %s", a->column, a->results, a->revision,
		    b->results, b->revision);
	else if (strcmp(a->shard.areas, b->shard.areas) != 0 ||
	    strcmp(a->shard.arguments, b->shard.arguments) != 0)
		ok = why_set(why, "%s: the run of '%s' was asked for by %s, "
		    "and that of '%s' by %s", a->column, a->results,
		    a->shard.arguments, b->results, b->shard.arguments);
	else if (merge_differ(a->results, b->results, a->column, &text))
		ok = why_set(why, "%s: '%s' was run on another platform than "
		    "'%s': %s", a->column, b->results, a->results,
		    text_get(&text));
	text_release(&text);
	return ok;
}

/* Whether it is that share of the column; 0: any. */
static bool
is_share(const struct part *p, const char *column, unsigned nth)
{
	return strcmp(p->column, column) == 0 &&
	    (nth == 0 || p->shard.share.nth == nth);
}

/* The first of a column, with that share of it, or NULL. */
static const struct part *
part_of(const struct parts *all, const char *column, unsigned nth)
{
	size_t i;

	for (i = 0; i < all->len; i++)
		if (is_share(&all->at[i], column, nth))
			return &all->at[i];
	return NULL;
}

/* The same of the column that part i is of, which it may be itself. */
static const struct part *
first_of(const struct parts *all, size_t i, unsigned nth)
{
	size_t n = 0;

	while (n < i && !is_share(&all->at[n], all->at[i].column, nth))
		n++;
	return &all->at[n];
}

static bool
is_first(const struct parts *all, size_t i)
{
	return first_of(all, i, 0) == &all->at[i];
}

/* Whether a share has not all that it ran; adds what it has lost. */
static bool
has_lost(const struct part *p, struct text *out)
{
	struct text path = TEXT_INIT, areas = TEXT_INIT;
	struct why why = WHY_INIT;
	char *rest, *name;
	bool lost = false;

	text_addf(&path, "%s/" READ_AREAS, p->folder);
	asset_read(text_get(&path), SIZE_MAX, &areas, &why);
	rest = areas.at;
	while (!lost && (name = strsep(&rest, " \n")) != NULL) {
		text_cut(&path, 0);
		text_addf(&path, "%s/%s.db", p->folder, name);
		lost = *name != '\0' && access(text_get(&path), F_OK) != 0;
	}
	if (lost)
		text_addf(out, "has lost '%s'", text_get(&path));
	text_release(&path);
	text_release(&areas);
	return lost;
}

/* Whether a database has not all cases that its share ran; adds which. */
static bool
has_lost_case(const struct part *p, struct text *out)
{
	struct text path = TEXT_INIT, lost = TEXT_INIT;
	char *lines = memory_copy(text_get(&p->shard.cases)), *rest = lines;
	char *cases, *area;
	bool lacks = false;

	while (!lacks && (cases = strsep(&rest, "\n")) != NULL) {
		area = strsep(&cases, " ");
		text_cut(&path, 0);
		text_addf(&path, "%s/%s.db", p->folder, area);
		if (cases == NULL || *cases == '\0')
			continue;
		lacks = access(text_get(&path), F_OK) != 0 ||
		    merge_lacks(text_get(&path), cases, &lost);
	}
	if (lacks && lost.len == 0)
		text_addf(out, "has lost '%s'", text_get(&path));
	else if (lacks)
		text_addf(out, "has lost the case '%s' of '%s'",
		    text_get(&lost), text_get(&path));
	free(lines);
	text_release(&path);
	text_release(&lost);
	return lacks;
}

/* Says which shares of a column are not there, or did not end. */
static size_t
tell_gaps(const struct parts *all, const struct part *first)
{
	struct text line = TEXT_INIT;
	const struct part *p;
	size_t gaps = 0;
	unsigned nth;

	for (nth = 1; nth <= first->shard.share.of; nth++) {
		p = part_of(all, first->column, nth);
		text_cut(&line, 0);
		text_addf(&line, "%s: share %u/%u ", first->column, nth,
		    first->shard.share.of);
		if (p != NULL && p->shard.ended && !has_lost(p, &line) &&
		    !has_lost_case(p, &line))
			continue;
		gaps++;
		if (p != NULL && !p->shard.ended)
			text_addf(&line, "was begun in '%s' and did not run "
			    "to its end", p->results);
		else if (p == NULL)
			text_adds(&line, "is not there");
		text_adds(&line, "; it alone is run again by\n    ");
		add_command(first, nth, all->command, p != NULL ? p->results :
		    "DIR", &line);
		fprintf(stderr, "conform: %s\n", text_get(&line));
	}
	text_release(&line);
	return gaps;
}

/* What is there of a share: nothing is touched before all of it can be read. */
static bool
are_whole(const struct part *p, struct why *why)
{
	char *areas = memory_copy(p->shard.areas), *rest = areas, *name;
	struct text path = TEXT_INIT;
	bool ok = true;

	while (ok && (name = strsep(&rest, " ")) != NULL) {
		text_cut(&path, 0);
		text_addf(&path, "%s/%s.db", p->folder, name);
		ok = access(text_get(&path), F_OK) != 0 ||
		    read_file_is_whole(text_get(&path)) ||
		    why_set(why, "'%s' is cut off or damaged: nothing is "
		    "merged", text_get(&path));
	}
	text_release(&path);
	free(areas);
	return ok;
}

/* Refuses what does not fit together; tells all gaps before it does. */
static bool
check(const struct parts *all, struct why *why)
{
	size_t i, gaps = 0;

	for (i = 0; i < all->len; i++) {
		const struct part *first = first_of(all, i, 0);

		if (first != &all->at[i] &&
		    !belong_together(first, &all->at[i], why))
			return false;
	}
	for (i = 0; i < all->len; i++) {
		const struct part *same = first_of(all, i,
		    all->at[i].shard.share.nth);

		if (same != &all->at[i])
			return belong_together(same, &all->at[i], why);
	}
	for (i = 0; i < all->len; i++)
		if (is_first(all, i))
			gaps += tell_gaps(all, &all->at[i]);
	if (gaps > 0)
		return why_set(why, "%zu share%s missing: nothing is merged",
		    gaps, gaps == 1 ? " is" : "s are");
	for (i = 0; i < all->len; i++)
		if (!are_whole(&all->at[i], why))
			return false;
	return true;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* One area of a column, from all shares that have cases of it. */
static bool
merge_area(const struct parts *all, const char *column, const char *name,
    const char *folder, struct why *why)
{
	const struct area *area = area_named(name);
	const char **cases, **from = calloc(all->len, sizeof(*from));
	struct text path = TEXT_INIT;
	size_t len = 0, i;
	bool ok = true;

	if (from == NULL)
		memory_ran_out();
	if (area == NULL) {
		free(from);
		return why_set(why, "there is no area '%s' in this suite",
		    name);
	}
	cases = calloc(area->rows_len + 1, sizeof(*cases));
	if (cases == NULL)
		memory_ran_out();
	for (i = 0; i < area->rows_len; i++)
		cases[i] = area->rows[i].name;
	qsort(cases, area->rows_len, sizeof(*cases), by_name);
	for (i = 0; i < all->len; i++) {
		text_cut(&path, 0);
		text_addf(&path, "%s/%s.db", all->at[i].folder, name);
		if (strcmp(all->at[i].column, column) != 0)
			continue;
		if (access(text_get(&path), F_OK) == 0)
			from[len++] = memory_copy(text_get(&path));
		else if (errno != ENOENT)
			ok = why_errno(why, "cannot find '%s'",
			    text_get(&path));
	}
	text_cut(&path, 0);
	text_addf(&path, "%s/%s.db", folder, name);
	if (ok && len > 0)
		ok = merge_databases(from, len, cases, area->rows_len,
		    text_get(&path), why);
	while (len > 0)
		free((char *)from[--len]);
	free(from);
	free(cases);
	text_release(&path);
	return ok;
}

/* All shares are alike in a file of one line, if they have it. */
static bool
keep_line(const struct part *first, const char *name, const char *folder,
    struct why *why)
{
	struct text path = TEXT_INIT, line = TEXT_INIT;
	bool ok = true;

	text_addf(&path, "%s/%s", first->folder, name);
	if (access(text_get(&path), F_OK) == 0) {
		ok = asset_read(text_get(&path), 512, &line, why);
		if (ok) {
			text_cut(&line, strcspn(text_get(&line), "\n"));
			ok = write_line(folder, name, text_get(&line), why);
		}
	}
	text_release(&path);
	text_release(&line);
	return ok;
}

static bool
merge_column(const struct options *o, const struct parts *all,
    const struct part *first, struct why *why)
{
	char *areas = memory_copy(first->shard.areas), *rest = areas, *name;
	char folder[PATH_MAX];
	bool ok = make_results(o, first->column, folder, why);

	if (ok) {
		forget_results(folder);	/* of a merge that was killed */
		ok = write_line(folder, READ_REVISION, first->revision, why) &&
		    write_line(folder, READ_AREAS, areas, why) &&
		    keep_line(first, MADE_FILE, folder, why) &&
		    keep_line(first, READ_REACHED, folder, why);
	}
	while (ok && (name = strsep(&rest, " ")) != NULL)
		ok = merge_area(all, first->column, name, folder, why);
	free(areas);
	return ok;
}

/* Takes away what has been merged so far. */
static void
drop(const struct options *staged, const struct parts *all)
{
	static const char *const files[] = { READ_REVISION, READ_AREAS,
	    MADE_FILE };
	struct text folder = TEXT_INIT;
	size_t i, n;

	for (i = 0; i < all->len; i++) {
		text_cut(&folder, 0);
		text_addf(&folder, "%s/%s", staged->results,
		    all->at[i].column);
		forget_results(text_get(&folder));
		for (n = 0; n < sizeof(files) / sizeof(files[0]); n++) {
			size_t len = folder.len;

			text_addf(&folder, "/%s", files[n]);
			unlink(text_get(&folder));
			text_cut(&folder, len);
		}
		rmdir(text_get(&folder));
	}
	rmdir(staged->results);
	text_release(&folder);
}

/* Moves what a folder has into another, over what is there. */
static bool
move_files(const char *from, const char *to, struct why *why)
{
	struct dirent **names;
	struct text old = TEXT_INIT, new = TEXT_INIT;
	int n = scandir(from, &names, NULL, alphasort), i;
	bool ok = n >= 0 || why_errno(why, "cannot read '%s'", from);

	for (i = 0; i < n; i++) {
		text_cut(&old, 0);
		text_cut(&new, 0);
		text_addf(&old, "%s/%s", from, names[i]->d_name);
		text_addf(&new, "%s/%s", to, names[i]->d_name);
		if (ok && names[i]->d_name[0] != '.' &&
		    rename(text_get(&old), text_get(&new)) != 0)
			ok = why_errno(why, "cannot write '%s'",
			    text_get(&new));
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	text_release(&old);
	text_release(&new);
	return ok;
}

/* Puts a column that is merged in the place of what is there. */
static bool
place_column(const struct options *o, const struct options *staged,
    const char *column, struct why *why)
{
	char from[PATH_MAX], to[PATH_MAX];
	struct text path = TEXT_INIT;
	bool ok = make_results(staged, column, from, why) &&
	    make_results(o, column, to, why);

	if (ok) {
		forget_results(to);
		text_addf(&path, "%s/" READ_SHARE, to);
		unlink(text_get(&path));
		ok = move_files(from, to, why);
	}
	text_release(&path);
	return ok;
}

/* Merges all of them beside what is there, which goes only then. */
static bool
merge_all(const struct options *o, const struct parts *all, struct why *why)
{
	struct text folder = TEXT_INIT;
	struct options staged = *o;
	bool ok = true;
	size_t i;

	text_addf(&folder, "%s/" STAGED, o->results);
	staged.results = text_get(&folder);
	for (i = 0; ok && i < all->len; i++)
		if (is_first(all, i))
			ok = merge_column(&staged, all, &all->at[i], why);
	for (i = 0; ok && i < all->len; i++)
		if (is_first(all, i))
			ok = place_column(o, &staged, all->at[i].column, why);
	drop(&staged, all);
	text_release(&folder);
	return ok;
}

static int
report(const struct options *o, const struct parts *all)
{
	static const char *const nothing[] = { NULL };
	struct options merged = *o;
	struct text platforms = TEXT_INIT;
	size_t i;
	int status;

	for (i = 0; i < all->len; i++)
		if (is_first(all, i))
			text_addf(&platforms, "%s%s", platforms.len > 0 ? " " :
			    "", all->at[i].column);
	merged.patterns = nothing;
	if (o->platforms[0] == '\0')
		merged.platforms = text_get(&platforms);
	status = command_report(&merged);
	text_release(&platforms);
	return status;
}

/* Whether each platform that was asked for has a share at all. */
static bool
check_asked(const struct options *o, const struct parts *all, struct why *why)
{
	char *list = memory_copy(o->platforms), *rest = list, *name;
	bool ok = true;

	while (ok && (name = strsep(&rest, " ,")) != NULL)
		if (name[0] != '\0' && part_of(all, name, 0) == NULL)
			ok = why_set(why, "%s: none of its shares is there",
			    name);
	free(list);
	return ok;
}

/* Whether the results go where none of the shares is. */
static bool
check_target(const struct options *o, const struct parts *all, struct why *why)
{
	char target[PATH_MAX], source[PATH_MAX];
	size_t i;

	if (realpath(o->results, target) == NULL)
		return errno == ENOENT ||
		    why_errno(why, "cannot find '%s'", o->results);
	for (i = 0; i < all->len; i++)
		if (realpath(all->at[i].results, source) != NULL &&
		    strcmp(source, target) == 0)
			return why_set(why, "'%s' is where a share is; "
			    "--results names the folder that they are merged "
			    "into", o->results);
	return true;
}

int
command_merge(struct options *o)
{
	struct parts all = { NULL, 0, o->command };
	struct why why = WHY_INIT;
	bool taken = false, ok = true;
	size_t i;
	int status;

	for (i = 0; ok && o->patterns[i] != NULL; i++)
		ok = find_parts(&all, o->patterns[i], &why);
	ok = ok && check_asked(o, &all, &why) && check(&all, &why) &&
	    check_target(o, &all, &why) && own_check(o, &why) &&
	    wanted_check(o, &why);
	/* What is refused takes no lock, and makes no folder. */
	taken = ok && lock_take(o->results, "merge", &why);
	ok = taken && lock_take_report(o->report, "merge", &why) &&
	    merge_all(o, &all, &why);
	status = ok ? report(o, &all) : command_fail(&why);
	if (taken && ok)
		lock_release();
	else if (taken)
		lock_undo();
	for (i = 0; i < all.len; i++) {
		free(all.at[i].column);
		free(all.at[i].folder);
		shard_release(&all.at[i].shard);
	}
	free(all.at);
	return status;
}
