/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recvmsg() and recv() with room for ancillary data and flags where they wait,
 * are interrupted, find false readiness or are cut short: what is returned is
 * all that came, and the flags hold.
 */
#include <netinet/in.h>
#include <unistd.h>

#include "cases/arguments.h"

#define SENT "ancient"
#define WHOLE "x'616e6369656e74'"
#define HEAD "x'616e6369'"

static const struct receipt {
	const char *name, *kinds, *call;
	const char *items;	/* that come; OWN: our credentials */
	const char *data, *then;	/* of the call, of the next one */
} receipts[] = {
	{ "rights", "unix seqpacket dgram", "recvmsg(100,200)",
	  "[(1,1,'fds:1')]", WHOLE, NULL },
	{ "credentials", "unix seqpacket dgram", "recvmsg(100,200)",
	  "[(1,2,OWN)]", WHOLE, NULL },
	{ "both", "unix seqpacket dgram", "recvmsg(100,200)",
	  "[(1,2,OWN),(1,1,'fds:1')]", WHOLE, NULL },
	{ "both_closed", "unix seqpacket dgram",
	  "recvmsg(100,200,MSG_CMSG_CLOEXEC)",
	  "[(1,2,OWN),(1,1,'fds:1')]", WHOLE, NULL },
	{ "peek", "unix seqpacket dgram", "recvmsg(100,200,MSG_PEEK)",
	  "[(1,1,'fds:1')]", WHOLE, WHOLE },
	{ "peek", "udp", "recvmsg(100,200,MSG_PEEK)", "[*]", WHOLE, WHOLE },
	{ "part", "unix", "recvmsg(4,200)", "[(1,1,'fds:1')]", HEAD,
	  "x'656e74'" },
	{ "part", "seqpacket dgram", "recvmsg(4,200)",
	  "[(1,1,'fds:1')]", HEAD, NULL },
	{ "part", "udp", "recvmsg(4,200)", "[*]", HEAD, NULL },
	/* A number of the machine's, in its byte order. */
	{ "options", "udp", "recvmsg(100,200)", "[(0,2,**),(0,1,x'00')]",
	  WHOLE, NULL },
	{ "recv_peek", "unix seqpacket dgram udp tcp",
	  "recv(100,MSG_PEEK)", NULL, WHOLE, WHOLE },
	{ "recv_part", "unix tcp", "recv(4)", NULL, HEAD, "x'656e74'" },
	{ "recv_part", "seqpacket dgram udp", "recv(4)", NULL, HEAD, NULL },
};

static const struct receipt *
receipt_of(const struct instance *i)
{
	size_t n;

	for (n = 0; n < sizeof(receipts) / sizeof(receipts[0]); n++)
		if (instance_is(i, "what", receipts[n].name) &&
		    has_word(receipts[n].kinds, instance_value(i, "kind")))
			return &receipts[n];
	return NULL;
}

static bool
fits(const struct instance *i)
{
	return receipt_of(i) != NULL && mode_fits(i);
}

static bool
has(const struct receipt *r, const char *what)
{
	return r->items != NULL && strstr(r->items, what) != NULL;
}

static const char *
method_of(const struct receipt *r)
{
	return strncmp(r->call, "recvmsg", 7) == 0 ? "recvmsg" : "recv";
}

/* ---- scenarios ---- */

static void
add_own(const struct scene *sc, struct text *t)
{
	const struct machine *on = &sc->session->on;
	uint32_t c[3];

	c[0] = machine_int(on, (uint32_t)getpid());
	c[1] = machine_int(on, geteuid());
	c[2] = machine_int(on, getegid());
	value_format_bytes(c, sizeof(c), t);
}

static struct peer *
prepare(struct scene *sc)
{
	const struct receipt *r = receipt_of(sc->instance);
	struct peer *p = pair(sc, axis(sc, "kind"));
	struct text own = TEXT_INIT;
	int on = 1;

	name_port(sc, p);
	if (!over(sc) && has(r, "OWN")) {
		tell_credentials(sc, p, false);
		name_sender(sc, p);
		add_own(sc, &own);
		symbol(sc, "OWN", "%s", text_get(&own));
	}
	if (!over(sc) && has(r, "(0,2,") && (setsockopt(p->theirs, IPPROTO_IP,
	    IP_RECVTTL, &on, sizeof(on)) != 0 || setsockopt(p->theirs,
	    IPPROTO_IP, IP_RECVTOS, &on, sizeof(on)) != 0))
		broken(sc, "cannot ask for IP options");
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	text_release(&own);
	return p;
}

/* What is left, and whether the descriptor that came is inherited. */
static void
look(struct scene *sc, const struct peer *p)
{
	set_up(sc, "s1.setblocking(false)");
	call(sc, "s1.%s", strcmp(method_of(receipt_of(sc->instance)),
	    "recv") == 0 ? "recv(100)" : "recvmsg(100,200)");
	call(sc, "s1.recv(100)");
	if (axis_is(sc, "what", "both_closed")) {
		set_up(sc, "s1.close()");
		inherited(sc, p);
	}
}

