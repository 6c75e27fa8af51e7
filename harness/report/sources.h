/* SPDX-License-Identifier: BSD-2-Clause */
/* When something is made, and of which sources. */
#ifndef REPORT_SOURCES_H
#define REPORT_SOURCES_H

#include "harness/protocol/text.h"

/* Adds now, in UTC, "2026-11-27 15:41:03". */
void sources_add_now(struct text *);

/*
 * Adds the commit that the sources in `top` are of, with "-dirty" behind it
 * where files were changed; nothing where git does not know them.
 */
void sources_add_commit(struct text *, const char *top);

#endif
