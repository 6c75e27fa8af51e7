/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The proof that the cases can fail: what `make mutants` left beside the
 * report, mutants.json. It is of some other time than the results, so it is
 * never shown without its time and commit.
 */
#ifndef REPORT_PROOF_H
#define REPORT_PROOF_H

#include "harness/report/store.h"

/*
 * Keeps folder/mutants.json in the store. One that is not there is no problem;
 * one that cannot be read is.
 */
void proof_read(const struct store *, const char *folder);

/* Adds the field of report.json: an object, or null where there is none. */
void proof_add_json(struct text *, const struct store *);

/* Adds the lines below the table, if there is something to say. */
void proof_add(struct text *, const struct store *);

#endif
