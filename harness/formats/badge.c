/* SPDX-License-Identifier: BSD-2-Clause */
/* One glance: an SVG, and the same for shields.io to draw. */
#include <string.h>

#include "harness/formats/escape.h"
#include "harness/formats/format.h"
#include "harness/formats/outcome.h"

#define LABEL "pysock"
#define CHARACTER 7	/* pixels of one, more or less */
#define PADDING 10	/* on both sides together */

/* What it says, and whether that is good. */
static bool
add_message(struct text *out, const struct store *s)
{
	int64_t platforms = store_number(s, "SELECT count(*) FROM platform");
	int64_t executed = store_number(s, "SELECT ifnull(sum(executed), 0)"
	    " FROM instance");
	bool bad = outcome_add_worst(out, s);

	if (!bad)
		text_addf(out, "%lld as expected", (long long)executed);
	if (platforms > 1)
		text_addf(out, ", %lld platforms", (long long)platforms);
	return !bad;
}

void
badge_add(struct text *out, const char *message, bool good)
{
	int left = (int)strlen(LABEL) * CHARACTER + PADDING;
	int right = (int)strlen(message) * CHARACTER + PADDING;

	text_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
	    "width=\"%d\" height=\"20\" role=\"img\" aria-label=\"" LABEL
	    ": ", left + right);
	escape_xml_attribute(out, message);
	text_addf(out, "\">\n<rect width=\"%d\" height=\"20\" fill=\"#555\"/>\n"
	    "<rect x=\"%d\" width=\"%d\" height=\"20\" fill=\"%s\"/>\n"
	    "<g fill=\"#fff\" text-anchor=\"middle\" font-size=\"11\" "
	    "font-family=\"DejaVu Sans,Verdana,sans-serif\">\n"
	    "<text x=\"%d\" y=\"14\">" LABEL "</text>\n"
	    "<text x=\"%d\" y=\"14\">", left, left, right,
	    good ? "#287233" : "#b3261e", left / 2, left + right / 2);
	escape_xml(out, message);
	text_adds(out, "</text>\n</g>\n</svg>\n");
}

void
shields_add(struct text *out, const char *message, bool good)
{
	text_adds(out, "{\"schemaVersion\":1,\"label\":\"" LABEL
	    "\",\"message\":");
	escape_json(out, message);
	text_addf(out, ",\"color\":\"%s\",\"isError\":%s}\n",
	    good ? "brightgreen" : "red", good ? "false" : "true");
}

void
format_badge(struct text *out, const struct store *s, const char *command)
{
	struct text message = TEXT_INIT;
	bool good = add_message(&message, s);

	(void)command;
	badge_add(out, text_get(&message), good);
	text_release(&message);
}

void
format_shields(struct text *out, const struct store *s, const char *command)
{
	struct text message = TEXT_INIT;
	bool good = add_message(&message, s);

	(void)command;
	shields_add(out, text_get(&message), good);
	text_release(&message);
}
