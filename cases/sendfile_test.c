/* SPDX-License-Identifier: BSD-2-Clause */
/* sendfile(): which bytes of which file reach the peer. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cases/sendfile.h"
#include "harness/world/asleep.h"

#define STREAMS "sock=tcp|unix"
#define MODES "timeout=none|5.0"
#define BUFFERINGS "buffering=-1|0"
#define SIZES "size=0|1|2|63|64|65|4095|4096|4097|8191|8192|8193|16384|" \
	"65535|65536|65537"
#define OFFSETS "offset=0|1|8191|8192|8193|65535|65536|65537|100000"
#define COUNTS "count=1|2|8191|8192|8193|65535|65536|65537|100000"
#define PROC_FILE "/proc/version"
#define SYS_FILE "/sys/kernel/mm/transparent_hugepage/enabled"

/* ---- scenarios ---- */

static struct peer *
draining_pair(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "sock"));

	p->drains = true;
	if (instance_value(sc->instance, "timeout") != NULL)
		set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	return p;
}

static void
send_file(struct scene *sc)
{
	struct peer *p = draining_pair(sc);

	give_file(sc);
	call(sc, "s1.sendfile(f1,%s,%s)",
	    axis_or(sc->instance, "offset", "0"),
	    axis_or(sc->instance, "count", "none"));
	received(sc, p);
}

/* Where files may have bytes at such an offset, it is one behind the end. */
static void
send_from_beyond(struct scene *sc)
{
	struct peer *p = draining_pair(sc);
	struct file *f = give_file(sc);

	if (!over(sc) && strlen(axis(sc, "offset")) < 20 &&
	    strcmp(axis(sc, "offset"), "9223372036854775808") != 0 &&
	    file_has_no_limit(f))
		lacking(sc, "file_limit", "a file may have its bytes anywhere "
		    "on this file system");
	call(sc, "s1.sendfile(f1,%s,%s)", axis(sc, "offset"),
	    axis(sc, "count"));
	received(sc, p);
}

static void
send_as_told(struct scene *sc)
{
	struct peer *p = draining_pair(sc);

	give_file(sc);
	call(sc, "s1.sendfile(%s)", axis(sc, "arguments"));
	received(sc, p);
}

/* The objects that count what was read of them. */
static void
send_and_count(struct scene *sc)
{
	struct peer *p = draining_pair(sc);

	give_file(sc);
	call(sc, "s1.sendfile(%s)", axis(sc, "arguments"));
	call(sc, "f1.consumed()");
	received(sc, p);
}

static void
send_unflushed(struct scene *sc)
{
	struct peer *p = draining_pair(sc);

	give_file(sc);
	set_up(sc, "f1.write(fill:90:%s)", axis(sc, "unflushed"));
	call(sc, "s1.sendfile(f1,%s)", axis(sc, "offset"));
	file_is_right(&sc->files[0]);
	received(sc, p);
}

static void
send_audited(struct scene *sc)
{
	draining_pair(sc);
	give_file(sc);
	set_up(sc, "audit('record')");
	call(sc, "s1.sendfile(f1)");
	call(sc, "audit_events()");
}

static void
send_sys_file(struct scene *sc)
{
	if (access(SYS_FILE, R_OK) != 0)
		lacking(sc, "sys_file", "%s: %s", SYS_FILE, strerror(errno));
	send_file(sc);
}

/* Twice with one file: the second goes from its offset, not on. */
static void
send_twice(struct scene *sc)
{
	struct peer *p = draining_pair(sc);

	give_file(sc);
	call(sc, "s1.sendfile(f1,0,%s)", axis(sc, "first"));
	call(sc, "s1.sendfile(f1,%s,%s)", axis(sc, "offset"),
	    axis(sc, "count"));
	received(sc, p);
}

/* Which system call a full connection blocks it in. */
static void
send_and_see_the_call(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "sock"));
	struct why why = WHY_INIT;
	long number = -1;

	give_file(sc);
	begin(sc, "s1.sendfile(f1)");
	blocked(sc);
	if (!over(sc)) {
		sc->excused = !asleep_can_be_seen(&sc->session->process);
		number = asleep_number(&sc->session->process, &why);
	}
	if (number < 0)
		unsupported(sc, "%s", why.text);
	observe(sc, "asleep in", "%s", number == SYS_sendfile ? "sendfile" :
	    number == SYS_sendto ? "send" : "another call");
	p->drains = true;
	finish(sc);
	received(sc, p);
}

