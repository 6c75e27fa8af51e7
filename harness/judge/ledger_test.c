/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/judge/ledger.h"
#include "harness/protocol/text.h"

#define HEAD "[pipe]\n"
#define BODY \
	"clause = SENDFILE-04\n" \
	"instances = sendfile/pipe_is_sent[*]\n" \
	"by = CPython >=3.8 <3.13.1, PyPy\n" \
	"verdict = departs-from-doc\n" \
	"line = sendfile: returned *\n" \
	"reason = CPython believes fstat\n"
#define FINDING "finding = sendfile-of-a-pipe\n"
#define REVIEW "review = 2027-06-30\n"
#define ENTRY HEAD BODY FINDING REVIEW

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

static const struct divergence pipe_sends_nothing = {
	.by = "CPython 3.11.2",
	.on = { .kernel = "linux 6.18.44", .emulator = NULL, .arch = "x86_64",
	    .word = "64", .byteorder = "little", .libc = "glibc 2.36",
	    .abilities = " sendfile  ipv6 " },
	.platform = "native", .oracle = "CPython 3.11.2", .iut = "pysock 1.0",
	.clause = "SENDFILE-04",
	.instance = "sendfile/pipe_is_sent[kind=pipe,size=10]",
	.verdict = "departs-from-doc", .line = "sendfile: returned 0",
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
	    "clause=AFALG-01, AFALG-02,\n"
	    "    AFALG-03\n"
	    "instances=*\n"
	    "platform = uml, uml-6.12\n"
	    "by = pysock\n"
	    "iut = pysock <2\n"
	    "oracle = CPython >3\n"
	    "kernel = >=5.10 <6.12, gvisor\n"
	    "emulator = qemu-user <8\n"
	    "libc = musl\n"
	    "arch = aarch64 s390x\n"
	    "word = 64\n"
	    "byteorder = big\n"
	    "shows = sometimes\n"
	    "with = ipv6\n"
	    "without = sendfile, proc\n"
	    "verdict = differs\n"
	    "line = e: b;c = [d]\n"
	    "others = g\n"
	    "finding = f\n"
	    "reason = one\n"
	    "  two \xc3\xa9\n"
	    "  three\n"
	    "review = 2024-02-29\n");
	ATF_REQUIRE_EQ(2, l.len);
	e = &l.entries[0];
	ATF_CHECK_STREQ("pipe", e->name);
	ATF_CHECK_EQ(3, e->line_number);
	ATF_REQUIRE_EQ(1, e->clauses.len);
	ATF_CHECK_STREQ("SENDFILE-04", e->clauses.at[0]);
	ATF_REQUIRE_EQ(3, e->instances.len);
	ATF_CHECK_STREQ("sendfile/pipe_is_sent[*]", e->instances.at[0]);
	ATF_CHECK_STREQ("sendfile/a[x=1]", e->instances.at[1]);
	ATF_CHECK_STREQ("sendfile/b[*]", e->instances.at[2]);
	ATF_CHECK_EQ(0, e->platforms.len);
	ATF_REQUIRE_EQ(2, e->by.len);
	ATF_CHECK_STREQ("CPython", e->by.at[0].name);
	ATF_CHECK_EQ(2, e->by.at[0].len);
	ATF_CHECK_STREQ("PyPy", e->by.at[1].name);
	ATF_CHECK_STREQ("departs-from-doc", e->verdict);
	ATF_CHECK_STREQ("sendfile: returned *", e->line);
	ATF_CHECK_STREQ("CPython believes fstat", e->reason);
	ATF_CHECK_STREQ("https://example.org/?a=1", e->link);
	ATF_CHECK_STREQ("2027-06-30", e->review);
	ATF_CHECK(!ledger_may_not_show(e));
	e = &l.entries[1];
	ATF_REQUIRE_EQ(3, e->clauses.len);
	ATF_CHECK_STREQ("AFALG-03", e->clauses.at[2]);
	ATF_REQUIRE_EQ(2, e->platforms.len);
	ATF_CHECK_STREQ("uml-6.12", e->platforms.at[1]);
	ATF_REQUIRE_EQ(2, e->kernel.len);
	ATF_CHECK_EQ(2, e->kernel.at[0].len);
	ATF_CHECK_STREQ("gvisor", e->kernel.at[1].name);
	ATF_CHECK_EQ(1, e->iut.len);
	ATF_CHECK_EQ(1, e->oracle.len);
	ATF_CHECK_EQ(1, e->emulator.len);
	ATF_CHECK_EQ(1, e->libc.len);
	ATF_REQUIRE_EQ(2, e->arch.len);
	ATF_CHECK_STREQ("s390x", e->arch.at[1]);
	ATF_CHECK_STREQ("64", e->word);
	ATF_CHECK_STREQ("big", e->byteorder);
	ATF_CHECK_STREQ("sometimes", e->shows);
	ATF_CHECK(ledger_may_not_show(e));
	ATF_CHECK_EQ(1, e->with.len);
	ATF_REQUIRE_EQ(2, e->without.len);
	ATF_CHECK_STREQ("proc", e->without.at[1]);
	ATF_CHECK_STREQ("e: b;c = [d]", e->line);
	ATF_CHECK_STREQ("g", e->others);
	ATF_CHECK_STREQ("one two \xc3\xa9 three", e->reason);
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
	ATF_CHECK(ledger_match(&l, &pipe_sends_nothing, true) == NULL);
	ledger_release(&l);
}

