/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the report knows, in an SQLite database in memory: see store.c for its
 * tables. Its statements are constants of ours, so one that fails is a bug or
 * memory that ran out, and ends the program.
 */
#ifndef REPORT_STORE_H
#define REPORT_STORE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

struct seen;
struct ran;

struct store {
	sqlite3 *db;
	struct seen *ids, *reasons;	/* what member and reason have */
	struct ran *ran;		/* how each member came out */
	sqlite3_stmt *member;
	sqlite3_stmt *reason;
	sqlite3_stmt *instance;		/* inserts, see case*.c */
	sqlite3_stmt *plain;		/* of one that just conforms */
	sqlite3_stmt *test_case;
	sqlite3_stmt *not_run;
	sqlite3_stmt *stale;
	sqlite3_stmt *known_answers;
	sqlite3_stmt *axes;
	sqlite3_stmt *offence;
	sqlite3_stmt *tally;
	sqlite3_stmt *example, *forget_example;
	bool no_examples;		/* for the page, which nobody writes */
};

#define STORE_INIT { .db = NULL }

/* Makes an empty one. */
void store_init(struct store *);

/* Opens one without any table, for other things than results. */
void store_open(struct store *);

/* Runs statements that have no parameters. */
void store_run(const struct store *, const char *sql);

/* A statement, which the caller finalizes. */
sqlite3_stmt *store_prepare(const struct store *, const char *sql);

/* Binds a parameter by number; NULL stays NULL. */
void store_bind_text(sqlite3_stmt *, int parameter, const char *);

/* The same of a text that stays where it is until the statement has run. */
void store_bind_kept(sqlite3_stmt *, int parameter, const char *);
void store_bind_int(sqlite3_stmt *, int parameter, int64_t);

/* Whether there is one more row. */
bool store_step(sqlite3_stmt *);

/*
 * Runs an insert once. False if a constraint refused it; *twice says whether
 * because it is there already. twice may be NULL.
 */
bool store_insert(sqlite3_stmt *, bool *twice);

/*
 * The numbers of an id in the table member, and of a sentence in the table
 * reason, where they are added if they are not there.
 */
int64_t store_member(const struct store *, const char *id, bool is_case);
int64_t store_reason(const struct store *, const char *);

/* A column of the row, "" where it is NULL. Valid until the next step. */
const char *store_text(sqlite3_stmt *, int column);

/* The number that a query answers, 0 where there is no row. */
int64_t store_number(const struct store *, const char *sql);

/* Keeps a sentence about what could not be read; of no platform: 0. */
void store_problem(const struct store *, int64_t platform, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* False, with the first sentence, if something could not be read. */
bool store_is_whole(const struct store *, struct why *);

void store_release(struct store *);

#endif
