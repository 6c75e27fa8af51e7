/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/protocol/fill.h"
#include "harness/protocol/value.h"
#include "harness/world/listener.h"
#include "harness/world/anywhere.h"
#include "harness/world/clock.h"
#include "harness/world/peer.h"
#include "harness/world/prompt.h"

#define CONNECT_S 10	/* by a loopback that works, at most */
#define DRAIN_MOST ((size_t)64 << 20)	/* bytes at a time, of who floods */
#define URGENT_MS 2000	/* in which what was sent is there */
#define URGENT_AGAIN_MS 100	/* where it once was not */
#define RECORDS_MOST ((size_t)1 << 20)	/* of what is told of them */

static const char sentinel[] = "pysock: the end";

static const struct {
	const char *kind;
	int family, type;
} kinds[] = {
	{ "tcp", AF_INET, SOCK_STREAM },
	{ "tcp6", AF_INET6, SOCK_STREAM },
	{ "unix", AF_UNIX, SOCK_STREAM },
	{ "seqpacket", AF_UNIX, SOCK_SEQPACKET },
	{ "dgram", AF_UNIX, SOCK_DGRAM },
	{ "udp", AF_INET, SOCK_DGRAM },
};

/* A socket bound to a free port of loopback; -1 on failure. */
static int
bound(int family, int type)
{
	int fd = socket(family, type | SOCK_CLOEXEC, 0);

	if (fd >= 0 && !anywhere_bind(fd, family)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static bool
connect_to(int fd, int to)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);

	return getsockname(to, (struct sockaddr *)&ss, &len) == 0 &&
	    connect(fd, (struct sockaddr *)&ss, len) == 0;
}

/* False too if it takes so long: this machine's loopback does not work. */
static bool
connect_within(int fd, int to)
{
	const struct timeval most = { CONNECT_S, 0 }, endless = { 0, 0 };
	bool ok;

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof(most));
	ok = connect_to(fd, to);
	if (!ok && errno == EINPROGRESS)
		errno = ETIMEDOUT;
	return ok && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &endless,
	    sizeof(endless)) == 0;
}

static void
forget(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* The listener of a family, which lives as long as the process. */
static int *
listener(int family)
{
	static int fds[2] = { -1, -1 };
	int *fd = &fds[family == AF_INET6];

	if (*fd >= 0)
		return fd;
	*fd = bound(family, SOCK_STREAM);
	if (*fd >= 0 && listen(*fd, 64) != 0)
		forget(fd);
	return fd;
}

static bool
start_tcp(struct peer *p)
{
	struct linger hard = { 1, 0 };	/* no TIME_WAIT by the thousand */
	int *fd = listener(p->family);

	p->theirs = socket(p->family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*fd < 0 || p->theirs < 0 ||
	    !connect_within(p->theirs, *fd))
		return false;
	p->fd = listener_accept(*fd);
	/* What was not accepted would be taken for the next connection. */
	if (p->fd < 0)
		forget(fd);
	return p->fd >= 0 && setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &hard,
	    sizeof(hard)) == 0;
}

static bool
start_udp(struct peer *p)
{
	p->theirs = bound(AF_INET, SOCK_DGRAM);
	p->fd = bound(AF_INET, SOCK_DGRAM);
	return p->theirs >= 0 && p->fd >= 0 && connect_to(p->theirs, p->fd) &&
	    connect_to(p->fd, p->theirs);
}

static bool
start_unix(struct peer *p)
{
	int sv[2];

	if (socketpair(AF_UNIX, p->type | SOCK_CLOEXEC, 0, sv) != 0)
		return false;
	p->fd = sv[0];
	p->theirs = sv[1];
	return true;
}

bool
peer_start(struct peer *p, const char *kind, struct why *why)
{
	bool ok = false;
	size_t i;

	*p = (struct peer)PEER_INIT;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			break;
	if (i == sizeof(kinds) / sizeof(kinds[0]))
		return why_set(why, "there is no kind of connection '%s'", kind);
	p->family = kinds[i].family;
	p->type = kinds[i].type;
	if (p->family == AF_UNIX)
		ok = start_unix(p);
	else if (p->type == SOCK_STREAM)
		ok = start_tcp(p);
	else
		ok = start_udp(p);
	if (ok && fcntl(p->fd, F_SETFL, O_NONBLOCK) == 0)
		return true;
	why_errno(why, "cannot connect a pair of kind '%s'", kind);
	peer_release(p);
	return false;
}

/* How much of what came is zeros of peer_choke(). */
static size_t
zeros_of(struct peer *p, size_t n)
{
	uint64_t units = p->type == SOCK_STREAM ? n : 1;

	if (units > p->choked)
		units = p->choked;
	p->choked -= units;
	return p->type == SOCK_STREAM ? (size_t)units : units > 0 ? n : 0;
}

static void
note(struct peer *p, const char *bytes, size_t n)
{
	size_t room = sizeof(p->first) - (size_t)p->received_bytes;

	if (p->received_bytes < sizeof(p->first))
		memcpy(p->first + p->received_bytes, bytes,
		    n < room ? n : room);
	p->crc = fill_crc(p->crc, bytes, n);
	p->received_bytes += n;
	if (p->type == SOCK_STREAM)
		return;
	if (p->records.len >= RECORDS_MOST)
		return;
	if (p->records_len++ > 0)
		text_addc(&p->records, ',');
	value_format_reply_bytes(bytes, n, &p->records);
}

