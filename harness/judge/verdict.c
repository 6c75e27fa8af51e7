/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/judge/verdict.h"

static const char *const names[] = {
	[VERDICT_BROKEN] = "broken",
	[VERDICT_UNSTABLE] = "unstable",
	[VERDICT_UNSUPPORTED] = "unsupported",
	[VERDICT_DEPARTS_FROM_DOC] = "departs-from-doc",
	[VERDICT_DIFFERS] = "differs",
	[VERDICT_PLATFORM_DIFFERS] = "platform-differs",
	[VERDICT_CONFORMS] = "conforms",
};

static const char absent[] = "(no such event)";

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
	v->offences = realloc(v->offences,
	    (v->offences_len + 1) * sizeof(*v->offences));
	if (v->offences == NULL)
		abort();
	v->offences[v->offences_len++] = o;
	v->departs |= o.departs;
	if (o.kind < v->kind)
		v->kind = o.kind;
}

static const char *
outcome_of(const struct event *e)
{
	return e != NULL ? e->outcome : absent;
}

void
verdict_judge_one(struct verdict *v, const struct trace *t,
    enum verdict_party party, const struct documented *d)
{
	const struct documented_want *want;
	const struct event *event;
	size_t at = 0;

	while ((want = documented_departure(d, t, &at, &event)) != NULL) {
		struct text line = TEXT_INIT, wanted = TEXT_INIT;

		text_addf(&line, "%s: %s", want->label, outcome_of(event));
		text_adds(&wanted, want->allowed);
		offend(v, (struct offence){ VERDICT_DEPARTS_FROM_DOC, party,
		    text_detach(&line), text_detach(&wanted) });
	}
}

static void
differ(struct verdict *v, const char *label, const struct event *iut,
    const struct event *oracle)
{
	struct text line = TEXT_INIT;

	text_addf(&line, "%s: %s <> %s", label, outcome_of(iut),
	    outcome_of(oracle));
	offend(v, (struct offence){ VERDICT_DIFFERS, 0, text_detach(&line),
	    NULL });
}

static void
compare_silent(struct verdict *v, const struct trace *iut,
    const struct trace *oracle, const struct documented *d)
{
	const struct event *other;
	size_t i;

	for (i = 0; i < iut->len; i++) {
		if (documented_for(d, iut->events[i].label) != NULL)
			continue;
		other = trace_find(oracle, iut->events[i].label);
		if (other == NULL ||
		    strcmp(other->outcome, iut->events[i].outcome) != 0)
			differ(v, iut->events[i].label, &iut->events[i], other);
	}
	for (i = 0; i < oracle->len; i++)
		if (documented_for(d, oracle->events[i].label) == NULL &&
		    trace_find(iut, oracle->events[i].label) == NULL)
			differ(v, oracle->events[i].label, NULL,
			    &oracle->events[i]);
}

void
verdict_judge(struct verdict *v, const struct trace *iut,
    const struct trace *oracle, const struct documented *d)
{
	verdict_judge_one(v, iut, PARTY_IUT, d);
	verdict_judge_one(v, oracle, PARTY_ORACLE, d);
	compare_silent(v, iut, oracle, d);
}

void
verdict_release(struct verdict *v)
{
	size_t i;

	for (i = 0; i < v->offences_len; i++) {
		free(v->offences[i].line);
		free(v->offences[i].wanted);
	}
	free(v->offences);
	free(v->reason);
	*v = (struct verdict)VERDICT_INIT;
}
