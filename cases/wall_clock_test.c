/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The wall clock is set while a call waits. Its timeout goes by the monotonic
 * clock (PEP 475), so nothing may come of it.
 */
#include <signal.h>
#include <stdlib.h>

#include "cases/sendfile.h"
#include "harness/scene/blocking.h"
#include "harness/scene/disturb.h"

#define STEPS "step=-86400|3600"
#define DATA_LEN 100000
#define DATA "fill:7:100000"

/* The first signal comes behind the step: what is left is then computed. */
static void
step_while_waiting(struct scene *sc)
{
	long long signals = axis_number(sc, "signals");
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "%s", b.call);
	blocked(sc);
	step_wall_clock(sc, axis_number(sc, "step"));
	while (signals-- > 0 && blocked(sc))
		send_signal(sc, SIGUSR1);
	finish(sc);
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
}

/* What it waits for comes behind the step, in time. */
static void
step_and_let(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	begin(sc, "%s", b.call);
	blocked(sc);
	step_wall_clock(sc, axis_number(sc, "step"));
	blocking_let(sc, &b);
	finish(sc);
	blocking_look(sc, &b);
}

static void
is_let(struct documented *d, const struct instance *i)
{
	documented_want(d, "blocked", "true");
	blocking_document(d, i);
}

/* A part has been sent before the step, and each that follows is looked at. */
static void
step_half_way(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	file(sc, "regular", DATA_LEN, "rb", -1);
	if (over(sc))
		return;
	p->drains = false;
	set_up(sc, "s1.setsockopt(SOL_SOCKET,SO_SNDBUF,4608)");
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	begin(sc, "s1.%s", axis(sc, "call"));
	blocked(sc);
	step_wall_clock(sc, axis_number(sc, "step"));
	p->drains = true;
	finish(sc);
	received(sc, p);
}

static void
all_is_sent(struct documented *d, const struct instance *i)
{
	static char bytes[DATA_LEN];
	bool file = strncmp(instance_value(i, "call"), "sendfile", 8) == 0;

	fill_bytes(bytes, DATA_LEN, FILL_SEED, 0);
	documented_want(d, "blocked", "true");
	if (file)
		documented_want(d, "sendfile", "returned %d", DATA_LEN);
	else
		documented_want(d, "sendall", "returned none");
	want_bytes(d, bytes, DATA_LEN);
}

/* The call before has waited by another date. */
static void
step_between_calls(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "%s", b.call);
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
	step_wall_clock(sc, axis_number(sc, "step"));
	call(sc, "%s", b.call);
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
}

#define TIMED_OUT "{method}: raised TimeoutError 'timed out'; " \
	"elapsed: on time"

static const struct row rows[] = {
	{ .name = "step_of_the_wall_clock_moves_no_deadline",
	  .clause = "EINTR-03", .act = step_while_waiting, .waits = true,
	  .interposed = true, .only = blocking_fits,
	  .axes = { METHODS, "kind=unix|alg", STEPS, "signals=0|1" },
	  .with = { "timeout=0.06" }, .doc = TIMED_OUT },

	{ .name = "step_of_the_wall_clock_moves_no_deadline_of_tcp",
	  .clause = "EINTR-03", .act = step_while_waiting, .waits = true,
	  .interposed = true, .only = blocking_fits,
	  .axes = { "method=connect|sendfile", "kind=tcp", STEPS,
	    "signals=2" }, .with = { "timeout=0.06" }, .doc = TIMED_OUT },

	{ .name = "step_of_the_wall_clock_moves_no_deadline_of_a_local_one",
	  .clause = "CONNECT-06", .act = step_while_waiting, .waits = true,
	  .interposed = true, .axes = { "method=connect",
	    "kind=unix|seqpacket", STEPS },
	  .with = { "timeout=0.06", "signals=0" },
	  .doc = "blocked: true; " TIMED_OUT },

	{ .name = "call_that_can_go_on_after_a_step_is_not_late",
	  .clause = "EINTR-03", .act = step_and_let, .waits = true,
	  .interposed = true, .only = blocking_fits,
	  .axes = { METHODS, "kind=unix", STEPS },
	  .with = { "timeout=5.0" }, .documented = is_let },

	{ .name = "rest_that_is_sent_after_a_step_is_not_late",
	  .clause = "EINTR-03", .act = step_half_way, .waits = true,
	  .interposed = true, .axes = { "kind=unix",
	    "call=sendall(" DATA ")|sendfile(f1)", STEPS },
	  .with = { "timeout=5.0" }, .documented = all_is_sent },

	{ .name = "timeout_of_the_next_call_is_by_no_date",
	  .clause = "SETTMO-17", .act = step_between_calls, .waits = true,
	  .interposed = true, .only = blocking_fits,
	  .axes = { "method=recv|sendall|accept", "kind=unix", STEPS },
	  .with = { "timeout=0.03" },
	  .doc = TIMED_OUT "; elapsed#2: on time; "
	    "{method}#2: raised TimeoutError 'timed out'" },
};

AREA_ROWS(wall_clock, rows);
