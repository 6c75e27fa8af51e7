/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/judge/documented.h"
#include "harness/protocol/memory.h"
#include "harness/runner/trial.h"
#include "harness/scene/outcome.h"
#include "harness/world/file.h"

#define UNIX "s1=adopt(AF_UNIX,SOCK_STREAM,0);"
#define INET "s1=socket(AF_INET,SOCK_STREAM,0);"
#define NOWHERE "x'007079736f636b2d6e6f626f6479'"
#define HELLO "x'68656c6c6f'"

/* The socket's other end has sent "hello"; a file holds fill:0:5. */
const struct trial trials[] = {
	{ "setblocking", UNIX "s1.setblocking(false)", "returned none", false },
	{ "getblocking", UNIX "s1.getblocking()", "returned true", false },
	{ "settimeout", UNIX "s1.settimeout(1.5)", "returned none", false },
	{ "gettimeout", UNIX "s1.gettimeout()", "returned none", false },
	{ "set_inheritable", UNIX "s1.set_inheritable(true)", "returned none",
	    false },
	{ "get_inheritable", UNIX "s1.get_inheritable()", "returned *", false },
	{ "send", UNIX "s1.send(x'61')", "returned 1", false },
	{ "sendall", UNIX "s1.sendall(x'6162')", "returned none", false },
	{ "sendto", UNIX "s1.sendto(x'61'," NOWHERE ")",
	    "raised OSError errno=EISCONN", false },
	{ "sendmsg", UNIX "s1.sendmsg([x'61',x'62'])", "returned 2", false },
	{ "sendmsg_afalg", UNIX "s1.sendmsg_afalg([x'61'],op=0)",
	    "raised OSError*", false },
	{ "open", "f1=open('rb',0)", "returned f1", false },
	{ "sendfile", UNIX "f1=open('rb',0);s1.sendfile(f1)", "returned 5",
	    false },
	{ "recv", UNIX "s1.recv(5)", "returned " HELLO, false },
	{ "recv_into", UNIX "s1.recv_into(bytearray:x'0000000000')",
	    "returned 5", false },
	{ "recvmsg", UNIX "s1.recvmsg(5)", "returned (" HELLO ",*", false },
	{ "send_fds", UNIX "s1.send_fds([x'61'],[fileno:s1])", "returned 1",
	    false },
	{ "recv_fds", UNIX "s1.recv_fds(5,1)", "returned (" HELLO ",*", false },
	{ "shutdown", UNIX "s1.shutdown(SHUT_WR)", "returned none", false },
	{ "setsockopt", UNIX "s1.setsockopt(SOL_SOCKET,SO_KEEPALIVE,1)",
	    "returned none", false },
	{ "getsockopt", UNIX "s1.getsockopt(SOL_SOCKET,SO_ERROR)", "returned 0",
	    false },
	{ "getsockname", UNIX "s1.getsockname()", "returned ''", false },
	{ "attribute", UNIX "s1.attribute('proto')", "returned 0", false },
	{ "dup", UNIX "s2=s1.dup()", "returned s2", false },
	{ "detach", UNIX "s1.detach()", "returned none", false },
	{ "close", UNIX "s1.close()", "returned none", false },
	{ "socket", "s1=socket(AF_INET,SOCK_STREAM,0)", "returned s1", false },
	{ "socketpair", "s1=socketpair(AF_UNIX,SOCK_STREAM,0)",
	    "returned (s1,s2)", false },
	{ "bind", INET "s1.bind(('127.0.0.1',0))", "returned none", false },
	{ "listen", INET "s1.bind(('127.0.0.1',0));s1.listen(1)",
	    "returned none", false },
	{ "accept", INET "s1.bind(('127.0.0.1',0));s1.listen(1);"
	    "s1.setblocking(false);s2=s1.accept()",
	    "raised BlockingIOError errno=EAGAIN", false },
	{ "connect", "s1=socket(AF_UNIX,SOCK_STREAM,0);s1.connect(" NOWHERE ")",
	    "raised ConnectionRefusedError errno=ECONNREFUSED", false },
	{ "connect_ex", "s1=socket(AF_UNIX,SOCK_STREAM,0);"
	    "s1.connect_ex(" NOWHERE ")", "returned *", false },
	{ "setdefaulttimeout", "setdefaulttimeout(2.5)", "returned none",
	    false },
	{ "getdefaulttimeout", "getdefaulttimeout()", "returned none", false },
	{ "share", UNIX "share(s1)", "returned none", false },
	{ "memory", "f1=memory(x'6162')", "returned f1", false },
	{ "reader", "f1=reader(x'6162','plain')", "returned f1", false },
	{ "consumed", "f1=memory(x'6162');f1.read(1);f1.consumed()",
	    "returned 1", false },
	{ "inverted", "f1=inverted()", "returned f1", false },
	{ "tell", "f1=open('rb',0);f1.tell()", "returned 0", false },
	{ "seek", "f1=open('rb',0);f1.seek(2)", "returned 2", false },
	{ "read", "f1=open('rb',0);f1.read(5)", "returned x'*'", false },
	{ "handler", "handler(SIGUSR1,'return')", "returned none", false },
	{ "handler_runs", "handler(SIGUSR1,'return');handler_runs()",
	    "returned 0", false },
	{ "audit", "audit('record')", "returned none", false },
	{ "audit_events", "audit('record');audit_events()", "returned []",
	    false },
	{ "spawn", "spawn('true')", "returned *", false },
	{ "held", UNIX "s1.send(bytearray:x'61');held()", "returned x'61'",
	    false },
	{ "unlock", UNIX "s1.send(bytearray:x'61');unlock(x'62')",
	    "returned none", false },
	{ "collect", "collect()", "returned none", true },
	{ "described", "described('sendmsg','flags')", "returned *", true },
	{ "zipped", "f1=zipped(x'6162')", "returned f1", true },
	{ "chain", "chain()", "returned [*", true },
	{ "shown_type", UNIX "s1.shown_type()", "returned *", true },
	{ NULL, NULL, NULL, false }
};

