/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The flags of send() and sendall(), the offset and count of sendfile(), where
 * these wait, are interrupted, find false readiness or are cut short.
 */
#include "cases/sendfile.h"
#include "cases/arguments.h"

#define SIZE 5000	/* of the file */

/* ---- scenarios ---- */

/* What ends a datagram that MSG_MORE keeps open, and what came of it all. */
static void
look_for_flags(struct scene *sc, struct peer *p)
{
	const struct how *how = how_of(sc->instance);
	bool cut = how != NULL && how->cuts && axis_is(sc, "method", "send");

	if (axis_is(sc, "kind", "udp")) {
		call(sc, "s1.send(x'2e')");
		received(sc, p);
		return;
	}
	if (over(sc))
		return;
	observe(sc, "urgent", "%s", urgent_byte(sc, p, cut ? 'b' : 'f') == 'f' ?
	    "the last byte" : "another");
	received(sc, p);
}

static struct peer *
prepare(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	return p;
}

static void
send_disturbed(struct scene *sc)
{
	struct peer *p = prepare(sc);

	arm(sc, "send");
	call_counted(sc, "s1.%s(x'616263646566',%s)", axis(sc, "method"),
	    axis(sc, "kind")[0] == 'u' ? "MSG_MORE" : "MSG_OOB");
	look_at_calls(sc);
	look_for_flags(sc, p);
}

static void
send_when_full(struct scene *sc)
{
	struct peer *p = prepare(sc);

	if (!over(sc))
		peer_choke(p);
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.%s(x'616263646566',MSG_OOB)", axis(sc, "method"));
	interrupt_begun(sc, axis_number(sc, "signals"));
	unchoke(sc, p);
	finish(sc);
	call(sc, "handler_runs()");
	look_for_flags(sc, p);
}

static void
send_without_waiting(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (!over(sc))
		peer_choke(p);
	arm(sc, "send");
	call_counted(sc, "s1.%s(x'616263',MSG_DONTWAIT)", axis(sc, "method"));
	elapsed_at_most(sc, 0.5);
	look_at_calls(sc);
}

static void
send_file_disturbed(struct scene *sc)
{
	struct peer *p = prepare(sc);

	file(sc, "regular", SIZE, "rb", -1);
	arm(sc, axis(sc, "by"));
	if (axis_is(sc, "by", "send"))
		refuse_sendfile(sc);
	call_counted(sc, "s1.sendfile(f1,%s,%s)", axis(sc, "offset"),
	    axis(sc, "count"));
	look_at_calls(sc);
	received(sc, p);
	call(sc, "f1.tell()");
}

static void
send_file_when_full(struct scene *sc)
{
	struct peer *p = prepare(sc);

	file(sc, "regular", SIZE, "rb", -1);
	if (!over(sc))
		peer_choke(p);
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.sendfile(f1,offset=%s,count=%s)", axis(sc, "offset"),
	    axis(sc, "count"));
	interrupt_begun(sc, axis_number(sc, "signals"));
	unchoke(sc, p);
	p->drains = true;
	finish(sc);
	call(sc, "handler_runs()");
	received(sc, p);
	call(sc, "f1.tell()");
}

/* ---- what is documented ---- */

static void
want_outcome(struct documented *d, const struct instance *i)
{
	if (how_of(i) != NULL)
		want_asked_again(d, i);
	else
		blocking_document_signals(d, i);
}

static void
flags_hold(struct documented *d, const struct instance *i)
{
	bool all = instance_is(i, "method", "sendall");
	bool cut = !all && how_of(i) != NULL && how_of(i)->cuts;

	want_outcome(d, i);
	documented_want(d, instance_value(i, "method"), all ?
	    "returned none" : cut ? "returned 2" : "returned 6");
	if (instance_is(i, "kind", "udp"))
		documented_want(d, "peer", cut ? "[x'61622e']" :
		    "[x'6162636465662e']");
	else if (!cut)
		documented_want(d, "urgent", "the last byte");
}

