/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/iut/call.h"
#include "harness/iut/handlers.h"

#define REPLY_MAX (PROTOCOL_LINE_MAX - 32)

_Thread_local struct call *call_current;

static pthread_t main_thread;

/* ---- what methods use ---- */

bool
call_failed(struct call *c, const struct pysock_error *error)
{
	return fault_pysock(&c->fault, error);
}

bool
call_unsupported(struct call *c, const char *why)
{
	c->unsupported = pool_copy(&c->pool, why, strlen(why));
	return false;
}

const struct dynamic *
call_keyword(const struct call *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->request.keywords_len; i++)
		if (strcmp(c->keywords[i].name, name) == 0)
			return &c->keywords[i].value;
	return NULL;
}

bool
call_optional_int(struct call *c, const struct dynamic *d, int *number)
{
	return d == NULL || convert_int(d, number, &c->fault);
}

bool
call_is_socket(const struct dynamic *d)
{
	return d->kind == DYNAMIC_OBJECT && d->object->file == NULL;
}

static bool
bind_keyword(struct call *c, const struct call_keyword *k)
{
	size_t i;

	for (i = 0; i < c->method->most; i++) {
		if (c->method->parameters[i] == NULL ||
		    strcmp(c->method->parameters[i], k->name) != 0)
			continue;
		if (c->bound[i] != NULL)
			break;
		c->bound[i] = &k->value;
		return true;
	}
	return fault_set(&c->fault, "TypeError",
	    "an unexpected keyword argument, or one given twice");
}

bool
call_bind(struct call *c)
{
	size_t i;

	if (c->args_len > c->method->most)
		return fault_set(&c->fault, "TypeError",
		    "too many positional arguments");
	for (i = 0; i < c->args_len; i++)
		c->bound[i] = &c->args[i];
	for (i = 0; i < c->request.keywords_len; i++)
		if (!bind_keyword(c, &c->keywords[i]))
			return false;
	for (i = 0; i < c->method->least; i++)
		if (c->bound[i] == NULL)
			return fault_set(&c->fault, "TypeError",
			    "a required argument is missing");
	return true;
}

/* ---- hooks ---- */

static bool
hook_interrupted(void *arg, struct pysock_error *error)
{
	struct call *c = call_current;

	(void)arg;
	if (c == NULL || !pthread_equal(pthread_self(), main_thread) ||
	    !handlers_run(c->session, &c->fault))
		return false;
	pysock_error_set(error, PYSOCK_HOOK_ERROR, c->fault.type);
	return true;
}

static bool
hook_audit(void *arg, const char *event, const struct pysock *sock,
    const struct pysock_address *address, struct pysock_error *error)
{
	struct call *c = call_current;
	struct text told = TEXT_INIT;

	(void)arg;
	(void)address;
	if (c == NULL || !c->session->audit.on)
		return true;
	if (c->event != NULL)
		event = c->event;
	if (c->address == NULL)
		text_adds(&told, "none");
	else if (!dynamic_format(c->address, &told)) {
		text_cut(&told, 0);
		text_adds(&told, "object");
	}
	audit_event(&c->session->audit, "('%s',%s,%s)", event,
	    object_name(&c->session->objects, sock), text_get(&told));
	text_release(&told);
	if (!c->session->audit.refuse || strcmp(event, "socket.sendmsg") != 0)
		return true;
	fault_set(&c->fault, "RuntimeError", "refused");
	pysock_error_set(error, PYSOCK_HOOK_ERROR, "refused");
	return false;
}

void
call_set_hooks(void)
{
	struct pysock_hooks hooks = { NULL, hook_interrupted, hook_audit };

	main_thread = pthread_self();
	pysock_set_hooks(&hooks);
}

/* ---- the way of a request ---- */

static const struct method *
find_in(const struct method *m, enum method_owner owner, const char *name)
{
	for (; m->name != NULL; m++)
		if (m->owner == owner && strcmp(m->name, name) == 0)
			return m;
	return NULL;
}

static const struct method *
find_method(const char *name, enum method_owner owner)
{
	static const struct method *const tables[] = { session_methods,
	    file_methods, mode_methods, send_methods, receive_methods,
	    life_methods, fds_methods };
	const struct method *m = NULL;
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]) && m == NULL; i++)
		m = find_in(tables[i], owner, name);
	return m;
}

static bool
no(struct call *c, const char *what, const char *name)
{
	struct text why = TEXT_INIT;

	text_addf(&why, "no %s %s", what, name);
	call_unsupported(c, text_get(&why));
	text_release(&why);
	return false;
}

