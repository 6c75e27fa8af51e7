/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The wall clock is set while a call waits. Its timeout goes by the monotonic
 * clock (PEP 475), so nothing may come of it.
 */
#include <signal.h>
#include <stdlib.h>

#include "harness/scene/blocking.h"
#include "harness/scene/disturb.h"

#define STEPS "step=-86400|3600"

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

	{ .name = "timeout_of_the_next_call_is_by_no_date",
	  .clause = "SETTMO-17", .act = step_between_calls, .waits = true,
	  .interposed = true, .only = blocking_fits,
	  .axes = { "method=recv|sendall|accept", "kind=unix", STEPS },
	  .with = { "timeout=0.03" },
	  .doc = TIMED_OUT "; elapsed#2: on time; "
	    "{method}#2: raised TimeoutError 'timed out'" },
};

AREA_ROWS(wall_clock, rows);
