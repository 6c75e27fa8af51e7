/* SPDX-License-Identifier: BSD-2-Clause */
/* Sessions with programs that are not liars, but not quite right either. */
#include <atf-c.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "harness/judge/asset_atf.h"
#include "harness/session/session.h"
#include "harness/world/clock.h"

#define ORACLE "/usr/bin/python3 -E -S oracle/oracle.py"
#define DESCRIPTORS_MANY 10000	/* more than a channel holds */

static char top[PATH_MAX];

static void
find_top(const atf_tc_t *tc)
{
	asset_find_top_of(tc, top);
	/* Whoever is left behind becomes our child. */
	ATF_REQUIRE(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
}

static void
check_nobody_left(void)
{
	int tries = 1000;
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0 && tries-- > 0)
		clock_sleep_ms(1);
	ATF_CHECK_MSG(pid < 0 && errno == ECHILD, "a process is left behind");
}

static const struct {
	const char *command, *sentence;	/* %s: the command in quotes */
} refused[] = {
	{ "build/no_such_program", "%s exited 127 when greeted: "
	    "cannot execute 'build/no_such_program': No such file or "
	    "directory" },
	{ "", "%s exited 0 when greeted: it printed nothing" },
	{ "true", "%s exited 0 when greeted: it printed nothing" },
	{ "sh -c 'exec 3>&- 4>&-; exec sleep 100'",
	    "%s closed its channel when greeted: it printed nothing" },
	{ "sh -c 'exec 3>&-; kill -SEGV $$'",
	  "%s died SIGSEGV when greeted: it printed nothing" },
	/* Answers on the wrong stream. */
	{ "sh -c \"echo 1 returned none; exec sleep 100\"",
	    "%s hung when greeted: 1 returned none" },
	{ "cat", "%s exited 0 when greeted: it printed nothing" },
	{ "sh -c 'cat <&3 >&3'", "%s said of hello(): \"hello()\": a reply "
	    "is SEQ calling, returned, raised or unsupported, and does not "
	    "introduce itself: nothing that it says can be believed" },
	{ "sh -c \"read x <&3; echo 1 returned [] >&3; exec sleep 100\"",
	    "%s said of hello(): \"returned []\", without implementation, "
	    "version, can, protocol 1 or a pid of its own: nothing that it "
	    "says can be believed" },
	{ "sh -c \"read x <&3; echo 1 returned none >&3; exec sleep 100\"",
	    "%s said of hello(): \"returned none\", and does not introduce "
	    "itself: nothing that it says can be believed" },
	/* An oracle that lacks a module, or is too old for its own code. */
	{ "/usr/bin/python3 -E -S -c 'import no_such_module'",
	    "%s exited 1 when greeted: "
	    "ModuleNotFoundError: No module named 'no_such_module'" },
	{ "/usr/bin/python3 -E -S -c 'print \"old\"'",
	    "%s exited 1 when greeted: SyntaxError: Missing parentheses in "
	    "call to 'print'. Did you mean print(...)?" },
	{ "/usr/bin/python3 -E -S oracle/no_such_oracle.py",
	    "%s exited 2 when greeted: /usr/bin/python3: can't open file *" },
};

static void
check_sentence(const char *sentence, const char *command, const char *is)
{
	struct text wanted = TEXT_INIT;
	const char *rest = sentence + 2;
	size_t len;

	text_addf(&wanted, "'%s'%s", command, rest);
	len = wanted.len - (wanted.at[wanted.len - 1] == '*');
	ATF_CHECK_MSG(strncmp(is, text_get(&wanted), len) == 0 &&
	    (len < wanted.len || is[len] == '\0'), "\"%s\", not \"%s\"", is,
	    text_get(&wanted));
	text_release(&wanted);
}

ATF_TC_WITHOUT_HEAD(no_implementation_is_refused_by_its_command);
ATF_TC_BODY(no_implementation_is_refused_by_its_command, tc)
{
	struct session s = SESSION_INIT;
	struct why why;
	size_t n;

	find_top(tc);
	for (n = 0; n < sizeof(refused) / sizeof(refused[0]); n++) {
		why = (struct why)WHY_INIT;
		s.command = refused[n].command;
		s.top = top;
		s.watchdog_ms = strstr(refused[n].sentence, "hung") != NULL ?
		    500 : 10000;
		ATF_CHECK_MSG(!session_start(&s, &why), "%s", s.command);
		check_sentence(refused[n].sentence, s.command, why.text);
		ATF_CHECK(!session_alive(&s));
	}
	check_nobody_left();
}

