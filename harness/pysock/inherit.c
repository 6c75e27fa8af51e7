/* SPDX-License-Identifier: BSD-2-Clause */
#include "internal.h"

#include <fcntl.h>
#include <sys/ioctl.h>

bool
pysock_set_inheritable(struct pysock *sock, bool inheritable,
    struct pysock_error *error)
{
	return ioctl(sock->fd, inheritable ? FIONCLEX : FIOCLEX) == 0 ||
	    error_errno(error);
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
