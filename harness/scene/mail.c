/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/capability.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/protocol/value.h"
#include "harness/scene/mail.h"
#include "harness/scene/script.h"
#include "harness/world/ability.h"
#include "harness/world/asleep.h"
#include "harness/world/destination.h"
#include "harness/world/letter.h"
#include "harness/world/privilege.h"

static struct peer nowhere = PEER_INIT;

/* Names the machine itself in a call, as a str or as bytes. */
static bool
names_localhost(const struct instance *i)
{
	size_t n;

	for (n = 0; n < i->names_len; n++)
		if (strcasestr(i->values[n], "localhost") != NULL ||
		    strstr(i->values[n], "6c6f63616c686f7374") != NULL)
			return true;
	return false;
}

/* A machine without /etc/hosts and name server knows no name. */
static void
need_localhost(struct scene *sc)
{
	struct addrinfo hints = { .ai_family = AF_INET }, *found;
	int error = getaddrinfo("localhost", NULL, &hints, &found);

	if (error == 0)
		freeaddrinfo(found);
	else
		lacking(sc, "localhost", "this machine does not know "
		    "'localhost': %s", gai_strerror(error));
}

struct peer *
destination(struct scene *sc, const char *kind)
{
	struct peer *p = &sc->peers[sc->peers_len];
	struct text address = TEXT_INIT;
	struct why why = WHY_INIT;
	char name[16];
	size_t i;
	int n = 1;

	if (!over(sc) && names_localhost(sc->instance))
		need_localhost(sc);
	if (over(sc) || sc->peers_len == SCENE_PEERS)
		return &nowhere;
	if (!destination_start(p, kind, &address, &why)) {
		no_world(sc, &why);
		return &nowhere;
	}
	for (i = 0; i < sc->symbols_len; i++)
		n += sc->symbols[i][1][0] == (p->family == AF_UNIX ? 'N' : 'P');
	snprintf(name, sizeof(name), n > 1 ? "%s%d" : "%s",
	    p->family == AF_UNIX ? "NAME" : "PORT", n);
	sc->peers_used[sc->peers_len++] = p;
	symbol(sc, name, "%s", text_get(&address));
	script_destination(sc->script, (int)sc->peers_len, p->family,
	    name);
	text_release(&address);
	return p;
}

static bool
is_same(int fd, int other)
{
	struct stat a, b;

	return fd >= 0 && other >= 0 && fstat(fd, &a) == 0 &&
	    fstat(other, &b) == 0 && a.st_dev == b.st_dev &&
	    a.st_ino == b.st_ino;
}

static void
name_descriptor(void *arg, int fd, struct text *out)
{
	const struct scene *sc = arg;
	size_t i;

	for (i = 0; i < sc->peers_len; i++) {
		if (is_same(fd, sc->peers[i].theirs)) {
			text_addf(out, "s%zu", i + 1);
			return;
		}
		if (is_same(fd, sc->peers[i].fd)) {
			text_addf(out, "p%zu", i + 1);
			return;
		}
	}
	for (i = 0; i < sc->files_len; i++)
		if (is_same(fd, sc->files[i].fd)) {
			text_addf(out, "f%zu", i + 1);
			return;
		}
	text_adds(out, "other");
}

/* "s1" or "p1": whose address it is; only the port, if `port_alone`. */
static bool
add_owner(const struct scene *sc, const struct sockaddr_storage *from,
    socklen_t from_len, bool port_alone, struct text *out)
{
	const struct sockaddr_in *in = (const void *)from, *its;
	struct sockaddr_storage ss = { 0 };
	socklen_t len;
	size_t i, end;
	int fd;

	for (i = 0; i < 2 * sc->peers_len; i++) {
		end = i % 2;
		fd = end == 0 ? sc->peers[i / 2].theirs : sc->peers[i / 2].fd;
		len = sizeof(ss);
		its = (const void *)&ss;
		if (fd < 0 || getsockname(fd, (struct sockaddr *)&ss,
		    &len) != 0 || ss.ss_family != from->ss_family)
			continue;
		if (port_alone ? its->sin_port != in->sin_port :
		    len != from_len || memcmp(&ss, from, len) != 0)
			continue;
		text_addf(out, "%c%zu", end == 0 ? 's' : 'p', i / 2 + 1);
		return true;
	}
	return false;
}

static void
name_sender(void *arg, const struct sockaddr_storage *from, socklen_t len,
    struct text *out)
{
	const struct sockaddr_in *in = (const void *)from;
	char address[INET_ADDRSTRLEN];

	if (len <= sizeof(sa_family_t)) {
		text_adds(out, "nobody");
		return;
	}
	if (add_owner(arg, from, len, false, out))
		return;
	if (from->ss_family == AF_INET && inet_ntop(AF_INET, &in->sin_addr,
	    address, sizeof(address)) != NULL) {
		text_addf(out, "%s:", address);
		if (add_owner(arg, from, len, true, out))
			return;
	}
	text_adds(out, "other");
}

static void
take(struct scene *sc, const struct peer *p, letter_sender *from)
{
	struct letter letter = { name_descriptor, sc, from, NULL };
	struct text text = TEXT_INIT;

	if (over(sc))
		return;
	letter.sender = &sc->session->process;
	letter_take(&letter, p->fd, &text);
	observe(sc, "message", "%s", text_get(&text));
	text_release(&text);
}

