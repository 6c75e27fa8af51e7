/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls the command `conform`, and reads what it wrote. */
#ifndef KILL_CALL_H
#define KILL_CALL_H

#include <stdbool.h>
#include <sys/types.h>

#include "harness/kill/moment.h"

/* Adds the path of what has that name in the folder. */
void call_add_path(const struct killing *, struct text *, const char *name);

/* Starts `run` or `report`, its words into the file `out`. */
pid_t call_start(const struct killing *, const char *command, bool resume,
    const char *out);

/* Its exit status, or -1. */
int call_await(pid_t);

/* Both. */
int call_run(const struct killing *, const char *command, bool resume,
    const char *out);

/* What a file of the folder holds; nothing if it is not there. */
void call_read(const struct killing *, const char *name, struct text *to);

/*
 * The table and report.json of what results there are, but for when they were
 * made; the exit status.
 */
int call_report(const struct killing *, struct text *table, struct text *json);

#endif
