/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A call that blocks until the runner lets it: of each method that can block,
 * on each kind of socket, chosen by the axes "method" and "kind". The socket
 * is s1.
 */
#ifndef SCENE_BLOCKING_H
#define SCENE_BLOCKING_H

#include "harness/scene/scene.h"

enum blocking_way { BLOCKING_RECEIVES, BLOCKING_SENDS, BLOCKING_ACCEPTS,
    BLOCKING_CONNECTS };

struct blocking {
	enum blocking_way way;
	struct peer *peer;		/* or NULL */
	struct listener *listener;	/* accept and connect, else NULL */
	char call[400];			/* "s1.recv(10)" */
};

/* Methods that send wait for room, those that receive for data. */
#define METHODS "method=recv|recvmsg|send|sendall|sendmsg|sendmsg_afalg|" \
	"sendfile|accept|connect"
#define EVERY_KIND "kind=tcp|tcp6|unix|seqpacket|dgram|udp|alg"
#define MOST_KINDS "kind=tcp|unix|seqpacket|dgram|udp|alg"

/* For a row's `only`: whether the method can block on that kind of socket. */
bool blocking_fits(const struct instance *);

/* The same, but without what takes TCP a second: a connection to complete. */
bool blocking_fits_and_ends_soon(const struct instance *);

/* Prepares the objects so that b->call will block. */
void blocking_start(struct scene *, struct blocking *);

/* A call may wait until TCP has asked a full backlog again. */
void blocking_may_resend(struct scene *);

/* Lets it complete: data comes, room is made, a client connects. */
void blocking_let(struct scene *, struct blocking *);

/*
 * Observes what came of it at the other side: what was received, or whether
 * an accepted or connected socket can send.
 */
void blocking_look(struct scene *, struct blocking *);

/*
 * That each of as many signals as the axis "signals" says found the call
 * blocked, and so did the last look, and that each was handled.
 */
void blocking_document_signals(struct documented *, const struct instance *);

/* What the method returns once it was let; with '*' for what the world chose. */
void blocking_document(struct documented *, const struct instance *);

#endif
