/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Buffers, offsets and counts beyond 2^31, 2^32 and 2^53: of zero pages that
 * nobody writes, and of files that are holes but for their ends.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cases/arguments.h"
#include "cases/sendfile.h"
#include "harness/protocol/message.h"
#include "harness/world/processor.h"

#define ROOM_LEAST 4096	/* what an idle stream has room for, at least */

/* ---- buffers ---- */

/*
 * Ends the call, in which SENT is more than anything that a cut number leaves:
 * how much there is room for is the kernel's choice. -1 if it sent nothing.
 */
static long long
finish_sending(struct scene *sc)
{
	const struct value *v;
	long long n = -1;

	let_end(sc);
	v = over(sc) || sc->last.lost != NULL ? NULL : sc->last.reply.value;
	if (v != NULL && v->kind == VALUE_INT && v->fits)
		n = v->integer;
	if (n >= ROOM_LEAST)
		symbol(sc, "SENT", "%lld", n);
	finish(sc);
	return n;
}

static void
tell_what_came(struct scene *sc, struct peer *p, long long n)
{
	if (over(sc))
		return;
	peer_drain(p);
	observe(sc, "came", (uint64_t)n == p->received_bytes ? "what it said" :
	    "something else");
	call(sc, "s1.send(x'61')");
}

static void
send_much(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	begin(sc, "s1.%s", axis(sc, "call"));
	tell_what_came(sc, p, finish_sending(sc));
}

/* The lengths are used again, once there is room. */
static void
send_much_when_there_is_room(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	if (!over(sc))
		peer_choke(p);
	begin(sc, "s1.%s", axis(sc, "call"));
	if (blocked(sc) && !peer_unchoke(p))
		broken(sc, "cannot take what the socket was filled with");
	tell_what_came(sc, p, finish_sending(sc));
}

static void
sendall_much(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendall(%s)", axis(sc, "buffer"));
	if (over(sc))
		return;
	peer_drain(p);
	observe(sc, "came", p->received_bytes >= ROOM_LEAST ?
	    "as much as there was room for" : "less");
}

/* What fails is asked again, with lengths that no 32 bits hold. */
static void
send_much_again(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	bool message = axis_is(sc, "method", "sendmsg");

	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	arm(sc, axis(sc, "method"));
	call_counted(sc, "s1.%s(%s%s%s)", axis(sc, "method"), message ? "[" :
	    "", axis(sc, "bytes"), message ? "]" : "");
	look_at_calls(sc);
	if (!over(sc))
		peer_drain(p);
}

/* One message cannot have so many bytes. */
static void
send_too_much(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.%s", axis(sc, "call"));
	call(sc, "s1.send(x'616263')");
	received(sc, p);
}

/* ---- an operation of the kernel's cryptography ---- */

static void
encrypt_much(struct scene *sc)
{
	set_up(sc, "s1=socket(AF_ALG,SOCK_SEQPACKET,0)");
	set_up(sc, "s1.bind(('skcipher','cbc(aes)'))");
	set_up(sc, "s1.setsockopt(SOL_ALG,ALG_SET_KEY,fill:1:16)");
	set_up(sc, "s2=s1.accept()");
	set_up(sc, "s2.settimeout(%s)", axis(sc, "timeout"));
	begin(sc, "s2.sendmsg_afalg([%s],op=ALG_OP_ENCRYPT,iv=fill:2:16)",
	    axis(sc, "buffers"));
	finish_sending(sc);
	call(sc, "s2.recv(64)");
}

/* ---- files ---- */

static long long
size_of(const struct instance *i)
{
	return instance_number(i, "base") + instance_number(i, "behind");
}

static void
send_from_far(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");
	struct file *f = file(sc, axis(sc, "file"), size_of(sc->instance),
	    "rb", (int)axis_number(sc, "buffering"));

	p->drains = true;
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendfile(f1,%s,%s)", axis(sc, "base"), axis(sc, "count"));
	call(sc, "f1.tell()");
	offset(sc, f);
	received(sc, p);
}

/* Whether what is sent of a hole is no memory afterwards: not before 5.18. */
static bool
holes_stay(void)
{
	int file = memfd_create("hole", MFD_CLOEXEC), ends[2];
	struct stat st = { .st_blocks = 1 };

	if (file < 0)
		return false;
	if (pipe(ends) == 0) {
		if (ftruncate(file, PIPE_BUF) == 0 && sendfile(ends[1], file,
		    NULL, PIPE_BUF) == PIPE_BUF)
			fstat(file, &st);
		close(ends[0]);
		close(ends[1]);
	}
	close(file);
	return st.st_blocks == 0;
}

/* So much takes seconds, and minutes where it goes in small parts. */
static void
has_the_time(struct scene *sc)
{
	rests_on_room(sc);
	if (!over(sc) && !session_found(sc->session, "sendfile:whole"))
		lacking(sc, "sendfile:whole", "2 GiB would go in parts of less "
		    "than 4096 bytes, or be read");
	if (processor_is_emulated())
		lacking(sc, "huge", "2 GiB take minutes on an emulated "
		    "machine");
	if (!holes_stay())
		lacking(sc, "huge", "2 GiB of a hole become memory where they "
		    "are sent");
}

