/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/formats/format.h"
#include "harness/report/json.h"

void
format_json(struct text *out, const struct store *s, const char *command)
{
	(void)command;
	json_add(out, s);
}

const struct format formats[] = {
	{ "json", "report.json", format_json },
	{ "junit", "JUnit's XML, a test case a row", format_junit },
	{ "tap", "TAP 14", format_tap },
	{ "md", "Markdown for a pull request", format_markdown },
	{ "github", "annotations of a workflow", format_github },
	{ "html", "a page", NULL },
	{ "badge", "an SVG", format_badge },
	{ "shields", "an endpoint for shields.io, JSON", format_shields },
	{ "", "", NULL },
};

const struct format *
format_named(const char *name, struct why *why)
{
	const struct format *f;
	struct text names = TEXT_INIT;

	for (f = formats; f->name[0] != '\0'; f++) {
		if (strcmp(f->name, name) == 0) {
			text_release(&names);
			return f;
		}
		text_addf(&names, "%s%s", names.len > 0 ? ", " : "", f->name);
	}
	why_set(why, "there is no format '%s'; there are %s", name,
	    text_get(&names));
	text_release(&names);
	return NULL;
}
