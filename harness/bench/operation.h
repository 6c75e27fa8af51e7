/* SPDX-License-Identifier: BSD-2-Clause */
/* The operations that are counted, in raw C and by the C implementation. */
#ifndef BENCH_OPERATION_H
#define BENCH_OPERATION_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/why.h"

struct operation {
	const char *name;	/* as oracle/bench.py has it */
	const char *shown;
	void (*raw)(void);
	void (*c)(void);
};

extern const struct operation operations[];
extern const size_t operations_len;

/* AES-GCM by AF_ALG, and the same by libkcapi. */
extern const struct operation operation_gcm;
void operation_kcapi(void);

void operation_nothing(void);

/* Makes what the operations, but that of AF_ALG, are done on. */
bool operations_start(void);

/* Data and a client are there; what was sent before is not. */
void operation_prepare(const struct operation *);

/* What AES-GCM is done on. False if the kernel has none. */
bool operation_start_gcm(struct why *);
bool operation_has_kcapi(void);

#endif
