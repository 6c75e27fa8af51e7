/* SPDX-License-Identifier: BSD-2-Clause */
/* Socket addresses, from and to what Python passes for them. */
#ifndef IUT_ADDRESS_H
#define IUT_ADDRESS_H

#include "harness/iut/convert.h"

/* Of a socket of that family; resolves names. False: the fault is filled in. */
bool address_convert(struct pysock_address *, const struct dynamic *,
    int family, struct fault *);

/* Adds what Python returns for it: a tuple, a path, none. */
void address_format(const struct pysock_address *, struct text *);

#endif
