/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a row is given up, so that what hangs ends: once LOSSES_MOST of its
 * instances, one behind the other in the order of its axes, were lost because
 * an implementation or the oracle hung, or spun: kept a processor busy for a
 * second where it should have slept, and not as expected. Such a call may end
 * by its timeout, after as long a time. Those that were unsupported between
 * them do not count, and what the ledger knows to hang is not lost. Workers
 * share the count: an instance that has not ended yet stands between its
 * neighbours. So with workers it is the same losses that give a row up, only a
 * few more instances may have been begun by then.
 */
#ifndef RUNNER_LOSSES_H
#define RUNNER_LOSSES_H

#include <stdbool.h>
#include <stddef.h>

#define LOSSES_MOST 3

enum loss {
	LOSS_OPEN,	/* it has not ended, or its worker died */
	LOSS_NONE,
	LOSS_UNSUPPORTED,
	LOSS_HUNG,
	LOSS_NOT_RUN	/* the row was given up before it began */
};

struct losses {
	unsigned char *at;	/* of each instance; shared with workers */
	size_t len;
};

#define LOSSES_INIT { NULL, 0 }

/* All are open. To be called before workers are started. */
void losses_init(struct losses *, size_t len);

void losses_note(struct losses *, size_t index, enum loss);
enum loss losses_of(const struct losses *, size_t index);

/* Whether the row is given up; *last is the last of those losses. */
bool losses_too_many(const struct losses *, size_t *last);

/*
 * True for the first who asks: of a row that hangs one instance is looked at
 * again, since that takes long, and the others that hang say the same.
 */
bool losses_claim_second_look(struct losses *);

/* Whether an instance may begin; if not it is noted as not run. */
bool losses_let(struct losses *, size_t index);

void losses_release(struct losses *);

#endif
