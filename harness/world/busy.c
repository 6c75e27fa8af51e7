/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/world/busy.h"
#include "harness/world/clock.h"
#include "harness/world/process.h"

#define MS INT64_C(1000000)
#define SPINS_NS (10 * MS)
#define UNKNOWN_NS MS	/* less tells nothing */
#define AWAKE_NS (3 * MS)	/* of one that hardly slept */
#define TICK_MOST_NS (50 * MS)
#define CAUGHT_UP 10	/* ticks */
#define SLEEPS 16
#define SLEEP_EACH_NS (5 * MS)
#define SLEEPS_PER_SIGNAL 4

/* What a file below /proc has of the process, "" if there is none. */
static void
read_file(pid_t pid, const char *name, char *bytes, size_t size)
{
	char path[48];
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, bytes, size - 1);
		close(fd);
	}
	bytes[n > 0 ? n : 0] = '\0';
}

/* The kernel's account; false where it keeps none. */
static bool
read_account(struct busy *b, pid_t pid)
{
	char bytes[128];
	long long used, queued, runs;

	read_file(pid, "schedstat", bytes, sizeof(bytes));
	if (sscanf(bytes, "%lld %lld %lld", &used, &queued, &runs) != 3 ||
	    runs == 0)
		return false;
	b->used_ns = used;
	b->queued_ns = queued;
	return true;
}

static int64_t
read_sleeps(pid_t pid)
{
	static const char name[] = "\nvoluntary_ctxt_switches:";
	char bytes[4096], *at;

	read_file(pid, "status", bytes, sizeof(bytes));
	at = strstr(bytes, name);
	return at != NULL ? atoll(at + strlen(name)) : -1;
}

void
busy_glance(struct busy *b, pid_t pid, bool all)
{
	int64_t whole;

	*b = (struct busy){ .at_ns = clock_now_ns(), .used_ns = -1,
	    .sleeps = -1 };
	if (pid <= 0)
		return;
	whole = process_used_ns(pid);
	if (all || !read_account(b, pid) || whole > b->used_ns)
		b->used_ns = whole;
}

void
busy_look(struct busy *b, pid_t pid, bool all)
{
	busy_glance(b, pid, all);
	if (pid > 0 && !all)
		b->sleeps = read_sleeps(pid);
}

static int64_t
cpu_ns(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0)
		return -1;
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

int64_t
busy_tick_ns(void)
{
	static int64_t tick;
	int64_t from = cpu_ns(), until = clock_now_ns() + TICK_MOST_NS;

	while (tick == 0 && clock_now_ns() < until)
		tick = cpu_ns() - from;
	if (tick == 0)
		tick = TICK_MOST_NS;
	return tick;
}

/*
 * By how much a clock that has ticks may be wrong: one that was kept from them,
 * as gVisor's can be, makes up for them at once, for whoever runs then.
 */
static int64_t
coarse_ns(int64_t since_ns, int signals)
{
	int64_t tick = busy_tick_ns();

	return tick < BUSY_COARSE_NS ? 0 : (4 + CAUGHT_UP + signals) * tick +
	    4 * clock_lateness_ns(since_ns);
}

static int64_t
spins_ns(int64_t since_ns, int signals)
{
	return SPINS_NS + coarse_ns(since_ns, signals);
}

enum busy_kind
busy_between(const struct busy *from, const struct busy *to, int64_t took_ns,
    int signals, bool light)
{
	int64_t used = to->used_ns - from->used_ns;
	int64_t queued = to->queued_ns - from->queued_ns;
	/* At most, for we may have been late to look; at least. */
	int64_t slept = to->at_ns - from->at_ns - used - queued;
	int64_t sleeps = took_ns - used - queued;
	int64_t half = (took_ns - queued) / 2;

	if (from->at_ns == 0 || from->used_ns < 0 || to->used_ns < 0)
		return BUSY_NOT;
	if (light && busy_tick_ns() < BUSY_COARSE_NS &&
	    slept < (to->at_ns - from->at_ns) / 4)
		return used > AWAKE_NS && used > slept ? BUSY_SPINS :
		    BUSY_UNKNOWN;
	if (sleeps < half && used > UNKNOWN_NS) {
		if (slept < half && used > spins_ns(from->at_ns, signals))
			return BUSY_SPINS;
		if (slept < half || used > spins_ns(from->at_ns, signals))
			return BUSY_UNKNOWN;
	}
	if (from->sleeps >= 0 && to->sleeps - from->sleeps > SLEEPS + took_ns /
	    SLEEP_EACH_NS + (int64_t)signals * SLEEPS_PER_SIGNAL)
		return BUSY_NAPS;
	return BUSY_NOT;
}

bool
busy_spins(const struct busy *from, const struct busy *to, int64_t took_ns,
    bool emulated)
{
	int64_t most = BUSY_ASKED_NS * (emulated ? BUSY_EMULATED : 1);

	if (took_ns < most || from->at_ns == 0 || from->used_ns < 0 ||
	    to->used_ns < 0)
		return false;
	return to->used_ns - from->used_ns >= most + BUSY_FRESH_NS +
	    coarse_ns(from->at_ns, 0);
}

int64_t
busy_awake_ns(const struct busy *from, const struct busy *to)
{
	return to->used_ns - from->used_ns + to->queued_ns - from->queued_ns;
}
