/* SPDX-License-Identifier: BSD-2-Clause */
#include <stddef.h>
#include <sys/mman.h>

#include "harness/world/clock.h"
#include "harness/world/phase.h"

const char *const phase_names[PHASES] = {
	[PHASE_REST] = "rest", [PHASE_STARTING] = "starting",
	[PHASE_IUT] = "iut", [PHASE_ORACLE] = "oracle",
	[PHASE_WORLD] = "world", [PHASE_JUDGING] = "judging",
	[PHASE_OBSERVING] = "observing", [PHASE_WAITING] = "waiting",
};

struct phase_share {
	int64_t ns[PHASES];
};

static struct {
	int64_t began_ns, since_ns;
	int64_t ns[PHASES + 1];
	enum phase now;
	bool starting;
} counted;

void
phase_start(void)
{
	int64_t now = clock_now_ns();
	int i;

	counted.began_ns = counted.since_ns = now;
	for (i = 0; i <= PHASES; i++)
		counted.ns[i] = 0;
	counted.now = PHASE_REST;
	counted.starting = false;
}

enum phase
phase_turn(enum phase to, int64_t now_ns)
{
	enum phase before = counted.now;

	if (counted.starting)
		return before;
	counted.ns[before] += now_ns - counted.since_ns;
	counted.since_ns = now_ns;
	counted.now = to;
	return before;
}

enum phase
phase_starts(void)
{
	enum phase before = phase_turn(PHASE_STARTING, clock_now_ns());

	counted.starting = true;
	return before;
}

void
phase_started(enum phase before)
{
	/* Within another start it goes on. */
	if (before == PHASE_STARTING)
		return;
	counted.starting = false;
	phase_turn(before, clock_now_ns());
}

void
phase_move(enum phase from, enum phase to, int64_t ns)
{
	if (counted.starting)
		return;
	counted.ns[from] -= ns;
	counted.ns[to] += ns;
}

struct phase_share *
phase_share_new(void)
{
	void *at = mmap(NULL, sizeof(struct phase_share),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return at != MAP_FAILED ? at : NULL;
}

void
phase_give(struct phase_share *share)
{
	int i;

	phase_turn(counted.now, clock_now_ns());
	for (i = 0; share != NULL && i < PHASES; i++)
		__atomic_fetch_add(&share->ns[i], counted.ns[i],
		    __ATOMIC_RELAXED);
}

void
phase_take(struct phase_share *share)
{
	int i;

	if (share == NULL)
		return;
	for (i = 0; i < PHASES; i++)
		counted.ns[i] += share->ns[i];
	munmap(share, sizeof(*share));
}

void
phase_format(struct text *out)
{
	int i;

	phase_turn(counted.now, clock_now_ns());
	text_addf(out, " took=%lld", (long long)(counted.since_ns -
	    counted.began_ns) / 1000);
	for (i = 0; i < PHASES; i++)
		text_addf(out, " %s=%lld", phase_names[i],
		    (long long)counted.ns[i] / 1000);
}
