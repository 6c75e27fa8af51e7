/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/session/questions.h"

#define SAID_SHOWN 120	/* bytes of a reply that is not believed */

const char *const questions_names[] = { "introduces itself",
	"calls an invented method unsupported", "gives back a canary",
	"takes a socket that it is handed", "sends bytes, and they arrive",
	"raises EPIPE where nobody is left to send to",
	"lets go of all that it has, by reset()", NULL };

/* Counts a question that was answered as it has to be. */
static bool
pass(struct session *s, bool ok)
{
	s->passed += ok;
	return ok;
}

/* Adds what a reply says in its own words: "returned 5". */
static void
add_reply(const struct reply *r, struct text *out)
{
	if (r->kind == REPLY_CALLING)
		text_adds(out, "calling");
	else if (r->kind == REPLY_RETURNED) {
		text_adds(out, "returned ");
		value_format(r->value, out);
	} else if (r->kind == REPLY_RAISED)
		text_addf(out, "raised %s errno=%s '%s'", r->type, r->err,
		    r->text);
	else
		text_addf(out, "unsupported '%s'", r->text);
}

/*
 * What came of a request: 'said of CALL: "returned 5"', with what is wrong with
 * it if it is no reply; "hung at CALL: ", with the last words of its program.
 */
static void
add_answer(const char *call, const struct answer *a, struct text *out)
{
	static const char error[] = "protocol-error ";
	struct text said = TEXT_INIT;

	if (a->lost != NULL && a->line == NULL) {
		text_addf(out, "%s at %s", a->lost, call);
		if (a->reply.text != NULL && a->reply.text[0] != '\0')
			text_addf(out, ": %s", a->reply.text);
		return;
	}
	if (a->lost != NULL)
		text_adds(&said, a->line);
	else
		add_reply(&a->reply, &said);
	text_addf(out, "said of %s: \"%.*s%s\"", call, SAID_SHOWN,
	    text_get(&said), said.len > SAID_SHOWN ? "…" : "");
	if (a->lost != NULL)
		text_addf(out, ": %s", a->lost + strlen(error));
	text_release(&said);
}

bool
questions_disbelieve(const struct session *s, const char *call,
    const struct answer *a, const char *but, struct why *why)
{
	struct text came = TEXT_INIT;

	add_answer(call, a, &came);
	why_set(why, "'%s' %s, %s: nothing that it says can be believed",
	    s->command, text_get(&came), but);
	text_release(&came);
	return false;
}

static bool
knows_its_limits(struct session *s, unsigned nonce, struct why *why)
{
	struct answer a;
	char call[80];

	snprintf(call, sizeof(call), "invented_%08x(1)", nonce);
	session_call(s, call, &a);
	return (a.lost == NULL && a.reply.kind == REPLY_UNSUPPORTED) ||
	    questions_disbelieve(s, call, &a, "but it has to call an invented method "
	    "unsupported", why);
}

static bool
gives_back(struct session *s, unsigned nonce, struct why *why)
{
	struct answer a;
	char call[80], digits[16];

	snprintf(digits, sizeof(digits), "%u", nonce);
	snprintf(call, sizeof(call), "echo([%s,none])", digits);
	session_call(s, call, &a);
	return (a.lost == NULL && a.reply.kind == REPLY_RETURNED &&
	    a.reply.value->kind == VALUE_LIST && a.reply.value->len == 2 &&
	    value_is(&a.reply.value->items[0], VALUE_INT, digits) &&
	    a.reply.value->items[1].kind == VALUE_NONE) ||
	    questions_disbelieve(s, call, &a, "but it has to give back a canary", why);
}

/* Gives it a socket. It is no lie not to offer what takes one. */
static bool
adopts(struct session *s, int fd, struct why *why)
{
	static const char call[] = "s1=adopt(AF_UNIX,SOCK_STREAM,0)";
	struct answer a;

	if (!session_hand_over(s, fd, why))
		return false;
	session_call(s, call, &a);
	if (a.lost == NULL && a.reply.kind == REPLY_UNSUPPORTED)
		return why_set(why, "'%s' does not offer adopt(), which is "
		    "needed to find out whether it tells the truth: "
		    "unsupported '%s'", s->command, a.reply.text);
	return (a.lost == NULL && a.reply.kind == REPLY_RETURNED) ||
	    questions_disbelieve(s, call, &a, "but it has to take the socket that it "
	    "was given", why);
}

/* Bytes that it says it sent must arrive. */
static bool
sends(struct session *s, const char *call, struct peer *peer,
    const char *wanted, struct why *why)
{
	struct text came = TEXT_INIT, but = TEXT_INIT;
	struct answer a;
	bool ok;

	session_call(s, call, &a);
	if (a.lost == NULL && a.reply.kind == REPLY_UNSUPPORTED)
		return why_set(why, "'%s' does not offer send(), which is "
		    "needed to find out whether it tells the truth: "
		    "unsupported '%s'", s->command, a.reply.text);
	peer_finish(peer, &came);
	ok = a.lost == NULL && a.reply.kind == REPLY_RETURNED &&
	    value_is(a.reply.value, VALUE_INT, "5") &&
	    strcmp(text_get(&came), wanted) == 0;
	text_addf(&but, "and what arrived is \"%s\"", text_get(&came));
	if (!ok)
		questions_disbelieve(s, call, &a, text_get(&but), why);
	text_release(&came);
	text_release(&but);
	return ok;
}

/* A send that cannot succeed must not be said to; then it begins anew. */
static bool
fails_and_resets(struct session *s, const char *call, struct why *why)
{
	struct answer a;

	session_call(s, call, &a);
	if (!pass(s, a.lost == NULL && a.reply.kind == REPLY_RAISED &&
	    strcmp(a.reply.err, "EPIPE") == 0))
		return questions_disbelieve(s, call, &a, "but nobody is there any more, "
		    "and it has to raise EPIPE", why);
	session_call(s, "reset()", &a);
	return pass(s, a.lost == NULL && a.reply.kind == REPLY_RETURNED) ||
	    questions_disbelieve(s, "reset()", &a, "but it has to let go of "
	    "all that it was given", why);
}

/* It is asked for something that the runner sees for itself. */
static bool
tells_the_truth(struct session *s, unsigned nonce, struct why *why)
{
	struct text call = TEXT_INIT, wanted = TEXT_INIT;
	struct peer peer;
	unsigned char bytes[5] = { 1, (unsigned char)nonce,
	    (unsigned char)(nonce >> 8), (unsigned char)(nonce >> 16), 5 };
	bool ok;

	if (!peer_start(&peer, "unix", why))
		return false;
	text_adds(&call, "s1.send(");
	value_format_bytes(bytes, 5, &call);
	text_addc(&call, ')');
	text_adds(&wanted, "5 bytes ");
	value_format_bytes(bytes, 5, &wanted);
	ok = pass(s, adopts(s, peer.theirs, why)) &&
	    pass(s, sends(s, text_get(&call), &peer, text_get(&wanted), why)) &&
	    fails_and_resets(s, text_get(&call), why);
	text_release(&call);
	text_release(&wanted);
	peer_release(&peer);
	return ok;
}

bool
questions_ask(struct session *s, unsigned nonce, struct why *why)
{
	return pass(s, knows_its_limits(s, nonce, why)) &&
	    pass(s, gives_back(s, nonce, why)) &&
	    tells_the_truth(s, nonce, why);
}
