/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/bench/gcm.h"
#include "harness/bench/operation.h"

#define FILE_BYTES 4096

/* What the operations are done on. */
static struct {
	struct pysock pair[2], timed[2];	/* the second is the peer */
	struct pysock listener, accepted;
	struct pysock_address address;
	struct pysock_file file;
	struct gcm gcm;
	char data[64];
	struct iovec iov;
	struct pysock_error error;
} on = { .gcm = GCM_INIT };

/* ---- raw ---- */

void
operation_nothing(void)
{
}

static void
send_on(int fd)
{
	struct msghdr m = { .msg_iov = &on.iov, .msg_iovlen = 1 };

	sendmsg(fd, &m, MSG_NOSIGNAL);
}

static void
raw_sendmsg(void)
{
	send_on(on.pair[0].fd);
}

/* poll() as documented of timeout mode by SENDMSG-54. */
static void
raw_sendmsg_timeout(void)
{
	struct pollfd pfd = { on.timed[0].fd, POLLOUT, 0 };

	poll(&pfd, 1, 5000);
	send_on(on.timed[0].fd);
}

static void
raw_recv(void)
{
	recv(on.pair[0].fd, on.data, sizeof(on.data), 0);
}

static void
raw_recv_timeout(void)
{
	recv(on.timed[0].fd, on.data, sizeof(on.data), 0);
}

static void
raw_recvmsg(void)
{
	struct msghdr m = { .msg_iov = &on.iov, .msg_iovlen = 1 };

	(void)recvmsg(on.pair[0].fd, &m, 0);
}

static void
raw_recvmsg_timeout(void)
{
	struct msghdr m = { .msg_iov = &on.iov, .msg_iovlen = 1 };

	(void)recvmsg(on.timed[0].fd, &m, 0);
}

static void
raw_sendfile(void)
{
	off_t offset = 0;

	while (sendfile(on.pair[0].fd, on.file.fd, &offset, FILE_BYTES) > 0)
		continue;
}

static void
raw_sendfile_timeout(void)
{
	struct pollfd pfd = { on.timed[0].fd, POLLOUT, 0 };
	off_t offset = 0;

	do
		poll(&pfd, 1, 5000);
	while (sendfile(on.timed[0].fd, on.file.fd, &offset, FILE_BYTES) > 0);
}

static void
raw_socket(void)
{
	socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static void
raw_socketpair(void)
{
	int sv[2];

	socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv);
}

static void
raw_accept(void)
{
	accept4(on.listener.fd, NULL, NULL, SOCK_CLOEXEC);
}

static void
raw_dup(void)
{
	fcntl(on.pair[0].fd, F_DUPFD_CLOEXEC, 0);
}

static void
raw_mode(void)
{
	int no = 0;

	ioctl(on.pair[0].fd, FIONBIO, &no);
}

static void
raw_set_inheritable(void)
{
	ioctl(on.pair[0].fd, FIOCLEX);
}

static void
raw_get_inheritable(void)
{
	fcntl(on.pair[0].fd, F_GETFD);
}

static void
raw_gcm(void)
{
	gcm_raw(&on.gcm, 16);
}

/* ---- by the C implementation ---- */

static void
message_on(struct pysock *sock)
{
	struct pysock_message m = PYSOCK_MESSAGE_INIT;

	m.iov = &on.iov;
	m.iov_len = 1;
	pysock_sendmsg(sock, &m, 0, &on.error);
}

static void
c_sendmsg(void)
{
	message_on(&on.pair[0]);
}

static void
c_sendmsg_timeout(void)
{
	message_on(&on.timed[0]);
}

static void
c_recv(void)
{
	pysock_recv(&on.pair[0], on.data, sizeof(on.data), 0, &on.error);
}

static void
c_recv_timeout(void)
{
	pysock_recv(&on.timed[0], on.data, sizeof(on.data), 0, &on.error);
}

static void
message_from(struct pysock *sock)
{
	struct pysock_received r = { .iov = &on.iov, .iov_len = 1 };

	pysock_recvmsg(sock, &r, 0, &on.error);
}

static void
c_recvmsg(void)
{
	message_from(&on.pair[0]);
}

static void
c_recvmsg_timeout(void)
{
	message_from(&on.timed[0]);
}

static void
c_sendfile(void)
{
	pysock_sendfile(&on.pair[0], &on.file, 0, PYSOCK_UNTIL_EOF, NULL,
	    &on.error);
}

static void
c_sendfile_timeout(void)
{
	pysock_sendfile(&on.timed[0], &on.file, 0, PYSOCK_UNTIL_EOF, NULL,
	    &on.error);
}

static void
c_socket(void)
{
	struct pysock sock;

	pysock_open(&sock, AF_UNIX, SOCK_STREAM, 0, &on.error);
}

static void
c_socketpair(void)
{
	struct pysock pair[2];

	pysock_pair(pair, AF_UNIX, SOCK_STREAM, 0, &on.error);
}

static void
c_accept(void)
{
	pysock_accept(&on.accepted, &on.listener, NULL, &on.error);
}

