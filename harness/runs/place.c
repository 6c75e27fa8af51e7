/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/report/read_kept.h"
#include "harness/report/stream.h"
#include "harness/report/table.h"
#include "harness/runs/place.h"

#define REPORT "report.json"

static bool
exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/*
 * Cuts `:PLATFORM` off, if what stands before it is there and all is not; a
 * platform's name may have colons, "refuse:sendfile".
 */
static void
split(struct place *p, const char *name)
{
	const char *colon = strchr(name, ':');

	for (; colon != NULL && !exists(name); colon = strchr(colon + 1, ':')) {
		text_cut(&p->path, 0);
		text_add(&p->path, name, (size_t)(colon - name));
		if (exists(text_get(&p->path))) {
			text_adds(&p->column, colon + 1);
			p->platform = text_get(&p->column);
			return;
		}
	}
	text_cut(&p->path, 0);
	text_adds(&p->path, name);
}

/* Whether it is what a platform's folder of results has. */
static bool
is_result(const char *name)
{
	size_t len = strlen(name);

	return strcmp(name, STREAM_FILE) == 0 || (len > 5 &&
	    strcmp(name + len - 5, KEPT_FOLDER) == 0) ||
	    (len > 3 && name[0] != '.' && strcmp(name + len - 3, ".db") == 0);
}

static bool
is_of_platform(const char *folder)
{
	struct dirent *entry;
	DIR *dir = opendir(folder);
	bool yes = false;

	while (dir != NULL && !yes && (entry = readdir(dir)) != NULL)
		yes = is_result(entry->d_name);
	if (dir != NULL)
		closedir(dir);
	return yes;
}

/* One platform's folder is a column of the one above. */
static bool
climb(struct place *p, struct why *why)
{
	char path[PATH_MAX], *slash;

	if (realpath(text_get(&p->path), path) == NULL)
		return why_errno(why, "'%s' cannot be read",
		    text_get(&p->path));
	slash = strrchr(path, '/');
	*slash = '\0';
	text_cut(&p->path, 0);
	text_cut(&p->column, 0);
	text_adds(&p->path, path[0] != '\0' ? path : "/");
	text_adds(&p->column, slash + 1);
	p->platform = text_get(&p->column);
	return true;
}

/* What a bundle printed, and nobody took in. */
static bool
is_stream(const char *path)
{
	struct stream s;
	struct why why = WHY_INIT;
	bool is, is_json;
	struct stat st;
	FILE *in;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	in = fopen(path, "re");
	is_json = in != NULL && fgetc(in) == '{';
	if (in != NULL)
		fclose(in);
	is = !is_json && stream_read(&s, path, &why);
	if (is)
		stream_release(&s);
	return is;
}

static bool
tell_stream(const struct place *p, const char *name, struct why *why)
{
	struct text path = TEXT_INIT;

	table_add_quoted(&path, "", text_get(&p->path));
	why_set(why, "'%s' is a stream that a bundle printed: `conform "
	    "import%s --name NAME` makes it a column", name, text_get(&path));
	text_release(&path);
	return false;
}

bool
place_find(struct place *p, const char *name, const char *platform,
    struct why *why)
{
	split(p, name);
	if (!exists(text_get(&p->path)))
		return why_errno(why, "'%s' cannot be read", name);
	p->is_report = !is_folder(text_get(&p->path));
	if (p->is_report && is_stream(text_get(&p->path)))
		return tell_stream(p, name, why);
	if (p->is_report) {
		if (p->platform[0] == '\0')
			p->platform = platform;
		return true;
	}
	if (p->platform[0] == '\0' && is_of_platform(text_get(&p->path)))
		return climb(p, why);
	if (p->platform[0] == '\0')
		p->platform = platform;
	p->folder_len = p->path.len;
	text_adds(&p->path, "/" REPORT);
	p->is_report = exists(text_get(&p->path));
	if (!p->is_report)
		text_cut(&p->path, p->folder_len);
	return true;
}

void
place_release(struct place *p)
{
	text_release(&p->path);
	text_release(&p->column);
	*p = (struct place)PLACE_INIT;
}
