/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/protocol/memory.h"
#include "harness/report/read_file.h"

#define BUSY_MS 2000

struct database {
	struct read_file *file;
	struct text *failure;
	sqlite3 *db;
	off_t size;
};

static bool
refuse(const struct database *f, const char *reason)
{
	text_cut(f->failure, 0);
	text_adds(f->failure, reason);
	return false;
}

/* Says why SQLite could not, in words of ours where we have some. */
static bool
fail(const struct database *f)
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
ask(const struct database *f, const char *sql, struct text *answer)
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
check_one(const struct database *f, const char *sql, const char *wanted,
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
check_size(const struct database *f)
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
check(const struct database *f)
{
	return check_one(f, "SELECT max(schema_version) FROM metadata", "3",
	    "its Kyua schema is not 3") && check_size(f) &&
	    check_one(f, "PRAGMA quick_check(1)", "ok",
	    "it is truncated or damaged") &&
	    check_one(f, "SELECT count(*) > 0 FROM contexts", "1",
	    "Kyua was interrupted, or is still running, and writes all "
	    "results at its end") &&
	    check_one(f, "SELECT count(*) > 0 FROM test_cases", "1",
	    "Kyua ran no test case") &&
	    check_one(f, "SELECT count(*) FROM test_cases AS c LEFT JOIN"
	    " test_programs AS p USING (test_program_id)"
	    " WHERE p.relative_path || c.name IS NULL", "0",
	    "it is truncated or damaged");
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

static struct read_case *
add_case(struct read_file *f)
{
	f->cases = memory_grow(f->cases, f->len, sizeof(*f->cases));
	return &f->cases[f->len++];
}

static void
read_case(struct read_file *f, sqlite3_stmt *stmt)
{
	struct read_case *one = add_case(f);
	size_t len = (size_t)sqlite3_column_bytes(stmt, 4);
	const void *output = sqlite3_column_blob(stmt, 4);

	*one = (struct read_case){ .lines = CASE_LINES_INIT };
	one->c = (struct test_case){
		.area = f->area,
		.name = column(stmt, 0, &f->pool),
		.result = column(stmt, 1, &f->pool),
		.reason = column(stmt, 2, &f->pool),
		.clause = column(stmt, 3, &f->pool),
		.started_us = sqlite3_column_int64(stmt, 5),
		.ended_us = sqlite3_column_int64(stmt, 6),
		.output = output != NULL ? pool_copy(&f->pool, output, len) :
		    NULL,
		.output_len = len,
	};
	case_lines_read(&one->lines, one->c.output, len);
}

static bool
read_cases(const struct database *f)
{
	static const char sql[] =
	    "SELECT p.relative_path || ':' || c.name, r.result_type,"
	    "  ifnull(r.result_reason, ''),"
	    "  (SELECT nullif(property_value, '') FROM metadatas AS m"
	    "    WHERE m.metadata_id = c.metadata_id"
	    "    AND m.property_name = 'custom.clause'), o.contents,"
	    "  ifnull(r.start_time, 0), ifnull(r.end_time, 0)"
	    " FROM test_cases AS c"
	    " JOIN test_programs AS p USING (test_program_id)"
	    " LEFT JOIN test_results AS r USING (test_case_id)"
	    " LEFT JOIN test_case_files AS n"
	    "  ON n.test_case_id = c.test_case_id"
	    "  AND n.file_name = '__STDOUT__'"
	    " LEFT JOIN files AS o ON o.file_id = n.file_id"
	    " ORDER BY c.test_case_id";
	sqlite3_stmt *stmt;
	int rc;

	rc = sqlite3_prepare_v2(f->db, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
			read_case(f->file, stmt);
	if (rc != SQLITE_DONE)
		fail(f);
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE;
}

/* Whether it is there as a whole. */
static bool
check_file(struct database *f)
{
	struct stat st;

	if (stat(f->file->path, &st) != 0)
		return refuse(f, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return refuse(f, "it is no file");
	f->size = st.st_size;
	if (f->size == 0)
		return refuse(f, "it is empty");
	if (sqlite3_errcode(f->db) != SQLITE_OK)
		return fail(f);
	sqlite3_busy_timeout(f->db, BUSY_MS);
	return check(f);
}

static bool
read_open(struct database *f)
{
	return check_file(f) && read_cases(f) && ask(f, "SELECT"
	    " strftime('%Y-%m-%d %H:%M:%S', max(end_time) / 1000000,"
	    " 'unixepoch') FROM test_results", &f->file->ended);
}

void
read_file(struct read_file *f)
{
	struct database d = { f, &f->failure, NULL, 0 };

	sqlite3_open_v2(f->path, &d.db, SQLITE_OPEN_READONLY |
	    SQLITE_OPEN_NOMUTEX, NULL);
	read_open(&d);
	sqlite3_close(d.db);
}

bool
read_file_is_whole(const char *path)
{
	struct text failure = TEXT_INIT;
	struct read_file f = { .path = (char *)path };
	struct database d = { &f, &failure, NULL, 0 };
	bool is;

	sqlite3_open_v2(path, &d.db, SQLITE_OPEN_READONLY, NULL);
	is = check_file(&d);
	sqlite3_close(d.db);
	text_release(&failure);
	return is;
}

void
read_file_release(struct read_file *f)
{
	size_t i;

	for (i = 0; i < f->len; i++)
		case_lines_release(&f->cases[i].lines);
	free(f->cases);
	free(f->path);
	free(f->area);
	pool_release(&f->pool);
	text_release(&f->failure);
	text_release(&f->ended);
	*f = (struct read_file){ .path = NULL };
}
