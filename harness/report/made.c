/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/report/made.h"
#include "harness/report/record.h"
#include "harness/report/sources.h"

#define IMPORTED "imported"
#define TIME_LEN 19	/* bytes of "2026-11-27 15:41:03" */

bool
made_write(const char *folder, const char *when, const char *top,
    struct why *why)
{
	struct text path = TEXT_INIT, line = TEXT_INIT;
	FILE *out;
	bool ok;

	if (when != NULL)
		text_adds(&line, when);
	else
		sources_add_now(&line);
	text_addc(&line, ' ');
	if (top != NULL)
		sources_add_commit(&line, top);
	else
		text_adds(&line, IMPORTED);
	text_addf(&path, "%s/" MADE_FILE, folder);
	out = fopen(text_get(&path), "we");
	ok = out != NULL && fprintf(out, "%s\n", text_get(&line)) > 0;
	if (out != NULL && fclose(out) != 0)
		ok = false;
	if (!ok)
		why_errno(why, "cannot write '%s'", text_get(&path));
	text_release(&path);
	text_release(&line);
	return ok;
}

static void
keep(const struct store *s, int64_t platform, const char *made,
    const char *sources)
{
	sqlite3_stmt *stmt = store_prepare(s, "UPDATE platform"
	    " SET made = ?1, imported = ?2 = '" IMPORTED "', sources ="
	    " replace(?2, '" IMPORTED "', '') WHERE position = ?3");

	store_bind_text(stmt, 1, made);
	store_bind_text(stmt, 2, sources);
	store_bind_int(stmt, 3, platform);
	store_step(stmt);
	sqlite3_finalize(stmt);
}

void
made_read(const struct store *s, int64_t platform, const char *folder)
{
	struct text path = TEXT_INIT;
	struct pool pool = POOL_INIT;
	char line[128] = "";
	FILE *in;

	text_addf(&path, "%s/" MADE_FILE, folder);
	in = fopen(text_get(&path), "re");
	text_release(&path);
	if (in == NULL)
		return;
	if (fgets(line, sizeof(line), in) != NULL &&
	    strlen(line) > TIME_LEN && line[TIME_LEN] == ' ') {
		line[TIME_LEN] = '\0';
		keep(s, platform, record_utf8(&pool, line, TIME_LEN),
		    record_utf8(&pool, line + TIME_LEN + 1,
		    strcspn(line + TIME_LEN + 1, "\n")));
	}
	fclose(in);
	pool_release(&pool);
}
