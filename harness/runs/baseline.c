/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/runs/baseline.h"

#define SIZE_MOST (16 << 20)

struct reading {
	const struct runs *runs;
	const char *path;
	char *platform;		/* NULL before the first */
	size_t line;
	struct why *why;
};

static bool
refuse(const struct reading *r, const char *reason)
{
	return why_set(r->why, "'%s', line %zu: %s", r->path, r->line, reason);
}

static bool
take_kind(const struct reading *r, const char *line)
{
	sqlite3_stmt *stmt;
	bool ok;

	if (strchr(line, '|') == NULL)
		return refuse(r, "it is neither a kind nor a [column]");
	if (r->platform == NULL)
		return refuse(r, "no [column] stands before it");
	stmt = store_prepare(&r->runs->store,
	    "INSERT INTO baseline VALUES (?, ?)");
	store_bind_text(stmt, 1, r->platform);
	store_bind_text(stmt, 2, line);
	ok = store_insert(stmt, NULL);
	sqlite3_finalize(stmt);
	return ok || refuse(r, "the kind stands there already");
}

static bool
take_line(struct reading *r, char *line)
{
	size_t len = strlen(line);

	r->line++;
	if (len > 0 && line[len - 1] == '\r')
		line[--len] = '\0';
	if (len == 0 || line[0] == '#')
		return true;
	if (line[0] != '[' || line[len - 1] != ']')
		return take_kind(r, line);
	line[len - 1] = '\0';
	r->platform = line + 1;
	return true;
}

bool
baseline_read(const struct runs *runs, const char *path, bool may_be_absent,
    struct why *why)
{
	struct reading r = { .runs = runs, .path = path, .why = why };
	struct text bytes = TEXT_INIT;
	char *lines, *rest, *line;
	bool ok = true;

	store_run(&runs->store, "CREATE TABLE baseline (platform TEXT,"
	    " kind TEXT, PRIMARY KEY (platform, kind)) WITHOUT ROWID");
	if (may_be_absent && access(path, F_OK) != 0 && errno == ENOENT)
		return true;
	if (!asset_read(path, SIZE_MOST, &bytes, why))
		return false;
	if (strlen(text_get(&bytes)) != bytes.len)
		ok = why_set(why, "'%s' is no text", path);
	else if (bytes.len > 0 && bytes.at[bytes.len - 1] != '\n')
		ok = why_set(why, "'%s' is cut off: its last line has no end",
		    path);
	lines = rest = text_detach(&bytes);
	while (ok && (line = strsep(&rest, "\n")) != NULL)
		ok = take_line(&r, line);
	free(lines);
	return ok;
}
