/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <string.h>

#include "harness/report/page_text.h"

/* A character of valid UTF-8; *len is how many bytes it has. */
static unsigned
character(const char *s, size_t *len)
{
	const unsigned char *at = (const unsigned char *)s;

	*len = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	switch (*len) {
	case 1:
		return at[0];
	case 2:
		return (at[0] & 0x1fu) << 6 | (at[1] & 0x3fu);
	case 3:
		return (at[0] & 0xfu) << 12 | (at[1] & 0x3fu) << 6 |
		    (at[2] & 0x3fu);
	default:
		return (at[0] & 7u) << 18 | (at[1] & 0x3fu) << 12 |
		    (at[2] & 0x3fu) << 6 | (at[3] & 0x3fu);
	}
}

/* Controls, and what has no width or turns the direction of writing. */
static bool
is_unseen(unsigned c)
{
	return (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) ||
	    c == 0xad || c == 0x61c || c == 0x180e ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	    (c >= 0xe0000 && c <= 0xe007f);
}

void
page_text_html(struct text *out, const char *s)
{
	size_t len;
	unsigned c;

	for (; *s != '\0'; s += len) {
		c = character(s, &len);
		if (is_unseen(c))
			text_addf(out, "\\u%04x", c);
		else if (c == '<')
			text_adds(out, "&lt;");
		else if (c == '>')
			text_adds(out, "&gt;");
		else if (c == '&')
			text_adds(out, "&amp;");
		else if (c == '"')
			text_adds(out, "&quot;");
		else
			text_add(out, s, len);
	}
}

void
page_text_address(struct text *out, const char *s)
{
	for (; *s != '\0'; s++)
		if (isalnum((unsigned char)*s) || strchr("-._~", *s) != NULL)
			text_addc(out, *s);
		else
			text_addf(out, "%%%02X", (unsigned char)*s);
}

/* SQLite writes \u00XX only of controls. */
void
page_text_json(struct text *out, const char *json)
{
	size_t len;
	unsigned c;

	for (; *json != '\0'; json += len) {
		c = character(json, &len);
		if (c == '\\' && json[1] == 'u') {
			text_adds(out, "\\\\u");
			len = 2;
		} else if (c == '\\' && (json[1] == 'b' || json[1] == 'f' ||
		    json[1] == 'r')) {
			text_addf(out, "\\\\u%04x", json[1] == 'b' ? 8u :
			    json[1] == 'f' ? 12u : 13u);
			len = 2;
		} else if (c == '\\') {
			text_add(out, json, 2);
			len = 2;
		} else if (c == '<')
			text_adds(out, "\\u003c");
		else if (is_unseen(c))
			text_addf(out, "\\\\u%04x", c);
		else
			text_add(out, json, len);
	}
}

void
page_text_number(struct text *out, int64_t n)
{
	if (n >= 1000) {
		page_text_number(out, n / 1000);
		text_addf(out, ",%03d", (int)(n % 1000));
	} else
		text_addf(out, "%d", (int)n);
}
