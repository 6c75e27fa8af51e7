/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "harness/conform/named.h"
#include "harness/judge/asset.h"
#include "harness/protocol/memory.h"

/* "file PATH CHECKSUM", none of them a run's first line */
#define WORD "\nfile "
#define BETWEEN " \t\n\"'=:,;&|()<>"	/* words of a command */

static bool
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* That of a word of a command, which is started where the project is. */
static bool
find_file(const char *word, struct text *path)
{
	const char *folders = getenv("PATH");
	size_t len;

	text_cut(path, 0);
	text_addf(path, "%s%s%s", word[0] != '/' ? top : "",
	    word[0] != '/' ? "/" : "", word);
	if (is_file(text_get(path)))
		return true;
	while (strchr(word, '/') == NULL && folders != NULL &&
	    *folders != '\0') {
		len = strcspn(folders, ":");
		text_cut(path, 0);
		text_addf(path, "%.*s/%s", (int)len, folders, word);
		if (is_file(text_get(path)))
			return true;
		folders += len + (folders[len] == ':');
	}
	return false;
}

static void
add_file(const char *path, struct text *lines)
{
	struct text key = TEXT_INIT, bytes = TEXT_INIT;
	struct why why = WHY_INIT;

	text_addf(&key, WORD "%s ", path);
	if (strstr(text_get(lines), text_get(&key)) == NULL) {
		asset_read(path, SIZE_MAX, &bytes, &why);
		text_cut(lines, lines->len - 1);
		text_addf(lines, "%s%08lx\n", text_get(&key), crc32_z(0,
		    (const Bytef *)text_get(&bytes), bytes.len));
	}
	text_release(&key);
	text_release(&bytes);
}

/*
 * The length of the longest file's name that begins there, with its path, or of
 * a word, with none: a name may have blanks.
 */
static size_t
name_length(const char *at, struct text *path)
{
	size_t word = strcspn(at, BETWEEN), n;
	char *name;

	for (n = strlen(at); n > 0; n--) {
		if (at[n] != '\0' && strchr(BETWEEN, at[n]) == NULL)
			continue;
		name = memory_copy_part(at, n);
		if (!find_file(name, path))
			text_cut(path, 0);
		free(name);
		if (path->len > 0)
			return n;
	}
	return word;
}

/* A shell may read the command, and a variable or an option name the file. */
static void
add_command(const char *at, struct text *lines)
{
	struct text path = TEXT_INIT;
	size_t len;

	for (; *at != '\0'; at += len + (at[len] != '\0')) {
		len = name_length(at, &path);
		if (path.len > 0)
			add_file(text_get(&path), lines);
	}
	text_release(&path);
}

void
named_add(const struct options *o, struct text *lines)
{
	struct config config;

	make_config(o, &config);
	add_command(config.wrap, lines);
	add_command(config.iut, lines);
	add_command(config.oracle, lines);
}

const char *
named_other(const struct text *there, const struct text *now,
    struct text *path)
{
	const char *at = text_get(now), *begun, *crc;
	size_t word = sizeof(WORD) - 1, len;
	struct text key = TEXT_INIT;
	bool same = true;

	while (same && (at = strstr(at, WORD)) != NULL) {
		len = strcspn(at + 1, "\n");
		for (crc = at + 1 + len; crc[-1] != ' '; crc--)
			continue;
		text_cut(&key, 0);
		text_add(&key, at, (size_t)(crc - at));
		begun = strstr(text_get(there), text_get(&key));
		text_cut(path, 0);
		text_add(path, at + word, (size_t)(crc - 1 - at) - word);
		same = begun != NULL ? strncmp(begun, at, len + 1) == 0 :
		    strstr(text_get(there), WORD) == NULL ||
		    access(text_get(path), X_OK) != 0;
		at = crc;
	}
	text_release(&key);
	return same ? NULL : text_get(path);
}
