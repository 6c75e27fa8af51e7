/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps SIGPIPE from a thread for system calls that have no MSG_NOSIGNAL. */
#ifndef PYSOCK_SIGPIPE_H
#define PYSOCK_SIGPIPE_H

#include <signal.h>
#include <stdbool.h>

struct sigpipe {
	bool blocked;		/* before, by the caller */
	bool pending;		/* before: someone else's */
};

void sigpipe_hold(struct sigpipe *);

/*
 * Takes back a SIGPIPE that came in between if a call failed: not only with
 * EPIPE, since sendfile(2) may raise it and return what went before.
 */
void sigpipe_release(const struct sigpipe *, bool failed);

#endif
