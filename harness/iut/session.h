/* SPDX-License-Identifier: BSD-2-Clause */
/* What lasts as long as the program: the state between requests. */
#ifndef IUT_SESSION_H
#define IUT_SESSION_H

#include "harness/iut/audit.h"
#include "harness/iut/numbers.h"
#include "harness/iut/object.h"
#include "harness/protocol/channel.h"

struct session {
	struct channel channel;
	pthread_mutex_t write_lock;
	struct object_table objects;
	struct numbers numbers;
	struct audit audit;
	pthread_t *threads;	/* of requests, until the reset joins them */
	size_t threads_len;
	bool inside;		/* the main thread is within a call */
	struct text held;	/* what the last bytearray given holds */
};

#define SESSION_INIT { CHANNEL_INIT, PTHREAD_MUTEX_INITIALIZER, \
    OBJECT_TABLE_INIT, NUMBERS_INIT, AUDIT_INIT, NULL, 0, false, TEXT_INIT }

/* Writes one line, newline included; ends the program if nobody reads it. */
void session_write(struct session *, const char *line, size_t len);

/* Runs a function in a thread that session_reset() joins. */
void session_thread(struct session *, void *(*run)(void *), void *arg);

/*
 * Closes every object, switches handlers, auditing and default timeout off.
 * Returns whether an alarm of setitimer(2) was left, which it stops.
 */
bool session_reset(struct session *);

#endif
