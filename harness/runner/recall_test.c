/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The oracle beside what it did when it was recorded, on a platform that is as
 * it was and on wrong ones, and the recording in the oracle's place.
 */
#include <atf-c.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset_atf.h"
#include "harness/runner/recall.h"
#include "harness/world/clock.h"

#define ID "recalled/message[n=1]"

static void
send_message(struct scene *sc)
{
	struct peer *p = pair(sc, "unix");

	call(sc, "s1.sendmsg([x'6162636465'])");
	received(sc, p);
}

static const struct row rows[] = {
	{ .name = "message", .clause = "SENDMSG-01", .act = send_message,
	  .axes = { "n=1" } },
};

static const struct area area = { "recalled", rows, 1 };

struct stage {
	char top[PATH_MAX];
	struct runner runner;
	struct instances all;
	struct result result;
};

/* Both implementations, through a prefix, and a ledger of this text. */
static void
stage_start(struct stage *s, const atf_tc_t *tc, const char *wrap,
    const char *ledger)
{
	struct config config = { .iut = "build/iut",
	    .oracle = "/usr/bin/python3 -E -S oracle/oracle.py", .wrap = wrap,
	    .platform = "native", .require = "", .record = "",
	    .watchdog_ms = 10000 };
	struct why why = WHY_INIT;
	FILE *f = fopen("ledger.ini", "w");

	*s = (struct stage){ .all = INSTANCES_INIT };
	config.top = s->top;
	ATF_REQUIRE(f != NULL && fputs(ledger, f) >= 0 && fclose(f) == 0);
	asset_find_top_of(tc, s->top);
	ATF_REQUIRE_MSG(runner_init(&s->runner, &config, &why), "%s", why.text);
	ledger_release(&s->runner.ledger);
	ATF_REQUIRE_MSG(ledger_read(&s->runner.ledger, "ledger.ini", &why),
	    "%s", why.text);
	instances_add_row(&s->all, &area, &rows[0]);
	clock_control_start();
	ATF_REQUIRE_MSG(runner_start(&s->runner, &why), "%s", why.text);
}

/* What CPython, of that version, is to have done: returned so many bytes. */
static void
stage_record(struct stage *s, const char *oracle, const char *returned)
{
	struct recall *recall = &s->runner.recall;
	struct text text = TEXT_INIT;
	struct trace t = TRACE_INIT;
	struct why why = WHY_INIT;

	trace_add(&t, "set_up.adopt", "s1=adopt(AF_UNIX,SOCK_STREAM,0)",
	    "returned s1", NULL);
	trace_add(&t, "sendmsg", "s1.sendmsg([x'6162636465'])", returned,
	    NULL);
	trace_add(&t, "peer", NULL, "5 bytes x'6162636465'", NULL);
	recorded_format(ID, &t, RECORDED_WHOLE, NULL, &text);
	trace_release(&t);
	ATF_REQUIRE(recorded_write(".", area.name, text_get(&text), text.len,
	    &why) && recorded_read(&recall->recorded, ".", area.name, &why));
	recall->area = &area;
	recall->platform = recall_platform(&rows[0]);
	recall->identity.oracle = strdup(oracle);
	text_release(&text);
}

static void
stage_run(struct stage *s)
{
	runner_run(&s->runner, &s->all.at[0], true, &s->result);
	printf("%s", text_get(&s->result.traces));
}

static void
stage_end(struct stage *s)
{
	result_release(&s->result);
	runner_release(&s->runner);
	instances_release(&s->all);
}

ATF_TC_WITHOUT_HEAD(same_platform_conforms);
ATF_TC_BODY(same_platform_conforms, tc)
{
	struct stage s;

	stage_start(&s, tc, "", "");
	stage_record(&s, s.runner.oracle.name, "returned 5");
	stage_run(&s);
	ATF_CHECK_STREQ(verdict_name(s.result.verdict.kind), "conforms");
	ATF_CHECK(s.result.expected);
	stage_end(&s);
}

/* The prefix that puts both on a platform of the library. */
static void
platform_wrap(const char *platform, struct text *wrap)
{
	text_addf(wrap, "env LD_PRELOAD=build/mutants/platform.so "
	    "PYSOCK_PLATFORM=%s", platform);
}

/* A C library that lies to both alike is seen by the recording alone. */
ATF_TC_WITHOUT_HEAD(what_both_do_alike_and_wrong_differs);
ATF_TC_BODY(what_both_do_alike_and_wrong_differs, tc)
{
	struct text wrap = TEXT_INIT;
	struct stage s;

	platform_wrap("sendmsg-returns-one-less", &wrap);
	stage_start(&s, tc, text_get(&wrap), "");
	ATF_CHECK(recall_obstacle(&s.runner) == NULL);
	stage_record(&s, s.runner.oracle.name, "returned 5");
	stage_run(&s);
	ATF_CHECK_STREQ(verdict_name(s.result.verdict.kind),
	    "platform-differs");
	ATF_CHECK(!s.result.expected);
	ATF_REQUIRE_EQ(s.result.verdict.offences_len, 1);
	ATF_CHECK_STREQ(s.result.verdict.offences[0].line,
	    "sendmsg: returned 4 <> returned 5");
	stage_end(&s);
	text_release(&wrap);
}

static void
check_not_compared(const atf_tc_t *tc, const char *platform)
{
	struct text wrap = TEXT_INIT;
	struct stage s;

	platform_wrap(platform, &wrap);
	stage_start(&s, tc, text_get(&wrap), "");
	ATF_CHECK(recall_obstacle(&s.runner) != NULL);
	stage_record(&s, s.runner.oracle.name, "returned 4");
	stage_run(&s);
	ATF_CHECK_STREQ(verdict_name(s.result.verdict.kind), "conforms");
	stage_end(&s);
	text_release(&wrap);
}

