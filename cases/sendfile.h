/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the programs about sendfile() share: the file that a row's axes
 * describe, and what is due of it.
 *
 * Axes: kind (of world/file.h, or "memory", or a reader's quirk), size, and
 * where there are: mode, buffering, offset, count, before (a method of the file
 * that is called first: "seek(5)").
 */
#ifndef CASES_SENDFILE_H
#define CASES_SENDFILE_H

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/protocol/fill.h"
#include "harness/protocol/memory.h"
#include "harness/protocol/value.h"
#include "harness/scene/scene.h"

#define FILL_SEED 7	/* of file() */

static inline const char *
axis_or(const struct instance *i, const char *name, const char *otherwise)
{
	const char *value = instance_value(i, name);

	return value != NULL ? value : otherwise;
}

static inline bool
axis_is_one_of(const struct instance *i, const char *name, const char *words)
{
	const char *value = axis_or(i, name, ""), *at = words;
	size_t len;

	for (; *at != '\0'; at += len + (at[len] == ' ')) {
		len = strcspn(at, " ");
		if (len == strlen(value) && strncmp(at, value, len) == 0)
			return true;
	}
	return false;
}

static inline long long
number_or(const struct instance *i, const char *name, long long otherwise)
{
	return axis_is_one_of(i, name, "none") ||
	    instance_value(i, name) == NULL ? otherwise :
	    instance_number(i, name);
}

/* Gives the IUT the file of the axes as f1. */
static inline struct file *
give_file(struct scene *sc)
{
	static struct file none = FILE_INIT;
	const struct instance *i = sc->instance;
	const char *kind = axis(sc, "kind");
	struct file *f = &none;
	long long size = number_or(i, "size", 0);

	if (strcmp(kind, "memory") == 0)
		set_up(sc, "f1=memory(fill:%d:%lld)", FILL_SEED, size);
	else if (axis_is_one_of(i, "kind", "plain long none raise bytearray "
	    "text seekable fileno:raise"))
		set_up(sc, "f1=reader(fill:%d:%lld,'%s')", FILL_SEED, size,
		    kind);
	else
		f = file(sc, kind, size, axis_or(i, "mode", "rb"),
		    (int)number_or(i, "buffering", -1));
	if (instance_value(i, "before") != NULL &&
	    !instance_is(i, "before", "nothing"))
		set_up(sc, "f1.%s", axis(sc, "before"));
	return f;
}

/* The bytes that a file of `size` has from `offset` on, `count` at most. */
static inline long long
due(const struct instance *i)
{
	long long left = number_or(i, "size", 0) - number_or(i, "offset", 0);
	long long count = number_or(i, "count", left);

	return left < 0 ? 0 : count < left ? count : left;
}

/* What received() tells of these bytes. */
static inline void
want_bytes(struct documented *d, const void *bytes, long long len)
{
	struct text text = TEXT_INIT;

	if (len <= 64)
		value_format_bytes(bytes, (size_t)len, &text);
	else
		text_addf(&text, "crc=%08x", fill_crc(0, bytes, (size_t)len));
	documented_want(d, "peer", "%lld bytes %s", len, text_get(&text));
	text_release(&text);
}

/* What received() tells of so many bytes of the file from `offset` on. */
static inline void
want_received(struct documented *d, long long len, long long offset)
{
	char *bytes = malloc((size_t)len + 1);

	if (bytes == NULL)
		memory_ran_out();
	fill_bytes(bytes, (size_t)len, FILL_SEED, (uint64_t)offset);
	want_bytes(d, bytes, len);
	free(bytes);
}

/* Returned and received is what is due. */
static inline void
want_due(struct documented *d, const struct instance *i)
{
	documented_want(d, "sendfile", "returned %lld", due(i));
	want_received(d, due(i), number_or(i, "offset", 0));
}

/*
 * Small buffers at both ends, so that not much is sent to an idle reader: less
 * than 700,000 bytes. They must hold some segments of loopback's 64 KiB, or TCP
 * would wait for its timers.
 */
static inline void
narrow(struct scene *sc, struct peer *p)
{
	int size = 131072;

	if (over(sc))
		return;
	if (setsockopt(p->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) != 0)
		broken(sc, "cannot set SO_RCVBUF");
	set_up(sc, "s1.setsockopt(SOL_SOCKET,SO_SNDBUF,%d)",
	    p->family == AF_UNIX ? 16384 : size);
}

/*
 * Takes all that was sent, however much, and looks whether it is the file's
 * from `from` on: "part: right". From then on END is the number of the byte
 * behind it in the trace. Returns how many bytes came.
 */
static inline long long
received_part(struct scene *sc, struct peer *p, long long from)
{
	struct text text = TEXT_INIT;
	char *bytes;
	long long n;

	if (over(sc))
		return 0;
	peer_finish(p, &text);
	text_release(&text);
	n = (long long)p->received_bytes;
	bytes = malloc((size_t)n + 1);
	if (bytes == NULL)
		memory_ran_out();
	fill_bytes(bytes, (size_t)n, FILL_SEED, (uint64_t)from);
	observe(sc, "part", n == 0 ? "nothing" :
	    fill_crc(0, bytes, (size_t)n) == p->crc ? "right" : "wrong");
	free(bytes);
	symbol(sc, "END", "%lld", from + n);
	return n;
}

#endif
