/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/conform/lock.h"
#include "harness/report/made.h"
#include "harness/report/read.h"
#include "harness/report/report.h"
#include "harness/report/stream.h"
#include "harness/rows/revision.h"

/* Results of another suite are not comparable with ours. */
static bool
check_revision(const struct stream *s, const char *path, struct why *why)
{
	struct revision ours;

	revision_of_suite(&ours);
	return strcmp(s->revision, ours.digits) == 0 || why_set(why,
	    "'%s': it was made by revision %s of the suite, and this is %s: "
	    "build the bundle of this one, or import with the other", path,
	    s->revision, ours.digits);
}

/* Written under another name first: what was there before stays till then. */
static bool
write_stream(const struct stream *s, const char *folder, struct why *why)
{
	struct text path = TEXT_INIT, fresh = TEXT_INIT, told = TEXT_INIT;
	FILE *out;
	bool ok;

	stream_format_told(&told, s);
	text_addf(&path, "%s/" STREAM_FILE, folder);
	text_addf(&fresh, "%s/" STREAM_FILE ".new", folder);
	out = fopen(text_get(&fresh), "we");
	ok = out != NULL && fwrite(text_get(&s->lines), 1, s->lines.len,
	    out) == s->lines.len && fwrite(text_get(&told), 1, told.len,
	    out) == told.len;
	if (out != NULL && fclose(out) != 0)
		ok = false;
	if (!ok || rename(text_get(&fresh), text_get(&path)) != 0) {
		ok = why_errno(why, "cannot write '%s'", text_get(&path));
		unlink(text_get(&fresh));
	}
	text_release(&path);
	text_release(&fresh);
	text_release(&told);
	return ok;
}

/* What ran here is no other machine's, and is not lost to it. */
static bool
has_databases(const char *folder)
{
	struct text path = TEXT_INIT;
	glob_t found;
	bool has;

	text_addf(&path, "%s/*.{db,rows}", folder);
	has = glob(text_get(&path), GLOB_BRACE, NULL, &found) == 0;
	if (has)
		globfree(&found);
	text_release(&path);
	return has;
}

static bool
is_whole(const struct stream *s)
{
	return s->complete && s->damage.len == 0;
}

/* Whether one goes on where the other was cut off. */
static bool
goes_on(const struct stream *s, const struct stream *before)
{
	return s->lines.len >= before->lines.len && memcmp(
	    text_get(&s->lines), text_get(&before->lines),
	    before->lines.len) == 0;
}

/* What is cut off or damaged takes nothing away that was there before. */
static bool
check_loss(const struct options *o, const struct stream *s, struct why *why)
{
	struct text path = TEXT_INIT;
	struct stream there;
	struct why unread = WHY_INIT;
	bool ok = true, whole;

	text_addf(&path, "%s/%s/" STREAM_FILE, o->results, o->name);
	if (!o->force && !o->shared && !is_whole(s) &&
	    stream_read(&there, text_get(&path), &unread)) {
		whole = is_whole(&there);
		ok = !whole && goes_on(s, &there);
		if (!ok)
			why_set(why, "%.*s; column '%s' %s, and --force puts "
			    "this in its place", (int)strcspn(text_get(
			    &s->damage), "\n"), text_get(&s->damage), o->name,
			    whole ? "is whole and stays" :
			    "has what this has not, and stays");
		stream_release(&there);
	}
	text_release(&path);
	return ok;
}

/* When it came, and no longer how one gets to what was there before. */
static bool
note_way(const char *folder, struct why *why)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/" READ_REACHED, folder);
	unlink(text_get(&path));
	text_release(&path);
	return made_write(folder, NULL, NULL, why);
}

/* Puts it into its column's folder. */
static bool
take_in(const struct options *o, const struct stream *s, struct why *why)
{
	char folder[PATH_MAX];
	bool ok;

	if (!make_results(o, o->name, folder, why))
		return false;
	ok = (!has_databases(folder) || why_set(why, "'%s' has what ran here: "
	    "another --name", folder)) && write_stream(s, folder, why) &&
	    /* The run that it is a part of knows better. */
	    (o->shared || note_way(folder, why));
	if (!ok)
		rmdir(folder);	/* if it was made for this, and has nothing */
	return ok;
}

/* The run that it is a part of reports it itself. */
static int
report(const struct options *o)
{
	const char *platforms[] = { o->name, NULL };
	struct report_options r = { .results = o->results, .top = top,
	    .ledger = o->ledger,
	    .output = o->shared ? NULL : o->report,
	    .floors = o->shared ? NULL : floors_folder(),
	    .all_areas = floors_areas(),
	    .platforms = platforms, .out = stdout, .command = o->command,
	    .plain = isatty(STDOUT_FILENO) == 0 };
	int status = report_run(&r);

	if (!o->shared && status != 2)
		unfinished_end(o);
	return status;
}

int
command_import(struct options *o)
{
	const char *path = o->patterns[0];
	struct stream s = STREAM_INIT;
	struct why why = WHY_INIT;
	bool ok;
	int status;

	if (o->name[0] == '\0')
		why_set(&why, "an import needs --name, the column's");
	/* --shared: the run that imports it holds the lock. */
	if (o->name[0] == '\0' || !folders_check_name(o, &why) ||
	    (!o->shared && !lock_take(o->results, "import", &why)))
		return command_fail(&why);
	ok = (o->shared || lock_take_report(o->report, "import", &why)) &&
	    stream_read(&s, path, &why) && check_revision(&s, path, &why) &&
	    check_loss(o, &s, &why) &&
	    (o->shared || unfinished_begin(o, &why)) && take_in(o, &s, &why);
	stream_release(&s);
	status = ok ? report(o) : command_fail(&why);
	if (!o->shared && ok)
		lock_release();
	else if (!o->shared)
		lock_undo();
	return status;
}
