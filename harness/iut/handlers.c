/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/iut/address.h"
#include "harness/iut/handlers.h"

#define SIGNALS_MAX 65
#define OPERANDS_MAX 2

struct handler {
	bool armed;
	struct sigaction before;
	void (*act)(const struct dynamic *operands);	/* NULL: raise */
	struct dynamic operands[OPERANDS_MAX];
	struct pool pool;
};

static struct handler handlers[SIGNALS_MAX];
static volatile sig_atomic_t tripped[SIGNALS_MAX];
static volatile sig_atomic_t any_tripped;
static int runs;

static void
act_return(const struct dynamic *operands)
{
	(void)operands;
}

static void
act_close(const struct dynamic *operands)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;

	pysock_close(&operands[0].object->sock, &error);
}

static void
act_shutdown(const struct dynamic *operands)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;

	pysock_shutdown(&operands[0].object->sock, (int)operands[1].integer,
	    &error);
}

static void
act_settimeout(const struct dynamic *operands)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct fault fault = FAULT_INIT;
	double seconds;
	bool none;

	if (convert_timeout(&operands[1], &none, &seconds, &fault))
		pysock_settimeout(&operands[0].object->sock,
		    none ? NULL : &seconds, &error);
}

static void
act_setblocking(const struct dynamic *operands)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;

	pysock_setblocking(&operands[0].object->sock,
	    operands[1].integer != 0, &error);
}

static void
act_send(const struct dynamic *operands)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;

	pysock_send(&operands[0].object->sock, operands[1].bytes,
	    operands[1].len, 0, &error);
}

static void
act_recv(const struct dynamic *operands)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	size_t size = (size_t)operands[1].integer;
	void *data = malloc(size + 1);

	if (data != NULL)
		pysock_recv(&operands[0].object->sock, data, size, 0, &error);
	free(data);
}

static void
act_connect(const struct dynamic *operands)
{
	struct pysock *sock = &operands[0].object->sock;
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock_address address;
	struct fault fault = FAULT_INIT;

	if (address_convert(&address, &operands[1], sock->family, &fault))
		pysock_connect(sock, &address, &error);
}

static void
act_accept(const struct dynamic *operands)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock accepted = PYSOCK_INIT;

	if (pysock_accept(&accepted, &operands[0].object->sock, NULL, &error))
		pysock_close(&accepted, &error);
}

static void
act_sleep(const struct dynamic *operands)
{
	double seconds = operands[0].kind == DYNAMIC_FLOAT ?
	    operands[0].number : (double)operands[0].integer;
	time_t whole = (time_t)seconds;
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += whole;
	end.tv_nsec += (long)((seconds - (double)whole) * 1e9);
	if (end.tv_nsec >= 1000000000) {
		end.tv_nsec -= 1000000000;
		end.tv_sec++;
	}
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) ==
	    EINTR)
		continue;
}

static const struct {
	const char *name;
	void (*act)(const struct dynamic *);
	size_t operands;
	bool on_socket;
} actions[] = {
	{ "return", act_return, 0, false },
	{ "raise", NULL, 0, false },
	{ "close", act_close, 1, true },
	{ "shutdown", act_shutdown, 2, true },
	{ "settimeout", act_settimeout, 2, true },
	{ "setblocking", act_setblocking, 2, true },
	{ "send", act_send, 2, true },
	{ "recv", act_recv, 2, true },
	{ "connect", act_connect, 2, true },
	{ "accept", act_accept, 1, true },
	{ "sleep", act_sleep, 1, false },
};

#define ACTIONS_LEN (sizeof(actions) / sizeof(actions[0]))

static void
note(int number)
{
	tripped[number] = 1;
	any_tripped = 1;
}

static void
install(int number, bool restart)
{
	struct handler *h = &handlers[number];
	struct sigaction new = { .sa_handler = note };

	if (restart)
		new.sa_flags = SA_RESTART;
	sigemptyset(&new.sa_mask);
	sigaction(number, &new, h->armed ? NULL : &h->before);
	h->armed = true;
}

/* The action of the arguments, or ACTIONS_LEN. */
static size_t
find_action(const struct call *c)
{
	size_t i;

	if (c->args_len < 2 || c->args[1].kind != DYNAMIC_STR)
		return ACTIONS_LEN;
	for (i = 0; i < ACTIONS_LEN; i++)
		if (strcmp(actions[i].name, c->args[1].bytes) == 0)
			break;
	if (i < ACTIONS_LEN && (c->args_len != 2 + actions[i].operands ||
	    (actions[i].on_socket && !call_is_socket(&c->args[2]))))
		return ACTIONS_LEN;
	return i;
}

/* The operands again, in memory that lasts as long as the handler. */
static void
keep_operands(struct handler *h, const struct call *c)
{
	struct dynamic_world world = { .pool = &h->pool,
	    .objects = &c->session->objects };
	struct dynamic *d = h->operands;
	size_t i;

	pool_reset(&h->pool);
	for (i = 2; i < c->args_len; i++, d++) {
		dynamic_make(d, &c->request.args.items[i], &world);
		if (d->bytes != NULL)
			d->bytes = pool_copy(&h->pool, d->bytes, d->len);
	}
}

bool
handlers_arm(struct call *c)
{
	size_t action = find_action(c);
	const struct dynamic *restart = call_keyword(c, "restart");
	int number;

	if (action == ACTIONS_LEN)
		return call_unsupported(c, "no such action");
	if (!convert_int(&c->args[0], &number, &c->fault))
		return false;
	if (number < 1 || number >= SIGNALS_MAX)
		return fault_set(&c->fault, "ValueError",
		    "signal number out of range");
	if (number == SIGKILL || number == SIGSTOP)
		return fault_errno(&c->fault, EINVAL);
	handlers[number].act = actions[action].act;
	keep_operands(&handlers[number], c);
	install(number, restart != NULL && restart->integer != 0);
	runs = 0;
	return true;
}

int
handlers_runs(void)
{
	return runs;
}

bool
handlers_run(struct session *s, struct fault *fault)
{
	bool raised = false;
	int i;

	if (!any_tripped)
		return false;
	any_tripped = 0;
	for (i = 1; i < SIGNALS_MAX && !raised; i++) {
		if (!tripped[i])
			continue;
		tripped[i] = 0;
		runs++;
		if (handlers[i].act != NULL)
			handlers[i].act(handlers[i].operands);
		else if (s->inside) {
			s->inside = false;
			raised = true;
			fault_set(fault, "Interrupted", "");
		}
	}
	if (raised)
		any_tripped = 1;
	return raised;
}

void
handlers_reset(void)
{
	int i;

	for (i = 1; i < SIGNALS_MAX; i++) {
		if (handlers[i].armed)
			sigaction(i, &handlers[i].before, NULL);
		handlers[i].armed = false;
		tripped[i] = 0;
		pool_release(&handlers[i].pool);
	}
	any_tripped = 0;
	runs = 0;
}
