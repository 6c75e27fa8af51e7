/* SPDX-License-Identifier: BSD-2-Clause */
/* The library that counts and disturbs system calls, with the C end. */
#include <atf-c.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/judge/asset_atf.h"
#include "harness/scene/disturb.h"
#include "harness/scene/straced.h"

static void
send_and_send_again(struct scene *sc)
{
	pair(sc, "unix");
	set_up(sc, "s1.settimeout(5.0)");
	call_counted(sc, "s1.send(x'616263')");
	call(sc, "s1.send(x'616263')");
}

/* Announced: the line `calling` comes before the calls. */
static void
receive_announced(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	set_up(sc, "s1.settimeout(5.0)");
	if (!over(sc))
		sc->session->page->armed = PAGE_NEXT;
	begin(sc, "s1.recv(100)");
	blocked(sc);
	peer_sends(sc, p, 3, 1);
	finish(sc);
}

static void
disturb_second(struct scene *sc)
{
	struct page_rule rule = { .call = "send", .first = 2, .last = 2,
	    .action = PAGE_FAIL, .err = ENOBUFS };
	struct page_rule piece = { .call = "send", .first = 1, .last = 9,
	    .action = PAGE_CUT, .most = 2 };
	struct peer *p = pair(sc, "unix");

	disturb(sc, &rule);
	disturb(sc, &piece);
	call_counted(sc, "s1.sendall(x'6162636465')");
	received(sc, p);
}

static void
disturb_what_is_not_called(struct scene *sc)
{
	struct page_rule rule = { .call = "poll", .first = 1, .last = 1,
	    .action = PAGE_FAIL, .err = EINTR };

	pair(sc, "unix");
	disturb(sc, &rule);
	call_counted(sc, "s1.send(x'616263')");
	must_be_disturbed(sc, 0);
	observe(sc, "goes", "on");
}

/* Once as it was, once as if the last had asked something else. */
static void
ask_again(struct scene *sc)
{
	struct page_rule send = { .call = "sendmsg", .first = 1, .last = 2,
	    .action = PAGE_FAIL, .err = EINTR };
	struct page_rule poll = { .call = "poll", .first = 1, .last = 1,
	    .action = PAGE_FAIL, .err = EINTR };
	int len;

	pair(sc, "unix");
	set_up(sc, "s1.settimeout(5.0)");
	disturb(sc, &send);
	disturb(sc, &poll);
	call_counted(sc, "s1.sendmsg([x'61',x'62'],[(99,1,x'63')])");
	asked_again(sc);
	calls_made(sc, &len);
	if (len > 0)
		sc->session->page->events[len - 1].asked++;
	asked_again(sc);
	call_counted(sc, "s1.sendmsg([x'61',x'62'],[(99,1,x'63')])");
	asked_again(sc);
}

/* The implementation has the page as well, and may write what it likes. */
static void
page_is_written(struct scene *sc)
{
	struct page_rule rule = { .call = "send", .first = 1, .last = 1,
	    .action = PAGE_FAIL, .err = ENOBUFS };
	int len;

	pair(sc, "unix");
	if (over(sc))
		return;
	sc->session->page->rules_len = 100000;
	disturb(sc, &rule);
	call_counted(sc, "s1.send(x'616263')");
	sc->session->page->events_len = 1 << 30;
	memset(sc->session->page->events, 'x',
	    sizeof(sc->session->page->events));
	calls_made(sc, &len);
	observe(sc, "calls", "%d", len);
	retried(sc, 0);
	ATF_CHECK_EQ(-1, ftruncate(sc->session->page_fd, 0));
}

static const struct row rows[] = {
	{ .name = "again", .clause = "EINTR-01", .act = send_and_send_again },
	{ .name = "announced", .clause = "EINTR-01",
	  .act = receive_announced },
	{ .name = "second", .clause = "EINTR-01", .act = disturb_second },
	{ .name = "absent", .clause = "EINTR-01",
	  .act = disturb_what_is_not_called },
	{ .name = "asked", .clause = "EINTR-01", .act = ask_again },
	{ .name = "written", .clause = "EINTR-01", .act = page_is_written },
};

static const struct area area = { "disturb", rows,
    sizeof(rows) / sizeof(rows[0]) };

struct stage {
	char top[PATH_MAX];
	struct session plain;
	struct interposed interposed;
	struct instances all;
	struct scene scene;
};

static void
stage_start(struct stage *s, const atf_tc_t *tc)
{
	struct why why = WHY_INIT;
	size_t n;

	*s = (struct stage){ .plain = SESSION_INIT,
	    .interposed = INTERPOSED_INIT, .all = INSTANCES_INIT };
	asset_find_top_of(tc, s->top);
	s->plain.top = s->top;
	s->plain.command = "build/iut";
	ATF_REQUIRE_MSG(interposed_start(&s->interposed, &s->plain, &why),
	    "%s", why.text);
	for (n = 0; n < area.rows_len; n++)
		instances_add_row(&s->all, &area, &rows[n]);
}

static void
stage_run(struct stage *s, size_t row)
{
	scene_release(&s->scene);
	scene_run(&s->scene, &s->all.at[row], &s->interposed.session);
}

