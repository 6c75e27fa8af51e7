/* SPDX-License-Identifier: BSD-2-Clause */
/* What the programs of sendmsg() cases share. */
#ifndef CASES_SENDMSG_H
#define CASES_SENDMSG_H

#include <stdlib.h>
#include <string.h>

#include "harness/protocol/fill.h"
#include "harness/protocol/memory.h"
#include "harness/protocol/value.h"
#include "harness/scene/mail.h"

#define KINDS "kind=tcp|tcp6|udp|unix|dgram|seqpacket"
#define STREAMS "kind=tcp|tcp6|unix"
#define MESSAGES "kind=udp|dgram|seqpacket"
#define MODES "timeout=none|0|1.5"

static inline bool
is_stream(const struct instance *i)
{
	const char *kind = instance_value(i, "kind");

	return strncmp(kind, "tcp", 3) == 0 || strcmp(kind, "unix") == 0;
}

/* What peer_finish() says of bytes that came in one piece. */
static inline void
want_received(struct documented *d, const struct instance *i,
    const char *bytes, size_t n)
{
	struct text text = TEXT_INIT;

	if (!is_stream(i)) {
		text_addc(&text, '[');
		value_format_reply_bytes(bytes, n, &text);
		text_addc(&text, ']');
	} else if (n <= 64) {
		text_addf(&text, "%zu bytes ", n);
		value_format_bytes(bytes, n, &text);
	} else
		text_addf(&text, "%zu bytes crc=%08x", n,
		    fill_crc(0, bytes, n));
	documented_want(d, "peer", "%s", text_get(&text));
	text_release(&text);
}

/* The same for fill:0:N. */
static inline void
want_filled(struct documented *d, const struct instance *i, size_t n)
{
	char *bytes = malloc(n + 1);

	if (bytes == NULL)
		memory_ran_out();
	fill_bytes(bytes, n, 0, 0);
	want_received(d, i, bytes, n);
	free(bytes);
}

static inline void
want_nothing(struct documented *d, const struct instance *i)
{
	documented_want(d, "peer", "%s", is_stream(i) ? "0 bytes x''" : "[]");
}

/* TypeError, and nothing is sent. */
static inline void
want_typeerror(struct documented *d, const struct instance *i)
{
	documented_want(d, "sendmsg", "raised TypeError");
	want_nothing(d, i);
}

#endif
