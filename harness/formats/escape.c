/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/formats/escape.h"
#include "harness/protocol/clean.h"
#include "harness/report/record.h"
#include "harness/report/table.h"

/*
 * Whole, harmless UTF-8. Lines stay lines if `lines`. U+FFFE and U+FFFF, which
 * no XML may have, become U+FFFD.
 */
static void
clean(struct text *out, const char *s, bool lines)
{
	struct pool pool = POOL_INIT;
	const char *whole = record_utf8(&pool, s, strlen(s)), *newline;
	struct text line = TEXT_INIT;
	size_t from = out->len;
	char *at;

	while (lines && (newline = strchr(whole, '\n')) != NULL) {
		text_cut(&line, 0);
		text_add(&line, whole, (size_t)(newline - whole));
		text_add_clean(out, text_get(&line));
		text_addc(out, '\n');
		whole = newline + 1;
	}
	text_add_clean(out, whole);
	for (at = out->at + from; out->len > from &&
	    (at = strstr(at, "\xef\xbf")) != NULL; at += 3)
		if (at[2] == '\xbe' || at[2] == '\xbf')
			at[2] = '\xbd';
	text_release(&line);
	pool_release(&pool);
}

/* Adds it with what `of` lists as `format` has it, of the byte. */
static void
add_encoded(struct text *out, const struct text *s, const char *of,
    const char *format)
{
	const char *at;

	for (at = text_get(s); *at != '\0'; at++)
		if (strchr(of, *at) == NULL) {
			text_addc(out, *at);
		} else {
			char code[16];

			snprintf(code, sizeof(code), format, *at);
			text_adds(out, code);
		}
}

void
escape_xml(struct text *out, const char *s)
{
	struct text text = TEXT_INIT;

	clean(&text, s, true);
	add_encoded(out, &text, "&<>", "&#%d;");
	text_release(&text);
}

void
escape_xml_attribute(struct text *out, const char *s)
{
	struct text text = TEXT_INIT;

	clean(&text, s, true);
	add_encoded(out, &text, "&<>\"'\n", "&#%d;");
	text_release(&text);
}

void
escape_attribute(struct text *out, const char *name, const char *value)
{
	text_addf(out, " %s=\"", name);
	escape_xml_attribute(out, value);
	text_addc(out, '"');
}

void
escape_tap(struct text *out, const char *s)
{
	struct text text = TEXT_INIT;

	clean(&text, s, false);
	add_encoded(out, &text, "\\#", "\\%c");
	text_release(&text);
}

/* The most backticks that stand in a row. */
static size_t
longest_run(const char *at)
{
	size_t most = 0, n;

	for (; *at != '\0'; at += n + (n == 0)) {
		n = strspn(at, "`");
		if (n > most)
			most = n;
	}
	return most;
}

void
escape_markdown(struct text *out, const char *s, bool cell)
{
	struct text text = TEXT_INIT, fence = TEXT_INIT;
	size_t run;

	clean(&text, s, false);
	run = longest_run(text_get(&text));
	if (text.len > 0) {
		do
			text_addc(&fence, '`');
		while (fence.len <= run);
		text_addf(out, "%s%s", text_get(&fence), run > 0 ? " " : "");
		add_encoded(out, &text, cell ? "|" : "", "\\%c");
		text_addf(out, "%s%s", run > 0 ? " " : "", text_get(&fence));
	}
	text_release(&text);
	text_release(&fence);
}

void
escape_github(struct text *out, const char *s, bool property)
{
	struct text text = TEXT_INIT;

	clean(&text, s, true);
	add_encoded(out, &text, property ? "%\n:," : "%\n", "%%%02X");
	text_release(&text);
}

void
escape_json(struct text *out, const char *s)
{
	struct text text = TEXT_INIT;
	const char *at;

	clean(&text, s, true);
	text_addc(out, '"');
	for (at = text_get(&text); *at != '\0'; at++)
		if (*at == '\n')
			text_adds(out, "\\n");
		else if (*at == '"' || *at == '\\')
			text_addf(out, "\\%c", *at);
		else
			text_addc(out, *at);
	text_addc(out, '"');
	text_release(&text);
}