struct given {
	struct peer peer;
	struct file file;
};

static bool
asks(const char *call, const char *method)
{
	return strstr(call, method) != NULL;
}

/* Hands over what the call takes from descriptor 4. */
static bool
hand_over(struct session *s, const char *call, const struct given *g)
{
	struct why why = WHY_INIT;

	if (asks(call, "adopt("))
		return session_hand_over(s, g->peer.theirs, &why);
	if (asks(call, "open(") || asks(call, "inverted(") ||
	    asks(call, "spawn("))
		return session_hand_over(s, g->file.fd, &why);
	return true;
}

/* What came of a call, as a trace has it. */
static void
add_outcome(const struct answer *a, struct text *out)
{
	if (a->lost == NULL) {
		outcome_format(&a->reply, out);
		return;
	}
	text_adds(out, a->lost);
	if (a->line != NULL)
		text_addf(out, ": %s", a->line);
	else if (a->reply.text != NULL && a->reply.text[0] != '\0')
		text_addf(out, ": %s", a->reply.text);
}

static enum trial_end
judge(const struct trial *t, const struct session *s, const struct answer *a,
    const char *outcome)
{
	if (a->lost == NULL && a->reply.kind == REPLY_UNSUPPORTED)
		return session_can(s, t->method) ? TRIAL_BROKEN :
		    TRIAL_UNSUPPORTED;
	return a->lost == NULL && documented_glob(t->wanted, outcome) ?
	    TRIAL_RIGHT : TRIAL_WRONG;
}

/* Asks one call after the other; what prepares has to return. */
static enum trial_end
ask(const struct trial *t, struct session *s, const struct given *g,
    struct text *said)
{
	struct text outcome = TEXT_INIT;
	char *calls = memory_copy(t->calls), *rest = calls, *call;
	enum trial_end end = TRIAL_RIGHT;
	struct answer a;

	while (end == TRIAL_RIGHT && (call = strsep(&rest, ";")) != NULL) {
		text_cut(&outcome, 0);
		hand_over(s, call, g);
		session_call(s, call, &a);
		add_outcome(&a, &outcome);
		text_cut(said, 0);
		text_addf(said, "%s: %s", call, text_get(&outcome));
		if (rest == NULL)
			end = judge(t, s, &a, text_get(&outcome));
		else if (a.lost != NULL)
			end = TRIAL_WRONG;
		else if (a.reply.kind == REPLY_UNSUPPORTED)
			end = TRIAL_UNREACHED;
		else if (a.reply.kind != REPLY_RETURNED)
			end = TRIAL_WRONG;
	}
	free(calls);
	text_release(&outcome);
	return end;
}

enum trial_end
trial_run(const struct trial *t, struct session *s, struct text *said)
{
	struct given g = { PEER_INIT, FILE_INIT };
	struct why why = WHY_INIT;
	enum trial_end end = TRIAL_WRONG;
	struct answer a;

	if (!peer_start(&g.peer, "unix", &why) ||
	    !file_start(&g.file, "regular", 5, 0, false, &why) ||
	    write(g.peer.fd, "hello", 5) != 5)
		text_adds(said, why.text);
	else
		end = ask(t, s, &g, said);
	if (s->strays)
		session_kill(s);
	else if (session_alive(s)) {
		session_call(s, "reset()", &a);
		/* What it said twice comes before the answer to this. */
		if (a.lost != NULL && end != TRIAL_WRONG) {
			text_adds(said, ", and at reset(): ");
			add_outcome(&a, said);
			end = TRIAL_WRONG;
		}
	}
	peer_release(&g.peer);
	file_release(&g.file);
	return end;
}