/* ---- what is documented ---- */

static void
due_is_sent(struct documented *d, const struct instance *i)
{
	want_due(d, i);
}

static void
zeros_are_sent(struct documented *d, const struct instance *i)
{
	static const char zeros[64];
	long long n = instance_number(i, "count");

	documented_want(d, "sendfile", "returned %lld", n);
	want_bytes(d, zeros, n);
}

/* What the path holds from the offset on, up to the count. */
static void
want_path(struct documented *d, const struct instance *i, const char *path)
{
	char bytes[4096];
	long long offset = number_or(i, "offset", 0), n, count;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	n = fd >= 0 ? read(fd, bytes, sizeof(bytes)) : 0;
	if (fd >= 0)
		close(fd);
	n = n > offset ? n - offset : 0;
	count = number_or(i, "count", n);
	n = count < n ? count : n;
	documented_want(d, "sendfile", "returned %lld", n);
	want_bytes(d, bytes + offset, n);
}

static void
proc_is_sent(struct documented *d, const struct instance *i)
{
	want_path(d, i, PROC_FILE);
}

static void
sys_is_sent(struct documented *d, const struct instance *i)
{
	want_path(d, i, SYS_FILE);
}

static void
both_are_sent(struct documented *d, const struct instance *i)
{
	long long first = instance_number(i, "first");
	static char bytes[1 << 17];
	long long n = due(i);

	fill_bytes(bytes, (size_t)first, FILL_SEED, 0);
	fill_bytes(bytes + first, (size_t)n, FILL_SEED,
	    (uint64_t)instance_number(i, "offset"));
	documented_want(d, "sendfile", "returned %lld", first);
	documented_want(d, "sendfile#2", "returned %lld", n);
	want_bytes(d, bytes, first + n);
}

static void
complement_is_sent(struct documented *d, const struct instance *i)
{
	static unsigned char bytes[1 << 17];
	long long n = due(i), at;

	fill_bytes(bytes, (size_t)n, FILL_SEED,
	    (uint64_t)number_or(i, "offset", 0));
	for (at = 0; at < n; at++)
		bytes[at] = (unsigned char)~bytes[at];
	documented_want(d, "sendfile", "returned %lld", n);
	want_bytes(d, bytes, n);
}

/* ---- which combinations make sense ---- */

static bool
sends_something(const struct instance *i)
{
	return due(i) > 0;
}

/* A terminal has no end to reach. */
static bool
has_an_end(const struct instance *i)
{
	return !instance_is(i, "kind", "tty") ||
	    instance_number(i, "count") <= instance_number(i, "size");
}

/*
 * Elsewhere the flush that seek() makes at the end could overwrite pages that
 * sendfile(2) gave away and nobody has received yet.
 */
static bool
is_at_the_end(const struct instance *i)
{
	return strtoll(axis_or(i, "before", "seek(0)") + strlen("seek("), NULL,
	    10) == instance_number(i, "size");
}

