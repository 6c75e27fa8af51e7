/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A block of control messages, and the sendmsg(2) that takes it. First every
 * message is reserved, then the block is allocated, then they are put.
 */
#ifndef PYSOCK_CONTROL_H
#define PYSOCK_CONTROL_H

#include "internal.h"

#include <stdlib.h>

struct control {
	char *buf;		/* zero-filled; NULL without messages */
	size_t len;		/* bytes reserved */
	size_t used;
	char *room;		/* for a block that fits, instead of the heap */
};

/* 1 KiB of data in 64 messages fit into it. */
#define CONTROL_ROOM (1024 + 64 * CMSG_SPACE(1))

/* Of the caller's; its bytes need no value. */
union control_room {
	struct cmsghdr align;
	char bytes[CONTROL_ROOM];
};

#define CONTROL_INIT(room) { NULL, 0, 0, (room)->bytes }

/* Room for a message of `len` bytes. False if it is too large or too much. */
bool control_reserve(struct control *, size_t len, struct pysock_error *);

/* Not to be called without messages. */
bool control_alloc(struct control *, struct pysock_error *);

/* Writes a header; returns where the message's bytes go. */
void *control_put(struct control *, int level, int type, size_t len);

void control_attach_block(const struct control *, struct msghdr *);

static inline void
control_attach(const struct control *control, struct msghdr *header)
{
	if (control->len > 0)
		control_attach_block(control, header);
}

static inline void
control_release(const struct control *control)
{
	if (control->buf != NULL && control->buf != control->room)
		free(control->buf);
}

/* ---- sendmsg.c ---- */

bool message_set_iov(struct msghdr *, const struct iovec *, size_t len,
    struct pysock_error *);

ssize_t message_send(struct call *, struct msghdr *, int flags);

#endif
