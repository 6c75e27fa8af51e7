/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/protocol/fill.h"
#include "harness/protocol/memory.h"
#include "harness/scene/scene_call.h"
#include "harness/scene/script.h"
#include "harness/world/clock.h"
#include "harness/world/mounted.h"
#include "harness/world/prompt.h"

#define PROBE "build/probe"
#define PROBE_MS 1000	/* for what it has said, once it has ended */
#define PROBE_MOST_NS INT64_C(10000000000)
#define PROBE_MOST (1 << 20)	/* bytes, a line a descriptor */
#define MARGIN_NS INT64_C(25000000)
#define EXACT_MARGIN_NS INT64_C(1000000)	/* where time is exact */
#define EXACT_AGAIN_NS INT64_C(250000)	/* the work of waits begun anew */
#define TICK 0.004		/* of a kernel's clock of 250 Hz */
#define TRAVEL_NS INT64_C(250000000)	/* for a request and its reply */

static struct peer no_peer = PEER_INIT;
static struct file no_file = FILE_INIT;
static struct listener no_listener = LISTENER_INIT;

struct peer *
pair_as(struct scene *sc, const char *kind, const char *family)
{
	struct peer *p = &sc->peers[sc->peers_len];
	struct why why = WHY_INIT;
	bool alg = strcmp(kind, "alg") == 0;
	static const char *const types[] = { [SOCK_STREAM] = "SOCK_STREAM",
	    [SOCK_DGRAM] = "SOCK_DGRAM", [SOCK_SEQPACKET] = "SOCK_SEQPACKET" };

	if (over(sc) || sc->peers_len == SCENE_PEERS)
		return &no_peer;
	if (!peer_start(p, alg ? "seqpacket" : kind, &why)) {
		no_world(sc, &why);
		return &no_peer;
	}
	sc->peers_used[sc->peers_len++] = p;
	script_pair(sc->script, (int)sc->peers_len, p->family,
	    p->type);
	hand_over(sc, p->theirs);
	set_up(sc, "s%d=adopt(%s,%s,0)", ++sc->objects,
	    family != NULL ? family : alg ? "AF_ALG" :
	    p->family == AF_INET ? "AF_INET" :
	    p->family == AF_INET6 ? "AF_INET6" : "AF_UNIX", types[p->type]);
	return p;
}

struct peer *
pair(struct scene *sc, const char *kind)
{
	return pair_as(sc, kind, NULL);
}

struct file *
file(struct scene *sc, const char *kind, long long size, const char *mode,
    int buffering)
{
	struct file *f = &sc->files[sc->files_len];
	struct why why = WHY_INIT;
	const char *space = strchr(kind, ' ');
	char plain[32];

	if (over(sc) || sc->files_len == SCENE_FILES)
		return &no_file;
	snprintf(plain, sizeof(plain), "%.*s",
	    space != NULL ? (int)(space - kind) : (int)strlen(kind), kind);
	if (mounted_is(plain) && mounted_folder(plain) < 0) {
		why_errno(&why, "cannot make a file of kind '%s'", plain);
		lacking(sc, "world", "%s (%s)", why.text,
		    errno_to_name(why.err));
		return &no_file;
	}
	if (!file_start(f, plain, (uint64_t)size, 7, space != NULL, &why)) {
		no_world(sc, &why);
		return &no_file;
	}
	sc->files_len++;
	script_file(sc->script, (int)sc->files_len, kind, size, mode,
	    buffering);
	hand_over(sc, f->fd);
	if (strcmp(mode, "inverted") == 0)
		set_up(sc, "f%zu=inverted()", sc->files_len);
	else
		set_up(sc, "f%zu=open('%s',%d)", sc->files_len, mode,
		    buffering);
	return f;
}

struct listener *
listener(struct scene *sc, const char *kind, int backlog)
{
	struct listener *l = &sc->listeners[sc->listeners_len];
	struct why why = WHY_INIT;

	if (over(sc) || sc->listeners_len == SCENE_LISTENERS)
		return &no_listener;
	if (!listener_start(l, kind, backlog, &why)) {
		no_world(sc, &why);
		return &no_listener;
	}
	sc->listeners_len++;
	script_listener(sc->script, l->family, l->type, backlog);
	symbol(sc, "ADDRESS", "%s", text_get(&l->address));
	return l;
}

void
give_listener(struct scene *sc, struct listener *l)
{
	if (over(sc))
		return;
	script_give_listener(sc->script);
	hand_over(sc, l->fd);
	set_up(sc, "s%d=adopt(%s,%s,0)", ++sc->objects,
	    l->family == AF_INET ? "AF_INET" :
	    l->family == AF_INET6 ? "AF_INET6" : "AF_UNIX",
	    l->type == SOCK_STREAM ? "SOCK_STREAM" : "SOCK_SEQPACKET");
}

