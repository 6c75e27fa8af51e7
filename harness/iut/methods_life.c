/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/iut/address.h"
#include "harness/iut/call.h"

#define DEFAULT_BACKLOG 128
#define OPTION_MAX 1024		/* bytes that getsockopt() may ask for */

/* ---- the event of a new socket object ---- */

static void
tell_new(struct call *c, const struct pysock *sock)
{
	audit_event(&c->session->audit, "('socket.__new__',object,%d,%d,%d)",
	    sock->family, sock->type, sock->proto);
}

static bool
keep(struct call *c, const struct pysock *sock)
{
	object_keep_socket(&c->session->objects, c->request.name, sock);
	return true;
}

static bool
answer_kept(struct call *c, const struct pysock *sock)
{
	if (c->request.name != NULL)
		text_adds(&c->value, c->request.name);
	return keep(c, sock);
}

/* ---- making ---- */

static bool
adopt_number(struct call *c, struct pysock *like, const struct dynamic *fileno)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	int fd;

	if (!convert_int(fileno, &fd, &c->fault))
		return false;
	return pysock_adopt(like, fd, like->family, like->type, like->proto,
	    &error) || call_failed(c, &error);
}

static bool
make_socket(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock s = { .fd = -1, .family = -1, .type = -1, .proto = -1 };
	const struct dynamic *fileno = c->bound[3];

	if (!call_optional_int(c, c->bound[0], &s.family) ||
	    !call_optional_int(c, c->bound[1], &s.type) ||
	    !call_optional_int(c, c->bound[2], &s.proto))
		return false;
	if (fileno != NULL && fileno->kind != DYNAMIC_NONE)
		return adopt_number(c, &s, fileno) && answer_kept(c, &s);
	s.family = s.family == -1 ? AF_INET : s.family;
	s.type = s.type == -1 ? SOCK_STREAM : s.type;
	s.proto = s.proto == -1 ? 0 : s.proto;
	tell_new(c, &s);
	return pysock_open(&s, s.family, s.type, s.proto, &error) ?
	    answer_kept(c, &s) : call_failed(c, &error);
}

static bool
make_pair(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock pair[2];
	int family = AF_UNIX, type = SOCK_STREAM, proto = 0;
	char second[16];

	if (c->bound[0] != NULL && c->bound[0]->kind != DYNAMIC_NONE &&
	    !convert_int(c->bound[0], &family, &c->fault))
		return false;
	if (!call_optional_int(c, c->bound[1], &type) ||
	    !call_optional_int(c, c->bound[2], &proto))
		return false;
	if (!pysock_pair(pair, family, type, proto, &error))
		return call_failed(c, &error);
	tell_new(c, &pair[0]);
	tell_new(c, &pair[1]);
	keep(c, &pair[0]);
	if (c->request.name == NULL) {
		keep(c, &pair[1]);
		return true;
	}
	snprintf(second, sizeof(second), "%c%d", c->request.name[0],
	    atoi(c->request.name + 1) + 1);
	object_keep_socket(&c->session->objects, second, &pair[1]);
	text_addf(&c->value, "(%s,%s)", c->request.name, second);
	return true;
}

static bool
accept_one(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock s = PYSOCK_INIT;
	struct pysock_address a = { .len = 0 };

	if (!pysock_accept(&s, c->sock, &a, &error))
		return call_failed(c, &error);
	tell_new(c, &s);
	address_format(&a, &c->value);
	return keep(c, &s);
}

static bool
dup_one(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock s = PYSOCK_INIT;

	if (!pysock_dup(&s, c->sock, &error))
		return call_failed(c, &error);
	tell_new(c, &s);
	return answer_kept(c, &s);
}

static bool
detach(struct call *c)
{
	object_keep_loose(&c->session->objects, pysock_detach(c->sock));
	return true;
}

static bool
close_one(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;

	return pysock_close(c->sock, &error) || call_failed(c, &error);
}

/* ---- addresses ---- */

static bool
convert(struct call *c, struct pysock_address *a, const char *event)
{
	struct text told = TEXT_INIT;

	if (!address_convert(a, c->bound[0], c->sock->family, &c->fault))
		return false;
	dynamic_format(c->bound[0], &told);
	audit_event(&c->session->audit, "('%s',%s,%s)", event,
	    object_name(&c->session->objects, c->sock), text_get(&told));
	text_release(&told);
	return true;
}

static bool
bind_to(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock_address a = { .len = 0 };

	return convert(c, &a, "socket.bind") &&
	    (pysock_bind(c->sock, &a, &error) || call_failed(c, &error));
}

static bool
connect_to(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock_address a = { .len = 0 };

	return convert(c, &a, "socket.connect") &&
	    (pysock_connect(c->sock, &a, &error) || call_failed(c, &error));
}

