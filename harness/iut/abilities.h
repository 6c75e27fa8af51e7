/* SPDX-License-Identifier: BSD-2-Clause */
/* What the platform was found to have, by trying it from this process. */
#ifndef IUT_ABILITIES_H
#define IUT_ABILITIES_H

#include "harness/protocol/text.h"

/*
 * Adds a list of str: 'sendfile' (the system call), 'af_alg', 'af_alg:hash',
 * 'af_alg:skcipher', 'af_alg:aead', 'af_alg:rng' (one algorithm of the type
 * can be bound), 'ipv6' (its loopback address), 'memfd', 'seqpacket' (of
 * AF_UNIX), 'scm_rights' (a descriptor is passed on), 'sock_cloexec' (the flag
 * of a type), 'proc', 'sendfile:whole',
 * 'send:whole', 'read:whole' (an idle connection takes or gives 4096 bytes at
 * once), 'poll:sure' (poll(2) was not found to tell of data or room that was not
 * there when it was asked again), 'poll:uninterrupted' (nor to be interrupted
 * while there was no signal), 'accept:own-mode' (what accept(2) makes was not
 * found to have the mode of the listener), 'room:usual' (an idle connection of
 * AF_UNIX takes 150000 bytes at once, and less than twice that), and 'clock:NS',
 * the resolution of the monotonic clock.
 */
void abilities_format(struct text *);

#endif
