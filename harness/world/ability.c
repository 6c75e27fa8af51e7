/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

/* An older one leaves <sys/socket.h> to who includes it. */
#include <linux/vm_sockets.h>

#include "harness/protocol/channel.h"
#include "harness/protocol/message.h"
#include "harness/world/ability.h"
#include "harness/world/clock.h"
#include "harness/world/peer.h"

#ifndef AF_ALG
#define AF_ALG 38
#endif
#define CONNECT_MS 200
#define PROTOCOL_MPTCP 262	/* old C libraries lack it */

#ifndef AF_TIPC
#define AF_TIPC 30
#endif

/* Closes it, but keeps errno. */
static bool
closed(int fd, bool result)
{
	int err = errno;

	if (fd >= 0)
		close(fd);
	errno = err;
	return result;
}

static bool
has_socket(int family, int type, int protocol)
{
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);

	return closed(fd, fd >= 0);
}

static bool
has_af_alg(void)
{
	return has_socket(AF_ALG, SOCK_SEQPACKET, 0);
}

static bool
has_seqpacket(void)
{
	return has_socket(AF_UNIX, SOCK_SEQPACKET, 0);
}

/* Privileged, unless a kernel lets everybody. */
static bool
has_raw(void)
{
	return has_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static bool
has_sock_cloexec(void)
{
	return has_socket(AF_INET, SOCK_STREAM, 0);
}

/* Between programs, which a kernel may keep to the privileged. */
static bool
has_netlink(void)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };
	socklen_t len = sizeof(to);
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_USERSOCK);
	bool has = fd >= 0 && bind(fd, (struct sockaddr *)&to, len) == 0 &&
	    getsockname(fd, (struct sockaddr *)&to, &len) == 0 &&
	    sendto(fd, "", 1, MSG_DONTWAIT, (struct sockaddr *)&to, len) == 1;

	return closed(fd, has);
}

static bool
is_connected_soon(int fd)
{
	struct pollfd out = { .fd = fd, .events = POLLOUT };
	socklen_t len = sizeof(errno);

	if (poll(&out, 1, CONNECT_MS) == 1)
		return getsockopt(fd, SOL_SOCKET, SO_ERROR, &errno, &len) ==
		    0 && errno == 0;
	errno = ETIMEDOUT;
	return false;
}

/* VMADDR_CID_LOCAL: with itself, not with a host. */
static bool
has_vsock(void)
{
	struct sockaddr_vm at = { .svm_family = AF_VSOCK,
	    .svm_cid = VMADDR_CID_ANY, .svm_port = VMADDR_PORT_ANY };
	socklen_t len = sizeof(at);
	int fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int to = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool has = fd >= 0 && to >= 0 &&
	    bind(fd, (struct sockaddr *)&at, len) == 0 &&
	    listen(fd, 1) == 0 &&
	    getsockname(fd, (struct sockaddr *)&at, &len) == 0;

	at.svm_cid = 1;
	has = has && fcntl(to, F_SETFL, O_NONBLOCK) == 0 &&
	    (connect(to, (struct sockaddr *)&at, len) == 0 ||
	    (errno == EINPROGRESS && is_connected_soon(to)));
	return closed(to, closed(fd, has));
}

static bool
has_packet(void)
{
	return has_socket(AF_PACKET, SOCK_RAW, 0);
}

static bool
has_sctp(void)
{
	return has_socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);
}

static bool
has_mptcp(void)
{
	return has_socket(AF_INET, SOCK_STREAM, PROTOCOL_MPTCP);
}

static bool
has_udplite(void)
{
	return has_socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE);
}

static bool
has_tipc(void)
{
	return has_socket(AF_TIPC, SOCK_STREAM, 0);
}

static bool
has_can(void)
{
	return has_socket(AF_CAN, SOCK_RAW, 1) && if_nametoindex("vcan0") != 0;
}

/* An address of loopback must be there too. */
static bool
has_ipv6(void)
{
	struct peer p;
	struct why why = WHY_INIT;
	bool has = peer_start(&p, "tcp6", &why);

	peer_release(&p);
	errno = why.err;
	return has;
}

static bool
has_proc_syscall(void)
{
	return access("/proc/self/syscall", R_OK) == 0;
}

