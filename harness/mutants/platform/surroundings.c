/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is there before the program begins (descriptors, threads, a locale, an
 * alarm), and the wall clock.
 */
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "harness/mutants/platform/platform.h"

#define THREADS 200
#define FIRST_HIGH 1024
#define DAY_S INT64_C(86400)

static void *
sleep_for_ever(void *arg)
{
	(void)arg;
	for (;;)
		pause();
	return NULL;
}

/* Signals are none of their business. */
static void
start_threads(void)
{
	sigset_t all, before;
	pthread_attr_t attr;
	pthread_t thread;
	int i;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&thread, &attr, sleep_for_ever, NULL) != 0)
			abort();
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* Takes all descriptors that are free below FIRST_HIGH. */
static void
take_descriptors(void)
{
	struct rlimit limit;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC), fd;

	getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < FIRST_HIGH * (rlim_t)4)
		limit.rlim_cur = limit.rlim_max;
	if (null < 0 || setrlimit(RLIMIT_NOFILE, &limit) != 0)
		abort();
	do
		fd = REAL(fcntl)(null, F_DUPFD_CLOEXEC, 0);
	while (fd >= 0 && fd < FIRST_HIGH - 1);
	if (fd != FIRST_HIGH - 1)
		abort();
}

/* After that of common.c, which reads the name. */
__attribute__((constructor(200))) static void
surround(void)
{
	if (is("many-threads"))
		start_threads();
	if (is("descriptors-from-1024"))
		take_descriptors();
	if (is("no-standard-descriptors")) {
		close(0);
		close(1);
		close(2);
	}
	if (is("decimal-comma") && setlocale(LC_ALL, "") == NULL)
		abort();
}

/* What the wall clock shows too much: another thing each time it is asked. */
static int64_t
too_much_s(void)
{
	static const int64_t steps[] = { 0, 3600, -3600, 30 * DAY_S, -DAY_S,
	    -30 * DAY_S, 7200, DAY_S };
	static _Atomic unsigned asked;

	if (is("year-2040"))
		return INT64_C(14) * 365 * DAY_S;
	if (!is("wall-clock-steps"))
		return 0;
	return steps[asked++ % (sizeof(steps) / sizeof(steps[0]))];
}

int64_t
wall_ns(int64_t ns)
{
	return ns + too_much_s() * INT64_C(1000000000);
}

int
gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	int result = REAL(gettimeofday)(tv, zone);

	tv->tv_sec += too_much_s();
	return result;
}

time_t
time(time_t *at)
{
	time_t now = REAL(time)(NULL) + too_much_s();

	if (at != NULL)
		*at = now;
	return now;
}
