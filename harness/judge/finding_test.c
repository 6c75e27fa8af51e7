/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/judge/finding.h"

#define TITLE "# It sends nothing\n\n"
#define KEYS \
	"- id: a\n" \
	"- owner: cpython\n" \
	"- clauses: SENDFILE-04,\n" \
	"  SENDFILE-05\n" \
	"- versions: CPython <3.10 or CPython >=3.11 <3.11.7\n" \
	"- platforms: *\n" \
	"- entries: one, two\n" \
	"- rows: x/y[a=[],b=2], x/z[*]\n" \
	"- upstream: nothing\n"
#define SEEN "- seen: CPython 3.6.15\n"
#define CODE "\ntext\n\n```python\nimport sys\n```\n"
#define PROGRAM "\n```c\nint x;\n```\n"
#define PAGE TITLE KEYS SEEN CODE

static void
write_page(const char *text)
{
	FILE *f;

	mkdir("findings", 0777);
	f = fopen("findings/a.md", "w");
	ATF_REQUIRE(f != NULL);
	fputs(text, f);
	ATF_REQUIRE_EQ(0, fclose(f));
}

static void
read_page(struct findings *f, const char *text)
{
	struct why why = WHY_INIT;

	write_page(text);
	ATF_REQUIRE_MSG(findings_read(f, "findings", &why), "%s", why.text);
}

ATF_TC_WITHOUT_HEAD(page_keeps_every_key);
ATF_TC_BODY(page_keeps_every_key, tc)
{
	const struct finding_page *p;
	struct findings f;

	read_page(&f, PAGE PROGRAM);
	ATF_REQUIRE_EQ(1, f.len);
	p = findings_find(&f, "a");
	ATF_REQUIRE(p != NULL);
	ATF_CHECK_STREQ("It sends nothing", p->title);
	ATF_REQUIRE_EQ(2, p->clauses.len);
	ATF_CHECK(finding_has_clause(p, "SENDFILE-05"));
	ATF_CHECK(!finding_has_clause(p, "SENDFILE-06"));
	ATF_REQUIRE_EQ(2, p->entries.len);
	ATF_CHECK_STREQ("two", p->entries.at[1]);
	ATF_REQUIRE_EQ(2, p->rows.len);
	ATF_CHECK_STREQ("x/y[a=[],b=2]", p->rows.at[0]);
	ATF_CHECK_STREQ("x/z[*]", p->rows.at[1]);
	ATF_CHECK_STREQ("cpython", p->owner);
	ATF_CHECK(p->place == NULL);
	ATF_CHECK_STREQ("text\n\n", p->text);
	ATF_CHECK_STREQ("import sys\n", p->python);
	ATF_CHECK_STREQ("int x;\n", p->c);
	ATF_CHECK(finding_happens(p, "CPython 3.9.1"));
	ATF_CHECK(!finding_happens(p, "CPython 3.10.0"));
	ATF_CHECK(finding_happens(p, "CPython 3.11.2"));
	ATF_CHECK(!finding_happens(p, "PyPy 3.9.1"));
	ATF_CHECK(findings_of_instance(&f, "x/z[q=1]", "CPython 3.9.1") == p);
	ATF_CHECK(findings_of_instance(&f, "x/z[q=1]", "CPython 3.12.0") ==
	    NULL);
	findings_release(&f);
}

ATF_TC_WITHOUT_HEAD(page_may_be_shown_by_its_program_alone);
ATF_TC_BODY(page_may_be_shown_by_its_program_alone, tc)
{
	struct findings f;

	read_page(&f, TITLE "- id: a\n- owner: musl\n- clauses: SENDFILE-04\n"
	    "- versions: musl\n- platforms: *\n- alone: no row\n  asks\n"
	    "- upstream: nothing\n" SEEN CODE);
	ATF_REQUIRE_EQ(1, f.len);
	ATF_CHECK_STREQ("no row asks", f.at[0].alone);
	findings_release(&f);
}