/* To its end, by a peer that takes it. */
static void
send_all_of_it(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	has_the_time(sc);
	be_patient(sc, 6);
	file(sc, "sparse_memfd", axis_number(sc, "size"), "rb", -1);
	p->drains = true;
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendfile(f1)");
	call(sc, "f1.tell()");
	if (over(sc))
		return;
	peer_drain(p);
	observe(sc, "came", "%llu", (unsigned long long)p->received_bytes);
}

/* Without an end in sight: it fills what there is room for. */
static void
send_far(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");
	struct file *f = file(sc, "sparse_memfd", axis_number(sc, "size"),
	    "rb", -1);
	int64_t at;

	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendfile(f1,%s,%s)", axis(sc, "offset"),
	    axis(sc, "count"));
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
	if (over(sc))
		return;
	peer_drain(p);
	at = file_offset(f) - axis_number(sc, "offset");
	observe(sc, "position", at == (int64_t)p->received_bytes ?
	    "behind what was sent" : "elsewhere");
	observe(sc, "came", at >= ROOM_LEAST ?
	    "as much as there was room for" : "less");
}

static void
send_object(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	give_file(sc);
	call(sc, "s1.sendfile(f1,%s,%s)", axis(sc, "offset"),
	    axis(sc, "count"));
	received(sc, p);
}

/* ---- what is documented ---- */

static void
file_from_there(struct documented *d, const struct instance *i)
{
	char bytes[8192];
	long long n = number_or(i, "behind", 0), base = number_or(i, "base", 0);
	long long most = number_or(i, "count", n);
	struct text text = TEXT_INIT;

	n = most < n ? most : n;
	fill_bytes(bytes, (size_t)n, FILL_SEED, (uint64_t)base);
	if (n <= 64) {
		text_addf(&text, "%lld bytes ", n);
		value_format_bytes(bytes, (size_t)n, &text);
	} else
		text_addf(&text, "%lld bytes crc=%08x", n,
		    fill_crc(0, bytes, (size_t)n));
	documented_want(d, "sendfile", "returned %lld", n);
	documented_want(d, "tell", "returned %lld", base + n);
	documented_want(d, "peer", "%s", text_get(&text));
	text_release(&text);
}

static void
object_sent(struct documented *d, const struct instance *i)
{
	char bytes[1000];

	(void)i;
	fill_bytes(bytes, sizeof(bytes), FILL_SEED, 0);
	documented_want(d, "sendfile", "returned %zu", sizeof(bytes));
	documented_want(d, "peer", "%zu bytes crc=%08x", sizeof(bytes),
	    fill_crc(0, bytes, sizeof(bytes)));
}

/* ---- rows ---- */

#define ONE "huge:2147483647|huge:2147483648|huge:4294967295|" \
	"huge:4294967296|huge:4294967297|huge:68719476737"
#define CALLS \
	"send(huge:2147483647)|send(huge:2147483648)|" \
	"send(huge:4294967295)|send(huge:4294967296)|" \
	"send(huge:4294967297)|send(huge:6442450944)|" \
	"sendmsg([huge:2147483647])|sendmsg([huge:2147483648])|" \
	"sendmsg([huge:4294967295])|sendmsg([huge:4294967296])|" \
	"sendmsg([huge:4294967297])|sendmsg([x'',huge:4294967296])|" \
	"sendmsg([huge:2147483648,huge:2147483648])|" \
	"sendmsg([huge:4294967295,x'61'])|" \
	"sendmsg([huge:2147483647,x'61'])|" \
	"sendmsg([huge:1073741824,huge:1073741824])|" \
	"sendmsg(repeat:huge:1073741824:4)|" \
	"sendmsg([huge:4294967296,huge:4294967296])|" \
	"sendmsg([huge:4294967297],[(99,1,x'61')])"
#define AFALG_CALLS \
	"sendmsg_afalg([huge:2147483647],op=1)|" \
	"sendmsg_afalg([huge:2147483648],op=1)|" \
	"sendmsg_afalg([huge:4294967295],op=1)|" \
	"sendmsg_afalg([huge:4294967296],op=1)|" \
	"sendmsg_afalg([huge:4294967297],op=1,iv=fill:1:16)|" \
	"sendmsg_afalg([huge:2147483648,huge:2147483648],op=1)|" \
	"sendmsg_afalg([huge:4294967295,x'61'],op=1,assoclen=2147483647)"
#define BASES "base=2147479551|2147483647|2147483648|4294967295|4294967296|" \
	"4294967297|8589934592|"
#define FAR_BASES "9007199254740991|9007199254740992|9007199254740993|" \
	"4611686018427387904"
#define COUNTS "count=2147483647|2147483648|2147483747|4294967295|" \
	"4294967296|4294967297|4294967396|9007199254740993|" \
	"4611686018427387904"

