/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a platform's results were made, and of which sources: a line of the file
 * `made` in their folder, "2026-11-27 15:41:03 75cca00-dirty". Of what another
 * machine made it is when that was taken in, "2026-11-27 15:41:03 imported".
 */
#ifndef REPORT_MADE_H
#define REPORT_MADE_H

#include "harness/protocol/why.h"
#include "harness/report/store.h"

#define MADE_FILE "made"

/*
 * Writes the file: when its run began, NULL being now, and the sources in `top`,
 * NULL: it is an import. All columns of a run have the same.
 */
bool made_write(const char *folder, const char *when, const char *top,
    struct why *);

/* Tells the store, if there is a file. */
void made_read(const struct store *, int64_t platform, const char *folder);

#endif
