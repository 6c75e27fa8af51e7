/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>

#include "harness/judge/ledger.h"

#define HEAD "[pipe]\n"
#define BODY \
	"clause = SENDFILE-04\n" \
	"instances = sendfile/pipe_is_sent[*]\n" \
	"platform = *\n" \
	"oracle = CPython >=3.8 <3.13.1\n" \
	"verdict = departs-from-doc\n" \
	"departs = oracle\n" \
	"line = sendfile: returned *\n" \
	"reason = CPython believes fstat\n" \
	"finding = sendfile-of-a-pipe\n"
#define REVIEW "review = 2027-06-30\n"
#define ENTRY HEAD BODY REVIEW

static void
write_file(const char *bytes, size_t len)
{
	FILE *f = fopen("ledger.ini", "w");

	ATF_REQUIRE(f != NULL);
	ATF_REQUIRE_EQ(len, fwrite(bytes, 1, len, f));
	ATF_REQUIRE_EQ(0, fclose(f));
}

static void
read_good(struct ledger *l, const char *text)
{
	struct why why = WHY_INIT;

	*l = (struct ledger)LEDGER_INIT;
	write_file(text, strlen(text));
	ATF_REQUIRE_MSG(ledger_read(l, "ledger.ini", &why), "%s", why.text);
}

static const char *const line = "sendfile: returned 0";

static const struct divergence pipe_sends_nothing = {
	.platform = "native", .kernel = "6.18.44",
	.oracle = "CPython 3.11.2", .iut = "pysock 1.0",
	.clause = "SENDFILE-04",
	.instance = "sendfile/pipe_is_sent[kind=pipe,size=10]",
	.verdict = "departs-from-doc", .departs = "oracle",
	.lines = &line, .lines_len = 1,
};

ATF_TC_WITHOUT_HEAD(entry_keeps_every_key);
ATF_TC_BODY(entry_keeps_every_key, tc)
{
	const struct ledger_entry *e;
	struct ledger l;

	read_good(&l, "\xef\xbb\xbf; a comment\n\n" ENTRY
	    "link = https://example.org/?a=1\r\n"
	    "# another\n"
	    "instances = sendfile/a[x=1]\n"
	    "\tsendfile/b[*]\n"
	    "  ; and one more\n"
	    "\n"
	    "[uml-only]\n"
	    "clause=AFALG-01\n"
	    "instances=*\n"
	    "platform = uml, uml-6.12\n"
	    "kernel = >=5.10 <6.12\n"
	    "iut = pysock <2\n"
	    "verdict = differs\n"
	    "line = a: b;c = [d] <> e: f\n"
	    "finding = f\n"
	    "reason = one\n"
	    "  two \xc3\xa9\n"
	    "  three\n"
	    "review = 2024-02-29\n");
	ATF_REQUIRE_EQ(2, l.len);
	e = &l.entries[0];
	ATF_CHECK_STREQ("pipe", e->name);
	ATF_CHECK_EQ(3, e->line_number);
	ATF_CHECK_STREQ("SENDFILE-04", e->clause);
	ATF_REQUIRE_EQ(3, e->instances.len);
	ATF_CHECK_STREQ("sendfile/pipe_is_sent[*]", e->instances.at[0]);
	ATF_CHECK_STREQ("sendfile/a[x=1]", e->instances.at[1]);
	ATF_CHECK_STREQ("sendfile/b[*]", e->instances.at[2]);
	ATF_CHECK_EQ(0, e->platforms.len);
	ATF_CHECK_STREQ("CPython", e->oracle.name);
	ATF_CHECK_EQ(2, e->oracle.len);
	ATF_CHECK_STREQ("departs-from-doc", e->verdict);
	ATF_CHECK_STREQ("oracle", e->departs);
	ATF_CHECK_STREQ("sendfile: returned *", e->line);
	ATF_CHECK_STREQ("CPython believes fstat", e->reason);
	ATF_CHECK_STREQ("https://example.org/?a=1", e->link);
	ATF_CHECK_STREQ("2027-06-30", e->review);
	e = &l.entries[1];
	ATF_REQUIRE_EQ(2, e->platforms.len);
	ATF_CHECK_STREQ("uml-6.12", e->platforms.at[1]);
	ATF_CHECK_EQ(2, e->kernel.len);
	ATF_CHECK_EQ(1, e->iut.len);
	ATF_CHECK_STREQ("a: b;c = [d] <> e: f", e->line);
	ATF_CHECK_STREQ("one two \xc3\xa9 three", e->reason);
	ATF_CHECK(e->departs == NULL);
	ATF_CHECK(e->link == NULL);
	ledger_release(&l);
	ATF_CHECK_EQ(0, l.len);
}

