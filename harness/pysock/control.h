/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A block of control messages, and the sendmsg(2) that takes it. First every
 * message is reserved, then the block is allocated, then they are put.
 */
#ifndef PYSOCK_CONTROL_H
#define PYSOCK_CONTROL_H

#include "internal.h"

struct control {
	char *buf;		/* zero-filled; NULL without messages */
	size_t len;		/* bytes reserved */
	size_t used;
};

#define CONTROL_INIT { NULL, 0, 0 }

/* Room for a message of `len` bytes. False if it is too large or too much. */
bool control_reserve(struct control *, size_t len, struct pysock_error *);

bool control_alloc(struct control *, struct pysock_error *);

/* Writes a header; returns where the message's bytes go. */
void *control_put(struct control *, int level, int type, size_t len);

void control_attach(const struct control *, struct msghdr *);

void control_release(struct control *);

/* ---- sendmsg.c ---- */

bool message_set_iov(struct msghdr *, const struct iovec *, size_t len,
    struct pysock_error *);

ssize_t message_send(struct call *, const struct msghdr *, int flags);

#endif
