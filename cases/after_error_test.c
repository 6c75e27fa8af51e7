/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * After an error: the next call that has to work works, and what the object
 * and its descriptor are is what they were.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "cases/ask.h"
#include "cases/sendfile.h"
#include "harness/scene/mail.h"
#include "harness/scene/share.h"

#define REFUSAL_MS 1000
#define MODES "mode=none|0.0|0.5"

/* ---- what is left behind ---- */

static long long
fileno_of(struct scene *sc)
{
	const struct value *v = ask(sc, "echo(fileno:s1)");

	return v != NULL ? v->integer : -1;
}

/* All that can be asked of s1, whose descriptor is p's. */
static void
look(struct scene *sc, const struct peer *p, long long fileno_before)
{
	observe(sc, "fileno", fileno_of(sc) == fileno_before ? "the same" :
	    "another");
	call(sc, "s1.gettimeout()");
	/* Up to 3.6 the type says of the mode what gettimeout() says. */
	if (axis_is(sc, "mode", "none"))
		call(sc, "s1.attribute('type')");
	call(sc, "s1.get_inheritable()");
	call(sc, "s1.getsockopt(SOL_SOCKET,SO_ERROR)");
	o_nonblock(sc, p);
}

/* ---- a connection ---- */

static void
fail_and_go_on(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	long long before = fileno_of(sc);

	usual_room(sc, p);
	/* Whether accept(2) is asked at all is for poll(2) to say. */
	if (axis_is(sc, "fails", "accept()"))
		rests_on_poll(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s1.%s", axis(sc, "fails"));
	look(sc, p, before);
	call(sc, "s1.send(x'6162')");
	call(sc, "s1.sendmsg([x'63',x'64'])");
	peer_sends(sc, p, 5, 3);
	call(sc, "s1.recv(10)");
	received(sc, p);
}

/* The same of a socket that is not connected, for which each message says. */
static void
fail_and_go_on_with_address(struct scene *sc)
{
	bool udp = axis_is(sc, "kind", "udp");
	struct peer *to = destination(sc, axis(sc, "kind")), *p;
	long long before;

	set_up(sc, "s1=socket(%s,SOCK_DGRAM)", udp ? "AF_INET" : "AF_UNIX");
	p = share(sc, "s1");
	before = fileno_of(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s1.%s", axis(sc, "fails"));
	look(sc, p, before);
	call(sc, "s1.sendmsg([x'61',x'62'],[],0,%s)", udp ?
	    "('127.0.0.1',PORT)" : "NAME");
	call(sc, "s1.sendmsg([x'6364'],[],0,%s)", udp ?
	    "('127.0.0.1',PORT)" : "NAME");
	received(sc, to);
}

/* What fails has to do with a file. */
static void
fail_with_file_and_go_on(struct scene *sc)
{
	file(sc, "regular", 300, "rb", -1);
	fail_and_go_on(sc);
}

/* The same call twice, each of which has the whole timeout. */
static void
fail_twice(struct scene *sc)
{
	double timeout = strtod(axis(sc, "mode"), NULL);

	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s1.%s", axis(sc, "fails"));
	elapsed(sc, timeout);
	call(sc, "s1.%s", axis(sc, "fails"));
	elapsed(sc, timeout);
}

/* In vain, as there is nothing to receive; then there is. */
static void
receive_in_vain(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	long long before = fileno_of(sc);

	fail_twice(sc);
	look(sc, p, before);
	peer_sends(sc, p, 5, 3);
	call(sc, "s1.recv(10)");
	call(sc, "s1.send(x'6162')");
	received(sc, p);
}

/* The same where there is no room to send. */
static void
send_in_vain(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	long long before = fileno_of(sc);

	if (over(sc))
		return;
	peer_choke(p);
	fail_twice(sc);
	look(sc, p, before);
	set_up(sc, "s1.settimeout(5)");
	p->drains = true;
	call(sc, "s1.sendall(x'61')");
	call(sc, "s1.send(x'62')");
	received(sc, p);
}

/* The other end is gone, and told so by a reset. */
static void
use_after_reset(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));
	long long before = fileno_of(sc);

	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	if (!over(sc))
		peer_close(p);
	call(sc, "s1.%s", axis(sc, "fails"));
	look(sc, p, before);
	call(sc, "s1.%s", axis(sc, "fails"));
	call(sc, "s1.send(x'61')");
	call(sc, "s1.send(x'61')");
	call(sc, "s1.shutdown(SHUT_RDWR)");
	look(sc, p, before);
}

