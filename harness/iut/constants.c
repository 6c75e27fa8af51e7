/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/iut/constants.h"
#include "harness/protocol/message.h"

struct constant {
	const char *name;
	int64_t number;
};

#define C(name) { #name, name }

static const struct constant constants[] = {
	C(AF_UNSPEC), C(AF_UNIX), C(AF_INET), C(AF_INET6), C(AF_NETLINK),
	C(AF_PACKET),
	C(SOCK_STREAM), C(SOCK_DGRAM), C(SOCK_SEQPACKET), C(SOCK_RAW),
	C(SOCK_RDM), C(SOCK_NONBLOCK), C(SOCK_CLOEXEC),
	C(SHUT_RD), C(SHUT_WR), C(SHUT_RDWR), C(SOMAXCONN),
	C(SOL_SOCKET), C(SO_DEBUG), C(SO_ACCEPTCONN), C(SO_REUSEADDR),
	C(SO_REUSEPORT), C(SO_KEEPALIVE), C(SO_DONTROUTE), C(SO_BROADCAST),
	C(SO_LINGER), C(SO_OOBINLINE), C(SO_SNDBUF), C(SO_RCVBUF),
	C(SO_SNDLOWAT), C(SO_RCVLOWAT), C(SO_SNDTIMEO), C(SO_RCVTIMEO),
	C(SO_ERROR), C(SO_TYPE), C(SO_DOMAIN), C(SO_PROTOCOL),
	C(SO_PASSCRED), C(SO_PEERCRED), C(SO_PASSSEC), C(SO_PRIORITY),
	C(SO_MARK), C(SO_BINDTODEVICE), C(SO_SNDBUFFORCE),
	C(SO_RCVBUFFORCE), C(SO_TIMESTAMP),
	C(MSG_OOB), C(MSG_PEEK), C(MSG_DONTROUTE), C(MSG_CTRUNC),
	C(MSG_TRUNC), C(MSG_DONTWAIT), C(MSG_EOR), C(MSG_WAITALL),
	C(MSG_CONFIRM), C(MSG_ERRQUEUE), C(MSG_NOSIGNAL), C(MSG_MORE),
	C(MSG_CMSG_CLOEXEC),
	C(SCM_RIGHTS), C(SCM_CREDENTIALS),
	C(IPPROTO_IP), C(IPPROTO_ICMP), C(IPPROTO_TCP), C(IPPROTO_UDP),
	C(IPPROTO_IPV6), C(IPPROTO_RAW),
	C(TCP_NODELAY), C(TCP_MAXSEG), C(TCP_CORK), C(TCP_KEEPIDLE),
	C(TCP_KEEPINTVL), C(TCP_KEEPCNT), C(TCP_SYNCNT), C(TCP_LINGER2),
	C(TCP_DEFER_ACCEPT), C(TCP_WINDOW_CLAMP), C(TCP_INFO),
	C(TCP_QUICKACK), C(TCP_USER_TIMEOUT), C(TCP_FASTOPEN),
	C(UDP_CORK),
	C(IP_TOS), C(IP_TTL), C(IP_HDRINCL), C(IP_OPTIONS), C(IP_RETOPTS),
	C(IP_RECVOPTS), C(IP_PKTINFO), C(IP_RECVERR), C(IP_RECVTTL),
	C(IP_RECVTOS), C(IP_TRANSPARENT), C(IP_MULTICAST_IF),
	C(IP_MULTICAST_TTL), C(IP_MULTICAST_LOOP), C(IP_ADD_MEMBERSHIP),
	C(IP_DROP_MEMBERSHIP), C(IP_BIND_ADDRESS_NO_PORT),
	C(IPV6_V6ONLY), C(IPV6_PKTINFO), C(IPV6_RECVPKTINFO),
	C(IPV6_HOPLIMIT), C(IPV6_RECVHOPLIMIT), C(IPV6_UNICAST_HOPS),
	C(IPV6_TCLASS), C(IPV6_RECVTCLASS), C(IPV6_RECVERR),
	C(INADDR_ANY), C(INADDR_BROADCAST), C(INADDR_LOOPBACK),
	C(F_DUPFD), C(F_GETFD), C(F_SETFD), C(F_GETFL), C(F_SETFL),
	C(F_DUPFD_CLOEXEC), C(F_SETPIPE_SZ), C(F_GETPIPE_SZ),
	C(SIGHUP), C(SIGINT), C(SIGQUIT), C(SIGILL), C(SIGTRAP),
	C(SIGABRT), C(SIGBUS), C(SIGFPE), C(SIGKILL), C(SIGUSR1),
	C(SIGSEGV), C(SIGUSR2), C(SIGPIPE), C(SIGALRM), C(SIGTERM),
	C(SIGCHLD), C(SIGCONT), C(SIGSTOP), C(SIGTSTP), C(SIGTTIN),
	C(SIGTTOU), C(SIGURG), C(SIGXCPU), C(SIGXFSZ), C(SIGVTALRM),
	C(SIGPROF), C(SIGWINCH), C(SIGIO), C(SIGPWR), C(SIGSYS),
	/* Not in every C library; the same on every Linux. */
	{ "AF_ALG", 38 }, { "AF_VSOCK", 40 }, { "AF_CAN", 29 },
	{ "AF_TIPC", 30 }, { "CAN_RAW", 1 }, { "SOL_CAN_RAW", 101 },
	{ "CAN_RAW_FILTER", 1 }, { "NETLINK_ROUTE", 0 },
	{ "NETLINK_USERSOCK", 2 }, { "TIPC_ADDR_NAMESEQ", 1 },
	{ "TIPC_ADDR_NAME", 2 }, { "TIPC_ADDR_ID", 3 },
	{ "VMADDR_CID_ANY", 4294967295 }, { "VMADDR_PORT_ANY", 4294967295 },
	{ "PACKET_HOST", 0 }, { "SOL_ALG", 279 },
	{ "SOL_IP", 0 }, { "SOL_TCP", 6 }, { "SOL_UDP", 17 },
	{ "SOL_IPV6", 41 },
	{ "ALG_SET_KEY", 1 }, { "ALG_SET_IV", 2 }, { "ALG_SET_OP", 3 },
	{ "ALG_SET_AEAD_ASSOCLEN", 4 }, { "ALG_SET_AEAD_AUTHSIZE", 5 },
	{ "ALG_OP_DECRYPT", 0 }, { "ALG_OP_ENCRYPT", 1 },
	{ "MSG_WAITFORONE", 0x10000 }, { "MSG_ZEROCOPY", 0x4000000 },
	{ "MSG_FASTOPEN", 0x20000000 },
	{ "IPPROTO_MPTCP", 262 }, { "IPPROTO_UDPLITE", 136 },
	{ "IPPROTO_SCTP", 132 },
	{ "UDP_SEGMENT", 103 }, { "UDP_GRO", 104 },
};

static bool
find(const char *name, int64_t *number)
{
	size_t i;
	int err;

	for (i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
		if (strcmp(constants[i].name, name) == 0) {
			*number = constants[i].number;
			return true;
		}
	err = name[0] == 'E' ? errno_from_name(name) : -1;
	*number = err;
	return err > 0;
}

bool
constants_sum(const char *names, int64_t *sum)
{
	char name[64];
	int64_t number;
	size_t len;

	*sum = 0;
	for (;; names += len + 1) {
		len = strcspn(names, "+");
		if (len == 0 || len >= sizeof(name))
			return false;
		memcpy(name, names, len);
		name[len] = '\0';
		if (!find(name, &number))
			return false;
		*sum += number;
		if (names[len] == '\0')
			return true;
	}
}
