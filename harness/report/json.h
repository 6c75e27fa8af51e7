/* SPDX-License-Identifier: BSD-2-Clause */
/* The store as JSON; README.md says what each field is. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "harness/protocol/value.h"
#include "harness/protocol/why.h"
#include "harness/report/store.h"

#define JSON_SCHEMA 1

void json_add(struct text *, const struct store *);

/* The same without the divergences, most of it: what compares runs needs. */
void json_add_runs(struct text *, const struct store *);

/*
 * The same, but now and then `take`, if there is one, is given what is there, to
 * put it away: of many platforms it is long.
 */
void json_add_parts(struct text *, const struct store *,
    void (*take)(void *arg, struct text *), void *arg);

/* Adds valid UTF-8 as a string of JSON. */
void json_add_string(struct text *, const char *);

/* The members of all rows, row by row, in the order of report.json. */
struct json_members {
	int64_t *numbers;
	size_t len;
	struct json_row {
		const char *name;	/* as JSON */
		size_t end;		/* of its members */
	} *rows;
	size_t rows_len;
	struct pool pool;
};

void json_members_start(struct json_members *, const struct store *);
void json_members_release(struct json_members *);

/*
 * Of each row the instances that any platform has, and of a platform a letter
 * for each of them.
 */
void json_add_instances(struct text *, const struct store *);
void json_add_ran(struct text *, const struct json_members *,
    const struct store *, int64_t platform);

/* Makes a folder and those above it; false with errno. */
bool make_folders(const char *folder);

/*
 * Makes or replaces folder/name; the folder is made where it is missing. The
 * old file stays as it is until the new one is on the disk. False: *why is a
 * sentence, and the old file is there still.
 */
bool json_write(const struct text *, const char *folder, const char *name,
    struct why *);

/*
 * The same of a path: of what a link leads to; and what is no file, such as
 * /dev/stdout or a pipe, is written into.
 */
bool json_write_path(const struct text *, const char *path, struct why *);

/* The same in parts. */
struct json_file {
	struct text folder, path, temporary;
	int fd;
	int error;		/* the first that there was */
};

#define JSON_FILE_INIT { .fd = -1 }

void json_file_start(struct json_file *, const char *folder,
    const char *name);
void json_file_add(struct json_file *, const struct text *);

/* Releases it; false if the old file is there still. */
bool json_file_end(struct json_file *, struct why *);

#endif