/* A record of no bytes looks like the end of a SOCK_SEQPACKET connection. */
static bool
is_end(const struct peer *p)
{
	struct pollfd in = { .fd = p->fd, .events = POLLRDHUP };

	return p->type == SOCK_STREAM || (p->type == SOCK_SEQPACKET &&
	    poll(&in, 1, 0) == 1 && (in.revents & (POLLRDHUP | POLLHUP)) != 0);
}

bool
peer_drain_some(struct peer *p, size_t most)
{
	static char bytes[262144];
	size_t zeros, taken = 0;
	ssize_t n;

	if (p->fd < 0 || p->eof)
		return false;
	p->sips = p->sips || most < SIZE_MAX;
	while (taken < most && taken < DRAIN_MOST) {
		n = recv(p->fd, bytes, most - taken < sizeof(bytes) ?
		    most - taken : sizeof(bytes), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return true;
		if (p->type != SOCK_STREAM && n == sizeof(sentinel) &&
		    memcmp(bytes, sentinel, sizeof(sentinel)) == 0)
			n = -1;
		if (n < 0 || (n == 0 && is_end(p))) {
			p->eof = true;
			return false;
		}
		zeros = p->choked > 0 ? zeros_of(p, (size_t)n) : 0;
		if (zeros == 0 || zeros < (size_t)n)
			note(p, bytes + zeros, (size_t)n - zeros);
		taken += (size_t)n;
	}
	return true;
}

bool
peer_drain(struct peer *p)
{
	return peer_drain_some(p, SIZE_MAX);
}

void
peer_take(struct peer *p, size_t most)
{
	static char bytes[262144];
	ssize_t n;

	if (p->fd < 0 || p->eof)
		return;
	n = recv(p->fd, bytes, most < sizeof(bytes) ? most : sizeof(bytes), 0);
	if (n > 0)
		note(p, bytes, (size_t)n);
}

static void
end_sending(struct peer *p)
{
	struct pollfd poll_out = { .fd = p->theirs, .events = POLLOUT };
	int tries;

	if (p->theirs < 0)
		return;
	if (p->type == SOCK_STREAM) {
		shutdown(p->theirs, SHUT_WR);
		return;
	}
	for (tries = 0; tries < 100; tries++) {
		if (send(p->theirs, sentinel, sizeof(sentinel),
		    MSG_DONTWAIT | MSG_NOSIGNAL) >= 0 || errno != EAGAIN)
			return;
		peer_drain(p);
		poll(&poll_out, 1, 50);
	}
}

void
peer_finish(struct peer *p, struct text *out)
{
	struct pollfd in = { .fd = p->fd, .events = POLLIN };
	int tries;

	end_sending(p);
	for (tries = 0; tries < 100 && peer_drain(p); tries++)
		poll(&in, 1, 50);
	if (p->type != SOCK_STREAM)
		text_addf(out, "[%s]", text_get(&p->records));
	else if (p->received_bytes <= sizeof(p->first)) {
		text_addf(out, "%d bytes ", (int)p->received_bytes);
		value_format_bytes(p->first, (size_t)p->received_bytes, out);
	} else
		text_addf(out, "%llu bytes crc=%08x",
		    (unsigned long long)p->received_bytes, p->crc);
}

int64_t
peer_queued(const struct peer *p)
{
	int unsent = 0, unread = 0;

	if (p->theirs >= 0)
		ioctl(p->theirs, SIOCOUTQ, &unsent);
	if (p->fd >= 0)
		ioctl(p->fd, FIONREAD, &unread);
	return ((int64_t)unsent << 32) + unread;
}

char
peer_urgent(const struct peer *p, char awaited)
{
	bool comes = p->family != AF_UNIX && p->type == SOCK_STREAM &&
	    awaited != '-';
	static int most = URGENT_MS;
	int64_t until = clock_now_ns() + most * INT64_C(1000000);
	char byte = '-';

	while (comes && (recv(p->fd, &byte, 1, MSG_OOB | MSG_PEEK) != 1 ||
	    byte != awaited)) {
		if (clock_now_ns() > until) {
			most = URGENT_AGAIN_MS;
			break;
		}
		clock_sleep_ms(1);
	}
	return recv(p->fd, &byte, 1, MSG_OOB) == 1 ? byte : '-';
}

void
peer_close(struct peer *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	prompt_await(p->theirs);
}

void
peer_shut(struct peer *p)
{
	shutdown(p->fd, SHUT_RDWR);
	prompt_await(p->theirs);
}

void
peer_let_go(struct peer *p)
{
	if (p->theirs >= 0)
		close(p->theirs);
	p->theirs = -1;
}

void
peer_release(struct peer *p)
{
	peer_let_go(p);
	if (p->fd >= 0)
		close(p->fd);
	text_release(&p->records);
	*p = (struct peer)PEER_INIT;
}
