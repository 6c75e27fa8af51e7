/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "harness/protocol/value.h"
#include "harness/world/anywhere.h"
#include "harness/world/listener.h"

#define HANDSHAKE_MS 1000	/* at most, where there is room */
#define PROBE_MS 20		/* how long an attempt may look refused */

static const struct {
	const char *kind;
	int family, type;
} kinds[] = {
	{ "tcp", AF_INET, SOCK_STREAM },
	{ "tcp6", AF_INET6, SOCK_STREAM },
	{ "unix", AF_UNIX, SOCK_STREAM },
	{ "seqpacket", AF_UNIX, SOCK_SEQPACKET },
};

/* Writes down where it listens. */
static bool
note_address(struct listener *l)
{
	const struct sockaddr_un *un = (const struct sockaddr_un *)&l->name;

	l->name_len = sizeof(l->name);
	if (getsockname(l->fd, (struct sockaddr *)&l->name, &l->name_len) != 0)
		return false;
	if (l->family == AF_UNIX)
		value_format_bytes(un->sun_path, l->name_len -
		    offsetof(struct sockaddr_un, sun_path), &l->address);
	else
		text_addf(&l->address, "('%s',%d)",
		    l->family == AF_INET6 ? "::1" : "127.0.0.1",
		    anywhere_port(&l->name));
	return true;
}

bool
listener_start(struct listener *l, const char *kind, int backlog,
    struct why *why)
{
	size_t i;

	*l = (struct listener)LISTENER_INIT;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			break;
	if (i == sizeof(kinds) / sizeof(kinds[0]))
		return why_set(why, "there is no kind of listener '%s'", kind);
	l->family = kinds[i].family;
	l->type = kinds[i].type;
	l->fd = socket(l->family, l->type | SOCK_CLOEXEC, 0);
	if (l->fd >= 0 && anywhere_bind(l->fd, l->family) &&
	    listen(l->fd, backlog) == 0 && note_address(l))
		return true;
	why_errno(why, "cannot listen on a socket of kind '%s'", kind);
	listener_release(l);
	return false;
}

static void
keep_client(struct listener *l, int fd, int *port)
{
	struct linger hard = { 1, 0 };	/* no TIME_WAIT */
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	if (port != NULL && getsockname(fd, (struct sockaddr *)&ss, &len) == 0)
		*port = anywhere_port(&ss);
	l->clients[l->clients_len++] = fd;
}

/* Connects within so many ms. */
static bool
connect_within(struct listener *l, int ms, int *port)
{
	struct pollfd out = { .events = POLLOUT };
	int fd, err = 0;
	socklen_t len = sizeof(err);

	if (l->clients_len == LISTENER_CLIENTS)
		return false;
	fd = socket(l->family, l->type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	out.fd = fd;
	if (connect(fd, (struct sockaddr *)&l->name, l->name_len) == 0 ||
	    (errno == EINPROGRESS && poll(&out, 1, ms) == 1 &&
	    getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) == 0 &&
	    err == 0)) {
		keep_client(l, fd, port);
		return true;
	}
	close(fd);
	return false;
}

bool
listener_client(struct listener *l, int *port)
{
	return connect_within(l, HANDSHAKE_MS, port);
}

bool
listener_fill(struct listener *l, struct why *why)
{
	struct pollfd in = { .fd = l->fd, .events = POLLIN };

	if (!connect_within(l, HANDSHAKE_MS, NULL) ||
	    poll(&in, 1, HANDSHAKE_MS) != 1)
		return why_errno(why, "cannot connect to a listener");
	while (connect_within(l, PROBE_MS, NULL))
		continue;
	return l->clients_len < LISTENER_CLIENTS ||
	    why_set(why, "a backlog has room without end");
}

int
listener_accept(int fd)
{
	int accepted = accept4(fd, NULL, NULL, SOCK_CLOEXEC);

	if (accepted < 0 && errno == ENOSYS) {
		accepted = accept(fd, NULL, NULL);
		if (accepted >= 0)
			fcntl(accepted, F_SETFD, FD_CLOEXEC);
	}
	return accepted;
}

void
listener_take(struct listener *l)
{
	struct pollfd in = { .fd = l->fd, .events = POLLIN };
	int fd;

	while (l->accepted_len < LISTENER_CLIENTS && poll(&in, 1, 0) == 1) {
		fd = listener_accept(l->fd);
		if (fd < 0)
			return;
		l->accepted[l->accepted_len++] = fd;
	}
}

void
listener_release(struct listener *l)
{
	int i;

	for (i = 0; i < l->clients_len; i++)
		close(l->clients[i]);
	for (i = 0; i < l->accepted_len; i++)
		close(l->accepted[i]);
	if (l->fd >= 0)
		close(l->fd);
	text_release(&l->address);
	*l = (struct listener)LISTENER_INIT;
}
