/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/protocol/memory.h"
#include "harness/report/ran.h"
#include "harness/report/record.h"
#include "harness/report/seen.h"
#include "harness/report/store.h"

static const char schema[] =
    "CREATE TABLE platform (position INTEGER PRIMARY KEY, name TEXT UNIQUE,"
    "  system TEXT DEFAULT '', kernel TEXT DEFAULT '', libc TEXT DEFAULT '',"
    "  arch TEXT DEFAULT '', word TEXT DEFAULT '', byteorder TEXT DEFAULT '',"
    "  emulator TEXT DEFAULT '', runner_arch TEXT DEFAULT '',"
    "  runner_kernel TEXT DEFAULT '', abilities TEXT DEFAULT '',"
    "  iut TEXT DEFAULT '', iut_build TEXT DEFAULT '',"
    "  iut_said TEXT DEFAULT '', oracle_said TEXT DEFAULT '',"
    "  command TEXT DEFAULT '', oracle TEXT DEFAULT '',"
    "  oracle_build TEXT DEFAULT '', oracle_arch TEXT DEFAULT '',"
    "  oracle_libc TEXT DEFAULT '', oracle_emulator TEXT DEFAULT '',"
    "  oracle_command TEXT DEFAULT '', not_compared TEXT DEFAULT '',"
    "  unseen TEXT DEFAULT '', revision TEXT DEFAULT '',"
    "  share TEXT DEFAULT '',"
    "  made TEXT DEFAULT '', sources TEXT DEFAULT '',"
    "  imported INTEGER DEFAULT 0,"
    "  distinct_traces INTEGER DEFAULT 0,"
    "  wrap TEXT DEFAULT '', reached TEXT DEFAULT '',"
    "  floor TEXT DEFAULT '');"

    /* "aarch64 (qemu-user 7.2.22 on x86_64)", "x86_64, 32 bit". */
    "CREATE VIEW described AS SELECT position, iif(arch = '' AND"
    "  iut <> '', 'unknown', arch) || CASE"
    "  WHEN emulator <> '' AND runner_arch <> '' THEN ' (' || emulator ||"
    "   ' on ' || runner_arch || ')'"
    "  WHEN emulator <> '' THEN ' (' || emulator || ')'"
    "  WHEN runner_arch <> '' THEN ' (on ' || runner_arch || ')' ELSE '' END"
    "  || CASE WHEN word = '32' THEN ', 32 bit' ELSE '' END"
    "  || CASE WHEN byteorder = 'big' THEN ', big-endian' ELSE '' END AS arch,"
    "  CASE WHEN system IN ('', 'linux') THEN '' ELSE system || ' ' END ||"
    "  iif(kernel = '' AND iut <> '', 'unknown', kernel) ||"
    "  CASE WHEN runner_kernel <> '' AND (kernel <> '' OR iut <> '') THEN"
    "   ' (on ' || runner_kernel || ')' ELSE '' END AS kernel,"
    "  iif(libc = '' AND iut <> '', 'unknown', libc) AS libc,"
    "  oracle || CASE WHEN oracle_arch = '' THEN '' ELSE ' on ' ||"
    "   oracle_arch END AS oracle, CASE WHEN sources <> '' THEN sources"
    "  WHEN revision <> '' THEN 'suite ' || revision ELSE '' END AS revision"
    "  FROM platform;"
    "CREATE TABLE area (platform INTEGER, name TEXT);"
    "CREATE TABLE asked (platform INTEGER, name TEXT);"

    /* A verdict, with its words in the table for one and for several. */
    "CREATE TABLE verdict (position INTEGER PRIMARY KEY, name TEXT UNIQUE,"
    "  one TEXT, several TEXT);"
    "INSERT INTO verdict (name, one, several) VALUES"
    "  ('conforms', '', ''), ('differs', 'differs', 'differ'),"
    "  ('platform-differs', 'changed', 'changed'),"
    "  ('departs-from-doc', 'departs', 'depart'),"
    "  ('unsupported', 'unsupported', 'unsupported'),"
    "  ('broken', 'broken', 'broken'), ('unstable', 'unstable', 'unstable');"

    /* The order of the groups; those that are not here come last. */
    "CREATE TABLE clause_group (position INTEGER PRIMARY KEY,"
    "  name TEXT UNIQUE);"
    "INSERT INTO clause_group (name) VALUES ('SENDMSG'), ('AFALG'),"
    "  ('SENDFILE'), ('INHERIT'), ('SETBLK'), ('SETTMO'), ('MODE'),"
    "  ('ACCEPT'), ('CONNECT'), ('SENDALL'), ('EINTR'), ('AUDIT'), ('TYPE');"

    /*
     * What Kyua says of a case, and how many instances it owes, those that it
     * explains as not run among them.
     */
    "CREATE TABLE test_case (id INTEGER PRIMARY KEY, platform INTEGER,"
    "  area TEXT, name TEXT, result TEXT, reason TEXT, clause TEXT,"
    "  planned INTEGER, reported INTEGER, not_run INTEGER,"
    /* Of how many it was told to run some; 0: it ran what it has. */
    "  chosen_of INTEGER,"
    "  missing INTEGER GENERATED ALWAYS AS (max(planned - reported, 0)),"
    "  clause_group TEXT GENERATED ALWAYS AS"
    "    (substr(clause, 1, instr(clause || '-', '-') - 1)));"

    "CREATE INDEX test_case_platform ON test_case (platform);"
    /* is_case: it stands for a whole case that broke, its id is the case's. */
    "CREATE TABLE member (number INTEGER PRIMARY KEY, id TEXT,"
    "  is_case INTEGER);"
    "CREATE TABLE reason (number INTEGER PRIMARY KEY, text TEXT);"
    "CREATE TABLE result (platform INTEGER, member INTEGER, clause TEXT,"
    "  verdict TEXT, departs TEXT, expected INTEGER, entry TEXT,"
    "  finding TEXT, line TEXT, reason INTEGER, is_case INTEGER,"
    "  known_answers TEXT,"
    "  clause_group TEXT GENERATED ALWAYS AS"
    "    (substr(clause, 1, instr(clause || '-', '-') - 1)),"
    "  unexpected INTEGER GENERATED ALWAYS AS"
    "    (expected = 0 AND verdict <> 'conforms'),"
    "  executed INTEGER GENERATED ALWAYS AS"
    "    (verdict NOT IN ('unsupported', 'broken')));"
    /* Ids and reasons stand once for all platforms. */
    "CREATE VIEW instance AS SELECT r.rowid AS place, r.platform, m.id,"
    "  r.clause, r.verdict, r.departs, r.expected, r.entry, r.finding, r.line,"
    "  ifnull(w.text, '') AS reason, r.is_case, r.known_answers,"
    "  r.clause_group, r.unexpected, r.executed FROM result AS r"
    "  LEFT JOIN member AS m ON m.number = r.member"
    "  LEFT JOIN reason AS w ON w.number = r.reason;"
    /* Most conform: whoever counts them asks the table tally. */
    "CREATE INDEX result_divergent ON result (platform)"
    "  WHERE verdict <> 'conforms';"
    "CREATE INDEX result_found ON result (platform)"
    "  WHERE finding <> '';"
    "CREATE INDEX result_entry ON result (platform) WHERE entry <> '';"
    "CREATE INDEX result_answer ON result (platform, known_answers)"
    "  WHERE known_answers IS NOT NULL;"

    /* How many of a row's instances came out how: tally.h. */
    "CREATE TABLE tally (platform INTEGER, row TEXT, clause TEXT,"
    "  verdict TEXT, unexpected INTEGER, is_case INTEGER, n INTEGER,"
    "  executed INTEGER GENERATED ALWAYS AS"
    "    (iif(verdict IN ('unsupported', 'broken'), 0, n)),"
    "  clause_group TEXT GENERATED ALWAYS AS"
    "    (substr(clause, 1, instr(clause || '-', '-') - 1)),"
    "  PRIMARY KEY (platform, clause, row, verdict, unexpected, is_case))"
    "  WITHOUT ROWID;"
    /* What a case wrote of instances that are shown: example.h. */
    "CREATE TABLE example (platform INTEGER, id TEXT, text TEXT,"
    "  PRIMARY KEY (platform, id));"

    /* What a case says of its known answers; several add up. */
    "CREATE TABLE known_answers (platform INTEGER, name TEXT, source TEXT,"
    "  licence TEXT, errors INTEGER, vectors INTEGER);"
    "CREATE VIEW answered AS SELECT k.platform, k.name, k.source, k.licence,"
    "  k.errors, k.vectors AS known, i.executed, i.conforming, i.reason,"
    "  iif(i.executed > 0, k.vectors, 0) AS applicable"
    "  FROM (SELECT platform, name, min(source) AS source,"
    "   min(licence) AS licence, max(errors) AS errors,"
    "   sum(vectors) AS vectors, min(rowid) AS position FROM known_answers"
    "   GROUP BY platform, name) AS k"
    "  JOIN (SELECT platform, known_answers, sum(executed) AS executed,"
    "   sum(verdict = 'conforms') AS conforming, max(iif(verdict ="
    "   'unsupported', reason, '')) AS reason FROM instance"
    "   WHERE known_answers IS NOT NULL"
    "   GROUP BY platform, known_answers) AS i"
    "  ON i.platform = k.platform AND i.known_answers = k.name"
    "  ORDER BY k.platform, k.errors, k.position;"

    /* Platforms of which some instances were chosen, and of how many. */
    "CREATE VIEW part AS SELECT platform, sum(planned) AS chosen,"
    "  sum(chosen_of) AS total FROM test_case WHERE chosen_of > 0"
    "  GROUP BY platform UNION ALL SELECT platform, sum(planned),"
    "  sum(planned) FROM test_case WHERE platform IN"
    "   (SELECT position FROM platform WHERE share <> '')"
    "  GROUP BY platform;"

    "CREATE TABLE not_run (platform INTEGER, row TEXT, clause TEXT,"
    "  instances INTEGER, reason TEXT);"
    /* The axes of a row, "kind,size", as its case says them. */
    "CREATE TABLE axes (platform INTEGER, row TEXT, names TEXT,"
    "  UNIQUE (platform, row));"

    /* What an unexpected instance showed that no entry of the ledger knows. */
    "CREATE TABLE offence (platform INTEGER, id TEXT, verdict TEXT,"
    "  departs TEXT, line TEXT, wanted TEXT);"
    "CREATE INDEX offence_id ON offence (platform, id);"

    /* What rows showed that was not expected: kind.c fills these. */
    "CREATE TABLE kind (id INTEGER PRIMARY KEY, platform INTEGER,"
    "  identity TEXT, row TEXT, clause TEXT, verdict TEXT, departs TEXT,"
    "  line TEXT, wanted TEXT, condition TEXT, instances INTEGER,"
    "  executed INTEGER, example TEXT, cause TEXT,"
    "  UNIQUE (platform, identity));"
    "CREATE TABLE kind_also (kind INTEGER, verdict TEXT, departs TEXT,"
    "  line TEXT, wanted TEXT, instances INTEGER);"
    "CREATE INDEX kind_also_kind ON kind_also (kind);"

    "CREATE TABLE stale (platform INTEGER, entry TEXT, reason TEXT,"
    "  UNIQUE (platform, entry));"
    "CREATE TABLE problem (platform INTEGER, sentence TEXT);"

    /* Least numbers of executed instances, and where there were less. */
    "CREATE TABLE floor (platform INTEGER, clause TEXT, least INTEGER);"
    "CREATE VIEW below AS SELECT position, clause, least, executed FROM"
    "  (SELECT f.platform AS position, f.clause, f.least, (SELECT"
    "    ifnull(sum(t.executed), 0) FROM tally AS t WHERE"
    "    t.platform = f.platform AND t.clause = f.clause) AS executed"
    "   FROM floor AS f)"
    "  WHERE executed < least;"

    /* Columns of which nothing was executed; a share may have nothing. */
    "CREATE VIEW idle AS SELECT position, name, (SELECT ifnull(sum(n), 0)"
    "  FROM tally WHERE platform = position AND NOT is_case) AS instances"
    "  FROM platform WHERE share = '' AND NOT EXISTS (SELECT 1 FROM tally"
    "   WHERE platform = position AND executed > 0);"

    /* What make mutants wrote: no row, or one. */
    "CREATE TABLE proof (json TEXT);";

