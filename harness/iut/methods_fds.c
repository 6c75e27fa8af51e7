/* SPDX-License-Identifier: BSD-2-Clause */
/* send_fds() and recv_fds(), as the recipes over sendmsg() and recvmsg(). */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/iut/address.h"
#include "harness/iut/buffers.h"

#define FDS_MAX 253		/* SCM_MAX_FD: the kernel takes no more */

struct rights {
	struct call *call;
	int fds[FDS_MAX];
	struct pysock_ancillary item;
};

static bool
convert_fds(struct rights *r, const struct dynamic *list)
{
	struct call *c = r->call;
	size_t i;

	if (list->kind != DYNAMIC_LIST && list->kind != DYNAMIC_TUPLE)
		return call_unsupported(c, "descriptors that are no list");
	if (list->len > FDS_MAX)
		return call_unsupported(c, "so many descriptors");
	for (i = 0; i < list->len; i++)
		if (!convert_int(dynamic_item(list, i), &r->fds[i], &c->fault))
			return false;
	r->item = (struct pysock_ancillary){ SOL_SOCKET, SCM_RIGHTS, r->fds,
	    list->len * sizeof(int) };
	return true;
}

static bool
fill(struct pysock_message *m, void *arg, struct pysock_error *error)
{
	struct rights *r = arg;
	struct iovec *iov;

	if (!buffers_convert(r->call, r->call->bound[0], &iov, &m->iov_len)) {
		pysock_error_set(error, PYSOCK_HOOK_ERROR,
		    r->call->fault.type);
		return false;
	}
	m->iov = iov;
	m->ancillary = &r->item;
	m->ancillary_len = 1;
	return true;
}

static bool
send_fds(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock_message m = PYSOCK_MESSAGE_INIT;
	struct rights rights = { .call = c };
	struct pysock_address a;
	int flags = 0;
	ssize_t n;

	if (!convert_fds(&rights, c->bound[1]) ||
	    !call_optional_int(c, c->bound[2], &flags))
		return false;
	if (c->bound[3] != NULL && c->bound[3]->kind != DYNAMIC_NONE) {
		if (!address_convert(&a, c->bound[3], c->sock->family,
		    &c->fault))
			return false;
		m.address = &a;
		c->address = c->bound[3];
	}
	m.fill = fill;
	m.arg = &rights;
	n = pysock_sendmsg(c->sock, &m, flags, &error);
	if (n < 0)
		return call_failed(c, &error);
	text_addf(&c->value, "%zd", n);
	return true;
}

static size_t
keep_fds(struct call *c, const struct pysock_received *r)
{
	struct msghdr m = { .msg_control = r->control,
	    .msg_controllen = r->control_len };
	struct cmsghdr *at;
	size_t n = 0, i;
	int fd;

	for (at = CMSG_FIRSTHDR(&m); at != NULL; at = CMSG_NXTHDR(&m, at)) {
		if (at->cmsg_level != SOL_SOCKET ||
		    at->cmsg_type != SCM_RIGHTS)
			continue;
		for (i = 0; i < (at->cmsg_len - CMSG_LEN(0)) / sizeof(fd);
		    i++, n++) {
			memcpy(&fd, CMSG_DATA(at) + i * sizeof(fd),
			    sizeof(fd));
			object_keep_loose(&c->session->objects, fd);
		}
	}
	return n;
}

static bool
recv_fds(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	char data[4096];
	union {
		char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec iov = { data, 0 };
	struct pysock_received r = { .iov = &iov, .iov_len = 1,
	    .control = control.bytes };
	int size, most, flags = 0;
	ssize_t n;

	if (!convert_int(c->bound[0], &size, &c->fault) ||
	    !convert_int(c->bound[1], &most, &c->fault) ||
	    !call_optional_int(c, c->bound[2], &flags))
		return false;
	if (size < 0 || (size_t)size > sizeof(data) || most < 0 ||
	    most > FDS_MAX)
		return call_unsupported(c, "so many bytes or descriptors");
	iov.iov_len = (size_t)size;
	r.control_len = CMSG_LEN((size_t)most * sizeof(int));
	n = pysock_recvmsg(c->sock, &r, flags, &error);
	if (n < 0)
		return call_failed(c, &error);
	text_addc(&c->value, '(');
	value_format_reply_bytes(data, (size_t)n, &c->value);
	text_addf(&c->value, ",'fds:%zu',%d,", keep_fds(c, &r), r.flags);
	address_format(&r.address, &c->value);
	text_addc(&c->value, ')');
	return true;
}

const struct method fds_methods[] = {
	{ "send_fds", OF_SOCKET, 2, 4, { NULL }, send_fds, false },
	{ "recv_fds", OF_SOCKET, 2, 3, { NULL }, recv_fds, false },
	{ NULL, OF_SOCKET, 0, 0, { NULL }, NULL, false },
};
