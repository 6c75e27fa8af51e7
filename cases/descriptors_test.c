/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The number of a descriptor is of no matter: 0, 1 and 2 where a program has
 * closed what is there, and those above 1023, for which an fd_set of select(2)
 * has no place.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/scene/blocking.h"
#include "harness/scene/mail.h"
#include "harness/scene/share.h"

#define NUMBERS "first=0|1024"
#define KINDS "kind=tcp|unix|alg"

static void
start(struct scene *sc)
{
	number_from(sc, (int)axis_number(sc, "first"));
}

static void
wait_in_vain(struct scene *sc)
{
	struct blocking b;

	start(sc);
	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "%s", b.call);
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
}

static void
wait_for_it(struct scene *sc)
{
	struct blocking b;

	start(sc);
	blocking_start(sc, &b);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	begin(sc, "%s", b.call);
	blocked(sc);
	blocking_let(sc, &b);
	finish(sc);
	blocking_look(sc, &b);
}

static void
document_wait(struct documented *d, const struct instance *i)
{
	documented_add(d, "blocked: true");
	blocking_document(d, i);
}

static void
send_file(struct scene *sc)
{
	bool is_lowest = axis_is(sc, "lowest", "file");
	struct peer *p;
	struct file *f = NULL;

	start(sc);
	if (is_lowest)
		f = file(sc, axis(sc, "file"), 5000, "rb", -1);
	p = pair(sc, axis(sc, "kind"));
	p->drains = true;
	if (!is_lowest)
		f = file(sc, axis(sc, "file"), 5000, "rb", -1);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s1.sendfile(f1,100,3000)");
	offset(sc, f);
	received(sc, p);
}

/* What it waits for first is the file. */
static void
send_late_file(struct scene *sc)
{
	struct peer *p;
	struct file *f;

	start(sc);
	p = pair(sc, "unix");
	f = file(sc, "pipe open", 0, "rb", 0);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	begin(sc, "s1.sendfile(f1)");
	blocked(sc);
	write_last(sc, f, "abc", 3);
	finish(sc);
	received(sc, p);
}

static void
set_mode(struct scene *sc)
{
	struct peer *p;

	start(sc);
	p = pair(sc, axis(sc, "kind"));
	call(sc, "s1.%s", axis(sc, "call"));
	o_nonblock(sc, p);
	call(sc, "s1.gettimeout()");
}

static void
mode_is_set(struct documented *d, const struct instance *i)
{
	bool blocks = instance_is(i, "call", "setblocking(true)");

	documented_want(d, "o_nonblock", blocks ? "false" : "true");
	documented_want(d, "gettimeout", "returned %s", blocks ? "none" :
	    instance_is(i, "call", "settimeout(2.5)") ? "2.5" : "0.0");
}

static void
set_inheritable(struct scene *sc)
{
	struct peer *p;

	start(sc);
	p = pair(sc, axis(sc, "kind"));
	call(sc, "s1.set_inheritable(%s)", axis(sc, "flag"));
	call(sc, "s1.get_inheritable()");
	inherited(sc, p);
}

/* What the implementation makes itself has such a number, too. */
static void
make_some(struct scene *sc)
{
	start(sc);
	call(sc, "s1=socketpair()");
	call(sc, "s3=s1.dup()");
	call(sc, "s4=socket(AF_INET,SOCK_STREAM)");
	call(sc, "s4.get_inheritable()");
	call(sc, "s4.attribute('type')");
	call(sc, "s3.settimeout(2.5)");
	o_nonblock(sc, share(sc, "s3"));
	call(sc, "s3.sendall(x'616263')");
	call(sc, "s2.recv(10)");
	call(sc, "s2.close()");
	call(sc, "s1.send(x'61')");
}

/* Descriptors as ancillary data: what is sent, and what arrives. */
static void
pass_descriptors(struct scene *sc)
{
	struct peer *p;

	start(sc);
	p = pair(sc, axis(sc, "kind"));
	file(sc, "regular", 10, "rb", 0);
	call(sc, "s1.sendmsg([x'61'],[(SOL_SOCKET,SCM_RIGHTS,fds:[f1,s1])])");
	message(sc, p);
	peer_writes(sc, p, "b", true);
	call(sc, "s1.recvmsg(10,100)");
	call(sc, "s1.sendmsg([x'63'])");
	received(sc, p);
}

