/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What cases/points_test.c disturbs: each method that can block, called so
 * that it need not wait, the system calls that it makes then, and what can be
 * done to one of them.
 *
 * Axes: method, mode (a timeout), call and nth (the point), disturbance, times
 * (how many calls of that name in a row).
 */
#ifndef CASES_POINTS_H
#define CASES_POINTS_H

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cases/sendfile.h"
#include "harness/scene/disturb.h"
#include "harness/scene/mail.h"

#define SEED 5
#define PIECE 700	/* the most that one call transfers where it is cut */
#define LENGTH 2000	/* of what sendall() and sendfile() have to send */
#define PART_FROM 100	/* offset and count of sendfile_part */
#define PART 1500

static const struct method {
	const char *name, *kind, *call;
	/* The points of it, undisturbed, in C or in Python. */
	const char *blocking, *timeout;
	bool pieces;		/* each of its transfers is cut */
} methods[] = {
	{ "send", "unix", "s1.send(x'616263')", "send", "poll send", false },
	{ "sendmsg", "unix", "s1.sendmsg([x'6162',x'63'])",
	  "sendmsg", "poll sendmsg", false },
	{ "sendmsg_rights", "unix", "s1.sendmsg([x'6162',x'63'],[(99,1,x'61'),"
	  "(SOL_SOCKET,SCM_RIGHTS,fds:[s1])])",
	  "sendmsg", "poll sendmsg", false },
	{ "sendmsg_address", "udp", "s1.sendmsg([x'6162',x'63'],"
	  "[(SOL_IP,IP_TTL,cint:7)],MSG_DONTWAIT,('127.0.0.1',PORT))",
	  "sendmsg", "poll sendmsg", false },
	{ "sendmsg_afalg", "alg", "s1.sendmsg_afalg([x'6162',x'63'],op=1)",
	  "sendmsg", "poll sendmsg", false },
	{ "sendmsg_afalg_all", "alg", "s1.sendmsg_afalg([x'6162',x'63'],op=1,"
	  "iv=fill:2:12,assoclen=2,flags=MSG_DONTWAIT)",
	  "sendmsg", "poll sendmsg", false },
	{ "sendall", "unix", "s1.sendall(fill:5:2000)",
	  "send send send", "poll send poll send poll send", true },
	{ "sendfile", "unix", "s1.sendfile(f1)",
	  "fstat sendfile sendfile sendfile sendfile",
	  "fstat poll sendfile poll sendfile poll sendfile poll sendfile",
	  true },
	{ "sendfile_part", "unix", "s1.sendfile(f1,100,1500)",
	  "fstat sendfile sendfile sendfile sendfile",
	  "fstat poll sendfile poll sendfile poll sendfile poll sendfile",
	  true },
	{ "sendfile_by_sending", "unix", "s1.sendfile(f1)",
	  "fstat sendfile read read send send send read",
	  "fstat poll sendfile read read poll send poll send poll send read",
	  true },
	{ "recv", "unix", "s1.recv(100)", "recv", "poll recv", false },
	{ "recvmsg", "unix", "s1.recvmsg(100)", "recvmsg", "poll recvmsg",
	  false },
	{ "recvmsg_rights", "unix", "s1.recvmsg(100,200,MSG_CMSG_CLOEXEC)",
	  "recvmsg", "poll recvmsg", false },
	{ "accept", "tcp", "s9=s1.accept()", "accept4 getsockname",
	  "poll accept4 getsockname", false },
	{ "connect", "tcp", NULL, "connect", "connect poll", false },
	{ "connect_local", "unix", NULL, "connect", "connect", false },
};

static const struct method *
method_of(const struct instance *i)
{
	const char *name = instance_value(i, "method");
	size_t n;

	for (n = 0; n < sizeof(methods) / sizeof(methods[0]); n++)
		if (strcmp(methods[n].name, name) == 0)
			return &methods[n];
	return NULL;
}