ATF_TC_WITHOUT_HEAD(pages_without_rows_can_be_left_out);
ATF_TC_BODY(pages_without_rows_can_be_left_out, tc)
{
	struct why why = WHY_INIT;
	struct findings f;

	read_page(&f, PAGE);
	findings_release(&f);
	ATF_REQUIRE_EQ(0, rename("findings/a.md", "findings/b.md"));
	write_page("no page at all");
	ATF_CHECK(!findings_read(&f, "findings", &why));
	ATF_CHECK(!findings_read_agreed(&f, "findings", &why));
	ATF_CHECK_MSG(strstr(why.text, "findings/b.md: its id is 'a'") != NULL,
	    "%s", why.text);
	ATF_REQUIRE_EQ(0, unlink("findings/b.md"));
	ATF_CHECK(findings_read_agreed(&f, "findings", &why));
	ATF_CHECK_EQ(0, f.len);
	write_page(PAGE);
	ATF_CHECK(findings_read_agreed(&f, "findings", &why));
	ATF_CHECK(findings_of_instance(&f, "x/z[q=1]", "CPython 3.9.1") !=
	    NULL);
	findings_release(&f);
}

ATF_TC_WITHOUT_HEAD(page_may_have_c_alone_and_run_elsewhere);
ATF_TC_BODY(page_may_have_c_alone_and_run_elsewhere, tc)
{
	const struct finding_page *p;
	struct findings f;

	read_page(&f, TITLE KEYS "- runs: qemu-s390x\n" SEEN PROGRAM);
	p = findings_find(&f, "a");
	ATF_REQUIRE(p != NULL && p->place != NULL);
	ATF_CHECK(p->python == NULL);
	ATF_CHECK_STREQ("s390x-linux-gnu-gcc -static", p->place->compiler);
	findings_release(&f);
}

ATF_TC_WITHOUT_HEAD(page_may_be_of_some_kernels);
ATF_TC_BODY(page_may_be_of_some_kernels, tc)
{
	struct findings f;

	read_page(&f, TITLE KEYS "- kernel: >=6.12.83 <6.13, >=7\n" SEEN CODE);
	ATF_CHECK(finding_happens_on(&f.at[0], "6.12.83-amd64"));
	ATF_CHECK(finding_happens_on(&f.at[0], "7.2.7"));
	ATF_CHECK(!finding_happens_on(&f.at[0], "6.12.82"));
	ATF_CHECK(!finding_happens_on(&f.at[0], "6.18.44-amd64"));
	findings_release(&f);
	read_page(&f, PAGE);
	ATF_CHECK(finding_happens_on(&f.at[0], "6.12.82"));
	findings_release(&f);
}

static const struct {
	const char *place, *printed, *who;
} places[] = {
	{ "qemu-arm", "qemu-arm version 7.2.22 (Debian 1:7.2+dfsg-7)\n",
	    "qemu-user 7.2.22" },
	{ "pypy3", "Python 3.9.16 (7.3.11+dfsg-2)\n[PyPy 7.3.11 with GCC]\n",
	    "PyPy 7.3.11" },
	{ "runsc", "runsc version 0.0-20221219.0\n", "gvisor 20221219.0" },
	{ "runsc", "runsc version release-20240101.0\n",
	    "gvisor 20240101.0" },
	{ "pypy3", "Python 3.11.2\n", "PyPy" },
};

ATF_TC_WITHOUT_HEAD(place_is_known_by_what_it_prints);
ATF_TC_BODY(place_is_known_by_what_it_prints, tc)
{
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct text who = TEXT_INIT;

		finding_place_who(finding_place_find(places[i].place),
		    places[i].printed, &who);
		ATF_CHECK_STREQ(places[i].who, text_get(&who));
		text_release(&who);
	}
}

