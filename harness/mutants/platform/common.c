/* SPDX-License-Identifier: BSD-2-Clause */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/mutants/platform/platform.h"

static const char *platform = "";

__attribute__((constructor(101))) static void
start(void)
{
	const char *name = getenv("PYSOCK_PLATFORM");

	if (name != NULL)
		platform = name;
}

bool
is(const char *name)
{
	return strcmp(platform, name) == 0;
}

bool
is_protocol(int fd)
{
	return fd == 3 || fd == 4;
}

int
fail(int err)
{
	errno = err;
	return -1;
}

bool
every(unsigned n)
{
	static _Atomic unsigned calls;

	return atomic_fetch_add(&calls, 1) % n == n - 1;
}

/* The first bit behind the point of so many times the golden ratio. */
bool
half_of_the_time(void)
{
	static _Atomic uint32_t calls;

	return atomic_fetch_add(&calls, 1) * UINT32_C(2654435769) >> 31 != 0;
}

void *
real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

int
type_of(int fd)
{
	int type = -1;
	socklen_t len = sizeof(type);
	int saved = errno;

	if (REAL(getsockopt)(fd, SOL_SOCKET, SO_TYPE, &type, &len) != 0)
		type = -1;
	errno = saved;
	return type;
}
