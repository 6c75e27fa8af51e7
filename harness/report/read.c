/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/protocol/memory.h"
#include "harness/report/made.h"
#include "harness/report/read.h"
#include "harness/report/read_file.h"
#include "harness/report/read_kept.h"
#include "harness/report/stream.h"

/* When its last case ended; the file `made` knows better, where there is one. */
static void
keep_made(const struct store *s, const struct identity *id, const char *ended)
{
	sqlite3_stmt *stmt = store_prepare(s, "UPDATE platform"
	    " SET made = max(made, ?) WHERE position = ?");

	store_bind_text(stmt, 1, ended);
	store_bind_int(stmt, 2, id->platform);
	store_step(stmt);
	sqlite3_finalize(stmt);
}

static void
store_file(const struct store *s, struct identity *id,
    const struct read_file *f)
{
	struct text why = TEXT_INIT;
	sqlite3_stmt *stmt = store_prepare(s, "INSERT INTO area VALUES (?, ?)");
	size_t i;

	store_bind_int(stmt, 1, id->platform);
	store_bind_text(stmt, 2, f->area);
	store_insert(stmt, NULL);
	sqlite3_finalize(stmt);
	if (f->failure.len > 0) {
		store_problem(s, id->platform, "'%s' cannot be read: %s",
		    f->path, text_get(&f->failure));
		return;
	}
	store_run(s, "SAVEPOINT file");
	for (i = 0; i < f->len; i++)
		case_store_lines(s, id, &f->cases[i].c, &f->cases[i].lines,
		    &why);
	store_run(s, "RELEASE file");
	keep_made(s, id, text_get(&f->ended));
	if (why.len > 0)
		store_problem(s, id->platform, "'%s' does not belong here: %s",
		    f->path, text_get(&why));
	text_release(&why);
}

/* Adds the areas that are whole, each between spaces. */
static void
read_files(const struct store *s, struct identity *id,
    struct read_file *files, size_t len, struct text *whole)
{
	struct read_ahead ahead;
	struct read_file *f;
	size_t i;

	read_ahead_start(&ahead, files, len);
	for (i = 0; i < len; i++) {
		f = read_ahead_next(&ahead);
		store_file(s, id, f);
		if (f->failure.len == 0)
			text_addf(whole, " %s ", f->area);
		read_file_release(f);
	}
	read_ahead_release(&ahead);
}

/* A file's name without that end of it; NULL: it is another. */
static char *
area_of(const char *name, const char *suffix)
{
	size_t len = strlen(name), end = strlen(suffix);

	if (len <= end || *name == '.' ||
	    strcmp(name + len - end, suffix) != 0)
		return NULL;
	return memory_copy_part(name, len - end);
}

static bool
has_file(const char *folder, const char *name)
{
	struct text path = TEXT_INIT;
	bool has;

	text_addf(&path, "%s/%s", folder, name);
	has = access(text_get(&path), F_OK) == 0;
	text_release(&path);
	return has;
}

/* What is kept of the areas that are not whole; how many these are. */
static size_t
read_unfinished(const struct store *s, struct identity *id,
    const char *folder, const struct text *whole)
{
	struct dirent **names;
	size_t unfinished = 0;
	int i, n = scandir(folder, &names, NULL, alphasort);
	char *area;

	for (i = 0; i < n; i++) {
		area = area_of(names[i]->d_name, KEPT_FOLDER);
		if (area != NULL && !text_has_word(text_get(whole), area)) {
			read_kept(s, id, folder, area);
			unfinished++;
		}
		free(area);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	if (unfinished > 0 && !has_file(folder, READ_RUN))
		store_problem(s, id->platform, "'%s' was still being prepared: "
		    "no row of it was run", folder);
	return unfinished;
}

/* A run that was imported. */
static void
read_stream(const struct store *s, struct identity *id, const char *folder)
{
	struct stream stream;
	struct text path = TEXT_INIT;
	struct why why = WHY_INIT;

	text_addf(&path, "%s/%s", folder, STREAM_FILE);
	if (stream_read(&stream, text_get(&path), &why)) {
		stream_store(&stream, s, id, text_get(&path));
		stream_release(&stream);
	} else
		store_problem(s, id->platform, "%s", why.text);
	text_release(&path);
}

/* The first line of a file that a run leaves; false if it is not there. */
static bool
read_sentence(const char *folder, const char *name, char sentence[512])
{
	struct text path = TEXT_INIT;
	FILE *in;

	text_addf(&path, "%s/%s", folder, name);
	in = fopen(text_get(&path), "re");
	text_release(&path);
	sentence[0] = '\0';
	if (in == NULL)
		return false;
	if (fgets(sentence, 512, in) != NULL)
		sentence[strcspn(sentence, "\n")] = '\0';
	fclose(in);
	return true;
}

/* Says why a platform that could not be brought up has no results. */
static bool
tell_absent(const struct store *s, const struct identity *id,
    const char *folder)
{
	char sentence[512];

	if (!read_sentence(folder, "absent", sentence))
		return false;
	store_problem(s, id->platform, "%s", sentence);
	return true;
}

/* Which may have nothing to run. */
static bool
is_share(const struct identity *id, const struct store *s)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT 1 FROM platform"
	    " WHERE position = ? AND share <> ''");
	bool yes;

	store_bind_int(stmt, 1, id->platform);
	yes = store_step(stmt);
	sqlite3_finalize(stmt);
	return yes;
}