static bool
is(const struct method *m, const char *prefix)
{
	return strncmp(m->name, prefix, strlen(prefix)) == 0;
}

/* What a scenario has to look at once the call is over. */
struct stage {
	const struct method *method;
	struct peer *peer, *elsewhere;	/* of an address; else NULL */
	struct listener *listener;
	struct file *file;
	char act[200];
};

static void
connecting(struct scene *sc, struct stage *st)
{
	bool local = strcmp(st->method->kind, "unix") == 0;

	st->listener = listener(sc, st->method->kind, 5);
	set_up(sc, "s1=socket(%s,SOCK_STREAM)", local ? "AF_UNIX" : "AF_INET");
	snprintf(st->act, sizeof(st->act), "s1.connect(%s)",
	    text_get(&st->listener->address));
}

static void
accepting(struct scene *sc, struct stage *st)
{
	st->listener = listener(sc, st->method->kind, 5);
	give_listener(sc, st->listener);
	client(sc, st->listener);
}

/* Prepares a call that need not wait, in the mode of the axis. */
static void
prepare(struct scene *sc, struct stage *st)
{
	const struct method *m = method_of(sc->instance);

	*st = (struct stage){ .method = m };
	if (m->call != NULL)
		snprintf(st->act, sizeof(st->act), "%s", m->call);
	if (is(m, "connect"))
		connecting(sc, st);
	else if (is(m, "accept"))
		accepting(sc, st);
	else
		st->peer = pair(sc, m->kind);
	if (strcmp(m->name, "sendmsg_address") == 0)
		st->elsewhere = destination(sc, m->kind);
	if (strcmp(m->name, "recvmsg_rights") == 0)
		peer_writes(sc, st->peer, "ancient", true);
	else if (is(m, "recv"))
		peer_sends(sc, st->peer, 7, SEED);
	if (is(m, "sendfile"))
		st->file = file(sc, "regular", LENGTH, "rb", -1);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
}

/* Adds the rules that all of the method's instances have. */
static void
add_common_rules(struct scene *sc, const struct method *m)
{
	struct page_rule piece = { .call = "send", .first = 1, .last = 100,
	    .action = PAGE_CUT, .most = PIECE };
	struct page_rule none = { .call = "sendfile", .first = 1, .last = 100,
	    .action = PAGE_FAIL, .err = ENOSYS };

	if (is(m, "sendfile_by_sending"))
		disturb(sc, &none);
	else if (is(m, "sendfile"))
		strcpy(piece.call, "sendfile");
	if (m->pieces)
		disturb(sc, &piece);
}

static bool
knows(const struct instance *i, const char *call, int nth)
{
	const struct method *m = method_of(i);
	const char *at = instance_is(i, "mode", "none") ? m->blocking :
	    m->timeout;
	size_t len;

	for (; *at != '\0'; at += len + (at[len] == ' ')) {
		len = strcspn(at, " ");
		nth -= len == strlen(call) && strncmp(at, call, len) == 0;
	}
	return nth <= 0;
}

static const struct way {
	const char *name, *manual;	/* manual: of point_allows() */
	int action, err, signal;
	const char *handler;
} ways[] = {
	{ "eintr", "eintr", PAGE_FAIL, EINTR, 0, NULL },
	{ "signal_returns", "signal", PAGE_SIGNAL, 0, SIGUSR1, "return" },
	{ "signal_raises", "signal", PAGE_SIGNAL, 0, SIGUSR1, "raise" },
	/* It arrives while the call succeeds. */
	{ "late_signal_returns", "signal", PAGE_AFTER, 0, SIGUSR1, "return" },
	{ "late_signal_raises", "signal", PAGE_AFTER, 0, SIGUSR1, "raise" },
	{ "cut", "cut", PAGE_CUT, 0, 0, NULL },
	{ "eagain", "eagain", PAGE_FAIL, EAGAIN, 0, NULL },
	{ "enobufs", "enobufs", PAGE_FAIL, ENOBUFS, 0, NULL },
	{ "enomem", "enomem", PAGE_FAIL, ENOMEM, 0, NULL },
};

