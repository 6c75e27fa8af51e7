/* SPDX-License-Identifier: BSD-2-Clause */
/* The three modes of a socket, of each method that can block. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "harness/scene/blocking.h"
#include "harness/scene/share.h"

#define NAMES "family=AF_INET|AF_INET6|AF_UNIX"
#define TYPES "type=SOCK_STREAM|SOCK_DGRAM|SOCK_SEQPACKET"

/* Kinds with an open file description that is connected from the start. */
#define PAIRS "kind=tcp|tcp6|udp|unix|dgram|seqpacket"

static double
axis_seconds(const struct scene *sc, const char *name)
{
	return strtod(axis(sc, name), NULL);
}

static void
make_socket(struct scene *sc)
{
	struct peer *p;

	call(sc, "s1=socket(%s,%s)", axis(sc, "family"), axis(sc, "type"));
	call(sc, "s1.gettimeout()");
	call(sc, "s1.getblocking()");
	p = share(sc, "s1");
	o_nonblock(sc, p);
}

static bool
is_type_of_family(const struct instance *i)
{
	return instance_is(i, "family", "AF_UNIX") ||
	    !instance_is(i, "type", "SOCK_SEQPACKET");
}

static void
make_pair(struct scene *sc)
{
	struct peer *p;

	call(sc, "s1=socketpair(AF_UNIX,%s)", axis(sc, "type"));
	call(sc, "%s.gettimeout()", axis(sc, "end"));
	p = share(sc, axis(sc, "end"));
	o_nonblock(sc, p);
	begin(sc, "%s.recv(9)", axis(sc, "end"));
	blocked(sc);
	if (!over(sc) && shutdown(p->theirs, SHUT_RDWR) != 0)
		broken(sc, "cannot shut down a socket");
	finish(sc);
}

/* Blocks as long as it must, and then completes. */
static void
let_later(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	if (instance_value(sc->instance, "before") != NULL)
		set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	begin(sc, "%s", b.call);
	blocked(sc);
	finished_within(sc, (int)axis_number(sc, "ms"));
	blocked(sc);
	blocking_let(sc, &b);
	finish(sc);
	elapsed_between(sc, (double)axis_number(sc, "ms") / 1000, 4.5);
	blocking_look(sc, &b);
}

static void
document_let(struct documented *d, const struct instance *i)
{
	documented_add(d, "blocked: true; blocked#2: true; elapsed: on time");
	blocking_document(d, i);
}

static void
never_let(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "%s", b.call);
	elapsed(sc, axis_seconds(sc, "timeout"));
	call(sc, "s1.gettimeout()");
}

static void
document_at_once(struct documented *d, const struct instance *i)
{
	const char *method = instance_value(i, "method");

	if (strcmp(method, "connect") == 0)
		documented_want(d, method,
		    "raised BlockingIOError errno=EINPROGRESS");
	else if (strcmp(method, "sendfile") == 0)
		documented_want(d, method, "raised ValueError");
	else
		documented_want(d, method,
		    "raised BlockingIOError errno=EAGAIN");
	documented_want(d, "elapsed", "at once");
}

/* Ready before the call: no mode waits. */
static void
let_before(struct scene *sc)
{
	struct blocking b;

	rests_on_one_poll(sc, axis_seconds(sc, "mode"));
	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	blocking_let(sc, &b);
	call(sc, "%s", b.call);
	blocking_look(sc, &b);
}

static bool
receives(const struct instance *i)
{
	const char *method = instance_value(i, "method");

	return blocking_fits(i) && (strncmp(method, "recv", 4) == 0 ||
	    strcmp(method, "accept") == 0);
}

/* The peer goes away while the call blocks. */
static void
leave(struct scene *sc)
{
	struct blocking b;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	begin(sc, "%s", b.call);
	blocked(sc);
	if (!over(sc))
		peer_close(b.peer);
	finish(sc);
}

/* Of the kinds that notice it. */
static bool
peer_can_leave(const struct instance *i)
{
	return blocking_fits(i) && !instance_is(i, "method", "accept") &&
	    !instance_is(i, "method", "connect") &&
	    !instance_is(i, "method", "sendfile") &&
	    !instance_is(i, "kind", "udp") && !(instance_is(i, "kind", "dgram")
	    && strncmp(instance_value(i, "method"), "recv", 4) == 0);
}

static void
set_mode_and_look(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "before"));
	call(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	o_nonblock(sc, p);
	call(sc, "s1.getblocking()");
}

