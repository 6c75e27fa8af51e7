/* SPDX-License-Identifier: BSD-2-Clause */
/* All rows of all areas: whether they, and what is said of them, make sense. */
#ifndef ROWS_ROWS_H
#define ROWS_ROWS_H

#include "harness/protocol/why.h"

/* Refuses malformed and duplicate rows, as area_check(). */
bool rows_check(struct why *);

/*
 * Refuses what rows_check() does, a catalogue TOP/cases/clauses.tsv that the
 * rows do not fit, and a ledger TOP/cases/ledger.ini in which a pattern fits
 * no instance of the entry's clause: it would never be found stale, nor would
 * one of a user's own ledgers (their paths, a line each, or NULL). Also a page
 * in TOP/cases/findings/ about a clause that is not in the catalogue.
 */
bool rows_check_all(const char *top, const char *own, struct why *);

#endif
