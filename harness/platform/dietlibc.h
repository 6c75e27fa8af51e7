/* SPDX-License-Identifier: BSD-2-Clause */
/* What dietlibc's headers lack of what the implementation needs. */
#ifndef PLATFORM_DIETLIBC_H
#define PLATFORM_DIETLIBC_H

#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* It has this as an unsigned long, with which a comparison goes wrong. */
#undef UINT32_MAX
#define UINT32_MAX 4294967295U

#define EOWNERDEAD 130
#define ENOTRECOVERABLE 131
#define ERFKILL 132
#define UDP_CORK 1
#define IP_TRANSPARENT 19
#define IP_BIND_ADDRESS_NO_PORT 24
#ifndef IPV6_V6ONLY
#define IPV6_UNICAST_HOPS 16
#define IPV6_RECVERR 25
#define IPV6_V6ONLY 26
#define IPV6_RECVPKTINFO 49
#define IPV6_RECVHOPLIMIT 51
#define IPV6_RECVTCLASS 66
#define IPV6_TCLASS 67
#endif
#ifndef INFINITY
#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#endif

typedef struct {
	long long integer __attribute__((aligned(__alignof__(long long))));
	long double real __attribute__((aligned(__alignof__(long double))));
} max_align_t;

int pthread_sigmask(int, const sigset_t *, sigset_t *);

/* Looks whether the thread is still there, every millisecond. */
static inline int
pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *end)
{
	struct timespec now = { 0, 0 }, pause = { 0, 1000000 };

	while (pthread_kill(thread, 0) == 0) {
		clock_gettime(CLOCK_REALTIME, &now);
		if (now.tv_sec > end->tv_sec || (now.tv_sec == end->tv_sec &&
		    now.tv_nsec >= end->tv_nsec))
			return ETIMEDOUT;
		nanosleep(&pause, NULL);
	}
	return pthread_join(thread, result);
}

#endif
