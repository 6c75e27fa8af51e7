/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/conform/shard.h"
#include "harness/protocol/memory.h"
#include "harness/report/read.h"
#include "harness/rows/choice.h"

bool
shard_check(const struct options *o, struct why *why)
{
	struct share share;

	if (!share_read(&share, o->shard, why))
		return false;
	if (share.of > 0 && !o->here && (o->patterns[0] != NULL || o->failed ||
	    o->until[0] != '\0'))
		return why_set(why, "a share is of whole areas: it takes "
		    "neither patterns nor --failed nor --until-unstable");
	return true;
}

/* As the area's program has it: harness/runner/atf.c. */
bool
shard_has_row(const struct chosen *c, const struct share *share,
    const struct area *area, const struct row *row)
{
	int most = atoi(c->o.sample);
	bool exact = atoi(c->o.exact) != 0;

	if (!share_has(share, area, row))
		return false;
	if (!selection_is_empty(&c->only))
		return selection_count(&c->only, area, row) > 0;
	return most <= 0 || (exact && row->waits) ||
	    area_samples(area, row, (size_t)most);
}

static bool
has_any_row(const struct chosen *c, const struct share *share,
    const struct area *area)
{
	size_t i;

	for (i = 0; i < area->rows_len; i++)
		if (shard_has_row(c, share, area, &area->rows[i]))
			return true;
	return false;
}

void
shard_choose(struct chosen *c)
{
	struct why why = WHY_INIT;
	struct share share;
	size_t i, kept = 0;

	if (!share_read(&share, c->o.shard, &why) || share.of == 0)
		return;
	for (i = 0; i < c->areas_len; i++)
		if (has_any_row(c, &share, area_named(c->areas[i])))
			c->areas[kept++] = c->areas[i];
	c->areas_len = kept;
}

void
shard_add_argument(struct text *out, const char *name, const char *value)
{
	if (value[0] == '\0')
		return;
	text_addf(out, " --%s '", name);
	for (; *value != '\0'; value++)
		if (*value == '\'')
			text_adds(out, "'\\''");
		else
			text_addc(out, *value == '\n' ? ' ' : *value);
	text_addc(out, '\'');
}

/* A line each, and a name may have blanks. */
static void
add_ledgers(struct text *out, const char *ledgers)
{
	char *names = memory_copy(ledgers), *rest = names, *name;

	while ((name = strsep(&rest, "\n")) != NULL)
		shard_add_argument(out, "ledger", name);
	free(names);
}

void
shard_add_arguments(struct text *out, const char *platforms,
    const struct options *asked)
{
	text_addf(out, "--platforms '%s'", platforms);
	shard_add_argument(out, "cases", asked->cases != NULL ? asked->cases : "");
	shard_add_argument(out, "iut", asked->iut);
	shard_add_argument(out, "oracle", asked->oracle);
	shard_add_argument(out, "wrap", asked->wrap);
	shard_add_argument(out, "name", asked->name);
	shard_add_argument(out, "vectors", asked->vectors);
	shard_add_argument(out, "require", asked->require);
	shard_add_argument(out, "watchdog", asked->watchdog);
	add_ledgers(out, asked->ledger);
	if (asked->full)
		text_adds(out, " --full");
	if (asked->sandbox)
		text_adds(out, " --sandbox");
}

bool
shard_check_place(const struct platforms *all, struct why *why)
{
	struct text folder = TEXT_INIT;
	struct why none = WHY_INIT;
	struct share share;
	struct shard there;
	bool ok = share_read(&share, all->o->shard, why);
	size_t i;

	for (i = 0; ok && share.of > 0 && i < all->len; i++) {
		text_cut(&folder, 0);
		text_addf(&folder, "%s/%s", all->o->results,
		    platforms_column(&all->at[i]));
		if (shard_read(&there, text_get(&folder), &none) &&
		    (there.share.nth != share.nth || there.share.of !=
		    share.of))
			ok = why_set(why, "'%s' has share %s of a run, which "
			    "would be lost: --results names another folder "
			    "for share %s", text_get(&folder), there.which,
			    all->o->shard);
		shard_release(&there);
	}
	text_release(&folder);
	return ok;
}

