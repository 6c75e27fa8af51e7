/* SPDX-License-Identifier: BSD-2-Clause */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sigpipe.h"

#define LARGEST_BLOCK ((int64_t)1 << 30)
#define READ_BLOCK 8192

struct transfer {
	struct call call;
	const struct pysock_file *file;
	int64_t offset;
	int64_t count;		/* or PYSOCK_UNTIL_EOF */
	int64_t sent;
	bool regular;
	int64_t size;		/* what fstat(2) says */
};

enum outcome { DONE, FAILED, UNFIT };

static size_t
block_size(const struct transfer *t, int64_t largest)
{
	int64_t left = t->count - t->sent;

	return (size_t)(t->count != PYSOCK_UNTIL_EOF && left < largest ? left :
	    largest);
}

static bool
seek_file(const struct transfer *t, int64_t position,
    struct pysock_error *error)
{
	const struct pysock_file *file = t->file;

	if (file->seek != NULL)
		return file->seek(file->arg, position, error);
	if (file->read != NULL)
		return error_from(error, ESPIPE);
	return lseek(file->fd, (off_t)position, SEEK_SET) != -1 ||
	    error_errno(error);
}

/* Where what was sent ends; what reads beyond all positions has an end too. */
static int64_t
end_of(const struct transfer *t)
{
	return t->offset < 0 || t->sent <= INT64_MAX - t->offset ?
	    t->offset + t->sent : INT64_MAX;
}

static bool
cannot_be_sought(const struct pysock_error *error)
{
	return error->type == PYSOCK_OS_ERROR && error->err == ESPIPE;
}

/*
 * Leaves the file where the sent bytes end. As in Python, its error wins, but
 * not where nothing was sent: an offset may lie behind all that can be sought.
 */
static enum outcome
settle(const struct transfer *t, enum outcome outcome)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;

	if (seek_file(t, end_of(t), &error) ||
	    cannot_be_sought(&error) || t->sent == 0)
		return outcome;
	*t->call.error = error;
	return FAILED;
}

/* ---- by sendfile(2) ---- */

/*
 * What the file holds and no more: of a call that asks for more than it gets,
 * the kernel takes the last bytes as if with MSG_MORE. An AF_ALG operation then
 * goes on waiting, and TCP holds them back. At its end, whatever it has grown.
 */
static int64_t
largest_block(const struct transfer *t, int64_t position)
{
	int64_t room;

	if (position < 0)
		return 1;	/* which the kernel refuses */
	room = INT64_MAX - position;	/* else EINVAL */
	if (t->size > position)
		room = t->size - position;
	return room == 0 ? 1 : room < LARGEST_BLOCK ? room : LARGEST_BLOCK;
}

static ssize_t
run_sendfile(int fd, void *arg)
{
	const struct transfer *t = arg;
	off_t position = (off_t)(t->offset + t->sent);

	return sendfile(fd, t->file->fd, &position,
	    block_size(t, largest_block(t, position)));
}

/* An error of sendfile(2) itself, which reading and sending may not have. */
static bool
is_unfit(int err)
{
	return err == EINVAL || err == ENOSYS || err == EOPNOTSUPP ||
	    err == ESPIPE || err == EOVERFLOW || err == EPERM ||
	    err == EACCES || err == ENOMEM;
}

/*
 * One block: its bytes, 0 at the end of the file, -1 with *err as in struct
 * attempt. Where all that the file held is sent, sendfile(2) has only the end
 * of the file to tell and need not wait for room.
 */
static ssize_t
send_block(struct transfer *t, int *err)
{
	struct attempt sending = { .run = run_sendfile, .arg = t,
	    .events = POLLOUT };
	ssize_t n;

	sending.eager = t->offset + t->sent >= t->size;
	for (;;) {
		n = call_try(&t->call, &sending);
		*err = sending.err;
		if (*err != EAGAIN)
			return n;
		/* Blocking for Python, but not for the kernel. */
		*err = 0;
		if (!call_wait(&t->call, &t->call.sock->fd, POLLOUT))
			return -1;
	}
}

static bool
can_be_read(const struct transfer *t)
{
	char byte;

	return pread(t->file->fd, &byte, 1, (off_t)t->offset) == 1;
}

static enum outcome
send_blocks(struct transfer *t, int *err)
{
	ssize_t n;

	while (t->sent != t->count) {
		n = send_block(t, err);
		if (n < 0 && t->sent == 0 && is_unfit(*err))
			return UNFIT;
		if (n < 0 && *err != 0)
			error_from(t->call.error, *err);
		if (n < 0)
			return FAILED;
		/* Files of /proc have no size, and some no sendfile(2). */
		if (n == 0 && t->sent == 0 && t->size == 0 && can_be_read(t))
			return UNFIT;
		if (n == 0)
			return DONE;
		t->sent += n;
		if (hook_raised(t->call.error))
			return FAILED;
	}
	return DONE;
}

/* By an end that was not expected, perhaps after one that SIGPIPE tells of. */
static bool
is_cut_short(const struct transfer *t)
{
	return t->sent != t->count && t->offset + t->sent < t->size;
}

