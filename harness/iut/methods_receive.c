/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/iut/address.h"
#include "harness/iut/call.h"

static void *
allocate(struct call *c, size_t size)
{
	void *at = malloc(size > 0 ? size : 1);

	if (at == NULL)
		fault_set(&c->fault, "MemoryError", "");
	return at;
}

static bool
recv_bytes(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	ssize_t size, n;
	int flags = 0;
	void *data;

	if (!convert_size(c->bound[0], &size, &c->fault) ||
	    !call_optional_int(c, c->bound[1], &flags))
		return false;
	if (size < 0)
		return fault_set(&c->fault, "ValueError",
		    "negative buffersize in recv");
	data = allocate(c, (size_t)size);
	if (data == NULL)
		return false;
	n = pysock_recv(c->sock, data, (size_t)size, flags, &error);
	if (n >= 0)
		value_format_reply_bytes(data, (size_t)n, &c->value);
	free(data);
	return n >= 0 || call_failed(c, &error);
}

/* The bytearray is kept, whatever comes of it, for held(). */
static bool
recv_into(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct text *held = &c->session->held;
	ssize_t n, size = 0;
	int flags = 0;

	if (c->bound[0]->kind != DYNAMIC_BYTEARRAY)
		return call_unsupported(c, "only a bytearray is received into");
	if ((c->bound[1] != NULL &&
	    !convert_size(c->bound[1], &size, &c->fault)) ||
	    !call_optional_int(c, c->bound[2], &flags))
		return false;
	text_cut(held, 0);
	text_add(held, c->bound[0]->bytes, c->bound[0]->len);
	c->world.bytearray = NULL;
	if (size < 0)
		return fault_set(&c->fault, "ValueError",
		    "negative buffersize in recv_into");
	if ((size_t)size > held->len)
		return fault_set(&c->fault, "ValueError",
		    "buffer too small for requested bytes");
	n = pysock_recv(c->sock, held->at, size > 0 ? (size_t)size :
	    held->len, flags, &error);
	if (n >= 0)
		text_addf(&c->value, "%zd", n);
	return n >= 0 || call_failed(c, &error);
}

/* Keeps received descriptors, and adds how many they are. */
static void
add_rights(struct call *c, const void *data, size_t len)
{
	size_t i, n = len / sizeof(int);
	int fd;

	for (i = 0; i < n; i++) {
		memcpy(&fd, (const char *)data + i * sizeof(fd), sizeof(fd));
		object_keep_loose(&c->session->objects, fd);
	}
	text_addf(&c->value, "'fds:%zu'", n);
}

static void
add_ancillary(struct call *c, const struct pysock_received *r)
{
	struct msghdr m = { .msg_control = r->control,
	    .msg_controllen = r->control_len };
	struct cmsghdr *at;
	size_t len, room;
	bool first = true;

	for (at = CMSG_FIRSTHDR(&m); at != NULL; at = CMSG_NXTHDR(&m, at)) {
		if (at->cmsg_len < CMSG_LEN(0))
			break;
		len = at->cmsg_len - CMSG_LEN(0);
		room = (size_t)((char *)r->control + r->control_len -
		    (char *)CMSG_DATA(at));
		len = len < room ? len : room;
		text_addf(&c->value, "%s(%d,%d,", first ? "" : ",",
		    at->cmsg_level, at->cmsg_type);
		if (at->cmsg_level == SOL_SOCKET && at->cmsg_type == SCM_RIGHTS)
			add_rights(c, CMSG_DATA(at), len);
		else
			value_format_reply_bytes(CMSG_DATA(at), len, &c->value);
		text_addc(&c->value, ')');
		first = false;
	}
}

static bool
receive(struct call *c, struct iovec *data, struct pysock_received *r,
    int flags)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	ssize_t n = pysock_recvmsg(c->sock, r, flags, &error);

	if (n < 0)
		return call_failed(c, &error);
	text_addc(&c->value, '(');
	value_format_reply_bytes(data->iov_base,
	    (size_t)n < data->iov_len ? (size_t)n : data->iov_len, &c->value);
	text_adds(&c->value, ",[");
	add_ancillary(c, r);
	text_addf(&c->value, "],%d,", r->flags);
	address_format(&r->address, &c->value);
	text_addc(&c->value, ')');
	return true;
}

static bool
recvmsg_parts(struct call *c)
{
	struct pysock_received r = { .iov_len = 1 };
	struct iovec data;
	ssize_t size, room = 0;
	int flags = 0;
	bool ok;

	if (!convert_size(c->bound[0], &size, &c->fault) ||
	    (c->bound[1] != NULL &&
	    !convert_size(c->bound[1], &room, &c->fault)) ||
	    !call_optional_int(c, c->bound[2], &flags))
		return false;
	if (size < 0)
		return fault_set(&c->fault, "ValueError",
		    "negative buffer size in recvmsg()");
	if (room < 0 || room > INT_MAX)
		return fault_set(&c->fault, "ValueError",
		    "invalid ancillary data buffer length");
	data.iov_base = allocate(c, (size_t)size);
	data.iov_len = (size_t)size;
	r.iov = &data;
	r.control = room > 0 ? allocate(c, (size_t)room) : NULL;
	r.control_len = (size_t)room;
	ok = data.iov_base != NULL && (room == 0 || r.control != NULL) &&
	    receive(c, &data, &r, flags);
	free(data.iov_base);
	free(r.control);
	return ok;
}

const struct method receive_methods[] = {
	{ "recv", OF_SOCKET, 1, 2, { NULL }, recv_bytes, false },
	{ "recv_into", OF_SOCKET, 1, 3, { "buffer", "nbytes", "flags" },
	  recv_into, false },
	{ "recvmsg", OF_SOCKET, 1, 3, { NULL }, recvmsg_parts, false },
	{ NULL, OF_SOCKET, 0, 0, { NULL }, NULL, false },
};