/* ---- a socket that is to be connected ---- */

static const char *
family_of(const struct scene *sc)
{
	const char *kind = axis(sc, "kind");

	return strncmp(kind, "tcp6", 4) == 0 ? "AF_INET6,SOCK_STREAM" :
	    strncmp(kind, "tcp", 3) == 0 ? "AF_INET,SOCK_STREAM" :
	    strcmp(kind, "seqpacket") == 0 ? "AF_UNIX,SOCK_SEQPACKET" :
	    "AF_UNIX,SOCK_STREAM";
}

/* s1, which is to connect, and s2, which is bound to ADDRESS. */
static struct peer *
unconnected(struct scene *sc)
{
	const char *kind = axis(sc, "kind");

	set_up(sc, "s1=socket(%s)", family_of(sc));
	set_up(sc, "s2=socket(%s)", family_of(sc));
	set_up(sc, "s2.bind(%s)", strcmp(kind, "tcp6") == 0 ? "('::1',0)" :
	    strcmp(kind, "tcp") == 0 ? "('127.0.0.1',0)" : "''");
	set_up(sc, "s2.settimeout(2)");
	name_address(sc, "s2", -1, "ADDRESS");
	if (strncmp(kind, "tcp", 3) == 0)
		name_address(sc, "s2", 1, "PORT");
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	return share(sc, "s1");
}

/* What is sent over s1 comes out of what s2 accepts. */
static void
talk(struct scene *sc)
{
	if (strncmp(axis(sc, "kind"), "tcp", 3) == 0)
		name_address(sc, "s1", 1, "CLIENT");
	call(sc, "s3=s2.accept()");
	set_up(sc, "s3.settimeout(0.2)");
	call(sc, "s1.send(x'6162')");
	call(sc, "s3.recv(10)");
}

/* Where nobody waits for a refusal, it comes in its own time. */
static void
await_refusal(const struct peer *p)
{
	struct pollfd over = { .fd = p->theirs, .events = POLLOUT };

	if (p->theirs >= 0)
		poll(&over, 1, REFUSAL_MS);
}

static void
connect_after_refusal(struct scene *sc)
{
	struct peer *p = unconnected(sc);
	long long before = fileno_of(sc), n;

	for (n = axis_number(sc, "refusals"); n > 0; n--) {
		call(sc, "s1.%s(ADDRESS)", axis(sc, "function"));
		await_refusal(p);
	}
	look(sc, p, before);
	set_up(sc, "s2.listen(5)");
	call(sc, "s1.%s(ADDRESS)", axis(sc, "function"));
	look(sc, p, before);
	call(sc, "s1.%s(ADDRESS)", axis(sc, "function"));
	talk(sc);
}

static void
connect_after_failure(struct scene *sc)
{
	struct peer *p = unconnected(sc);
	long long before = fileno_of(sc);

	call(sc, "s1.%s", axis(sc, "fails"));
	look(sc, p, before);
	set_up(sc, "s2.listen(5)");
	set_up(sc, "s1.settimeout(5)");
	call(sc, "s1.connect(ADDRESS)");
	talk(sc);
}

/* s1 is bound where s2 is, then elsewhere; it accepts before it listens. */
static void
listen_after_failure(struct scene *sc)
{
	struct peer *p = unconnected(sc);
	long long before = fileno_of(sc);

	call(sc, "s1.bind(ADDRESS)");
	look(sc, p, before);
	call(sc, "s1.bind(%s)", strncmp(axis(sc, "kind"), "tcp", 3) == 0 ?
	    "('127.0.0.1',0)" : "''");
	call(sc, "s4=s1.accept()");
	look(sc, p, before);
	call(sc, "s1.listen(5)");
	call(sc, "s4=s1.accept()");
	elapsed(sc, strtod(axis(sc, "mode"), NULL));
	name_address(sc, "s1", -1, "THERE");
	set_up(sc, "s3=socket(%s)", family_of(sc));
	set_up(sc, "s3.connect(THERE)");
	if (strncmp(axis(sc, "kind"), "tcp", 3) == 0)
		name_address(sc, "s3", 1, "CLIENT");
	call(sc, "s4=s1.accept()");
	call(sc, "s4.send(x'6162')");
	call(sc, "s3.recv(10)");
}

