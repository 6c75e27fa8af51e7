/* SPDX-License-Identifier: BSD-2-Clause */
#include "sigpipe.h"

#include <time.h>

static void
set_of_sigpipe(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGPIPE);
}

void
sigpipe_hold(struct sigpipe *guard)
{
	sigset_t set, before;

	set_of_sigpipe(&set);
	pthread_sigmask(SIG_BLOCK, &set, &before);
	guard->blocked = sigismember(&before, SIGPIPE) == 1;
	/* Where it was not blocked, none can have been pending. */
	guard->pending = guard->blocked && sigpending(&set) == 0 &&
	    sigismember(&set, SIGPIPE) == 1;
}

void
sigpipe_release(const struct sigpipe *guard, bool failed)
{
	static const struct timespec at_once;
	sigset_t set;

	set_of_sigpipe(&set);
	if (failed && !guard->pending)
		sigtimedwait(&set, NULL, &at_once);
	if (!guard->blocked)
		pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}
