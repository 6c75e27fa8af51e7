/* SPDX-License-Identifier: BSD-2-Clause */
/* Which suite this is: results are only comparable within one. */
#ifndef ROWS_REVISION_H
#define ROWS_REVISION_H

#include <stddef.h>

struct revision {
	char digits[17];	/* 16 of them, in hexadecimal */
	size_t instances;	/* of all areas */
};

/*
 * Hashes the version of the protocol, and of each instance its id, its clause
 * and what is documented for it, as far as that is the same on each machine.
 */
void revision_of_suite(struct revision *);

#endif
