/* SPDX-License-Identifier: BSD-2-Clause */
/* One message as it arrives at our end: data, ancillary data and flags. */
#ifndef WORLD_LETTER_H
#define WORLD_LETTER_H

#include <stdbool.h>
#include <sys/socket.h>

#include "harness/protocol/text.h"
#include "harness/world/process.h"

/* Adds who a descriptor that came is: "s1". */
typedef void letter_namer(void *arg, int fd, struct text *);

/* Adds who has that address: "s1". */
typedef void letter_sender(void *arg, const struct sockaddr_storage *,
    socklen_t, struct text *);

struct letter {
	letter_namer *name;
	void *arg;
	letter_sender *from;	/* adds " from s1"; or NULL */
	const struct process *sender;	/* whose pid is written "iut" */
};

/*
 * Takes one message without waiting and adds it as text:
 * "x'616263' [(SOL_SOCKET,SCM_RIGHTS,[s1,s1*2])] flags=0", "nothing" if there
 * is none. Descriptors that came are closed; a
 * name after which *N stands came N times in a row.
 */
void letter_take(const struct letter *, int fd, struct text *);

#endif
