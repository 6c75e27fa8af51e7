/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "harness/conform/named.h"
#include "harness/conform/resume.h"
#include "harness/conform/shard.h"
#include "harness/judge/asset.h"
#include "harness/platform/forget.h"
#include "harness/report/json.h"
#include "harness/report/read_file.h"
#include "harness/report/read_kept.h"
#include "harness/report/sources.h"
#include "harness/report/stream.h"
#include "harness/rows/choice.h"
#include "harness/rows/revision.h"
#include "harness/keep/kept.h"

/* The line of a file that begins with that word, or "". */
static void
find_line(const struct text *file, const char *word, struct text *line)
{
	const char *at = text_get(file);
	size_t len = strlen(word), end;

	text_cut(line, 0);
	for (; *at != '\0'; at += end + (at[end] == '\n')) {
		end = strcspn(at, "\n");
		if (end > len && strncmp(at, word, len) == 0 && at[len] == ' ')
			text_add(line, at + len + 1, end - len - 1);
	}
}

static bool
read_file_run(const char *folder, struct text *file)
{
	struct text path = TEXT_INIT;
	struct why why = WHY_INIT;
	bool ok;

	text_addf(&path, "%s/" FORGET_RUN, folder);
	ok = access(text_get(&path), F_OK) == 0 &&
	    asset_read(text_get(&path), 1 << 20, file, &why);
	text_release(&path);
	return ok;
}

const char *
resume_revision(void)
{
	static struct revision r;

	if (r.digits[0] == '\0')
		revision_of_suite(&r);
	return r.digits;
}

/* Of all that decides what comes of a run; what is not there is nothing. */
static uLong
checksum(const struct options *o)
{
	static const char *const own[] = { "build/conform", "build/iut",
	    "oracle/abilities.py", "oracle/methods.py", "oracle/oracle.py",
	    "oracle/session.py", "oracle/standins.py", "oracle/values.py",
	    "cases/ledger.ini" };
	struct text path = TEXT_INIT, bytes = TEXT_INIT;
	struct why why = WHY_INIT;
	char *files = strdup(o->ledger), *rest = files, *file;
	uLong crc;
	size_t i;

	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		text_cut(&path, 0);
		text_addf(&path, "%s/%s", top, own[i]);
		asset_read(text_get(&path), SIZE_MAX, &bytes, &why);
	}
	while ((file = strsep(&rest, "\n")) != NULL)
		if (*file != '\0')
			asset_read(file, SIZE_MAX, &bytes, &why);
	crc = crc32_z(0, (const Bytef *)text_get(&bytes), bytes.len);
	free(files);
	text_release(&path);
	text_release(&bytes);
	return crc;
}

/* What this run is asked for, in the lines of the file. */
static void
add_request(const struct platforms *all, struct text *out)
{
	const struct options *o = all->o;
	struct text names = TEXT_INIT;
	size_t i;

	for (i = 0; i < all->len; i++)
		text_addf(&names, "%s%s", i > 0 ? " " : "",
		    all->at[i].platform.name);
	text_addf(out, "revision %s\nbuild %08lx\narguments ",
	    resume_revision(), checksum(o));
	/* With --failed only those are left of which something failed. */
	shard_add_arguments(out, o->failed ? o->platforms : text_get(&names), o);
	shard_add_argument(out, "shard", o->shard);
	shard_add_argument(out, "until-unstable", o->until);
	if (o->failed)
		text_adds(out, " --failed");
	for (i = 0; o->patterns[i] != NULL; i++)
		shard_add_argument(out, "only", o->patterns[i]);
	text_addc(out, '\n');
	for (i = 0; i < all->len; i++)
		named_add(&all->at[i].o, out);
	text_release(&names);
}

/* Whether that is what the run there was asked for. */
static bool
check_same(const struct text *there, const struct text *now,
    const char *folder, struct why *why)
{
	static const struct {
		const char *word, *what;
	} lines[] = { { "revision", "of revision" },
	    { "arguments", "asked for by" }, { "build", "made by build" } };
	struct text a = TEXT_INIT, b = TEXT_INIT;
	const char *other;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < sizeof(lines) / sizeof(lines[0]); i++) {
		find_line(there, lines[i].word, &a);
		find_line(now, lines[i].word, &b);
		if (strcmp(text_get(&a), text_get(&b)) != 0)
			ok = why_set(why, "the run in '%s' was %s %s, and this "
			    "is %s: it cannot be gone on with; without "
			    "--resume all is run anew", folder, lines[i].what,
			    text_get(&a), text_get(&b));
	}
	other = ok ? named_other(there, now, &a) : NULL;
	if (other != NULL)
		ok = why_set(why, "the run in '%s' was begun with another "
		    "'%s': it cannot be gone on with; without --resume all is "
		    "run anew", folder, other);
	text_release(&a);
	text_release(&b);
	return ok;
}

/* The name of a run that begins now. */
static void
add_name(struct text *out)
{
	text_adds(out, "run ");
	sources_add_now(out);
	text_addf(out, " %d\n", (int)getpid());
}

bool
resume_begin(const struct platforms *all, struct why *why)
{
	const struct options *o = all->o;
	struct text there = TEXT_INIT, now = TEXT_INIT, name = TEXT_INIT;
	bool ok = true, begun;

	add_request(all, &now);
	begun = o->resume && read_file_run(o->results, &there);
	if (launch_is_full(o->results))
		ok = why_set(why, "the disk is full: there is no room for "
		    "results in '%s', and nothing there is touched",
		    o->results);
	else if (launch_is_full(launch_scratch()))
		ok = why_set(why, "the disk is full: there is no room to work "
		    "in TMPDIR, '%s', and no results are touched",
		    launch_scratch());
	else if (begun)
		ok = check_same(&there, &now, o->results, why);
	else {
		if (o->resume)
			printf("No run was begun in %s: all of it is run.\n",
			    o->results);
		add_name(&name);
		text_adds(&name, text_get(&now));
		ok = json_write(&name, o->results, FORGET_RUN, why);
	}
	text_release(&there);
	text_release(&now);
	text_release(&name);
	return ok;
}

