/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "harness/iut/abilities.h"

#ifndef AF_ALG
#define AF_ALG 38
#endif

#define BLOCK 4096	/* as little as each buffer should have room for */

/* linux/if_alg.h is not there in each libc. */
struct alg_name {
	uint16_t family;
	char type[14];
	uint32_t feature, mask;
	char name[64];
};

/* None of these sockets lives long enough to need SOCK_CLOEXEC. */
static bool
close_one(int fd)
{
	return fd >= 0 && close(fd) == 0;
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
	off_t from = 0;
	bool ok;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sv) != 0)
		return false;
	file = memfd_create("ability", MFD_CLOEXEC);
	if (file >= 0 && write(file, bytes, size) == (ssize_t)size)
		ok = sendfile(sv[0], file, &from, size) == (ssize_t)size;
	else
		ok = sendfile(-1, -1, NULL, 1) < 0 && errno == EBADF;
	close_one(file);
	close(sv[0]);
	close(sv[1]);
	return ok;
}

/* Whether an idle connection takes a block at once, and gives it at once. */
static void
try_blocks(bool *sent, bool *read_back)
{
	static char bytes[BLOCK];
	int sv[2];

	*sent = *read_back = false;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sv) != 0)
		return;
	*sent = send(sv[0], bytes, sizeof(bytes), 0) == sizeof(bytes);
	*read_back = (*sent || write(sv[0], bytes, sizeof(bytes)) ==
	    sizeof(bytes)) && read(sv[1], bytes, sizeof(bytes)) ==
	    sizeof(bytes);
	close(sv[0]);
	close(sv[1]);
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
	add(out, alg, "af_alg");
	add(out, alg && try_alg("hash", "sha256"), "af_alg:hash");
	add(out, alg && try_alg("skcipher", "cbc(aes)"), "af_alg:skcipher");
	add(out, alg && try_alg("aead", "gcm(aes)"), "af_alg:aead");
	add(out, alg && try_alg("rng", "stdrng"), "af_alg:rng");
	add(out, try_ipv6(), "ipv6");
	add(out, try_memfd(), "memfd");
	add(out, try_seqpacket(), "seqpacket");
	add(out, try_sock_cloexec(), "sock_cloexec");
	add(out, access("/proc/self/stat", R_OK) == 0, "proc");
	clock_getres(CLOCK_MONOTONIC, &resolution);
	text_addf(out, "'clock:%lld']", (long long)resolution.tv_sec *
	    1000000000 + resolution.tv_nsec);
}