static void
stage_end(struct stage *s)
{
	scene_release(&s->scene);
	instances_release(&s->all);
	interposed_release(&s->interposed);
}

/* The calls made must be those, " poll send". */
static void
check_calls(const struct stage *s, const char *wanted)
{
	const struct page_event *events;
	struct text calls = TEXT_INIT;
	int len, n;

	events = calls_made(&s->scene, &len);
	for (n = 0; n < len; n++)
		text_addf(&calls, " %s", events[n].call);
	ATF_CHECK_STREQ(wanted, text_get(&calls));
	text_release(&calls);
}

static void
check_outcome(const struct stage *s, const char *label, const char *wanted)
{
	const struct event *e = trace_find(&s->scene.trace, label);

	ATF_REQUIRE_MSG(e != NULL, "no event '%s'", label);
	ATF_CHECK_STREQ(wanted, e->outcome);
}

ATF_TC_WITHOUT_HEAD(calls_of_one_request_count);
ATF_TC_BODY(calls_of_one_request_count, tc)
{
	struct stage s;

	stage_start(&s, tc);
	stage_run(&s, 0);
	check_calls(&s, " poll send");
	check_outcome(&s, "send#2", "returned 3");
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(announcement_does_not_end_the_window);
ATF_TC_BODY(announcement_does_not_end_the_window, tc)
{
	struct stage s;

	stage_start(&s, tc);
	stage_run(&s, 1);
	check_calls(&s, " recv poll recv");
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(one_call_is_disturbed_and_others_are_cut);
ATF_TC_BODY(one_call_is_disturbed_and_others_are_cut, tc)
{
	struct stage s;

	stage_start(&s, tc);
	stage_run(&s, 2);
	check_calls(&s, " send send");
	check_outcome(&s, "sendall", "raised OSError errno=ENOBUFS");
	check_outcome(&s, "peer", "2 bytes x'6162'");
	ATF_CHECK_EQ(ENOBUFS, disturbed_by(&s.scene, 0)->err);
	ATF_CHECK_EQ(2, disturbed_by(&s.scene, 1)->result);
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(call_that_is_not_made_ends_the_scenario);
ATF_TC_BODY(call_that_is_not_made_ends_the_scenario, tc)
{
	struct stage s;

	stage_start(&s, tc);
	stage_run(&s, 3);
	ATF_CHECK_EQ(SCENE_ABSENT, s.scene.end);
	ATF_CHECK(trace_find(&s.scene.trace, "goes") == NULL);
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(call_made_again_is_compared_with_the_one_that_failed);
ATF_TC_BODY(call_made_again_is_compared_with_the_one_that_failed, tc)
{
	struct stage s;

	stage_start(&s, tc);
	stage_run(&s, 4);
	check_outcome(&s, "asked", "the same");
	check_outcome(&s, "asked#2", "otherwise");
	ATF_CHECK(trace_find(&s.scene.trace, "asked#3") == NULL);
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(what_is_written_there_is_not_believed);
ATF_TC_BODY(what_is_written_there_is_not_believed, tc)
{
	struct stage s;

	stage_start(&s, tc);
	stage_run(&s, 5);
	check_outcome(&s, "send", "raised OSError errno=ENOBUFS");
	check_outcome(&s, "calls", "120");
	check_outcome(&s, "retried", "false");
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(program_without_the_library_is_refused);
ATF_TC_BODY(program_without_the_library_is_refused, tc)
{
	struct stage s;
	struct why why = WHY_INIT;

	stage_start(&s, tc);
	session_stop(&s.interposed.session);
	s.plain.command = "env -u LD_PRELOAD build/iut";
	ATF_CHECK(!interposed_start(&s.interposed, &s.plain, &why));
	ATF_CHECK(strstr(why.text, "does not load") != NULL);
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(strace_sees_the_same_calls);
ATF_TC_BODY(strace_sees_the_same_calls, tc)
{
	struct straced straced = STRACED_INIT;
	struct why why = WHY_INIT;
	struct stage s;
	bool agrees = false, started;

	stage_start(&s, tc);
	started = straced_start(&straced, &s.plain, &why);
	if (started)
		agrees = straced_agrees(&straced, &s.all.at[2], &why);
	straced_release(&straced);
	stage_end(&s);
	if (!started)
		atf_tc_skip("%s", why.text);
	ATF_CHECK_MSG(agrees, "%s", why.text);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, calls_of_one_request_count);
	ATF_TP_ADD_TC(tp, announcement_does_not_end_the_window);
	ATF_TP_ADD_TC(tp, one_call_is_disturbed_and_others_are_cut);
	ATF_TP_ADD_TC(tp, call_that_is_not_made_ends_the_scenario);
	ATF_TP_ADD_TC(tp, call_made_again_is_compared_with_the_one_that_failed);
	ATF_TP_ADD_TC(tp, what_is_written_there_is_not_believed);
	ATF_TP_ADD_TC(tp, program_without_the_library_is_refused);
	ATF_TP_ADD_TC(tp, strace_sees_the_same_calls);
	return atf_no_error();
}
