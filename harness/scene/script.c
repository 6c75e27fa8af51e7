/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/scene/scene.h"
#include "harness/scene/script.h"
#include "harness/scene/script_value.h"

/* Where a statement goes: a call that goes on has a thread beside it. */
static struct text *
place(struct script *s)
{
	if (!s->begun)
		return &s->body;
	text_adds(&s->meanwhile, "    ");
	return &s->meanwhile;
}

void
script_cannot(struct script *s, const char *what)
{
	if (s != NULL && s->reason[0] == '\0')
		snprintf(s->reason, sizeof(s->reason), "%s", what);
}

static const char *
family_name(int family)
{
	return family == AF_INET ? "AF_INET" : family == AF_INET6 ?
	    "AF_INET6" : "AF_UNIX";
}

static const char *
type_name(int type)
{
	return type == SOCK_STREAM ? "SOCK_STREAM" : type == SOCK_DGRAM ?
	    "SOCK_DGRAM" : "SOCK_SEQPACKET";
}

void
script_pair(struct script *s, int peer, int family, int type)
{
	if (s != NULL)
		text_addf(place(s), "given, peer%d = pair(socket.%s, "
		    "socket.%s)\n", peer, family_name(family),
		    type_name(type));
}

void
script_destination(struct script *s, int peer, int family, const char *symbol)
{
	if (s != NULL)
		text_addf(place(s), "peer%d = bound(socket.%s, "
		    "socket.SOCK_DGRAM)\n%s = peer%d.getsockname()%s\n", peer,
		    family_name(family), symbol, peer,
		    family == AF_UNIX ? "" : "[1]");
}

void
script_file(struct script *s, int file, const char *kind, long long size,
    const char *mode, int buffering)
{
	if (s == NULL)
		return;
	if (strcmp(mode, "inverted") == 0 || (strcmp(kind, "regular") != 0 &&
	    strcmp(kind, "pipe") != 0 && strcmp(kind, "pipe open") != 0 &&
	    strcmp(kind, "memfd") != 0))
		script_cannot(s, "its kind of file");
	text_addf(place(s), "f%d = open(%s_of(fill(7, %lld)), '%s', %d)\n",
	    file, kind[0] == 'p' ? kind[4] == ' ' ? "open_pipe" : "pipe" :
	    "file", size, mode, buffering);
}

void
script_listener(struct script *s, int family, int type, int backlog)
{
	if (s != NULL)
		text_addf(place(s), "server = bound(socket.%s, socket.%s)\n"
		    "server.listen(%d)\nADDRESS = server.getsockname()\n",
		    family_name(family), type_name(type), backlog);
}

void
script_give_listener(struct script *s)
{
	if (s != NULL)
		text_adds(place(s), "given = server.dup()\n");
}

void
script_client(struct script *s)
{
	if (s != NULL)
		text_adds(place(s), "clients.append(socket.socket("
		    "server.family, server.type))\n"
		    "clients[-1].setblocking(False)\n"
		    "clients[-1].connect_ex(ADDRESS)\n");
}

/* A handler of the protocol as an expression. */
static bool
add_action(const struct request *r, struct text *out)
{
	const struct value *v = r->args.items;
	size_t i;

	if (r->args.len < 2 || r->keywords_len > 0)
		return false;
	text_addf(out, "signal.signal(");
	if (!script_value(&v[0], out))
		return false;
	if (strcmp(v[1].text, "raise") == 0)
		text_adds(out, ", handler(raising))");
	else if (strcmp(v[1].text, "return") == 0)
		text_adds(out, ", handler(int))");
	else if (strcmp(v[1].text, "sleep") == 0) {
		text_adds(out, ", handler(lambda: time.sleep(");
		script_value(&v[2], out);
		text_adds(out, ")))");
	} else {
		text_addf(out, ", handler(lambda: %s.%s(", v[2].text,
		    v[1].text);
		for (i = 3; i < r->args.len; i++) {
			text_adds(out, i > 3 ? ", " : "");
			if (!script_value(&v[i], out))
				return false;
		}
		text_adds(out, ")))");
	}
	return true;
}

/* Calls that stand for what the world has given already, or for nothing. */
static bool
is_given(const struct request *r, struct text *out)
{
	const char *family;

	static const char *const nothing[] = { "open", "inverted", "unlock",
	    "share", "spawn" };
	size_t i;

	for (i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++)
		if (strcmp(r->method, nothing[i]) == 0)
			return true;
	if (strcmp(r->method, "adopt") != 0)
		return false;
	family = r->args.len > 0 ? r->args.items[0].text : "";
	text_addf(out, "%s = given\n", r->name);
	if (strcmp(family, "AF_INET") != 0 && strcmp(family, "AF_INET6") != 0 &&
	    strcmp(family, "AF_UNIX") != 0)
		text_addf(out, "%s = socket.socket(socket.%s, given.type, 0, "
		    "fileno=given.detach())\n", r->name, family);
	return true;
}

