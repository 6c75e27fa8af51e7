/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <string.h>

#include "harness/iut/address.h"
#include "harness/iut/buffers.h"
#include "harness/iut/sendfile.h"

#define FAMILY_ALG 38		/* AF_ALG, which old C libraries lack */

static bool
answer_number(struct call *c, int64_t n, const struct pysock_error *error)
{
	if (n < 0)
		return call_failed(c, error);
	text_addf(&c->value, "%lld", (long long)n);
	return true;
}

/* The data and flags that send() and sendall() have. */
static bool
convert_data(struct call *c, struct iovec *data, int *flags)
{
	*flags = 0;
	return convert_buffer(c->bound[0], data, &c->fault) &&
	    call_optional_int(c, c->bound[1], flags);
}

static bool
send_bytes(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct iovec data;
	int flags;

	return convert_data(c, &data, &flags) && answer_number(c,
	    pysock_send(c->sock, data.iov_base, data.iov_len, flags, &error),
	    &error);
}

static bool
sendall_bytes(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct iovec data;
	int flags;

	return convert_data(c, &data, &flags) &&
	    (pysock_sendall(c->sock, data.iov_base, data.iov_len, flags,
	    &error) || call_failed(c, &error));
}

static bool
sendto_address(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock_message m = PYSOCK_MESSAGE_INIT;
	struct pysock_address a;
	struct iovec data;
	int flags = 0;

	c->address = c->bound[2] != NULL ? c->bound[2] : c->bound[1];
	if (!convert_buffer(c->bound[0], &data, &c->fault) ||
	    (c->bound[2] != NULL &&
	    !convert_int(c->bound[1], &flags, &c->fault)) ||
	    !address_convert(&a, c->address, c->sock->family, &c->fault))
		return false;
	c->event = "socket.sendto";
	m.iov = &data;
	m.iov_len = 1;
	m.address = &a;
	return answer_number(c, pysock_sendmsg(c->sock, &m, flags, &error),
	    &error);
}

/* ---- sendmsg ---- */

static bool
raised(struct call *c, struct pysock_error *error)
{
	pysock_error_set(error, PYSOCK_HOOK_ERROR, c->fault.type);
	return false;
}

static bool
fill_message(struct pysock_message *m, void *arg, struct pysock_error *error)
{
	struct call *c = arg;
	struct pysock_ancillary *items = NULL;
	struct iovec *iov;
	size_t n = 0;

	if (!buffers_convert(c, c->bound[0], &iov, &m->iov_len) ||
	    (c->bound[1] != NULL &&
	    !ancillary_convert(c, c->bound[1], &items, &n)))
		return raised(c, error);
	m->iov = iov;
	m->ancillary = items;
	m->ancillary_len = n;
	return true;
}

static bool
sendmsg_parts(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock_message m = PYSOCK_MESSAGE_INIT;
	struct pysock_address a;
	int flags = 0;

	if (!call_optional_int(c, c->bound[2], &flags))
		return false;
	if (c->bound[3] != NULL && c->bound[3]->kind != DYNAMIC_NONE) {
		if (!address_convert(&a, c->bound[3], c->sock->family,
		    &c->fault))
			return false;
		m.address = &a;
		c->address = c->bound[3];
	}
	m.fill = fill_message;
	m.arg = c;
	return answer_number(c, pysock_sendmsg(c->sock, &m, flags, &error),
	    &error);
}

/* ---- sendmsg_afalg ---- */

static bool
fill_afalg(struct pysock_afalg *m, void *arg, struct pysock_error *error)
{
	struct call *c = arg;
	const struct dynamic *msg = c->bound[0];
	struct iovec *iov;

	if (msg == NULL)
		return true;
	if (!buffers_convert(c, msg, &iov, &m->iov_len))
		return raised(c, error);
	m->iov = iov;
	return true;
}

static bool
is_int(const struct dynamic *d)
{
	return d->kind == DYNAMIC_INT || d->kind == DYNAMIC_BOOL;
}

static bool
type_error(struct call *c, const char *text)
{
	return fault_set(&c->fault, "TypeError", text);
}

/* The types of all, in the order of the parameters. */
static bool
parse_afalg(struct call *c, struct pysock_afalg *m, int *flags)
{
	const struct dynamic *op = call_keyword(c, "op");
	const struct dynamic *iv = call_keyword(c, "iv");
	const struct dynamic *assoclen = call_keyword(c, "assoclen");
	struct iovec data;

	if (c->args_len > 1)
		return type_error(c, "takes at most 1 positional argument");
	if (!call_bind(c))
		return false;
	if (op != NULL && !is_int(op))
		return type_error(c, "argument 2 must be int");
	if (iv != NULL) {
		if (!convert_buffer(iv, &data, &c->fault))
			return false;
		m->iv = data.iov_base != NULL ? data.iov_base : "";
		m->iv_len = data.iov_len;
	}
	if (assoclen != NULL && !is_int(assoclen))
		return type_error(c, "argument 4 must be int");
	return call_optional_int(c, call_keyword(c, "flags"), flags);
}

/* The values, in the order in which CPython looks at them. */
static bool
judge_afalg(struct call *c, struct pysock_afalg *m)
{
	const struct dynamic *op = call_keyword(c, "op");
	const struct dynamic *assoclen = call_keyword(c, "assoclen");
	int number;

	if (op == NULL || !op->fits || op->integer < 0 || op->integer > INT_MAX)
		return type_error(c, "Invalid or missing argument 'op'");
	m->op = (int)op->integer;
	if (assoclen == NULL)
		return true;
	if (!convert_int(assoclen, &number, &c->fault))
		return false;
	if (number < 0)
		return type_error(c, "assoclen must be positive");
	m->has_assoclen = true;
	m->assoclen = (uint32_t)number;
	return true;
}

static bool
sendmsg_afalg(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock_afalg m = PYSOCK_AFALG_INIT;
	int flags = 0;

	if (c->sock->family == FAMILY_ALG &&
	    (!parse_afalg(c, &m, &flags) || !judge_afalg(c, &m)))
		return false;
	m.fill = fill_afalg;
	m.arg = c;
	return answer_number(c,
	    pysock_sendmsg_afalg(c->sock, &m, flags, &error), &error);
}

const struct method send_methods[] = {
	{ "send", OF_SOCKET, 1, 2, { NULL }, send_bytes, false },
	{ "sendall", OF_SOCKET, 1, 2, { NULL }, sendall_bytes, false },
	{ "sendto", OF_SOCKET, 2, 3, { NULL }, sendto_address, false },
	{ "sendmsg", OF_SOCKET, 1, 4, { NULL }, sendmsg_parts, false },
	{ "sendmsg_afalg", OF_SOCKET, 0, 5,
	    { "msg", "op", "iv", "assoclen", "flags" }, sendmsg_afalg, true },
	{ "sendfile", OF_SOCKET, 1, 3, { "file", "offset", "count" },
	    sendfile_run, false },
	{ NULL, OF_SOCKET, 0, 0, { NULL }, NULL, false },
};
