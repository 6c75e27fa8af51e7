/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/documented.h"
#include "harness/runner/known.h"
#include "harness/runner/recall.h"
#include "harness/world/system.h"

#define ID "sendfile/pipe_is_sent[kind=pipe]"

#define ENTRY(name, keys)						\
	"[" name "]\nclause = SENDFILE-04\ninstances = sendfile/pipe_*\n"	\
	"finding = f\nreason = so it is\nreview = 2099-01-01\n" keys
#define DOC "verdict = departs-from-doc\n"
#define DIFFERS "verdict = differs\n"

static const struct row row = { .name = "pipe_is_sent",
    .clause = "SENDFILE-04" };
static const struct instance instance = { .row = &row,
    .id = (char *)(uintptr_t)ID };

/* Two who did something in one instance, and a ledger. */
struct stage {
	struct runner runner;
	struct trace iut, oracle;
	struct result result;
};

static void
stage_start(struct stage *s, const char *iut, const char *oracle,
    const char *ledger)
{
	struct why why = WHY_INIT;
	FILE *f = fopen("ledger.ini", "w");

	ATF_REQUIRE(f != NULL && fputs(ledger, f) >= 0 && fclose(f) == 0);
	*s = (struct stage){ .runner = { .iut = SESSION_INIT,
	    .oracle = SESSION_INIT, .config = { .platform = "native",
	    .oracle = "python3" } }, .iut = TRACE_INIT, .oracle = TRACE_INIT,
	    .result = { .instance = &instance, .verdict = VERDICT_INIT,
	    .judged = PARTY_IUT | PARTY_ORACLE } };
	s->runner.iut.name = strdup(iut);
	s->runner.oracle.name = strdup(oracle);
	ATF_REQUIRE_MSG(ledger_read(&s->runner.ledger, "ledger.ini", &why),
	    "%s", why.text);
}

/* Judges what both did: "label: outcome; label: outcome". */
static void
stage_judge(struct stage *s, const char *iut, const char *oracle,
    const char *doc)
{
	const char *const did[] = { iut, oracle };
	struct trace *const traces[] = { &s->iut, &s->oracle };
	struct documented d = DOCUMENTED_INIT, events;
	size_t i, n;

	for (i = 0; i < 2; i++) {
		events = (struct documented)DOCUMENTED_INIT;
		documented_add(&events, did[i]);
		for (n = 0; n < events.len; n++)
			trace_add(traces[i], events.wants[n].label, NULL,
			    events.wants[n].allowed, NULL);
		documented_release(&events);
	}
	documented_add(&d, doc);
	verdict_judge(&s->result.verdict, &s->iut, &s->oracle, &d);
	documented_release(&d);
	known_look_up(&s->runner, &s->result);
	known_find_stale(&s->runner, &s->result, &s->iut, &s->oracle);
}

static void
stage_end(struct stage *s)
{
	trace_release(&s->iut);
	trace_release(&s->oracle);
	verdict_release(&s->result.verdict);
	ledger_release(&s->runner.ledger);
	recall_release(&s->runner);
	free(s->runner.iut.name);
	free(s->runner.oracle.name);
	machine_release(&s->runner.iut.on);
	machine_release(&s->runner.oracle.on);
}

#define CPYTHON ENTRY("c", "by = CPython\n" DOC "line = sent: 0\n")
#define PYPY_TOO ENTRY("c", "by = CPython, PyPy\n" DOC "line = sent: 0\n")
#define INDEX ENTRY("i", "by = CPython <3.8\n" DIFFERS			\
	"line = sent: raised TypeError\nothers = returned *\n")
#define INDEX_OF_PYPY INDEX ENTRY("p", "by = PyPy\n" DIFFERS		\
	"line = sent: raised ValueError\n")

#define CHANCE CPYTHON "shows = sometimes\n"
#define SURE CPYTHON "shows = always\n"

#define GONE ENTRY("g", "by = CPython\n" DIFFERS "line = peer*: (no such event)\n")

