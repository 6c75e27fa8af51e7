/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of a ledger's entry, and what their values may be. */
#ifndef JUDGE_LEDGER_KEY_H
#define JUDGE_LEDGER_KEY_H

#include "harness/judge/ledger.h"

/*
 * Gives the entry a key, its strings in the pool. False: *why says what is
 * wrong with key or value.
 */
bool ledger_key_set(struct ledger_entry *, struct pool *, const char *key,
    const char *value, struct why *);

/* The same of an indented line under the key. */
bool ledger_key_go_on(struct ledger_entry *, struct pool *, const char *key,
    const char *value, struct why *);

/* Whether a finished entry has all that it needs; `own`: of a user's file. */
bool ledger_key_check(const struct ledger_entry *, bool own, struct why *);

#endif
