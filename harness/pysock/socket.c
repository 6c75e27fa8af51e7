/* SPDX-License-Identifier: BSD-2-Clause */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

bool
socket_wrap(struct pysock *sock, int fd, const struct pysock *like,
    struct pysock_error *error)
{
	int64_t timeout_ns = timeout_default();
	bool made = like->timeout_ns >= 0;

	if ((like->type & SOCK_NONBLOCK) != 0)
		timeout_ns = 0;
	else if ((timeout_ns >= 0) != made &&
	    !timeout_apply(fd, timeout_ns, error))
		return false;
	sock->fd = fd;
	sock->family = like->family;
	sock->type = like->type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	sock->proto = like->proto;
	sock->timeout_ns = timeout_ns;
	return true;
}

/* EINVAL may say that the kernel does not know the flag. */
static int
open_socket(int family, int type, int proto)
{
	int fd = socket(family, type | SOCK_CLOEXEC, proto);

	return fd < 0 && errno == EINVAL ?
	    inherit_not(socket(family, type, proto)) : fd;
}

static bool
open_pair(int family, int type, int proto, int sv[2])
{
	int err;

	if (socketpair(family, type | SOCK_CLOEXEC, proto, sv) == 0)
		return true;
	if (errno != EINVAL || socketpair(family, type, proto, sv) == -1)
		return false;
	if (inherit_set(sv[0], false) && inherit_set(sv[1], false))
		return true;
	err = errno;
	close(sv[0]);
	close(sv[1]);
	errno = err;
	return false;
}

/* In the mode of the default timeout, or blocking where that cannot be. */
static int
open_new(struct pysock *like)
{
	int fd = -1;

	if (like->timeout_ns >= 0)
		fd = open_socket(like->family, like->type | SOCK_NONBLOCK,
		    like->proto);
	if (fd >= 0 || (like->timeout_ns >= 0 && errno != EINVAL))
		return fd;
	like->timeout_ns = PYSOCK_BLOCKING;
	return open_socket(like->family, like->type, like->proto);
}

static bool
open_new_pair(struct pysock *like, int sv[2])
{
	if (like->timeout_ns >= 0) {
		if (open_pair(like->family, like->type | SOCK_NONBLOCK,
		    like->proto, sv))
			return true;
		if (errno != EINVAL)
			return false;
	}
	like->timeout_ns = PYSOCK_BLOCKING;
	return open_pair(like->family, like->type, like->proto, sv);
}

bool
pysock_open(struct pysock *sock, int family, int type, int proto,
    struct pysock_error *error)
{
	struct pysock like = { -1, family, type, proto, timeout_default() };
	int fd = open_new(&like);

	if (fd == -1)
		return error_errno(error);
	if (socket_wrap(sock, fd, &like, error))
		return true;
	close(fd);
	return false;
}

bool
pysock_pair(struct pysock pair[2], int family, int type, int proto,
    struct pysock_error *error)
{
	struct pysock like = { -1, family, type, proto, timeout_default() };
	int sv[2];

	if (!open_new_pair(&like, sv))
		return error_errno(error);
	if (socket_wrap(&pair[0], sv[0], &like, error) &&
	    socket_wrap(&pair[1], sv[1], &like, error))
		return true;
	close(sv[0]);
	close(sv[1]);
	pair[0].fd = pair[1].fd = -1;
	return false;
}

static bool
ask_option(int fd, int option, int *value, struct pysock_error *error)
{
	socklen_t len = sizeof(*value);

	return *value != -1 ||
	    getsockopt(fd, SOL_SOCKET, option, value, &len) == 0 ||
	    error_errno(error);
}

bool
pysock_adopt(struct pysock *sock, int fd, int family, int type, int proto,
    struct pysock_error *error)
{
	struct pysock like = { -1, family, type, proto, PYSOCK_BLOCKING };
	struct sockaddr_storage addr = { .ss_family = AF_UNSPEC };
	socklen_t len = sizeof(addr);

	if (fd < 0) {
		pysock_error_set(error, PYSOCK_VALUE_ERROR,
		    "negative file descriptor");
		return false;
	}
	if (getsockname(fd, (struct sockaddr *)&addr, &len) == 0) {
		if (family == -1)
			like.family = addr.ss_family;
	} else if (family == -1 || errno == EBADF || errno == ENOTSOCK) {
		/* AF_ALG has no name: with a family, not an error. */
		return error_errno(error);
	}
	/* Documented: the arguments do not affect the actual OS resource. */
	if (type != -1 && (type & SOCK_NONBLOCK) != 0 &&
	    (fcntl(fd, F_GETFL) & O_NONBLOCK) == 0)
		like.type &= ~SOCK_NONBLOCK;
	return ask_option(fd, SO_TYPE, &like.type, error) &&
	    ask_option(fd, SO_PROTOCOL, &like.proto, error) &&
	    socket_wrap(sock, fd, &like, error);
}

bool
pysock_dup(struct pysock *copy, const struct pysock *sock,
    struct pysock_error *error)
{
	struct pysock new = *sock;

	new.fd = fcntl(sock->fd, F_DUPFD_CLOEXEC, 0);
	if (new.fd == -1)
		return error_errno(error);
	/* CPython sets the copy's timeout, and so the mode that both share. */
	if (!timeout_apply(new.fd, new.timeout_ns, error)) {
		close(new.fd);
		return false;
	}
	*copy = new;
	return true;
}

int
pysock_detach(struct pysock *sock)
{
	int fd = sock->fd;

	sock->fd = -1;
	return fd;
}

bool
pysock_close(struct pysock *sock, struct pysock_error *error)
{
	int fd = pysock_detach(sock);

	/* PEP 475: close() ignores EINTR; CPython bpo-30319: ECONNRESET. */
	return fd < 0 || close(fd) == 0 || errno == EINTR ||
	    errno == ECONNRESET || error_errno(error);
}

bool
pysock_bind(struct pysock *sock, const struct pysock_address *address,
    struct pysock_error *error)
{
	return bind(sock->fd, (const struct sockaddr *)&address->addr,
	    address->len) == 0 || error_errno(error);
}

bool
pysock_listen(struct pysock *sock, int backlog, struct pysock_error *error)
{
	return listen(sock->fd, backlog > 0 ? backlog : 0) == 0 ||
	    error_errno(error);
}

bool
pysock_shutdown(struct pysock *sock, int how, struct pysock_error *error)
{
	return shutdown(sock->fd, how) == 0 || error_errno(error);
}
