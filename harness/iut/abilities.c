/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "harness/iut/abilities.h"
#include "harness/protocol/channel.h"

#ifndef AF_ALG
#define AF_ALG 38
#endif

#define BLOCK 4096	/* as little as each buffer should have room for */
#define MOST_BLOCKS 4096
#define POLLS 6
#define ROOM 150000

/* linux/if_alg.h is not there in each libc. */
struct alg_name {
	uint16_t family;
	char type[14];
	uint32_t feature, mask;
	char name[64];
};

static bool
close_one(int fd)
{
	return fd >= 0 && close(fd) == 0;
}

/* None of these sockets lives long enough to need SOCK_CLOEXEC. */
static bool
start_pair(int sv[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sv) == 0;
}

static void
close_pair(const int sv[2])
{
	close(sv[0]);
	close(sv[1]);
}

/* Whether it is to be tried again: a platform may interrupt what it likes. */
static bool
again(ssize_t result)
{
	return result < 0 && errno == EINTR;
}

static ssize_t
send_file(int to, int from, size_t size)
{
	off_t offset = 0;
	ssize_t n;

	do
		n = sendfile(to, from, from >= 0 ? &offset : NULL, size);
	while (again(n));
	return n;
}

/* Waits on no kernel, whatever else that does with O_NONBLOCK. */
static ssize_t
send_bytes(int fd, const void *bytes, size_t size)
{
	ssize_t n;

	do
		n = send(fd, bytes, size, MSG_DONTWAIT);
	while (again(n));
	return n;
}

/*
 * So many bytes of a file in memory, at once; where there is no such file,
 * whether there is the system call.
 */
static bool
try_sendfile(size_t size)
{
	static const char bytes[BLOCK];
	int sv[2], file;
	bool ok;

	if (!start_pair(sv))
		return false;
	file = memfd_create("ability", MFD_CLOEXEC);
	if (file >= 0 && write(file, bytes, size) == (ssize_t)size)
		ok = send_file(sv[0], file, size) == (ssize_t)size;
	else
		ok = send_file(-1, -1, 1) < 0 && errno == EBADF;
	close_one(file);
	close_pair(sv);
	return ok;
}

/* Whether an idle connection takes a block at once, and gives it at once. */
static void
try_blocks(bool *sent, bool *read_back)
{
	static char bytes[BLOCK];
	int sv[2];

	*sent = *read_back = false;
	if (!start_pair(sv))
		return;
	*sent = send_bytes(sv[0], bytes, sizeof(bytes)) == sizeof(bytes);
	*read_back = (*sent || write(sv[0], bytes, sizeof(bytes)) ==
	    sizeof(bytes)) && read(sv[1], bytes, sizeof(bytes)) ==
	    sizeof(bytes);
	close_pair(sv);
}

/* Whether an idle connection has room for so much, and not for twice that. */
static bool
try_room(void)
{
	static char bytes[ROOM];
	ssize_t first = -1, second = -1;
	int sv[2];

	if (!start_pair(sv))
		return false;
	first = send_bytes(sv[0], bytes, sizeof(bytes));
	second = send_bytes(sv[0], bytes, sizeof(bytes));
	close_pair(sv);
	return first == ROOM && second < ROOM;
}

static bool
poll_tells(int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events };
	int n;

	do
		n = poll(&p, 1, 0);
	while (again(n));
	return n > 0;
}

