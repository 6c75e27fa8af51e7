/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where sendfile() leaves the file: "File position is updated on return or
 * also in case of error in which case file.tell() can be used to figure out
 * the number of bytes which were sent." So it is the offset plus these.
 */
#include <signal.h>

#include "cases/sendfile.h"

#define STREAMS "sock=tcp|unix"
#define MODES "timeout=none|5.0"
#define POSITIONS "position=0|1|20000"
#define OBJECTS "kind=memory|seekable"
#define FILES "kind=regular|memfd"

/* ---- scenarios ---- */

static struct peer *
prepare(struct scene *sc, struct file **f)
{
	struct peer *p = pair(sc, axis_or(sc->instance, "sock", "unix"));

	set_up(sc, "s1.settimeout(%s)",
	    axis_or(sc->instance, "timeout", "none"));
	*f = give_file(sc);
	if (instance_value(sc->instance, "position") != NULL)
		set_up(sc, "f1.seek(%s)", axis(sc, "position"));
	return p;
}

static void
send_it(struct scene *sc)
{
	call(sc, "s1.sendfile(f1,%s,%s)",
	    axis_or(sc->instance, "offset", "0"),
	    axis_or(sc->instance, "count", "none"));
}

/* The file's position as the object and as the kernel tells it. */
static void
look(struct scene *sc, const struct file *f)
{
	call(sc, "f1.tell()");
	if (f->fd >= 0)
		offset(sc, f);
}

static void
send_and_tell(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	p->drains = true;
	send_it(sc);
	received(sc, p);
	look(sc, f);
}

/* What was read ahead may be in the buffer: the kernel's offset says less. */
static void
send_and_read_on(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	p->drains = true;
	send_it(sc);
	received(sc, p);
	call(sc, "f1.tell()");
	call(sc, "f1.read(7)");
	call(sc, "f1.tell()");
}

static void
send_after(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	set_up(sc, "s1.%s", axis(sc, "how"));
	send_it(sc);
	look(sc, f);
	if (!axis_is(sc, "how", "close()"))
		received(sc, p);
}

static void
send_into_full(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	if (!over(sc) && peer_choke(p) < 0)
		broken(sc, "cannot fill the connection");
	send_it(sc);
	elapsed(sc, 0.03);
	look(sc, f);
}

static void
interrupt_when_full(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	set_up(sc, "handler(SIGUSR1,'raise')");
	if (!over(sc) && peer_choke(p) < 0)
		broken(sc, "cannot fill the connection");
	begin(sc, "s1.sendfile(f1,%s)", axis(sc, "offset"));
	blocked(sc);
	send_signal(sc, SIGUSR1);
	finish(sc);
	look(sc, f);
}

/* Nobody reads, so that it times out when the buffers are full. */
static void
send_to_idle(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);

	narrow(sc, p);
	call(sc, "s1.sendfile(f1,%s)", axis(sc, "offset"));
	received_part(sc, p, axis_number(sc, "offset"));
	look(sc, f);
}

/* A handler acts while it waits for a reader. */
static void
interrupt_half_way(struct scene *sc)
{
	struct file *f;
	struct peer *p = prepare(sc, &f);
	int small = 4096;

	if (instance_is(sc->instance, "sock", "tcp") &&
	    instance_is(sc->instance, "timeout", "none") &&
	    !session_found(sc->session, "sendfile:whole"))
		lacking(sc, "sendfile:whole", "without a sendfile(2) that "
		    "takes all it has room for, how much of a block TCP had "
		    "taken when the signal came is chance");
	narrow(sc, p);
	set_up(sc, "handler(SIGUSR1,%s)", axis(sc, "action"));
	begin(sc, "s1.sendfile(f1,%s)", axis(sc, "offset"));
	blocked(sc);
	come_to_rest(sc, p);
	/* Whatever TCP may yet bring over makes no room any more. */
	if (!over(sc) && setsockopt(p->theirs, SOL_SOCKET, SO_SNDBUF, &small,
	    sizeof(small)) != 0)
		broken(sc, "cannot set SO_SNDBUF");
	come_to_rest(sc, p);
	send_signal(sc, SIGUSR1);
	finish(sc);
	received_part(sc, p, axis_number(sc, "offset"));
	look(sc, f);
}

static void
refuse_and_look(struct scene *sc)
{
	struct file *f;

	prepare(sc, &f);
	call(sc, "s1.sendfile(%s)", axis(sc, "arguments"));
	call(sc, "f1.tell()");
}

/* ---- what is documented ---- */

static void
ends_behind_sent(struct documented *d, const struct instance *i)
{
	long long end = number_or(i, "offset", 0) + due(i);

	want_due(d, i);
	documented_want(d, "tell", "returned %lld", end);
	if (!axis_is_one_of(i, "kind", "memory seekable"))
		documented_want(d, "offset", "%lld", end);
}

