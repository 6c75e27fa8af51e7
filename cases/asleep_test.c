/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls that wait leave the processor alone where that is not easy: poll(2)
 * says that the socket is ready, and the call that it is not.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/scene/mail.h"
#include "harness/scene/scene.h"
#include "harness/world/clock.h"

#define WAIT_MS 110	/* busy.h does not ask what ends sooner */

/* Fills the queue of a receiver from our end. */
static void
fill_queue(struct scene *sc, struct peer *p)
{
	int sent = 0;

	if (over(sc))
		return;
	while (send(p->theirs, "x", 1, MSG_DONTWAIT) == 1)
		sent++;
	if (errno != EAGAIN && errno != ENOBUFS)
		broken(sc, "cannot fill a queue: %s", strerror(errno));
	else if (sent == 0)
		broken(sc, "the queue of a receiver was full at once");
}

static struct peer *
full_receiver(struct scene *sc)
{
	struct peer *p = destination(sc, "dgram");

	fill_queue(sc, p);
	set_up(sc, "s1=socket(AF_UNIX,SOCK_DGRAM)");
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	return p;
}

static void
send_to_full_receiver(struct scene *sc)
{
	full_receiver(sc);
	call(sc, "s1.sendmsg([x'6162'],[],0,NAME)");
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
}

static void
send_until_it_has_room(struct scene *sc)
{
	struct peer *p;
	char byte;

	if (instance_value(sc->instance, "first") != NULL)
		number_from(sc, (int)axis_number(sc, "first"));
	p = full_receiver(sc);
	begin(sc, "s1.sendmsg([x'6162'],[],0,NAME)");
	finished_within(sc, WAIT_MS);
	if (!over(sc) && recv(p->fd, &byte, 1, MSG_DONTWAIT) != 1)
		broken(sc, "a full queue has nothing");
	finish(sc);
	elapsed_at_most(sc, 1.0);
}

static void
receive_from_idle_operation(struct scene *sc)
{
	set_up(sc, "s1=socket(AF_ALG,SOCK_SEQPACKET)");
	set_up(sc, "s1.bind(('skcipher','cbc(aes)'))");
	set_up(sc, "s1.setsockopt(SOL_ALG,ALG_SET_KEY,fill:3:16)");
	set_up(sc, "s2=s1.accept()");
	set_up(sc, "s2.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s2.%s", axis(sc, "call"));
	elapsed(sc, strtod(axis(sc, "timeout"), NULL));
}

static const struct row rows[] = {
	{ .name = "unconnected_datagram_to_a_full_receiver_times_out",
	  .clause = "KEEP-04", .act = send_to_full_receiver, .waits = true,
	  .axes = { "timeout=0.2" } },

	{ .name = "unconnected_datagram_is_sent_once_there_is_room",
	  .clause = "KEEP-04", .act = send_until_it_has_room, .waits = true,
	  .axes = { "timeout=5.0" } },

	/* As is the socket by which the receiver is watched, then. */
	{ .name = "unconnected_datagram_of_a_high_number_is_sent_in_the_end",
	  .clause = "KEEP-04", .act = send_until_it_has_room, .waits = true,
	  .needs = "numbers", .axes = { "timeout=5.0", "first=1024" } },

	{ .name = "idle_operation_socket_times_out", .clause = "KEEP-04",
	  .act = receive_from_idle_operation, .waits = true,
	  .needs = "af_alg",
	  .axes = { "timeout=0.3", "call=recv(16)|recvmsg(16)" } },
};

AREA_ROWS(asleep, rows);
