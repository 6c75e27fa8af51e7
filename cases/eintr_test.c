/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signals that come while a method blocks, with handlers that do nothing but
 * return or raise: PEP 475.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/scene/blocking.h"

#define MODES "mode=none|5.0"

/* Signals, each sent once the call is seen blocked, and a last look. */
static void
disturb(struct scene *sc, int signal, long long times)
{
	while (times-- > 0 && blocked(sc))
		send_signal(sc, signal);
}

static void
interrupt_quietly(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "%s", b.call);
	disturb(sc, SIGUSR1, axis_number(sc, "signals"));
	blocked(sc);
	blocking_let(sc, &b);
	finish(sc);
	call(sc, "handler_runs()");
	blocking_look(sc, &b);
}

static void
document_retry(struct documented *d, const struct instance *i)
{
	blocking_document_signals(d, i);
	blocking_document(d, i);
}

static void
interrupt_raising(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'return')");
	set_up(sc, "handler(SIGUSR2,'raise')");
	begin(sc, "%s", b.call);
	disturb(sc, SIGUSR1, axis_number(sc, "before"));
	disturb(sc, SIGUSR2, 1);
	finish(sc);
	call(sc, "handler_runs()");
	call(sc, "s1.gettimeout()");
}

/* What an interrupted call leaves behind: the next one does its work. */
static void
interrupt_and_call_again(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR2,'raise')");
	begin(sc, "%s", b.call);
	disturb(sc, SIGUSR2, 1);
	finish(sc);
	blocking_let(sc, &b);
	call(sc, "%s", b.call);
	blocking_look(sc, &b);
}

static void
storm_to_the_deadline(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "%s", b.call);
	finish_in_storm(sc, SIGUSR1, (int)axis_number(sc, "period"), 1000);
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
}

static void
storm_then_let(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "%s", b.call);
	disturb(sc, SIGUSR1, 5);
	blocked(sc);
	blocking_let(sc, &b);
	finish_in_storm(sc, SIGUSR1, 1, 1000);
	blocking_look(sc, &b);
}

static void
signal_and_call(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'%s')", axis(sc, "action"));
	send_signal(sc, SIGUSR1);
	blocking_let(sc, &b);
	call(sc, "%s", b.call);
	call(sc, "handler_runs()");
	blocking_look(sc, &b);
}

static void
disturb_thread(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'%s')", axis(sc, "action"));
	begin_in_thread(sc, "%s", b.call);
	disturb(sc, SIGUSR1, 3);
	blocked(sc);
	blocking_let(sc, &b);
	finish(sc);
	blocking_look(sc, &b);
}

static void
document_thread(struct documented *d, const struct instance *i)
{
	documented_add(d, "blocked: true; blocked#2: true; blocked#3: true; "
	    "blocked#4: true");
	blocking_document(d, i);
}

static void
storm_on_thread(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "handler(SIGUSR1,'%s')", axis(sc, "action"));
	begin_in_thread(sc, "%s", b.call);
	finish_in_storm(sc, SIGUSR1, 7, 1000);
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
}

/* "{method}: …" for a row whose documentation is the same for all methods. */
#define RAISED "blocked: true; {method}: raised Interrupted"
#define TIMED_OUT "{method}: raised TimeoutError 'timed out'; " \
	"elapsed: on time"

static const struct row rows[] = {
	{ .name = "quiet_handler_is_followed_by_a_retry", .clause = "EINTR-01",
	  .act = interrupt_quietly, .only = blocking_fits,
	  .axes = { METHODS, MOST_KINDS, MODES, "signals=2" },
	  .documented = document_retry, .waits = true },

	{ .name = "many_quiet_signals_are_followed_by_retries",
	  .clause = "EINTR-01", .act = interrupt_quietly,
	  .only = blocking_fits_and_ends_soon,
	  .axes = { METHODS, MOST_KINDS, MODES, "signals=9" },
	  .documented = document_retry, .waits = true },

	{ .name = "signals_go_on_while_the_call_completes",
	  .clause = "EINTR-01", .act = storm_then_let,
	  .only = blocking_fits_and_ends_soon,
	  .axes = { METHODS, MOST_KINDS, MODES },
	  .documented = blocking_document, .waits = true },

	{ .name = "raising_handler_ends_the_call", .clause = "EINTR-02",
	  .act = interrupt_raising, .only = blocking_fits,
	  .axes = { METHODS, MOST_KINDS, MODES, "before=0|3" },
	  .doc = RAISED, .waits = true },

	{ .name = "interrupted_call_can_be_made_again", .clause = "EINTR-02",
	  .act = interrupt_and_call_again,
	  .only = blocking_fits_and_ends_soon,
	  .axes = { METHODS, MOST_KINDS, MODES },
	  .doc = RAISED, .waits = true },

	{ .name = "storm_keeps_the_deadline", .clause = "EINTR-03",
	  .act = storm_to_the_deadline, .only = blocking_fits,
	  .axes = { METHODS, MOST_KINDS, "timeout=0.05|0.2",
	    "period=3|25" },
	  .doc = TIMED_OUT, .waits = true },

	{ .name = "signal_before_the_call_does_not_touch_it",
	  .clause = "EINTR-01", .act = signal_and_call,
	  .only = blocking_fits_and_ends_soon,
	  .axes = { METHODS, MOST_KINDS, MODES, "action=raise" },
	  .documented = blocking_document, .waits = true },

	{ .name = "signal_in_another_thread_is_followed_by_a_retry",
	  .clause = "EINTR-12", .act = disturb_thread, .needs = "threads",
	  .only = blocking_fits_and_ends_soon,
	  .axes = { METHODS, MOST_KINDS, MODES, "action=raise" },
	  .documented = document_thread, .waits = true },

	{ .name = "storm_on_another_thread_keeps_the_deadline",
	  .clause = "EINTR-12", .act = storm_on_thread, .needs = "threads",
	  .only = blocking_fits,
	  .axes = { METHODS, MOST_KINDS, "timeout=0.1",
	    "action=return|raise" },
	  .doc = TIMED_OUT, .waits = true },
};

AREA_ROWS(eintr, rows);
