/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Implementations that lie (liar/liar.c), each in one way: none is believed,
 * none takes the runner with it, and none is blamed on the oracle.
 */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>

#include "harness/runner/fixture.h"

#define LATE_TIMES 20		/* a lie waits for so many who are late */
#define HANG_MS 1000		/* the watchdog of those that hang */
#define MODES &rows[0]
#define SENDS &rows[1]
#define TIMES &rows[2]
#define ANNOUNCES &rows[3]
#define QUIET &rows[4]
#define INHERITS &rows[5]
#define FILES &rows[6]
#define ACCEPTS &rows[7]
#define STUCK &rows[8]

static void
set_modes(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	call(sc, "s1.setblocking(false)");
	o_nonblock(sc, p);
	call(sc, "s1.getblocking()");
	call(sc, "s1.gettimeout()");
}

static void
send_message(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	call(sc, "s1.sendmsg([x'6162636465'])");
	received(sc, p);
}

static void
receive_announced(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	begin(sc, "s1.recv(5)");
	blocked(sc);
	peer_sends(sc, p, 5, 1);
	finish(sc);
}

static void
inherit(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	call(sc, "s1.set_inheritable(true)");
	inherited(sc, p);
}

static void
seek_file(struct scene *sc)
{
	struct file *f = file(sc, "regular", 100, "rb", 0);

	call(sc, "f1.seek(0)");
	call(sc, "f1.read(7)");
	offset(sc, f);
}

static void
accept_and_look(struct scene *sc)
{
	struct listener *l = listener(sc, "tcp", 1);

	give_listener(sc, l);
	client(sc, l);
	call(sc, "s9=s1.accept()");
	call(sc, "s9.gettimeout()");
}

/* Nobody can accept from a socket that does not listen. */
static void
accept_from_a_pair(struct scene *sc)
{
	pair(sc, "unix");
	call(sc, "s9=s1.accept()");
	set_up_all(sc, "s1.settimeout(none)\ns9.settimeout(none)");
	call(sc, "s9.gettimeout()");
}

static const struct row rows[] = {
	{ .name = "modes", .clause = "LIAR-01", .act = set_modes,
	  .doc = "setblocking: returned none; o_nonblock: true; "
	    "getblocking: returned false; gettimeout: returned 0.0" },
	{ .name = "sends", .clause = "LIAR-02", .act = send_message },
	{ .name = "times", .clause = "LIAR-03", .act = time_out,
	  .doc = "recv: raised TimeoutError 'timed out'; elapsed: on time" },
	{ .name = "announces", .clause = "LIAR-04", .act = receive_announced },
	{ .name = "quiet", .clause = "LIAR-05", .act = tell_family,
	  .doc = "attribute: returned 0" },
	{ .name = "inherits", .clause = "LIAR-06", .act = inherit,
	  .doc = "set_inheritable: returned none; inherited: true" },
	{ .name = "files", .clause = "LIAR-07", .act = seek_file },
	{ .name = "accepts", .clause = "LIAR-08", .act = accept_and_look,
	  .doc = "gettimeout: returned none" },
	{ .name = "stuck", .clause = "LIAR-09", .act = accept_from_a_pair },
};

static const struct area area = { "liars", rows,
    sizeof(rows) / sizeof(rows[0]) };

struct lie {
	const char *way, *method;
	const struct row *row;
	enum verdict_kind verdict;
	const char *shows;	/* within a line that offends */
};

