/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#include <malloc.h>
#endif

#include "harness/iut/abilities.h"
#include "harness/iut/audit.h"
#include "harness/iut/file.h"
#include "harness/iut/handlers.h"
#include "harness/iut/spawn.h"

static bool
type_error(struct call *c)
{
	return fault_set(&c->fault, "TypeError",
	    "an argument of the session's method has the wrong type");
}

/* ---- hello ---- */

static void
add_methods(struct text *t, const struct method *m)
{
	for (; m->name != NULL; m++)
		if (m->owner == OF_SOCKET || m->owner == OF_MODULE)
			text_addf(t, "'%s',", m->name);
}

static void
add_pair(struct text *t, const char *key, const char *value)
{
	text_addf(t, "('%s',", key);
	value_format_str(value, strlen(value), t);
	text_adds(t, "),");
}

static const char *
libc(void)
{
#if defined(LIBC)
	return LIBC;		/* the build knows: "musl 1.2.3" */
#elif defined(__GLIBC__)
	static char name[32];

	snprintf(name, sizeof(name), "glibc %s", gnu_get_libc_version());
	return name;
#elif defined(__dietlibc__)
	return "dietlibc";
#else
	return "musl";
#endif
}

/* What this process is on, as it sees it itself. */
static void
add_machine(struct text *t)
{
	const uint16_t one = 1;
	struct utsname u;

	if (uname(&u) == 0) {
		add_pair(t, "machine", u.machine);
		add_pair(t, "kernel", u.release);
	}
	add_pair(t, "byteorder", *(const char *)&one == 1 ? "little" : "big");
	text_addf(t, "('word',%d),", (int)(8 * sizeof(void *)));
	add_pair(t, "libc", libc());
}

static bool
hello(struct call *c)
{
	struct text *t = &c->value;

	text_addf(t, "[('protocol',%d),('implementation','pysock'),"
	    "('version','" PYSOCK_VERSION "'),('emulates','3.11'),", PROTOCOL_VERSION);
	add_machine(t);
	text_adds(t, "('abilities',");
	abilities_format(t);
	text_addf(t, "),('pid',%d),('can',[", (int)getpid());
	add_methods(t, life_methods);
	add_methods(t, mode_methods);
	add_methods(t, send_methods);
	add_methods(t, receive_methods);
	add_methods(t, fds_methods);
	text_adds(t, "'dynamic','handlers','audit','threads','spawn','files',"
	    "'readers','described','numbers','in_place'])]");
	return true;
}

static bool
echo(struct call *c)
{
	return dynamic_format(c->bound[0], &c->value) ||
	    call_unsupported(c, "no way to write the value");
}

static bool
reset(struct call *c)
{
	if (session_reset(c->session))
		text_adds(&c->value, "'alarm'");
	return true;
}

/* ---- objects ---- */

static bool
receive_fd(struct call *c, int *fd)
{
	*fd = channel_recv_fd(&c->session->channel);
	return *fd >= 0 || fault_errno(&c->fault, errno);
}

static void
answer_name(struct call *c)
{
	if (c->request.name != NULL)
		text_adds(&c->value, c->request.name);
}

static bool
adopt(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock s = PYSOCK_INIT;
	int fd, family, type, proto;

	if (!receive_fd(c, &fd))
		return false;
	if (!convert_int(c->bound[0], &family, &c->fault) ||
	    !convert_int(c->bound[1], &type, &c->fault) ||
	    !convert_int(c->bound[2], &proto, &c->fault)) {
		close(fd);
		return false;
	}
	if (!pysock_adopt(&s, fd, family, type, proto, &error)) {
		close(fd);
		return call_failed(c, &error);
	}
	object_keep_socket(&c->session->objects, c->request.name, &s);
	answer_name(c);
	return true;
}

static bool
share(struct call *c)
{
	const struct dynamic *d = c->bound[0];
	int fd;

	if (d->kind != DYNAMIC_OBJECT)
		return type_error(c);
	fd = d->object->file != NULL ? file_descriptor(d->object->file) :
	    d->object->sock.fd;
	return channel_send_fd(&c->session->channel, fd) ||
	    fault_errno(&c->fault, errno);
}

static bool
keep_file(struct call *c, struct file *file)
{
	object_keep_file(&c->session->objects, c->request.name, file);
	answer_name(c);
	return true;
}

static bool
open_file(struct call *c)
{
	struct file *file;
	int fd, buffering = -1;

	if (c->bound[0]->kind != DYNAMIC_STR)
		return type_error(c);
	if (!receive_fd(c, &fd))
		return false;
	file = call_optional_int(c, c->bound[1], &buffering) ?
	    file_open(fd, c->bound[0]->bytes, buffering, &c->fault) : NULL;
	if (file == NULL)
		close(fd);
	return file != NULL && keep_file(c, file);
}

