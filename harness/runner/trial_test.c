/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "harness/judge/asset_atf.h"
#include "harness/runner/trial.h"
#include "harness/session/questions.h"

static char top[PATH_MAX];

static void
start(const atf_tc_t *tc, struct session *s, const char *command)
{
	struct why why = WHY_INIT;

	asset_find_top_of(tc, top);
	*s = (struct session)SESSION_INIT;
	s->command = command;
	s->top = top;
	ATF_REQUIRE_MSG(session_start(s, &why), "%s", why.text);
}

static const struct trial *
find(const char *method)
{
	const struct trial *t = trials;

	while (t->method != NULL && strcmp(t->method, method) != 0)
		t++;
	ATF_REQUIRE(t->method != NULL);
	return t;
}

ATF_TC_WITHOUT_HEAD(own_implementations_have_each_method);
ATF_TC_BODY(own_implementations_have_each_method, tc)
{
	static const char *const commands[] = { "build/iut",
		"/usr/bin/python3 -E -S oracle/oracle.py" };
	struct text said = TEXT_INIT;
	const struct trial *t;
	struct session s;
	enum trial_end end;
	size_t n;

	for (n = 0; n < 2; n++) {
		start(tc, &s, commands[n]);
		for (t = trials; t->method != NULL; t++) {
			end = trial_run(t, &s, &said);
			ATF_CHECK_MSG(end == TRIAL_RIGHT ||
			    (t->optional && end == TRIAL_UNSUPPORTED),
			    "%s: %s", commands[n], text_get(&said));
			ATF_REQUIRE(session_alive(&s) || s.strays);
			if (!session_alive(&s)) {
				session_stop(&s);
				start(tc, &s, commands[n]);
			}
		}
		session_stop(&s);
	}
	text_release(&said);
}

static const struct {
	const char *way, *method;
	enum trial_end end;
	const char *said;
} lies[] = {
	{ "segv", "settimeout", TRIAL_WRONG,
	    "s1.settimeout(1.5): died SIGSEGV" },
	{ "leave", "recv", TRIAL_WRONG, "s1.recv(5): exited 3: liar: enough" },
	{ "succeed", "connect", TRIAL_WRONG,
	    "s1.connect(x'007079736f636b2d6e6f626f6479'): returned none" },
	{ "unsupported", "setblocking", TRIAL_BROKEN,
	    "s1.setblocking(false): unsupported not today" },
	{ "unsupported", "inverted", TRIAL_UNSUPPORTED,
	    "f1=inverted(): unsupported not today" },
};

ATF_TC_WITHOUT_HEAD(each_end_is_told_apart);
ATF_TC_BODY(each_end_is_told_apart, tc)
{
	struct text said = TEXT_INIT;
	char command[100];
	struct session s;
	size_t n;

	for (n = 0; n < sizeof(lies) / sizeof(lies[0]); n++) {
		snprintf(command, sizeof(command), "build/liar %s %s build/iut",
		    lies[n].way, lies[n].method);
		start(tc, &s, command);
		ATF_CHECK_EQ(lies[n].end,
		    trial_run(find(lies[n].method), &s, &said));
		ATF_CHECK_STREQ(lies[n].said, text_get(&said));
		session_stop(&s);
	}
	start(tc, &s, "build/liar unsupported socket build/iut");
	ATF_CHECK_EQ(TRIAL_UNREACHED, trial_run(find("bind"), &s, &said));
	session_stop(&s);
	text_release(&said);
}

/* Else the next socket that it is handed would be the file of this. */
ATF_TC_WITHOUT_HEAD(descriptor_that_is_not_taken_ends_the_session);
ATF_TC_BODY(descriptor_that_is_not_taken_ends_the_session, tc)
{
	struct text said = TEXT_INIT;
	struct session s;

	start(tc, &s, "build/liar unsupported inverted build/iut");
	trial_run(find("socket"), &s, &said);
	ATF_CHECK(!s.strays && session_alive(&s));
	trial_run(find("inverted"), &s, &said);
	ATF_CHECK(s.strays && !session_alive(&s));
	session_stop(&s);
	start(tc, &s, "build/liar unsupported inverted build/iut");
	ATF_CHECK(!s.strays);
	ATF_CHECK_EQ(TRIAL_RIGHT, trial_run(find("send"), &s, &said));
	session_stop(&s);
	text_release(&said);
}

static const struct {
	const char *command;
	size_t passed;
} failing[] = {
	{ "true", 0 },
	{ "build/liar succeed later build/iut", 1 },
	{ "build/liar alter echo build/iut", 2 },
	{ "build/liar unsupported adopt build/iut", 3 },
	{ "build/liar swallow send build/iut", 4 },
};

ATF_TC_WITHOUT_HEAD(first_questions_are_counted);
ATF_TC_BODY(first_questions_are_counted, tc)
{
	struct why why;
	struct session s;
	size_t n, all = 0;

	start(tc, &s, "build/iut");
	while (questions_names[all] != NULL)
		all++;
	ATF_CHECK_EQ(all, s.passed);
	for (n = 0; n < sizeof(failing) / sizeof(failing[0]); n++) {
		why = (struct why)WHY_INIT;
		s.command = failing[n].command;
		ATF_CHECK(!session_start(&s, &why));
		ATF_CHECK_EQ_MSG(failing[n].passed, s.passed, "%s: %zu",
		    s.command, s.passed);
	}
	session_stop(&s);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, own_implementations_have_each_method);
	ATF_TP_ADD_TC(tp, each_end_is_told_apart);
	ATF_TP_ADD_TC(tp, descriptor_that_is_not_taken_ends_the_session);
	ATF_TP_ADD_TC(tp, first_questions_are_counted);
	return atf_no_error();
}
