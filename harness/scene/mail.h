/* SPDX-License-Identifier: BSD-2-Clause */
/* The vocabulary of scenarios for messages: addresses, ancillary data. */
#ifndef SCENE_MAIL_H
#define SCENE_MAIL_H

#include "harness/scene/scene.h"

/*
 * A socket of ours that the IUT can send to (see destination_start). Its port
 * is the symbol PORT, its name NAME; of the second one, PORT2, NAME2. Where the
 * machine cannot look up localhost, an instance that names it is unsupported.
 */
struct peer *destination(struct scene *, const char *kind);

/*
 * "message: x'61' [(SOL_SOCKET,SCM_RIGHTS,[s1])] flags=0": takes one message
 * from our end. A descriptor is known by its file: s1 is what the IUT got
 * from pair(), p1 our end of that, f1 its file; "other" is none of them.
 */
void message(struct scene *, const struct peer *);

/*
 * The same with who sent it, by its address: "… flags=0 from s1", "from
 * 127.0.0.9:s1" if its port is that of s1, "from nobody" without an address.
 */
void message_from(struct scene *, const struct peer *);

/*
 * Takes what peer_choke() sent, and nothing of what comes behind it: for a
 * call that waits for room to be told whole by message().
 */
void unchoke(struct scene *, struct peer *);

/*
 * Has the IUT's end, or ours, told the credentials of senders. The run may not
 * have the privilege to send changed ones, which credentials() is for:
 * unsupported then, with the kernel's answer.
 */
void tell_credentials(struct scene *, const struct peer *, bool changed);

/* Sends one message from our end, with the descriptor of s1 if it is asked. */
void peer_writes(struct scene *, const struct peer *, const char *bytes,
    bool rights);

/*
 * "asleep: sendmsg …" (see asleep_in): what the call begun asks the kernel;
 * "asleep: false" if it has ended.
 */
void asleep(struct scene *);

/* The same as text, for a trace of another label. False: there is nothing. */
bool asleep_seen(struct scene *, const char *label, struct text *);

/*
 * What follows is only right where the implementation is of the runner's user:
 * what that may do, and who it says that it is. Else unsupported.
 */
void rests_on_our_user(struct scene *);

/*
 * What follows is only for who has that capability: CAP_NET_ADMIN, its name.
 * Without it, unsupported.
 */
void rests_on_capability(struct scene *, int capability, const char *name);

/* Symbol CREDENTIALS: the IUT's own, changed by so much, as bytes. */
void credentials(struct scene *, int pid, int uid, int gid);

#endif
