/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/judge/verdict.h"
#include "harness/protocol/memory.h"

static const char *const names[] = {
	[VERDICT_BROKEN] = "broken",
	[VERDICT_UNSTABLE] = "unstable",
	[VERDICT_UNSUPPORTED] = "unsupported",
	[VERDICT_DEPARTS_FROM_DOC] = "departs-from-doc",
	[VERDICT_DIFFERS] = "differs",
	[VERDICT_PLATFORM_DIFFERS] = "platform-differs",
	[VERDICT_CONFORMS] = "conforms",
};

const char *
verdict_name(enum verdict_kind kind)
{
	return names[kind];
}

const char *
verdict_departs_name(int departs)
{
	static const char *const parties[] = { "none", "iut", "oracle", "both" };

	return parties[departs & 3];
}

void
verdict_set(struct verdict *v, enum verdict_kind kind, const char *reason)
{
	struct text text = TEXT_INIT;

	text_adds(&text, reason);
	free(v->reason);
	v->kind = kind;
	v->reason = text_detach(&text);
}

static void
offend(struct verdict *v, struct offence o)
{
	v->offences = memory_grow(v->offences, v->offences_len,
	    sizeof(*v->offences));
	v->offences[v->offences_len++] = o;
	v->departs |= o.departs;
	if (o.kind < v->kind)
		v->kind = o.kind;
}

static const char *
outcome_of(const struct event *e)
{
	return e != NULL ? e->outcome : VERDICT_ABSENT;
}

static void
depart(struct verdict *v, enum verdict_party party, const char *label,
    const struct event *event, const char *allowed)
{
	struct text line = TEXT_INIT, wanted = TEXT_INIT;

	text_addf(&line, "%s: %s", label, outcome_of(event));
	text_adds(&wanted, allowed);
	offend(v, (struct offence){ VERDICT_DEPARTS_FROM_DOC, party,
	    text_detach(&line), text_detach(&wanted), false });
}

void
verdict_judge_one(struct verdict *v, const struct trace *t,
    enum verdict_party party, const struct documented *d)
{
	const struct documented_want *want;
	const struct event *event;
	size_t at = 0, i;

	while ((want = documented_departure(d, t, &at, &event)) != NULL)
		depart(v, party, want->label, event, want->allowed);
	for (i = 0; i < t->len; i++)
		if (event_is_amiss(&t->events[i]))
			depart(v, party, t->events[i].label, &t->events[i],
			    VERDICT_ABSENT);
}

static void
differ(struct verdict *v, enum verdict_kind kind, const struct event *a,
    const struct event *b)
{
	struct text line = TEXT_INIT;

	text_addf(&line, "%s: %s <> %s", a != NULL ? a->label : b->label,
	    outcome_of(a), outcome_of(b));
	offend(v, (struct offence){ kind, 0, text_detach(&line), NULL,
	    false });
}

/*
 * Whether each trace is judged by this event, and not by the other's: what is
 * documented is, but for what its '*' stands for in both.
 */
static bool
is_judged_alone(const struct event *e, const struct event *other,
    const struct documented *d)
{
	if (event_is_amiss(e))
		return true;
	if (documented_for(d, e->label) == NULL)
		return false;
	return other == NULL ||
	    !documented_leaves_open(d, e->label, e->outcome) ||
	    !documented_leaves_open(d, e->label, other->outcome);
}

/* An offence for each event of a and b that the other has not so. */
static void
compare_silent(struct verdict *v, enum verdict_kind kind,
    const struct trace *a, const struct trace *b, const struct documented *d)
{
	const struct event *other;
	size_t i;

	for (i = 0; i < a->len; i++) {
		other = trace_find(b, a->events[i].label);
		if (is_judged_alone(&a->events[i], other, d))
			continue;
		if (other == NULL ||
		    strcmp(other->outcome, a->events[i].outcome) != 0)
			differ(v, kind, &a->events[i], other);
	}
	for (i = 0; i < b->len; i++)
		if (!is_judged_alone(&b->events[i], NULL, d) &&
		    trace_find(a, b->events[i].label) == NULL)
			differ(v, kind, NULL, &b->events[i]);
}

void
verdict_judge(struct verdict *v, const struct trace *iut,
    const struct trace *oracle, const struct documented *d)
{
	verdict_judge_one(v, iut, PARTY_IUT, d);
	verdict_judge_one(v, oracle, PARTY_ORACLE, d);
	compare_silent(v, VERDICT_DIFFERS, iut, oracle, d);
}

void
verdict_judge_recorded(struct verdict *v, const struct trace *oracle,
    const struct trace *recorded, const struct documented *d)
{
	compare_silent(v, VERDICT_PLATFORM_DIFFERS, oracle, recorded, d);
}

void
verdict_take(struct verdict *to, struct verdict *from, size_t n)
{
	offend(to, from->offences[n]);
	from->offences[n].line = from->offences[n].wanted = NULL;
}

static void
offence_release(struct offence *o)
{
	free(o->line);
	free(o->wanted);
}

static bool
is_absence(const struct offence *o)
{
	return strstr(o->line, VERDICT_ABSENT) != NULL;
}

void
verdict_drop_absent(struct verdict *v)
{
	struct offence *all = v->offences;
	size_t i, len = v->offences_len, others = 0;

	for (i = 0; i < len; i++)
		others += !is_absence(&all[i]);
	if (others == 0)
		return;
	v->offences = NULL;
	v->offences_len = 0;
	v->kind = VERDICT_CONFORMS;
	v->departs = 0;
	for (i = 0; i < len; i++)
		if (is_absence(&all[i]))
			offence_release(&all[i]);
		else
			offend(v, all[i]);
	free(all);
}

void
verdict_release(struct verdict *v)
{
	size_t i;

	for (i = 0; i < v->offences_len; i++)
		offence_release(&v->offences[i]);
	free(v->offences);
	free(v->reason);
	*v = (struct verdict)VERDICT_INIT;
}
