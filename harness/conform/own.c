/* SPDX-License-Identifier: BSD-2-Clause */
/* A user's own ledgers on their way to where they are read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/conform/command.h"

#define COPY "own-ledger.ini"

void
own_split(struct options *o)
{
	char *files = strdup(o->ledger);
	size_t i;

	if (files == NULL)
		abort();
	for (i = 0; files[i] != '\0'; i++)
		if (files[i] == ' ' || files[i] == ',')
			files[i] = '\n';
	o->ledger = files;
}

/* Adds a file to another; false with errno. */
static bool
append(const char *path, FILE *out)
{
	FILE *in = fopen(path, "re");
	char bytes[4096];
	bool ok = in != NULL;
	size_t n;

	while (ok && (n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		ok = fwrite(bytes, 1, n, out) == n;
	ok = ok && !ferror(in) && fputc('\n', out) != EOF;
	if (in != NULL)
		fclose(in);
	return ok;
}

bool
own_carry(const struct options *o, const char *folder, struct text *path,
    struct why *why)
{
	char *files = strdup(o->ledger), *file, *rest = NULL;
	FILE *out;
	bool ok;

	if (strspn(files, "\n") == strlen(files)) {
		free(files);
		return true;
	}
	text_addf(path, "%s/" COPY, folder);
	out = fopen(text_get(path), "we");
	ok = out != NULL || why_errno(why, "cannot write '%s'", text_get(path));
	for (file = strtok_r(files, "\n", &rest); ok && file != NULL;
	    file = strtok_r(NULL, "\n", &rest))
		ok = append(file, out) || why_errno(why, "cannot copy the "
		    "ledger '%s' to '%s'", file, text_get(path));
	if (out != NULL && fclose(out) != 0 && ok)
		ok = why_errno(why, "cannot write '%s'", text_get(path));
	free(files);
	return ok;
}
