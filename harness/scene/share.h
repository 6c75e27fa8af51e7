/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * More vocabulary of scenarios: sockets that the IUT makes itself, seen from
 * outside, and descriptors that several of its socket objects stand for.
 */
#ifndef SCENE_SHARE_H
#define SCENE_SHARE_H

#include "harness/scene/scene.h"

/*
 * Has the IUT hand over a duplicate of the descriptor of its socket, "s1",
 * which becomes `theirs` of a peer that has no end of ours: for o_nonblock()
 * and inherited(). Never NULL.
 */
struct peer *share(struct scene *, const char *socket);

/* Connects a pair as pair() does, and gives the IUT nothing. Never NULL. */
struct peer *pair_apart(struct scene *, const char *kind);

/*
 * Gives the IUT its end, again if it has it already, as its next socket with
 * these arguments of socket(): "AF_UNIX,SOCK_STREAM,0".
 */
void give_end(struct scene *, const struct peer *, const char *arguments);

/*
 * How much a socket has room for until it is told is a parameter of the system
 * (socket(7), wmem_default). Gives the IUT's end, if it is of AF_UNIX, the room
 * that Linux gives where nobody has set that: 212992 bytes.
 */
void usual_room(struct scene *, const struct peer *);

/*
 * The same of a socket that the IUT makes itself, which nobody else can set:
 * unsupported where it was found to give another room.
 */
void rests_on_room(struct scene *);

/*
 * o_nonblock() of an accepted socket. With no default timeout and a listener
 * that is non-blocking, `left`, its mode "depends on the operating system":
 * where accept(2) was found to give it the listener's that is "inherited", or
 * "cleared" if it is not so.
 */
void o_nonblock_of_accepted(struct scene *, const struct peer *, bool left);

/* Sets or clears O_NONBLOCK of the IUT's end, as any holder of it may. */
void force_o_nonblock(struct scene *, const struct peer *, bool set);

/*
 * recvmsg() tells the port of a datagram's sender: the trace calls that of our
 * end PEER.
 */
void name_port(struct scene *, const struct peer *);

/*
 * What passes credentials is given a name by the kernel where it sends, and
 * recvmsg() tells it: our end of AF_UNIX's messages has it from here on, and
 * the trace calls it PEER. A kernel that gives no names leaves it without.
 */
void name_sender(struct scene *, const struct peer *);

/*
 * How much an AF_UNIX stream takes before it is full is the kernel's choice:
 * of what now waits at our end the trace calls the number of bytes ROOM, and
 * their checksum, if they are fill:SEED as was sent, ROOM_CRC.
 */
void name_room(struct scene *, const struct peer *, unsigned seed);

#endif
