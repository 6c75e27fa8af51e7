/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/judge/documented.h"
#include "harness/protocol/memory.h"

void
documented_want(struct documented *d, const char *label, const char *allowed,
    ...)
{
	struct text text = TEXT_INIT, name = TEXT_INIT;
	va_list ap;

	va_start(ap, allowed);
	text_vaddf(&text, allowed, ap);
	va_end(ap);
	text_adds(&name, label);
	d->wants = memory_grow(d->wants, d->len, sizeof(*d->wants));
	d->wants[d->len++] = (struct documented_want){ text_detach(&name),
	    text_detach(&text) };
}

void
documented_add(struct documented *d, const char *wants)
{
	struct text label = TEXT_INIT;
	const char *colon, *end;

	while ((colon = strstr(wants, ": ")) != NULL) {
		text_cut(&label, 0);
		text_add(&label, wants, (size_t)(colon - wants));
		end = strstr(colon, "; ");
		if (end == NULL)
			end = colon + strlen(colon);
		documented_want(d, text_get(&label), "%.*s",
		    (int)(end - colon - 2), colon + 2);
		wants = *end != '\0' ? end + 2 : end;
	}
	text_release(&label);
}

const char *
documented_for(const struct documented *d, const char *label)
{
	size_t i;

	for (i = 0; i < d->len; i++)
		if (strcmp(d->wants[i].label, label) == 0)
			return d->wants[i].allowed;
	return NULL;
}

/* Only the last '*' is tried again: what those before took will do as well. */
static bool
glob(const char *pattern, const char *end, const char *text)
{
	const char *star = NULL, *from = NULL;

	for (;;)
		if (pattern < end && *pattern == '*') {
			star = ++pattern;
			from = text;
		} else if (pattern == end ? *text == '\0' :
		    *pattern == *text && *text != '\0') {
			if (pattern++ == end)
				return true;
			text++;
		} else if (star != NULL && *from != '\0') {
			pattern = star;
			text = ++from;
		} else {
			return false;
		}
}

bool
documented_glob(const char *pattern, const char *text)
{
	return glob(pattern, pattern + strlen(pattern), text);
}

bool
documented_allows(const char *allowed, const char *outcome)
{
	const char *end;

	while ((end = strstr(allowed, " or ")) != NULL) {
		if (glob(allowed, end, outcome))
			return true;
		allowed = end + 4;
	}
	return documented_glob(allowed, outcome);
}

bool
documented_leaves_open(const struct documented *d, const char *label,
    const char *outcome)
{
	const char *allowed = documented_for(d, label), *end;
	bool open = false, last = false;

	for (; allowed != NULL && !last; allowed = end + 4) {
		end = strstr(allowed, " or ");
		last = end == NULL;
		if (last)
			end = allowed + strlen(allowed);
		if (!glob(allowed, end, outcome))
			continue;
		if (memchr(allowed, '*', (size_t)(end - allowed)) == NULL ||
		    memmem(allowed, (size_t)(end - allowed), "**", 2) != NULL)
			return false;
		open = true;
	}
	return open;
}

const struct documented_want *
documented_departure(const struct documented *d, const struct trace *t,
    size_t *at, const struct event **event)
{
	const struct documented_want *want;

	while (*at < d->len) {
		want = &d->wants[(*at)++];
		*event = trace_find(t, want->label);
		if (*event == NULL ||
		    !documented_allows(want->allowed, (*event)->outcome))
			return want;
	}
	return NULL;
}

void
documented_release(struct documented *d)
{
	size_t i;

	for (i = 0; i < d->len; i++) {
		free(d->wants[i].label);
		free(d->wants[i].allowed);
	}
	free(d->wants);
	*d = (struct documented)DOCUMENTED_INIT;
}
