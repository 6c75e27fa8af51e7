/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an instance did, an event a line. The same scenario writes the same
 * text for every implementation; names that the world chose are symbolic and
 * measured values are the bound that they were held to.
 */
#ifndef JUDGE_TRACE_H
#define JUDGE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/protocol/text.h"

struct event {
	char *label;	/* "sendmsg", the second one "sendmsg#2" */
	char *act;	/* what was done, as pseudo-Python: "s1.recv(10)" */
	char *outcome;	/* what came of it: "returned 8192" */
	char *note;	/* for a person only, never compared; or NULL */
};

/*
 * What no instance may do, whatever it asks: events of these labels are only
 * there if it did, and depart.
 */
#define TRACE_LEFT "left"	/* a descriptor, a thread, … behind */
#define TRACE_CHANGED "changed"	/* a file that it was given to send */
#define TRACE_BUSY "busy"	/* in a call that had to wait */

struct trace {
	struct event *events;
	size_t len;
};

#define TRACE_INIT { NULL, 0 }

/*
 * Adds an event. A label that is there already gets "#2", "#3" … behind it.
 * act and note may be NULL.
 */
void trace_add(struct trace *, const char *label, const char *act,
    const char *outcome, const char *note);

/* The event of that label, or NULL. */
const struct event *trace_find(const struct trace *, const char *label);

/* Whether the event, or a line "label: outcome", is of one of those labels. */
bool event_is_amiss(const struct event *);
bool trace_line_is_amiss(const char *line);

/* Whether acts, labels and outcomes are the same, in the same order. */
bool trace_equal(const struct trace *, const struct trace *);

/* A hash of acts and outcomes, and of the outcomes alone. */
uint64_t trace_hash(const struct trace *);
uint64_t trace_hash_outcomes(const struct trace *);

/* Adds the trace as lines, each with `indent` before it, notes behind. */
void trace_format(const struct trace *, const char *indent, struct text *);

/* Adds both as a diff: common lines once, '-' the first's, '+' the second's. */
void trace_format_diff(const struct trace *, const struct trace *,
    const char *indent, struct text *);

void trace_release(struct trace *);

#endif
