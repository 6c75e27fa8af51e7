/* SPDX-License-Identifier: BSD-2-Clause */
#include "internal.h"

#include <poll.h>
#include <sys/socket.h>

static ssize_t
run_send(int fd, void *arg)
{
	const struct chunk *chunk = arg;

	return send(fd, chunk->data, chunk->len, chunk->flags | MSG_NOSIGNAL);
}

struct room {
	void *buffer;
	size_t size;
	int flags;
};

static ssize_t
run_recv(int fd, void *arg)
{
	const struct room *room = arg;

	return recv(fd, room->buffer, room->size, room->flags);
}

ssize_t
chunk_try(struct call *call, const struct chunk *chunk, int *err)
{
	struct chunk copy = *chunk;
	struct attempt sending = { .run = run_send, .arg = &copy,
	    .events = POLLOUT };
	ssize_t n = call_try(call, &sending);

	*err = sending.err;
	return n;
}

static ssize_t
chunk_send(struct call *call, const struct chunk *chunk)
{
	int err;
	ssize_t n = chunk_try(call, chunk, &err);

	if (n < 0 && err != 0)
		error_from(call->error, err);
	return n;
}

CALL_IS_SHORT
ssize_t
pysock_send(struct pysock *sock, const void *data, size_t len, int flags,
    struct pysock_error *error)
{
	struct chunk chunk = { data, len, flags };
	struct call call;

	call_start(&call, sock, error);
	return chunk_send(&call, &chunk);
}

bool
pysock_sendall(struct pysock *sock, const void *data, size_t len, int flags,
    struct pysock_error *error)
{
	struct chunk chunk = { data, len, flags };
	struct call call;
	ssize_t n;

	call_start(&call, sock, error);
	do {
		n = chunk_send(&call, &chunk);
		/* A send(2) that a signal cut short has succeeded. */
		if (n < 0 || hook_raised(error))
			return false;
		chunk.data = (const char *)chunk.data + n;
		chunk.len -= (size_t)n;
	} while (chunk.len > 0);
	return true;
}

ssize_t
pysock_recv(struct pysock *sock, void *buffer, size_t size, int flags,
    struct pysock_error *error)
{
	struct room room = { buffer, size, flags };
	struct attempt receiving = { .run = run_recv, .arg = &room,
	    .events = POLLIN, .flags = &room.flags };
	struct call call;

	/* As CPython: nothing is asked for, so nobody is asked. */
	if (size == 0)
		return 0;
	call_start_untimed(&call, sock, error);
	return call_make(&call, &receiving);
}
