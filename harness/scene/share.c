/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/un.h>

#include "harness/protocol/fill.h"
#include "harness/protocol/memory.h"
#include "harness/scene/share.h"

#define USUAL_ROOM 212992

static struct peer no_peer = PEER_INIT;

static struct peer *
next_peer(struct scene *sc)
{
	if (!over(sc) && sc->peers_len == SCENE_PEERS)
		broken(sc, "a scenario has at most %d peers", SCENE_PEERS);
	return over(sc) ? &no_peer : &sc->peers[sc->peers_len];
}

static void
use_peer(struct scene *sc, struct peer *p)
{
	sc->peers_used[sc->peers_len++] = p;
}

struct peer *
share(struct scene *sc, const char *socket)
{
	struct peer *p;

	if (!over(sc) && sc->session->handing.refused != 0)
		lacking(sc, "scm_rights", "the implementation cannot hand over "
		    "'%s': SCM_RIGHTS gives %s", socket,
		    errno_to_name(sc->session->handing.refused));
	if (!over(sc) && !session_found(sc->session, "scm_rights"))
		lacking(sc, "scm_rights", "the implementation cannot hand over "
		    "'%s': it did not find SCM_RIGHTS where it runs", socket);
	set_up(sc, "share(%s)", socket);
	p = next_peer(sc);
	if (over(sc))
		return &no_peer;
	*p = (struct peer)PEER_INIT;
	p->theirs = channel_recv_fd(&sc->session->channel);
	if (p->theirs < 0) {
		broken(sc, "no descriptor came for '%s'", socket);
		return &no_peer;
	}
	use_peer(sc, p);
	return p;
}

struct peer *
pair_apart(struct scene *sc, const char *kind)
{
	struct peer *p = next_peer(sc);
	struct why why = WHY_INIT;

	if (over(sc))
		return &no_peer;
	if (!peer_start(p, kind, &why)) {
		no_world(sc, &why);
		return &no_peer;
	}
	use_peer(sc, p);
	return p;
}

void
give_end(struct scene *sc, const struct peer *p, const char *arguments)
{
	if (over(sc))
		return;
	hand_over(sc, p->theirs);
	set_up(sc, "s%d=adopt(%s)", ++sc->objects, arguments);
}

void
usual_room(struct scene *sc, const struct peer *p)
{
	int room = 0, half = USUAL_ROOM / 2;
	socklen_t len = sizeof(room);

	if (over(sc) || p->family != AF_UNIX)
		return;
	if (getsockopt(p->theirs, SOL_SOCKET, SO_SNDBUF, &room, &len) == 0 &&
	    room == USUAL_ROOM)
		return;
	/* Linux doubles what it is told. */
	if (setsockopt(p->theirs, SOL_SOCKET, SO_SNDBUF, &half,
	    sizeof(half)) != 0)
		broken(sc, "cannot set the room to send: %s", strerror(errno));
}

void
rests_on_room(struct scene *sc)
{
	if (!over(sc) && !session_found(sc->session, "room:usual"))
		lacking(sc, "room:usual", "a new socket has room for less than "
		    "150000 bytes, or for twice that");
}

void
o_nonblock_of_accepted(struct scene *sc, const struct peer *p, bool left)
{
	int flags;

	if (!left || over(sc) ||
	    session_found(sc->session, "accept:own-mode")) {
		o_nonblock(sc, p);
		return;
	}
	flags = fcntl(p->theirs, F_GETFL);
	if (flags < 0)
		broken(sc, "cannot read the flags of the open file "
		    "description: %s", strerror(errno));
	observe(sc, "o_nonblock", "%s", flags & O_NONBLOCK ? "inherited" :
	    "cleared");
}

void
force_o_nonblock(struct scene *sc, const struct peer *p, bool set)
{
	int flags;

	if (over(sc))
		return;
	flags = fcntl(p->theirs, F_GETFL);
	if (flags < 0 || fcntl(p->theirs, F_SETFL, set ? flags | O_NONBLOCK :
	    flags & ~O_NONBLOCK) != 0)
		broken(sc, "cannot set the flags of the open file "
		    "description: %s", strerror(errno));
}

void
name_port(struct scene *sc, const struct peer *p)
{
	struct sockaddr_in in = { 0 };
	socklen_t len = sizeof(in);

	if (p->type == SOCK_DGRAM && p->family == AF_INET &&
	    getsockname(p->fd, (struct sockaddr *)&in, &len) == 0)
		symbol(sc, "PEER", "%d", ntohs(in.sin_port));
}

void
name_sender(struct scene *sc, const struct peer *p)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct sockaddr *at = (struct sockaddr *)(void *)&un;
	const size_t head = offsetof(struct sockaddr_un, sun_path);
	socklen_t len = sizeof(un);
	struct text name = TEXT_INIT;

	if (over(sc) || p->type == SOCK_STREAM || p->family != AF_UNIX)
		return;
	if (bind(p->fd, at, sizeof(un.sun_family)) == 0 &&
	    getsockname(p->fd, at, &len) == 0 && len > head) {
		value_format_bytes(un.sun_path, len - head, &name);
		symbol(sc, "PEER", "%s", text_get(&name));
	}
	text_release(&name);
}

void
name_room(struct scene *sc, const struct peer *p, unsigned seed)
{
	char *bytes;
	int len = 0;

	if (over(sc) || p->family != AF_UNIX || ioctl(p->fd, FIONREAD,
	    &len) != 0 || len <= (int)sizeof(p->first))
		return;
	bytes = malloc((size_t)len);
	if (bytes == NULL)
		memory_ran_out();
	fill_bytes(bytes, (size_t)len, seed, 0);
	symbol(sc, "ROOM", "%d", len);
	symbol(sc, "ROOM_CRC", "%08x", fill_crc(0, bytes, (size_t)len));
	free(bytes);
}
