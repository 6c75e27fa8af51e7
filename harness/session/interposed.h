/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A session with an implementation that runs with the library of
 * harness/interpose/, and shares a page with it.
 */
#ifndef SESSION_INTERPOSED_H
#define SESSION_INTERPOSED_H

#include "harness/session/session.h"

struct interposed {
	struct session session;
	char *command;
};

#define INTERPOSED_INIT { .session = SESSION_INIT }

/*
 * Starts it as `plain` is started, if it is not alive. False with the reason
 * if it does not run with the library: what is linked statically does not.
 */
bool interposed_start(struct interposed *, const struct session *plain,
    struct why *);

void interposed_release(struct interposed *);

#endif