static const struct way *
way_of(const struct instance *i)
{
	const char *name = instance_value(i, "disturbance");
	size_t n;

	for (n = 0; n < sizeof(ways) / sizeof(ways[0]); n++)
		if (strcmp(ways[n].name, name) == 0)
			return &ways[n];
	return NULL;
}

static bool
is_point(const struct instance *i)
{
	const char *call = instance_value(i, "call");

	/* There it is never made. */
	if (is(method_of(i), "sendfile_by_sending") &&
	    strcmp(call, "sendfile") == 0 && way_of(i)->action >= PAGE_CUT)
		return false;
	return point_allows(call, way_of(i)->manual) &&
	    knows(i, call, (int)instance_number(i, "nth"));
}

/* The rule of the axes; it is the first one of the scene. */
static void
add_point(struct scene *sc)
{
	const struct way *way = way_of(sc->instance);
	int nth = (int)axis_number(sc, "nth");
	struct page_rule rule = { .first = nth, .last = nth - 1 +
	    (int)number_or(sc->instance, "times", 1), .action = way->action,
	    .err = way->err, .signal = way->signal, .most = 2 };

	if (way->action == PAGE_AFTER)
		rule.most = PIECE;
	snprintf(rule.call, sizeof(rule.call), "%s", axis(sc, "call"));
	disturb(sc, &rule);
	if (way->handler != NULL)
		set_up(sc, "handler(SIGUSR1,'%s')", way->handler);
}

static unsigned
offset_of(const struct stage *st)
{
	return strcmp(st->method->name, "sendfile_part") == 0 ? PART_FROM : 0;
}

/* The file's position is to tell how much was sent, whatever happened. */
static void
look_at_position(struct scene *sc, const struct stage *st)
{
	const struct reply *r = set_up(sc, "f1.tell()");
	char sent[24];

	if (over(sc))
		return;
	snprintf(sent, sizeof(sent), "%llu",
	    (unsigned long long)st->peer->received_bytes + offset_of(st));
	if (r->kind == REPLY_RETURNED && value_is(r->value, VALUE_INT, sent))
		observe(sc, "position", "behind what was sent");
	else
		observe(sc, "position", "elsewhere");
}

/* What the call did, and left to do, as it is seen from the other side. */
static void
look(struct scene *sc, const struct stage *st, bool returned)
{
	const struct method *m = st->method;

	if (is(m, "connect"))
		call(sc, "s1.send(x'616263')");
	else if (is(m, "accept") && returned)
		call(sc, "s9.send(x'616263')");
	if (strcmp(m->name, "sendmsg_rights") == 0) {
		message(sc, st->peer);
		message(sc, st->peer);
		return;
	}
	if (st->elsewhere != NULL)
		message_from(sc, st->elsewhere);
	if (is(m, "send")) {
		received(sc, st->peer);
		if (is(m, "sendfile"))
			look_at_position(sc, st);
		return;
	}
	set_up(sc, "s1.settimeout(0.0)");
	if (is(m, "accept"))
		call(sc, "s8=s1.accept()");
	else if (is(m, "recv"))
		call(sc, "s1.recv(100)");
}

static void
disturb_point(struct scene *sc)
{
	const struct reply *r;
	struct stage st;
	bool returned;

	prepare(sc, &st);
	add_point(sc);
	add_common_rules(sc, st.method);
	r = call_counted(sc, "%s", st.act);
	returned = r->kind == REPLY_RETURNED;
	must_be_disturbed(sc, 0);
	/* Of an interrupted connect() the connection is waited for. */
	if (way_of(sc->instance)->action < PAGE_CUT &&
	    !is(st.method, "connect")) {
		retried(sc, 0);
		asked_again(sc);
	}
	if (way_of(sc->instance)->handler != NULL)
		call(sc, "handler_runs()");
	look(sc, &st, returned);
}

#endif