static bool
takes_a_byte(int fd)
{
	struct iovec v = { .iov_base = "", .iov_len = 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	ssize_t n;

	do
		n = sendmsg(fd, &m, MSG_DONTWAIT);
	while (again(n));
	return n == 1;
}

/*
 * Each is asked twice. What is told once may be: a system may see later that
 * it was mistaken. What is told each time is wrong, and nothing to allow for.
 */
static bool
try_poll(void)
{
	static const char bytes[BLOCK];
	int sv[2], data = 0, room = 0, taken = 0, i;

	if (!start_pair(sv))
		return false;
	for (i = 0; i < MOST_BLOCKS && send_bytes(sv[0], bytes,
	    sizeof(bytes)) > 0; i++)
		continue;
	for (i = 0; i < 2; i++)
		data += poll_tells(sv[0], POLLIN);
	for (i = 0; i < 2; i++)
		room += poll_tells(sv[0], POLLOUT);
	for (i = 0; i < 2; i++)
		taken += !poll_tells(sv[1], POLLOUT) || takes_a_byte(sv[1]);
	close_pair(sv);
	return data != 1 && room != 1 && taken != 1;
}

/* Whether none, or then each one, of a few calls is interrupted. */
static bool
try_interruption(void)
{
	int sv[2], interrupted = 0, i;
	struct pollfd p = { .events = POLLOUT };

	if (!start_pair(sv))
		return false;
	p.fd = sv[0];
	for (i = 0; i < POLLS; i++)
		interrupted += again(poll(&p, 1, 0));
	close_pair(sv);
	return interrupted == 0 || interrupted == POLLS;
}

static int
accept_one(int listener)
{
	int fd;

	do
		fd = accept4(listener, NULL, NULL, 0);
	while (again(fd));
	return fd < 0 && errno == ENOSYS ? accept(listener, NULL, NULL) : fd;
}

/*
 * Whether what is accepted does not block, from a listener of that mode. Its
 * name is of the kernel's choice, and a connection that is lost on the way ends
 * the call, too.
 */
static bool
accepts_nonblocking(int mode)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct sockaddr *at = (struct sockaddr *)(void *)&un;
	struct timeval limit = { .tv_sec = 1 };
	socklen_t len = sizeof(un);
	int listener = socket(AF_UNIX, SOCK_STREAM | mode, 0);
	int client = socket(AF_UNIX, SOCK_STREAM, 0), fd = -1;
	bool nonblocking;

	if (listener >= 0 && client >= 0 && setsockopt(listener, SOL_SOCKET,
	    SO_RCVTIMEO, &limit, sizeof(limit)) == 0 &&
	    bind(listener, at, sizeof(un.sun_family)) == 0 &&
	    listen(listener, 1) == 0 && getsockname(listener, at, &len) == 0 &&
	    connect(client, at, len) == 0)
		fd = accept_one(listener);
	nonblocking = fd >= 0 && (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0;
	close_one(fd);
	close_one(client);
	close_one(listener);
	return nonblocking;
}

/* Whether the algorithm can be bound; of no type: whether AF_ALG is there. */
static bool
try_alg(const char *type, const char *name)
{
	struct alg_name a = { .family = AF_ALG };
	int fd = socket(AF_ALG, SOCK_SEQPACKET, 0);
	bool ok = fd >= 0;

	if (ok && type != NULL) {
		snprintf(a.type, sizeof(a.type), "%s", type);
		snprintf(a.name, sizeof(a.name), "%s", name);
		ok = bind(fd, (const struct sockaddr *)(const void *)&a,
		    sizeof(a)) == 0;
	}
	close_one(fd);
	return ok;
}

static bool
try_ipv6(void)
{
	struct sockaddr_in6 loopback = { .sin6_family = AF_INET6,
	    .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);
	bool ok = fd >= 0 && bind(fd, (const struct sockaddr *)(const void *)
	    &loopback, sizeof(loopback)) == 0;

	close_one(fd);
	return ok;
}

static bool
try_memfd(void)
{
	return close_one(memfd_create("ability", MFD_CLOEXEC));
}

/* Whether the kernel knows the flag; what it makes is closed at once. */
static bool
try_sock_cloexec(void)
{
	return close_one(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static bool
try_seqpacket(void)
{
	int sv[2];

	return socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sv) == 0 &&
	    close(sv[0]) == 0 && close(sv[1]) == 0;
}

static void
add(struct text *out, bool has, const char *name)
{
	if (has)
		text_addf(out, "'%s',", name);
}

void
abilities_format(struct text *out)
{
	struct timespec resolution = { 0, 0 };
	bool alg = try_alg(NULL, NULL), sent, read_back;

	try_blocks(&sent, &read_back);
	text_addc(out, '[');
	add(out, try_sendfile(1), "sendfile");
	add(out, try_sendfile(BLOCK), "sendfile:whole");
	add(out, sent, "send:whole");
	add(out, read_back, "read:whole");
	add(out, try_room(), "room:usual");
	add(out, try_poll(), "poll:sure");
	add(out, try_interruption(), "poll:uninterrupted");
	add(out, !accepts_nonblocking(SOCK_NONBLOCK) || accepts_nonblocking(0),
	    "accept:own-mode");
	add(out, alg, "af_alg");
	add(out, alg && try_alg("hash", "sha256"), "af_alg:hash");
	add(out, alg && try_alg("skcipher", "cbc(aes)"), "af_alg:skcipher");
	add(out, alg && try_alg("aead", "gcm(aes)"), "af_alg:aead");
	add(out, alg && try_alg("rng", "stdrng"), "af_alg:rng");
	add(out, try_ipv6(), "ipv6");
	add(out, try_memfd(), "memfd");
	add(out, try_seqpacket(), "seqpacket");
	add(out, channel_passes_descriptors(), "scm_rights");
	add(out, try_sock_cloexec(), "sock_cloexec");
	add(out, access("/proc/self/stat", R_OK) == 0, "proc");
	clock_getres(CLOCK_MONOTONIC, &resolution);
	text_addf(out, "'clock:%lld']", (long long)resolution.tv_sec *
	    1000000000 + resolution.tv_nsec);
}
