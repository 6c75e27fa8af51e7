/* SPDX-License-Identifier: BSD-2-Clause */
/* What a way to lie, or to do worse, has to do with. */
#ifndef LIAR_LIAR_H
#define LIAR_LIAR_H

#include <stdarg.h>
#include <sys/types.h>

#include "harness/protocol/channel.h"

#define LIVES 20	/* seconds that a process of ours lives at most */

struct talk {
	struct channel runner, child;
	pid_t pid;		/* the implementation's */
	const char *method;	/* at which it lies */
	struct text request;	/* the last line from the runner */
	struct text reply;	/* the last line from the implementation */
	struct text previous;	/* what was said before */
};

struct way {
	const char *name;
	void (*reply)(struct talk *);
	const char *says;	/* what it replies, if reply is NULL */
	const char *instead;	/* what is asked of the implementation */
	void (*before)(void);	/* done before the implementation starts */
};

/* Says a line to the runner. */
void say(struct talk *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void honest(struct talk *);

/*
 * Those that do harm rather than lie; the last one has no name. It says that
 * the process that does it is the one that makes the calls.
 */
extern const struct way hostile_ways[];

/* Of breed.c. */
void child_stays(struct talk *);
void child_holds(struct talk *);
void daemon_stays(struct talk *);
void daemon_holds(struct talk *);
void orphan_stays(struct talk *);
void orphan_ends(struct talk *);
void sibling_stays(struct talk *);
void bomb(struct talk *);
void bomb_apart(struct talk *);
void hop(struct talk *);
void outlive(struct talk *);
void break_away(void);

/* Of intrude.c. */
void trace_runner(struct talk *);
void traced(struct talk *);
void litter(struct talk *);
void fill_folder(struct talk *);
void reach(struct talk *);
void take_down(struct talk *);
void speak_outside(struct talk *);
void write_outside(struct talk *);
void see_others(struct talk *);
void change_clock(void);

/* "signal_9": the way of that name, for the signal; NULL: it is none. */
const struct way *hostile_signal(const char *name);

#endif