ATF_TC_WITHOUT_HEAD(empty_file_is_an_empty_ledger);
ATF_TC_BODY(empty_file_is_an_empty_ledger, tc)
{
	struct ledger l;

	read_good(&l, "");
	ATF_CHECK_EQ(0, l.len);
	ATF_CHECK(ledger_match(&l, &pipe_sends_nothing) == NULL);
	ledger_release(&l);
}

static const struct {
	const char *text;
	const char *place;
	const char *what;
} malformed[] = {
	{ HEAD BODY, "ledger.ini:10: entry 'pipe'", "'review'" },
	{ HEAD BODY "[next]\n", "ledger.ini:11: entry 'pipe'", "'review'" },
	{ HEAD REVIEW, "'pipe'", "'clause'" },
	{ HEAD, "ledger.ini:1: entry 'pipe'", "'clause'" },
	{ ENTRY ENTRY, "ledger.ini:12:",
	    "second 'pipe', the first is in line 1" },
	{ ENTRY "colour = red\n", "ledger.ini:12: entry 'pipe'", "'colour'" },
	{ ENTRY "clause = X-1\n", "'pipe'", "'clause' stands twice" },
	{ ENTRY "oracle = PyPy\n", "'pipe'", "'oracle' stands twice" },
	{ ENTRY "platform = uml\n", "'pipe'", "'platform' stands twice" },
	{ ENTRY "kernel = 6.1\n", "'pipe'", "'kernel' is no range, '6.1'" },
	{ ENTRY "iut =\n", "'pipe'", "'iut' is empty" },
	{ ENTRY "  more\n", "'pipe'", "'review' cannot go on" },
	{ HEAD BODY "review = 2027-02-29\n", "'pipe'", "'2027-02-29'" },
	{ HEAD BODY "review = 2027-13-01\n", "'pipe'", "'2027-13-01'" },
	{ HEAD BODY "review = 2027-1-01\n", "'pipe'", "'2027-1-01'" },
	{ HEAD BODY "review = 1 June 27\n", "'pipe'", "'1 June 27'" },
	{ HEAD BODY "review = 2027--1-1\n", "'pipe'", "'2027--1-1'" },
	{ HEAD "verdict = bad\n", "ledger.ini:2:", "cannot be 'bad'" },
	{ HEAD "verdict = conforms\n", "'pipe'", "cannot be 'conforms'" },
	{ HEAD "departs = none\n", "'pipe'", "not 'none'" },
	{ HEAD "platform = * uml\n", "'pipe'", "'platform' is '*' or" },
	{ HEAD "platform = ,\n", "'pipe'", "'platform' is '*' or" },
	{ HEAD "reason =\n", "ledger.ini:2: entry 'pipe'",
	    "'reason' is empty" },
	{ HEAD "reason = a ; b\n", "'pipe'", "comment" },
	{ HEAD "reason\n", "ledger.ini:2: ", "neither" },
	{ HEAD "reason\nfoo = 1\n", "ledger.ini:2: ", "neither" },
	{ HEAD "  clause = X-1\n", "ledger.ini:2: ", "no key above it" },
	{ "clause = X-1\n", "ledger.ini:1: ", "before the first" },
	{ "[]\n", "ledger.ini:1: ", "no name" },
	{ "[Pipe]\n", "ledger.ini:1: ", "'Pipe' is no name" },
	{ "[a] b\n", "ledger.ini:1: ", "nothing behind it" },
	{ "[a\n", "ledger.ini:1: ", "nothing behind it" },
	{ "[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]\n",
	    "ledger.ini:1: ", "at most 48" },
	{ HEAD BODY "departs = iut\n", "'pipe'", "'departs' stands twice" },
};

