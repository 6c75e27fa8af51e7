/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every system call of every method that can block, disturbed once in each
 * way that its manual page allows.
 */
#include "cases/points.h"
#include "harness/scene/blocking.h"

/* The table above against what is really called. */
static void
compare_with_table(struct scene *sc)
{
	const struct page_event *events;
	struct text unknown = TEXT_INIT;
	struct stage st;
	int len, n;

	prepare(sc, &st);
	add_common_rules(sc, st.method);
	call_counted(sc, "%s", st.act);
	events = calls_made(sc, &len);
	for (n = 0; n < len; n++)
		if (point_exists(events[n].call) &&
		    !knows(sc->instance, events[n].call, events[n].nth))
			text_addf(&unknown, " %s", events[n].call);
	if (unknown.len > 0)
		broken(sc, "the table of points lacks:%s", text_get(&unknown));
	text_release(&unknown);
}

/* ---- what is documented ---- */

/* The label of the call in the trace: what stands before an underscore. */
static const char *
label(const struct method *m)
{
	return is(m, "sendfile") ? "sendfile" : is(m, "connect") ? "connect" :
	    is(m, "sendmsg_afalg") ? "sendmsg_afalg" :
	    is(m, "sendmsg") ? "sendmsg" : is(m, "recvmsg") ? "recvmsg" :
	    m->name;
}

/* The first `len` bytes of "abc", with all that goes with them. */
static bool
want_letter(struct documented *d, const struct method *m, int len)
{
	if (strcmp(m->name, "sendmsg_rights") == 0) {
		documented_want(d, "message", "x'%.*s' [(SOL_SOCKET,"
		    "SCM_RIGHTS,[s1])] flags=*", 2 * len, "616263");
		documented_want(d, "message#2", "nothing");
		return true;
	}
	if (strcmp(m->name, "sendmsg_address") == 0) {
		documented_want(d, "message", "x'%.*s' [] flags=* from s1",
		    2 * len, "616263");
		documented_want(d, "peer", "[]");
		return true;
	}
	if (is(m, "sendmsg_afalg"))
		documented_want(d, "peer", "[x'%.*s']", 2 * len, "616263");
	return is(m, "sendmsg_afalg");
}

static void
want_sent(struct documented *d, const struct method *m)
{
	char bytes[LENGTH];

	if (want_letter(d, m, 3))
		return;
	if (!m->pieces)
		want_bytes(d, "abc", 3);
	else if (strcmp(m->name, "sendfile_part") == 0)
		want_received(d, PART, PART_FROM);
	else {
		fill_bytes(bytes, LENGTH, is(m, "sendfile") ? FILL_SEED : SEED,
		    0);
		want_bytes(d, bytes, LENGTH);
	}
}

/*
 * The position tells how much was sent. How much that is depends on when the
 * file was read, and on when a handler runs after a call that succeeded: both
 * are the implementation's.
 */
static void
want_position(struct documented *d, const struct instance *i)
{
	documented_want(d, "position", "behind what was sent");
	documented_want(d, "set_up.tell", "returned **");
	if (instance_is(i, "call", "read") || (instance_is(i, "call", "poll") &&
	    way_of(i)->action == PAGE_AFTER))
		documented_want(d, "peer", "**");
}

/* As if nothing had disturbed it. */
static void
want_undisturbed(struct documented *d, const struct method *m)
{
	struct text text = TEXT_INIT;
	char bytes[7];

	fill_bytes(bytes, sizeof(bytes), SEED, 0);
	value_format_bytes(bytes, sizeof(bytes), &text);
	if (strcmp(m->name, "recv") == 0)
		documented_want(d, "recv", "returned %s", text_get(&text));
	else if (strcmp(m->name, "recvmsg_rights") == 0)
		documented_want(d, "recvmsg", "returned (x'616e6369656e74',"
		    "[(1,1,'fds:1')],*");
	else if (is(m, "recvmsg"))
		documented_want(d, "recvmsg", "returned (%s,[],*",
		    text_get(&text));
	else if (is(m, "accept"))
		documented_want(d, "accept", "returned *");
	else if (is(m, "connect") || is(m, "sendall"))
		documented_want(d, label(m), "returned none");
	else
		documented_want(d, label(m), "returned %d", !m->pieces ? 3 :
		    strcmp(m->name, "sendfile_part") == 0 ? PART : LENGTH);
	if (is(m, "connect") || is(m, "accept"))
		documented_want(d, "send", "returned 3");
	else if (is(m, "send"))
		want_sent(d, m);
	if (is(m, "sendfile"))
		documented_want(d, "position", "behind what was sent");
	text_release(&text);
}

static void
document_quiet(struct documented *d, const struct instance *i)
{
	const struct method *m = method_of(i);

	want_undisturbed(d, m);
	if (way_of(i)->action < PAGE_CUT && !is(m, "connect")) {
		documented_want(d, "retried", "true");
		documented_want(d, "asked", "the same");
	}
	if (way_of(i)->handler != NULL)
		documented_want(d, "handler_runs", "returned %lld",
		    number_or(i, "times", 1));
}

