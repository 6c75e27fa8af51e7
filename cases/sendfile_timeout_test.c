/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendfile() while nobody reads, or slowly: "subsequent socket operations will
 * raise a timeout exception if the timeout period value has elapsed before the
 * operation has completed"; signals, and files that change meanwhile.
 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "cases/sendfile.h"
#include "harness/scene/share.h"
#include "harness/world/clock.h"

#define STREAMS "sock=tcp|unix"
#define KINDS "kind=regular|memfd|memory|plain|seekable"
#define FILES "kind=regular|memfd"

/* ---- scenarios ---- */

static double
timeout_of(const struct scene *sc)
{
	return strtod(axis(sc, "timeout"), NULL);
}

static struct peer *
prepare(struct scene *sc, struct file **f)
{
	struct peer *p = pair(sc, axis(sc, "sock"));

	set_up(sc, "s1.settimeout(%s)",
	    axis_or(sc->instance, "timeout", "none"));
	*f = give_file(sc);
	return p;
}

/* What was sent before is not the file's: the peer's end is not looked at. */
static void
send_into_full(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	if (!over(sc) && peer_choke(p) < 0)
		broken(sc, "cannot fill the connection");
	call(sc, "s1.sendfile(f1)");
	elapsed(sc, timeout_of(sc));
}

static void
send_into_full_in_storm(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	set_up(sc, "handler(SIGUSR1,'return')");
	if (!over(sc) && peer_choke(p) < 0)
		broken(sc, "cannot fill the connection");
	begin(sc, "s1.sendfile(f1)");
	blocked(sc);
	finish_in_storm(sc, SIGUSR1, 20, 1000);
	elapsed(sc, timeout_of(sc));
}

static void
send_to_idle(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	narrow(sc, p);
	call(sc, "s1.sendfile(f1)");
	elapsed(sc, timeout_of(sc));
	received_part(sc, p, 0);
}

/* The buffers take the whole file, and nobody takes it from them. */
static void
send_what_fits(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);
	const struct reply *r;
	bool timed_out;

	/* Whether there is room beyond that is asked, though nobody needs it. */
	if (axis_is(sc, "sock", "unix") && axis_number(sc, "size") > 50000)
		rests_on_poll(sc);
	usual_room(sc, p);
	r = call(sc, "s1.sendfile(f1,0,%s)", axis(sc,
	    axis_is(sc, "count", "all") ? "size" : "count"));
	timed_out = r->kind == REPLY_RAISED &&
	    strcmp(r->type, "TimeoutError") == 0;
	received(sc, p);
	if (timed_out && !session_found(sc->session, "sendfile:whole") &&
	    p->received_bytes < (uint64_t)axis_number(sc, "size"))
		lacking(sc, "sendfile:whole", "it does not send %s bytes to an "
		    "idle reader", axis(sc, "size"));
	call(sc, "f1.tell()");
}

/*
 * Each wait for room is short, on a busy machine too; all of them together are
 * twice as long as the timeout.
 */
static void
send_to_slow(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);
	const struct reply *r;
	/* A reader that pauses longer lets each wait time out. */
	int pause_ms = (int)(500 * timeout_of(sc)), n;
	int64_t last;

	narrow(sc, p);
	begin(sc, "s1.sendfile(f1)");
	last = clock_now_ns();
	for (n = 0; n < 70 && !finished_within(sc, 20); n++) {
		peer_drain_some(p, 16384);
		acted_within(sc, last, pause_ms);
		last = clock_now_ns();
	}
	acted_within(sc, last, pause_ms);
	p->drains = true;
	r = finish(sc);
	/* One that goes on ends when it is let, at no time of its own. */
	if (r->kind == REPLY_RAISED)
		elapsed(sc, timeout_of(sc));
	received_part(sc, p, 0);
}

/* The reader comes when it has blocked. */
static void
send_to_late(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	narrow(sc, p);
	begin(sc, "s1.sendfile(f1)");
	blocked(sc);
	observe(sc, "finished", "%s",
	    finished_within(sc, 60) ? "true" : "false");
	p->drains = true;
	finish(sc);
	received(sc, p);
}