static const struct {
	const char *ledger, *iut, *oracle;	/* and who they are */
	const char *iut_did, *oracle_did, *doc;
	bool known;
	const char *stale;	/* the entry, or NULL */
} lookups[] = {
	/* Whoever departs, in whichever role. */
	{ CPYTHON, "pysock 1.0", "CPython 3.11.2", "sent: 5", "sent: 0",
	    "sent: 5", true, NULL },
	{ CPYTHON, "CPython 3.11.2", "pysock 1.0", "sent: 0", "sent: 5",
	    "sent: 5", true, NULL },
	{ CPYTHON, "CPython 3.11.2", "CPython 3.12.0", "sent: 0", "sent: 0",
	    "sent: 5", true, NULL },
	{ CPYTHON, "pysock 1.0", "CPython 3.11.2", "sent: 0", "sent: 0",
	    "sent: 5", false, NULL },
	{ CPYTHON, "PyPy 7.3.11", "CPython 3.11.2", "sent: 0", "sent: 0",
	    "sent: 5", false, NULL },
	{ PYPY_TOO, "PyPy 7.3.11", "CPython 3.11.2", "sent: 0", "sent: 0",
	    "sent: 5", true, NULL },
	/* Each party is stale by itself. */
	{ CPYTHON, "pysock 1.0", "CPython 3.11.2", "sent: 5", "sent: 5",
	    "sent: 5", false, "c" },
	{ CPYTHON, "CPython 3.11.2", "pysock 1.0", "sent: 5", "sent: 5",
	    "sent: 5", false, "c" },
	{ PYPY_TOO, "PyPy 7.3.11", "CPython 3.11.2", "sent: 5", "sent: 0",
	    "sent: 5", true, "c" },
	{ PYPY_TOO, "PyPy 7.3.11", "CPython 3.11.2", "sent: 0", "sent: 5",
	    "sent: 5", true, "c" },
	{ CPYTHON, "PyPy 7.3.11", "pysock 1.0", "sent: 5", "sent: 5",
	    "sent: 5", false, NULL },
	{ CPYTHON, "pysock 1.0", "CPython 3.11.2", "sent: 5", "sent: 1",
	    "sent: 5", false, "c" },
	/* What shows by chance is known, and not missed. */
	{ CHANCE, "pysock 1.0", "CPython 3.11.2", "sent: 5", "sent: 0",
	    "sent: 5", true, NULL },
	{ CHANCE, "pysock 1.0", "CPython 3.11.2", "sent: 5", "sent: 5",
	    "sent: 5", false, NULL },
	{ CHANCE, "pysock 1.0", "CPython 3.11.2", "sent: 5", "sent: 1",
	    "sent: 5", false, NULL },
	{ SURE, "pysock 1.0", "CPython 3.11.2", "sent: 5", "sent: 5",
	    "sent: 5", false, "c" },
	/* A difference is looked up as the one's and as the other's. */
	{ INDEX, "pysock 1.0", "CPython 3.7.9", "sent: returned 5",
	    "sent: raised TypeError", "", true, NULL },
	{ INDEX, "CPython 3.7.9", "pysock 1.0", "sent: raised TypeError",
	    "sent: returned 5", "", true, NULL },
	{ INDEX, "CPython 3.7.9", "CPython 3.11.2", "sent: raised TypeError",
	    "sent: returned 5", "", true, NULL },
	{ INDEX, "pysock 1.0", "CPython 3.11.2", "sent: returned 5",
	    "sent: raised TypeError", "", false, NULL },
	{ INDEX, "pysock 1.0", "CPython 3.7.9", "sent: raised ValueError",
	    "sent: raised TypeError", "", false, "i" },
	{ INDEX, "pysock 1.0", "CPython 3.7.9", "sent: raised TypeError",
	    "sent: returned 5", "", false, "i" },
	/* Where both are known to depart, each in its way. */
	{ INDEX_OF_PYPY, "PyPy 7.3.11", "CPython 3.7.9",
	    "sent: raised ValueError", "sent: raised TypeError", "", true,
	    NULL },
	{ INDEX_OF_PYPY, "PyPy 7.3.11", "CPython 3.11.2",
	    "sent: raised ValueError", "sent: returned 5", "", true, NULL },
	{ INDEX, "PyPy 7.3.11", "CPython 3.7.9", "sent: raised ValueError",
	    "sent: raised TypeError", "", false, NULL },
	/* Another may do the same: it does not differ, and is not stale. */
	{ INDEX, "PyPy 7.3.11", "CPython 3.7.9", "sent: raised TypeError",
	    "sent: raised TypeError", "", false, NULL },
	{ INDEX, "pysock 1.0", "CPython 3.7.9", "sent: raised TypeError",
	    "sent: raised TypeError", "", false, "i" },
	{ INDEX, "PyPy 7.3.11", "CPython 3.7.9", "sent: returned 5",
	    "sent: returned 5", "", false, "i" },
	/* Two who die alike leave out the same. */
	{ GONE, "CPython 3.11.2", "CPython 3.11.2", "sent: died",
	    "sent: died", "", false, NULL },
	{ GONE, "PyPy 7.3.11", "CPython 3.11.2", "sent: 1; peer: 1",
	    "sent: 1; peer: 1", "", false, "g" },
	{ GONE, "pysock 1.0", "CPython 3.11.2", "sent: 1; peer: 1",
	    "sent: 1", "", true, NULL },
	/* All lines have to be known. */
	{ CPYTHON, "pysock 1.0", "CPython 3.11.2", "sent: 5; peer: 5",
	    "sent: 0; peer: 0", "sent: 5", false, NULL },
};