static bool
find_owner(struct call *c)
{
	const struct request *r = &c->request;
	struct object *o = NULL;
	enum method_owner owner = OF_SESSION;

	if (r->object != NULL) {
		o = object_find(&c->session->objects, r->object);
		if (o == NULL)
			return no(c, "object", r->object);
		owner = o->file != NULL ? OF_FILE : OF_SOCKET;
		c->file = o->file;
		c->sock = o->file != NULL ? NULL : &o->sock;
	}
	c->method = find_method(r->method, owner);
	if (c->method == NULL && owner == OF_SESSION)
		c->method = find_method(r->method, OF_MODULE);
	return c->method != NULL || no(c, "method", r->method);
}

static bool
make_arguments(struct call *c)
{
	const struct request *r = &c->request;
	struct dynamic *args;
	size_t i;

	args = pool_alloc(&c->pool, (r->args.len + 1) * sizeof(*args));
	c->keywords = pool_alloc(&c->pool,
	    (r->keywords_len + 1) * sizeof(*c->keywords));
	c->args = args;
	c->args_len = r->args.len;
	c->world.pool = &c->pool;
	c->world.objects = &c->session->objects;
	for (i = 0; i < r->args.len; i++)
		if (!dynamic_make(&args[i], &r->args.items[i], &c->world))
			return call_unsupported(c, c->world.reason);
	for (i = 0; i < r->keywords_len; i++) {
		c->keywords[i].name = r->keywords[i].name;
		if (!dynamic_make(&c->keywords[i].value, r->keywords[i].value,
		    &c->world))
			return call_unsupported(c, c->world.reason);
	}
	return true;
}

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static bool
perform(struct call *c)
{
	bool on_main = pthread_equal(pthread_self(), main_thread);
	struct fault swallowed = FAULT_INIT;
	int64_t began;
	bool ok;

	call_current = c;
	if (on_main) {
		/* What another thread noted is not this call's. */
		handlers_run(c->session, &swallowed);
		c->session->inside = c->method->owner != OF_SESSION;
	}
	began = now_ns();
	ok = (c->method->unbound || call_bind(c)) && c->method->run(c);
	c->took_ns = now_ns() - began;
	if (on_main) {
		/* As in Python, which then forgets what the call returned. */
		if (ok && handlers_run(c->session, &c->fault))
			ok = false;
		c->session->inside = false;
		handlers_run(c->session, &swallowed);
	}
	call_current = NULL;
	return ok;
}

static void
add_outcome(const struct call *c, bool ok, struct text *t)
{
	if (ok)
		text_addf(t, "returned %s",
		    c->value.len > 0 ? c->value.at : "none");
	else {
		text_addf(t, "raised %s errno=%s text=", c->fault.type,
		    errno_to_name(c->fault.err));
		value_format_str(c->fault.text, strlen(c->fault.text), t);
	}
	if (c->sock != NULL || c->method->owner == OF_MODULE)
		text_addf(t, " took=%lld", (long long)c->took_ns);
}

/* Keeps what a bytearray that was given holds now, for held(). */
static void
hold(struct call *c)
{
	struct text *held = &c->session->held;

	if (c->world.bytearray == NULL)
		return;
	text_cut(held, 0);
	text_add(held, c->world.bytearray, c->world.bytearray_len);
}

void
call_run(struct call *c)
{
	struct text t = TEXT_INIT;
	size_t start;
	bool ok = false;

	text_addf(&t, "%llu ", (unsigned long long)c->request.seq);
	start = t.len;
	if (find_owner(c) && make_arguments(c)) {
		if (c->request.announce) {
			text_adds(&t, "calling\n");
			session_write(c->session, t.at, t.len);
			text_cut(&t, start);
		}
		ok = perform(c);
		hold(c);
	}
	if (c->unsupported == NULL)
		add_outcome(c, ok, &t);
	if (c->unsupported == NULL && t.len > REPLY_MAX) {
		text_cut(&t, start);
		c->unsupported = "the reply is too long";
	}
	if (c->unsupported != NULL) {
		text_adds(&t, "unsupported ");
		value_format_str(c->unsupported, strlen(c->unsupported), &t);
	}
	text_addc(&t, '\n');
	session_write(c->session, t.at, t.len);
	text_release(&t);
}

void
call_release(struct call *c)
{
	dynamic_release(&c->world);
	text_release(&c->value);
	pool_release(&c->pool);
	free(c);
}