static void
document_raising(struct documented *d, const struct instance *i)
{
	const struct method *m = method_of(i);

	documented_want(d, label(m), "raised Interrupted");
	if (way_of(i)->action < PAGE_CUT && !is(m, "connect"))
		documented_want(d, "retried", "false");
	documented_want(d, "handler_runs", "returned 1");
	if (is(m, "sendfile"))
		want_position(d, i);
}

/* Ready, but not so: waited for again in timeout mode. */
static void
document_eagain(struct documented *d, const struct instance *i)
{
	const struct method *m = method_of(i);

	if (instance_is(i, "mode", "none") && !is(m, "sendfile")) {
		documented_want(d, label(m),
		    "raised BlockingIOError errno=EAGAIN");
		documented_want(d, "retried", "false");
		return;
	}
	want_undisturbed(d, m);
	if (!is(m, "connect")) {
		documented_want(d, "retried", "true");
		documented_want(d, "asked", "the same");
	}
}

static void
document_cut(struct documented *d, const struct instance *i)
{
	const struct method *m = method_of(i);

	if (m->pieces) {
		want_undisturbed(d, m);
		return;
	}
	if (!is(m, "send"))
		return;
	documented_want(d, label(m), "returned 2");
	if (!want_letter(d, m, 2))
		want_bytes(d, "ab", 2);
}

static void
document_lack(struct documented *d, const struct instance *i)
{
	const struct method *m = method_of(i);

	if (is(m, "sendfile")) {
		want_position(d, i);
		return;
	}
	/* Not of what the method has to know. */
	if (instance_is(i, "call", "getsockname")) {
		want_undisturbed(d, m);
		return;
	}
	documented_want(d, label(m), "raised OSError errno=%s",
	    instance_is(i, "disturbance", "enomem") ? "ENOMEM" : "ENOBUFS");
	if (!is(m, "connect"))
		documented_want(d, "retried", "false");
}

/* ---- time ---- */

#define TIME_MS 500
#define TAKEN_MS 400	/* by waits before they were interrupted */

/* Each wait is for what is left, by what is asked of poll(): no clock is. */
static void
look_at_waits(struct scene *sc, int each_ms)
{
	const struct page_event *events;
	bool longer = false;
	int len, n, left = TIME_MS;

	events = calls_made(sc, &len);
	for (n = 0; n < len; n++) {
		if (strcmp(events[n].call, "poll") != 0)
			continue;
		longer = longer || events[n].ms < 0 || events[n].ms > left;
		left -= events[n].rule == 0 ? each_ms : 0;
	}
	observe(sc, "waits", longer ? "too long" : "for what is left");
}

static void
interrupt_late(struct scene *sc)
{
	int times = (int)axis_number(sc, "times");
	struct page_rule rule = { .call = "poll", .first = 1, .last = times,
	    .action = PAGE_LATE, .most = TAKEN_MS / times };
	struct blocking b;

	blocking_start(sc, &b);
	if (axis_is(sc, "disturbance", "signal_returns")) {
		rule.signal = SIGUSR1;
		set_up(sc, "handler(SIGUSR1,'return')");
	}
	set_up(sc, "s1.settimeout(%g)", TIME_MS / 1000.0);
	disturb(sc, &rule);
	call_counted(sc, "%s", b.call);
	must_be_disturbed(sc, 0);
	look_at_waits(sc, TAKEN_MS / times);
	elapsed(sc, TIME_MS / 1000.0);
}

#define MODES "mode=none|5.0"
#define CALLS "call=poll|send|sendmsg|sendfile|recv|recvmsg|accept4|" \
	"connect|read|pread|fstat|getsockname"
#define NTH "nth=1..4"
#define SENDFILES "method=sendfile|sendfile_part|sendfile_by_sending"
#define CONNECTS "method=connect|connect_local"
#define SENDMSGS "sendmsg|sendmsg_rights|sendmsg_address|sendmsg_afalg|" \
	"sendmsg_afalg_all"
#define RECVMSGS "recvmsg|recvmsg_rights"
#define SIMPLE "send|" SENDMSGS "|recv|" RECVMSGS
#define QUIET "disturbance=eintr|signal_returns"
#define LATE "disturbance=late_signal_returns"
#define RAISING "disturbance=signal_raises|late_signal_raises"
#define LACK "disturbance=enobufs|enomem"

#define POINT(its_name, its_clause, how)				\
	.name = its_name, .clause = its_clause, .act = disturb_point,	\
	.only = is_point, .documented = how, .interposed = true

