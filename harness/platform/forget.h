/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes results of an earlier run out of a platform's folder. */
#ifndef PLATFORM_FORGET_H
#define PLATFORM_FORGET_H

#define FORGET_RUN "run"	/* of which run they are: conform/resume.h */

/* All of it; what says of which run they are goes first. */
void forget_results(const char *folder);

/* An area's database, with what Kyua leaves of one that was not finished. */
void forget_area(const char *folder, const char *area);

/* The rows that were kept of an area. */
void forget_rows(const char *folder, const char *area);

#endif