/* A handler acts while it waits; then the reader comes. */
static void
send_in_storm(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	narrow(sc, p);
	set_up(sc, "handler(SIGUSR1,%s)", axis(sc, "action"));
	begin(sc, "s1.sendfile(f1)");
	blocked(sc);
	send_signal(sc, SIGUSR1);
	if (!finished_within(sc, 20))
		p->drains = true;
	finish_in_storm(sc, SIGUSR1, 2, 20);
	received(sc, p);
}

static void
change(struct scene *sc, struct file *f, long long to)
{
	long long size = axis_number(sc, "size");
	char bytes[4096];
	size_t n;

	if (over(sc))
		return;
	if (to < size && ftruncate(f->writer, to) != 0)
		broken(sc, "cannot truncate the file: %s", strerror(errno));
	for (; size < to; size += (long long)n) {
		n = to - size < (long long)sizeof(bytes) ?
		    (size_t)(to - size) : sizeof(bytes);
		fill_bytes(bytes, n, FILL_SEED, (uint64_t)size);
		if (pwrite(f->writer, bytes, n, size) != (ssize_t)n)
			broken(sc, "cannot extend the file");
	}
	file_is_right(f);
}

static void
send_while_it_changes(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	narrow(sc, p);
	begin(sc, "s1.sendfile(f1,0,%s)", axis(sc, "count"));
	blocked(sc);
	change(sc, f, axis_number(sc, "to"));
	p->drains = true;
	finish(sc);
	received(sc, p);
	call(sc, "f1.tell()");
}

/* Of a pipe and the like whose other end says nothing more. */
static void
send_silent_file(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	/* read(2) of a file that is not O_NONBLOCK waits without a limit. */
	rests_on_poll(sc);
	p->drains = true;
	call(sc, "s1.sendfile(f1)");
	elapsed(sc, timeout_of(sc));
	received(sc, p);
}

/* The other end goes on when the call waits for it. */
static void
send_late_file(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);
	long long size = axis_number(sc, "size");
	char bytes[100];

	p->drains = true;
	begin(sc, "s1.sendfile(f1,0,%s)", axis(sc, "count"));
	blocked(sc);
	fill_bytes(bytes, sizeof(bytes), FILL_SEED, (uint64_t)size);
	write_last(sc, f, bytes, sizeof(bytes));
	finish(sc);
	received(sc, p);
}

/* ---- what is documented ---- */

static void
due_is_sent(struct documented *d, const struct instance *i)
{
	want_due(d, i);
}

/* What the file holds after the change, up to the count. */
static void
changed_is_sent(struct documented *d, const struct instance *i)
{
	long long n = instance_number(i, "to");
	long long count = number_or(i, "count", n);

	n = count < n ? count : n;
	documented_want(d, "blocked", "true");
	documented_want(d, "sendfile", "returned %lld", n);
	documented_want(d, "tell", "returned %lld", n);
	want_received(d, n, 0);
}

/* The size and the 100 bytes that come later, up to the count. */
static void
late_is_sent(struct documented *d, const struct instance *i)
{
	long long n = instance_number(i, "size") + 100;
	long long count = number_or(i, "count", n);

	n = count < n ? count : n;
	documented_want(d, "blocked", "true");
	documented_want(d, "sendfile", "returned %lld", n);
	want_received(d, n, 0);
}

static void
silent_file_times_out(struct documented *d, const struct instance *i)
{
	documented_want(d, "sendfile", "raised TimeoutError 'timed out'");
	documented_want(d, "elapsed", "on time");
	want_received(d, instance_number(i, "size"), 0);
}

