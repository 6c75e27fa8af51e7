/* SPDX-License-Identifier: BSD-2-Clause */
/* Values to C as CPython 3.11's argument converters do it. */
#ifndef IUT_CONVERT_H
#define IUT_CONVERT_H

#include <sys/types.h>

#include "harness/iut/dynamic.h"
#include "harness/iut/fault.h"

/*
 * Each returns false after filling in the fault: TypeError for what is
 * neither an int nor has __index__, OverflowError for what does not fit.
 */
bool convert_int64(const struct dynamic *, int64_t *, struct fault *);
bool convert_int(const struct dynamic *, int *, struct fault *);
bool convert_size(const struct dynamic *, ssize_t *, struct fault *);

/* The `I` of PyArg_Parse(): the lowest 32 bits, whatever the int is. */
bool convert_masked(const struct dynamic *, uint32_t *, struct fault *);

/*
 * A contiguous buffer: TypeError for what has none, BufferError for a strided
 * view, ValueError for a released one.
 */
bool convert_buffer(const struct dynamic *, struct iovec *, struct fault *);

/*
 * A timeout: *none, or *seconds, which the library then judges.
 */
bool convert_timeout(const struct dynamic *, bool *none, double *seconds,
    struct fault *);

#endif