static bool
has_memfd_create(void)
{
	int fd = memfd_create("pysock", MFD_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* With descriptors that are none it is found out, and nothing done. */
static bool
has_sendfile(void)
{
	return sendfile(-1, -1, NULL, 1) >= 0 || errno == EBADF;
}

static bool
has_accept4(void)
{
	return accept4(-1, NULL, NULL, SOCK_CLOEXEC) >= 0 || errno == EBADF;
}

/* As much address space as the largest buffer of the rows takes. */
static bool
has_huge(void)
{
	size_t size = (size_t)(UINT64_C(1) << 37);
	void *at;

	if (size == 0) {
		errno = EOVERFLOW;
		return false;
	}
	at = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS |
	    MAP_NORESERVE, -1, 0);
	return at != MAP_FAILED && munmap(at, size) == 0;
}

/* No errno says why not. */
static bool
has_exact(void)
{
	errno = 0;
	return clock_is_exact();
}

static struct ability {
	const char *name, *attempt;
	bool (*has)(void);
	bool tried;
	char lacks[64];		/* "": it has it */
} abilities[] = {
	{ "af_alg", "socket(AF_ALG) gives", has_af_alg, false, "" },
	{ "ipv6", "a connection over ::1 gives", has_ipv6, false, "" },
	{ "seqpacket", "socket(AF_UNIX, SOCK_SEQPACKET) gives", has_seqpacket,
	  false, "" },
	{ "raw", "socket(AF_INET, SOCK_RAW) gives", has_raw, false, "" },
	{ "sock_cloexec", "socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC) gives",
	  has_sock_cloexec, false, "" },
	{ "netlink", "a message of AF_NETLINK to oneself gives", has_netlink,
	  false, "" },
	{ "vsock", "connecting AF_VSOCK with itself gives", has_vsock, false,
	  "" },
	{ "packet", "socket(AF_PACKET) gives", has_packet, false, "" },
	{ "sctp", "socket(IPPROTO_SCTP) gives", has_sctp, false, "" },
	{ "mptcp", "socket(IPPROTO_MPTCP) gives", has_mptcp, false, "" },
	{ "udplite", "socket(IPPROTO_UDPLITE) gives", has_udplite, false, "" },
	{ "tipc", "socket(AF_TIPC) gives", has_tipc, false, "" },
	{ "can", "AF_CAN, or an interface vcan0, gives", has_can, false, "" },
	{ "scm_rights", "passing a descriptor gives",
	  channel_passes_descriptors, false, "" },
	{ "memfd", "memfd_create gives", has_memfd_create, false, "" },
	{ "sendfile", "sendfile gives", has_sendfile, false, "" },
	{ "accept4", "accept4 gives", has_accept4, false, "" },
	{ "huge", "a mapping of 2^37 bytes gives", has_huge, false, "" },
	{ "exact", "a call of days takes days here: time is not virtual",
	  has_exact, false, "" },
	{ "proc_syscall", "there is no /proc/PID/syscall:", has_proc_syscall,
	  false, "" },
};

static struct ability *
ability_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(abilities) / sizeof(abilities[0]); i++)
		if (strcmp(abilities[i].name, name) == 0)
			return &abilities[i];
	return NULL;
}

bool
ability_is_of_kernel(const char *name)
{
	return ability_of(name) != NULL;
}

/* What a machine is short of for a moment says nothing of its kernel. */
static bool
lacks(const struct ability *a)
{
	return !a->has() && (errno == 0 || ability_is_denied(errno) ||
	    !a->has());
}

const char *
ability_lacks(const char *name)
{
	struct ability *a = ability_of(name);

	if (a != NULL && !a->tried && lacks(a))
		snprintf(a->lacks, sizeof(a->lacks), errno == 0 ? "%s" :
		    "%s %s", a->attempt, errno_to_name(errno));
	if (a != NULL)
		a->tried = true;
	return a != NULL && a->lacks[0] != '\0' ? a->lacks : NULL;
}

const char *
ability_of_value(const char *value, size_t *at)
{
	static const char *const words[][2] = {
		{ "tcp6", "ipv6" }, { "udp6", "ipv6" }, { "AF_INET6", "ipv6" },
		{ "'::", "ipv6" }, { "seqpacket", "seqpacket" },
		{ "SOCK_SEQPACKET", "seqpacket" },
		{ "SOCK_CLOEXEC", "sock_cloexec" },
		{ "memfd", "memfd" }, { "SCM_RIGHTS", "scm_rights" },
		{ "fds:", "scm_rights" }, { "(1,1,", "scm_rights" },
		{ "send_fds(", "scm_rights" }, { "netlink", "netlink" },
		{ "vsock", "vsock" }, { "packet_", "packet" },
		{ "raw_ip", "raw" }, { "sctp", "sctp" }, { "tipc", "tipc" },
		{ "mptcp", "mptcp" }, { "udplite", "udplite" },
		{ "can_raw", "can" }, { "huge:", "huge" },
	};
	size_t i;

	/* The sockets of AF_ALG are of that type, and of no such kind. */
	if (strstr(value, "AF_ALG") != NULL)
		return NULL;
	for (i = *at; i < sizeof(words) / sizeof(words[0]); i++) {
		*at = i + 1;
		if (strstr(value, words[i][0]) != NULL)
			return words[i][1];
	}
	return NULL;
}

bool
ability_is_denied(int err)
{
	static const int denials[] = { ENOSYS, EAFNOSUPPORT, EPROTONOSUPPORT,
	    ESOCKTNOSUPPORT, EPFNOSUPPORT, EPROTOTYPE, EOPNOTSUPP,
	    EADDRNOTAVAIL, ENETUNREACH, ENETDOWN, ENODEV, ENXIO, ENOENT,
	    ENOTDIR, ENOTTY, EACCES, EPERM, EROFS };
	size_t i;

	for (i = 0; i < sizeof(denials) / sizeof(denials[0]); i++)
		if (denials[i] == err)
			return true;
	return false;
}