ATF_TC_WITHOUT_HEAD(malformed_file_is_refused_with_its_place);
ATF_TC_BODY(malformed_file_is_refused_with_its_place, tc)
{
	size_t i;

	for (i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
		struct ledger l = LEDGER_INIT;
		struct why why = WHY_INIT;

		write_file(malformed[i].text, strlen(malformed[i].text));
		ATF_CHECK_MSG(!ledger_read(&l, "ledger.ini", &why),
		    "row %zu was taken", i);
		ATF_CHECK_MSG(strstr(why.text, malformed[i].place) != NULL &&
		    strstr(why.text, malformed[i].what) != NULL,
		    "row %zu, wanted '%s' and '%s': %s", i,
		    malformed[i].place, malformed[i].what, why.text);
		ATF_CHECK_EQ(0, l.len);
	}
}

ATF_TC_WITHOUT_HEAD(departs_goes_only_with_departs_from_doc);
ATF_TC_BODY(departs_goes_only_with_departs_from_doc, tc)
{
	static const char *const rest = "clause = X-1\ninstances = *\n"
	    "platform = *\nline = *\nfinding = f\nreason = r\nreview = 2027-01-01\n";
	struct ledger l = LEDGER_INIT;
	struct why why = WHY_INIT;
	char text[512];

	snprintf(text, sizeof(text), "[a]\nverdict = differs\n"
	    "departs = iut\n%s", rest);
	write_file(text, strlen(text));
	ATF_CHECK(!ledger_read(&l, "ledger.ini", &why));
	ATF_CHECK_MATCH("departs", why.text);
	snprintf(text, sizeof(text), "[a]\nverdict = departs-from-doc\n%s",
	    rest);
	write_file(text, strlen(text));
	ATF_CHECK(!ledger_read(&l, "ledger.ini", &why));
	ATF_CHECK_MATCH("departs", why.text);
}

ATF_TC_WITHOUT_HEAD(long_line_and_nul_are_refused);
ATF_TC_BODY(long_line_and_nul_are_refused, tc)
{
	static const char nul[] = "[a]\nreason = a\0b\n";
	struct ledger l = LEDGER_INIT;
	struct why why = WHY_INIT;
	char text[400];

	snprintf(text, sizeof(text), "[a]\nreason = %0300d\n", 0);
	write_file(text, strlen(text));
	ATF_CHECK(!ledger_read(&l, "ledger.ini", &why));
	ATF_CHECK_MATCH("ledger.ini:2: .*190 bytes", why.text);
	snprintf(text, sizeof(text), "[a]\nreason = %0181d\n", 0);
	write_file(text, strlen(text));
	ATF_CHECK(!ledger_read(&l, "ledger.ini", &why));
	ATF_CHECK_MATCH("'clause'|clause", why.text);
	write_file(nul, sizeof(nul) - 1);
	ATF_CHECK(!ledger_read(&l, "ledger.ini", &why));
	ATF_CHECK_MATCH("ledger.ini:2: .*NUL", why.text);
}

ATF_TC_WITHOUT_HEAD(unreadable_file_is_refused);
ATF_TC_BODY(unreadable_file_is_refused, tc)
{
	struct ledger l = LEDGER_INIT;
	struct why why = WHY_INIT;

	ATF_CHECK(!ledger_read(&l, "absent.ini", &why));
	ATF_CHECK_STREQ("absent.ini: No such file or directory", why.text);
	ATF_CHECK(!ledger_read(&l, ".", &why));
	ATF_CHECK_MATCH("directory", why.text);
}

