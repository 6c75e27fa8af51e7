/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a call waits: long timeouts to their end, the longest ones over a
 * signal, a full local backlog against a handler that raises, a silent pipe
 * over a signal.
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/scene/mail.h"
#include "harness/scene/scene.h"

static void
wait_in_vain(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (over(sc))
		return;
	peer_choke(p);
	p->drains = false;
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.%s", axis(sc, "call"));
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
}

/* Where a call that waits is asleep, and so leaves the processor alone. */
static void
look_while_it_waits(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	begin(sc, "s1.recv(8)");
	blocked(sc);
	peer_sends(sc, p, 3, 0);
	finish(sc);
}

static void
interrupt_for_long(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.recv(8)");
	blocked(sc);
	send_signal(sc, SIGUSR1);
	sleep_ms(sc, 30);
	peer_sends(sc, p, 3, 0);
	finish(sc);
}

static void
raise_before_full_backlog(struct scene *sc)
{
	struct listener *l = listener(sc, axis(sc, "kind"), 0);
	struct why why = WHY_INIT;

	if (!over(sc) && !listener_fill(l, &why))
		no_world(sc, &why);
	if (over(sc))
		return;
	set_up(sc, "s1=socket(AF_UNIX,%s)",
	    axis_is(sc, "kind", "unix") ? "SOCK_STREAM" : "SOCK_SEQPACKET");
	set_up(sc, "s1.settimeout(2.0)");
	set_up(sc, "handler(SIGUSR1,'raise')");
	begin(sc, "s1.connect(%s)", text_get(&l->address));
	await_asleep(sc);
	send_signal(sc, SIGUSR1);
	finish(sc);
}

static void
interrupt_silent_pipe(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");
	struct file *f = file(sc, "pipe open", 0, "rb", 0);

	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.sendfile(f1)");
	sleep_ms(sc, 50);
	send_signal(sc, SIGUSR1);
	sleep_ms(sc, 30);
	write_last(sc, f, "abc", 3);
	finish(sc);
	received(sc, p);
}

static void
times_out(struct documented *d, const struct instance *i)
{
	documented_want(d, instance_value(i, "call")[4] == '(' ? "send" :
	    "sendmsg", "raised TimeoutError 'timed out'");
	documented_want(d, "elapsed", "on time");
}

static const struct row rows[] = {
	{ .name = "long_timeout_ends_on_time", .clause = "SETTMO-17",
	  .act = wait_in_vain, .waits = true,
	  .axes = { "kind=unix", "call=send(x'61')|sendmsg([x'61'])",
	    "timeout=1.0|1.5|2.0" },
	  .documented = times_out },

	{ .name = "waiting_call_is_asleep", .clause = "SETTMO-17",
	  .act = look_while_it_waits, .waits = true,
	  .axes = { "kind=tcp|unix|udp", "timeout=3.5|60" },
	  .doc = "blocked: true" },

	{ .name = "interrupted_wait_goes_on_with_the_longest_timeouts",
	  .clause = "SETTMO-13", .act = interrupt_for_long, .waits = true,
	  .axes = { "kind=tcp|unix", "timeout=8e9|9223372036.0|9223372036.8" } },

	{ .name = "raising_handler_ends_the_wait_for_a_local_backlog",
	  .clause = "CONNECT-04", .act = raise_before_full_backlog,
	  .waits = true, .axes = { "kind=unix|seqpacket" },
	  .doc = "connect: raised Interrupted" },

	{ .name = "interrupted_read_of_a_pipe_is_made_again",
	  .clause = "SENDFILE-44", .act = interrupt_silent_pipe,
	  .waits = true, .axes = { "kind=pipe" },
	  .doc = "sendfile: returned 3; peer: 3 bytes x'616263'" },
};

AREA_ROWS(timeouts_waiting, rows);