static const struct row rows[] = {
	{ .name = "regular_file_is_sent_until_its_end",
	  .clause = "SENDFILE-01", .act = send_file,
	  .axes = { "sock=tcp|tcp6|unix", MODES, "kind=regular|memfd",
	    BUFFERINGS, SIZES },
	  .documented = due_is_sent },

	{ .name = "large_file_is_sent_until_its_end",
	  .clause = "SENDFILE-01", .act = send_file,
	  .axes = { STREAMS, MODES, "kind=regular|memory|seekable",
	    "size=262145|1048577" },
	  .documented = due_is_sent },

	{ .name = "file_open_for_reading_and_writing_is_sent",
	  .clause = "SENDFILE-01", .act = send_file,
	  .axes = { STREAMS, "kind=regular|memfd", "mode=rb|rb+", BUFFERINGS,
	    "size=1|8193" },
	  .documented = due_is_sent },

	{ .name = "regular_file_goes_by_sendfile", .clause = "SENDFILE-02",
	  .act = send_and_see_the_call, .waits = true,
	  .needs = "proc_syscall sendfile",
	  .axes = { STREAMS, "kind=regular|memfd", BUFFERINGS },
	  .with = { "size=8388608" },
	  .doc = "asleep in: sendfile" },

	{ .name = "what_is_no_regular_file_goes_by_send",
	  .clause = "SENDFILE-03", .act = send_and_see_the_call,
	  .waits = true, .needs = "proc_syscall",
	  .axes = { STREAMS, "kind=memory|plain|seekable|bytearray" },
	  .with = { "size=8388608" },
	  .doc = "asleep in: send" },

	{ .name = "object_without_descriptor_is_sent_until_its_end",
	  .clause = "SENDFILE-04", .act = send_file,
	  .axes = { STREAMS, MODES, "kind=memory|plain|seekable|bytearray",
	    SIZES },
	  .documented = due_is_sent },

	{ .name = "pipe_or_socket_is_sent_until_its_end",
	  .clause = "SENDFILE-04", .act = send_file,
	  .axes = { STREAMS, MODES, "kind=pipe|fifo|socket", BUFFERINGS,
	    "size=1|64|4096|8191|8192|8193|65536" },
	  .documented = due_is_sent },

	{ .name = "empty_pipe_or_socket_returns_zero",
	  .clause = "SENDFILE-04", .act = send_file,
	  .axes = { STREAMS, MODES, "kind=pipe|fifo|socket", BUFFERINGS,
	    "size=0", "count=none|1" },
	  .documented = due_is_sent },

	{ .name = "special_file_is_sent_up_to_count", .clause = "SENDFILE-04",
	  .act = send_file, .only = has_an_end,
	  .axes = { STREAMS, "timeout=none", "kind=pipe|fifo|socket|tty",
	    BUFFERINGS, "size=100|4000", "count=1|64|99|100|101|4000|8192" },
	  .documented = due_is_sent },

	{ .name = "character_device_is_sent_up_to_count",
	  .clause = "SENDFILE-04", .act = send_file,
	  .axes = { STREAMS, MODES, "kind=zero", BUFFERINGS,
	    "count=1|10|64" },
	  .documented = zeros_are_sent },

	{ .name = "proc_file_is_sent_until_its_end", .clause = "SENDFILE-05",
	  .act = send_file,
	  .axes = { STREAMS, MODES, "kind=proc", BUFFERINGS, "offset=0|5",
	    "count=none|1|10|100000" },
	  .documented = proc_is_sent },

	{ .name = "sys_file_is_sent_until_its_end", .clause = "SENDFILE-05",
	  .act = send_sys_file,
	  .axes = { STREAMS, MODES, "kind=sys", BUFFERINGS, "offset=0|5",
	    "count=none|1|10|100000" },
	  .documented = sys_is_sent },

	{ .name = "object_is_sent_as_it_reads", .clause = "SENDFILE-08",
	  .act = send_file,
	  .axes = { STREAMS, MODES, "kind=regular|memfd|pipe|socket",
	    "size=1|64|8192|8193|65536", "count=none|1|8193" },
	  .with = { "mode=inverted" }, .documented = complement_is_sent },

	{ .name = "object_without_content_returns_zero",
	  .clause = "SENDFILE-08", .act = send_file,
	  .axes = { STREAMS, MODES, "kind=regular|memfd|pipe|socket",
	    "size=0", "count=none|1|8193" },
	  .with = { "mode=inverted" }, .documented = complement_is_sent },

	{ .name = "object_is_sent_from_offset_as_it_reads",
	  .clause = "SENDFILE-08", .act = send_file,
	  .axes = { STREAMS, MODES, "kind=regular|memfd",
	    "before=nothing|seek(1)|seek(8192)", "size=1|8193",
	    "offset=0|1|8192", "count=none|8193" },
	  .only = sends_something,
	  .with = { "mode=inverted" }, .documented = complement_is_sent },

	{ .name = "directory_raises_isadirectoryerror",
	  .clause = "SENDFILE-38", .act = send_file,
	  .axes = { STREAMS, MODES, "kind=directory", "count=none|1" },
	  .with = { "mode=inverted" } },

	{ .name = "offset_is_where_a_regular_file_starts",
	  .clause = "SENDFILE-10", .act = send_file,
	  .axes = { STREAMS, MODES, "kind=regular", BUFFERINGS,
	    "size=1|8191|8192|8193|65536|65537", OFFSETS },
	  .documented = due_is_sent },

	{ .name = "offset_is_where_an_object_starts", .clause = "SENDFILE-10",
	  .act = send_file,
	  .axes = { STREAMS, "kind=memory|seekable",
	    "size=1|8192|8193|65536|65537", OFFSETS },
	  .documented = due_is_sent },

	{ .name = "offset_does_not_depend_on_the_position",
	  .clause = "SENDFILE-10", .act = send_file,
	  .axes = { STREAMS, "kind=regular|memfd", BUFFERINGS,
	    "before=seek(1)|seek(8192)|seek(20000)|seek(99999)|read(1)|"
	    "read(8192)|read(8193)|read(20000)", "offset=0|1|8192",
	    "count=none|5|8193" },
	  .with = { "size=20000" }, .documented = due_is_sent },

	{ .name = "offset_of_an_object_does_not_depend_on_the_position",
	  .clause = "SENDFILE-10", .act = send_file,
	  .axes = { STREAMS, "kind=memory|seekable",
	    "before=seek(1)|seek(8192)|seek(20000)|seek(99999)|read(1)|"
	    "read(8192)|read(8193)|read(20000)", "offset=1|8192|19999",
	    "count=none|5|8193" },
	  .with = { "size=20000" }, .documented = due_is_sent },

	{ .name = "default_offset_is_the_start_of_a_file",
	  .clause = "SENDFILE-11", .act = send_as_told,
	  .axes = { STREAMS, "kind=regular|memfd", BUFFERINGS,
	    "before=nothing|seek(1)|seek(8192)|seek(99999)|read(5)",
	    "arguments=f1|f1,0|f1,offset=0|file=f1|f1,false" },
	  .with = { "size=10000" }, .documented = due_is_sent },

	{ .name = "default_offset_is_the_start_of_an_object",
	  .clause = "SENDFILE-11", .act = send_as_told,
	  .axes = { STREAMS, "kind=memory|seekable",
	    "before=nothing|seek(1)|seek(8192)|seek(10000)|read(5)",
	    "arguments=f1|f1,0|f1,offset=0|file=f1|f1,false" },
	  .with = { "size=10000" }, .documented = due_is_sent },

	{ .name = "object_that_cannot_seek_goes_on_where_it_is",
	  .clause = "SENDFILE-11", .act = send_and_count,
	  .axes = { STREAMS, "kind=plain|bytearray",
	    "before=read(1)|read(64)|read(8192)|read(10000)",
	    "arguments=f1|f1,0|f1,0,5|f1,0,8193" },
	  .with = { "size=10000" } },

	{ .name = "offset_behind_the_end_returns_zero",
	  .clause = "SENDFILE-12", .act = send_file,
	  .axes = { STREAMS, MODES, "kind=regular|memfd|memory|seekable",
	    "size=0|1|8192",
	    "offset=8192|8193|1000000|4294967296", "count=none|1" },
	  .documented = due_is_sent },

	{ .name = "offset_beyond_all_files", .clause = "SENDFILE-17",
	  .act = send_from_beyond,
	  .axes = { STREAMS, MODES, "kind=regular|memory",
	    "size=0|1|8192", "offset=9223372036854775806|"
	    "9223372036854775807|9223372036854775808|18446744073709551616",
	    "count=none|1|8192" } },

	{ .name = "count_limits_bytes", .clause = "SENDFILE-18",
	  .act = send_file,
	  .axes = { STREAMS, MODES, "kind=regular", "offset=0|1|8192",
	    "size=1|8191|8192|8193|65536|65537", COUNTS },
	  .documented = due_is_sent },

	{ .name = "count_limits_bytes_of_an_object", .clause = "SENDFILE-18",
	  .act = send_file,
	  .axes = { STREAMS, "kind=memory|seekable", "offset=0|1|8192",
	    "size=1|8191|8192|8193|65536|65537", COUNTS },
	  .documented = due_is_sent },

	{ .name = "count_limits_bytes_of_a_reader", .clause = "SENDFILE-18",
	  .act = send_file,
	  .axes = { STREAMS, "kind=plain|bytearray", "size=1|8192|8193|65537",
	    COUNTS },
	  .documented = due_is_sent },

	{ .name = "no_more_is_read_than_count", .clause = "SENDFILE-18",
	  .act = send_and_count,
	  .axes = { STREAMS, "kind=memory|plain|seekable|bytearray",
	    "arguments=f1,0,1|f1,0,8191|f1,0,8192|f1,0,8193|f1,0,20000|"
	    "f1,0,20001|f1" },
	  .with = { "size=20000" } },

	{ .name = "second_call_starts_from_its_own_offset",
	  .clause = "SENDFILE-11", .act = send_twice,
	  .axes = { STREAMS, "kind=regular|memfd|memory|seekable",
	    "first=1|8192|10000|20000", "offset=0|1|10000|20000",
	    "count=none|100" },
	  .with = { "size=20000" }, .documented = both_are_sent },

	{ .name = "unflushed_end_of_a_file", .clause = "SENDFILE-31",
	  .act = send_unflushed,
	  .axes = { STREAMS, MODES, "kind=regular", "size=0|1|8192",
	    "before=seek(0)|seek(1)|seek(8192)", "unflushed=1|10|4000",
	    "offset=0|1" },
	  .with = { "mode=rb+" }, .only = is_at_the_end },

	{ .name = "longer_reads_than_asked_do_not_exceed_count",
	  .clause = "SENDFILE-22", .act = send_file,
	  .axes = { STREAMS, MODES, "kind=long",
	    "count=1|5|8191|8192|8193|19999" },
	  .with = { "size=20000" }, .documented = due_is_sent },

	{ .name = "longer_reads_than_asked_are_sent_whole",
	  .clause = "SENDFILE-22", .act = send_file,
	  .axes = { STREAMS, MODES, "kind=long",
	    "size=0|1|8192|8193|20000|65537", "count=none|65537|100000" },
	  .documented = due_is_sent },

	{ .name = "bytearray_of_read_is_sent", .clause = "SENDFILE-23",
	  .act = send_and_count,
	  .axes = { STREAMS, MODES, "kind=bytearray",
	    "arguments=f1|f1,0,1|f1,0,8192|f1,count=8193" },
	  .with = { "size=20000" } },

	{ .name = "none_of_read_raises_typeerror", .clause = "SENDFILE-24",
	  .act = send_and_count,
	  .axes = { STREAMS, MODES, "kind=none", "size=0|1|8191|8192|20000",
	    "arguments=f1|f1,0,1|f1,0,8192|f1,0,8193" } },

	{ .name = "error_of_read_propagates", .clause = "SENDFILE-25",
	  .act = send_and_count,
	  .axes = { STREAMS, MODES, "kind=raise", "size=0|1|8191|8192|20000",
	    "arguments=f1|f1,0,1|f1,0,8192|f1,0,8193" } },

	{ .name = "text_of_read_raises_typeerror", .clause = "SENDFILE-06",
	  .act = send_and_count,
	  .axes = { STREAMS, MODES, "kind=text", "size=0|1|8191|8192|20000",
	    "arguments=f1|f1,0,1|f1,0,8192|f1,0,8193" } },

	{ .name = "object_with_only_read_is_sent", .clause = "SENDFILE-40",
	  .act = send_and_count,
	  .axes = { STREAMS, MODES, "kind=plain", "size=0|1|8192|20000",
	    "arguments=f1|f1,0|f1,0,5|f1,offset=0,count=8193" } },

	{ .name = "offset_of_object_with_only_read_raises_attributeerror",
	  .clause = "SENDFILE-40", .act = send_and_count,
	  .axes = { STREAMS, MODES, "kind=plain|bytearray|none|raise|long",
	    "size=0|1|20000", "arguments=f1,1|f1,-1|f1,8192|f1,1,5" } },

	{ .name = "error_of_fileno_propagates", .clause = "SENDFILE-41",
	  .act = send_and_count,
	  .axes = { STREAMS, MODES, "kind=fileno:raise", "size=0|1|8192",
	    "arguments=f1|f1,0,1|f1,1|f1,-1" } },

	{ .name = "no_event_is_audited", .clause = "SENDFILE-48",
	  .act = send_audited, .needs = "audit",
	  .axes = { STREAMS, MODES, "kind=regular|memory|plain",
	    "size=0|1|20000" } },

	{ .name = "arguments_have_names", .clause = "SENDFILE-49",
	  .act = send_as_told,
	  .axes = { STREAMS, "kind=regular|memory",
	    "arguments=f1,5,10|f1,5,count=10|f1,offset=5,count=10|"
	    "f1,count=10,offset=5|file=f1,offset=5,count=10|"
	    "count=10,file=f1,offset=5|offset=5,count=10,file=f1" },
	  .with = { "size=100", "offset=5", "count=10" },
	  .documented = due_is_sent },

	{ .name = "count_none_is_until_the_end", .clause = "SENDFILE-49",
	  .act = send_as_told,
	  .axes = { STREAMS, "kind=regular|memory",
	    "arguments=f1,5|f1,5,none|f1,offset=5|f1,count=none,offset=5" },
	  .with = { "size=100", "offset=5" }, .documented = due_is_sent },
};

AREA_ROWS(sendfile, rows);
