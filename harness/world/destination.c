/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "harness/protocol/value.h"
#include "harness/world/anywhere.h"
#include "harness/world/destination.h"

static void
add_address(const struct sockaddr_storage *ss, socklen_t len, struct text *to)
{
	const struct sockaddr_un *un = (const struct sockaddr_un *)ss;

	if (ss->ss_family == AF_UNIX)
		value_format_bytes(un->sun_path,
		    len - offsetof(struct sockaddr_un, sun_path), to);
	else
		text_addf(to, "%d", anywhere_port(ss));
}

bool
destination_start(struct peer *p, const char *kind, struct text *address,
    struct why *why)
{
	struct sockaddr_storage ss = { 0 };
	socklen_t len = sizeof(ss);
	int type = SOCK_DGRAM | SOCK_CLOEXEC;

	*p = (struct peer)PEER_INIT;
	p->family = strcmp(kind, "udp") == 0 ? AF_INET :
	    strcmp(kind, "udp6") == 0 ? AF_INET6 : AF_UNIX;
	p->type = SOCK_DGRAM;
	p->fd = socket(p->family, type | SOCK_NONBLOCK, 0);
	p->theirs = socket(p->family, type, 0);
	if (p->fd >= 0 && p->theirs >= 0 && anywhere_bind(p->fd, p->family) &&
	    getsockname(p->fd, (struct sockaddr *)&ss, &len) == 0 &&
	    connect(p->theirs, (struct sockaddr *)&ss, len) == 0) {
		add_address(&ss, len, address);
		return true;
	}
	why_errno(why, "cannot make a destination of kind '%s'", kind);
	peer_release(p);
	return false;
}