static const struct row rows[] = {
	{ .name = "table_of_points_has_every_call", .clause = "EINTR-01",
	  .act = compare_with_table, .interposed = true,
	  .axes = { "method=send|" SENDMSGS "|sendall|sendfile|sendfile_part|"
	    "sendfile_by_sending|recv|" RECVMSGS "|accept|connect|"
	    "connect_local", MODES } },

	{ POINT("quiet_interruption_is_followed_by_a_retry", "EINTR-01",
	    document_quiet),
	  .axes = { "method=" SIMPLE "|sendall", MODES, CALLS, NTH, QUIET,
	    "times=1|3" } },

	{ POINT("quiet_interruption_of_accept_is_followed_by_a_retry",
	    "ACCEPT-05", document_quiet),
	  .axes = { "method=accept", MODES, CALLS, NTH, QUIET, "times=1|3" } },

	{ POINT("quiet_interruption_of_sendfile_is_followed_by_a_retry",
	    "SENDFILE-44", document_quiet),
	  .axes = { SENDFILES, MODES, CALLS, NTH, QUIET, "times=1|3" } },

	{ POINT("quiet_interruption_of_connect_waits_for_the_connection",
	    "CONNECT-03", document_quiet),
	  .axes = { CONNECTS, MODES, CALLS, NTH, QUIET } },

	{ POINT("signal_while_a_call_succeeds_does_not_touch_it", "EINTR-01",
	    document_quiet),
	  .axes = { "method=" SIMPLE "|sendall|sendfile|sendfile_part|"
	    "sendfile_by_sending|accept|connect|connect_local", MODES, CALLS,
	    NTH, LATE } },

	{ POINT("raising_handler_ends_the_call_at_every_point", "EINTR-02",
	    document_raising),
	  .axes = { "method=" SIMPLE "|accept", MODES, CALLS, NTH, RAISING } },

	{ POINT("raising_handler_ends_sendall_between_pieces", "SENDALL-02",
	    document_raising),
	  .axes = { "method=sendall", MODES, CALLS, NTH, RAISING } },

	{ POINT("raising_handler_leaves_the_position_of_sendfile",
	    "SENDFILE-29", document_raising),
	  .axes = { SENDFILES, MODES, CALLS, NTH, RAISING } },

	{ POINT("raising_handler_ends_connect_at_every_point", "CONNECT-04",
	    document_raising),
	  .axes = { CONNECTS, MODES, CALLS, NTH, RAISING } },

	{ POINT("false_readiness_is_waited_for_again", "EINTR-13",
	    document_eagain),
	  .axes = { "method=" SIMPLE "|sendall|sendfile|sendfile_part|"
	    "sendfile_by_sending|accept", "mode=5.0", CALLS, NTH,
	    "disturbance=eagain",
	    "times=1|3" } },

	{ POINT("eagain_in_blocking_mode_raises_blockingioerror", "MODE-02",
	    document_eagain),
	  .axes = { "method=" SIMPLE "|sendall|sendfile|sendfile_part|"
	    "sendfile_by_sending|accept", "mode=none", CALLS, NTH,
	    "disturbance=eagain" } },

	{ POINT("connect_without_local_ports_raises", "MODE-02", NULL),
	  .axes = { "method=connect", MODES, CALLS, NTH,
	    "disturbance=eagain" } },

	{ POINT("full_local_backlog_is_waited_for", "CONNECT-06",
	    document_eagain),
	  .axes = { "method=connect_local", "mode=5.0", CALLS, NTH,
	    "disturbance=eagain" } },

	{ POINT("short_count_is_returned", "SENDMSG-15", document_cut),
	  .axes = { "method=send|" SENDMSGS, MODES, CALLS, NTH,
	    "disturbance=cut" } },

	{ POINT("short_count_leaves_the_rest_to_be_received", "EINTR-07",
	    document_cut),
	  .axes = { "method=recv|" RECVMSGS, MODES, CALLS, NTH,
	    "disturbance=cut" } },

	{ POINT("short_count_is_completed_by_sendall", "SENDALL-02",
	    document_cut),
	  .axes = { "method=sendall", MODES, CALLS, NTH, "disturbance=cut" } },

	{ POINT("short_count_is_completed_by_sendfile", "SENDFILE-01",
	    document_cut),
	  .axes = { SENDFILES, MODES, CALLS, NTH, "disturbance=cut" } },

	{ POINT("lack_of_memory_is_raised_in_blocking_mode", "MODE-02",
	    document_lack),
	  .axes = { "method=" SIMPLE "|sendall|accept|connect|connect_local",
	    "mode=none", CALLS, NTH, LACK } },

	{ POINT("lack_of_memory_is_raised_in_timeout_mode", "MODE-04",
	    document_lack),
	  .axes = { "method=" SIMPLE "|sendall|accept|connect|connect_local",
	    "mode=5.0", CALLS, NTH, LACK } },

	{ POINT("lack_of_memory_leaves_the_position_of_sendfile",
	    "SENDFILE-27", document_lack),
	  .axes = { SENDFILES, MODES, CALLS, NTH, LACK } },

	{ .name = "time_before_an_interruption_counts", .clause = "EINTR-03",
	  .act = interrupt_late, .interposed = true, .waits = true,
	  .only = blocking_fits,
	  .axes = { METHODS, "kind=unix|tcp|alg", "times=1|4", QUIET },
	  .doc = "{method}: raised TimeoutError 'timed out'; "
	    "waits: for what is left; elapsed: on time" },
};

AREA_ROWS(points, rows);
