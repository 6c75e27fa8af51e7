/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "harness/iut/handlers.h"
#include "harness/iut/session.h"
#include "harness/protocol/memory.h"

#define JOIN_TRIES 10000	/* of 0.1 ms */

void
session_write(struct session *s, const char *line, size_t len)
{
	bool written;

	pthread_mutex_lock(&s->write_lock);
	written = channel_write(&s->channel, line, len);
	pthread_mutex_unlock(&s->write_lock);
	if (!written)
		_exit(0);
}

void
session_thread(struct session *s, void *(*run)(void *), void *arg)
{
	s->threads = memory_grow(s->threads, s->threads_len,
	    sizeof(*s->threads));
	if (pthread_create(&s->threads[s->threads_len], NULL, run, arg) != 0) {
		fprintf(stderr, "iut: no thread can be made\n");
		_exit(2);
	}
	s->threads_len++;
}

/*
 * Joins it; false once there are no tries left. By no clock: that of
 * pthread_timedjoin_np(3) is the wall clock, which may be set meanwhile.
 */
static bool
join(pthread_t thread, int *tries)
{
	static const struct timespec pause = { 0, 100000 };

	while (pthread_tryjoin_np(thread, NULL) != 0) {
		if ((*tries)-- <= 0)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

/* Waits for all threads; false if some sleep on after their sockets went. */
static bool
join_threads(struct session *s)
{
	int tries = JOIN_TRIES;
	bool all = true;
	size_t i;

	if (s->threads_len > 0)
		object_shutdown(&s->objects);
	for (i = 0; i < s->threads_len; i++)
		if (!join(s->threads[i], &tries)) {
			pthread_detach(s->threads[i]);
			all = false;
		}
	free(s->threads);
	s->threads = NULL;
	s->threads_len = 0;
	return all;
}

/* Nobody else sees it: /proc has only the timers of timer_create(2). */
static bool
stop_alarm(void)
{
	static const struct itimerval none;
	struct itimerval left = none;

	return getitimer(ITIMER_REAL, &left) == 0 &&
	    (left.it_value.tv_sec > 0 || left.it_value.tv_usec > 0) &&
	    setitimer(ITIMER_REAL, &none, NULL) == 0;
}

bool
session_reset(struct session *s)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	bool alarm = stop_alarm();

	audit_set_mode(&s->audit, "off");
	handlers_reset();
	text_release(&s->held);
	pysock_setdefaulttimeout(NULL, &error);
	object_table_reset(&s->objects, join_threads(s));
	numbers_reset(&s->numbers);
	return alarm;
}