/* Two objects of one endpoint: made by dup(), or over the descriptor. */
static void
share_endpoint(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "first"));
	if (axis_is(sc, "by", "dup"))
		set_up(sc, "s2=s1.dup()");
	else
		give_end(sc, p, axis_is(sc, "kind", "tcp") ?
		    "AF_INET,SOCK_STREAM,0" : "AF_UNIX,SOCK_STREAM,0");
	call(sc, "s2.gettimeout()");
	set_up(sc, "s2.settimeout(%s)", axis(sc, "second"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
	call(sc, "s2.gettimeout()");
}

static void
document_shared(struct documented *d, const struct instance *i)
{
	documented_want(d, "o_nonblock", instance_is(i, "second", "none") ?
	    "false" : "true");
}

/* What a shared O_NONBLOCK does to the operations of the other object. */
static void
share_and_receive(struct scene *sc)
{
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "first"));
	set_up(sc, "s2=s1.dup()");
	set_up(sc, "s2.settimeout(%s)", axis(sc, "second"));
	call(sc, "s1.recv(1)");
	elapsed(sc, axis_seconds(sc, "first"));
	call(sc, "s2.recv(1)");
}

/* Made blocking again through the other object. */
static void
share_and_block(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s2=s1.dup()");
	set_up(sc, "s2.settimeout(%s)", axis(sc, "second"));
	set_up(sc, "s2.settimeout(none)");
	begin(sc, "s1.recv(10)");
	blocked(sc);
	peer_sends(sc, p, 3, 1);
	finish(sc);
}

/* O_NONBLOCK is not as the object has it. */
static void
force_and_call(struct scene *sc)
{
	struct blocking b;
	struct peer *p;

	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	p = share(sc, "s1");
	force_o_nonblock(sc, p, axis_is(sc, "forced", "true"));
	if (axis_is(sc, "forced", "false"))
		rests_on_poll(sc);
	call(sc, "%s", b.call);
	elapsed(sc, axis_seconds(sc, "timeout"));
	/* A call leaves the mode as it was forced. */
	o_nonblock(sc, p);
	peer_let_go(p);
}

/*
 * Of AF_ALG some sockets have no poll(), so that the C end cannot wait; and
 * connect(2) is made before there is anything to wait for.
 */
static bool
fits_and_is_polled(const struct instance *i)
{
	return blocking_fits(i) && !instance_is(i, "kind", "alg") &&
	    !instance_is(i, "method", "connect");
}

/* sendfile() polls a blocking socket too, which then waits without limit. */
static bool
fits_and_is_limited(const struct instance *i)
{
	return blocking_fits(i) && !instance_is(i, "method", "sendfile");
}

static void
force_and_let(struct scene *sc)
{
	struct blocking b;
	struct peer *p;

	blocking_start(sc, &b);
	p = share(sc, "s1");
	force_o_nonblock(sc, p, true);
	begin(sc, "%s", b.call);
	blocked(sc);
	blocking_let(sc, &b);
	finish(sc);
	peer_let_go(p);
	blocking_look(sc, &b);
}

static void
limit_and_call(struct scene *sc)
{
	struct timeval tv = { 0, 100000 };
	struct blocking b;
	struct peer *p;

	blocking_start(sc, &b);
	p = share(sc, "s1");
	if (!over(sc) && (setsockopt(p->theirs, SOL_SOCKET, SO_RCVTIMEO, &tv,
	    sizeof(tv)) != 0 || setsockopt(p->theirs, SOL_SOCKET, SO_SNDTIMEO,
	    &tv, sizeof(tv)) != 0))
		broken(sc, "cannot limit the time of a socket");
	may_wait(sc, 0.1);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "%s", b.call);
	if (axis_is(sc, "mode", "none"))
		elapsed_by_ticks(sc, 0.1, 0);
	else
		elapsed(sc, axis_seconds(sc, "mode"));
	peer_let_go(p);
}

static void
call_with_flag(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	const char *its = axis(sc, "call");

	if (!over(sc) && strncmp(its, "send", 4) == 0)
		peer_choke(p);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s1.%s", its);
	elapsed(sc, axis_seconds(sc, "mode"));
}

#define TIMED_OUT "{method}: raised TimeoutError 'timed out'; " \
	"elapsed: on time"
#define FLAGGED "call=recv(1,MSG_DONTWAIT)|recvmsg(1,0,MSG_DONTWAIT)|" \
	"send(x'61',MSG_DONTWAIT)|sendall(x'61',MSG_DONTWAIT)|" \
	"sendmsg([x'61'],[],MSG_DONTWAIT)"