static bool
write_file(const char *path, const char *how, const struct text *lines,
    struct why *why)
{
	FILE *out = fopen(path, how);
	bool ok = out != NULL && fputs(text_get(lines), out) >= 0;

	if (out != NULL && fclose(out) != 0)
		ok = false;
	return ok || why_errno(why, "cannot write '%s'", path);
}

/* Adds an area's rows that are in the share. */
static void
add_cases(struct text *lines, const struct chosen *c,
    const struct share *share, const char *name)
{
	const struct area *area = area_named(name);
	size_t i;

	text_addf(lines, "cases %s", name);
	for (i = 0; i < area->rows_len; i++)
		if (shard_has_row(c, share, area, &area->rows[i]))
			text_addf(lines, " %s", area->rows[i].name);
	text_addc(lines, '\n');
}

bool
shard_begin(const struct chosen *c, const char *folder,
    const char *const *areas, size_t areas_len, struct why *why)
{
	struct text path = TEXT_INIT, lines = TEXT_INIT;
	struct share share;
	bool ok = true;
	size_t i;

	text_addf(&path, "%s/" READ_SHARE, folder);
	if (!share_read(&share, c->o.shard, why))
		ok = false;
	else if (share.of == 0)
		ok = unlink(text_get(&path)) == 0 || errno == ENOENT ||
		    why_errno(why, "cannot remove '%s'", text_get(&path));
	else {
		text_addf(&lines, "%s\nareas", c->o.shard);
		for (i = 0; i < areas_len; i++)
			text_addf(&lines, " %s", areas[i]);
		text_adds(&lines, "\narguments ");
		shard_add_arguments(&lines, c->platform.name, c->asked);
		text_addc(&lines, '\n');
		for (i = 0; i < areas_len; i++)
			add_cases(&lines, c, &share, areas[i]);
		ok = write_file(text_get(&path), "we", &lines, why);
	}
	text_release(&path);
	text_release(&lines);
	return ok;
}

bool
shard_end(const struct chosen *c, const char *folder, struct why *why)
{
	struct text path = TEXT_INIT, lines = TEXT_INIT;
	bool ok = true;

	text_addf(&path, "%s/" READ_SHARE, folder);
	text_adds(&lines, "ended\n");
	if (c->o.shard[0] != '\0')
		ok = write_file(text_get(&path), "ae", &lines, why);
	text_release(&path);
	text_release(&lines);
	return ok;
}

static void
take_line(struct shard *s, const char *line)
{
	if (s->which == NULL)
		s->which = memory_copy(line);
	else if (strncmp(line, "areas ", 6) == 0)
		s->areas = memory_copy(line + 6);
	else if (strncmp(line, "arguments ", 10) == 0)
		s->arguments = memory_copy(line + 10);
	else if (strncmp(line, "cases ", 6) == 0)
		text_addf(&s->cases, "%s\n", line + 6);
	else if (strcmp(line, "ended") == 0)
		s->ended = true;
}

bool
shard_read(struct shard *s, const char *folder, struct why *why)
{
	struct text path = TEXT_INIT;
	char *line = NULL;
	size_t room = 0;
	FILE *in;
	bool ok;

	*s = (struct shard)SHARD_INIT;
	text_addf(&path, "%s/" READ_SHARE, folder);
	in = fopen(text_get(&path), "re");
	while (in != NULL && getline(&line, &room, in) > 0) {
		line[strcspn(line, "\n")] = '\0';
		take_line(s, line);
	}
	if (in != NULL)
		fclose(in);
	ok = s->which != NULL && s->areas != NULL && s->arguments != NULL &&
	    share_read(&s->share, s->which, why) && s->share.of > 0;
	if (!ok)
		why_set(why, "'%s' is no share of a run: `conform run --shard` "
		    "makes them", folder);
	free(line);
	text_release(&path);
	return ok;
}

void
shard_release(struct shard *s)
{
	free(s->which);
	free(s->areas);
	free(s->arguments);
	text_release(&s->cases);
	*s = (struct shard)SHARD_INIT;
}