/* ---- sendfile() ---- */

/* The file is larger than what there is room for. */
static void
break_off(struct scene *sc, struct peer *p)
{
	int64_t sent = 0;
	const struct value *v;

	if (axis_is(sc, "why", "gone") && !over(sc))
		peer_close(p);
	call(sc, "s1.sendfile(f1,%s)", axis(sc, "arguments"));
	if (!axis_is(sc, "why", "full"))
		return;
	v = ask(sc, "f1.tell()");
	if (v != NULL)
		sent = v->integer - axis_number(sc, "arguments");
	if (over(sc))
		return;
	peer_drain(p);
	observe(sc, "position", sent > 0 && (uint64_t)sent ==
	    p->received_bytes ? "behind what was sent" : "elsewhere");
}

static void
sendfile_after_failure(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind")), *other;

	file(sc, axis(sc, "file"), 2000000, "rb",
	    (int)axis_number(sc, "buffering"));
	other = pair(sc, "unix");
	usual_room(sc, p);
	set_up(sc, "s1.settimeout(%s)", axis_is(sc, "why", "nonblocking") ?
	    "0.0" : "0.05");
	break_off(sc, p);
	call(sc, "s1.gettimeout()");
	call(sc, "s2.sendfile(f1,100,50)");
	call(sc, "f1.tell()");
	call(sc, "f1.read(4)");
	call(sc, "s2.sendfile(f1,1999990)");
	call(sc, "f1.tell()");
	received(sc, other);
}

/* ---- the kernel's cryptography ---- */

static void
operate_after_failure(struct scene *sc)
{
	bool aead = axis_is(sc, "cipher", "gcm(aes)");

	set_up(sc, "s3=socket(AF_ALG,SOCK_SEQPACKET,0)");
	set_up(sc, "s3.bind(('%s','%s'))", aead ? "aead" : "skcipher",
	    axis(sc, "cipher"));
	set_up(sc, "s3.setsockopt(SOL_ALG,ALG_SET_KEY,fill:1:16)");
	if (aead)
		set_up(sc, "s3.setsockopt(SOL_ALG,ALG_SET_AEAD_AUTHSIZE,none,"
		    "16)");
	set_up(sc, "s1=s3.accept()");
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s1.sendmsg_afalg(%s)", axis(sc, "fails"));
	/* There may be nothing to receive, or what was refused before it. */
	if (axis_is(sc, "mode", "none"))
		set_up(sc, "s1.settimeout(0.2)");
	call(sc, "s1.recv(64)");
	call(sc, "s1.gettimeout()");
	call(sc, "s1.getsockopt(SOL_SOCKET,SO_ERROR)");
	call(sc, "s1.sendmsg_afalg([fill:5:32],op=ALG_OP_ENCRYPT,iv=fill:2:%d"
	    "%s)", aead ? 12 : 16, aead ? ",assoclen=0" : "");
	call(sc, "s1.recv(64)");
}

/* ---- what is documented ---- */

/* Whatever the mode: in some versions any object is one. */
static void
arrives(struct documented *d, const struct instance *i)
{
	const char *kind = instance_value(i, "kind");
	bool stream = strcmp(kind, "unix") == 0 || strncmp(kind, "tcp", 3) == 0;

	documented_want(d, "fileno", "the same");
	documented_want(d, "peer", stream ? "4 bytes x'61626364'" :
	    "[x'6162',x'6364']");
}

static void
goes_on(struct documented *d, const struct instance *i)
{
	documented_want(d, "gettimeout", "returned %s",
	    instance_value(i, "mode"));
	arrives(d, i);
}

