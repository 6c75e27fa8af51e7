/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of peer.h that fills the way to send, and empties it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/world/clock.h"
#include "harness/world/peer.h"
#include "harness/world/prompt.h"

#define MOST (INT64_C(1) << 26)	/* bytes, for a way without end */
#define REST_MS 3	/* between two attempts */
#define REST_STILL 10	/* attempts at which nothing went in */

/* Sends zeros until nothing more goes in. Bytes. */
static int64_t
stuff(struct peer *p)
{
	static const char zeros[65536];
	int64_t total = 0;
	size_t step = p->type == SOCK_STREAM ? sizeof(zeros) : 1024;
	ssize_t n;

	while (step > 0 && total < MOST) {
		n = send(p->theirs, zeros, step, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n > 0) {
			total += n;
			p->choked += p->type == SOCK_STREAM ? (uint64_t)n : 1;
		} else if (p->type == SOCK_STREAM)
			step /= 2;
		else
			break;
	}
	return total;
}

/*
 * Linux before 6.5 adds pages of sendfile(2) to the last message of an AF_UNIX
 * stream however full it is, until that has no place for one more.
 */
static int64_t
stuff_pages(struct peer *p)
{
	int fd = memfd_create("zeros", MFD_CLOEXEC), flags;
	int64_t total = 0;
	off_t from = 0;
	ssize_t n = -1;

	flags = fcntl(p->theirs, F_GETFL);
	if (fd >= 0 && flags >= 0 && ftruncate(fd, 4096) == 0 &&
	    fcntl(p->theirs, F_SETFL, flags | O_NONBLOCK) == 0) {
		while ((n = sendfile(p->theirs, fd, &from, 4096)) > 0 &&
		    total < INT64_C(1) << 20) {
			total += n;
			from = 0;
		}
		fcntl(p->theirs, F_SETFL, flags);
	}
	if (fd >= 0)
		close(fd);
	p->choked += (uint64_t)total;
	return total;
}

/* Until nothing goes in for a while, where TCP makes room when it likes. */
static int64_t
stuff_to_rest(struct peer *p, bool tcp)
{
	int64_t total = stuff(p), n;
	int still = tcp && !prompt_loopback() ? 0 : REST_STILL;

	while (still < REST_STILL && total < MOST) {
		clock_sleep_ms(REST_MS);
		n = stuff(p);
		total += n;
		still = n > 0 ? 0 : still + 1;
	}
	return total;
}

int64_t
peer_choke(struct peer *p)
{
	bool tcp = p->type == SOCK_STREAM && p->family != AF_UNIX;
	int large = 262144, small = 4096;
	int64_t total;

	/*
	 * TCP moves bytes to the receiver's side a while after it took them,
	 * as many as its window has. What stays is more than the buffer's new
	 * size, so that no room comes of it.
	 */
	if (tcp)
		setsockopt(p->theirs, SOL_SOCKET, SO_SNDBUF, &large,
		    sizeof(large));
	total = stuff_to_rest(p, tcp);
	if (p->type == SOCK_STREAM && p->family == AF_UNIX)
		total += stuff_pages(p);
	if (tcp)
		setsockopt(p->theirs, SOL_SOCKET, SO_SNDBUF, &small,
		    sizeof(small));
	if (tcp && !prompt_loopback())
		total += stuff_to_rest(p, tcp);
	return total;
}

bool
peer_unchoke(struct peer *p)
{
	static char bytes[65536];
	struct pollfd in = { .fd = p->fd, .events = POLLIN };
	size_t most;
	ssize_t n;

	while (p->choked > 0) {
		most = p->type == SOCK_STREAM && p->choked < sizeof(bytes) ?
		    (size_t)p->choked : sizeof(bytes);
		n = recv(p->fd, bytes, most, MSG_DONTWAIT);
		if (n > 0)
			p->choked -= p->type == SOCK_STREAM ? (uint64_t)n : 1;
		else if (n == 0 || (errno != EAGAIN && errno != EINTR) ||
		    poll(&in, 1, 1000) == 0)
			return false;
	}
	return true;
}
