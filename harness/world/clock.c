/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <time.h>

#include "harness/world/clock.h"

#define SLOTS 1024	/* the last naps, about four seconds of them */
#define NAP_MS 4
#define SLEEPERS 8

/* One on each processor, if there are not more than SLEEPERS. */
static struct sleeper {
	int processor;		/* -1: wherever */
	struct {
		int64_t woke_ns, late_ns;
	} naps[SLOTS];
	unsigned next;
	int64_t asleep_since_ns;
} sleepers[SLEEPERS];
static int sleepers_len;
static bool exact;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int64_t
clock_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

void
clock_sleep_ms(int ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		continue;
}

static void
stay_on(int processor)
{
	cpu_set_t set;

	if (processor < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET(processor, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static void *
nap(void *arg)
{
	struct sleeper *s = arg;
	int64_t from, to;

	stay_on(s->processor);
	for (;;) {
		from = clock_now_ns();
		pthread_mutex_lock(&lock);
		s->asleep_since_ns = from;
		pthread_mutex_unlock(&lock);
		clock_sleep_ms(NAP_MS);
		to = clock_now_ns();
		pthread_mutex_lock(&lock);
		s->naps[s->next].woke_ns = to;
		s->naps[s->next].late_ns = to - from -
		    NAP_MS * INT64_C(1000000);
		s->next = (s->next + 1) % SLOTS;
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void
start_sleeper(int processor)
{
	struct sleeper *s = &sleepers[sleepers_len];
	pthread_t thread;

	s->processor = processor;
	if (pthread_create(&thread, NULL, nap, s) != 0)
		return;
	pthread_detach(thread);
	sleepers_len++;
}

void
clock_control_start(void)
{
	cpu_set_t set;
	int i;

	if (sleepers_len > 0 || exact)
		return;
	if (sched_getaffinity(0, sizeof(set), &set) != 0 ||
	    CPU_COUNT(&set) > SLEEPERS) {
		start_sleeper(-1);
		return;
	}
	for (i = 0; i < CPU_SETSIZE && sleepers_len < SLEEPERS; i++)
		if (CPU_ISSET(i, &set))
			start_sleeper(i);
}

void
clock_be_exact(void)
{
	exact = true;
}

bool
clock_is_exact(void)
{
	return exact;
}

static int64_t
worst_of(const struct sleeper *s, int64_t since_ns)
{
	int64_t worst = s->asleep_since_ns > 0 ? clock_now_ns() -
	    s->asleep_since_ns - NAP_MS * INT64_C(1000000) : 0;
	int i;

	for (i = 0; i < SLOTS; i++)
		if (s->naps[i].woke_ns >= since_ns &&
		    s->naps[i].late_ns > worst)
			worst = s->naps[i].late_ns;
	return worst;
}

int64_t
clock_lateness_ns(int64_t since_ns)
{
	int64_t worst = 0, ns;
	int i;

	pthread_mutex_lock(&lock);
	for (i = 0; i < sleepers_len; i++) {
		ns = worst_of(&sleepers[i], since_ns);
		worst = ns > worst ? ns : worst;
	}
	pthread_mutex_unlock(&lock);
	return worst;
}
