/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of this machine alone that nobody else has. */
#ifndef WORLD_ANYWHERE_H
#define WORLD_ANYWHERE_H

#include <stdbool.h>
#include <sys/socket.h>

/*
 * Binds a socket of the family: AF_INET and AF_INET6 to a free port of
 * loopback; AF_UNIX to a name that the kernel makes up, a NUL and five digits,
 * or where it makes up none to one of ours that looks the same. False with
 * errno.
 */
bool anywhere_bind(int fd, int family);

/* The port of an address of AF_INET or AF_INET6. */
int anywhere_port(const struct sockaddr_storage *);

#endif