bool
resume_is_of(const struct options *o, const char *column)
{
	struct text folder = TEXT_INIT, a = TEXT_INIT, b = TEXT_INIT,
	    run = TEXT_INIT, begun = TEXT_INIT;
	bool is;

	text_addf(&folder, "%s/%s", o->results, column);
	is = o->resume && read_file_run(o->results, &a) &&
	    read_file_run(text_get(&folder), &b);
	find_line(&a, "run", &run);
	find_line(&b, "run", &begun);
	is = is && run.len > 0 &&
	    strcmp(text_get(&run), text_get(&begun)) == 0;
	text_release(&folder);
	text_release(&a);
	text_release(&b);
	text_release(&run);
	text_release(&begun);
	return is;
}

/* The platform's file: the first line of the run's. */
static bool
mark_begun(const struct options *o, const char *folder, struct why *why)
{
	struct text file = TEXT_INIT, line = TEXT_INIT, own = TEXT_INIT;
	bool ok = read_file_run(o->results, &file);

	find_line(&file, "run", &line);
	text_addf(&own, "run %s\n", text_get(&line));
	ok = ok ? json_write(&own, folder, FORGET_RUN, why) :
	    why_set(why, "'%s/" FORGET_RUN "' is gone", o->results);
	text_release(&file);
	text_release(&line);
	text_release(&own);
	return ok;
}

struct planning {
	const struct chosen *c;
	const char *folder, *name;
	struct share share;
	bool again;
	size_t rows, complete;
};

/* One row; one that is complete stays if the run is gone on with. */
static bool
plan_row(struct planning *p, const struct area *area, const struct row *row,
    struct why *why)
{
	const struct selection *only = &p->c->only;
	struct text path = TEXT_INIT;
	struct kept kept = KEPT_INIT;
	struct tally tally = TALLY_INIT;
	bool ok = true;

	text_addf(&path, "%s/%s" KEPT_FOLDER "/%s", p->folder, p->name,
	    row->name);
	p->rows++;
	if (p->again && kept_read(&kept, text_get(&path), &tally) ==
	    KEPT_COMPLETE)
		p->complete++;
	else
		ok = kept_plan(text_get(&path), resume_revision(), area, row,
		    selection_count(selection_is_empty(only) ? NULL : only,
		    area, row), why);
	tally_release(&tally);
	kept_release(&kept);
	text_release(&path);
	return ok;
}

static bool
plan_area(struct planning *p, struct why *why)
{
	const struct area *area = area_named(p->name);
	struct text path = TEXT_INIT;
	bool ok;
	size_t i;

	p->rows = p->complete = 0;
	text_addf(&path, "%s/%s" KEPT_FOLDER, p->folder, p->name);
	ok = mkdir(text_get(&path), 0777) == 0 || errno == EEXIST ||
	    why_errno(why, "cannot make the folder '%s'", text_get(&path));
	for (i = 0; ok && i < area->rows_len; i++)
		if (shard_has_row(p->c, &p->share, area, &area->rows[i]))
			ok = plan_row(p, area, &area->rows[i], why);
	text_release(&path);
	if (ok && p->complete > 0)
		printf("%-10s %-24s %zu of %zu rows are kept\n",
		    platforms_column(p->c), p->name, p->complete, p->rows);
	return ok;
}

static bool
is_whole(const char *folder, const char *area)
{
	struct text path = TEXT_INIT;
	bool is;

	text_addf(&path, "%s/%s.db", folder, area);
	is = read_file_is_whole(text_get(&path));
	text_release(&path);
	return is;
}

/* What a bundle printed is whole, or is run again. */
static bool
has_stream(const char *folder)
{
	struct text path = TEXT_INIT;
	struct stream stream;
	struct why why = WHY_INIT;
	bool has;

	text_addf(&path, "%s/" STREAM_FILE, folder);
	has = stream_read(&stream, text_get(&path), &why);
	if (has) {
		has = stream.complete && stream.damage.len == 0;
		stream_release(&stream);
	}
	text_release(&path);
	return has;
}

static bool
plan_areas(struct chosen *c, struct planning *p, struct why *why)
{
	size_t i, left = 0, len = c->areas_len;

	for (i = 0; i < len; i++) {
		p->name = c->areas[i];
		if (p->again && is_whole(p->folder, p->name)) {
			forget_rows(p->folder, p->name);
			continue;
		}
		forget_area(p->folder, p->name);
		if (!plan_area(p, why))
			return false;
		c->areas[left++] = c->areas[i];
	}
	c->areas_len = left;
	if (p->again && left < len)
		printf("%-10s %zu of %zu areas are complete\n",
		    platforms_column(c), len - left, len);
	fflush(stdout);
	return true;
}

bool
resume_plan(struct chosen *c, const char *folder, bool again, struct why *why)
{
	struct planning p = { .c = c, .folder = folder, .again = again };

	if (!share_read(&p.share, c->o.shard, why))
		return false;
	if (c->platform.shape == PLATFORM_BUNDLE) {
		if (again && has_stream(folder))
			c->areas_len = 0;
	} else if (!plan_areas(c, &p, why))
		return false;
	return mark_begun(c->asked, folder, why);
}

void
resume_end(const struct chosen *c, const char *folder)
{
	size_t i;

	for (i = 0; i < c->areas_len; i++)
		forget_rows(folder, c->areas[i]);
}