static void
start(struct session *s, const char *command)
{
	struct why why = WHY_INIT;

	*s = (struct session)SESSION_INIT;
	s->command = command;
	s->top = top;
	ATF_REQUIRE_MSG(session_start(s, &why), "%s", why.text);
}

/* When it is greeted or afterwards, as the machine has it. */
ATF_TC_WITHOUT_HEAD(crowd_is_refused);
ATF_TC_BODY(crowd_is_refused, tc)
{
	struct session s = SESSION_INIT;
	struct why why = WHY_INIT;

	find_top(tc);
	s.command = "sh -c 'n=200; while [ $n -gt 0 ]; do sleep 100 & "
	    "n=$((n-1)); done; exec build/iut'";
	s.top = top;
	ATF_CHECK(!session_start(&s, &why));
	ATF_CHECK_MSG(strstr(why.text, "has more than 64 processes") != NULL,
	    "%s", why.text);
	check_nobody_left();
}

ATF_TC_WITHOUT_HEAD(chatter_is_never_an_answer);
ATF_TC_BODY(chatter_is_never_an_answer, tc)
{
	static const char *const commands[] = {
		"sh -c \"echo 1 returned none; exec build/iut\"",
		"sh -c \"yes 2 returned none | head -c 90000; exec build/iut\"",
		"sh -c \"yes >&2 & exec build/iut\"",
		"sh -c \"exec 1>&- 2>&-; exec build/iut\"",
		"env build/iut",
		"sh -c 'build/iut; exit 1'",	/* a child that names itself */
		ORACLE,
	};
	struct session s;
	struct answer a;
	size_t n;

	find_top(tc);
	for (n = 0; n < sizeof(commands) / sizeof(commands[0]); n++) {
		start(&s, commands[n]);
		session_call(&s, "echo(5)", &a);
		ATF_CHECK_MSG(a.lost == NULL &&
		    value_is(a.reply.value, VALUE_INT, "5"), "%s", s.command);
		ATF_CHECK(session_can(&s, "sendmsg"));
		ATF_CHECK(!session_can(&s, "sendms"));
		ATF_CHECK(!session_can(&s, "invented"));
		session_stop(&s);
		session_stop(&s);
	}
	check_nobody_left();
}

ATF_TC_WITHOUT_HEAD(signal_from_outside_is_how_it_died);
ATF_TC_BODY(signal_from_outside_is_how_it_died, tc)
{
	struct session s;
	struct answer a;
	struct text how = TEXT_INIT;

	find_top(tc);
	start(&s, "build/iut");
	/* Not SIGSEGV, which ASan takes and exits. */
	ATF_REQUIRE(process_signal(&s.process, SIGQUIT));
	session_call(&s, "echo(5)", &a);
	ATF_CHECK_STREQ("died SIGQUIT", a.lost);
	ATF_CHECK(!session_alive(&s));
	session_call(&s, "echo(5)", &a);
	ATF_CHECK_STREQ("gone", a.lost);
	session_stop(&s);
	/* Dead before the request is written, which must not be our death. */
	start(&s, "build/iut");
	ATF_REQUIRE(process_signal(&s.process, SIGKILL));
	clock_sleep_ms(50);
	session_call(&s, "echo(5)", &a);
	ATF_CHECK_STREQ("died SIGKILL", a.lost);
	session_stop(&s);
	text_release(&how);
	check_nobody_left();
}

