/* SPDX-License-Identifier: BSD-2-Clause */
#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define FIRST_STEP_NS 1000000
#define LONGEST_STEP_NS 16000000

struct acceptance {
	const struct pysock *listener;
	struct pysock_address *address;	/* or NULL */
	int mode;		/* SOCK_NONBLOCK if it was made so */
};

static ssize_t
run_accept(int fd, void *arg)
{
	struct acceptance *new = arg;
	struct pysock_address *address = new->address;
	struct sockaddr *addr = NULL;
	socklen_t *len = NULL;
	int accepted;

	if (address != NULL) {
		address->len = sizeof(address->addr);
		addr = (struct sockaddr *)&address->addr;
		len = &address->len;
	}
	new->mode = timeout_default() >= 0 ? SOCK_NONBLOCK : 0;
	accepted = accept4(fd, addr, len, SOCK_CLOEXEC | new->mode);
	if (accepted >= 0 || errno != ENOSYS)
		return accepted;
	/* CPython does likewise on a kernel without accept4(). */
	new->mode = 0;
	return inherit_not(accept(fd, addr, len));
}

static bool
wrap_accepted(struct pysock *accepted, int fd, const struct acceptance *new,
    struct pysock_error *error)
{
	struct pysock like = *new->listener;

	like.timeout_ns = new->mode != 0 ? 0 : PYSOCK_BLOCKING;
	if (!socket_wrap(accepted, fd, &like, error))
		return false;
	/* CPython issue 7995: where a kernel lets O_NONBLOCK be inherited. */
	return accepted->timeout_ns >= 0 ||
	    new->listener->timeout_ns <= 0 ||
	    timeout_apply(fd, PYSOCK_BLOCKING, error);
}

bool
pysock_accept(struct pysock *accepted, struct pysock *listener,
    struct pysock_address *address, struct pysock_error *error)
{
	struct acceptance new = { listener, NULL, 0 };
	struct attempt accepting = { .run = run_accept, .arg = &new,
	    .events = POLLIN };
	struct call call;
	int fd;

	/* Asked for an address, AF_ALG gives ECONNABORTED: it has none. */
	if (listener->family != AF_ALG)
		new.address = address;
	else if (address != NULL)
		address->len = 0;
	call_start(&call, listener, error);
	fd = (int)call_make(&call, &accepting);
	if (fd < 0)
		return false;
	if (wrap_accepted(accepted, fd, &new, error))
		return true;
	close(fd);
	accepted->fd = -1;
	return false;
}

/* Waits for the outcome of a connect(2) that goes on in the background. */
static bool
wait_connected(struct call *call)
{
	int err = 0;
	socklen_t len = sizeof(err);

	if (!call_wait(call, &call->sock->fd, POLLOUT))
		return false;
	if (getsockopt(call->sock->fd, SOL_SOCKET, SO_ERROR, &err, &len) == -1)
		return error_errno(call->error);
	return err == 0 || err == EISCONN || error_from(call->error, err);
}

/*
 * What to do after a connect(2) that failed with `err`: 1, make it again;
 * 0, wait for its outcome; -1, give up, with the error filled in.
 */
static int
after_connect(struct call *call, int err, int64_t *step_ns)
{
	bool local = call->sock->family == AF_UNIX;

	if (err == EINTR && hook_raised(call->error))
		return -1;
	/* As CPython, by the timeout that is the socket's now. */
	if (err == EINTR && call->sock->timeout_ns != 0)
		/* An interrupted AF_UNIX connect(2) has left nothing behind. */
		return local;
	if (err == EINPROGRESS && call->timeout_ns > 0)
		return 0;
	if (err != EAGAIN || !local || call->timeout_ns <= 0) {
		error_from(call->error, err);
		return -1;
	}
	/* A full AF_UNIX backlog: nothing that poll() could wait for. */
	if (!call_sleep(call, *step_ns))
		return -1;
	if (*step_ns < LONGEST_STEP_NS)
		*step_ns *= 2;
	return 1;
}

bool
pysock_connect(struct pysock *sock, const struct pysock_address *address,
    struct pysock_error *error)
{
	const struct sockaddr *addr = (const struct sockaddr *)&address->addr;
	int64_t step_ns = FIRST_STEP_NS;
	struct call call;
	int next;

	call_start(&call, sock, error);
	do {
		if (connect(sock->fd, addr, address->len) == 0)
			return true;
		next = after_connect(&call, errno, &step_ns);
	} while (next > 0);
	return next == 0 && wait_connected(&call);
}
