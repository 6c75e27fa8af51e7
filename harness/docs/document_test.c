/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages of the documentation, and what is none. */
#include <atf-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/docs/document.h"

#define HEAD "<!DOCTYPE html>\n<html><head><title>socket — Low-level — " \
	"Python 3.13.5 documentation</title></head><body>\n"
#define TAIL "</body>\n</html>\n"
#define METHOD HEAD \
	"<dl class=\"py class\"><dt id=\"s\">class s</dt><dd>" \
	"<dl class=\"py method\">\n<dt class=\"sig\" id=\"s.m\">m(<em>a</em>)" \
	"<a class=\"headerlink\" href=\"#s.m\">¶</a></dt>\n" \
	"<dd><p>It does\n  <em>this</em>, e.g. &lt;that&gt;. file\tis one." \
	"  Is it? Yes.</p><ul><li><p>an item</p></li></ul>" \
	"<pre>x = 1.\ny = 2</pre>" \
	"<dl class=\"py method\"><dt id=\"s.n\">n()</dt><dd><p>Other.</p></dd>" \
	"</dl></dd></dl></dd></dl>\n" \
	"<section id=\"out\"><h2>Out</h2><p>Outer.</p>" \
	"<section id=\"in\"><p>Inner.</p></section><p>Last.</p></section>" TAIL

static void
write_page(const char *bytes, size_t len)
{
	FILE *f = fopen("page.html", "w");

	ATF_REQUIRE(f != NULL && fwrite(bytes, 1, len, f) == len &&
	    fclose(f) == 0);
}

/* The sentences of a section, '|' behind each and '\n' behind a paragraph. */
static const char *
sentences(const struct document *d, const char *id)
{
	static struct text text = TEXT_INIT;
	struct passage s = PASSAGE_INIT;
	size_t p, n;

	text_cut(&text, 0);
	if (!document_passage(d, id, &s))
		return NULL;
	for (p = 0; p < s.len; p++, text_addc(&text, '\n'))
		for (n = 0; n < s.paragraphs[p].len; n++)
			text_addf(&text, "%s|",
			    s.paragraphs[p].sentences[n].text);
	passage_release(&s);
	return text_get(&text);
}

static void
require_libxml2(void)
{
	if (!document_can_be_read())
		atf_tc_skip("unsupported: without libxml2");
}

ATF_TC_WITHOUT_HEAD(definition_has_its_own_paragraphs);
ATF_TC_BODY(definition_has_its_own_paragraphs, tc)
{
	struct document d;
	struct why why = WHY_INIT;

	require_libxml2();
	write_page(METHOD, strlen(METHOD));
	ATF_REQUIRE_MSG(document_read(&d, "page.html", &why), "%s", why.text);
	ATF_CHECK_STREQ(d.version, "3.13");
	ATF_CHECK_STREQ(sentences(&d, "s.m"), "m(a)|\n"
	    "It does this, e.g. <that>.|file is one.|Is it?|Yes.|\n"
	    "an item|\nx = 1. y = 2|\n");
	ATF_CHECK_STREQ(sentences(&d, "s.n"), "n()|\nOther.|\n");
	ATF_CHECK_STREQ(sentences(&d, "out"), "Outer.|\nLast.|\n");
	ATF_CHECK(sentences(&d, "nowhere") == NULL);
	document_release(&d);
}

/* Whatever byte it ends at, it is refused or read whole. */
ATF_TC_WITHOUT_HEAD(page_that_is_cut_off_is_refused);
ATF_TC_BODY(page_that_is_cut_off_is_refused, tc)
{
	struct document d;
	size_t len;

	require_libxml2();
	for (len = 0; len < strlen(METHOD) - 1; len++) {
		struct why why = WHY_INIT;

		write_page(METHOD, len);
		ATF_CHECK_MSG(!document_read(&d, "page.html", &why),
		    "cut off at %zu it is read", len);
		ATF_CHECK_MSG(strstr(why.text, "'page.html'") != NULL, "%s",
		    why.text);
	}
}

ATF_TC_WITHOUT_HEAD(what_is_no_page_is_refused);
ATF_TC_BODY(what_is_no_page_is_refused, tc)
{
	static const char nul[] = HEAD "a\0b" TAIL;
	static const char no_title[] = "<html><p>Python 3.13</p></html>";
	struct document d;
	struct why why = WHY_INIT;
	FILE *f;
	int i;

	require_libxml2();
	write_page(nul, sizeof(nul) - 1);
	ATF_CHECK(!document_read(&d, "page.html", &why));
	ATF_CHECK_STREQ(why.text, "'page.html' is damaged: it has a NUL");
	write_page(no_title, sizeof(no_title) - 1);
	ATF_CHECK(!document_read(&d, "page.html", &why));
	ATF_CHECK_STREQ(why.text, "'page.html' is no page of Python's "
	    "documentation: its title tells no version");
	ATF_CHECK(!document_read(&d, "nowhere.html", &why));
	ATF_CHECK(!document_read(&d, ".", &why));
	f = fopen("page.html", "w");
	ATF_REQUIRE(f != NULL);
	for (i = 0; i < 17; i++)
		fseek(f, 1 << 20, SEEK_CUR);
	fputs(TAIL, f);
	fclose(f);
	ATF_CHECK(!document_read(&d, "page.html", &why));
	ATF_CHECK_MSG(strstr(why.text, "is larger than") != NULL, "%s",
	    why.text);
}

/* Depth without end, tags that close nothing, bytes that are no UTF-8. */
ATF_TC_WITHOUT_HEAD(hostile_page_does_no_harm);
ATF_TC_BODY(hostile_page_does_no_harm, tc)
{
	struct text page = TEXT_INIT;
	struct document d;
	struct why why = WHY_INIT;
	int i;

	require_libxml2();
	text_adds(&page, HEAD "<section id=\"x\">");
	for (i = 0; i < 100000; i++)
		text_adds(&page, i % 2 == 0 ? "<div>" : "<b>");
	text_adds(&page, "<p>deep</p></nothing></p>\xff\xfe\xc3<p id=\"x\">"
	    "&#0;&bogus;&#99999999;" TAIL);
	write_page(text_get(&page), page.len);
	if (document_read(&d, "page.html", &why)) {
		sentences(&d, "x");
		document_release(&d);
	}
	text_release(&page);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, definition_has_its_own_paragraphs);
	ATF_TP_ADD_TC(tp, page_that_is_cut_off_is_refused);
	ATF_TP_ADD_TC(tp, what_is_no_page_is_refused);
	ATF_TP_ADD_TC(tp, hostile_page_does_no_harm);
	return atf_no_error();
}
