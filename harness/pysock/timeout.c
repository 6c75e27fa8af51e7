/* SPDX-License-Identifier: BSD-2-Clause */
#include "internal.h"

#include <stdatomic.h>
#include <sys/ioctl.h>

#define NS_PER_S 1000000000
#define NS_BEYOND 9223372036854775808.0	/* 2^63 */

static _Atomic int64_t default_ns = PYSOCK_BLOCKING;

int64_t
timeout_default(void)
{
	return atomic_load(&default_ns);
}

bool
timeout_apply(int fd, int64_t timeout_ns, struct pysock_error *error)
{
	int nonblocking = timeout_ns >= 0;

	return ioctl(fd, FIONBIO, &nonblocking) == 0 || error_errno(error);
}

bool
pysock_settimeout_ns(struct pysock *sock, int64_t timeout_ns,
    struct pysock_error *error)
{
	sock->timeout_ns = timeout_ns;
	return timeout_apply(sock->fd, timeout_ns, error);
}

bool
pysock_setblocking(struct pysock *sock, bool blocking,
    struct pysock_error *error)
{
	return pysock_settimeout_ns(sock, blocking ? PYSOCK_BLOCKING : 0,
	    error);
}

bool
pysock_getblocking(const struct pysock *sock)
{
	return sock->timeout_ns != 0;
}

bool
pysock_timeout_from_seconds(int64_t *timeout_ns, double seconds,
    struct pysock_error *error)
{
	/* volatile: the x87 would keep more bits than a double has. */
	volatile double ns = seconds * NS_PER_S;
	int64_t whole;

	if (seconds != seconds) {
		pysock_error_set(error, PYSOCK_VALUE_ERROR,
		    "Invalid value NaN (not a number)");
		return false;
	}
	if (!(ns >= -NS_BEYOND && ns < NS_BEYOND)) {
		pysock_error_set(error, PYSOCK_OVERFLOW_ERROR,
		    "timestamp too large to convert to C _PyTime_t");
		return false;
	}
	if (ns < 0) {
		pysock_error_set(error, PYSOCK_VALUE_ERROR,
		    "Timeout value out of range");
		return false;
	}
	whole = (int64_t)ns;
	*timeout_ns = whole + ((double)whole < ns);
	return true;
}

/* NULL is None. */
static bool
timeout_from(int64_t *timeout_ns, const double *seconds,
    struct pysock_error *error)
{
	if (seconds != NULL)
		return pysock_timeout_from_seconds(timeout_ns, *seconds, error);
	*timeout_ns = PYSOCK_BLOCKING;
	return true;
}

static bool
timeout_to(int64_t timeout_ns, double *seconds)
{
	int64_t whole;

	if (timeout_ns < 0)
		return false;
	/* CPython divides whole seconds as integers: 1e-9 is not exact. */
	whole = timeout_ns / NS_PER_S;
	if (whole * NS_PER_S == timeout_ns)
		*seconds = (double)whole;
	else
		*seconds = (double)timeout_ns / 1e9;
	return true;
}

bool
pysock_settimeout(struct pysock *sock, const double *seconds,
    struct pysock_error *error)
{
	int64_t timeout_ns;

	return timeout_from(&timeout_ns, seconds, error) &&
	    pysock_settimeout_ns(sock, timeout_ns, error);
}

bool
pysock_gettimeout(const struct pysock *sock, double *seconds)
{
	return timeout_to(sock->timeout_ns, seconds);
}

bool
pysock_setdefaulttimeout(const double *seconds, struct pysock_error *error)
{
	int64_t timeout_ns;

	if (!timeout_from(&timeout_ns, seconds, error))
		return false;
	atomic_store(&default_ns, timeout_ns);
	return true;
}

bool
pysock_getdefaulttimeout(double *seconds)
{
	return timeout_to(timeout_default(), seconds);
}