void
message(struct scene *sc, const struct peer *p)
{
	take(sc, p, NULL);
}

void
message_from(struct scene *sc, const struct peer *p)
{
	take(sc, p, name_sender);
}

void
unchoke(struct scene *sc, struct peer *p)
{
	script_cannot(sc->script, "room made for one message");
	if (!over(sc) && !peer_unchoke(p))
		broken(sc, "what filled the connection did not come");
}

/* One byte with our own credentials, the group changed, to ourselves. */
static int
send_changed(void)
{
	struct iovec iov = { (void *)"x", 1 };
	union { struct cmsghdr h; char at[CMSG_SPACE(sizeof(struct ucred))]; }
	    control = { .at = "" };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &control, .msg_controllen = sizeof(control) };
	struct ucred its = { getpid(), geteuid(), getegid() + 1 };
	int sv[2], err = 0;

	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, sv) != 0)
		return errno;
	control.h.cmsg_level = SOL_SOCKET;
	control.h.cmsg_type = SCM_CREDENTIALS;
	control.h.cmsg_len = CMSG_LEN(sizeof(its));
	memcpy(CMSG_DATA(&control.h), &its, sizeof(its));
	if (sendmsg(sv[0], &m, MSG_NOSIGNAL) != 1)
		err = errno;
	close(sv[0]);
	close(sv[1]);
	return err;
}

void
tell_credentials(struct scene *sc, const struct peer *p, bool changed)
{
	int on = 1, err = over(sc) || !changed ? 0 : send_changed();

	if (err != 0)
		lacking(sc, "credentials", "sendmsg of the credentials of "
		    "another group gives %s", errno_to_name(err));
	if (over(sc))
		return;
	if (setsockopt(p->fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) != 0 ||
	    setsockopt(p->theirs, SOL_SOCKET, SO_PASSCRED, &on,
	    sizeof(on)) != 0)
		broken(sc, "cannot set SO_PASSCRED");
}

void
peer_writes(struct scene *sc, const struct peer *p, const char *bytes,
    bool rights)
{
	struct iovec iov = { (void *)bytes, strlen(bytes) };
	union { struct cmsghdr h; char at[CMSG_SPACE(sizeof(int))]; }
	    control = { .at = "" };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct why why = WHY_INIT;
	const char *lacks;

	if (over(sc))
		return;
	script_cannot(sc->script, "a message with descriptors");
	control.h.cmsg_level = SOL_SOCKET;
	control.h.cmsg_type = SCM_RIGHTS;
	control.h.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.h), &p->theirs, sizeof(int));
	if (rights) {
		m.msg_control = &control;
		m.msg_controllen = sizeof(control);
	}
	if (sendmsg(p->fd, &m, MSG_NOSIGNAL) == (ssize_t)iov.iov_len)
		return;
	why_errno(&why, "cannot send a message");
	lacks = rights ? ability_lacks("scm_rights") : NULL;
	if (lacks != NULL)
		lacking(sc, "scm_rights", "%s", lacks);
	else
		broken(sc, "%s", why.text);
}

bool
asleep_seen(struct scene *sc, const char *label, struct text *text)
{
	struct why why = WHY_INIT;

	if (over(sc))
		return false;
	if (finished_within(sc, 0)) {
		observe(sc, label, "false");
		return false;
	}
	sc->excused = !asleep_can_be_seen(&sc->session->process);
	if (asleep_in(&sc->session->process, text, &why))
		return true;
	unsupported(sc, "%s", why.text);
	return false;
}

void
asleep(struct scene *sc)
{
	struct text text = TEXT_INIT;

	if (asleep_seen(sc, "asleep", &text))
		observe(sc, "asleep", "%s", text_get(&text));
	text_release(&text);
}

void
rests_on_our_user(struct scene *sc)
{
	uid_t other = 0;

	if (!over(sc) && privilege_is_of_another(sc->session->process.worker,
	    &other))
		lacking(sc, "user", "the implementation is of user %u, and the "
		    "runner of user %u", (unsigned)other, (unsigned)geteuid());
}

void
rests_on_capability(struct scene *sc, int capability, const char *name)
{
	if (!over(sc) && !privilege_has(sc->session->process.worker,
	    capability))
		lacking(sc, "privilege", "the implementation has not %s",
		    name);
}

void
credentials(struct scene *sc, int pid, int uid, int gid)
{
	const struct machine *on = &sc->session->on;
	struct text text = TEXT_INIT;
	uint32_t c[3];	/* a struct ucred in its own byte order */

	rests_on_our_user(sc);
	/* Who may not name others is told so before they are looked for. */
	if (pid != 0)
		rests_on_capability(sc, CAP_SYS_ADMIN, "CAP_SYS_ADMIN");
	if (over(sc))
		return;
	c[0] = machine_int(on, (uint32_t)(sc->session->process.told + pid));
	c[1] = machine_int(on, geteuid() + (uint32_t)uid);
	c[2] = machine_int(on, getegid() + (uint32_t)gid);
	value_format_bytes(c, sizeof(c), &text);
	symbol(sc, "CREDENTIALS", "%s", text_get(&text));
	text_release(&text);
}
