/* SPDX-License-Identifier: BSD-2-Clause */
/* The store as text for a terminal; nothing in it can control one. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdbool.h>

#include "harness/report/store.h"

#define TABLE_WIDTH 100		/* columns, with up to four platforms */

/* Adds who the platforms are, the table of clause groups, and the counts. */
void table_add(struct text *, const struct store *, bool plain);

/*
 * Adds what the ledger expected and what all agree on, a line a finding and a
 * reason below, at most `most` of them.
 */
void table_add_expected(struct text *, const struct store *, int most);

/*
 * Adds the kinds of what was not expected (kind.h), those with a probable cause
 * in common together, at most `most` of them, each with how `command` shows it.
 */
void table_add_kinds(struct text *, const struct store *, const char *command,
    int most);
/* Adds the rows that were given up, with how many instances were left out. */
void table_add_not_run(struct text *, const struct store *, int most);

/* Adds the groups of known answers, and apart what can only be refused. */
void table_add_answers(struct text *, const struct store *);

/* Adds what could not be read or written, a line each. */
void table_add_problems(struct text *, const struct store *);

/* Adds words in lines of at most `width` columns, all of them indented. */
void table_add_wrapped(struct text *, const char *words, size_t indent,
    size_t width);

/*
 * Adds the lines that a query of one column gives, at most `most` of them, and
 * says how many are left out. The statement is finalized.
 */
void table_add_lines(struct text *, sqlite3_stmt *, int most);

/*
 * Adds clause, row and what it showed, of a query's columns 0 to 5: clause, row,
 * verdict, departs, line, wanted.
 */
void table_add_head(struct text *words, sqlite3_stmt *kind);

/*
 * Adds on which platforms a kind is and, of instances, of how many there and
 * where: those alike together.
 */
void table_add_places(struct text *words, const struct store *,
    const char *identity, bool of_instances);

/* Adds a blank, an option and its value, quoted for the shell, if it has one. */
void table_add_quoted(struct text *, const char *option, const char *value);

/* Whether what reaches a column is a program there, "./pysock-arm64". */
bool table_is_program(const char *reached);

/*
 * Adds a line with the command that shows an instance, to be copied: a query's
 * columns from `column` on are its id and the platform's IUT, oracle, prefix, and
 * how it is reached.
 */
void table_add_command(struct text *, const char *command,
    sqlite3_stmt *kind, int column);

/* Adds words, those of the first line further left than the others. */
void table_add_hanging(struct text *, const char *words);

#endif
