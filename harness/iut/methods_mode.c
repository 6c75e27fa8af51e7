/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/iut/call.h"

static bool
answer_bool(struct call *c, bool answer)
{
	text_adds(&c->value, answer ? "true" : "false");
	return true;
}

static bool
answer_timeout(struct call *c, bool some, double seconds)
{
	if (some)
		value_format_exact(seconds, &c->value);
	return true;
}

static bool
setdefaulttimeout(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	double seconds;
	bool none;

	return convert_timeout(c->bound[0], &none, &seconds, &c->fault) &&
	    (pysock_setdefaulttimeout(none ? NULL : &seconds, &error) ||
	    call_failed(c, &error));
}

static bool
getdefaulttimeout(struct call *c)
{
	double seconds;
	bool some = pysock_getdefaulttimeout(&seconds);

	return answer_timeout(c, some, seconds);
}

static bool
settimeout(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	double seconds;
	bool none;

	return convert_timeout(c->bound[0], &none, &seconds, &c->fault) &&
	    (pysock_settimeout(c->sock, none ? NULL : &seconds, &error) ||
	    call_failed(c, &error));
}

static bool
gettimeout(struct call *c)
{
	double seconds;
	bool some = pysock_gettimeout(c->sock, &seconds);

	return answer_timeout(c, some, seconds);
}

static bool
setblocking(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	int64_t flag;

	return convert_int64(c->bound[0], &flag, &c->fault) &&
	    (pysock_setblocking(c->sock, flag != 0, &error) ||
	    call_failed(c, &error));
}

static bool
getblocking(struct call *c)
{
	return answer_bool(c, pysock_getblocking(c->sock));
}

static bool
set_inheritable(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	int flag;

	return convert_int(c->bound[0], &flag, &c->fault) &&
	    (pysock_set_inheritable(c->sock, flag != 0, &error) ||
	    call_failed(c, &error));
}

static bool
get_inheritable(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	bool answer;

	return pysock_get_inheritable(c->sock, &answer, &error) ?
	    answer_bool(c, answer) : call_failed(c, &error);
}

static bool
attribute(struct call *c)
{
	const struct dynamic *d = c->bound[0];
	const char *name = d->kind == DYNAMIC_STR ? d->bytes : "";

	if (strcmp(name, "timeout") == 0)
		return gettimeout(c);
	if (strcmp(name, "type") == 0)
		text_addf(&c->value, "%d", c->sock->type);
	else if (strcmp(name, "family") == 0)
		text_addf(&c->value, "%d", c->sock->family);
	else if (strcmp(name, "proto") == 0)
		text_addf(&c->value, "%d", c->sock->proto);
	else
		return call_unsupported(c, "no such attribute");
	return true;
}

const struct method mode_methods[] = {
	{ "setdefaulttimeout", OF_MODULE, 1, 1, { NULL }, setdefaulttimeout,
	    false },
	{ "getdefaulttimeout", OF_MODULE, 0, 0, { NULL }, getdefaulttimeout,
	    false },
	{ "settimeout", OF_SOCKET, 1, 1, { NULL }, settimeout, false },
	{ "gettimeout", OF_SOCKET, 0, 0, { NULL }, gettimeout, false },
	{ "setblocking", OF_SOCKET, 1, 1, { NULL }, setblocking, false },
	{ "getblocking", OF_SOCKET, 0, 0, { NULL }, getblocking, false },
	{ "set_inheritable", OF_SOCKET, 1, 1, { "inheritable" },
	    set_inheritable, false },
	{ "get_inheritable", OF_SOCKET, 0, 0, { NULL }, get_inheritable,
	    false },
	{ "attribute", OF_SOCKET, 1, 1, { NULL }, attribute, false },
	{ NULL, OF_SOCKET, 0, 0, { NULL }, NULL, false },
};
