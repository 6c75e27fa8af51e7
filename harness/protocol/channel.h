/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two descriptors between runner and IUT: lines with plain read and
 * write, and descriptors that travel beside them.
 */
#ifndef PROTOCOL_CHANNEL_H
#define PROTOCOL_CHANNEL_H

#include "harness/protocol/text.h"

#include <stdbool.h>

#define CHANNEL_LINES 3		/* the IUT's descriptors */
#define CHANNEL_DESCRIPTORS 4
#define CHANNEL_INHERITED 5	/* the first of those that came with its start */

struct channel {
	int lines;		/* descriptor of the stream */
	int descriptors;	/* of the socket that keeps messages apart */
	struct text in;		/* what was read and not yet taken */
	size_t taken;		/* bytes of `in` that were */
	int inherited, inherited_end;	/* those left, and the one behind */
	int patience_ms;	/* to wait for room to write; 0: any time */
};

#define CHANNEL_INIT { -1, -1, TEXT_INIT, 0, 0, 0, 0 }

enum channel_result {
	CHANNEL_LINE,
	CHANNEL_AGAIN,		/* no whole line is there yet */
	CHANNEL_END,		/* end of file: the other end is gone */
	CHANNEL_FAILED,		/* the read failed (errno tells) */
	CHANNEL_TOO_LONG	/* a line over PROTOCOL_LINE_MAX, or with a NUL */
};

/*
 * Takes the next line, without its newline, reading at most once; *line stays
 * valid until the next call. CHANNEL_AGAIN may come where the descriptor is
 * blocking too: call again.
 */
enum channel_result channel_line(struct channel *, const char **line);

/* Whether channel_line() has a line without reading. */
bool channel_has_line(const struct channel *);

/*
 * Writes all; false if the other end is gone, or has read nothing for so long
 * that our patience ended: ETIMEDOUT (errno tells).
 */
bool channel_write(struct channel *, const char *bytes, size_t len);

/* Hands over a duplicate of fd; false on failure (errno tells). */
bool channel_send_fd(struct channel *, int fd);

/*
 * Takes a descriptor, close-on-exec; -1 on failure (errno tells). First those
 * that were inherited.
 */
int channel_recv_fd(struct channel *);

/*
 * Whether the kernel passes descriptors on: one comes out of a socket that was
 * put into another. errno tells, where it is told.
 */
bool channel_passes_descriptors(void);

/*
 * Where no CHANNEL_DESCRIPTORS was given, descriptors cannot be passed: those
 * from CHANNEL_INHERITED on, without a gap, are what was to be handed over.
 */
void channel_take_inherited(struct channel *);

/* Closes both and frees. */
void channel_release(struct channel *);

#endif
