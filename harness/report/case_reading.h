/* SPDX-License-Identifier: BSD-2-Clause */
/* A case while its lines are made into rows of the store: case*.c alone. */
#ifndef REPORT_CASE_READING_H
#define REPORT_CASE_READING_H

#include "harness/report/case.h"
#include "harness/report/example.h"
#include "harness/report/tally.h"

struct reading {
	const struct store *store;
	struct identity *identity;
	const struct test_case *test_case;
	struct text *contradiction;
	struct text broken;	/* what is wrong with the case as a whole */
	struct pool pool;
	const char *clause;
	size_t line_number;
	bool malformed;		/* it is in `broken` already */
	bool done;
	int64_t planned, chosen_of, done_instances, done_executed;
	int64_t reported, executed, unexpected, not_run;
	struct tally tally;
	struct examples examples;
};

/* Adds to what is wrong with the case as a whole. */
void reading_complain(struct reading *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same of a line. */
void reading_complain_line(struct reading *, const char *reason);

struct instance {
	const char *id, *clause, *verdict, *departs, *entry, *finding, *line,
	    *reason, *trace, *group;
	bool expected, is_case;
};

/* Stores one. False: it is there already, or a word of it is unknown. */
bool instance_store(struct reading *, const struct instance *, bool *twice);

/* The same of a line that a case wrote of one. */
void instance_take(struct reading *, const struct record *);

/* The word that Kyua would have for a case of which a stream tells. */
const char *reading_result(const struct reading *);

/* Compares what the case owed with what it gave. */
void reading_check_end(struct reading *);

/* Stores the case, and as an instance what is wrong with it, if anything is. */
void reading_store(struct reading *);

static inline const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

#endif
