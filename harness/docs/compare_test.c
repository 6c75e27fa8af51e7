/* SPDX-License-Identifier: BSD-2-Clause */
/* What clauses are known to rest on, and documentation that changed. */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/docs/compare.h"
#include "harness/docs/document.h"
#include "harness/rows/areas.h"

#define A "0123456789abcdef"
#define HEADER "clause\tversion\tanchor\tparagraph\tsentence\n"
#define LINE "SOME-01\t3.11\tlibrary/socket#x\t" A "\t" A "\n"

/* There are no rows here. */
const struct area *const areas[] = { NULL };
const size_t areas_len = 0;

static char some[] = "SOME-01", documented[] = "documented",
    silent[] = "silent", other[] = "SOME-02";
static struct clause clauses[] = { { .id = some, .source = documented },
	{ .id = other, .source = silent } };
static const struct catalogue catalogue = { .clauses = clauses, .len = 2 };

static void
write_file(const char *path, const char *text, size_t len)
{
	FILE *f;

	mkdir("cases", 0777);
	mkdir("library", 0777);
	f = fopen(path, "w");
	ATF_REQUIRE(f != NULL && fwrite(text, 1, len, f) == len &&
	    fclose(f) == 0);
}

static const struct {
	const char *text, *sentence;
} refused[] = {
	{ "", "'./cases/documented.tsv' is damaged or cut off" },
	{ HEADER LINE "SOME-01\t3.1", "'./cases/documented.tsv' is damaged or "
	    "cut off" },
	{ "clause\n", "cases/documented.tsv, line 1: it does not name the "
	    "fields" },
	{ HEADER "SOME-01\t3.11\n", "cases/documented.tsv, line 2: it has not "
	    "five fields between tabs" },
	{ HEADER "SOME-01\t3.11\ta#b\t" A "\t" A "\tx\n",
	    "cases/documented.tsv, line 2: it has not five fields between "
	    "tabs" },
	{ HEADER "SOME-03\t3.11\ta#b\t" A "\t" A "\n", "cases/documented.tsv, "
	    "line 2: its clause is not in cases/clauses.tsv" },
	{ HEADER "SOME-02\t3.11\ta#b\t" A "\t" A "\n", "cases/documented.tsv, "
	    "line 2: its clause is not documented" },
	{ HEADER "SOME-01\t3.x\ta#b\t" A "\t" A "\n", "cases/documented.tsv, "
	    "line 2: its version is not 3.N" },
	{ HEADER "SOME-01\t3.11\ta\t" A "\t" A "\n", "cases/documented.tsv, "
	    "line 2: its anchor is not PAGE#ID" },
	{ HEADER "SOME-01\t3.11\t../../etc/x#b\t" A "\t" A "\n",
	    "cases/documented.tsv, line 2: its anchor is not PAGE#ID" },
	{ HEADER "SOME-01\t3.11\ta#b\t" A "\t" A "0\n", "cases/documented.tsv,"
	    " line 2: a fingerprint is not 16 digits in hexadecimal" },
	{ HEADER LINE LINE, "cases/documented.tsv, line 3: it stood before" },
};

ATF_TC_WITHOUT_HEAD(malformed_line_is_refused);
ATF_TC_BODY(malformed_line_is_refused, tc)
{
	struct claims claims;
	size_t n;

	for (n = 0; n < sizeof(refused) / sizeof(refused[0]); n++) {
		struct why why = WHY_INIT;

		write_file("cases/documented.tsv", refused[n].text,
		    strlen(refused[n].text));
		ATF_CHECK(!claims_read(&claims, ".", &catalogue, &why));
		ATF_CHECK_STREQ(why.text, refused[n].sentence);
		claims_release(&claims);
	}
}

ATF_TC_WITHOUT_HEAD(documented_clause_has_to_say_where);
ATF_TC_BODY(documented_clause_has_to_say_where, tc)
{
	struct claims claims;
	struct why why = WHY_INIT;

	write_file("cases/documented.tsv", HEADER, strlen(HEADER));
	ATF_REQUIRE(claims_read(&claims, ".", &catalogue, &why));
	ATF_CHECK(!claims_check(&claims, &catalogue, &why));
	ATF_CHECK_STREQ(why.text, "clause 'SOME-01' is documented, and "
	    "cases/documented.tsv does not say where");
	claims_release(&claims);
	write_file("cases/documented.tsv", HEADER LINE, strlen(HEADER LINE));
	ATF_REQUIRE(claims_read(&claims, ".", &catalogue, &why));
	ATF_CHECK(claims_check(&claims, &catalogue, &why));
	ATF_CHECK_STREQ(claims_version(&claims, "3.13"), "3.11");
	ATF_CHECK(claims_version(&claims, "3.9") == NULL);
	claims_release(&claims);
}