static bool
connect_ex(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock_address a = { .len = 0 };
	int err = 0;

	if (!convert(c, &a, "socket.connect"))
		return false;
	if (!pysock_connect(c->sock, &a, &error)) {
		if (error.type == PYSOCK_HOOK_ERROR)
			return call_failed(c, &error);
		/* CPython answers a timeout of its own with EAGAIN. */
		err = error.err != 0 ? error.err : EAGAIN;
	}
	text_addf(&c->value, "%d", err);
	return true;
}

static bool
listen_on(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	int backlog = DEFAULT_BACKLOG;

	if (!call_optional_int(c, c->bound[0], &backlog))
		return false;
	return pysock_listen(c->sock, backlog < 0 ? 0 : backlog, &error) ||
	    call_failed(c, &error);
}

static bool
shutdown_one(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	int how;

	return convert_int(c->bound[0], &how, &c->fault) &&
	    (pysock_shutdown(c->sock, how, &error) || call_failed(c, &error));
}

static bool
getsockname_of(struct call *c)
{
	struct pysock_address a = { .len = sizeof(a.addr) };

	if (getsockname(c->sock->fd, (struct sockaddr *)&a.addr, &a.len) == -1)
		return fault_errno(&c->fault, errno);
	address_format(&a, &c->value);
	return true;
}

/* ---- options ---- */

/* What setsockopt(2) is given, of the third and the fourth argument. */
static bool
convert_option(struct call *c, int *number, struct iovec *value)
{
	struct fault ignored = FAULT_INIT;
	uint32_t len;

	if (c->bound[3] != NULL) {
		if (c->bound[2]->kind != DYNAMIC_NONE)
			return fault_set(&c->fault, "TypeError",
			    "argument 3 must be None");
		if (!convert_masked(c->bound[3], &len, &c->fault))
			return false;
		*value = (struct iovec){ NULL, len };
		return true;
	}
	*value = (struct iovec){ number, sizeof(*number) };
	return convert_int(c->bound[2], number, &ignored) ||
	    convert_buffer(c->bound[2], value, &c->fault);
}

static bool
setsockopt_of(struct call *c)
{
	struct iovec value = { NULL, 0 };
	int level = 0, option = 0, number = 0;

	if (!convert_int(c->bound[0], &level, &c->fault) ||
	    !convert_int(c->bound[1], &option, &c->fault) ||
	    !convert_option(c, &number, &value))
		return false;
	return setsockopt(c->sock->fd, level, option, value.iov_base,
	    (socklen_t)value.iov_len) == 0 || fault_errno(&c->fault, errno);
}

static bool
getsockopt_of(struct call *c)
{
	int level, option, size = 0, number = 0;
	char bytes[OPTION_MAX] = { 0 };
	socklen_t len;

	if (!convert_int(c->bound[0], &level, &c->fault) ||
	    !convert_int(c->bound[1], &option, &c->fault) ||
	    !call_optional_int(c, c->bound[2], &size))
		return false;
	if (size < 0 || size > OPTION_MAX)
		return fault_set(&c->fault, "OSError",
		    "getsockopt buflen out of range");
	len = size == 0 ? sizeof(number) : (socklen_t)size;
	if (getsockopt(c->sock->fd, level, option, bytes, &len) == -1)
		return fault_errno(&c->fault, errno);
	memcpy(&number, bytes, sizeof(number));
	if (size == 0)
		text_addf(&c->value, "%d", number);
	else
		value_format_reply_bytes(bytes, len, &c->value);
	return true;
}

const struct method life_methods[] = {
	{ "socket", OF_MODULE, 0, 4, { "family", "type", "proto", "fileno" },
	    make_socket, false },
	{ "socketpair", OF_MODULE, 0, 3, { "family", "type", "proto" },
	    make_pair, false },
	{ "bind", OF_SOCKET, 1, 1, { NULL }, bind_to, false },
	{ "listen", OF_SOCKET, 0, 1, { NULL }, listen_on, false },
	{ "accept", OF_SOCKET, 0, 0, { NULL }, accept_one, false },
	{ "connect", OF_SOCKET, 1, 1, { NULL }, connect_to, false },
	{ "connect_ex", OF_SOCKET, 1, 1, { NULL }, connect_ex, false },
	{ "shutdown", OF_SOCKET, 1, 1, { NULL }, shutdown_one, false },
	{ "setsockopt", OF_SOCKET, 3, 4, { NULL }, setsockopt_of, false },
	{ "getsockopt", OF_SOCKET, 2, 3, { NULL }, getsockopt_of, false },
	{ "getsockname", OF_SOCKET, 0, 0, { NULL }, getsockname_of, false },
	{ "dup", OF_SOCKET, 0, 0, { NULL }, dup_one, false },
	{ "detach", OF_SOCKET, 0, 0, { NULL }, detach, false },
	{ "close", OF_SOCKET, 0, 0, { NULL }, close_one, false },
	{ NULL, OF_SOCKET, 0, 0, { NULL }, NULL, false },
};
