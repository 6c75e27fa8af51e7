/* SPDX-License-Identifier: BSD-2-Clause */
/* AES-GCM by AF_ALG, one encryption in three ways. */
#ifndef BENCH_GCM_H
#define BENCH_GCM_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/why.h"
#include "harness/pysock/pysock.h"

#define GCM_LARGEST 65536
#define GCM_TAG 16

struct gcm {
	struct pysock op;		/* the operation socket */
	char *data;		/* GCM_LARGEST + GCM_TAG, page-aligned */
	struct kcapi_handle *kcapi;	/* NULL: built without libkcapi */
};

#define GCM_INIT { PYSOCK_INIT, NULL, NULL }

/* False if the kernel has no gcm(aes). */
bool gcm_start(struct gcm *, struct why *);

/* Encrypt `size` bytes, without associated data, and take text and tag. */
void gcm_raw(struct gcm *, size_t size);
void gcm_c(struct gcm *, size_t size);
void gcm_kcapi(struct gcm *, size_t size);

void gcm_release(struct gcm *);

#endif