static void
receive_disturbed(struct scene *sc)
{
	const struct receipt *r = receipt_of(sc->instance);
	struct peer *p = prepare(sc);

	peer_writes(sc, p, SENT, has(r, "fds"));
	arm(sc, method_of(r));
	call_counted(sc, "s1.%s", r->call);
	look_at_calls(sc);
	look(sc, p);
}

/* Empty, interrupted as often as the axis says, and then something comes. */
static void
receive_when_empty(struct scene *sc)
{
	const struct receipt *r = receipt_of(sc->instance);
	struct peer *p = prepare(sc);

	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.%s", r->call);
	interrupt_begun(sc, axis_number(sc, "signals"));
	peer_writes(sc, p, SENT, has(r, "fds"));
	finish(sc);
	call(sc, "handler_runs()");
	look(sc, p);
}

/* ---- what is documented ---- */

/*
 * What the system tells of a message: a record that was cut says so. Whether
 * MSG_CMSG_CLOEXEC comes back, and what a sender without a name is called, is
 * the system's.
 */
static void
add_flags_and_sender(struct text *out, const struct receipt *r,
    const struct instance *i, bool cut)
{
	bool record = !instance_is(i, "kind", "unix") &&
	    !instance_is(i, "kind", "tcp");

	if (!instance_is(i, "what", "both_closed"))
		text_addf(out, "%d,", record && (cut ||
		    strcmp(r->data, HEAD) == 0) ? MSG_TRUNC : 0);
	text_adds(out, instance_is(i, "kind", "udp") ?
	    "('127.0.0.1',PEER))" : "*");
}

static void
want_all(struct documented *d, const struct instance *i)
{
	const struct receipt *r = receipt_of(i);
	bool cut = how_of(i) != NULL && how_of(i)->cuts;
	struct text rest = TEXT_INIT;

	if (r->items == NULL) {
		documented_want(d, "recv", "returned %s", cut ? "x'616e'" :
		    r->data);
		if (!cut && r->then != NULL)
			documented_want(d, "recv#2", "returned %s", r->then);
	} else {
		add_flags_and_sender(&rest, r, i, cut);
		documented_want(d, "recvmsg", "returned (%s,%s,%s", cut ?
		    "x'616e'" : r->data, r->items, text_get(&rest));
		text_release(&rest);
		if (!cut && r->then != NULL)
			documented_want(d, "recvmsg#2", "returned (%s,*",
			    r->then);
	}
	if (instance_is(i, "what", "both_closed"))
		documented_want(d, "inherited", "false");
}

static void
all_is_returned(struct documented *d, const struct instance *i)
{
	want_asked_again(d, i);
	want_all(d, i);
}

static void
all_is_returned_when_it_comes(struct documented *d, const struct instance *i)
{
	blocking_document_signals(d, i);
	want_all(d, i);
}

#define KINDS "kind=unix|seqpacket|dgram|udp|tcp"
#define RECEIPTS "what=rights|credentials|both|peek|part|options|" \
	"recv_peek|recv_part"

static const struct row rows[] = {
	{ .name = "receive_after_eintr_returns_all_that_came",
	  .clause = "EINTR-01", .act = receive_disturbed, .only = fits,
	  .interposed = true, .documented = all_is_returned,
	  .axes = { KINDS, RECEIPTS, MODES, QUIETLY } },

	{ .name = "receive_after_false_readiness_returns_all_that_came",
	  .clause = "EINTR-13", .act = receive_disturbed, .only = fits,
	  .interposed = true, .documented = all_is_returned,
	  .axes = { KINDS, RECEIPTS, "mode=5.0", UNREADY } },

	{ .name = "receive_cut_short_returns_what_goes_with_its_first_bytes",
	  .clause = "EINTR-07", .act = receive_disturbed, .only = fits,
	  .interposed = true, .documented = all_is_returned,
	  .axes = { KINDS, RECEIPTS, MODES, SHORT } },

	{ .name = "receive_interrupted_while_it_waits_returns_all_that_came",
	  .clause = "EINTR-01", .act = receive_when_empty, .only = fits,
	  .waits = true, .documented = all_is_returned_when_it_comes,
	  .axes = { KINDS, RECEIPTS, MODES, "signals=0|1|9" } },

	{ .name = "received_descriptor_stays_closed_on_exec_after_eintr",
	  .clause = "INHERIT-14", .act = receive_disturbed, .only = fits,
	  .interposed = true, .documented = all_is_returned,
	  .needs = "spawn",
	  .axes = { "kind=unix|seqpacket|dgram", "what=both_closed", MODES,
	    "how=eintr|storm|poll_eintr|eagain" } },
};

AREA_ROWS(arguments_received, rows);
