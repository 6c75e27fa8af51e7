/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/protocol/memory.h"
#include "harness/report/merge.h"
#include "harness/report/read.h"

#define ROOM 1000000	/* ids of a database, at most */

struct merging {
	sqlite3 *db;
	const char *path;	/* of the one that is read */
	struct why *why;
};

static bool
run(const struct merging *m, const char *sql)
{
	return sqlite3_exec(m->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
	    why_set(m->why, "'%s' cannot be merged: %s", m->path,
	    sqlite3_errmsg(m->db));
}

static bool
attach(const struct merging *m)
{
	char *sql = sqlite3_mprintf("ATTACH %Q AS part", m->path);
	bool ok = access(m->path, R_OK) == 0 ? run(m, sql) :
	    why_errno(m->why, "cannot read '%s'", m->path);

	sqlite3_free(sql);
	return ok;
}

/* The tables of the first one, with what is of all of them. */
static bool
begin(const struct merging *m)
{
	sqlite3_stmt *stmt = NULL;
	struct text sql = TEXT_INIT;
	bool ok;

	if (sqlite3_prepare_v2(m->db, "SELECT sql FROM part.sqlite_master"
	    " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
	    " ORDER BY type DESC, rootpage", -1, &stmt, NULL) == SQLITE_OK)
		while (sqlite3_step(stmt) == SQLITE_ROW)
			text_addf(&sql, "%s;", store_text(stmt, 0));
	sqlite3_finalize(stmt);
	ok = (sql.len > 0 || why_set(m->why, "'%s' is empty, and no results of "
	    "Kyua's", m->path)) && run(m, text_get(&sql)) && run(m,
	    "INSERT INTO main.metadata SELECT * FROM part.metadata;"
	    "INSERT INTO main.contexts SELECT * FROM part.contexts;"
	    "INSERT INTO main.env_vars SELECT * FROM part.env_vars;"
	    "INSERT INTO main.metadatas SELECT * FROM part.metadatas"
	    " WHERE metadata_id IN (SELECT metadata_id"
	    "  FROM part.test_programs);"
	    "INSERT INTO main.test_programs SELECT * FROM part.test_programs;");
	text_release(&sql);
	return ok;
}

/* Whether the n-th database has only cases that are in no other. */
static bool
check_cases(const struct merging *m)
{
	static const struct {
		const char *sql, *sentence;
	} checks[] = {
		{ "SELECT name FROM part.test_cases WHERE name NOT IN"
		  " (SELECT name FROM place)", "which its area does not have" },
		{ "SELECT name FROM part.test_cases WHERE name IN"
		  " (SELECT name FROM main.test_cases)",
		  "which another share has as well" },
	};
	sqlite3_stmt *stmt;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < 2; i++) {
		stmt = NULL;
		if (sqlite3_prepare_v2(m->db, checks[i].sql, -1, &stmt, NULL) !=
		    SQLITE_OK)
			ok = run(m, checks[i].sql);
		else if (sqlite3_step(stmt) == SQLITE_ROW)
			ok = why_set(m->why, "'%s' has the case '%s', %s",
			    m->path, store_text(stmt, 0), checks[i].sentence);
		sqlite3_finalize(stmt);
	}
	return ok;
}

/* Its cases, each with the id that it has in a run of all. */
static bool
take(const struct merging *m, size_t n)
{
	struct text sql = TEXT_INIT;
	unsigned long room = (unsigned long)(n + 1) * ROOM;
	bool ok;

	text_addf(&sql, "INSERT OR IGNORE INTO main.metadatas"
	    " SELECT metadata_id + %lu, property_name, property_value"
	    "  FROM part.metadatas WHERE metadata_id IN"
	    "  (SELECT metadata_id FROM part.test_cases);"
	    "INSERT INTO main.test_cases SELECT position, 1, name,"
	    "  metadata_id + %lu FROM part.test_cases JOIN place USING (name);",
	    room, room);
	text_addf(&sql, "INSERT INTO main.test_results SELECT position,"
	    "  result_type, result_reason, start_time, end_time"
	    "  FROM part.test_results JOIN part.test_cases USING (test_case_id)"
	    "  JOIN place USING (name);"
	    "INSERT INTO main.files SELECT file_id + %lu, contents"
	    "  FROM part.files;"
	    "INSERT INTO main.test_case_files SELECT position, file_name,"
	    "  file_id + %lu FROM part.test_case_files"
	    "  JOIN part.test_cases USING (test_case_id)"
	    "  JOIN place USING (name);", room, room);
	ok = check_cases(m) && run(m, text_get(&sql));
	text_release(&sql);
	return ok;
}

