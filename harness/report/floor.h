/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floors: how many instances of each clause a platform executed once, so that
 * a run that silently executes less fails. FOLDER/PLATFORM has one:
 *
 *	oracle CPython 3.11
 *	abilities sendfile ipv6 memfd seqpacket scm_rights sock_cloexec proc
 *	SENDMSG-01 96
 *
 * It holds for runs of all areas, with all their instances, with the C
 * implementation and an oracle of that minor version, on a platform that was
 * found to have these abilities. Where it is there and does not hold, a report
 * says so. A first line `iut PyPy 7.3` makes it that implementation's. In a
 * sandbox none holds.
 */
#ifndef REPORT_FLOOR_H
#define REPORT_FLOOR_H

#include "harness/protocol/why.h"
#include "harness/report/store.h"

/*
 * Reads the floors of the store's platforms, those that hold for them. `areas`
 * are all there are, NULL at the end. What cannot be read becomes a problem.
 */
void floor_read(const struct store *, const char *folder,
    const char *const *areas);

/* Adds the clauses that were executed less than their floor says. */
void floor_add(struct text *, const struct store *);

/*
 * Writes the floor of a platform from what it executed. False if it did not
 * run all areas or was run in a sandbox, has a floor of another implementation,
 * or the file cannot be written.
 */
bool floor_write(const struct store *, const char *platform,
    const char *folder, const char *const *areas, struct why *);

#endif
