/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recorded traces: what the oracle did on the reference platforms, so that a
 * platform is judged even where both implementations agree with each other,
 * and so that the suite runs where there is no Python.
 *
 * A recording is a folder with a gzip file an area. Its text has for each
 * instance a line "@ID" and a line an event, "LABEL<TAB>ACT<TAB>OUTCOME", in
 * the order of rows and axes.
 */
#ifndef JUDGE_RECORDED_H
#define JUDGE_RECORDED_H

#include "harness/judge/trace.h"
#include "harness/protocol/why.h"

/* The traces of one area. */
struct recorded {
	char *text;		/* terminated; NULL: none are recorded */
	char **ids;		/* starts of the "@ID" lines, sorted by id */
	size_t ids_len;
};

#define RECORDED_INIT { NULL, NULL, 0 }

/*
 * Reads FOLDER/AREA.gz. An area without recording is an empty one and no
 * failure; one that is damaged is.
 */
bool recorded_read(struct recorded *, const char *folder, const char *area,
    struct why *);

/* Fills in an empty trace; false if the instance is not recorded. */
bool recorded_find(const struct recorded *, const char *id, struct trace *);

/* Adds an instance's trace as the file has it. */
void recorded_format(const char *id, const struct trace *, struct text *);

/* Writes FOLDER/AREA.gz: the same bytes for the same text. */
bool recorded_write(const char *folder, const char *area, const char *text,
    size_t len, struct why *);

void recorded_release(struct recorded *);

#endif
