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
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
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

/*
 * As many digits as a number holds. *exponent becomes how many more there are
 * before the point, or, below 0, how many of these stand behind it.
 */
static inline const char *
read_digits(const char *s, unsigned base, uint64_t *digits, int *exponent)
{
	const char *all = "0123456789abcdef", *digit;
	bool point = false;

	for (*digits = 0, *exponent = 0; *s != '\0'; s++) {
		if (*s == '.' && !point) {
			point = true;
			continue;
		}
		digit = memchr(all, *s, base);
		if (digit == NULL)
			break;
		if (*digits > (UINT64_MAX - base) / base) {
			*exponent += !point;
			continue;
		}
		*digits = *digits * base + (uint64_t)(digit - all);
		*exponent -= point;
	}
	return s;
}

/*
 * Its strtod() is a bit off, so that 0.02 is not 0.02, and knows neither
 * hexadecimal digits nor infinity. A long double holds all digits of a double.
 */
static inline double
exact_strtod(const char *s, char **end)
{
	long double number, scale;
	bool negative = *s == '-', hex, word;
	uint64_t digits;
	int exponent;

	s += negative;
	hex = strncmp(s, "0x", 2) == 0;
	if (!hex && (*s < '0' || *s > '9')) {
		word = strncmp(s, "inf", 3) == 0 || strncmp(s, "nan", 3) == 0;
		if (end != NULL)
			*end = (char *)(word ? s + 3 : s - negative);
		return !word ? 0 : *s == 'n' ? (double)NAN :
		    negative ? -(double)INFINITY : (double)INFINITY;
	}
	s = read_digits(s + 2 * hex, hex ? 16 : 10, &digits, &exponent);
	exponent *= hex ? 4 : 1;
	if (*s == (hex ? 'p' : 'e'))
		exponent += (int)strtol(s + 1, (char **)&s, 10);
	if (end != NULL)
		*end = (char *)s;
	number = digits;
	scale = hex ? 2 : 10;
	if (exponent < -5000 || exponent > 5000 || digits == 0)
		exponent = digits == 0 ? 0 : exponent < 0 ? -5000 : 5000;
	for (; exponent != 0; exponent /= 2, scale *= scale)
		if (exponent % 2 != 0)
			number = exponent < 0 ? number / scale :
			    number * scale;
	return (double)(negative ? -number : number);
}
#define strtod exact_strtod

static inline int
pthread_tryjoin_np(pthread_t thread, void **result)
{
	return pthread_kill(thread, 0) == 0 ? EBUSY :
	    pthread_join(thread, result);
}

#endif
