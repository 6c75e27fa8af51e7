/* SPDX-License-Identifier: BSD-2-Clause */
/* sendall(): one deadline for all of the data, and what an error leaves. */
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cases/sendfile.h"
#include "harness/protocol/fill.h"
#include "harness/scene/scene.h"

#define KINDS "kind=unix|tcp|tcp6"
#define DATA_LEN 2000000
#define DATA "fill:1:2000000"
#define RECEIVE_MS 5
#define RECEIVE_BYTES 4096
#define PART 65536	/* not all: the sender fills up meanwhile what is taken */

/* Whether what came is how the data begins; it need not be all. */
static void
is_beginning(struct scene *sc, const struct peer *p)
{
	static char bytes[DATA_LEN];

	if (p->received_bytes <= DATA_LEN)
		fill_bytes(bytes, (size_t)p->received_bytes, 1, 0);
	observe(sc, "received_is_the_beginning", "%s",
	    p->received_bytes <= DATA_LEN && p->crc == fill_crc(0, bytes,
	    (size_t)p->received_bytes) ? "true" : "false");
}

/* A little at a time, as long as the call goes on. */
static void
receive_slowly(struct scene *sc, struct peer *p, int signal)
{
	while (!finished_within(sc, RECEIVE_MS)) {
		p->drains = p->drains || overdue(sc);
		peer_drain_some(p, RECEIVE_BYTES);
		if (signal != 0)
			send_signal(sc, signal);
	}
}

static struct peer *
narrow_pair(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.setsockopt(SOL_SOCKET,SO_SNDBUF,4608)");
	return p;
}

static void
send_to_slow_reader(struct scene *sc)
{
	struct peer *p = narrow_pair(sc);
	bool signals = axis_is(sc, "signals", "true");

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.sendall(" DATA ")");
	receive_slowly(sc, p, signals ? SIGUSR1 : 0);
	finish(sc);
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
	if (!over(sc))
		peer_drain(p);
	is_beginning(sc, p);
}

static void
send_all_to_reader(struct scene *sc)
{
	struct peer *p = narrow_pair(sc);
	bool signals = axis_is(sc, "signals", "true");

	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.sendall(fill:1:%s)", axis(sc, "size"));
	receive_slowly(sc, p, signals ? SIGUSR1 : 0);
	finish(sc);
	received(sc, p);
}

static void
send_to_nobody_reading(struct scene *sc)
{
	struct peer *p = narrow_pair(sc);

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendall(fill:1:%s)", axis(sc, "size"));
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
	if (!over(sc))
		peer_drain(p);
	is_beginning(sc, p);
	call(sc, "s1.gettimeout()");
}

/* Some of the data is taken, then a signal raises. */
static void
raise_half_way(struct scene *sc)
{
	struct peer *p = narrow_pair(sc);
	long long n = axis_number(sc, "reads");

	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'raise')");
	begin(sc, "s1.sendall(" DATA ")");
	blocked(sc);
	while (n-- > 0 && !over(sc)) {
		peer_take(p, PART);
		blocked(sc);
	}
	send_signal(sc, SIGUSR1);
	finish(sc);
	call(sc, "handler_runs()");
	if (!over(sc))
		peer_drain(p);
	is_beginning(sc, p);
}

static void
leave_half_way(struct scene *sc)
{
	struct peer *p = narrow_pair(sc);

	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	begin(sc, "s1.sendall(" DATA ")");
	blocked(sc);
	if (!over(sc)) {
		peer_take(p, PART);
		shutdown(p->fd, SHUT_RDWR);
		peer_close(p);
	}
	finish(sc);
}

static void
send_nothing(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (axis_is(sc, "full", "true") && !axis_is(sc, "mode", "0.0"))
		rests_on_poll(sc);
	if (axis_is(sc, "full", "true") && !over(sc))
		peer_choke(p);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s1.sendall(x'')");
	received(sc, p);
}

static void
all_arrives(struct documented *d, const struct instance *i)
{
	static char bytes[DATA_LEN];
	long long n = instance_number(i, "size");

	fill_bytes(bytes, (size_t)n, 1, 0);
	documented_want(d, "sendall", "returned none");
	want_bytes(d, bytes, n);
}

#define TIMED_OUT "sendall: raised TimeoutError 'timed out'; " \
	"elapsed: on time; received_is_the_beginning: true"

static const struct row rows[] = {
	{ .name = "timeout_is_the_time_for_all_of_the_data",
	  .clause = "SENDALL-01", .act = send_to_slow_reader,
	  .axes = { KINDS, "timeout=0.05|0.1|0.2|0.4",
	    "signals=false|true" }, .doc = TIMED_OUT, .waits = true },

	{ .name = "no_reader_times_out", .clause = "SENDALL-01",
	  .act = send_to_nobody_reading,
	  .axes = { KINDS, "timeout=0.02|0.1|0.3", "size=1000000|2000000" },
	  .doc = TIMED_OUT, .waits = true },

	{ .name = "slow_reader_gets_all", .clause = "SENDALL-01",
	  .act = send_all_to_reader,
	  .axes = { KINDS, "mode=none|8.0", "size=1|40000|100000",
	    "signals=false|true" },
	  .documented = all_arrives, .waits = true },

	{ .name = "nonblocking_fails_after_a_part", .clause = "MODE-03",
	  .act = send_to_nobody_reading,
	  .axes = { KINDS, "timeout=0.0", "size=1000000" },
	  .doc = "sendall: raised BlockingIOError errno=EAGAIN; "
	    "elapsed: at once; received_is_the_beginning: true",
	  .waits = true },

	{ .name = "raising_handler_ends_it_half_way", .clause = "SENDALL-02",
	  .act = raise_half_way,
	  .axes = { "kind=unix|tcp", "mode=none|8.0", "reads=0|1|3" },
	  .doc = "sendall: raised Interrupted; handler_runs: returned 1; "
	    "received_is_the_beginning: true", .waits = true },

	{ .name = "reader_gone_half_way_is_an_error", .clause = "SENDALL-02",
	  .act = leave_half_way, .axes = { KINDS, "mode=none|8.0" },
	  .doc = "sendall: raised BrokenPipeError errno=EPIPE or "
	    "raised ConnectionResetError errno=ECONNRESET", .waits = true },

	{ .name = "nothing_to_send", .clause = "SENDALL-01",
	  .act = send_nothing,
	  .axes = { "kind=unix|tcp|seqpacket|dgram", "mode=none|0.0|0.1",
	    "full=false" } },

	{ .name = "nothing_to_send_to_a_full_socket", .clause = "SENDALL-01",
	  .act = send_nothing,
	  .axes = { "kind=unix|tcp", "mode=0.0|0.1", "full=true" },
	  .waits = true },
};

AREA_ROWS(timeouts_sendall, rows);
