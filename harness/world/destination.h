/* SPDX-License-Identifier: BSD-2-Clause */
/* A socket of ours, connected to nobody, for messages with an address. */
#ifndef WORLD_DESTINATION_H
#define WORLD_DESTINATION_H

#include "harness/world/peer.h"

/*
 * Makes one: "udp", "udp6", "dgram" (AF_UNIX, with an abstract name). Its
 * `theirs` is a socket of ours too, by which peer_finish() works as with a
 * pair. Adds the address as the protocol writes it: a port, or the name.
 */
bool destination_start(struct peer *, const char *kind, struct text *address,
    struct why *);

#endif
