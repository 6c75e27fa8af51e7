/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A library that is loaded before an implementation and makes the C library
 * misbehave in the one way that PYSOCK_PLATFORM names. Descriptors 3 and 4,
 * on which the protocol runs, are left alone.
 */
#ifndef MUTANTS_PLATFORM_H
#define MUTANTS_PLATFORM_H

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

/* Whether the platform is of that name. */
bool is(const char *name);

/* Whether a descriptor belongs to the protocol. */
bool is_protocol(int fd);

/* Sets errno; returns -1. */
int fail(int err);

/* The type of a socket, or -1. */
int type_of(int fd);

/* Counts calls for what happens only now and then: true each n-th time. */
bool every(unsigned n);

/* In no step with anything that calls take turns in. */
bool half_of_the_time(void);

/* The function that would have been called: REAL(poll)(fds, n, ms). */
#define REAL(name) ((__typeof__(&(name)))real(#name))
void *real(const char *name);

/* time.c: the clock as it is; passes time without being asleep. */
int64_t true_ns(void);
void spin_ms(int ms);

/*
 * waits.c: poll() of one descriptor, which waits by another system call; false
 * where that is not so.
 */
struct pollfd;
bool poll_otherwise(struct pollfd *, int ms, int *n);

/* surroundings.c: what the wall clock shows at that time. */
int64_t wall_ns(int64_t ns);

/* message.c: poll() has just told that it is ready, after waiting or not. */
void note_poll(int fd, bool waited);

/* message.c: a signal has interrupted a call on it; whether one has. */
void note_interrupted(int fd);
bool is_interrupted(int fd);

#endif