static const struct {
	const char *text;
	const char *place;
	const char *what;
} malformed[] = {
	{ HEAD BODY FINDING, "ledger.ini:8: entry 'pipe'", "'review'" },
	{ HEAD BODY FINDING "[next]\n", "ledger.ini:9: entry 'pipe'",
	    "'review'" },
	{ HEAD BODY REVIEW, "'pipe'", "without its key 'finding'" },
	{ HEAD REVIEW, "'pipe'", "'clause'" },
	{ HEAD, "ledger.ini:1: entry 'pipe'", "'clause'" },
	{ ENTRY ENTRY, "ledger.ini:10:",
	    "second 'pipe', the first is in line 1" },
	{ ENTRY "colour = red\n", "ledger.ini:10: entry 'pipe'", "'colour'" },
	{ ENTRY "departs = iut\n", "'pipe'", "'departs' is unknown" },
	{ ENTRY "clause = X-1\n", "'pipe'", "'clause' stands twice" },
	{ ENTRY "by = PyPy\n", "'pipe'", "'by' stands twice" },
	{ HEAD "platform = *\nplatform = uml\n", "ledger.ini:3:",
	    "'platform' stands twice" },
	{ HEAD "arch = i686\narch = i586\n", "'pipe'", "'arch' stands twice" },
	{ HEAD "kernel = 6.1\n", "'pipe'", "'kernel' is no range, '6.1'" },
	{ HEAD "kernel = bsd >2\n", "ledger.ini:2: entry 'pipe'",
	    "knows the names linux uml gvisor refuse, not 'bsd'" },
	{ HEAD "kernel = uml,\n", "'pipe'", "'kernel' is no range, 'uml,'" },
	{ HEAD "by = >=3\n", "'pipe'", "'by' names nobody" },
	{ HEAD "by = CPython >=3 <2\n", "'pipe'", "no version can satisfy" },
	{ HEAD "libc = >=2\n", "'pipe'", "'libc' names nobody" },
	{ HEAD "emulator = none <8\n", "'pipe'", "a version of none" },
	{ HEAD "word = 16\n", "ledger.ini:2:", "one of 32 64, not '16'" },
	{ HEAD "word = 3\n", "ledger.ini:2:", "one of 32 64, not '3'" },
	{ HEAD "shows = never\n", "ledger.ini:2:", "always sometimes, not" },
	{ HEAD "byteorder = middle\n", "'pipe'", "one of little big, not" },
	{ HEAD "arch = AArch64\n", "'pipe'", "'arch' has 'AArch64'" },
	{ HEAD "arch = *\n", "'pipe'", "'arch' is a list of names" },
	{ HEAD "without = sendfle\n", "ledger.ini:2: entry 'pipe'",
	    "'without' has 'sendfle', which nobody tries: there are sendfile" },
	{ HEAD "with = ipv6 af\n", "'pipe'", "'with' has 'af'" },
	{ HEAD "with = ,\n", "'pipe'", "'with' has no name" },
	{ HEAD "iut =\n", "'pipe'", "'iut' is empty" },
	{ ENTRY "  more\n", "'pipe'", "'review' cannot go on" },
	{ HEAD BODY "review = 2027-02-29\n", "'pipe'", "'2027-02-29'" },
	{ HEAD BODY "review = 2027-13-01\n", "'pipe'", "'2027-13-01'" },
	{ HEAD BODY "review = 2027-1-01\n", "'pipe'", "'2027-1-01'" },
	{ HEAD BODY "review = 1 June 27\n", "'pipe'", "'1 June 27'" },
	{ HEAD BODY "review = 2027--1-1\n", "'pipe'", "'2027--1-1'" },
	{ HEAD "verdict = bad\n", "ledger.ini:2:", "not 'bad'" },
	{ HEAD "verdict = conforms\n", "'pipe'", "not 'conforms'" },
	{ HEAD "platform = * uml\n", "'pipe'", "'platform' is '*' or" },
	{ HEAD "platform = ,\n", "'pipe'", "'platform' has no name" },
	{ HEAD "line =\n", "ledger.ini:2: entry 'pipe'", "'line' is empty" },
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
	{ ENTRY "others = x\n", "'pipe'", "'others' goes only with" },
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

#define DIFFERS \
	"[differs]\nclause = SENDFILE-04\ninstances = *\nby = CPython\n" \
	"verdict = differs\nreason = r\nfinding = f\n" REVIEW

ATF_TC_WITHOUT_HEAD(line_of_two_sides_is_refused);
ATF_TC_BODY(line_of_two_sides_is_refused, tc)
{
	static const char text[] = DIFFERS "line = a: returned 1 <> b\n";
	struct ledger l = LEDGER_INIT;
	struct why why = WHY_INIT;

	write_file(text, sizeof(text) - 1);
	ATF_CHECK(!ledger_read(&l, "ledger.ini", &why));
	ATF_CHECK_MATCH("other side of ' <> ' is 'others'", why.text);
}

ATF_TC_WITHOUT_HEAD(reason_may_be_empty_for_now);
ATF_TC_BODY(reason_may_be_empty_for_now, tc)
{
	struct ledger l;

	read_good(&l, "[a]\nreason =\nby = X\nclause = X-1\ninstances = *\n"
	    "verdict = differs\nline = *\nfinding = f\n" REVIEW
	    "[b]\nreason =\n  then\nby = X\nclause = X-1\ninstances = *\n"
	    "verdict = differs\nline = *\nfinding = f\n" REVIEW);
	ATF_CHECK_STREQ("", l.entries[0].reason);
	ATF_CHECK_STREQ("then", l.entries[1].reason);
	ledger_release(&l);
}

ATF_TC_WITHOUT_HEAD(own_ledger_is_added);
ATF_TC_BODY(own_ledger_is_added, tc)
{
	static const char own[] = "[mine]\n" BODY REVIEW;
	static const char both[] = "[new]\n" BODY REVIEW ENTRY;
	struct ledger l;
	struct why why = WHY_INIT;

	read_good(&l, ENTRY);
	write_file(own, sizeof(own) - 1);
	ATF_REQUIRE_MSG(ledger_read_own(&l, "ledger.ini", &why), "%s",
	    why.text);
	ATF_REQUIRE_EQ(2, l.len);
	ATF_CHECK(!l.entries[0].own);
	ATF_CHECK(l.entries[1].own);
	ATF_CHECK(l.entries[1].finding == NULL);
	ATF_CHECK_EQ(1, l.entries[1].line_number);
	ATF_REQUIRE_EQ(0, rename("ledger.ini", "mine.ini"));
	write_file(both, sizeof(both) - 1);
	ATF_CHECK(!ledger_read_own(&l, "ledger.ini", &why));
	ATF_CHECK_STREQ("ledger.ini:9: entry 'new': there is a second 'pipe', "
	    "the first is in ledger.ini:1", why.text);
	ATF_CHECK_EQ(0, l.len);
}

ATF_TC_WITHOUT_HEAD(all_ledgers_are_read);
ATF_TC_BODY(all_ledgers_are_read, tc)
{
	struct ledger l = LEDGER_INIT;
	struct why why = WHY_INIT;
	FILE *f = fopen("my own.ini", "w");

	ATF_REQUIRE(f != NULL && fputs("[mine]\n" BODY REVIEW, f) >= 0 &&
	    fclose(f) == 0);
	ATF_REQUIRE_EQ(0, mkdir("cases", 0777));
	write_file(ENTRY, sizeof(ENTRY) - 1);
	ATF_REQUIRE_EQ(0, rename("ledger.ini", "cases/ledger.ini"));
	ATF_CHECK(ledger_read_all(&l, ".", NULL, &why));
	ATF_CHECK_EQ(1, l.len);
	ledger_release(&l);
	ATF_CHECK(ledger_read_all(&l, ".", "\nmy own.ini\n", &why));
	ATF_CHECK_EQ(2, l.len);
	ledger_release(&l);
	ATF_CHECK(!ledger_read_all(&l, ".", "my own.ini\nno.ini", &why));
	ATF_CHECK_STREQ("no.ini: No such file or directory", why.text);
	ATF_CHECK_EQ(0, l.len);
}

#define OTHERS "; a comment\n[other]\nclause = SENDFILE-05\nnonsense = 1\n" \
	"[last\n\n"

ATF_TC_WITHOUT_HEAD(of_one_clause_nothing_else_is_looked_at);
ATF_TC_BODY(of_one_clause_nothing_else_is_looked_at, tc)
{
	struct ledger l = LEDGER_INIT;
	struct why why = WHY_INIT;

	ATF_REQUIRE_EQ(0, mkdir("cases", 0777));
	write_file(OTHERS ENTRY OTHERS, sizeof(OTHERS ENTRY OTHERS) - 1);
	ATF_REQUIRE_EQ(0, rename("ledger.ini", "cases/ledger.ini"));
	write_file("[without-end]", 13);
	ATF_REQUIRE_MSG(ledger_read_clause(&l, ".", "ledger.ini", "SENDFILE-04",
	    &why), "%s", why.text);
	ATF_REQUIRE_EQ(1, l.len);
	ATF_CHECK_STREQ("pipe", l.entries[0].name);
	ATF_CHECK_EQ(7, l.entries[0].line_number);
	ATF_CHECK(ledger_match(&l, &pipe_sends_nothing, false) != NULL);
	ledger_release(&l);
	ATF_CHECK(ledger_read_clause(&l, ".", NULL, "SENDFILE-99", &why));
	ATF_CHECK_EQ(0, l.len);
	ATF_CHECK(!ledger_read_all(&l, ".", NULL, &why));
	/* What is wrong with the clause's own has its place in the file. */
	write_file("[other]\nclause = SENDFILE-05\n\n" HEAD BODY FINDING
	    "again\n", sizeof("[other]\nclause = SENDFILE-05\n\n" HEAD BODY
	    FINDING "again\n") - 1);
	ATF_REQUIRE_EQ(0, rename("ledger.ini", "cases/ledger.ini"));
	ATF_CHECK(!ledger_read_clause(&l, ".", NULL, "SENDFILE-04", &why));
	ATF_CHECK_STREQ("./cases/ledger.ini:4: entry 'other': it ends without "
	    "its key 'instances'", why.text);
	ATF_CHECK_EQ(0, l.len);
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
	struct divergence d = pipe_sends_nothing;
	const struct ledger_entry *e;
	struct ledger l;

	read_good(&l, ENTRY);
	e = &l.entries[0];
	ATF_CHECK(ledger_match(&l, &d, false) == e);
	d.line = "sendfile: raised OSError";
	ATF_CHECK(ledger_match(&l, &d, false) == NULL);
	ATF_CHECK(ledger_applies(e, &d));

	d = pipe_sends_nothing;
	d.verdict = "differs";
	ATF_CHECK(ledger_match(&l, &d, true) == NULL);
	ATF_CHECK(ledger_applies(e, &d));

	d = pipe_sends_nothing;
	d.clause = "SENDFILE-05";
	ATF_CHECK(!ledger_applies(e, &d));
	d = pipe_sends_nothing;
	d.instance = "sendfile/pipe_is_sent_twice[kind=pipe]";
	ATF_CHECK(!ledger_applies(e, &d));
	ledger_release(&l);
}

ATF_TC_WITHOUT_HEAD(entry_is_about_an_implementation);
ATF_TC_BODY(entry_is_about_an_implementation, tc)
{
	static const struct {
		const char *by;
		bool applies;
	} names[] = {
		{ "CPython 3.8.0", true }, { "CPython 3.13.0", true },
		{ "CPython 3.13.1", false }, { "CPython 3.7.9", false },
		{ "PyPy 7.3.11", true }, { "pysock 1.0", false },
		{ NULL, false },
	};
	struct divergence d = pipe_sends_nothing;
	struct ledger l;
	size_t i;

	read_good(&l, ENTRY);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		d.by = names[i].by;
		ATF_CHECK_EQ_MSG(names[i].applies,
		    ledger_applies(&l.entries[0], &d), "%zu", i);
	}
	ledger_release(&l);
}

