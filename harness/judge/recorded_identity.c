/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset.h"
#include "harness/judge/recorded.h"
#include "harness/protocol/memory.h"

#define FIELDS 5

static const char *const keys[FIELDS] = { "oracle", "can", "kernel", "libc",
	"arch" };

static char **
field(struct recorded_identity *i, size_t n)
{
	char **const fields[FIELDS] = { &i->oracle, &i->can, &i->kernel,
	    &i->libc, &i->arch };

	return fields[n];
}

static char *
path_of(const char *folder)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/identity", folder);
	return text_detach(&path);
}

/* Keeps the value of a line "KEY VALUE\n" of a known key. */
static void
read_line(struct recorded_identity *i, const char *line, size_t len)
{
	size_t n, key;

	for (n = 0; n < FIELDS; n++) {
		key = strlen(keys[n]);
		if (len <= key + 2 || strncmp(line, keys[n], key) != 0 ||
		    line[key] != ' ' || line[len - 1] != '\n')
			continue;
		free(*field(i, n));
		*field(i, n) = memory_copy_part(line + key + 1, len - key - 2);
	}
}

bool
recorded_identity_read(struct recorded_identity *i, const char *folder,
    struct why *why)
{
	char *path = path_of(folder), *line = NULL;
	FILE *in = asset_open(path);
	size_t room = 0, n;
	ssize_t len;
	bool ok;

	*i = (struct recorded_identity)RECORDED_IDENTITY_INIT;
	ok = in != NULL || errno == ENOENT ||
	    why_errno(why, "cannot read '%s'", path);
	while (in != NULL && (len = getline(&line, &room, in)) > 0)
		read_line(i, line, (size_t)len);
	for (n = 0; in != NULL && ok && n < FIELDS; n++)
		if (*field(i, n) == NULL)
			ok = why_set(why, "'%s' does not tell '%s'", path,
			    keys[n]);
	if (in != NULL)
		fclose(in);
	if (!ok)
		recorded_identity_release(i);
	free(line);
	free(path);
	return ok;
}

bool
recorded_identity_write(const struct recorded_identity *i, const char *folder,
    struct why *why)
{
	struct recorded_identity copy = *i;
	char *path = path_of(folder);
	FILE *out = fopen(path, "we");
	bool ok = out != NULL;
	size_t n;

	for (n = 0; ok && n < FIELDS; n++)
		ok = fprintf(out, "%s %s\n", keys[n], *field(&copy, n)) > 0;
	if (out != NULL && fclose(out) != 0)
		ok = false;
	if (!ok)
		why_errno(why, "cannot write '%s'", path);
	free(path);
	return ok;
}

void
recorded_identity_release(struct recorded_identity *i)
{
	size_t n;

	for (n = 0; n < FIELDS; n++)
		free(*field(i, n));
	*i = (struct recorded_identity)RECORDED_IDENTITY_INIT;
}