ATF_TC_WITHOUT_HEAD(match_needs_every_part);
ATF_TC_BODY(match_needs_every_part, tc)
{
	static const char *const two[] = { "x: y", "sendfile: returned 0" };
	static const char *const other[] = { "sendfile: raised OSError" };
	struct divergence d = pipe_sends_nothing;
	const struct ledger_entry *e;
	struct ledger l;

	read_good(&l, ENTRY);
	e = &l.entries[0];
	ATF_CHECK(ledger_match(&l, &d) == e);
	d.lines = two;
	d.lines_len = 2;
	ATF_CHECK(ledger_match(&l, &d) == e);
	d.lines = other;
	d.lines_len = 1;
	ATF_CHECK(ledger_match(&l, &d) == NULL);
	ATF_CHECK(ledger_applies(e, &d));
	d.lines_len = 0;
	ATF_CHECK(ledger_match(&l, &d) == NULL);

	d = pipe_sends_nothing;
	d.verdict = "conforms";
	d.departs = "none";
	ATF_CHECK(ledger_match(&l, &d) == NULL);
	ATF_CHECK(ledger_applies(e, &d));
	d = pipe_sends_nothing;
	d.departs = "both";
	ATF_CHECK(ledger_match(&l, &d) == NULL);
	d.departs = NULL;
	ATF_CHECK(ledger_match(&l, &d) == NULL);

	d = pipe_sends_nothing;
	d.clause = "SENDFILE-05";
	ATF_CHECK(!ledger_applies(e, &d));
	d = pipe_sends_nothing;
	d.instance = "sendfile/pipe_is_sent_twice[kind=pipe]";
	ATF_CHECK(!ledger_applies(e, &d));
	d = pipe_sends_nothing;
	d.oracle = "CPython 3.14.0";
	ATF_CHECK(!ledger_applies(e, &d));
	ATF_CHECK(ledger_match(&l, &d) == NULL);
	d.oracle = NULL;
	ATF_CHECK(!ledger_applies(e, &d));
	ledger_release(&l);
}

ATF_TC_WITHOUT_HEAD(platform_and_ranges_limit_an_entry);
ATF_TC_BODY(platform_and_ranges_limit_an_entry, tc)
{
	struct divergence d = pipe_sends_nothing;
	const struct ledger_entry *e;
	struct ledger l;

	read_good(&l, "[uml]\nclause = SENDFILE-04\ninstances = *\n"
	    "platform = uml gvisor\nkernel = <6\niut = pysock ==1\n"
	    "verdict = unsupported\nline = *\nfinding = f\nreason = r\n" REVIEW);
	e = &l.entries[0];
	d.kernel = "5.10.46";
	ATF_CHECK(!ledger_applies(e, &d));
	d.platform = "gvisor";
	ATF_CHECK(ledger_applies(e, &d));
	d.kernel = "6.1";
	ATF_CHECK(!ledger_applies(e, &d));
	d.kernel = "5.10.46";
	d.iut = "pysock 1.1";
	ATF_CHECK(!ledger_applies(e, &d));
	d.iut = "pysock 1.0.0";
	d.verdict = "unsupported";
	d.departs = "none";
	ATF_CHECK(ledger_match(&l, &d) == e);
	ledger_release(&l);
}

ATF_TC_WITHOUT_HEAD(entry_is_overdue_after_its_review_date);
ATF_TC_BODY(entry_is_overdue_after_its_review_date, tc)
{
	struct ledger l;

	read_good(&l, ENTRY);
	ATF_CHECK(!ledger_overdue(&l.entries[0], "2026-11-22"));
	ATF_CHECK(!ledger_overdue(&l.entries[0], "2027-06-30"));
	ATF_CHECK(ledger_overdue(&l.entries[0], "2027-07-01"));
	ledger_release(&l);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, entry_keeps_every_key);
	ATF_TP_ADD_TC(tp, empty_file_is_an_empty_ledger);
	ATF_TP_ADD_TC(tp, malformed_file_is_refused_with_its_place);
	ATF_TP_ADD_TC(tp, departs_goes_only_with_departs_from_doc);
	ATF_TP_ADD_TC(tp, long_line_and_nul_are_refused);
	ATF_TP_ADD_TC(tp, unreadable_file_is_refused);
	ATF_TP_ADD_TC(tp, match_needs_every_part);
	ATF_TP_ADD_TC(tp, platform_and_ranges_limit_an_entry);
	ATF_TP_ADD_TC(tp, entry_is_overdue_after_its_review_date);
	return atf_no_error();
}