ATF_TC_WITHOUT_HEAD(others_say_what_it_differs_from);
ATF_TC_BODY(others_say_what_it_differs_from, tc)
{
	struct divergence d = pipe_sends_nothing;
	struct ledger l;

	read_good(&l, DIFFERS "line = sendfile: returned 0\n"
	    "others = raised *\n");
	d.verdict = "differs";
	d.others = "raised OSError errno=EINVAL";
	ATF_CHECK(ledger_match(&l, &d, false) != NULL);
	d.others = "returned 1";
	ATF_CHECK(ledger_match(&l, &d, false) == NULL);
	ATF_CHECK(ledger_match(&l, &d, true) != NULL);
	d.others = NULL;
	ATF_CHECK(ledger_match(&l, &d, false) == NULL);
	ledger_release(&l);
	read_good(&l, DIFFERS "line = sendfile: returned 0\n");
	ATF_CHECK(ledger_match(&l, &d, false) != NULL);
	ledger_release(&l);
}

static const struct {
	const char *condition;	/* of the place of pipe_sends_nothing */
	bool holds;
} conditions[] = {
	{ "platform = uml native", true }, { "platform = uml gvisor", false },
	{ "iut = pysock ==1", true }, { "iut = pysock >1", false },
	{ "oracle = CPython", true }, { "oracle = PyPy", false },
	{ "kernel = linux", true }, { "kernel = uml, gvisor", false },
	{ "kernel = >=5.10", true }, { "kernel = <6", false },
	{ "kernel = uml, linux >=6.18 <6.19", true },
	{ "kernel = linux >6.18.44", false }, { "kernel = refuse", false },
	{ "emulator = none", true }, { "emulator = qemu-user", false },
	{ "emulator = qemu-user, none", true },
	{ "arch = aarch64 x86_64", true }, { "arch = x86", false },
	{ "word = 64", true }, { "word = 32", false },
	{ "byteorder = little", true }, { "byteorder = big", false },
	{ "libc = glibc >=2.36", true }, { "libc = glibc <2.36", false },
	{ "libc = musl, dietlibc", false },
	{ "with = sendfile", true }, { "with = ipv6 sendfile", true },
	{ "with = sendfile proc", false }, { "without = sendfile", false },
	{ "without = proc memfd", true }, { "without = proc ipv6", false },
};