ATF_TC_WITHOUT_HEAD(entry_follows_the_implementation);
ATF_TC_BODY(entry_follows_the_implementation, tc)
{
	const char *stale;
	struct stage s;
	size_t i;

	for (i = 0; i < sizeof(lookups) / sizeof(lookups[0]); i++) {
		stage_start(&s, lookups[i].iut, lookups[i].oracle,
		    lookups[i].ledger);
		stage_judge(&s, lookups[i].iut_did, lookups[i].oracle_did,
		    lookups[i].doc);
		ATF_CHECK_MSG(s.result.expected == lookups[i].known,
		    "%zu: known %d", i, s.result.expected);
		stale = s.result.stale != NULL ? s.result.stale->name : "none";
		ATF_CHECK_MSG(strcmp(stale, lookups[i].stale != NULL ?
		    lookups[i].stale : "none") == 0, "%zu: stale %s", i, stale);
		stage_end(&s);
	}
}

#define UNDER_QEMU ENTRY("q", "by = CPython, pysock\n"			\
	"emulator = qemu-user <8\nword = 32\n" DOC "line = sent: 0\n")

/* The IUT is emulated and the oracle is not. */
static void
stage_emulate(struct stage *s)
{
	s->runner.iut.on.emulator = strdup("qemu-user 7.2.22");
	s->runner.iut.on.word = strdup("32");
	s->runner.oracle.on.word = strdup("64");
}

