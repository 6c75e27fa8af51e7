/* SPDX-License-Identifier: BSD-2-Clause */
/* The iterables of sendmsg(): buffers, and ancillary data. */
#ifndef IUT_BUFFERS_H
#define IUT_BUFFERS_H

#include "harness/iut/call.h"

/*
 * Both convert an iterable into the call's memory as CPython does: consumed
 * to its end first, then item by item. False: the call's fault is filled in.
 */
bool buffers_convert(struct call *, const struct dynamic *,
    struct iovec **, size_t *len);
bool ancillary_convert(struct call *, const struct dynamic *,
    struct pysock_ancillary **, size_t *len);

#endif
