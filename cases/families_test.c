/* SPDX-License-Identifier: BSD-2-Clause */
/* The methods hold for sockets of any family. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "cases/families.h"
#include "cases/sendfile.h"
#include "harness/scene/share.h"

/* What s2 gets; of a raw socket, behind the header of IP. */
static void
receive(struct scene *sc)
{
	struct text text = TEXT_INIT;
	const struct value *v;
	size_t header;

	if (!axis_is(sc, "kind", "raw_ip")) {
		call(sc, "s2.recv(100)");
		return;
	}
	v = ask(sc, "s2.recv(100)");
	if (v == NULL || v->kind != VALUE_BYTES || v->len < 20)
		return;
	header = (size_t)(v->text[0] & 15) * 4;
	value_format_bytes(v->text + header, v->len - header, &text);
	observe(sc, "recv", "returned %s", text_get(&text));
	text_release(&text);
}

static void
send_and_receive(struct scene *sc)
{
	const struct family *f = family_of(sc->instance);
	const char *method = axis(sc, "method");

	meet(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "s2.settimeout(5)");
	if (strcmp(method, "sendmsg") == 0 && !is_can(f))
		call(sc, "s1.sendmsg([x'6162',x'',x'6364'])");
	else if (strcmp(method, "sendmsg") == 0)
		call(sc, "s1.sendmsg([FRAME])");
	else
		call(sc, "s1.%s(%s)", method, data_of(f));
	receive(sc);
	call(sc, "s1.gettimeout()");
}

