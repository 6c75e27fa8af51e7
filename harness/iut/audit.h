/* SPDX-License-Identifier: BSD-2-Clause */
/* The auditing events that a session records. */
#ifndef IUT_AUDIT_H
#define IUT_AUDIT_H

#include <pthread.h>

#include "harness/protocol/text.h"
#include "harness/pysock/pysock.h"

struct audit {
	pthread_mutex_t lock;
	bool on;
	bool refuse;
	struct text events;	/* tuples with commas between them */
};

#define AUDIT_INIT { PTHREAD_MUTEX_INITIALIZER, false, false, TEXT_INIT }

/* 'record', 'refuse' or 'off'; false for any other mode. Forgets events. */
bool audit_set_mode(struct audit *, const char *mode);

/* Keeps a tuple as it is to be written. */
void audit_event(struct audit *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* An iterable made by gen: is asked for its first item. */
void audit_iterate(struct audit *);

/* Adds the list of events and forgets them. */
void audit_take(struct audit *, struct text *);

#endif