static const struct lie lies[] = {
	{ "swap", "getblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "getblocking: returned true" },
	{ "one_second", "gettimeout", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "gettimeout: returned 1.0" },
	{ "succeed", "gettimeout", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "gettimeout: returned none" },
	{ "echo", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: protocol-error a reply is SEQ" },
	{ "nonsense", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: protocol-error a reply is SEQ" },
	{ "answer_late", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: protocol-error it answers what was not asked" },
	{ "answer_ahead", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: protocol-error it answers what was not asked" },
	{ "segv", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: died SIGSEGV" },
	{ "leave", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: exited 3" },
	{ "half_a_line", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: exited 0" },
	{ "flood", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "getblocking: protocol-error it answers what was not asked" },
	{ "flood_a_line", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: protocol-error a line is too long or has a NUL" },
	{ "nul", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: protocol-error a line is too long or has a NUL" },
	{ "twice", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "getblocking: protocol-error it answers what was not asked" },
	{ "twice_ahead", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "getblocking: protocol-error it answers what was not asked" },
	/* The last call of the scenario: nothing comes after it but reset(). */
	{ "twice", "gettimeout", MODES, VERDICT_DIFFERS,
	  "reset: protocol-error it answers what was not asked" },
	{ "calling", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: calling" },
	{ "took_too_long", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: protocol-error took= is more than the time that" },
	{ "count_more", "sendmsg", SENDS, VERDICT_DIFFERS,
	  "sendmsg: returned 6 <> returned 5" },
	{ "swallow", "sendmsg", SENDS, VERDICT_DIFFERS,
	  "peer: 0 bytes x'' <> 5 bytes x'6162636465'" },
	/* It says what it ought to have done. */
	{ "pretend", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "o_nonblock: false" },
	{ "pretend", "set_inheritable", INHERITS, VERDICT_DEPARTS_FROM_DOC,
	  "inherited: false" },
	/* Nobody was started, who would let go of the pipe to tell it by. */
	{ "do_nothing", "spawn", INHERITS, VERDICT_DEPARTS_FROM_DOC,
	  "inherited: false" },
	{ "swallow", "read", FILES, VERDICT_DIFFERS,
	  "read: returned 5 <> returned x'" },
	{ "time_out", "recv", TIMES, VERDICT_DEPARTS_FROM_DOC,
	  "recv: protocol-error took= is more than the time that" },
	{ "time_out_early", "recv", TIMES, VERDICT_DEPARTS_FROM_DOC,
	  "elapsed: early" },
	{ "alter", "sendmsg", SENDS, VERDICT_DIFFERS,
	  "sendmsg: returned 1 <> returned 5" },
	{ "wrong_errno", "recv", TIMES, VERDICT_DEPARTS_FROM_DOC,
	  "recv: raised OSError errno=EIO" },
	{ "took_nothing", "recv", TIMES, VERDICT_DEPARTS_FROM_DOC,
	  "elapsed: early" },
	{ "segv", "recv", ANNOUNCES, VERDICT_DIFFERS,
	  "recv: died SIGSEGV <> returned x'" },
	{ "twice", "recv", ANNOUNCES, VERDICT_DIFFERS,
	  "reset: protocol-error it answers what was not asked" },
	/* The scene asks for what was not accepted. */
	{ "time_out_early", "accept", ACCEPTS, VERDICT_DIFFERS,
	  "accept: raised TimeoutError 'timed out' <> returned ('127.0.0.1',CLIENT)" },
	{ "honest", "all", STUCK, VERDICT_UNSUPPORTED, "accept: raised OSError "
	  "errno=EINVAL, and the scene cannot go on" },
	{ "unsupported", "setblocking", MODES, VERDICT_UNSUPPORTED,
	  "iut: setblocking: not today" },
};

static const struct lie late = { "slow", "recv", TIMES,
    VERDICT_DEPARTS_FROM_DOC, "elapsed: late" };

static const struct lie waiting[] = {
	{ "hang", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: hung" },
	{ "hang_up", "setblocking", MODES, VERDICT_DEPARTS_FROM_DOC,
	  "setblocking: closed its channel" },
	{ "hang", "recv", ANNOUNCES, VERDICT_DIFFERS, "recv: hung <> " },
};

static const struct {
	const char *way, *method, *sentence;
} refused[] = {
	{ "echo", "all", "' said of hello(): \"hello()\": a reply is SEQ " },
	{ "nonsense", "hello", "said of hello(): \"lorem ipsum\": a reply is" },
	{ "nul", "hello", "a line is too long or has a NUL when greeted" },
	{ "flood_a_line", "hello", "a line is too long or has a NUL when" },
	{ "succeed", "all", "said of hello(): \"returned none\", and does not "
	    "introduce itself: nothing that it says can be believed" },
	{ "unsupported", "all", "said of hello(): \"unsupported 'not today'\", "
	    "and does not introduce itself" },
	{ "segv", "hello", "died SIGSEGV when greeted" },
	{ "leave", "hello", "exited 3 when greeted: liar: enough" },
	{ "half_a_line", "hello", "exited 0 when greeted" },
	{ "hang", "hello", "hung when greeted" },
	{ "hang_up", "hello", "closed its channel when greeted" },
	{ "succeed", "later", "(1): \"returned none\", but it has to call an "
	    "invented method unsupported: nothing that it says can be" },
	{ "answer_late", "later", "(1): \"returned [('protocol',1),(" },
	{ "hang", "later", "hung at invented_" },
	{ "unsupported", "later", ",none]): \"unsupported 'not today'\", but "
	    "it has to give back a canary: nothing that it says can be" },
	{ "echo", "echo", ",none])\": a reply is SEQ calling, returned, raised "
	    "or unsupported, but it has to give back a canary" },
	{ "alter", "echo", ",non1]\": a tag lacks a value, but it has to give "
	    "back a canary" },
	{ "leave", "echo", ",none]): liar: enough, but it has to give back" },
	{ "unsupported", "adopt", "does not offer adopt(), which is needed to "
	    "find out whether it tells the truth: unsupported 'not today'" },
	{ "twice", "echo", "it answers what was not asked at s1=adopt(AF_UNIX,"
	    "SOCK_STREAM,0), but it has to take the socket that it was given" },
	{ "segv", "adopt", "died SIGSEGV at s1=adopt(AF_UNIX,SOCK_STREAM,0)" },
	{ "count_more", "later", "): \"returned 6\", and what arrived is \"5 "
	    "bytes x'01" },
	{ "swallow", "send", "): \"returned 5\", and what arrived is \"0 bytes "
	    "x''\": nothing that it says can be believed" },
	{ "succeed", "send", "): \"returned none\", and what arrived is \"5 " },
	{ "unsupported", "send", "does not offer send(), which is needed to " },
	{ "took_negative", "send", "): \"returned 5 took=-5\": took= is "
	    "negative: its clock went back, and what arrived is \"5 bytes " },
	{ "wrong_errno", "send", "): \"raised OSError errno=EIO ''\", but "
	    "nobody is there any more, and it has to raise EPIPE: nothing" },
	{ "segv", "reset", "died SIGSEGV at reset(), but it has to let go of "
	    "all that it was given" },
	{ "unsupported", "reset", "of reset(): \"unsupported 'not today'\"," },
};

static void
check_lie(struct stage *s, const struct lie *lie)
{
	struct result result;
	int64_t since = clock_now_ns();

	stage_liar(s, lie->way, lie->method);
	if (strcmp(lie->way, "hang") == 0)
		s->runner.iut.watchdog_ms = HANG_MS;
	stage_run(s, lie->row, &result);
	ATF_CHECK_MSG(result.verdict.kind == lie->verdict &&
	    !result.expected && is_shown(&result, lie->shows) &&
	    (result.verdict.departs & PARTY_ORACLE) == 0,
	    "%s at %s: %s", lie->way, lie->method, brief(&result));
	ATF_CHECK_MSG(lie->verdict != VERDICT_DEPARTS_FROM_DOC ||
	    result.verdict.departs == PARTY_IUT, "%s", lie->way);
	result_release(&result);
	ATF_CHECK_MSG(clock_now_ns() - since < WATCHDOG_MS *
	    INT64_C(1000000) + LATE_TIMES * clock_lateness_ns(since),
	    "%s took too long", lie->way);
	stage_run(s, QUIET, &result);
	ATF_CHECK_MSG(result.verdict.kind == VERDICT_CONFORMS,
	    "after %s at %s: %s", lie->way, lie->method, brief(&result));
	result_release(&result);
}

ATF_TC_WITHOUT_HEAD(honest_one_conforms);
ATF_TC_BODY(honest_one_conforms, tc)
{
	struct stage s;
	struct result result;
	size_t n;

	stage_start(&s, tc, &area);
	stage_liar(&s, "honest", "all");
	for (n = 0; n < area.rows_len; n++) {
		stage_run(&s, &rows[n], &result);
		ATF_CHECK_MSG((result.verdict.kind == VERDICT_CONFORMS) ==
		    (&rows[n] != STUCK) && result.expected ==
		    (&rows[n] != STUCK), "%s", brief(&result));
		result_release(&result);
	}
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(lie_is_an_event_blamed_on_the_iut);
ATF_TC_BODY(lie_is_an_event_blamed_on_the_iut, tc)
{
	struct stage s;
	size_t n;

	stage_start(&s, tc, &area);
	for (n = 0; n < sizeof(lies) / sizeof(lies[0]); n++)
		check_lie(&s, &lies[n]);
	stage_end(&s);
}

/* What is forgiven goes by how late this machine is, which may be very late. */
ATF_TC_WITHOUT_HEAD(slow_one_is_late);
ATF_TC_BODY(slow_one_is_late, tc)
{
	struct stage s;

	stage_start_unforgiving(&s, tc, &area);
	check_lie(&s, &late);
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(silent_one_is_given_up);
ATF_TC_BODY(silent_one_is_given_up, tc)
{
	struct stage s;
	size_t n;

	stage_start(&s, tc, &area);
	for (n = 0; n < sizeof(waiting) / sizeof(waiting[0]); n++)
		check_lie(&s, &waiting[n]);
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(unbelievable_one_is_refused_with_a_sentence);
ATF_TC_BODY(unbelievable_one_is_refused_with_a_sentence, tc)
{
	struct stage s;
	struct result result;
	size_t n;

	stage_start(&s, tc, &area);
	for (n = 0; n < sizeof(refused) / sizeof(refused[0]); n++) {
		stage_liar(&s, refused[n].way, refused[n].method);
		if (strcmp(refused[n].way, "hang") == 0)
			s.runner.iut.watchdog_ms = HANG_MS;
		stage_run(&s, QUIET, &result);
		ATF_CHECK_MSG(result.verdict.kind == VERDICT_BROKEN &&
		    !result.expected &&
		    is_shown(&result, refused[n].sentence) &&
		    is_shown(&result, s.command), "%s at %s: %s",
		    refused[n].way, refused[n].method, brief(&result));
		result_release(&result);
	}
	stage_end(&s);
}

/* What is run so often shows what it does now and then. */
ATF_TC_WITHOUT_HEAD(wavering_one_is_unstable);
ATF_TC_BODY(wavering_one_is_unstable, tc)
{
	static const int times[] = { 0, 3, 4 };
	struct stage s;
	struct result result;
	size_t n;

	stage_start(&s, tc, &area);
	for (n = 0; n < 3; n++) {
		stage_liar(&s, "waver", "getblocking");
		s.runner.config.times = times[n];
		stage_run(&s, MODES, &result);
		ATF_CHECK_MSG(result.verdict.kind == (times[n] < 4 ?
		    VERDICT_CONFORMS : VERDICT_UNSTABLE) &&
		    result.expected == (times[n] < 4), "%d times: %s",
		    times[n], brief(&result));
		result_release(&result);
	}
	stage_end(&s);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, honest_one_conforms);
	ATF_TP_ADD_TC(tp, lie_is_an_event_blamed_on_the_iut);
	ATF_TP_ADD_TC(tp, slow_one_is_late);
	ATF_TP_ADD_TC(tp, silent_one_is_given_up);
	ATF_TP_ADD_TC(tp, wavering_one_is_unstable);
	ATF_TP_ADD_TC(tp, unbelievable_one_is_refused_with_a_sentence);
	return atf_no_error();
}
