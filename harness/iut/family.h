/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses of AF_NETLINK, AF_PACKET, AF_CAN (CAN_RAW), AF_TIPC and AF_VSOCK,
 * from and to what Python passes for them.
 */
#ifndef IUT_FAMILY_H
#define IUT_FAMILY_H

#include "harness/iut/convert.h"

/* Whether it is one of these. */
bool family_is_known(int family);

/* As address_convert(), of one of these; addr has its family already. */
bool family_convert(struct pysock_address *, const struct dynamic *,
    struct fault *);

/* Adds what Python returns for it, a tuple; false if it is none of these. */
bool family_format(const struct pysock_address *, struct text *);

#endif
