/* SPDX-License-Identifier: BSD-2-Clause */
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/protocol/value.h"
#include "harness/scene/mail.h"
#include "harness/scene/script.h"
#include "harness/world/asleep.h"
#include "harness/world/destination.h"
#include "harness/world/letter.h"

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

void
message(struct scene *sc, const struct peer *p)
{
	struct letter letter = { name_descriptor, sc, NULL };
	struct text text = TEXT_INIT;

	if (over(sc))
		return;
	letter.sender = &sc->session->process;
	letter_take(&letter, p->fd, &text);
	observe(sc, "message", "%s", text_get(&text));
	text_release(&text);
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
credentials(struct scene *sc, int pid, int uid, int gid)
{
	const struct machine *on = &sc->session->on;
	struct text text = TEXT_INIT;
	uint32_t c[3];	/* a struct ucred in its own byte order */

	if (over(sc))
		return;
	c[0] = machine_int(on,
	    (uint32_t)(sc->session->process.worker + pid));
	c[1] = machine_int(on, geteuid() + (uint32_t)uid);
	c[2] = machine_int(on, getegid() + (uint32_t)gid);
	value_format_bytes(c, sizeof(c), &text);
	symbol(sc, "CREDENTIALS", "%s", text_get(&text));
	text_release(&text);
}