static enum outcome
by_sendfile(struct transfer *t)
{
	enum outcome outcome;
	struct sigpipe guard;
	int err = 0;

	sigpipe_hold(&guard);
	outcome = send_blocks(t, &err);
	sigpipe_release(&guard, outcome == FAILED || is_cut_short(t));
	if (outcome == UNFIT || (t->sent == 0 && err == EBADF))
		return outcome;
	return settle(t, outcome);
}

/* ---- by reading and sending ---- */

static ssize_t
read_descriptor(struct transfer *t, void *buf, size_t size)
{
	const int *fd = &t->file->fd;
	ssize_t n;

	/* The time is for the whole call: a silent pipe must not outlast it. */
	if (t->call.timeout_ns > 0 && !t->regular &&
	    !call_wait(&t->call, fd, POLLIN))
		return -1;
	for (;;) {
		n = read(*fd, buf, size);
		if (n >= 0)
			return n;
		if (errno != EINTR)
			break;
		if (hook_raised(t->call.error))
			return -1;
	}
	error_errno(t->call.error);
	return -1;
}

static ssize_t
read_block(struct transfer *t, void *buf, const void **data)
{
	const struct pysock_file *file = t->file;
	size_t size = block_size(t, READ_BLOCK);
	ssize_t n;

	*data = buf;
	if (file->read == NULL)
		return read_descriptor(t, buf, size);
	n = file->read(file->arg, size, data, t->call.error);
	/* What is read beyond the count is not sent. */
	if (t->count != PYSOCK_UNTIL_EOF && n > t->count - t->sent)
		n = (ssize_t)(t->count - t->sent);
	return n;
}

static bool
send_read(struct transfer *t, const void *data, size_t len)
{
	struct chunk chunk = { data, len, 0 };
	ssize_t n;
	int err;

	while (chunk.len > 0) {
		n = chunk_try(&t->call, &chunk, &err);
		if (n < 0 && err == EAGAIN) {
			if (!call_wait(&t->call, &t->call.sock->fd, POLLOUT))
				return false;
			continue;
		}
		if (n < 0)
			return err != 0 && error_from(t->call.error, err);
		t->sent += n;
		chunk.data = (const char *)chunk.data + n;
		chunk.len -= (size_t)n;
		if (hook_raised(t->call.error))
			return false;
	}
	return true;
}

static enum outcome
send_reads(struct transfer *t)
{
	char buf[READ_BLOCK];
	const void *data;
	ssize_t n;

	while (t->sent != t->count) {
		n = read_block(t, buf, &data);
		if (n < 0)
			return FAILED;
		if (n == 0)
			break;
		if (!send_read(t, data, (size_t)n))
			return FAILED;
	}
	return DONE;
}

static enum outcome
by_reading(struct transfer *t)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;

	/* An empty file would not show that the descriptor is closed. */
	if (fcntl(t->call.sock->fd, F_GETFD) == -1) {
		error_errno(t->call.error);
		return FAILED;
	}
	if (seek_file(t, t->offset, &error))
		return settle(t, send_reads(t));
	if (t->offset == 0 && cannot_be_sought(&error))
		return send_reads(t);
	*t->call.error = error;
	return FAILED;
}

/* ---- the method ---- */

static bool
check(const struct pysock *sock, const struct pysock_file *file, int64_t count,
    struct pysock_error *error)
{
	char text[80];

	if (file->text)
		snprintf(text, sizeof(text),
		    "file should be opened in binary mode");
	else if (sock->type != SOCK_STREAM)
		snprintf(text, sizeof(text),
		    "only SOCK_STREAM type sockets are supported");
	else if (count != PYSOCK_UNTIL_EOF && count <= 0)
		snprintf(text, sizeof(text),
		    "count must be a positive integer (got %" PRId64 ")",
		    count);
	else if (sock->timeout_ns == 0)
		snprintf(text, sizeof(text),
		    "non-blocking sockets are not supported");
	else
		return true;
	pysock_error_set(error, PYSOCK_VALUE_ERROR, text);
	return false;
}

static bool
transfer(struct transfer *t)
{
	const struct pysock_file *file = t->file;
	enum outcome outcome = UNFIT;
	struct stat st;

	if (t->call.sock->fd < 0)
		return error_from(t->call.error, EBADF);
	if (t->offset < 0 && file->read == NULL)
		return error_from(t->call.error, EINVAL);
	if (file->fd >= 0 && fstat(file->fd, &st) == 0) {
		t->regular = S_ISREG(st.st_mode);
		t->size = st.st_size;
	}
	if (t->regular)
		outcome = by_sendfile(t);
	if (outcome == UNFIT)
		outcome = by_reading(t);
	return outcome == DONE;
}

int64_t
pysock_sendfile(struct pysock *sock, const struct pysock_file *file,
    int64_t offset, int64_t count, int64_t *sent, struct pysock_error *error)
{
	struct transfer t = { .file = file, .offset = offset, .count = count };
	bool ok = check(sock, file, count, error);

	if (ok) {
		call_start(&t.call, sock, error);
		ok = transfer(&t);
	}
	if (sent != NULL)
		*sent = t.sent;
	return ok ? t.sent : -1;
}
