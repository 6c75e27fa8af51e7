/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A listening socket: the IUT connects to it, or accepts from it, and the
 * runner controls whether there is room in its backlog.
 */
#ifndef WORLD_LISTENER_H
#define WORLD_LISTENER_H

#include <stdbool.h>
#include <sys/socket.h>

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

#define LISTENER_CLIENTS 24

struct listener {
	int fd;			/* -1: none */
	int family, type;
	struct sockaddr_storage name;
	socklen_t name_len;
	struct text address;	/* its name as a value of the protocol */
	int clients[LISTENER_CLIENTS];	/* our connections to it */
	int clients_len;
	int accepted[LISTENER_CLIENTS];
	int accepted_len;
	bool shut;	/* by who accepts: nobody may be able to connect */
};

#define LISTENER_INIT { .fd = -1, .address = TEXT_INIT }

/* Listens at an address of its own. Kinds: "tcp", "tcp6", "unix", "seqpacket". */
bool listener_start(struct listener *, const char *kind, int backlog,
    struct why *);

/* Accepts, close-on-exec, on a kernel without accept4() too; -1 with errno. */
int listener_accept(int fd);

/*
 * Connects once more, from our side. False, with errno, if that cannot be done
 * at once. *port, if not NULL, is the client's own port.
 */
bool listener_client(struct listener *, int *port);

/* Connects until the backlog has no room. */
bool listener_fill(struct listener *, struct why *);

/* Accepts all that is in the backlog, and keeps it open. */
void listener_take(struct listener *);

void listener_release(struct listener *);

#endif