ATF_TC_WITHOUT_HEAD(entry_holds_where_its_conditions_do);
ATF_TC_BODY(entry_holds_where_its_conditions_do, tc)
{
	struct text text = TEXT_INIT;
	struct ledger l;
	size_t i;

	for (i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
		text_cut(&text, 0);
		text_addf(&text, ENTRY "%s\n", conditions[i].condition);
		read_good(&l, text_get(&text));
		ATF_CHECK_EQ_MSG(conditions[i].holds,
		    ledger_applies(&l.entries[0], &pipe_sends_nothing), "%s",
		    conditions[i].condition);
		ledger_release(&l);
	}
	text_release(&text);
}

/* A recorded oracle tells no abilities; and some tell nothing at all. */
ATF_TC_WITHOUT_HEAD(what_is_not_told_is_in_no_range);
ATF_TC_BODY(what_is_not_told_is_in_no_range, tc)
{
	static const char *const none[] = { "kernel = >=1", "arch = x86_64",
	    "word = 64", "byteorder = little", "libc = glibc",
	    "emulator = qemu-user", "without = sendfile" };
	static const char *const still[] = { "emulator = none",
	    "with = sendfile", "platform = *" };
	struct divergence d = pipe_sends_nothing;
	struct text text = TEXT_INIT;
	struct ledger l;
	size_t i;

	d.on = (struct ledger_place){ .kernel = NULL };
	for (i = 0; i < 10; i++) {
		text_cut(&text, 0);
		text_addf(&text, ENTRY "%s\n", i < 7 ? none[i] : still[i - 7]);
		read_good(&l, text_get(&text));
		ATF_CHECK_EQ_MSG(i >= 7, ledger_applies(&l.entries[0], &d),
		    "%zu", i);
		ledger_release(&l);
	}
	text_release(&text);
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
	ATF_TP_ADD_TC(tp, line_of_two_sides_is_refused);
	ATF_TP_ADD_TC(tp, reason_may_be_empty_for_now);
	ATF_TP_ADD_TC(tp, own_ledger_is_added);
	ATF_TP_ADD_TC(tp, all_ledgers_are_read);
	ATF_TP_ADD_TC(tp, of_one_clause_nothing_else_is_looked_at);
	ATF_TP_ADD_TC(tp, long_line_and_nul_are_refused);
	ATF_TP_ADD_TC(tp, unreadable_file_is_refused);
	ATF_TP_ADD_TC(tp, match_needs_every_part);
	ATF_TP_ADD_TC(tp, entry_is_about_an_implementation);
	ATF_TP_ADD_TC(tp, others_say_what_it_differs_from);
	ATF_TP_ADD_TC(tp, entry_holds_where_its_conditions_do);
	ATF_TP_ADD_TC(tp, what_is_not_told_is_in_no_range);
	ATF_TP_ADD_TC(tp, entry_is_overdue_after_its_review_date);
	return atf_no_error();
}
