/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/runs/skip.h"

/* Behind the string that begins at `at`, or NULL. */
static const char *
end_of_string(const char *at, const char *end)
{
	const char *quote = at, *back;

	do {
		quote = memchr(quote + 1, '"', (size_t)(end - quote - 1));
		if (quote == NULL)
			return NULL;
		for (back = quote; back[-1] == '\\'; back--)
			continue;
	} while ((quote - back) % 2 != 0);
	return quote + 1;
}

/* Behind the list that begins at `at`, or NULL. */
static const char *
end_of_list(const char *at, const char *end)
{
	int depth = 0;

	while (at != NULL && at < end) {
		if (*at == '"') {
			at = end_of_string(at, end);
			continue;
		}
		depth += *at == '[' || *at == '{';
		depth -= *at == ']' || *at == '}';
		at++;
		if (depth == 0)
			return at;
	}
	return NULL;
}

static const char *
skip_space(const char *at, const char *end)
{
	while (at < end && strchr(" \t\r\n", *at) != NULL)
		at++;
	return at;
}

/* The list that follows the name from `at` to `behind`, or NULL. */
static const char *
list_of(const char *at, const char *behind, const char *end, const char *name)
{
	size_t len = strlen(name);

	if ((size_t)(behind - at) != len + 2 ||
	    memcmp(at + 1, name, len) != 0)
		return NULL;
	at = skip_space(behind, end);
	if (at == end || *at != ':')
		return NULL;
	at = skip_space(at + 1, end);
	return at < end && *at == '[' ? at : NULL;
}

void
skip_lists(struct text *json, const char *name)
{
	const char *at = text_get(json), *end = at + json->len;
	const char *kept = at, *behind, *list, *over;
	struct text out = TEXT_INIT;

	while (at < end && (at = memchr(at, '"', (size_t)(end - at))) != NULL) {
		behind = end_of_string(at, end);
		if (behind == NULL)
			break;
		list = list_of(at, behind, end, name);
		over = list != NULL ? end_of_list(list, end) : NULL;
		at = behind;
		if (over == NULL)
			continue;
		text_add(&out, kept, (size_t)(list - kept));
		text_adds(&out, "[]");
		at = kept = over;
	}
	text_add(&out, kept, (size_t)(end - kept));
	text_release(json);
	*json = out;
}
