/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers of the system that a call returns as such, where they are others than
 * on all other architectures, and in recordings: on MIPS the types of sockets,
 * SOL_SOCKET and the errors. The runner may be there as well.
 */
#ifndef SESSION_NUMBERS_H
#define SESSION_NUMBERS_H

#include "harness/session/machine.h"

/*
 * What the call `act` returned on that machine, with the others' numbers: of
 * attribute('type'), getsockopt() of SO_TYPE and SO_ERROR, connect_ex(), the
 * levels of recvmsg()'s items and the types of audit_events(). The same where
 * nothing is another number; else it lives in the pool.
 */
const struct value *numbers_translate(const struct machine *, const char *act,
    const struct value *, struct pool *);

#endif
