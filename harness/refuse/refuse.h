/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * This kernel less one thing, for a command and all that it starts.
 */
#ifndef REFUSE_REFUSE_H
#define REFUSE_REFUSE_H

#include <seccomp.h>

#include "harness/protocol/why.h"

/* What a run is to be without. */
struct refusal {
	scmp_filter_ctx filter;
	bool proc, writable, processors;	/* of its surroundings */
	bool rights;				/* descriptors in messages */
};

/* False, with the reason, if seccomp(2) cannot be had. */
bool refusal_init(struct refusal *, struct why *);

/*
 * Adds "proc", "memfd_create", "scm_rights", "seqpacket", "ipv6", "af_alg",
 * "sendfile", "accept4", "timers", "writable", "processors", or any system call
 * by its name. False if there is no such thing.
 */
bool refusal_add(struct refusal *, const char *thing, struct why *);

/* What needs no filter: this process and its children see it from now on. */
bool refusal_surround(const struct refusal *, struct why *);

/* Executes the command under the filter. Returns only if it cannot: why. */
void refusal_execute(const struct refusal *, char **command, struct why *);

/*
 * The same beneath this process, which reads each message that is sent, and
 * answers EINVAL where descriptors are in it. Returns the exit status; -1 with
 * the reason.
 */
int refusal_watch(const struct refusal *, char **command, struct why *);

#endif
