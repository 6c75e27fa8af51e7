/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/protocol/channel.h"
#include "harness/protocol/message.h"

bool
channel_has_line(const struct channel *c)
{
	return c->in.len > c->taken && memchr(c->in.at + c->taken, '\n',
	    c->in.len - c->taken) != NULL;
}

static enum channel_result
take_line(struct channel *c, const char **line)
{
	char *from = c->in.at + c->taken;
	char *end = memchr(from, '\n', c->in.len - c->taken);

	*end = '\0';
	c->taken += (size_t)(end - from) + 1;
	*line = from;
	return strlen(from) == (size_t)(end - from) &&
	    end - from < PROTOCOL_LINE_MAX ? CHANNEL_LINE : CHANNEL_TOO_LONG;
}

enum channel_result
channel_line(struct channel *c, const char **line)
{
	char bytes[8192];
	ssize_t n;

	if (channel_has_line(c))
		return take_line(c, line);
	if (c->taken > 0) {
		memmove(c->in.at, c->in.at + c->taken, c->in.len - c->taken);
		text_cut(&c->in, c->in.len - c->taken);
		c->taken = 0;
	}
	if (c->in.len >= PROTOCOL_LINE_MAX)
		return CHANNEL_TOO_LONG;
	n = read(c->lines, bytes, sizeof(bytes));
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return CHANNEL_AGAIN;
	if (n == 0 || (n < 0 && errno == ECONNRESET))
		return CHANNEL_END;
	if (n < 0)
		return CHANNEL_FAILED;
	text_add(&c->in, bytes, (size_t)n);
	return channel_has_line(c) ? take_line(c, line) : CHANNEL_AGAIN;
}

bool
channel_write(struct channel *c, const char *bytes, size_t len)
{
	struct pollfd p = { .fd = c->lines, .events = POLLOUT };
	ssize_t n;

	while (len > 0) {
		n = write(c->lines, bytes, len);
		if (n < 0 && errno == EAGAIN) {
			if (poll(&p, 1, c->patience_ms > 0 ? c->patience_ms :
			    -1) != 0)
				continue;
			errno = ETIMEDOUT;
			return false;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

bool
channel_send_fd(struct channel *c, int fd)
{
	union control control = { .bytes = { 0 } };
	struct iovec iov = { "f", 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &control, .msg_controllen = sizeof(control) };
	ssize_t n;

	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	do
		n = sendmsg(c->descriptors, &m, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == 1;
}

bool
channel_passes_descriptors(void)
{
	struct channel near = CHANNEL_INIT, far = CHANNEL_INIT;
	int sv[2], fd, i, err;
	bool sent;

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, sv) != 0)
		return false;
	/* A message may be lost; not each kernel has the flags of a type. */
	for (i = 0; i < 2; i++) {
		fcntl(sv[i], F_SETFD, FD_CLOEXEC);
		fcntl(sv[i], F_SETFL, O_NONBLOCK);
	}
	near.descriptors = sv[0];
	far.descriptors = sv[1];
	/* By what comes out: a system that miscounts what goes in lacks nothing. */
	sent = channel_send_fd(&near, sv[0]);
	err = errno;
	fd = channel_recv_fd(&far);
	if (sent)
		err = errno;
	if (fd >= 0)
		close(fd);
	channel_release(&near);
	channel_release(&far);
	errno = err;
	return fd >= 0;
}

int
channel_recv_fd(struct channel *c)
{
	union control control = { .bytes = { 0 } };
	char byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &control, .msg_controllen = sizeof(control) };
	ssize_t n;
	int fd;

	if (c->inherited < c->inherited_end)
		return c->inherited++;
	do
		n = recvmsg(c->descriptors, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n == 1 && m.msg_controllen >= CMSG_LEN(sizeof(int)) &&
	    control.header.cmsg_level == SOL_SOCKET &&
	    control.header.cmsg_type == SCM_RIGHTS) {
		memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
		return fd;
	}
	if (n >= 0)
		errno = EPROTO;
	return -1;
}

void
channel_take_inherited(struct channel *c)
{
	c->inherited = c->inherited_end = CHANNEL_INHERITED;
	if (c->descriptors >= 0 && fcntl(c->descriptors, F_GETFD) >= 0)
		return;
	c->descriptors = -1;
	while (fcntl(c->inherited_end, F_SETFD, FD_CLOEXEC) == 0)
		c->inherited_end++;
}

void
channel_release(struct channel *c)
{
	if (c->lines >= 0)
		close(c->lines);
	if (c->descriptors >= 0)
		close(c->descriptors);
	text_release(&c->in);
	*c = (struct channel)CHANNEL_INIT;
}
