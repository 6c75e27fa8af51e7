/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/report/case.h"
#include "harness/report/read.h"
#include "harness/report/stream.h"

#define BUSY_MS 2000

struct file {
	const struct store *store;
	struct identity *identity;
	const char *path;
	const char *area;
	sqlite3 *db;
	off_t size;
	struct text *failure;
};

static bool
refuse(const struct file *f, const char *reason)
{
	text_cut(f->failure, 0);
	text_adds(f->failure, reason);
	return false;
}

/* Says why SQLite could not, in words of ours where we have some. */
static bool
fail(const struct file *f)
{
	const char *message = sqlite3_errmsg(f->db);

	switch (sqlite3_errcode(f->db) & 0xff) {
	case SQLITE_NOTADB:
		message = "it is no SQLite database";
		break;
	case SQLITE_CORRUPT:
		message = "it is truncated or damaged";
		break;
	case SQLITE_BUSY:
		message = "a run of Kyua is writing it";
		break;
	case SQLITE_READONLY:
		message = "the run of Kyua that wrote it was killed";
		break;
	case SQLITE_ERROR:
		if (strncmp(message, "no such ", 8) == 0)
			message = "it holds no results of Kyua";
		break;
	}
	return refuse(f, message);
}

/* The text of the first column of the first row, "" if there is none. */
static bool
ask(const struct file *f, const char *sql, struct text *answer)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(f->db, sql, -1, &stmt, NULL);

	if (rc == SQLITE_OK) {
		rc = sqlite3_step(stmt);
		text_cut(answer, 0);
		if (rc == SQLITE_ROW)
			text_adds(answer, store_text(stmt, 0));
	}
	if (rc == SQLITE_ROW || rc == SQLITE_DONE) {
		sqlite3_finalize(stmt);
		return true;
	}
	fail(f);
	sqlite3_finalize(stmt);
	return false;
}

/* Whether the answer to a question is what it has to be. */
static bool
check_one(const struct file *f, const char *sql, const char *wanted,
    const char *else_reason)
{
	struct text answer = TEXT_INIT;
	bool ok = ask(f, sql, &answer);

	if (ok && strcmp(text_get(&answer), wanted) != 0)
		ok = refuse(f, else_reason);
	text_release(&answer);
	return ok;
}

/*
 * SQLite does not miss the end of a last page that is cut: it reads zeros
 * there.
 */
static bool
check_size(const struct file *f)
{
	struct text answer = TEXT_INIT;
	bool ok = ask(f, "PRAGMA page_size", &answer);

	if (ok && f->size % atol(text_get(&answer)) != 0)
		ok = refuse(f, "it is truncated or damaged");
	text_release(&answer);
	return ok;
}

/* Whether it is a finished run of a Kyua that we know. */
static bool
check(const struct file *f)
{
	return check_one(f, "SELECT max(schema_version) FROM metadata", "3",
	    "its Kyua schema is not 3") && check_size(f) &&
	    check_one(f, "PRAGMA quick_check(1)", "ok",
	    "it is truncated or damaged") &&
	    check_one(f, "SELECT count(*) > 0 FROM contexts", "1",
	    "Kyua was interrupted, or is still running, and writes all "
	    "results at its end") &&
	    check_one(f, "SELECT count(*) > 0 FROM test_cases", "1",
	    "Kyua ran no test case");
}

static const char *
column(sqlite3_stmt *stmt, int i, struct pool *pool)
{
	const void *bytes = sqlite3_column_blob(stmt, i);
	int len = sqlite3_column_bytes(stmt, i);

	if (sqlite3_column_type(stmt, i) == SQLITE_NULL)
		return NULL;
	return record_utf8(pool, bytes, (size_t)len);
}

static void
read_case(const struct file *f, sqlite3_stmt *stmt, struct text *why)
{
	struct pool pool = POOL_INIT;
	struct test_case c = {
		.area = f->area,
		.name = column(stmt, 0, &pool),
		.result = column(stmt, 1, &pool),
		.reason = column(stmt, 2, &pool),
		.clause = column(stmt, 3, &pool),
		.output = sqlite3_column_blob(stmt, 4),
		.output_len = (size_t)sqlite3_column_bytes(stmt, 4),
	};

	case_store(f->store, f->identity, &c, why);
	pool_release(&pool);
}

