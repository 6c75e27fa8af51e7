/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recorded traces: what the oracle did on the reference platforms, so that a
 * platform is judged even where both implementations agree with each other,
 * and so that the suite runs where there is no Python.
 *
 * A recording is a folder with a file `identity`, which says of what and where
 * it was made, and a gzip file an area. The text of that has for each instance
 * a line "@ID", then a line an event, "LABEL<TAB>ACT<TAB>OUTCOME", and, if the
 * oracle could not go on, a line "!absent<TAB>WHY" (it makes no such system
 * call), "!stuck<TAB>WHY" (it is asked for what a call that raised was to
 * make) or "!unsupported<TAB>WHY". Instances stand in the order of rows and
 * axes.
 */
#ifndef JUDGE_RECORDED_H
#define JUDGE_RECORDED_H

#include "harness/judge/trace.h"
#include "harness/protocol/why.h"

/* What was recorded, and where. */
struct recorded_identity {
	char *oracle;	/* "CPython 3.11.2"; NULL: nothing is recorded */
	char *can;	/* its abilities, each between spaces */
	char *kernel;	/* "6.18.44" */
	char *libc;	/* the oracle's: "glibc 2.36" */
	char *arch;	/* "x86_64" */
};

#define RECORDED_IDENTITY_INIT { NULL, NULL, NULL, NULL, NULL }

/*
 * Reads FOLDER/identity, a line "KEY VALUE" for each field. No file is no
 * failure: nothing is recorded then. One that lacks a field is a failure.
 */
bool recorded_identity_read(struct recorded_identity *, const char *folder,
    struct why *);

bool recorded_identity_write(const struct recorded_identity *,
    const char *folder, struct why *);

void recorded_identity_release(struct recorded_identity *);

/* The traces of one area. */
struct recorded {
	char *text;		/* terminated; NULL: none are recorded */
	char **ids;		/* starts of the "@ID" lines */
	size_t ids_len;
	size_t *last;		/* that was found: the next is near */
};

#define RECORDED_INIT { NULL, NULL, 0, NULL }

enum recorded_end {
	RECORDED_NOT,		/* the instance is not in the recording */
	RECORDED_WHOLE,
	RECORDED_STUCK,
	RECORDED_ABSENT,
	RECORDED_UNSUPPORTED
};

/*
 * Reads FOLDER/AREA.gz. An area without recording is an empty one and no
 * failure; one that is damaged or cut off is.
 */
bool recorded_read(struct recorded *, const char *folder, const char *area,
    struct why *);

bool recorded_has(const struct recorded *, const char *id);

/* Fills in an empty trace, and what stopped the oracle. */
enum recorded_end recorded_find(const struct recorded *, const char *id,
    struct trace *, struct text *reason);

/* Adds an instance's trace as the file has it; the reason may be NULL. */
void recorded_format(const char *id, const struct trace *,
    enum recorded_end, const char *reason, struct text *);

/* Writes FOLDER/AREA.gz: the same bytes for the same text. */
bool recorded_write(const char *folder, const char *area, const char *text,
    size_t len, struct why *);

void recorded_release(struct recorded *);

#endif