static const struct row rows[] = {
	{ .name = "stream_takes_what_it_has_room_for", .clause = "SIZE-01",
	  .act = send_much, .waits = true, .needs = "huge in_place",
	  .axes = { "kind=unix|tcp", "timeout=0.0|0.05", "call=" CALLS },
	  .doc = "came: what it said" },

	{ .name = "stream_takes_what_it_has_room_for_at_last",
	  .clause = "SIZE-01", .act = send_much_when_there_is_room,
	  .waits = true, .needs = "huge in_place",
	  .axes = { "kind=unix|tcp", "timeout=5.0", "call=" CALLS },
	  .doc = "blocked: true; came: what it said" },

	{ .name = "length_is_the_same_when_asked_again", .clause = "SIZE-01",
	  .act = send_much_again, .only = mode_fits, .interposed = true,
	  .needs = "huge in_place",
	  .axes = { "kind=unix|tcp", "mode=5.0", "method=send|sendmsg",
	    "bytes=huge:2147483648|huge:4294967296|huge:4294967297|"
	    "huge:6442450944", "how=eintr|eagain|eintr_then_eagain" },
	  .doc = "{method}: returned **; asked: the same" },

	{ .name = "sendall_without_end_fails_when_full", .clause = "SIZE-02",
	  .act = sendall_much, .waits = true, .needs = "huge in_place",
	  .axes = { "kind=unix|tcp", "timeout=0.05", "buffer=" ONE },
	  .doc = "sendall: raised TimeoutError 'timed out'" },

	{ .name = "nonblocking_sendall_without_end_fails_when_full",
	  .clause = "SIZE-02",
	  .act = sendall_much, .waits = true, .needs = "huge in_place",
	  .axes = { "kind=unix|tcp", "timeout=0.0", "buffer=" ONE },
	  .doc = "sendall: raised BlockingIOError errno=EAGAIN" },

	{ .name = "message_of_gigabytes_is_too_big", .clause = "SIZE-03",
	  .act = send_too_much, .needs = "huge in_place",
	  .axes = { "kind=udp|dgram|seqpacket", "timeout=none|0.0",
	    "call=sendall(huge:2147483648)|sendall(huge:4294967296)|"
	    "sendall(huge:4294967297)|" CALLS } },

	{ .name = "message_of_gigabytes_for_af_alg_is_too_big",
	  .clause = "SIZE-03", .act = send_too_much, .needs = "huge in_place",
	  .axes = { "kind=alg", "timeout=none|0.0", "call=" AFALG_CALLS } },

	{ .name = "operation_takes_what_it_has_room_for", .clause = "SIZE-04",
	  .act = encrypt_much, .needs = "af_alg huge in_place",
	  .axes = { "timeout=0.0", "buffers=huge:2147483647|huge:2147483648|"
	    "huge:4294967295|huge:4294967296|huge:4294967297|"
	    "huge:2147483648,huge:2147483648" } },

	{ .name = "sendfile_starts_far_behind", .clause = "SIZE-05",
	  .act = send_from_far, .documented = file_from_there,
	  .with = { "behind=8192" },
	  .axes = { "file=sparse_memfd", "buffering=-1|0", "timeout=none|1.5",
	    BASES FAR_BASES, "count=1|100|8192|none" } },

	{ .name = "sendfile_starts_far_behind_on_disk", .clause = "SIZE-05",
	  .act = send_from_far, .documented = file_from_there,
	  .with = { "behind=8192" },
	  .axes = { "file=sparse", "buffering=-1", "timeout=none",
	    "base=2147483648|4294967296|4294967297", "count=100|none" } },

	{ .name = "count_beyond_the_end_is_until_the_end",
	  .clause = "SIZE-06", .act = send_from_far,
	  .documented = file_from_there, .with = { "behind=1000" },
	  .axes = { "file=sparse_memfd", "buffering=-1", "timeout=none|1.5",
	    "base=0|4294967296|9007199254740993", COUNTS } },

	{ .name = "more_than_2_gigabytes_are_counted", .clause = "SIZE-06",
	  .act = send_all_of_it, .waits = true,
	  .with = { "size=2147487744" },
	  .axes = { "kind=unix", "timeout=none" },
	  .doc = "sendfile: returned {size}; tell: returned {size}; "
	    "came: {size}" },

	{ .name = "sendfile_of_a_hole_fails_when_full", .clause = "SIZE-06",
	  .act = send_far, .waits = true,
	  .with = { "size=18014398509481984" },
	  .axes = { "timeout=0.05", "offset=0|2147483648|4294967297",
	    "count=none|2147483648|4294967296|4294967297|9007199254740993" },
	  .doc = "sendfile: raised TimeoutError 'timed out'; "
	    "elapsed: on time; position: behind what was sent" },

	{ .name = "count_of_an_object_may_be_huge", .clause = "SIZE-06",
	  .act = send_object, .documented = object_sent,
	  .with = { "size=1000" },
	  .axes = { "kind=plain|memory|seekable", "offset=0", COUNTS } },
};

AREA_ROWS(sizes, rows);
