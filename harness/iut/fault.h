/* SPDX-License-Identifier: BSD-2-Clause */
/* The exception that a call raises: a name, an errno, a sentence. */
#ifndef IUT_FAULT_H
#define IUT_FAULT_H

#include <stdbool.h>

#include "harness/pysock/pysock.h"

struct fault {
	char type[48];	/* Python's name of it; "" while there is none */
	int err;	/* errno, or 0 where Python's is None */
	char text[200];
};

#define FAULT_INIT { "", 0, "" }

/* All three replace what was there and return false. */
bool fault_set(struct fault *, const char *type, const char *text);
bool fault_errno(struct fault *, int err);

/*
 * Takes over the library's error. A PYSOCK_HOOK_ERROR only says that a hook
 * has filled in the fault already, which then stays.
 */
bool fault_pysock(struct fault *, const struct pysock_error *);

#endif