/* "s3 = ", of what the request names. */
static void
add_names(const struct request *r, struct text *out)
{
	if (r->name == NULL)
		return;
	if (strcmp(r->method, "socketpair") == 0)
		text_addf(out, "%s, s%d = ", r->name, atoi(r->name + 1) + 1);
	else if (strcmp(r->method, "accept") == 0)
		text_addf(out, "%s, _ = ", r->name);
	else
		text_addf(out, "%s = ", r->name);
}

static bool
add_call(const struct request *r, bool shows, struct text *out)
{
	struct text expression = TEXT_INIT;
	bool ok;

	if (r->object == NULL && strcmp(r->method, "handler") == 0)
		return add_action(r, out) && (text_addc(out, '\n'), true);
	if (r->object == NULL && is_given(r, out))
		return true;
	ok = script_expression(r, &expression);
	add_names(r, out);
	if (shows)
		text_addf(out, "show('%s', lambda: %s)\n", r->method,
		    text_get(&expression));
	else
		text_addf(out, "%s\n", text_get(&expression));
	text_release(&expression);
	return ok;
}

static void
write_call(struct script *s, const char *act, bool shows)
{
	struct text line = TEXT_INIT, statement = TEXT_INIT;
	struct pool pool = POOL_INIT;
	struct request r;
	const char *reason;

	text_addf(&line, "1 %s", act);
	if (!request_parse(&r, text_get(&line), &pool, &reason) ||
	    !add_call(&r, shows, &statement))
		script_cannot(s, act);
	else if (statement.len > 0)
		text_adds(place(s), text_get(&statement));
	text_release(&line);
	text_release(&statement);
	pool_release(&pool);
}

void
script_call(struct script *s, const char *act, bool shows)
{
	if (s != NULL)
		write_call(s, act, shows && strstr(act, "handler(") != act);
}

void
script_begin(struct script *s)
{
	if (s == NULL)
		return;
	text_cut(&s->meanwhile, 0);
	s->begun = true;
}

void
script_finish(struct script *s, const char *act)
{
	if (s == NULL)
		return;
	s->begun = false;
	if (s->meanwhile.len > 0)
		text_addf(&s->body, "def meanwhile():\n"
		    "    time.sleep(0.2)\n%s"
		    "thread = threading.Thread(target=meanwhile)\n"
		    "thread.start()\n", text_get(&s->meanwhile));
	write_call(s, act, true);
	if (s->meanwhile.len > 0)
		text_adds(&s->body, "done.append(1)\nthread.join()\n"
		    "done.clear()\n");
}

void
script_outcome(struct script *s, const struct reply *r)
{
	if (s == NULL)
		return;
	if (r->kind == REPLY_RAISED)
		text_addf(&s->wanted, "raised %s\n", r->type);
	else if (r->kind == REPLY_RETURNED && r->value != NULL &&
	    r->value->kind == VALUE_INT)
		text_addf(&s->wanted, "returned %s\n", r->value->text);
	else if (r->kind == REPLY_RETURNED)
		text_adds(&s->wanted, "returned\n");
}

void
script_signal(struct script *s, int signal)
{
	if (s == NULL)
		return;
	/* The runner waits for it to sleep again: the one before is over. */
	script_sleep(s, 50);
	text_addf(place(s), "os.kill(os.getpid(), %d)\n", signal);
}

void
script_storm(struct script *s, int signal, int period_ms, int most)
{
	if (s != NULL)
		text_addf(place(s), "for _ in range(%d):\n"
		    "        time.sleep(%g)\n        if done:\n"
		    "            break\n        os.kill(os.getpid(), %d)\n",
		    most, period_ms / 1e3, signal);
}

void
script_sleep(struct script *s, int ms)
{
	if (s != NULL)
		text_addf(place(s), "time.sleep(%g)\n", ms / 1e3);
}

void
script_sends(struct script *s, int peer, long long len, unsigned seed)
{
	if (s != NULL)
		text_addf(place(s), "peer%d.send(fill(%u, %lld))\n", peer,
		    seed, len);
}

void
script_drains(struct script *s, int peer)
{
	if (s == NULL || s->draining & 1 << peer)
		return;
	s->draining |= 1 << peer;
	text_addf(place(s), "drain(peer%d)\n", peer);
}

void
script_chokes(struct script *s, int peer)
{
	if (s == NULL || s->choked & 1 << peer)
		return;
	s->choked |= 1 << peer;
	text_addf(place(s), "choke(s%d)\n", peer);
}

void
script_received(struct script *s, int peer)
{
	if (s != NULL)
		text_addf(place(s), "print('peer: %%d bytes' %% "
		    "len(take(peer%d)))\n", peer);
}

void
script_release(struct script *s)
{
	text_release(&s->body);
	text_release(&s->meanwhile);
	text_release(&s->wanted);
}
