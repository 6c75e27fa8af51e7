/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A connection of which the IUT gets one end. The runner holds the other end,
 * and a duplicate of the IUT's, by which it sees the open file description.
 */
#ifndef WORLD_PEER_H
#define WORLD_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

struct peer {
	int fd;			/* our end, non-blocking; -1: none */
	int theirs;		/* duplicate of the IUT's end; -1: let go */
	int family, type;	/* of both */
	bool drains;		/* peer_drain() takes what comes */
	bool sips;		/* what was sent was taken in parts */
	uint64_t choked;	/* bytes, or messages, of peer_choke() to come */
	uint64_t received_bytes;	/* all counts without those */
	uint32_t crc;		/* of all that was received */
	char first[64];		/* the first bytes received */
	bool eof;		/* the stream ended */
	struct text records;	/* lengths or contents of messages received */
	size_t records_len;
};

#define PEER_INIT { .fd = -1, .theirs = -1 }

/*
 * Connects a pair: "tcp", "tcp6", "unix", "seqpacket", "dgram" (AF_UNIX), "udp".
 */
bool peer_start(struct peer *, const char *kind, struct why *);

/* Takes what is there now, without waiting; false once nothing more can come. */
bool peer_drain(struct peer *);

/* Takes at most so many bytes of a stream at once, as a slow reader does. */
void peer_take(struct peer *, size_t most);

/* The same, but at most about so many bytes. */
bool peer_drain_some(struct peer *, size_t most);

/*
 * Fills the IUT's way to send until it would block, with zeros, which will not
 * count as received. Returns how many bytes.
 */
int64_t peer_choke(struct peer *);

/*
 * Takes what peer_choke() sent and is still to come, waiting for it, and
 * nothing else. False if it does not come within a second.
 */
bool peer_unchoke(struct peer *);

/*
 * How much lies in both ends' buffers, as a number that is the same as long as
 * nothing moves.
 */
int64_t peer_queued(const struct peer *);

/*
 * Ends the IUT's sending (by the duplicate), takes all that is left, and adds
 * what came as one text: "8192 bytes crc=1a2b3c4d", "3 bytes x'616263'", or
 * for messages "[x'6162',8192]".
 */
void peer_finish(struct peer *, struct text *);

/*
 * Takes the byte that is urgent, '-' if there is none. Of TCP it waits up to two
 * seconds for that one (a tenth of one, once it waited in vain): the one of an
 * earlier segment may be seen before it. '-' is none that would come.
 */
char peer_urgent(const struct peer *, char awaited);

/*
 * Closes our end, or shuts it down for both ways, and sees to it that the IUT's
 * end knows.
 */
void peer_close(struct peer *);
void peer_shut(struct peer *);

/* Lets go of the duplicate of the IUT's end. */
void peer_let_go(struct peer *);

void peer_release(struct peer *);

#endif