ATF_TC_WITHOUT_HEAD(place_is_that_of_who_departs);
ATF_TC_BODY(place_is_that_of_who_departs, tc)
{
	struct stage s;

	stage_start(&s, "pysock 1.0", "CPython 3.11.2", UNDER_QEMU);
	stage_emulate(&s);
	stage_judge(&s, "sent: 0", "sent: 5", "sent: 5");
	ATF_CHECK(s.result.expected);
	ATF_CHECK(s.result.stale == NULL);
	stage_end(&s);
	stage_start(&s, "pysock 1.0", "CPython 3.11.2", UNDER_QEMU);
	stage_emulate(&s);
	stage_judge(&s, "sent: 5", "sent: 0", "sent: 5");
	ATF_CHECK(!s.result.expected);
	ATF_REQUIRE(s.result.stale != NULL);
	ATF_CHECK_STREQ("q", s.result.stale->name);
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(kernel_is_named_by_its_system);
ATF_TC_BODY(kernel_is_named_by_its_system, tc)
{
	struct text text = TEXT_INIT;
	struct stage s;

	text_addf(&text, ENTRY("here", "by = CPython\nkernel = %s >=2\n" DOC
	    "line = sent: 0\n") ENTRY("there", "by = CPython\n"
	    "kernel = refuse\n" DOC "line = sent: 0\n"), system_name());
	stage_start(&s, "pysock 1.0", "CPython 3.11.2", text_get(&text));
	s.runner.oracle.on.kernel = strdup(system_release());
	stage_judge(&s, "sent: 5", "sent: 0", "sent: 5");
	ATF_REQUIRE(s.result.entry != NULL);
	ATF_CHECK_STREQ("here", s.result.entry->name);
	ATF_CHECK(s.result.stale == NULL);
	s.runner.config.platform = "refuse:memfd_create";
	s.result.entry = NULL;
	known_look_up(&s.runner, &s.result);
	ATF_REQUIRE(s.result.entry != NULL);
	ATF_CHECK_STREQ("there", s.result.entry->name);
	stage_end(&s);
	text_release(&text);
}

ATF_TC_WITHOUT_HEAD(recorded_oracle_is_where_it_was_recorded);
ATF_TC_BODY(recorded_oracle_is_where_it_was_recorded, tc)
{
	struct stage s;

	stage_start(&s, "pysock 1.0", "CPython 3.11.2", ENTRY("r",
	    "by = CPython\nkernel = linux >=6.18\nlibc = glibc\n"
	    "arch = x86_64\nword = 64\nbyteorder = little\nemulator = none\n"
	    "with = sendfile\n" DOC "line = sent: 0\n"));
	s.runner.config.oracle = "recorded";
	stage_emulate(&s);
	snprintf(s.runner.recall.kernel, sizeof(s.runner.recall.kernel),
	    "linux 6.18.44");
	s.runner.recall.identity.arch = strdup("x86_64");
	s.runner.recall.identity.libc = strdup("glibc 2.36");
	stage_judge(&s, "sent: 5", "sent: 0", "sent: 5");
	ATF_CHECK(s.result.expected);
	stage_end(&s);
}

#define PLATFORM ENTRY("o", "by = CPython\nverdict = platform-differs\n"	\
	"line = sent: 4\nothers = 5\n")

