/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset.h"
#include "harness/kill/rows.h"
#include "harness/report/read_file.h"
#include "harness/report/read_kept.h"
#include "harness/keep/kept.h"

/* Of what a case has printed so far: lines that begin so. */
static size_t
count_lines(const struct text *output, const char *word)
{
	const char *at = text_get(output);
	size_t n = 0, len = strlen(word);

	for (; *at != '\0'; at = strchr(at, '\n') + 1)
		n += strncmp(at, word, len) == 0;
	return n;
}

static void
add(struct text *list, size_t *len, const char *area, const char *row)
{
	text_addf(list, " %s/%s ", area, row);
	if (len != NULL)
		++*len;
}

static void
look_at_row(struct rows *r, const char *folder, const char *area,
    const char *row)
{
	struct text path = TEXT_INIT;
	struct kept kept = KEPT_INIT;
	struct tally tally = TALLY_INIT;
	const char *planned;

	text_addf(&path, "%s/%s" KEPT_FOLDER "/%s", folder, area, row);
	if (kept_read(&kept, text_get(&path), &tally) == KEPT_COMPLETE)
		add(&r->complete, &r->complete_len, area, row);
	else {
		planned = strstr(text_get(&kept.head), "instances=");
		planned = planned != NULL ? strstr(planned + 1, "instances=") :
		    NULL;
		if (planned != NULL && count_lines(&kept.output, "instance ") ==
		    strtoul(planned + 10, NULL, 10))
			add(&r->begun, NULL, area, row);
		else
			add(&r->incomplete, &r->incomplete_len, area, row);
	}
	tally_release(&tally);
	kept_release(&kept);
	text_release(&path);
}

/* The rows of a database are those that it has a test case of. */
static void
look_at_database(struct rows *r, const char *path, const char *area)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;

	sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
	sqlite3_prepare_v2(db, "SELECT name FROM test_cases", -1, &s, NULL);
	while (sqlite3_step(s) == SQLITE_ROW)
		add(&r->complete, &r->complete_len, area,
		    (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	sqlite3_close(db);
}

void
rows_look(struct rows *r, const char *folder, const char *const *areas)
{
	struct text path = TEXT_INIT;
	struct dirent **names;
	int i, n;

	*r = (struct rows)ROWS_INIT;
	for (r->whole = true; *areas != NULL; areas++) {
		text_cut(&path, 0);
		text_addf(&path, "%s/%s.db", folder, *areas);
		if (read_file_is_whole(text_get(&path))) {
			look_at_database(r, text_get(&path), *areas);
			continue;
		}
		r->whole = false;
		text_cut(&path, 0);
		text_addf(&path, "%s/%s" KEPT_FOLDER, folder, *areas);
		n = scandir(text_get(&path), &names, NULL, alphasort);
		for (i = 0; i < n; i++) {
			if (names[i]->d_name[0] != '.')
				look_at_row(r, folder, *areas,
				    names[i]->d_name);
			free(names[i]);
		}
		if (n >= 0)
			free(names);
	}
	text_release(&path);
}

/* The rows that a report says are lost or not run, each between spaces. */
static bool
read_told(const char *report, struct text *told)
{
	struct text json = TEXT_INIT;
	struct why why = WHY_INIT;
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	bool ok = asset_read(report, SIZE_MAX, &json, &why) &&
	    sqlite3_open(":memory:", &db) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, "SELECT n.value ->> 'row' FROM"
	    " json_each(?1, '$.platforms') AS p,"
	    " json_each(p.value, '$.not_run') AS n UNION ALL"
	    " SELECT substr(value, 6, instr(value, ''' is lost') - 6) FROM"
	    " json_each(?1, '$.problems') WHERE value LIKE 'row ''% is lost%'",
	    -1, &s, NULL) == SQLITE_OK;

	if (ok)
		sqlite3_bind_text(s, 1, text_get(&json), (int)json.len, NULL);
	while (ok && sqlite3_step(s) == SQLITE_ROW)
		text_addf(told, " %s ", sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	sqlite3_close(db);
	text_release(&json);
	return ok;
}

/* Whether all words of a list are among others, or none is. */
static bool
agree(const struct text *list, const char *told, bool all, struct text *why)
{
	char *words = strdup(text_get(list)), *rest = words, *word;
	bool ok = true;

	while (ok && (word = strsep(&rest, " ")) != NULL)
		if (word[0] != '\0' && text_has_word(told, word) != all) {
			text_addf(why, "the report %s row '%s'", all ?
			    "does not name the incomplete" :
			    "calls incomplete the complete", word);
			ok = false;
		}
	free(words);
	return ok;
}

bool
rows_are_told(const struct rows *r, const char *report, struct text *why)
{
	struct text told = TEXT_INIT;
	bool ok = read_told(report, &told);

	if (!ok)
		text_addf(why, "'%s' cannot be read", report);
	ok = ok && agree(&r->incomplete, text_get(&told), true, why) &&
	    agree(&r->complete, text_get(&told), false, why);
	text_release(&told);
	return ok;
}

void
rows_release(struct rows *r)
{
	text_release(&r->complete);
	text_release(&r->incomplete);
	text_release(&r->begun);
}