static bool
place_cases(const struct merging *m, const char *const *cases, size_t len)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = run(m, "PRAGMA synchronous = OFF;"
	    "CREATE TEMP TABLE place (name TEXT PRIMARY KEY,"
	    "  position INTEGER)");
	size_t i;

	ok = ok && sqlite3_prepare_v2(m->db, "INSERT INTO place VALUES (?, ?)",
	    -1, &stmt, NULL) == SQLITE_OK;
	for (i = 0; ok && i < len; i++) {
		store_bind_text(stmt, 1, cases[i]);
		store_bind_int(stmt, 2, (int64_t)i + 1);
		store_insert(stmt, NULL);
	}
	sqlite3_finalize(stmt);
	return ok;
}

bool
merge_databases(const char *const *from, size_t from_len,
    const char *const *cases, size_t cases_len, const char *to,
    struct why *why)
{
	struct merging m = { NULL, to, why };
	bool ok;
	size_t i;

	unlink(to);
	ok = (sqlite3_open(to, &m.db) == SQLITE_OK ||
	    why_set(why, "cannot write '%s'", to)) &&
	    place_cases(&m, cases, cases_len);
	for (i = 0; ok && i < from_len; i++) {
		m.path = from[i];
		ok = attach(&m) && run(&m, "BEGIN") && (i > 0 || begin(&m)) &&
		    take(&m, i) && run(&m, "COMMIT") && run(&m, "DETACH part");
	}
	sqlite3_close(m.db);
	if (!ok)
		unlink(to);
	return ok;
}

bool
merge_lacks(const char *path, const char *cases, struct text *out)
{
	char *names = memory_copy(cases), *rest = names, *name;
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db;
	bool lacks = false;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) ==
	    SQLITE_OK && sqlite3_prepare_v2(db, "SELECT 1 FROM test_cases JOIN"
	    " test_results USING (test_case_id) WHERE name = ?", -1, &stmt,
	    NULL) == SQLITE_OK)
		while (!lacks && (name = strsep(&rest, " ")) != NULL) {
			store_bind_text(stmt, 1, name);
			lacks = *name != '\0' && !store_step(stmt);
			if (lacks)
				text_adds(out, name);
			sqlite3_reset(stmt);
		}
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	free(names);
	return lacks;
}

static const char *const told[] = { "system", "kernel", "libc", "arch", "word",
	"byteorder", "emulator", "runner_arch", "runner_kernel", "iut",
	"iut_build", "command", "oracle", "oracle_build", "oracle_arch",
	"oracle_libc", "oracle_emulator", "oracle_command", "wrap", "abilities",
	NULL };

bool
merge_differ(const char *one, const char *other, const char *platform,
    struct text *out)
{
	const char *const names[] = { platform, NULL };
	const char *const folders[] = { one, other };
	char *values[2] = { NULL, NULL };
	struct text sql = TEXT_INIT;
	struct store s[2];
	bool differ = false;
	size_t i, n;

	for (i = 0; i < 2; i++) {
		store_init(&s[i]);
		read_results(&s[i], folders[i], names, NULL);
	}
	differ = store_number(&s[0], "SELECT count(*) FROM test_case") > 0 &&
	    store_number(&s[1], "SELECT count(*) FROM test_case") > 0;
	for (n = 0; differ && told[n] != NULL; n++) {
		text_cut(&sql, 0);
		text_addf(&sql, "SELECT %s FROM platform", told[n]);
		for (i = 0; i < 2; i++) {
			sqlite3_stmt *stmt = store_prepare(&s[i],
			    text_get(&sql));

			free(values[i]);
			values[i] = memory_copy(store_step(stmt) ?
			    store_text(stmt, 0) : "");
			sqlite3_finalize(stmt);
		}
		if (strcmp(values[0], values[1]) != 0)
			break;
	}
	differ = differ && told[n] != NULL;
	if (differ)
		text_addf(out, "its %s is '%s', and '%s' there", told[n],
		    values[0], values[1]);
	for (i = 0; i < 2; i++) {
		free(values[i]);
		store_release(&s[i]);
	}
	text_release(&sql);
	return differ;
}