static bool
read_cases(const struct file *f)
{
	static const char sql[] =
	    "SELECT p.relative_path || ':' || c.name, r.result_type,"
	    "  ifnull(r.result_reason, ''),"
	    "  (SELECT nullif(property_value, '') FROM metadatas AS m"
	    "    WHERE m.metadata_id = c.metadata_id"
	    "    AND m.property_name = 'custom.clause'), o.contents"
	    " FROM test_cases AS c"
	    " JOIN test_programs AS p USING (test_program_id)"
	    " LEFT JOIN test_results AS r USING (test_case_id)"
	    " LEFT JOIN test_case_files AS n"
	    "  ON n.test_case_id = c.test_case_id"
	    "  AND n.file_name = '__STDOUT__'"
	    " LEFT JOIN files AS o ON o.file_id = n.file_id"
	    " ORDER BY c.test_case_id";
	struct text why = TEXT_INIT;
	sqlite3_stmt *stmt;
	int rc;

	rc = sqlite3_prepare_v2(f->db, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
			read_case(f, stmt, &why);
	if (rc != SQLITE_DONE)
		fail(f);
	else if (why.len > 0)
		store_problem(f->store, "'%s' does not belong here: %s",
		    f->path, text_get(&why));
	sqlite3_finalize(stmt);
	text_release(&why);
	return rc == SQLITE_DONE;
}

static bool
read_open_file(struct file *f)
{
	struct stat st;
	bool ok;

	if (stat(f->path, &st) != 0)
		return refuse(f, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return refuse(f, "it is no file");
	f->size = st.st_size;
	if (f->size == 0)
		return refuse(f, "it is empty");
	if (sqlite3_errcode(f->db) != SQLITE_OK)
		return fail(f);
	sqlite3_busy_timeout(f->db, BUSY_MS);
	if (!check(f))
		return false;
	store_run(f->store, "SAVEPOINT file");
	ok = read_cases(f);
	if (!ok)
		store_run(f->store, "ROLLBACK TO file");
	store_run(f->store, "RELEASE file");
	return ok;
}

static void
read_file(const struct store *s, struct identity *id, const char *folder,
    const char *area)
{
	struct text path = TEXT_INIT, failure = TEXT_INIT;
	struct file f = { s, id, NULL, area, NULL, 0, &failure };
	sqlite3_stmt *stmt = store_prepare(s, "INSERT INTO area VALUES (?, ?)");

	store_bind_int(stmt, 1, id->platform);
	store_bind_text(stmt, 2, area);
	store_insert(stmt, NULL);
	sqlite3_finalize(stmt);
	text_addf(&path, "%s/%s.db", folder, area);
	f.path = text_get(&path);
	sqlite3_open_v2(f.path, &f.db, SQLITE_OPEN_READONLY, NULL);
	if (!read_open_file(&f))
		store_problem(s, "'%s' cannot be read: %s", f.path,
		    text_get(&failure));
	sqlite3_close(f.db);
	text_release(&path);
	text_release(&failure);
}

/* A file's name without its end, if that is ".db"; else NULL. */
static char *
area_of(const char *name)
{
	size_t len = strlen(name);

	if (len <= 3 || *name == '.' || strcmp(name + len - 3, ".db") != 0)
		return NULL;
	return strndup(name, len - 3);
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
		store_problem(s, "%s", why.text);
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
tell_absent(const struct store *s, const char *folder)
{
	char sentence[512];

	if (!read_sentence(folder, "absent", sentence))
		return false;
	store_problem(s, "%s", sentence);
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
read_platform(const struct store *s, const char *results, const char *name)
{
	struct identity id;
	struct text folder = TEXT_INIT;
	struct dirent **names;
	char revision[512];
	int i, n, areas = 0;
	char *area;

	if (!identity_start(&id, s, name)) {
		store_problem(s, "platform '%s' is asked for twice: '%s/%s' is "
		    "the second", name, results, name);
		identity_release(&id);
		return;
	}
	text_addf(&folder, "%s/%s", results, name);
	n = scandir(text_get(&folder), &names, NULL, alphasort);
	if (n < 0)
		store_problem(s, "'%s' cannot be read: %s", text_get(&folder),
		    strerror(errno));
	if (read_sentence(text_get(&folder), READ_REVISION, revision))
		identity_store_revision(&id, s, revision);
	if (read_sentence(text_get(&folder), READ_SHARE, revision))
		identity_store_share(&id, s, revision);
	for (i = 0; i < n; i++) {
		area = area_of(names[i]->d_name);
		if (area != NULL) {
			read_file(s, &id, text_get(&folder), area);
			areas++;
		}
		if (strcmp(names[i]->d_name, STREAM_FILE) == 0) {
			read_stream(s, &id, text_get(&folder));
			areas++;
		}
		free(area);
		free(names[i]);
	}
	if (n >= 0) {
		free(names);
		if (areas == 0 && !tell_absent(s, text_get(&folder)) &&
		    !is_share(&id, s))
			store_problem(s, "'%s' has no results: no file AREA.db "
			    "is there", text_get(&folder));
	}
	identity_store(&id, s);
	identity_release(&id);
	text_release(&folder);
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
		store_problem(s, "'%s' cannot be read: %s", results,
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
		store_problem(s, "'%s' has no results: no platform's folder "
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
	stmt = store_prepare(s, "SELECT p.name, w.name FROM platform AS p,"
	    " wanted AS w WHERE p.position IN (SELECT platform FROM area)"
	    " AND NOT EXISTS (SELECT 1 FROM area AS a"
	    "  WHERE a.platform = p.position AND a.name = w.name)"
	    /* An area may have no row in a share. */
	    " AND p.share = ''"
	    /* Another platform may have been asked for others. */
	    " AND (?1 OR p.position NOT IN (SELECT platform FROM part))"
	    " AND p.position > ?2 ORDER BY p.position, w.name");
	store_bind_int(stmt, 1, named);
	store_bind_int(stmt, 2, before);
	while (store_step(stmt))
		store_problem(s, "'%s/%s/%s.db' is missing", results,
		    store_text(stmt, 0), store_text(stmt, 1));
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
		store_problem(s, "'%s' is of revision %s of the suite, and "
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