static const struct row rows[] = {
	{ .name = "full_connection_times_out", .clause = "SENDFILE-43",
	  .act = send_into_full, .waits = true,
	  .axes = { STREAMS, KINDS "|bytearray", "size=1|8193|65537",
	    "timeout=0.0005|0.0011|0.02|0.0333|0.1" },
	  .doc = "sendfile: raised TimeoutError 'timed out'; "
	    "elapsed: on time" },

	{ .name = "idle_reader_times_out", .clause = "SENDFILE-43",
	  .act = send_to_idle, .waits = true,
	  .axes = { "sock=unix", KINDS, "timeout=0.05|0.1|0.2" },
	  .with = { "size=1048576" },
	  .doc = "sendfile: raised TimeoutError 'timed out'; "
	    "elapsed: on time; part: right" },

	{ .name = "file_that_was_sent_does_not_time_out",
	  .clause = "SENDFILE-42", .act = send_what_fits, .waits = true,
	  .needs = "sendfile",
	  .axes = { "sock=tcp|unix", FILES, "timeout=0.05|0.2",
	    "size=1|8192|60000|100000", "count=none|all|200000" },
	  .doc = "sendfile: returned {size}; "
	    "tell: returned {size}" },

	{ .name = "slow_reader_does_not_prolong_the_timeout",
	  .clause = "SENDFILE-42", .act = send_to_slow, .waits = true,
	  .axes = { "sock=unix", KINDS, "timeout=0.6" },
	  .with = { "size=4194304" },
	  .doc = "sendfile: raised TimeoutError 'timed out'; "
	    "elapsed: on time; part: right" },

	{ .name = "reader_that_comes_late_gets_all", .clause = "SENDFILE-01",
	  .act = send_to_late, .waits = true,
	  .axes = { STREAMS, "timeout=none|8.0", KINDS },
	  .with = { "size=1048576" }, .documented = due_is_sent,
	  .doc = "blocked: true; finished: false" },

	{ .name = "handlers_that_return_do_not_prolong_the_timeout",
	  .clause = "SENDFILE-44", .act = send_into_full_in_storm,
	  .waits = true,
	  .axes = { STREAMS, KINDS, "timeout=0.1|0.2|0.3" },
	  .with = { "size=20000" },
	  .doc = "blocked: true; sendfile: raised TimeoutError 'timed out'; "
	    "elapsed: on time" },

	{ .name = "handlers_that_return_do_not_change_what_is_sent",
	  .clause = "SENDFILE-44", .act = send_in_storm, .waits = true,
	  .axes = { STREAMS, "timeout=none|8.0", KINDS },
	  .with = { "size=1048576", "action='return'" },
	  .documented = due_is_sent, .doc = "blocked: true" },

	{ .name = "socket_made_nonblocking_meanwhile_sends_all",
	  .clause = "SENDFILE-46", .act = send_in_storm, .waits = true,
	  .axes = { STREAMS, "timeout=none|8.0", KINDS,
	    "action='setblocking',s1,false|'settimeout',s1,0.0" },
	  .with = { "size=1048576" } },

	{ .name = "socket_given_another_timeout_meanwhile_sends_all",
	  .clause = "SENDFILE-46", .act = send_in_storm, .waits = true,
	  .axes = { STREAMS, "timeout=none|8.0", KINDS,
	    "action='settimeout',s1,none|'settimeout',s1,9.0" },
	  .with = { "size=1048576" } },

	{ .name = "growing_file_is_sent_to_its_new_end",
	  .clause = "SENDFILE-45", .act = send_while_it_changes,
	  .waits = true,
	  .axes = { STREAMS, "timeout=none|8.0",
	    "kind=regular open|memfd open", "to=1048577|1500000",
	    "count=none|1048577|9000000" },
	  .with = { "size=1048576" }, .documented = changed_is_sent },

	{ .name = "truncated_file_is_sent_to_its_new_end",
	  .clause = "SENDFILE-45", .act = send_while_it_changes,
	  .waits = true,
	  .axes = { STREAMS, "timeout=none|8.0",
	    "kind=regular open|memfd open", "to=700000|1048575",
	    "count=none|1048576" },
	  .with = { "size=1048576" }, .documented = changed_is_sent },

	{ .name = "silent_file_times_out", .clause = "SENDFILE-42",
	  .act = send_silent_file, .waits = true,
	  .axes = { STREAMS, "kind=pipe open|fifo open|socket open|tty open",
	    "buffering=0", "size=0|64", "timeout=0.05|0.1" },
	  .documented = silent_file_times_out },

	{ .name = "file_that_comes_late_is_sent", .clause = "SENDFILE-04",
	  .act = send_late_file, .waits = true,
	  .axes = { STREAMS, "timeout=none|8.0",
	    "kind=pipe open|fifo open|socket open", "buffering=-1|0",
	    "size=0|64", "count=none|100" },
	  .documented = late_is_sent },
};

AREA_ROWS(sendfile_timeout, rows);