/* Where data moves in parts, which is legal, it is not compared, and told. */
ATF_TC_WITHOUT_HEAD(platform_that_sends_parts_is_not_compared);
ATF_TC_BODY(platform_that_sends_parts_is_not_compared, tc)
{
	check_not_compared(tc, "short-sends");
}

ATF_TC_WITHOUT_HEAD(platform_whose_poll_is_mistaken_is_not_compared);
ATF_TC_BODY(platform_whose_poll_is_mistaken_is_not_compared, tc)
{
	check_not_compared(tc, "spurious-readiness");
}

#define ENTRY(range, line)						\
	"[known]\nclause = SENDMSG-01\ninstances = recalled/*\n"		\
	"by = CPython " range "\nverdict = differs\n"			\
	"line = " line "\nfinding = none\nreason = so it is\nreview = 2099-01-01\n"

static const struct {
	const char *recorded, *ledger, *verdict;
} versions[] = {
	/* Nobody knows of it: that it is another version is no excuse. */
	{ "CPython 3.0.1", "", "platform-differs" },
	/* The recorded one is known to do so, the one that runs is not. */
	{ "CPython 3.0.1", ENTRY("<3.1", "sendmsg: returned 7\nothers = returned 5"),
	    "conforms" },
	/* Another line than what is known. */
	{ "CPython 3.0.1", ENTRY("<3.1", "sendmsg: returned 6\nothers = returned 5"),
	    "platform-differs" },
	/* Both should do so, and one does not. */
	{ "CPython 3.0.1", ENTRY(">=3.0", "sendmsg: returned 7\nothers = returned 5"),
	    "platform-differs" },
};

ATF_TC_WITHOUT_HEAD(ledger_tells_micro_versions_apart);
ATF_TC_BODY(ledger_tells_micro_versions_apart, tc)
{
	size_t n;

	for (n = 0; n < sizeof(versions) / sizeof(versions[0]); n++) {
		struct stage s;

		stage_start(&s, tc, "", versions[n].ledger);
		stage_record(&s, versions[n].recorded, "returned 7");
		stage_run(&s);
		ATF_CHECK_MSG(strcmp(verdict_name(s.result.verdict.kind),
		    versions[n].verdict) == 0, "%zu: %s", n,
		    verdict_name(s.result.verdict.kind));
		stage_end(&s);
	}
}

static const struct {
	const char *returned[2];	/* in two versions before */
	const char *verdict;
} befores[] = {
	{ { "returned 5", "returned 5" }, "conforms" },
	{ { "returned 7", "returned 7" }, "platform-differs" },
	{ { "returned 7", "returned 5" }, "conforms" },
	{ { "returned 7", "returned 6" }, "conforms" },
};

/* Nothing is recorded of the oracle: what all before it did alike is. */
ATF_TC_WITHOUT_HEAD(newer_oracle_is_held_to_what_all_agree_on);
ATF_TC_BODY(newer_oracle_is_held_to_what_all_agree_on, tc)
{
	struct recall *recall;
	struct stage s;
	size_t n, i;

	for (n = 0; n < sizeof(befores) / sizeof(befores[0]); n++) {
		stage_start(&s, tc, "", "");
		recall = &s.runner.recall;
		for (i = 0; i < 2; i++) {
			free(recall->identity.oracle);
			stage_record(&s, "CPython 3.9.1",
			    befores[n].returned[i]);
			recall->agreed.at[recall->agreed.len++] =
			    recall->recorded;
			recall->recorded = (struct recorded)RECORDED_INIT;
		}
		stage_run(&s);
		ATF_CHECK_MSG(strcmp(verdict_name(s.result.verdict.kind),
		    befores[n].verdict) == 0, "%zu: %s", n,
		    verdict_name(s.result.verdict.kind));
		stage_end(&s);
	}
}

static const struct {
	const char *oracle, *folder;
} folders[] = {
	{ "CPython 3.11.2", "/p/oracle/recorded/cpython-3.11" },
	{ "CPython 3.9.18", "/p/oracle/recorded/cpython-3.9" },
	{ "recorded", "/p/oracle/recorded/cpython-3.11" },
	{ "recorded 3.13", "/p/oracle/recorded/cpython-3.13" },
	{ "recorded 3.6.15", "/p/oracle/recorded/cpython-3.6" },
	{ "recorded x", "" }, { "PyPy 3.9.16", "" }, { "CPython 4.0", "" },
};

ATF_TC_WITHOUT_HEAD(minor_version_has_a_folder);
ATF_TC_BODY(minor_version_has_a_folder, tc)
{
	size_t n;

	for (n = 0; n < sizeof(folders) / sizeof(folders[0]); n++) {
		struct text folder = TEXT_INIT;

		recall_folder("/p", folders[n].oracle, &folder);
		ATF_CHECK_STREQ(text_get(&folder), folders[n].folder);
		text_release(&folder);
	}
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, same_platform_conforms);
	ATF_TP_ADD_TC(tp, what_both_do_alike_and_wrong_differs);
	ATF_TP_ADD_TC(tp, platform_that_sends_parts_is_not_compared);
	ATF_TP_ADD_TC(tp, platform_whose_poll_is_mistaken_is_not_compared);
	ATF_TP_ADD_TC(tp, ledger_tells_micro_versions_apart);
	ATF_TP_ADD_TC(tp, newer_oracle_is_held_to_what_all_agree_on);
	ATF_TP_ADD_TC(tp, minor_version_has_a_folder);
	return atf_no_error();
}