/* A page of that version: sendmsg() with a text, and a section with one. */
static void
write_page(const char *version, const char *method, const char *section)
{
	struct text page = TEXT_INIT;

	text_addf(&page, "<html><head><title>Python %s documentation</title>"
	    "</head><body><dl class=\"py\"><dt id=\"socket.socket.sendmsg\">"
	    "</dt><dd><p>%s</p></dd></dl><section id=\"x\"><p>%s</p>"
	    "</section></body></html>\n", version, method, section);
	write_file("library/socket.html", text_get(&page), page.len);
	text_release(&page);
}

/* Claims the sentences of a page that stands there. */
static void
claim_all(void)
{
	struct text file = TEXT_INIT;
	struct passage s = PASSAGE_INIT;
	struct document d;
	struct why why = WHY_INIT;
	size_t n;

	text_adds(&file, HEADER);
	ATF_REQUIRE_MSG(document_read(&d, "library/socket.html", &why), "%s",
	    why.text);
	ATF_REQUIRE(document_passage(&d, "x", &s));
	for (n = 0; n < s.paragraphs[0].len; n++)
		text_addf(&file, "SOME-01\t%s\tlibrary/socket#x\t%s\t%s\n",
		    d.version, s.paragraphs[0].fingerprint,
		    s.paragraphs[0].sentences[n].fingerprint);
	write_file("cases/documented.tsv", text_get(&file), file.len);
	passage_release(&s);
	document_release(&d);
	text_release(&file);
}

static void
check_compared(size_t same, size_t changed, size_t gone, size_t unclaimed,
    size_t appeared)
{
	struct claims claims;
	struct comparison r;
	struct why why = WHY_INIT;

	ATF_REQUIRE(claims_read(&claims, ".", &catalogue, &why));
	ATF_REQUIRE_MSG(compare(&claims, ".", false, stdout, &r, &why), "%s",
	    why.text);
	ATF_CHECK_EQ(r.same, same);
	ATF_CHECK_EQ(r.changed, changed);
	ATF_CHECK_EQ(r.gone, gone);
	ATF_CHECK_EQ(r.unclaimed, unclaimed);
	ATF_CHECK_EQ(r.appeared, appeared);
	claims_release(&claims);
}

ATF_TC_WITHOUT_HEAD(what_changed_went_or_is_new_is_told);
ATF_TC_BODY(what_changed_went_or_is_new_is_told, tc)
{
	struct claims claims;
	struct comparison r;
	struct why why = WHY_INIT;

	if (!document_can_be_read())
		atf_tc_skip("unsupported: without libxml2");
	write_page("3.11.2", "", "It does. It may.");
	claim_all();
	check_compared(2, 0, 0, 0, 0);
	/* White space alone is no change. */
	write_page("3.11.9", "", " It\n\tdoes.   It may.\n");
	check_compared(2, 0, 0, 0, 0);
	write_page("3.12.0", "A promise. Another.", "It does. It must.");
	check_compared(0, 1, 1, 2, 1);
	write_page("3.13.0", "", "it does.");
	check_compared(0, 0, 2, 0, 1);
	write_page("3.9.1", "", "It does. It may.");
	ATF_REQUIRE(claims_read(&claims, ".", &catalogue, &why));
	ATF_CHECK(!compare(&claims, ".", false, stdout, &r, &why));
	ATF_CHECK_STREQ(why.text, "nothing is known of the documentation of "
	    "Python 3.9, or of an older one");
	ATF_CHECK(!compare(&claims, "nowhere", false, stdout, &r, &why));
	claims_release(&claims);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, malformed_line_is_refused);
	ATF_TP_ADD_TC(tp, documented_clause_has_to_say_where);
	ATF_TP_ADD_TC(tp, what_changed_went_or_is_new_is_told);
	return atf_no_error();
}