static const struct row rows[] = {
	{ .name = "new_socket_blocks", .clause = "MODE-01",
	  .act = make_socket, .only = is_type_of_family,
	  .axes = { NAMES, TYPES },
	  .doc = "gettimeout: returned none; getblocking: returned true; "
	    "o_nonblock: false" },

	{ .name = "new_pair_blocks", .clause = "MODE-01", .act = make_pair,
	  .axes = { TYPES, "end=s1|s2" },
	  .only = NULL,
	  .doc = "gettimeout: returned none; o_nonblock: false; "
	    "blocked: true", .waits = true },

	{ .name = "blocking_call_waits_until_it_can_complete",
	  .clause = "MODE-02", .act = let_later, .only = blocking_fits,
	  .axes = { METHODS, EVERY_KIND, "mode=none", "ms=60" },
	  .documented = document_let, .waits = true },

	{ .name = "call_with_timeout_waits_until_it_can_complete",
	  .clause = "MODE-04", .act = let_later, .only = blocking_fits,
	  .axes = { METHODS, EVERY_KIND, "mode=4.0", "ms=60" },
	  .documented = document_let, .waits = true },

	{ .name = "timeout_of_before_does_not_end_a_blocking_call",
	  .clause = "MODE-02", .act = let_later,
	  .only = blocking_fits_and_ends_soon,
	  .axes = { METHODS, "kind=tcp|unix|udp", "before=0.02",
	    "mode=none", "ms=60" },
	  .documented = document_let, .waits = true },

	{ .name = "nonblocking_call_fails_at_once", .clause = "MODE-03",
	  .act = never_let, .only = blocking_fits,
	  .axes = { METHODS, EVERY_KIND, "timeout=0.0" },
	  .documented = document_at_once, .waits = true },

	{ .name = "call_with_timeout_times_out", .clause = "MODE-04",
	  .act = never_let, .only = blocking_fits,
	  .axes = { METHODS, EVERY_KIND, "timeout=0.001|0.1|0.3" },
	  .doc = TIMED_OUT "; gettimeout: returned {timeout}",
	  .waits = true },

	{ .name = "what_is_ready_does_not_wait", .clause = "MODE-04",
	  .act = let_before, .only = receives,
	  .axes = { METHODS, EVERY_KIND, "mode=none|0.0|1e-9|0.5" },
	  .documented = blocking_document },

	{ .name = "peer_that_leaves_ends_the_call", .clause = "MODE-04",
	  .act = leave, .only = peer_can_leave,
	  .axes = { METHODS, EVERY_KIND, "mode=none|4.0" },
	  .doc = "blocked: true", .waits = true },

	{ .name = "peer_that_leaves_ends_sendfile", .clause = "MODE-04",
	  .act = leave, .axes = { "kind=tcp|tcp6", "mode=none|4.0" },
	  .with = { "method=sendfile" },
	  .doc = "blocked: true", .waits = true },

	{ .name = "timeout_mode_is_o_nonblock", .clause = "MODE-05",
	  .act = set_mode_and_look,
	  .axes = { PAIRS, "before=none|0.0|2.5",
	    "timeout=1e-9|0.5|86400" },
	  .doc = "o_nonblock: true; getblocking: returned true" },

	{ .name = "o_nonblock_is_of_the_endpoint", .clause = "MODE-06",
	  .act = share_endpoint,
	  .axes = { "kind=tcp|unix", "by=dup|descriptor",
	    "first=none|0.0|0.5", "second=none|0.0|1.5" },
	  .documented = document_shared },

	{ .name = "other_object_meets_o_nonblock", .clause = "MODE-06",
	  .act = share_and_receive,
	  .axes = { "kind=tcp|unix|udp", "first=none|0.0|0.1",
	    "second=0.0|0.05" }, .waits = true },

	{ .name = "blocking_mode_is_given_back_by_the_other",
	  .clause = "MODE-06", .act = share_and_block,
	  .axes = { "kind=tcp|unix|udp", "second=0.0|0.05" },
	  .doc = "blocked: true; recv: returned *", .waits = true },

	{ .name = "timeout_holds_on_a_blocking_descriptor",
	  .clause = "MODE-07", .act = force_and_call,
	  .only = fits_and_is_polled,
	  .axes = { METHODS, EVERY_KIND, "timeout=0.1",
	    "forced=false" }, .waits = true },

	{ .name = "blocking_object_on_a_nonblocking_descriptor",
	  .clause = "MODE-02", .act = force_and_call,
	  .only = fits_and_is_limited,
	  .axes = { METHODS, EVERY_KIND, "timeout=none", "forced=true" },
	  .waits = true },

	{ .name = "blocking_sendfile_waits_on_a_nonblocking_descriptor",
	  .clause = "MODE-02", .act = force_and_let,
	  .axes = { "kind=tcp|tcp6|unix" }, .with = { "method=sendfile" },
	  .documented = blocking_document, .waits = true },

	{ .name = "limit_of_the_kernel_ends_a_blocking_call",
	  .clause = "MODE-02", .act = limit_and_call,
	  .only = fits_and_is_limited,
	  .axes = { METHODS, EVERY_KIND, "mode=none" }, .waits = true },

	{ .name = "limit_of_the_kernel_does_not_shorten_a_timeout",
	  .clause = "MODE-04", .act = limit_and_call, .only = blocking_fits,
	  .axes = { METHODS, EVERY_KIND, "mode=0.25" },
	  .doc = TIMED_OUT, .waits = true },

	{ .name = "dontwait_in_a_blocking_mode", .clause = "MODE-02",
	  .act = call_with_flag,
	  .axes = { "kind=tcp|unix", "mode=none|0.0|0.1", FLAGGED },
	  .waits = true },
};

AREA_ROWS(timeouts_modes, rows);
