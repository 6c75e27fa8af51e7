/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a platform's results say of where they were made. All its areas have
 * to say the same: a mixture is not one platform.
 */
#ifndef REPORT_IDENTITY_H
#define REPORT_IDENTITY_H

#include "harness/report/record.h"
#include "harness/report/seen.h"
#include "harness/report/store.h"

enum {
	IDENTITY_NAME,
	IDENTITY_SYSTEM,
	IDENTITY_KERNEL,
	IDENTITY_LIBC,
	IDENTITY_ARCH,
	IDENTITY_WORD,
	IDENTITY_BYTEORDER,
	IDENTITY_EMULATOR,
	IDENTITY_RUNNER_ARCH,
	IDENTITY_RUNNER_KERNEL,
	IDENTITY_ABILITIES,
	IDENTITY_IUT,
	IDENTITY_IUT_BUILD,
	IDENTITY_IUT_SAID,
	IDENTITY_COMMAND,
	IDENTITY_ORACLE,
	IDENTITY_ORACLE_BUILD,
	IDENTITY_ORACLE_SAID,
	IDENTITY_ORACLE_ARCH,
	IDENTITY_ORACLE_LIBC,
	IDENTITY_ORACLE_EMULATOR,
	IDENTITY_ORACLE_COMMAND,
	IDENTITY_NOT_COMPARED,
	IDENTITY_UNSEEN,
	IDENTITY_WRAP,
	IDENTITY_LEN
};

struct identity {
	const char *fields[IDENTITY_LEN];	/* NULL: not told yet */
	int64_t platform;			/* its position */
	struct seen traces;			/* of its instances */
	struct pool pool;
};

#define IDENTITY_INIT { { NULL }, 0, SEEN_INIT, POOL_INIT }

/* Enters the platform as the store's last one; false if it is there. */
bool identity_start(struct identity *, const struct store *,
    const char *name);

/*
 * Takes what a RECORD_PLATFORM, _IUT or _ORACLE says. False: it contradicts
 * what was said before, and *why is how, without its subject.
 */
bool identity_take(struct identity *, const struct record *,
    struct text *why);

/* Keeps of which revision of the suite its results are. */
void identity_store_revision(const struct identity *, const struct store *,
    const char *revision);

/* Notes which share of a run its results are. */
void identity_store_share(const struct identity *, const struct store *,
    const char *share);

/*
 * Notes how one gets there who is not: a name for --platforms, or the program
 * that is there, "./pysock-arm64".
 */
void identity_store_reached(const struct identity *, const struct store *,
    const char *reached);

/* Writes what is known to the store. */
void identity_store(const struct identity *, const struct store *);

void identity_release(struct identity *);

#endif
