/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a row is given up, so that what hangs ends: once LOSSES_MOST of its
 * instances, one behind the other in the order of its axes, were lost because
 * an implementation or the oracle hung, spun (kept a processor busy where it
 * should have slept), or waited for a second or more until its timeout, and that
 * is not expected. Those that were unsupported between them do not count, and
 * what the ledger knows to hang is not lost. Workers share the count: an
 * instance that has not ended yet stands between its neighbours. So with workers
 * it is the same losses that give a row up, only a few more instances may have
 * been begun by then.
 *
 * A part of a row, those of one value of an axis or of two values of two axes,
 * is given up once as many of it were lost and none that ended was not.
 */
#ifndef RUNNER_LOSSES_H
#define RUNNER_LOSSES_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/rows/row.h"

#define LOSSES_MOST 3

enum loss {
	LOSS_OPEN,	/* it has not ended, or its worker died */
	LOSS_NONE,
	LOSS_UNSUPPORTED,
	LOSS_LOST,
	LOSS_NOT_RUN	/* the row, or its part, was given up before it began */
};

struct losses {
	unsigned char *at;	/* of each instance; shared with workers */
	const struct instances *all;	/* the caller's */
};

#define LOSSES_INIT { NULL, NULL }

/* All are open. To be called before workers are started. */
void losses_init(struct losses *, const struct instances *);

void losses_note(struct losses *, size_t index, enum loss);
enum loss losses_of(const struct losses *, size_t index);

/*
 * True for the first who asks: of a row that hangs one instance is looked at
 * again, since that takes long, and the others that hang say the same.
 */
bool losses_claim_second_look(struct losses *);

/* Where workers tell each other that one of them spun: pace.spun. */
unsigned char *losses_spun(struct losses *);

/* Whether an instance may begin; if not it is noted as not run. */
bool losses_let(struct losses *, size_t index);

/*
 * Of one that was not run: adds why, "3 instances in a row hung, spun or waited
 * in vain", and returns the last of those.
 */
size_t losses_tell(const struct losses *, size_t index, struct text *);

/* Whether two that were not run were given up together. */
bool losses_are_alike(const struct losses *, size_t, size_t);

void losses_release(struct losses *);

#endif
