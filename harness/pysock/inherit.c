/* SPDX-License-Identifier: BSD-2-Clause */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A kernel may not know the requests of ioctl(2), a filter may refuse them. */
bool
inherit_set(int fd, bool inheritable)
{
	int flags;

	if (ioctl(fd, inheritable ? FIONCLEX : FIOCLEX) == 0)
		return true;
	flags = fcntl(fd, F_GETFD);
	return flags != -1 && fcntl(fd, F_SETFD, inheritable ?
	    flags & ~FD_CLOEXEC : flags | FD_CLOEXEC) != -1;
}

int
inherit_not(int fd)
{
	int err;

	if (fd < 0 || inherit_set(fd, false))
		return fd;
	err = errno;
	close(fd);
	errno = err;
	return -1;
}

bool
pysock_set_inheritable(struct pysock *sock, bool inheritable,
    struct pysock_error *error)
{
	return inherit_set(sock->fd, inheritable) || error_errno(error);
}

bool
pysock_get_inheritable(const struct pysock *sock, bool *inheritable,
    struct pysock_error *error)
{
	int flags = fcntl(sock->fd, F_GETFD);

	if (flags == -1)
		return error_errno(error);
	*inheritable = (flags & FD_CLOEXEC) == 0;
	return true;
}
