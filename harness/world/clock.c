/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#include "harness/world/clock.h"

#define SLOTS 1024	/* the last naps, about a second of them */

static struct {
	int64_t woke_ns, late_ns;
} naps[SLOTS];
static unsigned next;
static int64_t asleep_since_ns;
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

static void *
sleeper(void *arg)
{
	int64_t from, to;

	(void)arg;
	for (;;) {
		from = clock_now_ns();
		pthread_mutex_lock(&lock);
		asleep_since_ns = from;
		pthread_mutex_unlock(&lock);
		clock_sleep_ms(1);
		to = clock_now_ns();
		pthread_mutex_lock(&lock);
		naps[next].woke_ns = to;
		naps[next].late_ns = to - from - 1000000;
		next = (next + 1) % SLOTS;
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

void
clock_control_start(void)
{
	static bool started;
	pthread_t thread;

	if (started || pthread_create(&thread, NULL, sleeper, NULL) != 0)
		return;
	pthread_detach(thread);
	started = true;
}

int64_t
clock_lateness_ns(int64_t since_ns)
{
	int64_t worst = 0, nap;
	int i;

	pthread_mutex_lock(&lock);
	for (i = 0; i < SLOTS; i++)
		if (naps[i].woke_ns >= since_ns && naps[i].late_ns > worst)
			worst = naps[i].late_ns;
	nap = asleep_since_ns > 0 ?
	    clock_now_ns() - asleep_since_ns - 1000000 : 0;
	pthread_mutex_unlock(&lock);
	return nap > worst ? nap : worst;
}