/* What was sent has come, where no call takes it meanwhile. */
static void
await_arrival(struct scene *sc, int fd)
{
	if (sc->act == NULL || sc->answered)
		prompt_arrival(fd);
}

void
client(struct scene *sc, struct listener *l)
{
	int port = 0;
	bool connected;

	if (over(sc))
		return;
	script_client(sc->script);
	connected = listener_client(l, &port);
	if (!connected && l->shut)
		trace_add(&sc->trace, "client", NULL, errno_to_name(errno),
		    NULL);
	else if (!connected)
		broken(sc, "cannot connect to a listener: %s",
		    strerror(errno));
	else if (l->family != AF_UNIX)
		symbol(sc, "CLIENT", "%d", port);
	await_arrival(sc, l->fd);
}

void
peer_sends(struct scene *sc, struct peer *p, long long len, unsigned seed)
{
	char *bytes;

	if (over(sc))
		return;
	bytes = malloc((size_t)len + 1);
	if (bytes == NULL)
		memory_ran_out();
	script_sends(sc->script, (int)(p - sc->peers) + 1, len, seed);
	fill_bytes(bytes, (size_t)len, seed, 0);
	if (send(p->fd, bytes, (size_t)len, MSG_NOSIGNAL) != len)
		broken(sc, "cannot send %lld bytes to the implementation",
		    len);
	await_arrival(sc, p->theirs);
	free(bytes);
}

void
received(struct scene *sc, struct peer *p)
{
	struct text text = TEXT_INIT;

	if (over(sc))
		return;
	script_received(sc->script, (int)(p - sc->peers) + 1);
	peer_finish(p, &text);
	observe(sc, "peer", "%s", text_get(&text));
	text_release(&text);
}

void
write_last(struct scene *sc, struct file *f, const char *bytes, size_t len)
{
	if (over(sc))
		return;
	if (write(f->writer, bytes, len) != (ssize_t)len)
		broken(sc, "cannot write to the file's other end");
	close(f->writer);
	f->writer = -1;
}

char
urgent_byte(const struct scene *sc, const struct peer *p, char awaited)
{
	return peer_urgent(p, sc->last.reply.kind == REPLY_RETURNED ? awaited :
	    '-');
}

void
o_nonblock(struct scene *sc, const struct peer *p)
{
	int flags;

	if (over(sc))
		return;
	flags = fcntl(p->theirs, F_GETFL);
	if (flags < 0)
		broken(sc, "cannot read the flags of the open file "
		    "description: %s", strerror(errno));
	observe(sc, "o_nonblock", "%s", flags & O_NONBLOCK ? "true" : "false");
}

void
offset(struct scene *sc, const struct file *f)
{
	if (over(sc))
		return;
	observe(sc, "offset", "%lld", (long long)file_offset(f));
}