/* To a named destination, unconnected. */
static void
send_to_address(struct scene *sc)
{
	const struct family *f = family_of(sc->instance);
	const char *to = f->to != NULL ? f->to : f->bound;

	meet(sc);
	set_up(sc, "s3=socket(%s)", f->arguments);
	set_up(sc, "s3.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "s2.settimeout(5)");
	if (axis_is(sc, "method", "sendto"))
		call(sc, "s3.sendto(%s,%s)", data_of(f), to);
	else
		call(sc, "s3.sendmsg([%s],[],0,%s)", data_of(f), to);
	receive(sc);
}

static void
receive_nothing(struct scene *sc)
{
	struct peer *p;

	meet(sc);
	p = share(sc, "s2");
	call(sc, "s2.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s2.gettimeout()");
	o_nonblock(sc, p);
	call(sc, "s2.%s", axis(sc, "call"));
	elapsed(sc, strtod(axis(sc, "mode"), NULL));
	call(sc, "s2.setblocking(true)");
	o_nonblock(sc, p);
	set_up(sc, "s2.settimeout(5)");
	set_up(sc, "s1.send(%s)", data_of(family_of(sc->instance)));
	receive(sc);
}

static void
look_at_inheritance(struct scene *sc)
{
	const char *socket = axis(sc, "socket");
	struct peer *p;

	meet(sc);
	p = share(sc, socket);
	inherited(sc, p);
	call(sc, "%s.get_inheritable()", socket);
	call(sc, "%s.set_inheritable(true)", socket);
	inherited(sc, p);
	call(sc, "%s.attribute('family')", socket);
	call(sc, "%s.attribute('type')", socket);
	call(sc, "%s.attribute('proto')", socket);
}

static void
default_timeout(struct scene *sc)
{
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	meet(sc);
	call(sc, "s1.gettimeout()");
	call(sc, "s2.gettimeout()");
	call(sc, "s3=s1.dup()");
	call(sc, "s3.gettimeout()");
}

static void
send_file(struct scene *sc)
{
	meet(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "s2.settimeout(5)");
	file(sc, "regular", 100, "rb", -1);
	call(sc, "s1.sendfile(f1,10,20)");
	if (!family_of(sc->instance)->stream)
		return;
	call(sc, "f1.tell()");
	call(sc, "s2.recv(20,MSG_WAITALL)");
}

static void
send_by_afalg(struct scene *sc)
{
	meet(sc);
	call(sc, "s1.sendmsg_afalg([%s],op=1)",
	    data_of(family_of(sc->instance)));
	call(sc, "s1.send(%s)", data_of(family_of(sc->instance)));
	set_up(sc, "s2.settimeout(5)");
	receive(sc);
}

/* ---- what is documented ---- */

static void
want_data(struct documented *d, const struct instance *i)
{
	documented_want(d, "recv", "returned %s", data_of(family_of(i)));
}

static void
sent_and_received(struct documented *d, const struct instance *i)
{
	const char *method = instance_value(i, "method");

	documented_want(d, method, strcmp(method, "sendall") == 0 ?
	    "returned none" : is_can(family_of(i)) ? "returned 16" :
	    "returned 4");
	want_data(d, i);
}

static void
nothing_received(struct documented *d, const struct instance *i)
{
	bool zero = instance_is(i, "mode", "0.0");
	char method[16];
	const char *made = instance_value(i, "call");

	snprintf(method, sizeof(method), "%.*s", (int)strcspn(made, "("),
	    made);
	documented_want(d, method, "raised %s", zero ?
	    "BlockingIOError errno=EAGAIN" : "TimeoutError 'timed out'");
	documented_want(d, "gettimeout", "returned %s",
	    instance_value(i, "mode"));
	documented_want(d, "o_nonblock", "true");
	documented_want(d, "o_nonblock#2", "false");
	documented_want(d, "elapsed", zero ? "at once" : "on time");
}

static void
file_sent(struct documented *d, const struct instance *i)
{
	char bytes[20];
	struct text text = TEXT_INIT;

	if (!family_of(i)->stream) {
		documented_want(d, "sendfile", "raised ValueError");
		return;
	}
	fill_bytes(bytes, sizeof(bytes), FILL_SEED, 10);
	value_format_bytes(bytes, sizeof(bytes), &text);
	documented_want(d, "sendfile", "returned 20");
	documented_want(d, "tell", "returned 30");
	documented_want(d, "recv", "returned %s", text_get(&text));
	text_release(&text);
}

static void
afalg_refused(struct documented *d, const struct instance *i)
{
	documented_want(d, "sendmsg_afalg", "raised OSError '%s'",
	    "algset is only supported for AF_ALG");
	want_data(d, i);
}

static bool
is_unconnected(const struct instance *i)
{
	return !family_of(i)->connection;
}

/* ---- rows ---- */

#define KINDS "kind=netlink_raw|netlink_dgram|vsock|" \
	"packet_dgram|raw_ip|abstract|abstract_dgram|abstract_seqpacket|" \
	"sctp|mptcp|udplite|tipc|can_raw"
#define MODES "mode=none|0.0|0.5"

static const struct row rows[] = {
	{ .name = "what_is_sent_arrives", .clause = "FAMILY-01",
	  .sampled = true, .act = send_and_receive,
	  .documented = sent_and_received,
	  .axes = { KINDS, MODES, "method=send|sendall|sendmsg" } },

	{ .name = "what_is_sent_to_an_address_arrives", .clause = "FAMILY-01",
	  .act = send_to_address, .documented = sent_and_received,
	  .only = is_unconnected,
	  .axes = { KINDS, MODES, "method=sendto|sendmsg" } },

	{ .name = "nothing_to_receive_is_told_by_the_mode",
	  .clause = "FAMILY-02", .act = receive_nothing,
	  .documented = nothing_received, .waits = true,
	  .axes = { KINDS, "mode=0.0|0.05", "call=recv(10)|recvmsg(10)" } },

	{ .name = "default_timeout_is_taken", .clause = "FAMILY-02",
	  .act = default_timeout, .axes = { KINDS, "default=none|2.5" },
	  .doc = "gettimeout: returned {default}; "
	    "gettimeout#2: returned {default}; "
	    "gettimeout#3: returned {default}" },

	{ .name = "inheritable_if_made_so", .clause = "FAMILY-03",
	  .act = look_at_inheritance, .needs = "spawn",
	  .axes = { KINDS, "socket=s1|s2" },
	  .doc = "inherited: false; get_inheritable: returned false; "
	    "inherited#2: true" },

	{ .name = "file_goes_over_streams_alone", .clause = "FAMILY-04",
	  .sampled = true, .act = send_file, .documented = file_sent,
	  .axes = { "kind=netlink_raw|vsock|abstract|"
	    "packet_dgram|raw_ip|sctp|mptcp|udplite|tipc|can_raw",
	    "mode=none|0.5" } },

	{ .name = "sendmsg_afalg_is_refused", .clause = "FAMILY-06",
	  .act = send_by_afalg, .documented = afalg_refused,
	  .axes = { KINDS } },
};

AREA_ROWS(families, rows);