static void __attribute__((noreturn))
die(const struct store *s, const char *sql)
{
	fprintf(stderr, "report: %s, in: %.70s\n", sqlite3_errmsg(s->db), sql);
	_exit(2);
}

void
store_run(const struct store *s, const char *sql)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(s, sql);
}

sqlite3_stmt *
store_prepare(const struct store *s, const char *sql)
{
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		die(s, sql);
	return stmt;
}

void
store_open(struct store *s)
{
	*s = (struct store)STORE_INIT;
	/* What SQLite counts and locks by itself costs a tenth of a report. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (sqlite3_open_v2(":memory:", &s->db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		die(s, "open");
	store_run(s, "PRAGMA temp_store = MEMORY; PRAGMA synchronous = OFF");
}

void
store_init(struct store *s)
{
	store_open(s);
	store_run(s, schema);
	s->instance = store_prepare(s, "INSERT INTO result (platform, member,"
	    " clause, verdict, departs, expected, entry, line, reason,"
	    " is_case, finding, known_answers) VALUES (?, ?, ?, ?, ?, ?, ?, ?,"
	    " ?, ?, ?, ?)");
	s->plain = store_prepare(s, "INSERT INTO result (platform, member,"
	    " clause, verdict, departs, expected, entry, line, is_case,"
	    " finding) VALUES (?, ?, ?, 'conforms', 'none', 1, '', '', 0,"
	    " '')");
	s->ids = calloc(1, sizeof(*s->ids));
	s->reasons = calloc(1, sizeof(*s->reasons));
	s->ran = calloc(1, sizeof(*s->ran));
	if (s->ids == NULL || s->reasons == NULL || s->ran == NULL)
		memory_ran_out();
	s->member = store_prepare(s, "INSERT INTO member VALUES (?, ?, ?)");
	s->reason = store_prepare(s, "INSERT INTO reason VALUES (?, ?)");
	s->test_case = store_prepare(s, "INSERT INTO test_case (platform,"
	    " area, name, result, reason, clause, planned, reported, not_run,"
	    " chosen_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	s->not_run = store_prepare(s, "INSERT INTO not_run"
	    " VALUES (?, ?, ?, ?, ?)");
	s->known_answers = store_prepare(s, "INSERT INTO known_answers"
	    " VALUES (?, ?, ?, ?, ?, ?)");
	s->axes = store_prepare(s, "INSERT OR IGNORE INTO axes"
	    " VALUES (?, ?, ?)");
	s->offence = store_prepare(s, "INSERT INTO offence"
	    " VALUES (?, ?, ?, ?, ?, ?)");
	s->tally = store_prepare(s, "INSERT INTO tally"
	    " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
	    " SET n = n + excluded.n");
	s->example = store_prepare(s, "INSERT OR IGNORE INTO example"
	    " VALUES (?, ?, ?)");
	s->forget_example = store_prepare(s, "DELETE FROM example"
	    " WHERE platform = ? AND id = ?");
	s->stale = store_prepare(s, "INSERT OR IGNORE INTO stale"
	    " VALUES (?, ?, ?)");
}

/* What was not bound would be a NULL. */
static void
need_bound(sqlite3_stmt *stmt, int rc)
{
	struct store s;

	if (rc == SQLITE_OK)
		return;
	s = (struct store){ .db = sqlite3_db_handle(stmt) };
	die(&s, sqlite3_sql(stmt));
}

void
store_bind_text(sqlite3_stmt *stmt, int parameter, const char *text)
{
	need_bound(stmt, sqlite3_bind_text(stmt, parameter, text, -1,
	    SQLITE_TRANSIENT));
}

void
store_bind_kept(sqlite3_stmt *stmt, int parameter, const char *text)
{
	need_bound(stmt, sqlite3_bind_text(stmt, parameter, text, -1,
	    SQLITE_STATIC));
}

void
store_bind_int(sqlite3_stmt *stmt, int parameter, int64_t number)
{
	need_bound(stmt, sqlite3_bind_int64(stmt, parameter, number));
}

bool
store_step(sqlite3_stmt *stmt)
{
	struct store s = { .db = sqlite3_db_handle(stmt) };
	int rc = sqlite3_step(stmt);

	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		die(&s, sqlite3_sql(stmt));
	return rc == SQLITE_ROW;
}

bool
store_insert(sqlite3_stmt *stmt, bool *twice)
{
	struct store s = { .db = sqlite3_db_handle(stmt) };
	int rc = sqlite3_step(stmt);

	if (rc != SQLITE_DONE && rc != SQLITE_CONSTRAINT)
		die(&s, sqlite3_sql(stmt));
	if (twice != NULL)
		*twice = sqlite3_extended_errcode(s.db) ==
		    SQLITE_CONSTRAINT_UNIQUE;
	sqlite3_reset(stmt);
	return rc == SQLITE_DONE;
}

int64_t
store_member(const struct store *s, const char *id, bool is_case)
{
	bool fresh;
	int64_t number = seen_number(s->ids, id, &fresh);

	if (fresh) {
		store_bind_int(s->member, 1, number);
		store_bind_kept(s->member, 2, id);
		store_bind_int(s->member, 3, is_case);
		store_insert(s->member, NULL);
	}
	return number;
}

int64_t
store_reason(const struct store *s, const char *reason)
{
	bool fresh;
	int64_t number = seen_number(s->reasons, reason, &fresh);

	if (fresh) {
		store_bind_int(s->reason, 1, number);
		store_bind_kept(s->reason, 2, reason);
		store_insert(s->reason, NULL);
	}
	return number;
}

const char *
store_text(sqlite3_stmt *stmt, int column)
{
	const unsigned char *text = sqlite3_column_text(stmt, column);

	/* SQLite has none of a value for which it found no memory either. */
	if (text == NULL && sqlite3_errcode(sqlite3_db_handle(stmt)) ==
	    SQLITE_NOMEM)
		memory_ran_out();
	return text != NULL ? (const char *)text : "";
}

int64_t
store_number(const struct store *s, const char *sql)
{
	sqlite3_stmt *stmt = store_prepare(s, sql);
	int64_t number = 0;

	if (store_step(stmt))
		number = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return number;
}

void
store_problem(const struct store *s, int64_t platform, const char *format,
    ...)
{
	struct text sentence = TEXT_INIT;
	struct pool pool = POOL_INIT;
	sqlite3_stmt *stmt;
	va_list ap;

	va_start(ap, format);
	text_vaddf(&sentence, format, ap);
	va_end(ap);
	stmt = store_prepare(s, "INSERT INTO problem VALUES (?, ?)");
	store_bind_int(stmt, 1, platform);
	store_bind_text(stmt, 2, record_utf8(&pool, text_get(&sentence),
	    sentence.len));
	store_insert(stmt, NULL);
	sqlite3_finalize(stmt);
	text_release(&sentence);
	pool_release(&pool);
}

bool
store_is_whole(const struct store *s, struct why *why)
{
	sqlite3_stmt *stmt = store_prepare(s,
	    "SELECT sentence FROM problem LIMIT 1");
	bool whole = !store_step(stmt) ||
	    why_set(why, "%s", store_text(stmt, 0));

	sqlite3_finalize(stmt);
	return whole;
}

void
store_release(struct store *s)
{
	sqlite3_finalize(s->instance);
	sqlite3_finalize(s->plain);
	sqlite3_finalize(s->test_case);
	sqlite3_finalize(s->not_run);
	sqlite3_finalize(s->stale);
	sqlite3_finalize(s->known_answers);
	sqlite3_finalize(s->axes);
	sqlite3_finalize(s->offence);
	sqlite3_finalize(s->tally);
	sqlite3_finalize(s->member);
	sqlite3_finalize(s->reason);
	if (s->ids != NULL) {
		seen_release(s->ids);
		seen_release(s->reasons);
		ran_release(s->ran);
	}
	free(s->ids);
	free(s->reasons);
	free(s->ran);
	sqlite3_finalize(s->example);
	sqlite3_finalize(s->forget_example);
	sqlite3_close(s->db);
	*s = (struct store)STORE_INIT;
}