/* Whether the probe's output, "FD DEV INO" a line, names what fd is. */
static bool
lists(struct scene *sc, const char *output, int fd)
{
	struct why why = WHY_INIT;
	struct stat st;
	char line[64];

	if (fstat(fd, &st) != 0) {
		why_errno(&why, "cannot see what a descriptor is");
		no_world(sc, &why);
		return false;
	}
	snprintf(line, sizeof(line), " %llu %llu\n",
	    (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	return strstr(output, line) != NULL;
}

/*
 * Not for ever: who keeps the other end, started no probe, or says what no
 * probe would, ends nothing.
 */
static void
read_all(struct scene *sc, int fd, struct text *out)
{
	struct pollfd in = { .fd = fd, .events = POLLIN };
	int64_t until = clock_now_ns() + PROBE_MOST_NS;
	struct why why = WHY_INIT;
	char bytes[4096];
	ssize_t n = 0;

	while (out->len < PROBE_MOST && clock_now_ns() < until &&
	    (n = poll(&in, 1, PROBE_MS)) == 1 &&
	    (n = read(fd, bytes, sizeof(bytes))) > 0)
		text_add(out, bytes, (size_t)n);
	if (n < 0 && !why_errno(&why, "cannot read what the probe says"))
		no_world(sc, &why);
}

void
inherited(struct scene *sc, const struct peer *p)
{
	struct text output = TEXT_INIT;
	const struct reply *r;
	struct why why = WHY_INIT;
	bool ok;
	int ends[2] = { -1, -1 };

	if (over(sc))
		return;
	if (sc->session->probe != NULL && sc->session->probe[0] == '\0')
		lacking(sc, "exec", "this program does not find itself to be "
		    "executed: neither /proc/self/exe nor the name that it was "
		    "started by");
	if (!over(sc) && pipe2(ends, O_CLOEXEC) != 0 &&
	    !why_errno(&why, "cannot make a pipe"))
		no_world(sc, &why);
	if (over(sc))
		return;
	if (sc->session->probe != NULL)
		symbol(sc, PROBE, "%s", sc->session->probe);
	hand_over(sc, ends[1]);
	close(ends[1]);
	r = set_up(sc, "spawn('" PROBE "')");
	ok = !over(sc) && r->kind == REPLY_RETURNED &&
	    value_is(r->value, VALUE_INT, "0");
	if (ok)
		read_all(sc, ends[0], &output);
	if (!over(sc) && (!ok || output.len == 0)) {
		observe(sc, "probe", "told nothing");
		/* It may not have taken the descriptor. */
		sc->session->strays = true;
	}
	observe(sc, "inherited", "%s",
	    lists(sc, text_get(&output), p->theirs) ? "true" : "false");
	close(ends[0]);
	text_release(&output);
}

static void
trace_elapsed(struct scene *sc, const char *outcome, int64_t took_ns,
    int64_t allowed_ns)
{
	char note[120];

	snprintf(note, sizeof(note), "took %.6f s, seen %.6f s, allowed %.6f s",
	    (double)took_ns / 1e9, (double)sc->last.elapsed_ns / 1e9,
	    (double)allowed_ns / 1e9);
	trace_add(&sc->trace, "elapsed", NULL, outcome, note);
}

/* What this machine is late by, as the control sleepers saw it meanwhile. */
static int64_t
lateness_ns(const struct scene *sc)
{
	return 4 * clock_lateness_ns(clock_now_ns() - sc->last.elapsed_ns -
	    2000000);
}

/* What a call of so many ns may take here and now. */
static int64_t
allowed_ns(const struct scene *sc, int64_t ns)
{
	int64_t whole_ms = (ns + 999999) / 1000000 * 1000000;
	int64_t slack = ns / 1000 < 100000000 ? ns / 1000 : 100000000;
	struct load now;

	/* Each wait is rounded up again, from wherever the last one ended. */
	if (clock_is_exact())
		return whole_ms + EXACT_MARGIN_NS +
		    (scene_waits_anew(sc) ? EXACT_AGAIN_NS : 0);
	load_read(&now, sc->session->process.worker);
	/* A thread that has ended cannot be asked any more. */
	return whole_ms + slack + MARGIN_NS + lateness_ns(sc) +
	    (sc->in_thread ? load_between(sc->load.any_ns, now.any_ns) :
	    load_between(sc->load.process_ns, now.process_ns));
}

/*
 * Whether our clock contradicts the implementation's: what it does not own up
 * to may only be the making of the arguments and the way of the lines.
 */
static bool
hides_time(const struct scene *sc)
{
	struct load now;

	load_read(&now, sc->session->process.worker);
	return sc->last.elapsed_ns - sc->last.reply.took_ns > TRAVEL_NS +
	    lateness_ns(sc) + load_between(sc->load.any_ns, now.any_ns);
}

void
elapsed_between(struct scene *sc, double least, double most)
{
	int64_t ns = (int64_t)ceil(least * 1e9), allowed, took;

	if (over(sc))
		return;
	took = sc->last.reply.took_ns;
	allowed = allowed_ns(sc, (int64_t)ceil(most * 1e9));
	if (took < 0)
		trace_elapsed(sc, "not told", took, allowed);
	else if (took < ns)
		trace_elapsed(sc, "early", took, allowed);
	else if (took > allowed || hides_time(sc) || sc->spins)
		trace_elapsed(sc, "late", took, allowed);
	else
		trace_elapsed(sc, most > 0 ? "on time" : "at once", took,
		    allowed);
}

void
elapsed(struct scene *sc, double seconds)
{
	elapsed_between(sc, seconds, seconds);
}

void
elapsed_by_ticks(struct scene *sc, double seconds, long long restarts)
{
	double most = seconds * (double)(restarts + 1);

	/* Its wheel of timers rounds up to an eighth; elsewhere in the margin. */
	if (clock_is_exact())
		most += most / 8 + 2 * TICK;
	elapsed_between(sc, seconds / 2, most);
}

void
elapsed_at_most(struct scene *sc, double seconds)
{
	int64_t took = sc->last.reply.took_ns, allowed;

	if (over(sc))
		return;
	allowed = allowed_ns(sc, (int64_t)(seconds * 1e9));
	trace_elapsed(sc, took < 0 ? "not told" : took > allowed ||
	    hides_time(sc) || sc->spins ? "late" : "in time", took, allowed);
}