ATF_TC_WITHOUT_HEAD(reply_may_be_waited_for_bit_by_bit);
ATF_TC_BODY(reply_may_be_waited_for_bit_by_bit, tc)
{
	struct session s;
	struct answer a;
	struct peer peer;
	struct why why = WHY_INIT;

	find_top(tc);
	start(&s, "build/iut");
	ATF_REQUIRE_MSG(peer_start(&peer, "unix", &why), "%s", why.text);
	ATF_REQUIRE(channel_send_fd(&s.channel, peer.theirs));
	session_call(&s, "s1=adopt(AF_UNIX,SOCK_STREAM,0)", &a);
	ATF_REQUIRE(a.lost == NULL);
	ATF_REQUIRE(session_send(&s, "announce ", "s1.recv(1)"));
	ATF_REQUIRE(session_wait(&s, 5000, NULL, 0, &a));
	ATF_CHECK_EQ(REPLY_CALLING, a.reply.kind);
	ATF_CHECK(!session_wait(&s, 10, NULL, 0, &a));
	ATF_CHECK(process_wait_asleep(&s.process, 5000));
	ATF_REQUIRE(send(peer.fd, "a", 1, 0) == 1);
	ATF_REQUIRE(session_wait(&s, 5000, NULL, 0, &a));
	ATF_CHECK(a.lost == NULL &&
	    value_is(a.reply.value, VALUE_BYTES, "a"));
	ATF_CHECK(a.reply.took_ns > 0 && a.reply.took_ns <= a.elapsed_ns);
	peer_release(&peer);
	session_stop(&s);
	check_nobody_left();
}

/* Requests of a megabyte, for which there is no room unless they are read. */
ATF_TC_WITHOUT_HEAD(one_that_reads_nothing_has_hung);
ATF_TC_BODY(one_that_reads_nothing_has_hung, tc)
{
	struct session s;
	struct answer a;
	struct text calls = TEXT_INIT;
	int64_t since;
	uint64_t seq;
	int n;

	find_top(tc);
	start(&s, "build/liar hang getdefaulttimeout build/iut");
	s.watchdog_ms = 500;
	ATF_REQUIRE(session_send(&s, "", "getdefaulttimeout()"));
	ATF_REQUIRE(!session_wait(&s, 100, NULL, 0, &a));
	for (n = 0; n < 16; n++)
		text_addf(&calls, "%secho('%060000d')", n > 0 ? "\n" : "", n);
	since = clock_now_ns();
	ATF_CHECK(!session_send_all(&s, text_get(&calls)));
	ATF_CHECK(clock_now_ns() - since >= 500 * INT64_C(1000000));
	/* Nothing is written then that would be waited for again. */
	seq = s.seq;
	ATF_CHECK(!session_send(&s, "", "echo(none)"));
	ATF_CHECK_EQ(seq, s.seq);
	session_await(&s, NULL, 0, &a);
	ATF_CHECK_STREQ("hung", a.lost);
	ATF_CHECK(!a.ours && !session_alive(&s));
	text_release(&calls);
	session_stop(&s);
	check_nobody_left();
}

/* A call that runs, and does not end, has hung long before the watchdog. */
ATF_TC_WITHOUT_HEAD(one_that_only_runs_has_hung);
ATF_TC_BODY(one_that_only_runs_has_hung, tc)
{
	struct session s;
	struct answer a;
	struct peer peer;
	struct why why = WHY_INIT;

	find_top(tc);
	start(&s, "env LD_PRELOAD=build/mutants/platform.so "
	    "PYSOCK_PLATFORM=poll-spins build/iut");
	ATF_REQUIRE_MSG(peer_start(&peer, "unix", &why), "%s", why.text);
	ATF_REQUIRE(channel_send_fd(&s.channel, peer.theirs));
	session_call(&s, "s1=adopt(AF_UNIX,SOCK_STREAM,0)", &a);
	ATF_REQUIRE(a.lost == NULL);
	session_call(&s, "s1.settimeout(600)", &a);
	s.watchdog_ms = 600000;
	s.pace.runs_ns = INT64_C(200000000);
	session_call(&s, "s1.recv(1)", &a);
	ATF_REQUIRE(a.lost != NULL);
	ATF_CHECK_STREQ("hung", a.lost);
	ATF_CHECK(s.pace.ran && !session_alive(&s));
	peer_release(&peer);
	session_stop(&s);
	check_nobody_left();
}

