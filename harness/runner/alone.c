/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/runner/alone.h"
#include "harness/runner/known.h"
#include "harness/runner/recall.h"

/*
 * What keeps a trace from being recorded: it tells of this machine's load, and
 * not of the oracle. NULL if nothing does.
 */
static const char *
not_to_be_recorded(const struct scene *oracle, const struct documented *d)
{
	const struct event *e;
	size_t n;

	if (oracle->end == SCENE_BROKEN)
		return oracle->reason;
	if (oracle->hung)
		return "hung";
	for (n = 0; n < oracle->trace.len; n++) {
		e = &oracle->trace.events[n];
		if (strncmp(e->label, "elapsed", 7) == 0 &&
		    strcmp(e->outcome, "late") == 0 &&
		    documented_for(d, e->label) == NULL)
			return "it was late, which this machine's load may "
			    "have done: record the area again";
	}
	return NULL;
}

void
alone_run(struct runner *r, const struct instance *i, bool lacking,
    struct result *result)
{
	struct scene oracle = { .instance = i };
	struct documented d = DOCUMENTED_INIT;
	const char *obstacle;

	result->expected = false;
	if (lacking)
		unsupported(&oracle, "it does not offer '%s'", i->row->needs);
	else
		scene_run(&oracle, i, i->row->interposed ?
		    &r->interposed_oracle.session : &r->oracle);
	result->lost = scene_is_lost(&oracle);
	instance_document(i, &d);
	obstacle = not_to_be_recorded(&oracle, &d);
	if (obstacle != NULL)
		verdict_set(&result->verdict, VERDICT_BROKEN, obstacle);
	else {
		recall_keep(&oracle, result);
		if (oracle.end < SCENE_ABSENT)
			verdict_judge_one(&result->verdict, &oracle.trace,
			    PARTY_ORACLE, &d);
		if (oracle.end == SCENE_STUCK)
			verdict_drop_absent(&result->verdict);
		known_look_up(r, result);
		if (result->verdict.offences_len == 0)
			result->expected = true;
	}
	if (!result->expected)
		trace_format(&oracle.trace, "  ", &result->traces);
	documented_release(&d);
	scene_release(&oracle);
}
