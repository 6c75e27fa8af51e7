/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "harness/world/anywhere.h"

#define DIGITS 5
#define TRIES 100	/* a name may be taken */

static bool
bind_to_loopback(int fd, int family)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
	    .sin6_addr = IN6ADDR_LOOPBACK_INIT };

	return family == AF_INET6 ?
	    bind(fd, (struct sockaddr *)&in6, sizeof(in6)) == 0 :
	    bind(fd, (struct sockaddr *)&in, sizeof(in)) == 0;
}

static bool
bind_to_name(int fd, const struct sockaddr_un *un, size_t len)
{
	return bind(fd, (const struct sockaddr *)un, (socklen_t)(len +
	    offsetof(struct sockaddr_un, sun_path))) == 0;
}

static bool
bind_locally(int fd)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	unsigned random = 0;
	int tries;

	if (bind_to_name(fd, &un, 0))
		return true;
	if (errno != EINVAL)
		return false;
	/* gVisor makes up none. */
	for (tries = 0; tries < TRIES; tries++) {
		if (getrandom(&random, sizeof(random), 0) < 0)
			return false;
		snprintf(un.sun_path + 1, sizeof(un.sun_path) - 1, "%0*x",
		    DIGITS, random & 0xfffff);
		if (bind_to_name(fd, &un, 1 + DIGITS))
			return true;
		if (errno != EADDRINUSE)
			return false;
	}
	return false;
}

int
anywhere_port(const struct sockaddr_storage *ss)
{
	struct sockaddr_in in;

	/* sin_port and sin6_port are in the same place. */
	memcpy(&in, ss, sizeof(in));
	return ntohs(in.sin_port);
}

bool
anywhere_bind(int fd, int family)
{
	return family == AF_UNIX ? bind_locally(fd) :
	    bind_to_loopback(fd, family);
}