/* What differs from the recording is the oracle's, and stands first. */
ATF_TC_WITHOUT_HEAD(platform_differs_by_the_oracle);
ATF_TC_BODY(platform_differs_by_the_oracle, tc)
{
	struct documented none = DOCUMENTED_INIT;
	struct trace recorded = TRACE_INIT;
	struct stage s;

	stage_start(&s, "pysock 1.0", "CPython 3.11.2", PLATFORM);
	trace_add(&s.oracle, "sent", NULL, "4", NULL);
	trace_add(&recorded, "sent", NULL, "5", NULL);
	verdict_judge_recorded(&s.result.verdict, &s.oracle, &recorded, &none);
	ATF_REQUIRE_EQ(1, s.result.verdict.offences_len);
	ATF_CHECK_STREQ("sent: 4 <> 5", s.result.verdict.offences[0].line);
	known_look_up(&s.runner, &s.result);
	ATF_CHECK(s.result.expected);
	known_find_stale(&s.runner, &s.result, &s.iut, &s.oracle);
	ATF_CHECK(s.result.stale == NULL);
	trace_release(&recorded);
	stage_end(&s);
	/* Nothing is recorded that it could differ from. */
	stage_start(&s, "pysock 1.0", "CPython 3.11.2", PLATFORM);
	stage_judge(&s, "sent: 5", "sent: 5", "");
	ATF_CHECK(s.result.stale == NULL);
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(who_was_not_judged_is_not_stale);
ATF_TC_BODY(who_was_not_judged_is_not_stale, tc)
{
	struct stage s;

	stage_start(&s, "pysock 1.0", "CPython 3.7.9", CPYTHON INDEX);
	s.result.judged = PARTY_IUT;
	known_find_stale(&s.runner, &s.result, &s.iut, NULL);
	ATF_CHECK(s.result.stale == NULL);
	s.result.judged = PARTY_ORACLE;
	known_find_stale(&s.runner, &s.result, NULL, &s.oracle);
	ATF_REQUIRE(s.result.stale != NULL);
	ATF_CHECK_STREQ("c", s.result.stale->name);
	s.result.stale = NULL;
	s.result.judged = 0;
	verdict_set(&s.result.verdict, VERDICT_UNSUPPORTED, "no such call");
	known_find_stale(&s.runner, &s.result, NULL, NULL);
	ATF_CHECK(s.result.stale == NULL);
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(unsupported_is_known_by_its_reason);
ATF_TC_BODY(unsupported_is_known_by_its_reason, tc)
{
	static const char ledger[] = ENTRY("u", "by = pysock\n"
	    "verdict = unsupported\nline = accept4 is not there\n");
	struct stage s;

	stage_start(&s, "pysock 1.0", "CPython 3.11.2", ledger);
	verdict_set(&s.result.verdict, VERDICT_UNSUPPORTED,
	    "iut: accept4 is not there");
	known_look_up(&s.runner, &s.result);
	ATF_CHECK(s.result.expected);
	verdict_set(&s.result.verdict, VERDICT_UNSUPPORTED,
	    "oracle: accept4 is not there");
	known_look_up(&s.runner, &s.result);
	ATF_CHECK(!s.result.expected);
	stage_end(&s);
}

static const struct {
	const char *ledger, *entry, *reason;	/* entry NULL: no fault */
} faults[] = {
	{ CPYTHON ENTRY("d", "by = CPython\n" DOC "line = peer: *\n"), NULL,
	    "" },
	/* The second line's entry counts as much as the first's. */
	{ CPYTHON "[d]\nclause = SENDFILE-04\ninstances = *\nby = CPython\n"
	    DOC "line = peer: 0\nfinding = f\nreason =\nreview = 2099-01-01\n",
	    "d", "its reason is empty until a person gives it" },
	{ CPYTHON "[d]\nclause = SENDFILE-04\ninstances = *\nby = CPython\n"
	    DOC "line = peer: 0\nfinding = f\nreason = r\nreview = 2001-01-01\n",
	    "d", "its review was due on 2001-01-01" },
	{ CPYTHON ENTRY("d", "by = CPython\n" DOC "line = peer: 1\n"), "d",
	    ID " did not show 'peer: 1'" },
};

ATF_TC_WITHOUT_HEAD(faulty_entry_is_told_with_its_reason);
ATF_TC_BODY(faulty_entry_is_told_with_its_reason, tc)
{
	const struct ledger_entry *e;
	struct text reason = TEXT_INIT;
	struct stage s;
	size_t i;

	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		stage_start(&s, "pysock 1.0", "CPython 3.11.2",
		    faults[i].ledger);
		stage_judge(&s, "sent: 5; peer: 5", "sent: 0; peer: 0",
		    "sent: 5; peer: 5");
		text_cut(&reason, 0);
		e = known_fault(&s.runner, &s.result, &reason);
		ATF_CHECK_EQ(faults[i].entry == NULL, e == NULL);
		if (e != NULL && faults[i].entry != NULL)
			ATF_CHECK_STREQ(faults[i].entry, e->name);
		ATF_CHECK_STREQ(faults[i].reason, text_get(&reason));
		stage_end(&s);
	}
	text_release(&reason);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, entry_follows_the_implementation);
	ATF_TP_ADD_TC(tp, place_is_that_of_who_departs);
	ATF_TP_ADD_TC(tp, kernel_is_named_by_its_system);
	ATF_TP_ADD_TC(tp, recorded_oracle_is_where_it_was_recorded);
	ATF_TP_ADD_TC(tp, platform_differs_by_the_oracle);
	ATF_TP_ADD_TC(tp, who_was_not_judged_is_not_stale);
	ATF_TP_ADD_TC(tp, unsupported_is_known_by_its_reason);
	ATF_TP_ADD_TC(tp, faulty_entry_is_told_with_its_reason);
	return atf_no_error();
}
