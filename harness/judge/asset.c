/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/protocol/memory.h"

#define BLOCK 512	/* of an archive: a header is one */
#define SIZE_AT 124	/* where a header has the size, in octal */
#define NAME_MAX_LEN 100

static const unsigned char *carried;
static size_t carried_len;

void
asset_carry(const void *archive, size_t len)
{
	carried = archive;
	carried_len = len;
}

void
asset_find_top(const char *build, char *top)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/tree", build);
	if (access(text_get(&path), F_OK) != 0) {
		text_cut(&path, 0);
		text_addf(&path, "%s/..", build);
	}
	if (realpath(text_get(&path), top) == NULL)
		snprintf(top, PATH_MAX, "%s", build);
	text_release(&path);
}

bool
asset_find_top_of_program(int below, char *top)
{
	char build[PATH_MAX], *slash;
	ssize_t n = readlink("/proc/self/exe", build, sizeof(build) - 1);

	if (n < 0)
		return false;
	build[n] = '\0';
	for (; below >= 0; below--)
		if ((slash = strrchr(build, '/')) != NULL)
			*slash = '\0';
	asset_find_top(build, top);
	return true;
}

const char *
asset_folder(const char *top)
{
	return strcmp(top, ASSET_CARRIED) == 0 ? NULL : top;
}

/* What comes behind ASSET_CARRIED and a slash; NULL: it is not carried. */
static const char *
name_within(const char *path)
{
	size_t len = sizeof(ASSET_CARRIED) - 1;

	return strncmp(path, ASSET_CARRIED, len) == 0 && path[len] == '/' ?
	    path + len + 1 : NULL;
}

/* The next file of the archive from *at on; false at its end. */
static bool
next(size_t *at, const char **name, const unsigned char **bytes, size_t *len)
{
	if (*at + BLOCK > carried_len || carried[*at] == '\0')
		return false;
	*name = (const char *)carried + *at;
	*len = strtoul(*name + SIZE_AT, NULL, 8);
	*bytes = carried + *at + BLOCK;
	*at += BLOCK + (*len + BLOCK - 1) / BLOCK * BLOCK;
	return *at <= carried_len;
}

FILE *
asset_open(const char *path)
{
	const char *wanted = name_within(path), *name;
	const unsigned char *bytes;
	size_t at = 0, len;

	if (wanted == NULL)
		return fopen(path, "re");
	while (next(&at, &name, &bytes, &len))
		if (strncmp(name, wanted, NAME_MAX_LEN) == 0)
			return fmemopen((void *)(uintptr_t)bytes, len, "r");
	errno = ENOENT;
	return NULL;
}

bool
asset_read(const char *path, size_t most, struct text *to, struct why *why)
{
	FILE *in = asset_open(path);
	size_t n = 1, begun = to->len;
	char bytes[65536];
	bool ok;

	if (in == NULL)
		return why_errno(why, "cannot read '%s'", path);
	while (n > 0 && to->len - begun <= most) {
		n = fread(bytes, 1, sizeof(bytes), in);
		text_add(to, bytes, n);
	}
	ok = !ferror(in) || why_errno(why, "cannot read '%s'", path);
	fclose(in);
	return ok && (to->len - begun <= most ||
	    why_set(why, "'%s' is larger than %zu bytes", path, most));
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
ends_so(const char *name, const char *suffix)
{
	size_t len = strlen(name), end = strlen(suffix);

	return len > end && strcmp(name + len - end, suffix) == 0;
}

static void
keep(char ***names, int *n, const char *name)
{
	*names = memory_grow(*names, (size_t)*n, sizeof(**names));
	(*names)[(*n)++] = memory_copy(name);
}

static int
list_carried(const char *folder, const char *suffix, char ***names)
{
	size_t at = 0, size, len = strlen(folder);
	const unsigned char *bytes;
	const char *name;
	int n = 0;

	while (next(&at, &name, &bytes, &size))
		if (strncmp(name, folder, len) == 0 && name[len] == '/' &&
		    strchr(name + len + 1, '/') == NULL &&
		    ends_so(name, suffix))
			keep(names, &n, name + len + 1);
	errno = ENOENT;
	return n > 0 ? n : -1;
}

int
asset_list(const char *folder, const char *suffix, char ***names)
{
	const char *within = name_within(folder);
	struct dirent *entry;
	DIR *dir;
	int n = 0;

	*names = NULL;
	if (within != NULL)
		n = list_carried(within, suffix, names);
	else {
		dir = opendir(folder);
		if (dir == NULL)
			return -1;
		while ((entry = readdir(dir)) != NULL)
			if (ends_so(entry->d_name, suffix))
				keep(names, &n, entry->d_name);
		closedir(dir);
	}
	if (n > 0)
		qsort(*names, (size_t)n, sizeof(**names), by_name);
	return n;
}