static void
goes_on_behind_sent(struct documented *d, const struct instance *i)
{
	long long end = number_or(i, "offset", 0) + due(i);
	long long more = number_or(i, "size", 0) - end;
	struct text text = TEXT_INIT;
	char bytes[7];

	more = more < 0 ? 0 : more < 7 ? more : 7;
	fill_bytes(bytes, (size_t)more, FILL_SEED, (uint64_t)end);
	value_format_bytes(bytes, (size_t)more, &text);
	want_due(d, i);
	documented_want(d, "tell", "returned %lld", end);
	documented_want(d, "read", "returned %s", text_get(&text));
	documented_want(d, "tell#2", "returned %lld", end + more);
	text_release(&text);
}

/* ---- which combinations make sense ---- */

static bool
sends_something(const struct instance *i)
{
	return due(i) > 0;
}

static bool
sends_nothing(const struct instance *i)
{
	return due(i) == 0;
}

/* An object that Python does not take from its start is SENDFILE-11's. */
static bool
starts_at_offset(const struct instance *i)
{
	return !axis_is_one_of(i, "kind", "memory seekable") ||
	    instance_number(i, "offset") != 0 ||
	    instance_number(i, "position") == 0;
}

/*
 * How much of a block TCP had taken when the signal came is chance, and in
 * blocking mode it decides whether Python's position is wrong.
 */
static bool
starts_and_stops_for_sure(const struct instance *i)
{
	return starts_at_offset(i) && !(instance_is(i, "sock", "tcp") &&
	    instance_is(i, "timeout", "none") &&
	    axis_is_one_of(i, "kind", "memory seekable"));
}