static bool
memory(struct call *c)
{
	struct iovec data;

	return convert_buffer(c->bound[0], &data, &c->fault) &&
	    keep_file(c, file_memory(data.iov_base, data.iov_len));
}

static bool
inverted(struct call *c)
{
	int fd;

	return receive_fd(c, &fd) && keep_file(c, file_inverted(fd));
}

static bool
reader(struct call *c)
{
	const struct dynamic *quirk = c->bound[1];
	struct file *file;
	struct iovec data;

	if (!convert_buffer(c->bound[0], &data, &c->fault))
		return false;
	file = file_reader(data.iov_base, data.iov_len,
	    quirk == NULL ? "plain" : quirk->kind == DYNAMIC_STR ?
	    quirk->bytes : "");
	return file != NULL ? keep_file(c, file) :
	    call_unsupported(c, "no such quirk");
}

static bool
number_from(struct call *c)
{
	int first;

	return convert_int(c->bound[0], &first, &c->fault) &&
	    numbers_from(&c->session->numbers, first, &c->fault);
}

/* ---- handlers, auditing, programs ---- */

static bool
handler_runs(struct call *c)
{
	text_addf(&c->value, "%d", handlers_runs());
	return true;
}

static bool
audit(struct call *c)
{
	const struct dynamic *mode = c->bound[0];

	return (mode->kind == DYNAMIC_STR &&
	    audit_set_mode(&c->session->audit, mode->bytes)) ||
	    call_unsupported(c, "no such audit mode");
}

static bool
audit_events(struct call *c)
{
	audit_take(&c->session->audit, &c->value);
	return true;
}

static bool
spawn(struct call *c)
{
	int output, status = 0;
	bool ok;

	if (!receive_fd(c, &output))
		return false;
	ok = c->bound[0]->kind == DYNAMIC_STR ?
	    spawn_wait(c->bound[0]->bytes, output, &status, &c->fault) :
	    type_error(c);
	close(output);
	if (ok)
		text_addf(&c->value, "%d", status);
	return ok;
}

static bool
held(struct call *c)
{
	const struct text *t = &c->session->held;

	if (t->at == NULL)
		return call_unsupported(c, "no bytearray was given");
	value_format_reply_bytes(t->at, t->len, &c->value);
	return true;
}

/* No bytes are locked once a call is over. */
static bool
unlock(struct call *c)
{
	(void)c;
	return true;
}

/* No garbage, but what is free and still the process's hides what is lost. */
static bool
collect(struct call *c)
{
	(void)c;
#ifdef __GLIBC__
	malloc_trim(0);
#endif
	return true;
}

/* The manual of the library, a header, names no defaults: C has none. */
static bool
described(struct call *c)
{
	text_adds(&c->value, "none");
	return true;
}

const struct method session_methods[] = {
	{ "hello", OF_SESSION, 0, 0, { NULL }, hello, false },
	{ "echo", OF_SESSION, 1, 1, { NULL }, echo, false },
	{ "reset", OF_SESSION, 0, 0, { NULL }, reset, false },
	{ "adopt", OF_SESSION, 3, 3, { NULL }, adopt, false },
	{ "share", OF_SESSION, 1, 1, { NULL }, share, false },
	{ "open", OF_SESSION, 1, 2, { NULL }, open_file, false },
	{ "memory", OF_SESSION, 1, 1, { NULL }, memory, false },
	{ "reader", OF_SESSION, 1, 2, { NULL }, reader, false },
	{ "inverted", OF_SESSION, 0, 0, { NULL }, inverted, false },
	{ "number_from", OF_SESSION, 1, 1, { NULL }, number_from, false },
	{ "handler", OF_SESSION, 2, 4, { NULL }, handlers_arm, true },
	{ "handler_runs", OF_SESSION, 0, 0, { NULL }, handler_runs, false },
	{ "audit", OF_SESSION, 1, 1, { NULL }, audit, false },
	{ "audit_events", OF_SESSION, 0, 0, { NULL }, audit_events, false },
	{ "spawn", OF_SESSION, 1, 1, { NULL }, spawn, false },
	{ "described", OF_SESSION, 2, 2, { NULL }, described, false },
	{ "collect", OF_SESSION, 0, 0, { NULL }, collect, false },
	{ "held", OF_SESSION, 0, 0, { NULL }, held, false },
	{ "unlock", OF_SESSION, 0, 1, { NULL }, unlock, false },
	{ NULL, OF_SESSION, 0, 0, { NULL }, NULL, false },
};
