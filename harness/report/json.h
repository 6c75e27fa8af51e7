/* SPDX-License-Identifier: BSD-2-Clause */
/* The store as JSON; README.md says what each field is. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "harness/protocol/why.h"
#include "harness/report/store.h"

#define JSON_SCHEMA 1

void json_add(struct text *, const struct store *);

/*
 * Of each row the instances that any platform has, and of a platform a letter
 * for each of them: json_instances.c. They are collected first.
 */
void json_collect_instances(const struct store *);
void json_add_instances(struct text *, const struct store *);
void json_add_ran(struct text *, const struct store *, int64_t platform);

/*
 * Makes or replaces folder/name; the folder is made where it is missing. The
 * old file stays as it is until the new one is on the disk. False: *why is a
 * sentence, and the old file is there still.
 */
bool json_write(const struct text *, const char *folder, const char *name,
    struct why *);

/* The same of a path. */
bool json_write_path(const struct text *, const char *path, struct why *);

#endif
