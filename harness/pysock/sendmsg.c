/* SPDX-License-Identifier: BSD-2-Clause */
#include "internal.h"
#include "control.h"

#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

struct exchange {
	struct msghdr *header;
	int flags;
};

static ssize_t
run_sendmsg(int fd, void *arg)
{
	const struct exchange *exchange = arg;

	return sendmsg(fd, exchange->header, exchange->flags | MSG_NOSIGNAL);
}

ssize_t
message_send(struct call *call, struct msghdr *header, int flags)
{
	struct exchange exchange = { header, flags };
	struct attempt sending = { .run = run_sendmsg, .arg = &exchange,
	    .events = POLLOUT };

	return call_make(call, &sending);
}

bool
message_set_iov(struct msghdr *header, const struct iovec *iov, size_t len,
    struct pysock_error *error)
{
	if (len > INT_MAX) {
		pysock_error_set(error, PYSOCK_OS_ERROR,
		    "sendmsg() argument 1 is too long");
		return false;
	}
	header->msg_iov = (struct iovec *)iov;
	/* A size_t in glibc, an int in musl. */
	header->msg_iovlen = (__typeof__(header->msg_iovlen))len;
	return true;
}

__attribute__((noinline))
static bool
set_control(struct control *control, const struct pysock_message *message,
    struct pysock_error *error)
{
	const struct pysock_ancillary *item;
	size_t i;
	void *data;

	for (i = 0; i < message->ancillary_len; i++)
		if (!control_reserve(control, message->ancillary[i].len, error))
			return false;
	if (!control_alloc(control, error))
		return false;
	for (i = 0; i < message->ancillary_len; i++) {
		item = &message->ancillary[i];
		data = control_put(control, item->level, item->type, item->len);
		if (item->len > 0)
			memcpy(data, item->data, item->len);
	}
	return true;
}

static void
set_address(struct msghdr *header, const struct pysock_address *address)
{
	if (address == NULL)
		return;
	header->msg_name = (void *)&address->addr;
	header->msg_namelen = address->len;
}

CALL_IS_SHORT
ssize_t
pysock_sendmsg(struct pysock *sock, struct pysock_message *message, int flags,
    struct pysock_error *error)
{
	struct msghdr header = { 0 };
	union control_room room;
	struct control control = CONTROL_INIT(&room);
	struct call call;
	ssize_t n = -1;

	if (!hook_audit("socket.sendmsg", sock, message->address, error))
		return -1;
	if (message->fill != NULL &&
	    !message->fill(message, message->arg, error))
		return -1;
	set_address(&header, message->address);
	if (!message_set_iov(&header, message->iov, message->iov_len, error) ||
	    (message->ancillary_len > 0 &&
	    !set_control(&control, message, error)))
		goto out;
	control_attach(&control, &header);
	call_start(&call, sock, error);
	call.to = message->address;
	n = message_send(&call, &header, flags);
out:
	control_release(&control);
	return n;
}

static ssize_t
run_recvmsg(int fd, void *arg)
{
	struct exchange *exchange = arg;

	return recvmsg(fd, exchange->header, exchange->flags);
}

ssize_t
pysock_recvmsg(struct pysock *sock, struct pysock_received *received,
    int flags, struct pysock_error *error)
{
	struct msghdr header = { 0 };
	struct exchange exchange = { &header, flags };
	struct attempt receiving = { .run = run_recvmsg, .arg = &exchange,
	    .events = POLLIN, .flags = &exchange.flags };
	struct call call;
	ssize_t n;

	if (!message_set_iov(&header, received->iov, received->iov_len, error))
		return -1;
	header.msg_name = &received->address.addr;
	header.msg_namelen = sizeof(received->address.addr);
	header.msg_control = received->control;
	header.msg_controllen = (socklen_t)(received->control_len < INT_MAX ?
	    received->control_len : INT_MAX);
	call_start_untimed(&call, sock, error);
	n = call_make(&call, &receiving);
	if (n < 0)
		return -1;
	received->control_len = header.msg_controllen;
	received->flags = header.msg_flags;
	received->address.len = header.msg_namelen;
	return n;
}