static void
add_file(struct read_file *f, const char *folder, char *area)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/%s.db", folder, area);
	*f = (struct read_file){ .path = text_detach(&path), .area = area };
}

/* The areas that the run of a folder was asked for. */
static void
read_asked(const struct store *s, int64_t platform, const char *folder)
{
	struct text path = TEXT_INIT, areas = TEXT_INIT;
	struct why why = WHY_INIT;
	sqlite3_stmt *stmt = store_prepare(s, "INSERT INTO asked VALUES (?, ?)");
	char *rest, *name;

	text_addf(&path, "%s/" READ_AREAS, folder);
	asset_read(text_get(&path), SIZE_MAX, &areas, &why);
	rest = areas.at;
	while ((name = strsep(&rest, " \n")) != NULL)
		if (*name != '\0') {
			store_bind_int(stmt, 1, platform);
			store_bind_text(stmt, 2, name);
			store_insert(stmt, NULL);
		}
	sqlite3_finalize(stmt);
	text_release(&path);
	text_release(&areas);
}

static void
read_platform(const struct store *s, const char *results, const char *name)
{
	struct identity id;
	struct text folder = TEXT_INIT, whole = TEXT_INIT;
	struct dirent **names;
	char sentence[512];
	struct read_file *files;
	size_t len = 0, unfinished;
	bool streamed = false;
	char *area;
	int i, n;

	if (!identity_start(&id, s, name)) {
		store_problem(s, 0, "platform '%s' is asked for twice: "
		    "'%s/%s' is the second", name, results, name);
		identity_release(&id);
		return;
	}
	text_addf(&folder, "%s/%s", results, name);
	n = scandir(text_get(&folder), &names, NULL, alphasort);
	if (n < 0)
		store_problem(s, id.platform, "'%s' cannot be read: %s",
		    text_get(&folder), strerror(errno));
	if (read_sentence(text_get(&folder), READ_REVISION, sentence))
		identity_store_revision(&id, s, sentence);
	if (read_sentence(text_get(&folder), READ_SHARE, sentence))
		identity_store_share(&id, s, sentence);
	files = calloc(n > 0 ? (size_t)n : 1, sizeof(*files));
	if (files == NULL)
		memory_ran_out();
	for (i = 0; i < n; i++) {
		area = area_of(names[i]->d_name, ".db");
		if (area != NULL)
			add_file(&files[len++], text_get(&folder), area);
		streamed = streamed ||
		    strcmp(names[i]->d_name, STREAM_FILE) == 0;
		free(names[i]);
	}
	read_files(s, &id, files, len, &whole);
	free(files);
	unfinished = read_unfinished(s, &id, text_get(&folder), &whole);
	if (streamed)
		read_stream(s, &id, text_get(&folder));
	if (n >= 0) {
		free(names);
		if (len == 0 && !streamed && unfinished == 0 &&
		    !tell_absent(s, &id, text_get(&folder)) &&
		    !is_share(&id, s))
			store_problem(s, id.platform, "'%s' has no results: no "
			    "file AREA.db is there", text_get(&folder));
	}
	if (read_sentence(text_get(&folder), READ_REACHED, sentence))
		identity_store_reached(&id, s, sentence);
	identity_store(&id, s);
	made_read(s, id.platform, text_get(&folder));
	/* A stream says itself what was planned. */
	if (!streamed)
		read_asked(s, id.platform, text_get(&folder));
	identity_release(&id);
	text_release(&folder);
	text_release(&whole);
}