static void
in_vain(struct documented *d, const struct instance *i, const char *then)
{
	char method[16];
	const char *fails = instance_value(i, "fails");
	struct text again = TEXT_INIT;

	snprintf(method, sizeof(method), "%.*s", (int)strcspn(fails, "("),
	    fails);
	text_addf(&again, "%s#2", method);
	documented_want(d, method, "raised %s", instance_is(i, "mode", "0.0") ?
	    "BlockingIOError errno=EAGAIN" : "TimeoutError 'timed out'");
	documented_want(d, text_get(&again), "raised %s",
	    instance_is(i, "mode", "0.0") ? "BlockingIOError errno=EAGAIN" :
	    "TimeoutError 'timed out'");
	documented_want(d, "elapsed", instance_is(i, "mode", "0.0") ?
	    "at once" : "on time");
	documented_want(d, "elapsed#2", instance_is(i, "mode", "0.0") ?
	    "at once" : "on time");
	documented_want(d, "fileno", "the same");
	documented_want(d, "gettimeout", "returned %s",
	    instance_value(i, "mode"));
	documented_want(d, "peer", "%s", then);
	text_release(&again);
}

static void
received_in_vain(struct documented *d, const struct instance *i)
{
	const char *kind = instance_value(i, "kind");

	in_vain(d, i, strcmp(kind, "unix") == 0 || strcmp(kind, "tcp") == 0 ?
	    "2 bytes x'6162'" : "[x'6162']");
}

static void
sent_in_vain(struct documented *d, const struct instance *i)
{
	const char *kind = instance_value(i, "kind");

	in_vain(d, i, strcmp(kind, "unix") == 0 || strcmp(kind, "tcp") == 0 ?
	    "2 bytes x'6162'" : "[x'61',x'62']");
}

static void
next_file_is_sent(struct documented *d, const struct instance *i)
{
	char bytes[60];
	struct text text = TEXT_INIT;

	fill_bytes(bytes, 50, FILL_SEED, 100);
	fill_bytes(bytes + 50, 10, FILL_SEED, 1999990);
	value_format_bytes(bytes, sizeof(bytes), &text);
	documented_want(d, "sendfile#2", "returned 50");
	documented_want(d, "tell", "returned 150");
	documented_want(d, "sendfile#3", "returned 10");
	documented_want(d, "tell#2", "returned 2000000");
	documented_want(d, "peer", "60 bytes %s", text_get(&text));
	if (instance_is(i, "why", "full"))
		documented_want(d, "position", "behind what was sent");
	text_release(&text);
}

/* Non-blocking, the first refusal is asked for by the second call. */
static bool
is_refused(const struct instance *i)
{
	return strncmp(instance_value(i, "kind"), "tcp", 3) != 0 ||
	    !instance_is(i, "mode", "0.0") ||
	    instance_is(i, "refusals", "2");
}

/* ---- rows ---- */

/* PyPy takes a string for a host and a port, if it has two letters. */
static bool
is_no_string_for_udp(const struct instance *i)
{
	return !instance_is(i, "kind", "udp") ||
	    strstr(instance_value(i, "fails"), ",0,'") == NULL;
}

#define BAD_ADDRESSES \
	"fails=sendmsg([x'61'],[],0,('127.0.0.1',0))|" \
	"sendmsg([x'61'],[],0,('127.0.0.1',65536))|" \
	"sendmsg([x'61'],[],0,'/nobody/there')|sendmsg([x'61'],[],0,'')|" \
	"sendmsg([x'61'],[],0,1)"

