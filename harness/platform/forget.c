/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "harness/platform/forget.h"
#include "harness/protocol/text.h"

#define ABSENT "absent"		/* harness/report/read.c finds it */
#define REACHED "reached"	/* harness/report/read.h */
#define ROWS ".rows"		/* harness/report/read_kept.h */

static void
forget_file(const char *folder, const char *name)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/%s", folder, name);
	unlink(text_get(&path));
	text_release(&path);
}

/* A folder of files. */
static void
forget_folder(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			forget_file(path, entry->d_name);
	if (dir != NULL)
		closedir(dir);
	rmdir(path);
}

void
forget_rows(const char *folder, const char *area)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/%s" ROWS, folder, area);
	forget_folder(text_get(&path));
	text_release(&path);
}

void
forget_area(const char *folder, const char *area)
{
	static const char *const suffixes[] = { ".db", ".db-journal", ".log" };
	struct text name = TEXT_INIT;
	size_t i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		text_cut(&name, 0);
		text_addf(&name, "%s%s", area, suffixes[i]);
		forget_file(folder, text_get(&name));
	}
	text_release(&name);
}

static bool
is_result(const char *name)
{
	const char *dot = strrchr(name, '.');

	return strcmp(name, ABSENT) == 0 || strcmp(name, REACHED) == 0 ||
	    (dot != NULL && (strncmp(dot, ".db", 3) == 0 ||
	    strcmp(dot, ".log") == 0 || strcmp(dot, ".stream") == 0));
}

void
forget_results(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	const char *dot;

	forget_file(folder, FORGET_RUN);
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		dot = strrchr(entry->d_name, '.');
		if (is_result(entry->d_name))
			forget_file(folder, entry->d_name);
		else if (dot != NULL && strcmp(dot, ROWS) == 0) {
			*strrchr(entry->d_name, '.') = '\0';
			forget_rows(folder, entry->d_name);
		}
	}
	if (dir != NULL)
		closedir(dir);
}
