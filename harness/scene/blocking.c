/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "harness/protocol/fill.h"
#include "harness/protocol/value.h"
#include "harness/scene/blocking.h"
#include "harness/scene/share.h"

#define DATA_LEN 7	/* bytes that come for recv() */
#define DATA_SEED 5

static const struct method {
	const char *name, *kinds, *call, *returns;
	enum blocking_way way;
} methods[] = {
	{ "recv", "tcp tcp6 unix seqpacket dgram udp", "s1.recv(100)",
	  NULL, BLOCKING_RECEIVES },
	{ "recvmsg", "tcp tcp6 unix seqpacket dgram udp", "s1.recvmsg(100)",
	  NULL, BLOCKING_RECEIVES },
	{ "send", "tcp unix seqpacket dgram", "s1.send(x'616263')",
	  "returned 3", BLOCKING_SENDS },
	{ "sendall", "tcp tcp6 unix seqpacket dgram", "s1.sendall(fill:3:2000)",
	  "returned none", BLOCKING_SENDS },
	{ "sendmsg", "tcp tcp6 unix seqpacket dgram",
	  "s1.sendmsg([x'6162',x'',x'63'])", "returned 3", BLOCKING_SENDS },
	{ "sendmsg_afalg", "alg", "s1.sendmsg_afalg([x'6162'],op=1)",
	  "returned 2", BLOCKING_SENDS },
	{ "sendfile", "tcp tcp6 unix", "s1.sendfile(f1)", "returned 2000",
	  BLOCKING_SENDS },
	{ "accept", "tcp tcp6 unix seqpacket", "s9=s1.accept()", "returned *",
	  BLOCKING_ACCEPTS },
	/* Of AF_UNIX: cases/timeouts_connect_test.c. */
	{ "connect", "tcp", NULL, "returned none", BLOCKING_CONNECTS },
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
has_kind(const char *kinds, const char *kind)
{
	size_t len = strlen(kind);

	while (kinds != NULL) {
		if (strncmp(kinds, kind, len) == 0 &&
		    (kinds[len] == ' ' || kinds[len] == '\0'))
			return true;
		kinds = strchr(kinds, ' ');
		if (kinds != NULL)
			kinds++;
	}
	return false;
}

bool
blocking_fits(const struct instance *i)
{
	const struct method *m = method_of(i);

	return m != NULL && has_kind(m->kinds, instance_value(i, "kind"));
}

bool
blocking_fits_and_ends_soon(const struct instance *i)
{
	return blocking_fits(i) && !(instance_is(i, "method", "connect") &&
	    instance_is(i, "kind", "tcp"));
}

/* A SYN that found no room is sent again after one second, and three. */
void
blocking_may_resend(struct scene *sc)
{
	if (!over(sc) && strncmp(axis(sc, "kind"), "tcp", 3) == 0)
		may_wait(sc, 3);
}

static void
start_connecting(struct scene *sc, struct blocking *b)
{
	const char *kind = axis(sc, "kind");
	struct why why = WHY_INIT;

	b->listener = listener(sc, kind, 0);
	if (!over(sc) && !listener_fill(b->listener, &why))
		no_world(sc, &why);
	blocking_may_resend(sc);
	set_up(sc, "s1=socket(%s,%s)", strcmp(kind, "tcp") == 0 ? "AF_INET" :
	    "AF_UNIX", strcmp(kind, "seqpacket") == 0 ? "SOCK_SEQPACKET" :
	    "SOCK_STREAM");
	snprintf(b->call, sizeof(b->call), "s1.connect(%s)",
	    text_get(&b->listener->address));
}

void
blocking_start(struct scene *sc, struct blocking *b)
{
	const struct method *m = method_of(sc->instance);

	*b = (struct blocking){ .peer = NULL };
	if (m == NULL) {
		broken(sc, "no call of '%s' can block", axis(sc, "method"));
		return;
	}
	b->way = m->way;
	if (m->way == BLOCKING_CONNECTS) {
		start_connecting(sc, b);
		return;
	}
	snprintf(b->call, sizeof(b->call), "%s", m->call);
	if (m->way == BLOCKING_ACCEPTS) {
		b->listener = listener(sc, axis(sc, "kind"), 5);
		give_listener(sc, b->listener);
		return;
	}
	b->peer = pair(sc, axis(sc, "kind"));
	if (over(sc))
		return;
	name_port(sc, b->peer);
	if (m->way == BLOCKING_SENDS)
		peer_choke(b->peer);
	if (strcmp(m->name, "sendfile") == 0)
		file(sc, "regular", 2000, "rb", -1);
}

void
blocking_let(struct scene *sc, struct blocking *b)
{
	if (over(sc))
		return;
	switch (b->way) {
	case BLOCKING_RECEIVES:
		peer_sends(sc, b->peer, DATA_LEN, DATA_SEED);
		break;
	case BLOCKING_SENDS:
		b->peer->drains = true;
		peer_drain(b->peer);
		break;
	case BLOCKING_ACCEPTS:
		client(sc, b->listener);
		break;
	case BLOCKING_CONNECTS:
		listener_take(b->listener);
		break;
	}
}

void
blocking_look(struct scene *sc, struct blocking *b)
{
	switch (b->way) {
	case BLOCKING_RECEIVES:
		break;
	case BLOCKING_SENDS:
		received(sc, b->peer);
		break;
	case BLOCKING_ACCEPTS:
		call(sc, "s9.gettimeout()");
		call(sc, "s9.send(x'616263')");
		break;
	case BLOCKING_CONNECTS:
		call(sc, "s1.send(x'616263')");
		break;
	}
}

void
blocking_document_signals(struct documented *d, const struct instance *i)
{
	long long n, signals = instance_number(i, "signals");
	char label[32];

	documented_want(d, "blocked", "true");
	for (n = 2; n <= signals + 1; n++) {
		snprintf(label, sizeof(label), "blocked#%lld", n);
		documented_want(d, label, "true");
	}
	documented_want(d, "handler_runs", "returned %lld", signals);
}

void
blocking_document(struct documented *d, const struct instance *i)
{
	const struct method *m = method_of(i);
	struct text text = TEXT_INIT;
	char bytes[DATA_LEN];

	if (m == NULL)
		return;
	if (m->way == BLOCKING_RECEIVES) {
		fill_bytes(bytes, DATA_LEN, DATA_SEED, 0);
		value_format_bytes(bytes, DATA_LEN, &text);
		documented_want(d, m->name, strcmp(m->name, "recv") == 0 ?
		    "returned %s" : "returned (%s,[],*", text_get(&text));
	} else
		documented_want(d, m->name, "%s", m->returns);
	/* A connection that is not one cannot send. */
	if (m->way == BLOCKING_CONNECTS || m->way == BLOCKING_ACCEPTS)
		documented_want(d, "send", "returned 3");
	text_release(&text);
}