static const struct row rows[] = {
	{ .name = "call_that_fails_leaves_the_connection_alone",
	  .clause = "AFTER-01", .act = fail_and_go_on,
	  .documented = goes_on,
	  .axes = { "kind=tcp|unix|udp|seqpacket|dgram", MODES,
	    "fails=send(none)|send('a')|sendall(none)|sendmsg(none)|"
	    "sendmsg([none])|sendmsg([x'61'],[1])|"
	    "sendmsg([x'61'],[(1,1)])|sendmsg([x'61'],[],2147483648)|"
	    "sendmsg([x'61'],[],0,1,2)|sendmsg(repeat:x'':1025)|"
	    "sendmsg([x'61'],raising:'KeyError':[])|"
	    "recv('a')|recv(-1)|recv(1,2147483648)|"
	    "setsockopt(SOL_SOCKET,9999,1)|getsockopt(SOL_SOCKET,9999)|"
	    "getsockopt(SOL_SOCKET,SO_TYPE,-1)|settimeout(-1)|"
	    "settimeout('a')|settimeout(nan)|settimeout(1e300)|"
	    "set_inheritable('a')|shutdown(99)|"
	    "connect(none)|bind(none)|sendmsg_afalg([x'61'],op=1)" } },

	{ .name = "error_of_the_system_leaves_the_connection_alone",
	  .clause = "AFTER-01", .act = fail_and_go_on,
	  .documented = goes_on,
	  .axes = { "kind=unix|seqpacket|dgram", MODES,
	    "fails=sendmsg([x'61'],[(1,1,fds:[999999])])|"
	    "sendmsg([x'61'],[(1,77,x'')])|"
	    "sendmsg([x'61'],[(1,1,fill:0:300000)])|accept()|listen(1)|"
	    "bind('/nowhere/at/all')" } },

	{ .name = "message_to_a_bad_address_leaves_the_connection_alone",
	  .clause = "AFTER-01", .act = fail_and_go_on,
	  .only = is_no_string_for_udp, .documented = goes_on,
	  .axes = { "kind=udp|dgram", MODES, BAD_ADDRESSES } },

	{ .name = "message_to_nowhere_leaves_the_socket_alone",
	  .clause = "AFTER-01", .act = fail_and_go_on_with_address,
	  .only = is_no_string_for_udp, .documented = goes_on,
	  .axes = { "kind=udp|dgram", MODES, BAD_ADDRESSES
	    "|sendmsg([x'61'])|sendmsg([x'61'],[],0,none)" } },

	{ .name = "mode_that_is_refused_leaves_the_connection_alone",
	  .clause = "AFTER-01", .act = fail_and_go_on,
	  .documented = arrives,
	  .axes = { "kind=tcp|unix|udp", MODES,
	    "fails=setblocking('a')|setblocking(none)|"
	    "setblocking()" } },

	{ .name = "file_that_is_not_sent_leaves_the_connection_alone",
	  .clause = "AFTER-01", .act = fail_with_file_and_go_on,
	  .documented = goes_on,
	  .axes = { "kind=tcp|unix|udp", MODES,
	    "fails=sendfile(f1,-1)|sendfile(f1,'a')|sendfile(f1,0,-1)|"
	    "sendfile(f1,0,0)|sendfile(f1,0,'a')|sendfile(f1,0,1.5)|"
	    "sendfile(none)|sendfile(f1,1000)" } },

	{ .name = "message_that_is_too_big_leaves_the_socket_alone",
	  .clause = "AFTER-02", .act = fail_and_go_on, .documented = goes_on,
	  .axes = { "kind=udp|dgram|seqpacket", MODES,
	    "fails=send(fill:0:400000)|sendall(fill:0:400000)|"
	    "sendmsg([fill:0:200000,fill:0:200000])|"
	    "sendmsg([fill:0:65508,fill:0:400000])" } },

	{ .name = "receiving_in_vain_is_no_end", .clause = "AFTER-03",
	  .act = receive_in_vain, .documented = received_in_vain,
	  .waits = true,
	  .axes = { "kind=tcp|unix|udp|seqpacket", "mode=0.0|0.03",
	    "fails=recv(10)|recvmsg(10)" } },

	{ .name = "sending_in_vain_is_no_end", .clause = "AFTER-03",
	  .act = send_in_vain, .documented = sent_in_vain, .waits = true,
	  .axes = { "kind=tcp|unix|seqpacket|dgram", "mode=0.0|0.03",
	    "fails=send(x'78')|sendall(x'78')|sendmsg([x'78'])" } },

	{ .name = "reset_is_told_once", .clause = "AFTER-04",
	  .act = use_after_reset,
	  .axes = { "kind=tcp|unix|udp|seqpacket|dgram", "mode=none|0.5",
	    "fails=send(x'61')|sendall(x'61')|sendmsg([x'61'])" } },

	{ .name = "reset_is_received_once", .clause = "AFTER-04",
	  .act = use_after_reset,
	  .axes = { "kind=tcp|unix|seqpacket", MODES,
	    "fails=recv(1)|recvmsg(1)" } },

	{ .name = "refused_connection_can_be_made_again",
	  .clause = "AFTER-05", .act = connect_after_refusal,
	  .only = is_refused,
	  .axes = { "kind=tcp|tcp6|unix|seqpacket", MODES,
	    "function=connect|connect_ex", "refusals=1|2" } },

	{ .name = "call_before_the_connection_leaves_it_possible",
	  .clause = "AFTER-05", .act = connect_after_failure,
	  .axes = { "kind=tcp|unix|seqpacket", MODES,
	    "fails=send(x'61')|sendall(x'61')|sendmsg([x'61'])|recv(1)|"
	    "recvmsg(1)|accept()|connect(none)|"
	    "connect((1,2,3,4,5))|sendmsg([x'61'],[],0,none)" } },

	{ .name = "shutdown_before_the_connection_is_the_systems",
	  .clause = "AFTER-05", .act = connect_after_failure, .waits = true,
	  .axes = { "kind=tcp|unix|seqpacket", "mode=none|0.5",
	    "fails=shutdown(SHUT_RDWR)|shutdown(SHUT_WR)" } },

	{ .name = "listener_is_made_after_failures", .clause = "AFTER-06",
	  .act = listen_after_failure, .waits = true,
	  .axes = { "kind=tcp|unix|seqpacket", "mode=0.0|0.05" } },

	{ .name = "file_is_sent_after_a_failure", .clause = "AFTER-07",
	  .act = sendfile_after_failure, .documented = next_file_is_sent,
	  .waits = true,
	  .axes = { "kind=unix", "file=regular|memfd", "buffering=-1|0",
	    "why=full|gone|nonblocking", "arguments=0|30" } },

	{ .name = "file_is_sent_after_refused_arguments",
	  .clause = "AFTER-07", .act = sendfile_after_failure,
	  .documented = next_file_is_sent,
	  .axes = { "kind=unix|dgram", "file=regular", "buffering=-1|0",
	    "why=nothing", "arguments=0,0|0,-1|0,'a'|0,1.5" } },

	{ .name = "operation_goes_on_after_a_failure", .clause = "AFTER-08",
	  .act = operate_after_failure, .needs = "af_alg",
	  .axes = { "cipher=gcm(aes)", MODES,
	    "fails=[fill:5:48],op=ALG_OP_DECRYPT,iv=fill:2:12,assoclen=0|"
	    "[fill:5:32],op=ALG_OP_ENCRYPT,iv=fill:2:11,assoclen=0|"
	    "[fill:5:8],op=ALG_OP_DECRYPT,iv=fill:2:12,assoclen=0" } },

	{ .name = "cipher_goes_on_after_a_failure", .clause = "AFTER-08",
	  .act = operate_after_failure, .needs = "af_alg",
	  .axes = { "cipher=cbc(aes)", MODES,
	    "fails=[fill:5:17],op=ALG_OP_ENCRYPT,iv=fill:2:16|"
	    "[fill:5:32],op=ALG_OP_ENCRYPT,iv=fill:2:15|"
	    "[fill:5:32],op=7,iv=fill:2:16" } },

	{ .name = "operation_goes_on_after_refused_arguments",
	  .clause = "AFTER-08", .act = operate_after_failure,
	  .needs = "af_alg", .axes = { "cipher=cbc(aes)|gcm(aes)",
	    "mode=0.0", "fails=[x'61']|[x'61'],op=-1|[x'61'],op='a'|"
	    "[1],op=1|none,op=1|[x'61'],op=1,iv=1|[x'61'],op=1,assoclen=-1|"
	    "[x'61'],op=1,flags='a'|[x'61'],9,op=1" },
	  .doc = "sendmsg_afalg#2: returned 32; recv#2: returned **" },
};

AREA_ROWS(after_error, rows);