static void
close_and_use(struct scene *sc)
{
	start(sc);
	pair(sc, axis(sc, "kind"));
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "s1.close()");
	call(sc, "s1.%s", axis(sc, "call"));
}

static void
is_closed(struct documented *d, const struct instance *i)
{
	const char *call = instance_value(i, "call");
	char method[32] = "";

	strncat(method, call, strcspn(call, "("));
	documented_want(d, method, "raised OSError errno=EBADF");
}

#define TIMED_OUT "{method}: raised TimeoutError 'timed out'; " \
	"elapsed: on time"
#define CLOSED "call=send(x'61')|sendmsg([x'61'])|recv(1)|setblocking(false)"

static const struct row rows[] = {
	{ .name = "timeout_passes_at_any_number", .clause = "SETTMO-17",
	  .act = wait_in_vain, .waits = true, .needs = "numbers",
	  .only = blocking_fits, .axes = { METHODS, KINDS, NUMBERS },
	  .with = { "timeout=0.05" }, .doc = TIMED_OUT },

	{ .name = "timeout_passes_above_65535", .clause = "SETTMO-17",
	  .act = wait_in_vain, .waits = true, .needs = "numbers",
	  .axes = { "method=recv|sendall|accept", "kind=unix",
	    "first=65536" }, .with = { "timeout=0.05" }, .doc = TIMED_OUT },

	{ .name = "what_comes_ends_the_wait_at_any_number",
	  .clause = "SETTMO-17", .act = wait_for_it, .waits = true,
	  .needs = "numbers", .only = blocking_fits_and_ends_soon,
	  .axes = { METHODS, "kind=unix|tcp|dgram|alg", "mode=5.0", NUMBERS },
	  .documented = document_wait },

	{ .name = "file_is_sent_from_any_number", .clause = "SENDFILE-01",
	  .act = send_file, .needs = "numbers",
	  .axes = { "kind=tcp|unix", "file=regular|memfd",
	    "mode=none|0.5", "lowest=socket|file", NUMBERS },
	  .doc = "sendfile: returned 3000; offset: 3100; "
	    "peer: 3000 bytes *" },

	{ .name = "file_that_comes_late_has_any_number",
	  .clause = "SENDFILE-04", .act = send_late_file, .waits = true,
	  .needs = "numbers", .axes = { "mode=none|5.0", NUMBERS },
	  .doc = "blocked: true; sendfile: returned 3; "
	    "peer: 3 bytes x'616263'" },

	{ .name = "mode_is_set_at_any_number", .clause = "SETBLK-01",
	  .act = set_mode, .needs = "numbers",
	  .axes = { "kind=tcp|udp|unix", "call=setblocking(true)|"
	    "setblocking(false)|settimeout(2.5)|settimeout(0)", NUMBERS },
	  .documented = mode_is_set },

	{ .name = "inheritance_is_set_at_any_number", .clause = "INHERIT-01",
	  .act = set_inheritable, .needs = "numbers",
	  .axes = { "kind=tcp|unix", "flag=true|false", NUMBERS },
	  .doc = "get_inheritable: returned {flag}; inherited: {flag}" },

	{ .name = "new_sockets_have_any_number", .clause = "TYPE-03",
	  .act = make_some, .needs = "numbers",
	  .axes = { "first=0|1024|65536" },
	  .doc = "get_inheritable: returned false; o_nonblock: true; "
	    "sendall: returned none; recv: returned x'616263'" },

	{ .name = "descriptors_of_any_number_are_passed",
	  .clause = "SENDMSG-28", .act = pass_descriptors,
	  .needs = "numbers scm_rights",
	  .axes = { "kind=unix|dgram|seqpacket", NUMBERS },
	  .doc = "sendmsg: returned 1; message: x'61' [(SOL_SOCKET,"
	    "SCM_RIGHTS,[f1,s1])] flags=0; recvmsg: returned (x'62',"
	    "[(1,1,'fds:1')],*; sendmsg#2: returned 1" },

	{ .name = "closed_socket_raises_ebadf_whatever_its_number",
	  .clause = "SENDMSG-50", .act = close_and_use, .needs = "numbers",
	  .axes = { "kind=unix", "mode=none|0.5", CLOSED, NUMBERS },
	  .documented = is_closed },
};

AREA_ROWS(descriptors, rows);
