/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/formats/escape.h"
#include "harness/runs/runs_page.h"

/* Of the report's page: harness/report/page/embedded.S. */
extern const char page_css[];

static const char *const starts[] = {
	[RUNS_PAGE_GOOD] = " class=\"all good\">✓ ",
	[RUNS_PAGE_BAD] = " class=\"all bad\">✗ ",
	[RUNS_PAGE_NONE] = ">" };

void
runs_page_begin(struct text *out, const char *title, const char *sentence,
    enum runs_page_news news)
{
	text_adds(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content="
	    "\"width=device-width, initial-scale=1\">\n<meta name="
	    "\"color-scheme\" content=\"light dark\">\n<meta http-equiv="
	    "\"Content-Security-Policy\" content=\"default-src 'none'; img-src "
	    "data:; style-src 'unsafe-inline'\">\n<link rel=\"icon\" href="
	    "\"data:,\">\n<title>pysock: ");
	escape_xml(out, title);
	text_adds(out, "</title>\n<style>\n");
	text_adds(out, page_css);
	text_adds(out, "</style>\n</head>\n<body>\n<header>\n<h1>pysock "
	    "<small>");
	escape_xml(out, title);
	text_addf(out, "</small></h1>\n<p%s", starts[news]);
	escape_xml(out, sentence);
	text_adds(out, "</p>\n</header>\n<main>\n");
}

static void
add_heads(struct text *out, const char *heading, const char *const *heads)
{
	text_adds(out, "<h2>");
	escape_xml(out, heading);
	text_adds(out, "</h2>\n<div class=\"scroll\">\n<table class="
	    "\"runs\">\n<thead><tr>");
	for (; *heads != NULL; heads++) {
		text_adds(out, "<th scope=\"col\">");
		escape_xml(out, *heads);
	}
	text_adds(out, "</thead>\n<tbody>\n");
}

void
runs_page_table(struct text *out, const char *heading,
    const char *const *heads, sqlite3_stmt *stmt)
{
	bool any = false;
	int n;

	for (; store_step(stmt); any = true) {
		if (!any)
			add_heads(out, heading, heads);
		text_adds(out, "<tr><th scope=\"row\">");
		escape_xml(out, store_text(stmt, 0));
		for (n = 1; heads[n] != NULL; n++) {
			text_adds(out, "<td>");
			escape_xml(out, store_text(stmt, n));
		}
		text_addc(out, '\n');
	}
	if (any)
		text_adds(out, "</tbody>\n</table>\n</div>\n");
	sqlite3_finalize(stmt);
}

void
runs_page_end(struct text *out)
{
	text_adds(out, "</main>\n</body>\n</html>\n");
}
