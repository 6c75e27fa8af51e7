/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests: results databases as Kyua's schema 3 has them. */
#ifndef REPORT_FIXTURE_H
#define REPORT_FIXTURE_H

#include <atf-c.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static inline void
fixture_run(sqlite3 *db, const char *sql)
{
	char *error = NULL;

	ATF_REQUIRE_MSG(sqlite3_exec(db, sql, NULL, NULL, &error) ==
	    SQLITE_OK, "%s", error);
}

/* Makes PATH's folders and in it what a run of Kyua has before its end. */
static inline sqlite3 *
fixture_start(const char *path)
{
	char folder[256];
	const char *slash;
	sqlite3 *db;

	for (slash = path; (slash = strchr(slash, '/')) != NULL; slash++) {
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path),
		    path);
		mkdir(folder, 0777);
	}
	ATF_REQUIRE_EQ(SQLITE_OK, sqlite3_open(path, &db));
	fixture_run(db, "PRAGMA synchronous = OFF;"
	    "CREATE TABLE metadata (schema_version INTEGER PRIMARY KEY,"
	    "  timestamp TIMESTAMP NOT NULL);"
	    "INSERT INTO metadata VALUES (3, 1795388629);"
	    "CREATE TABLE contexts (cwd TEXT NOT NULL);"
	    "CREATE TABLE env_vars (var_name TEXT PRIMARY KEY,"
	    "  var_value TEXT NOT NULL);"
	    "CREATE TABLE metadatas (metadata_id INTEGER NOT NULL,"
	    "  property_name TEXT NOT NULL, property_value TEXT,"
	    "  PRIMARY KEY (metadata_id, property_name));"
	    "CREATE TABLE test_programs (test_program_id INTEGER PRIMARY KEY"
	    "  AUTOINCREMENT, absolute_path TEXT NOT NULL,"
	    "  root TEXT NOT NULL, relative_path TEXT NOT NULL,"
	    "  test_suite_name TEXT NOT NULL, metadata_id INTEGER,"
	    "  interface TEXT NOT NULL);"
	    "CREATE TABLE test_cases (test_case_id INTEGER PRIMARY KEY"
	    "  AUTOINCREMENT, test_program_id INTEGER"
	    "  REFERENCES test_programs, name TEXT NOT NULL,"
	    "  metadata_id INTEGER);"
	    "CREATE TABLE test_results (test_case_id INTEGER PRIMARY KEY"
	    "  REFERENCES test_cases, result_type TEXT NOT NULL,"
	    "  result_reason TEXT, start_time TIMESTAMP NOT NULL,"
	    "  end_time TIMESTAMP NOT NULL);"
	    "CREATE TABLE test_case_files (test_case_id INTEGER NOT NULL"
	    "  REFERENCES test_cases, file_name TEXT NOT NULL,"
	    "  file_id INTEGER NOT NULL REFERENCES files,"
	    "  PRIMARY KEY (test_case_id, file_name));"
	    "CREATE TABLE files (file_id INTEGER PRIMARY KEY,"
	    "  contents BLOB NOT NULL);"
	    "INSERT INTO test_programs VALUES (1, '/x/sendfile_test', '/x',"
	    "  'sendfile_test', 'pysock', 0, 'atf')");
	return db;
}

/* Adds a case of sendfile_test. NULL: no clause, no result, no reason. */
static inline void
fixture_case(sqlite3 *db, const char *name, const char *clause,
    const char *result, const char *reason, const char *output)
{
	char *sql = sqlite3_mprintf(
	    "INSERT INTO test_cases VALUES (NULL, 1, %Q, NULL);"
	    "UPDATE test_cases SET metadata_id = test_case_id"
	    " WHERE test_case_id = last_insert_rowid();"
	    "INSERT INTO metadatas SELECT max(test_case_id),"
	    " 'custom.clause', %Q FROM test_cases WHERE %Q IS NOT NULL"
	    " HAVING count(*) > 0;"
	    "INSERT INTO test_results SELECT max(test_case_id), %Q, %Q, 1, 2"
	    " FROM test_cases WHERE %Q IS NOT NULL HAVING count(*) > 0;"
	    "INSERT INTO files SELECT max(test_case_id), cast(%Q AS BLOB)"
	    " FROM test_cases WHERE %Q <> '' HAVING count(*) > 0;"
	    "INSERT INTO test_case_files SELECT max(test_case_id),"
	    " '__STDOUT__', max(test_case_id) FROM test_cases"
	    " WHERE %Q <> '' HAVING count(*) > 0;",
	    name, clause, clause, result, reason, result, output, output,
	    output);

	fixture_run(db, sql);
	sqlite3_free(sql);
}

/* What Kyua writes at the end of a run. */
static inline void
fixture_end(sqlite3 *db)
{
	fixture_run(db, "INSERT INTO contexts VALUES ('/x')");
	ATF_REQUIRE_EQ(SQLITE_OK, sqlite3_close(db));
}

#endif