static const struct {
	const char *text, *what;
} malformed[] = {
	{ "It sends\n", "does not begin" },
	{ TITLE "- id: b\n" CODE, "its id is 'b'" },
	{ TITLE "- id a\n" CODE, "not '- key: value'" },
	{ TITLE KEYS "- colour: red\n" SEEN CODE, "'colour' is unknown" },
	{ TITLE "- versions: >>3\n" CODE, "'versions' has '>>3'" },
	{ TITLE "- kernel: 6.1\n" CODE, "'kernel' has '6.1'" },
	{ TITLE KEYS CODE, "it has no seen" },
	{ TITLE KEYS SEEN "\ntext\n", "it has no ```python and no ```c" },
	{ TITLE "- id: a\n" SEEN CODE, "it has no owner" },
	{ TITLE "- id: a\n- owner: qemu\n" SEEN CODE, "it has no clauses" },
	{ TITLE "- id: a\n- owner: qemu", "it has no clauses" },
	{ TITLE "- id: a\n- owner: me\n" SEEN CODE,
	    "the owner 'me' is unknown; there are cpython, " },
	{ TITLE "- id: a\n- runs: vax\n" SEEN CODE,
	    "'runs' has 'vax'; there are qemu-aarch64, " },
	{ TITLE KEYS "- runs: qemu-s390x\n" SEEN CODE,
	    "a program in Python, which 'qemu-s390x' does not run" },
	{ TITLE KEYS "- runs: pypy3\n" SEEN CODE PROGRAM,
	    "a program in C, which 'pypy3' does not run" },
};

ATF_TC_WITHOUT_HEAD(malformed_page_is_refused);
ATF_TC_BODY(malformed_page_is_refused, tc)
{
	size_t i;

	for (i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
		struct why why = WHY_INIT;
		struct findings f;

		write_page(malformed[i].text);
		ATF_CHECK_MSG(!findings_read(&f, "findings", &why),
		    "page %zu was taken", i);
		ATF_CHECK_MSG(strstr(why.text, malformed[i].what) != NULL &&
		    strstr(why.text, "a.md") != NULL, "page %zu: %s", i,
		    why.text);
		ATF_CHECK_EQ(0, f.len);
	}
}

static const struct {
	const char *name, *clause, *finding, *what;
} entries[] = {
	{ "one", "SENDFILE-04", "a", "" },
	{ "one", "SENDFILE-04", "b", "no page" },
	{ "three", "SENDFILE-04", "a", "does not name entry 'three'" },
	{ "one", "SENDFILE-09", "a", "does not name clause 'SENDFILE-09'" },
};

ATF_TC_WITHOUT_HEAD(ledger_and_pages_have_to_fit);
ATF_TC_BODY(ledger_and_pages_have_to_fit, tc)
{
	const char *clause = "SENDFILE-05";
	struct ledger_entry two[2] = { { .name = "two",
	    .clauses = { &clause, 1 }, .finding = "a" } };
	struct ledger l = { .entries = two, .len = 2 };
	struct findings f;
	size_t i;

	read_page(&f, PAGE);
	for (i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		struct why why = WHY_INIT;

		two[1] = (struct ledger_entry){ .name = entries[i].name,
		    .clauses = { &entries[i].clause, 1 },
		    .finding = entries[i].finding };
		ATF_CHECK_EQ(i == 0, findings_fit(&f, &l, &why));
		ATF_CHECK_MSG(strstr(why.text, entries[i].what) != NULL,
		    "%s", why.text);
	}
	l.len = 1;
	ATF_CHECK_MSG(!findings_fit(&f, &l, &(struct why)WHY_INIT),
	    "an entry that the page names is missing");
	findings_release(&f);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, page_keeps_every_key);
	ATF_TP_ADD_TC(tp, page_may_be_shown_by_its_program_alone);
	ATF_TP_ADD_TC(tp, pages_without_rows_can_be_left_out);
	ATF_TP_ADD_TC(tp, page_may_have_c_alone_and_run_elsewhere);
	ATF_TP_ADD_TC(tp, page_may_be_of_some_kernels);
	ATF_TP_ADD_TC(tp, place_is_known_by_what_it_prints);
	ATF_TP_ADD_TC(tp, malformed_page_is_refused);
	ATF_TP_ADD_TC(tp, ledger_and_pages_have_to_fit);
	return atf_no_error();
}