static const struct row rows[] = {
	{ .name = "file_ends_behind_what_was_sent", .clause = "SENDFILE-26",
	  .act = send_and_tell, .only = sends_something,
	  .axes = { STREAMS, MODES, FILES, "buffering=-1|0", POSITIONS,
	    "size=1|8193", "offset=0|1|8192", "count=none|1|8192" },
	  .documented = ends_behind_sent },

	{ .name = "object_ends_behind_what_was_sent",
	  .clause = "SENDFILE-26", .act = send_and_tell,
	  .only = sends_something,
	  .axes = { STREAMS, MODES, OBJECTS, POSITIONS, "size=1|8193|20000",
	    "offset=1|8192", "count=none|1|8192|8193" },
	  .documented = ends_behind_sent },

	{ .name = "object_ends_behind_what_was_sent_from_its_start",
	  .clause = "SENDFILE-30", .act = send_and_tell,
	  .axes = { STREAMS, MODES, OBJECTS, POSITIONS, "size=1|8193|20000",
	    "offset=0", "count=none|1|8192|8193" },
	  .documented = ends_behind_sent },

	{ .name = "file_stands_at_offset_when_nothing_was_left_to_send",
	  .clause = "SENDFILE-12", .act = send_and_tell,
	  .only = sends_nothing,
	  .axes = { STREAMS, MODES, FILES, "buffering=-1|0", POSITIONS,
	    "size=0|8192", "offset=0|8192|8193", "count=none|1" },
	  .documented = ends_behind_sent },

	{ .name = "object_stands_at_offset_when_nothing_was_left_to_send",
	  .clause = "SENDFILE-12", .act = send_and_tell,
	  .only = sends_nothing,
	  .axes = { STREAMS, MODES, OBJECTS, POSITIONS,
	    "size=0|8192", "offset=0|8192|8193", "count=none|1" },
	  .documented = ends_behind_sent },

	{ .name = "reading_goes_on_behind_what_was_sent",
	  .clause = "SENDFILE-26", .act = send_and_read_on,
	  .only = sends_something,
	  .axes = { STREAMS, FILES, "buffering=-1|0",
	    "before=read(1)|read(8192)|read(8193)|seek(5)",
	    "size=8193|20000", "offset=0|1|8192", "count=none|1|8192" },
	  .documented = goes_on_behind_sent },

	{ .name = "reading_an_object_goes_on_behind_what_was_sent",
	  .clause = "SENDFILE-30", .act = send_and_read_on,
	  .only = sends_something,
	  .axes = { STREAMS, OBJECTS, "before=nothing|read(1)|read(8193)",
	    "size=8193|20000", "offset=0|1|8192", "count=none|1|8192" },
	  .documented = goes_on_behind_sent },

	{ .name = "failing_with_nothing_sent_leaves_it_at_offset",
	  .clause = "SENDFILE-28", .act = send_after,
	  .only = starts_at_offset,
	  .axes = { STREAMS, MODES, "kind=regular|memfd|memory|seekable",
	    POSITIONS, "size=100|20000", "offset=0|50" },
	  .with = { "how=shutdown(SHUT_WR)" },
	  .doc = "sendfile: raised BrokenPipeError errno=EPIPE; "
	    "tell: returned {offset}; peer: 0 bytes x''" },

	{ .name = "closed_socket_does_not_move_it_on", .clause = "SENDFILE-28",
	  .act = send_after, .only = starts_at_offset,
	  .axes = { STREAMS, MODES, "kind=regular|memfd|memory|seekable",
	    POSITIONS, "size=100|20000", "offset=0|50" },
	  .with = { "how=close()" },
	  /* What it raises is SENDFILE-35's. */
	  .doc = "sendfile: raised **; "
	    "tell: returned {position} or returned {offset}" },

	{ .name = "timeout_with_nothing_sent_leaves_it_at_offset",
	  .clause = "SENDFILE-28", .act = send_into_full, .waits = true,
	  .only = starts_at_offset,
	  .axes = { STREAMS, "kind=regular|memfd|memory|seekable",
	    "position=0|1|20000", "size=100|20000", "offset=0|50" },
	  .with = { "timeout=0.03" },
	  .doc = "sendfile: raised TimeoutError 'timed out'; "
	    "tell: returned {offset}; elapsed: on time" },

	{ .name = "handler_that_raises_with_nothing_sent_leaves_it_at_offset",
	  .clause = "SENDFILE-28", .act = interrupt_when_full, .waits = true,
	  .only = starts_at_offset,
	  .axes = { STREAMS, MODES, "kind=regular|memfd|memory|seekable",
	    "position=0|1|20000", "size=100|20000", "offset=0|50" },
	  .doc = "blocked: true; sendfile: raised Interrupted; "
	    "tell: returned {offset}" },

	{ .name = "timeout_half_way_leaves_it_behind_what_was_sent",
	  .clause = "SENDFILE-27", .act = send_to_idle, .waits = true,
	  .only = starts_at_offset,
	  .axes = { STREAMS, "kind=regular|memfd|memory|seekable",
	    "position=0|1|20000", "offset=0|1|8192" },
	  .with = { "timeout=0.05", "size=1048576" },
	  .doc = "sendfile: raised TimeoutError 'timed out'; "
	    "part: right; tell: returned END" },

	{ .name = "broken_pipe_half_way_leaves_it_behind_what_was_sent",
	  .clause = "SENDFILE-27", .act = interrupt_half_way, .waits = true,
	  .only = starts_at_offset,
	  .axes = { STREAMS, MODES, "kind=regular|memfd|memory|seekable",
	    "position=0|1|20000", "offset=0|1|8192" },
	  .with = { "size=1048576", "action='shutdown',s1,SHUT_RDWR" },
	  .doc = "blocked: true; sendfile: raised BrokenPipeError errno=EPIPE; "
	    "part: right; tell: returned END" },

	{ .name = "handler_that_raises_leaves_it_behind_what_was_sent",
	  .clause = "SENDFILE-29", .act = interrupt_half_way, .waits = true,
	  .only = starts_and_stops_for_sure,
	  .axes = { STREAMS, MODES, "kind=regular|memfd|memory|seekable",
	    "position=0|1|20000", "offset=0|1|8192" },
	  .with = { "size=1048576", "action='raise'" },
	  .doc = "blocked: true; sendfile: raised Interrupted; "
	    "part: right; tell: returned END" },

	{ .name = "refused_count_does_not_move_it_on", .clause = "SENDFILE-28",
	  .act = refuse_and_look,
	  .axes = { MODES, "kind=regular|memory|seekable", POSITIONS,
	    "arguments=f1,50,0|f1,50,-1|f1,50,1.5|f1,50,'x'|f1,50,count=[]" },
	  .with = { "size=20000", "offset=50" },
	  .doc = "tell: returned {position} or returned {offset}" },

	{ .name = "refused_socket_does_not_move_it_on", .clause = "SENDFILE-28",
	  .act = refuse_and_look,
	  .axes = { "sock=udp|dgram", MODES, "kind=regular|memory|seekable",
	    POSITIONS, "arguments=f1,50|f1,50,10" },
	  .with = { "size=20000", "offset=50" },
	  .doc = "sendfile: raised ValueError; "
	    "tell: returned {position} or returned {offset}" },

	{ .name = "refused_mode_does_not_move_it_on", .clause = "SENDFILE-28",
	  .act = refuse_and_look,
	  .axes = { STREAMS, "kind=regular|memory|seekable", POSITIONS,
	    "arguments=f1,50|f1,50,10|f1" },
	  .with = { "size=20000", "timeout=0.0", "offset=50" },
	  .doc = "sendfile: raised ValueError; "
	    "tell: returned {position} or returned {offset}" },

	{ .name = "refused_offset_does_not_move_it", .clause = "SENDFILE-13",
	  .act = refuse_and_look,
	  .axes = { STREAMS, MODES, "kind=regular|memory|seekable", POSITIONS,
	    "arguments=f1,-1|f1,-1,5|f1,-9223372036854775808" },
	  .with = { "size=20000" } },
};

AREA_ROWS(sendfile_position, rows);
