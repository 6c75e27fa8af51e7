/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/trace.h"
#include "harness/protocol/memory.h"

static char *
copy(const char *s)
{
	return s != NULL ? memory_copy(s) : NULL;
}

const struct event *
trace_find(const struct trace *t, const char *label)
{
	size_t i;

	for (i = 0; i < t->len; i++)
		if (strcmp(t->events[i].label, label) == 0)
			return &t->events[i];
	return NULL;
}

void
trace_add(struct trace *t, const char *label, const char *act,
    const char *outcome, const char *note)
{
	struct text name = TEXT_INIT;
	int n = 1;

	text_adds(&name, label);
	while (trace_find(t, text_get(&name)) != NULL) {
		text_cut(&name, strlen(label));
		text_addf(&name, "#%d", ++n);
	}
	t->events = memory_grow(t->events, t->len, sizeof(*t->events));
	t->events[t->len++] = (struct event){ text_detach(&name),
	    copy(act != NULL ? act : label), copy(outcome), copy(note) };
}

bool
trace_line_is_amiss(const char *line)
{
	static const char *const labels[] = { TRACE_LEFT, TRACE_CHANGED,
	    TRACE_BUSY };
	size_t i, len = strcspn(line, "#:");

	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (strlen(labels[i]) == len &&
		    strncmp(labels[i], line, len) == 0)
			return true;
	return false;
}

bool
event_is_amiss(const struct event *e)
{
	return trace_line_is_amiss(e->label);
}

static bool
event_equal(const struct event *a, const struct event *b)
{
	return strcmp(a->label, b->label) == 0 && strcmp(a->act, b->act) == 0 &&
	    strcmp(a->outcome, b->outcome) == 0;
}

bool
trace_equal(const struct trace *a, const struct trace *b)
{
	size_t i;

	if (a->len != b->len)
		return false;
	for (i = 0; i < a->len; i++)
		if (!event_equal(&a->events[i], &b->events[i]))
			return false;
	return true;
}

/* FNV-1a. */
static uint64_t
hash(uint64_t h, const char *s)
{
	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return (h ^ '\n') * 0x100000001b3u;
}

uint64_t
trace_hash_outcomes(const struct trace *t)
{
	uint64_t h = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < t->len; i++)
		h = hash(hash(h, t->events[i].label), t->events[i].outcome);
	return h;
}

uint64_t
trace_hash(const struct trace *t)
{
	uint64_t h = trace_hash_outcomes(t);
	size_t i;

	for (i = 0; i < t->len; i++)
		h = hash(h, t->events[i].act);
	return h;
}

static void
event_format(const struct event *e, const char *indent, char mark,
    struct text *out)
{
	text_addf(out, "%s%c %s", indent, mark, e->act);
	if (strcmp(e->act, e->label) == 0)
		text_addf(out, ": %s", e->outcome);
	else
		text_addf(out, " -> %s", e->outcome);
	if (e->note != NULL)
		text_addf(out, "    # %s", e->note);
	text_addc(out, '\n');
}

void
trace_format(const struct trace *t, const char *indent, struct text *out)
{
	size_t i;

	for (i = 0; i < t->len; i++)
		event_format(&t->events[i], indent, ' ', out);
}

void
trace_format_diff(const struct trace *a, const struct trace *b,
    const char *indent, struct text *out)
{
	size_t i = 0, j = 0, k;

	while (i < a->len || j < b->len) {
		if (i < a->len && j < b->len &&
		    event_equal(&a->events[i], &b->events[j])) {
			event_format(&a->events[i++], indent, ' ', out);
			j++;
			continue;
		}
		for (k = j; i < a->len && k < b->len; k++)
			if (event_equal(&a->events[i], &b->events[k]))
				break;
		if (i < a->len && k == b->len)
			event_format(&a->events[i++], indent, '-', out);
		else
			event_format(&b->events[j++], indent, '+', out);
	}
}

void
trace_release(struct trace *t)
{
	size_t i;

	for (i = 0; i < t->len; i++) {
		free(t->events[i].label);
		free(t->events[i].act);
		free(t->events[i].outcome);
		free(t->events[i].note);
	}
	free(t->events);
	*t = (struct trace)TRACE_INIT;
}