ATF_TC_WITHOUT_HEAD(malformed_request_ends_it_with_its_last_words);
ATF_TC_BODY(malformed_request_ends_it_with_its_last_words, tc)
{
	static const char *const commands[] = { "build/iut", ORACLE };
	struct session s;
	struct answer a;
	size_t n;

	find_top(tc);
	for (n = 0; n < 2; n++) {
		start(&s, commands[n]);
		session_call(&s, "echo(", &a);
		ATF_REQUIRE(a.lost != NULL);
		ATF_CHECK_STREQ("exited 2", a.lost);
		ATF_CHECK_MSG(a.reply.text != NULL && a.reply.text[0] != '\0',
		    "%s says nothing", commands[n]);
		session_stop(&s);
	}
	check_nobody_left();
}

ATF_TC_WITHOUT_HEAD(one_that_takes_no_descriptors_is_lost);
ATF_TC_BODY(one_that_takes_no_descriptors_is_lost, tc)
{
	struct session s;
	struct answer a;
	struct why why = WHY_INIT;
	int n;

	find_top(tc);
	start(&s, "build/iut");
	for (n = 0; n < DESCRIPTORS_MANY && s.failed == 0; n++)
		ATF_REQUIRE_MSG(session_hand_over(&s, STDIN_FILENO, &why),
		    "%s", why.text);
	ATF_CHECK_MSG(n > 1 && n < DESCRIPTORS_MANY, "%d", n);
	session_call(&s, "echo(5)", &a);
	ATF_REQUIRE(a.lost != NULL);
	ATF_CHECK_STREQ("protocol-error it takes no descriptors", a.lost);
	ATF_CHECK(!session_alive(&s) && !a.ours);
	session_stop(&s);
	check_nobody_left();
}

ATF_TC_WITHOUT_HEAD(what_is_said_at_its_start_is_kept);
ATF_TC_BODY(what_is_said_at_its_start_is_kept, tc)
{
	struct session s = SESSION_INIT;

	find_top(tc);
	start(&s, "env LD_PRELOAD=/no/such.so build/iut");
	ATF_REQUIRE(s.said != NULL);
	ATF_CHECK_MSG(strstr(s.said, "'/no/such.so' from LD_PRELOAD cannot be "
	    "preloaded") != NULL, "%s", s.said);
	session_stop(&s);
	start(&s, "sh -c \"echo one; echo two >&2; exec build/iut\"");
	ATF_REQUIRE(s.said != NULL);
	ATF_CHECK_STREQ(s.said, "one\ntwo");
	session_stop(&s);
	start(&s, "build/iut");
	ATF_CHECK(s.said == NULL);
	session_stop(&s);
	check_nobody_left();
}

ATF_TC_WITHOUT_HEAD(greeting_is_echoed_by_its_command);
ATF_TC_BODY(greeting_is_echoed_by_its_command, tc)
{
	struct session s = SESSION_INIT;
	struct why why = WHY_INIT;
	char *said = NULL;
	size_t len;

	find_top(tc);
	s.command = "build/iut";
	s.top = top;
	s.echo = open_memstream(&said, &len);
	ATF_REQUIRE(s.echo != NULL);
	ATF_REQUIRE_MSG(session_start(&s, &why), "%s", why.text);
	fflush(s.echo);
	ATF_CHECK_MSG(strncmp(said, "build/iut > 1 hello()\n", 22) == 0, "%s",
	    said);
	session_stop(&s);
	fclose(s.echo);
	free(said);
	check_nobody_left();
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, no_implementation_is_refused_by_its_command);
	ATF_TP_ADD_TC(tp, crowd_is_refused);
	ATF_TP_ADD_TC(tp, chatter_is_never_an_answer);
	ATF_TP_ADD_TC(tp, greeting_is_echoed_by_its_command);
	ATF_TP_ADD_TC(tp, signal_from_outside_is_how_it_died);
	ATF_TP_ADD_TC(tp, reply_may_be_waited_for_bit_by_bit);
	ATF_TP_ADD_TC(tp, one_that_reads_nothing_has_hung);
	ATF_TP_ADD_TC(tp, one_that_only_runs_has_hung);
	ATF_TP_ADD_TC(tp, malformed_request_ends_it_with_its_last_words);
	ATF_TP_ADD_TC(tp, one_that_takes_no_descriptors_is_lost);
	ATF_TP_ADD_TC(tp, what_is_said_at_its_start_is_kept);
	return atf_no_error();
}