static void
c_dup(void)
{
	struct pysock copy;

	pysock_dup(&copy, &on.pair[0], &on.error);
}

static void
c_fileno(void)
{
	struct pysock sock;

	pysock_adopt(&sock, on.pair[0].fd, AF_UNIX, SOCK_STREAM, 0, &on.error);
}

static void
c_setblocking(void)
{
	pysock_setblocking(&on.pair[0], true, &on.error);
}

static void
c_settimeout(void)
{
	static const double seconds = 5;

	pysock_settimeout(&on.timed[0], &seconds, &on.error);
}

static void
c_set_inheritable(void)
{
	pysock_set_inheritable(&on.pair[0], false, &on.error);
}

static void
c_get_inheritable(void)
{
	bool inheritable;

	pysock_get_inheritable(&on.pair[0], &inheritable, &on.error);
}

static void
c_gcm(void)
{
	gcm_c(&on.gcm, 16);
}

void
operation_kcapi(void)
{
	gcm_kcapi(&on.gcm, 16);
}

const struct operation operations[] = {
	{ "sendmsg", "sendmsg of 64 B", raw_sendmsg, c_sendmsg },
	{ "sendmsg_timeout", "the same, timeout", raw_sendmsg_timeout,
	    c_sendmsg_timeout },
	{ "recv", "recv of 64 B, there", raw_recv, c_recv },
	{ "recv_timeout", "the same, timeout", raw_recv_timeout,
	    c_recv_timeout },
	{ "recvmsg", "recvmsg of 64 B, there", raw_recvmsg, c_recvmsg },
	{ "recvmsg_timeout", "the same, timeout", raw_recvmsg_timeout,
	    c_recvmsg_timeout },
	{ "sendfile", "sendfile of 4 KiB", raw_sendfile, c_sendfile },
	{ "sendfile_timeout", "the same, timeout", raw_sendfile_timeout,
	    c_sendfile_timeout },
	{ "socket", "socket", raw_socket, c_socket },
	{ "socket_default", "the same, default timeout", raw_socket,
	    c_socket },
	{ "socketpair", "socketpair", raw_socketpair, c_socketpair },
	{ "accept", "accept", raw_accept, c_accept },
	{ "accept_default", "the same, default timeout", raw_accept,
	    c_accept },
	{ "dup", "dup", raw_dup, c_dup },
	{ "fileno", "socket(fileno=)", operation_nothing, c_fileno },
	{ "setblocking", "setblocking", raw_mode, c_setblocking },
	{ "settimeout", "settimeout", raw_mode, c_settimeout },
	{ "set_inheritable", "set_inheritable", raw_set_inheritable,
	    c_set_inheritable },
	{ "get_inheritable", "get_inheritable", raw_get_inheritable,
	    c_get_inheritable },
};

const size_t operations_len = sizeof(operations) / sizeof(operations[0]);

const struct operation operation_gcm = { "gcm",
    "AES-GCM of 16 B: sendmsg_afalg, recv", raw_gcm, c_gcm };

/* ---- what they are done on ---- */

bool
operations_start(void)
{
	struct pysock_error *e = &on.error;
	struct pysock_address any = { .len = sizeof(sa_family_t) };

	any.addr.ss_family = AF_UNIX;
	on.iov = (struct iovec){ on.data, sizeof(on.data) };
	on.file = (struct pysock_file)PYSOCK_FILE_INIT;
	on.file.fd = memfd_create("bench", MFD_CLOEXEC);
	on.address.len = sizeof(on.address.addr);
	return on.file.fd >= 0 && ftruncate(on.file.fd, FILE_BYTES) == 0 &&
	    pysock_pair(on.pair, AF_UNIX, SOCK_STREAM, 0, e) &&
	    pysock_pair(on.timed, AF_UNIX, SOCK_STREAM, 0, e) &&
	    pysock_settimeout_ns(&on.timed[0], INT64_C(5000000000), e) &&
	    pysock_open(&on.listener, AF_UNIX, SOCK_STREAM, 0, e) &&
	    pysock_bind(&on.listener, &any, e) &&
	    pysock_listen(&on.listener, 9, e) && getsockname(on.listener.fd,
	    (struct sockaddr *)&on.address.addr, &on.address.len) == 0;
}

void
operation_prepare(const struct operation *o)
{
	static char bytes[65536];
	static const double seconds = 5;
	struct pysock client;
	int i;

	pysock_setdefaulttimeout(strstr(o->name, "default") != NULL ? &seconds :
	    NULL, &on.error);
	for (i = 0; i < 2; i++) {
		int fd = i == 0 ? on.pair[1].fd : on.timed[1].fd;

		while (recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
			continue;
		send(fd, bytes, sizeof(on.data), 0);
	}
	if (strncmp(o->name, "accept", 6) == 0 &&
	    pysock_open(&client, AF_UNIX, SOCK_STREAM, 0, &on.error))
		pysock_connect(&client, &on.address, &on.error);
}

bool
operation_start_gcm(struct why *why)
{
	return gcm_start(&on.gcm, why);
}

bool
operation_has_kcapi(void)
{
	return on.gcm.kcapi != NULL;
}
