/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/conform/lock.h"
#include "harness/report/made.h"
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
check_name(const struct options *o, struct why *why)
{
	if (o->name[0] == '\0')
		return why_set(why, "an import needs --name, the column's");
	return (strchr(o->name, '/') == NULL && o->name[0] != '.') ||
	    why_set(why, "'%s' is no name for a column: it is a folder of "
	    "results", o->name);
}

int
command_import(struct options *o)
{
	const char *path = o->patterns[0];
	const char *platforms[] = { o->name, NULL };
	struct report_options r = { .results = o->results, .top = top,
	    .platforms = platforms, .out = stdout, .command = o->command,
	    .plain = isatty(STDOUT_FILENO) == 0 };
	struct stream s;
	struct why why = WHY_INIT;
	char folder[PATH_MAX];
	bool ok;

	/* --shared: the run that imports it holds the lock. */
	if (!check_name(o, &why) ||
	    (!o->shared && !lock_take(o->results, "import", &why)))
		return command_fail(&why);
	if (!stream_read(&s, path, &why)) {
		unfinished_mark(o);
		return command_fail(&why);
	}
	ok = check_revision(&s, path, &why) &&
	    make_results(o, o->name, folder, &why) &&
	    (!has_databases(folder) || why_set(&why, "'%s' has what ran here: "
	    "another --name", folder)) &&
	    write_stream(&s, folder, &why) &&
	    made_write(folder, NULL, NULL, &why);
	stream_release(&s);
	if (!ok)
		unfinished_mark(o);
	return ok ? report_run(&r) : command_fail(&why);
}