static bool
is_folder(const char *results, const char *name)
{
	struct text path = TEXT_INIT;
	struct stat st;
	bool yes;

	text_addf(&path, "%s/%s", results, name);
	yes = *name != '.' && stat(text_get(&path), &st) == 0 &&
	    S_ISDIR(st.st_mode);
	text_release(&path);
	return yes;
}

static void
read_folder(const struct store *s, const char *results)
{
	struct dirent **names;
	int i, n, platforms = 0;

	n = scandir(results, &names, NULL, alphasort);
	if (n < 0) {
		store_problem(s, 0, "'%s' cannot be read: %s", results,
		    strerror(errno));
		return;
	}
	for (i = 0; i < n; i++) {
		if (is_folder(results, names[i]->d_name)) {
			read_platform(s, results, names[i]->d_name);
			platforms++;
		}
		free(names[i]);
	}
	free(names);
	if (platforms == 0)
		store_problem(s, 0, "'%s' has no results: no platform's folder "
		    "is there", results);
}

/* What should be there beside what is; platforms with nothing were told. */
static void
tell_missing(const struct store *s, const char *results,
    const char *const *areas, int64_t before)
{
	bool named = areas != NULL;
	sqlite3_stmt *stmt;

	store_run(s, "CREATE TEMP TABLE IF NOT EXISTS wanted (name TEXT);"
	    " DELETE FROM wanted");
	stmt = store_prepare(s, "INSERT INTO wanted SELECT DISTINCT name"
	    " FROM area WHERE ?1 AND platform > ?2");
	store_bind_int(stmt, 1, !named);
	store_bind_int(stmt, 2, before);
	store_step(stmt);
	sqlite3_finalize(stmt);
	stmt = store_prepare(s, "INSERT INTO wanted VALUES (?)");
	for (; areas != NULL && *areas != NULL; areas++) {
		store_bind_text(stmt, 1, *areas);
		store_insert(stmt, NULL);
	}
	sqlite3_finalize(stmt);
	stmt = store_prepare(s, "SELECT p.name, w.name, p.position"
	    " FROM platform AS p JOIN asked AS w ON w.platform = p.position"
	    " WHERE NOT EXISTS (SELECT 1 FROM area AS a"
	    "  WHERE a.platform = p.position AND a.name = w.name)"
	    " AND p.position > ?2"
	    " AND p.position IN (SELECT platform FROM area)"
	    " UNION SELECT p.name, w.name, p.position FROM platform AS p,"
	    " wanted AS w WHERE p.position IN (SELECT platform FROM area)"
	    " AND NOT EXISTS (SELECT 1 FROM area AS a"
	    "  WHERE a.platform = p.position AND a.name = w.name)"
	    /* An area may have no row in a share. */
	    " AND p.share = ''"
	    /* Another platform may have been asked for others. */
	    " AND (?1 OR p.position NOT IN (SELECT platform FROM part))"
	    " AND p.position > ?2 ORDER BY 1, 2");
	store_bind_int(stmt, 1, named);
	store_bind_int(stmt, 2, before);
	while (store_step(stmt))
		store_problem(s, sqlite3_column_int64(stmt, 2),
		    "'%s/%s/%s.db' is missing", results, store_text(stmt, 0),
		    store_text(stmt, 1));
	sqlite3_finalize(stmt);
}

/* Results of two revisions of the suite do not belong into one table. */
static void
tell_mixed(const struct store *s, int64_t before)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT a.name, a.revision,"
	    " b.name, b.revision FROM platform AS a JOIN platform AS b"
	    " ON b.position > a.position AND b.revision <> a.revision"
	    " WHERE a.revision <> '' AND b.revision <> ''"
	    " AND b.position > ? ORDER BY a.position, b.position LIMIT 1");

	store_bind_int(stmt, 1, before);
	if (store_step(stmt))
		store_problem(s, 0, "'%s' is of revision %s of the suite, and "
		    "'%s' of %s: they are not of one run", store_text(stmt, 0),
		    store_text(stmt, 1), store_text(stmt, 2),
		    store_text(stmt, 3));
	sqlite3_finalize(stmt);
}

void
read_results(const struct store *s, const char *folder,
    const char *const *platforms, const char *const *areas)
{
	int64_t before = store_number(s,
	    "SELECT ifnull(max(position), 0) FROM platform");

	if (platforms == NULL)
		read_folder(s, folder);
	for (; platforms != NULL && *platforms != NULL; platforms++)
		read_platform(s, folder, *platforms);
	tell_missing(s, folder, areas, before);
	tell_mixed(s, before);
}