static void
does_not_wait(struct documented *d, const struct instance *i)
{
	want_asked_again(d, i);
	documented_want(d, instance_value(i, "method"),
	    "raised BlockingIOError errno=EAGAIN");
	documented_want(d, "elapsed", "in time");
}

static void
part_arrives(struct documented *d, const struct instance *i)
{
	long long from = instance_number(i, "offset");
	long long count = number_or(i, "count", SIZE - from);

	want_outcome(d, i);
	documented_want(d, "sendfile", "returned %lld", count);
	want_received(d, count, from);
	documented_want(d, "tell", "returned %lld", from + count);
}

/* ---- rows ---- */

#define SENDS "kind=udp|tcp|tcp6", "method=send|sendall"
#define PART "offset=0|1|100|4096", "count=none|1|500"

static const struct row rows[] = {
	{ .name = "flags_hold_after_eintr", .clause = "EINTR-01",
	  .act = send_disturbed, .only = mode_fits, .interposed = true,
	  .documented = flags_hold, .axes = { SENDS, MODES, QUIETLY } },

	{ .name = "flags_hold_after_false_readiness", .clause = "EINTR-13",
	  .act = send_disturbed, .only = mode_fits, .interposed = true,
	  .documented = flags_hold, .axes = { SENDS, "mode=5.0", UNREADY } },

	{ .name = "flags_hold_for_each_part_of_sendall",
	  .clause = "SENDALL-02", .act = send_disturbed, .only = mode_fits,
	  .interposed = true, .documented = flags_hold,
	  .axes = { "kind=udp|tcp|tcp6", "method=sendall", MODES, SHORT } },

	{ .name = "flags_hold_for_what_send_is_cut_to",
	  .clause = "EINTR-07", .act = send_disturbed, .only = mode_fits,
	  .interposed = true, .documented = flags_hold,
	  .axes = { "kind=udp|tcp|tcp6", "method=send", MODES, SHORT } },

	{ .name = "flags_hold_after_signals_while_it_waits",
	  .clause = "EINTR-01", .act = send_when_full, .waits = true,
	  .documented = flags_hold,
	  .axes = { "kind=tcp|tcp6", "method=send|sendall", MODES,
	    "signals=0|1|9" } },

	{ .name = "dontwait_of_send_holds_after_eintr", .clause = "MODE-03",
	  .act = send_without_waiting, .interposed = true,
	  .documented = does_not_wait,
	  .axes = { "kind=unix|seqpacket|dgram", "method=send|sendall",
	    "how=eintr|eintr_often|signal|storm" } },

	{ .name = "part_of_a_file_arrives_after_eintr", .clause = "SENDFILE-44",
	  .act = send_file_disturbed, .only = mode_fits, .interposed = true,
	  .documented = part_arrives,
	  .axes = { "kind=unix|tcp", "by=sendfile|send", PART, MODES,
	    QUIETLY } },

	{ .name = "part_of_a_file_arrives_after_false_readiness",
	  .clause = "EINTR-13", .act = send_file_disturbed,
	  .only = mode_fits, .interposed = true, .documented = part_arrives,
	  .axes = { "kind=unix", "by=sendfile|send", PART, "mode=5.0",
	    UNREADY } },

	{ .name = "part_of_a_file_arrives_in_short_counts",
	  .clause = "SENDFILE-18", .act = send_file_disturbed,
	  .only = mode_fits, .interposed = true, .documented = part_arrives,
	  .axes = { "kind=unix|tcp", "by=sendfile|send", PART, MODES,
	    SHORT } },

	{ .name = "part_of_a_file_arrives_when_there_is_room",
	  .clause = "SENDFILE-44", .act = send_file_when_full, .waits = true,
	  .documented = part_arrives,
	  .axes = { "kind=unix|tcp|tcp6", "offset=1|4096", "count=none|500",
	    MODES, "signals=0|1|9" } },
};

AREA_ROWS(arguments_stream, rows);
