/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows: what cases are made of. A row pins one clause; its axes make instances
 * of it, each with an id that depends on nothing but the row and the values.
 *
 *	{ .name = "false_sets_o_nonblock", .clause = "SETBLK-02",
 *	  .act = set_and_look, .axes = { "kind=tcp|unix|udp", "flag=false|0" },
 *	  .doc = "setblocking: returned none; o_nonblock: true" },
 *
 * in cases/setblocking_test.c makes the instances
 * setblocking/false_sets_o_nonblock[kind=tcp,flag=false] and five more.
 */
#ifndef ROWS_ROW_H
#define ROWS_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/judge/documented.h"
#include "harness/protocol/why.h"

#define AXES_MAX 8
/* Of values of a row's axes. */
#ifndef COMBINATIONS_MOST
#define COMBINATIONS_MOST 200000
#endif

struct scene;
struct instance;
struct row;

/* Known answers of one source for one cipher and direction. */
struct group {
	const char *name, *source, *licence;
	bool errors;
	/* How many the source has; false if it is not there: *why. */
	bool (*count)(const struct row *, size_t *, struct why *);
};

struct row {
	const char *name;	/* condition, then observable result */
	bool sampled;		/* in each sample of its area */
	const char *clause;	/* "SETBLK-02" */
	void (*act)(struct scene *);	/* the scenario */
	/*
	 * "name=value|value": a value for each instance, part of its id; a
	 * value "3..9" stands for each number from 3 to 9.
	 */
	const char *axes[AXES_MAX];
	/* "name=value": the same for all instances, not part of their ids. */
	const char *with[AXES_MAX];
	/*
	 * What the documentation promises: "label: outcome; label: outcome".
	 * {name} stands for the value of an axis; outcomes joined by " or "
	 * are all allowed; '*' is any run of characters, of which it is
	 * silent, '**' one that need not be the oracle's. NULL: silent.
	 */
	const char *doc;
	/* The same where it has to be computed from the instance; or NULL. */
	void (*documented)(struct documented *, const struct instance *);
	/* Which combinations of values make sense; NULL: all. */
	bool (*only)(const struct instance *);
	/*
	 * The values of one of the axes where the run is wide (instances_widen),
	 * which have those of the axis among them; NULL: the same.
	 */
	const char *all;
	/*
	 * The group of known answers that its instances are of, told and
	 * counted apart; `errors`: what can only be refused. NULL: none.
	 */
	const struct group *group;
	/*
	 * Abilities that it needs, "af_alg audit": of the kernel
	 * (world/ability.h) or the implementation; NULL: none.
	 */
	const char *needs;
	bool waits;		/* its instances sleep and run side by side */
	bool interposed;	/* runs with the library that disturbs calls */
};

/* A file of rows: one ATF program. */
struct area {
	const char *name;	/* "setblocking" */
	const struct row *rows;
	size_t rows_len;
};

/* Ends a file of rows: AREA_ROWS(setblocking, rows); */
#define AREA_ROWS(its, rows)						\
	extern const struct area area_##its;				\
	const struct area area_##its = {				\
		#its, rows, sizeof(rows) / sizeof((rows)[0])		\
	}

struct instance {
	const struct area *area;
	const struct row *row;
	const char *names[2 * AXES_MAX];	/* of axes, then of with */
	const char *values[2 * AXES_MAX];
	size_t axes_len, names_len;
	char *id;
};

/* The value of an axis or of `with`; NULL if there is none of that name. */
const char *instance_value(const struct instance *, const char *name);
bool instance_is(const struct instance *, const char *name, const char *value);
long long instance_number(const struct instance *, const char *name);

/* Adds `from` with each {name} replaced; false if a name is not known. */
bool instance_substitute(const struct instance *, const char *from,
    struct text *);

/* What the row documents for the instance. */
void instance_document(const struct instance *, struct documented *);

struct instances {
	struct instance *at;
	size_t len;
	char **strings;		/* owned */
	size_t strings_len;
	bool counting;		/* they are counted, and not made */
};

/* Whether these bytes of an axis are a range "3..9", and which. */
bool axis_range(const char *text, size_t len, long *from, long *to);

#define INSTANCES_INIT { NULL, 0, NULL, 0, false }

/* From now on rows have all their instances, not a sample of them. */
void instances_widen(bool);

/* Adds all instances of a row, in the order of its axes. */
void instances_add_row(struct instances *, const struct area *,
    const struct row *);

/* How many that would be. */
size_t instances_count(const struct area *, const struct row *);

/* The instance of that id, or NULL. */
const struct instance *instances_find(const struct instances *,
    const char *id);

void instances_release(struct instances *);

/*
 * Whether the row is of the sample that a slow kernel runs: all rows that need
 * AF_ALG or are `sampled`, and of each area the `most` that cost least.
 */
bool area_samples(const struct area *, const struct row *, size_t most);

/*
 * Refuses an area with a malformed or duplicate row: names that are no
 * identifiers, no clause, no scenario, axes that cannot be read, ids that can
 * be read in two ways, combinations without one instance or with more than
 * COMBINATIONS_MOST, a range that ends before it begins, a doc that cannot be
 * read or has a {name} that no axis has. The sentence names file, row and
 * reason.
 */
bool area_check(const struct area *, struct why *);

/*
 * The same in two parts, since instances take their time: what can be told
 * without them of all rows, and one row by its instances.
 */
bool area_check_rows(const struct area *, struct why *);
bool area_check_instances(const struct area *, const struct row *,
    struct why *);

#endif
