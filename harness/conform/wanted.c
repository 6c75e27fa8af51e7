/* SPDX-License-Identifier: BSD-2-Clause */
/* What --format and --output ask for. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/conform/wanted.h"
#include "harness/report/json.h"

static size_t
printed(const struct options *o)
{
	size_t i, n = 0;

	for (i = 0; i < o->formats_len; i++)
		n += o->formats[i].file == NULL;
	return n;
}

static bool
is_one(const char *a, const char *b)
{
	struct stat one, other;

	return stat(a, &one) == 0 && stat(b, &other) == 0 &&
	    one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* A path cut in two: the folder, and the name in it. */
static const char *
cut(const char *path, struct text *folder)
{
	const char *slash = strrchr(path, '/');

	text_add(folder, path, slash != NULL ? (size_t)(slash + 1 - path) : 0);
	text_addc(folder, '.');
	return slash != NULL ? slash + 1 : path;
}

/* Whether both are one file, be it there or not. */
static bool
is_same(const char *a, const char *b)
{
	struct text one = TEXT_INIT, other = TEXT_INIT;
	bool same = strcmp(cut(a, &one), cut(b, &other)) == 0 &&
	    is_one(text_get(&one), text_get(&other));

	text_release(&one);
	text_release(&other);
	return same || strcmp(a, b) == 0 || is_one(a, b);
}

/* The second would take the place of the first. */
static bool
check_twice(const struct options *o, struct why *why)
{
	size_t i, n;

	for (i = 0; i < o->formats_len; i++)
		for (n = 0; n < i; n++)
			if (o->formats[i].file != NULL &&
			    o->formats[n].file != NULL &&
			    is_same(o->formats[i].file, o->formats[n].file))
				return why_set(why, "'%s' is given for two "
				    "formats", o->formats[i].file);
	return true;
}

/* The report itself is the run's. */
static bool
check_report(const struct options *o, struct why *why)
{
	static const char *const names[] = { "report.json", "index.html" };
	struct text path = TEXT_INIT;
	bool ok = true;
	size_t i, n;

	for (i = 0; ok && i < o->formats_len; i++)
		for (n = 0; ok && n < 2 && o->formats[i].file != NULL; n++) {
			text_cut(&path, 0);
			text_addf(&path, "%s/%s", o->report, names[n]);
			ok = !is_same(o->formats[i].file, text_get(&path)) ||
			    why_set(why, "'%s' is the report's own, and no "
			    "place for a format", o->formats[i].file);
		}
	text_release(&path);
	return ok;
}

bool
wanted_check(const struct options *o, struct why *why)
{
	if (o->output[0] != '\0')
		return why_set(why, "--output '%s' has no --format in front of "
		    "it", o->output);
	if (printed(o) > 1)
		return why_set(why, "one format can be printed; the others "
		    "need a file, `--format md:FILE`");
	return check_twice(o, why) && check_report(o, why);
}

bool
wanted_is_printed(const struct options *o)
{
	return printed(o) > 0;
}

bool
wanted_write(const struct options *o, struct text *made, struct why *why)
{
	bool ok = true;
	size_t i;

	for (i = 0; i < o->formats_len; i++) {
		if (ok && o->formats[i].file == NULL)
			ok = command_print(&made[i], why);
		else if (ok)
			ok = json_write_path(&made[i], o->formats[i].file,
			    why);
		text_release(&made[i]);
	}
	return ok;
}
