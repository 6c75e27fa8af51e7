/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/mutants/hunt.h"
#include "harness/protocol/memory.h"
#include "harness/rows/areas.h"
#include "harness/runner/known.h"
#include "harness/runner/run.h"
#include "harness/world/clock.h"

/* One hunt as it goes on. */
struct chase {
	const struct hunt *hunt;
	const struct mutant *mutant;
	struct finding *found;
	struct runner wrong, right;	/* with the mutant, without it */
	char *wrong_iut, *wrap;
	struct instances all;
	bool *done;
	int64_t end_ns;
};

static bool
is_at_stake(const struct mutant *m, const struct row *row)
{
	size_t i;

	for (i = 0; i < m->clauses_len; i++)
		if (strcmp(m->clauses[i], row->clause) == 0)
			return true;
	return false;
}

/* The instances of its clauses, those that need not wait first. */
static void
gather(struct chase *c)
{
	size_t a, n;
	int waits;

	for (waits = 0; waits <= 1; waits++)
		for (a = 0; a < areas_len; a++)
			for (n = 0; n < areas[a]->rows_len; n++) {
				const struct row *row = &areas[a]->rows[n];

				if (row->waits == waits &&
				    is_at_stake(c->mutant, row))
					instances_add_row(&c->all, areas[a],
					    row);
			}
	c->done = calloc(c->all.len + 1, sizeof(*c->done));
	if (c->done == NULL)
		memory_ran_out();
}

/* The oracle's command, of the folder that is the mutant's. */
static void
add_altered(struct text *iut, const char *oracle, const char *name)
{
	const char *at = strstr(oracle, "oracle/");
	int before = at != NULL ? (int)(at - oracle) : 0;

	text_addf(iut, "%.*sbuild/mutants/%s/%s", before, oracle, name,
	    oracle + before);
}

/* A mutant of code is held against the rest on the platform that it is on. */
static bool
prepare(struct chase *c, struct why *why)
{
	const struct hunt *h = c->hunt;
	const struct mutant *m = c->mutant;
	struct text iut = TEXT_INIT, wrap = TEXT_INIT;
	struct config config = { .top = h->top, .iut = h->iut,
	    .oracle = h->oracle, .wrap = "", .platform = h->platform,
	    .require = "", .watchdog_ms = h->watchdog_ms,
	    .record = c->mutant->kind == MUTANT_OF_CODE ? "" : "live" };

	text_adds(&wrap, "");
	if (m->kind != MUTANT_OF_CODE || m->on != NULL)
		mutant_wrap(h->all, m->on != NULL ? m->on : m->name, h->top,
		    &wrap);
	c->wrap = text_detach(&wrap);
	if (m->on != NULL)
		config.wrap = c->wrap;
	if (mutant_is_python(m))
		config.iut = h->oracle;
	if (!runner_init(&c->right, &config, why))
		return false;
	if (mutant_is_python(m))
		add_altered(&iut, h->oracle, m->name);
	else if (m->kind == MUTANT_OF_CODE)
		text_addf(&iut, "build/mutants/%s/iut", m->name);
	else
		text_adds(&iut, h->iut);
	config.iut = c->wrong_iut = text_detach(&iut);
	config.wrap = c->wrap;
	return runner_init(&c->wrong, &config, why);
}

static bool
is_known_line(const struct chase *c, const struct row *row,
    const struct offence *o)
{
	const struct ledger *l = &c->wrong.ledger;
	size_t n;

	for (n = 0; n < l->len; n++)
		if (o->departs == PARTY_ORACLE &&
		    ledger_has_clause(&l->entries[n], row->clause) &&
		    documented_glob(l->entries[n].line, o->line))
			return true;
	return false;
}

/*
 * Whether all that was seen is a departure of Python's that the ledger has.
 * Which instances of a clause show one depends on sizes of buffers and the
 * like, which are the platform's.
 */
static bool
is_known(const struct chase *c, const struct result *r)
{
	const struct verdict *v = &r->verdict;
	size_t n;

	for (n = 0; n < v->offences_len; n++)
		if (!is_known_line(c, r->instance->row, &v->offences[n]))
			return false;
	return v->offences_len > 0;
}

/*
 * Whether the verdict is an alarm. A wrong implementation has to be the one
 * that is blamed; on a wrong platform anybody may be.
 */
static bool
is_alarm(const struct chase *c, const struct result *r)
{
	const struct verdict *v = &r->verdict;
	bool its = v->reason != NULL &&
	    strstr(v->reason, "implementation") != NULL;
	size_t n;

	if (r->expected)
		return false;
	if (c->mutant->kind == MUTANT_LEGAL)
		return !is_known(c, r);
	if (c->mutant->kind != MUTANT_OF_CODE)
		return true;
	switch (v->kind) {
	case VERDICT_BROKEN:
		/* "iut: …", or it cannot even be greeted. */
		return v->reason != NULL &&
		    (strncmp(v->reason, "iut: ", 5) == 0 ||
		    strstr(v->reason, c->wrong_iut) != NULL);
	case VERDICT_UNSUPPORTED:
		return v->reason != NULL &&
		    strncmp(v->reason, "oracle: ", 8) != 0;
	case VERDICT_UNSTABLE:
		return its;
	default:
		break;
	}
	for (n = 0; n < v->offences_len; n++)
		if (v->offences[n].kind == VERDICT_DIFFERS ||
		    (v->offences[n].departs & PARTY_IUT) != 0)
			return true;
	return false;
}

/* What was seen. */
static void
note(struct chase *c, const struct result *r)
{
	struct text text = TEXT_INIT;
	size_t id = strlen(r->instance->id);

	result_format_brief(r, &text);
	snprintf(c->found->instance, sizeof(c->found->instance), "%s",
	    r->instance->id);
	snprintf(c->found->line, sizeof(c->found->line), "%s",
	    text.len > id ? text_get(&text) + id + 1 : "");
	text_release(&text);
}

/* The trace of which a result holds the recording; cuts that up. */
static void
read_trace(const struct result *r, struct trace *trace)
{
	char *rest = NULL, *line, *act, *outcome;

	if (r->recording.len == 0)
		return;
	strtok_r(r->recording.at, "\n", &rest);	/* @ID */
	while ((line = strtok_r(NULL, "\n", &rest)) != NULL) {
		act = strchr(line, '\t');
		outcome = act != NULL ? strchr(act + 1, '\t') : NULL;
		if (outcome == NULL)
			continue;
		*act++ = *outcome++ = '\0';
		trace_add(trace, line, act, outcome, NULL);
	}
}

/* Whether Python did here what it does not do on this machine as it is. */
static bool
platform_differs(struct result *wrong, struct result *right)
{
	struct trace here = TRACE_INIT, recorded = TRACE_INIT;
	struct documented d = DOCUMENTED_INIT;

	instance_document(right->instance, &d);
	read_trace(wrong, &here);
	read_trace(right, &recorded);
	if (recorded.len > 0 && here.len > 0)
		verdict_judge_recorded(&wrong->verdict, &here, &recorded, &d);
	trace_release(&here);
	trace_release(&recorded);
	documented_release(&d);
	return wrong->verdict.kind == VERDICT_PLATFORM_DIFFERS;
}

/*
 * Whether the instance raises no alarm without the mutant, and one with it:
 * `alarm`, or by the comparison with what Python did without.
 */
static bool
is_confirmed(struct chase *c, const struct instance *i, bool alarm,
    struct result *wrong)
{
	struct result right;
	bool clean;

	if (!alarm && c->mutant->kind == MUTANT_OF_CODE)
		return false;
	runner_run(&c->right, i, false, &right);
	clean = right.expected && right.verdict.kind != VERDICT_UNSUPPORTED;
	if (clean && !alarm && platform_differs(wrong, &right)) {
		/* As in any run, the ledger may know it of such a place. */
		known_look_up(&c->wrong, wrong);
		alarm = !wrong->expected;
		if (alarm)
			note(c, wrong);
	}
	result_release(&right);
	return clean && alarm;
}

/* True if the instance kills it. */
static bool
try(struct chase *c, size_t n)
{
	const struct instance *i = &c->all.at[n];
	struct result result;
	bool alarm, killed;

	if (c->done[n] || (c->mutant->rows != NULL &&
	    !documented_glob(c->mutant->rows, i->id)))
		return false;
	c->done[n] = true;
	if (clock_now_ns() > c->end_ns) {
		c->found->skipped++;
		return false;
	}
	runner_run(&c->wrong, i, c->hunt->verbose, &result);
	alarm = is_alarm(c, &result);
	if (alarm)
		note(c, &result);
	if (!alarm && (result.verdict.kind == VERDICT_UNSUPPORTED ||
	    result.verdict.kind == VERDICT_BROKEN))
		c->found->skipped++;
	else
		c->found->instances++;
	killed = is_confirmed(c, i, alarm, &result);
	if (c->hunt->verbose && (alarm || killed)) {
		printf("%s %s\n%s", c->found->instance, c->found->line,
		    text_get(&result.traces));
		fflush(stdout);
	}
	result_release(&result);
	return killed;
}

/* Each row's instances from `first` on, `step` apart within the row. */
static bool
round_of(struct chase *c, bool waits, size_t most)
{
	size_t n, end, k, step;

	for (n = 0; n < c->all.len; n = end) {
		const struct row *row = c->all.at[n].row;

		for (end = n; end < c->all.len && c->all.at[end].row == row;)
			end++;
		if (row->waits != waits)
			continue;
		step = (end - n + most - 1) / most;
		for (k = n; k < end; k += step)
			if (try(c, k))
				return true;
	}
	return false;
}

static bool
chase(struct chase *c)
{
	return round_of(c, false, 5) || round_of(c, true, 2) ||
	    round_of(c, false, 40) || round_of(c, true, 12) ||
	    round_of(c, false, 100000) || round_of(c, true, 100000);
}

void
hunt_mutant(const struct hunt *h, const struct mutant *m,
    struct finding *found)
{
	struct chase c = { .hunt = h, .mutant = m, .found = found,
	    .all = INSTANCES_INIT,
	    .wrong = { .iut = SESSION_INIT, .oracle = SESSION_INIT },
	    .right = { .iut = SESSION_INIT, .oracle = SESSION_INIT } };
	int64_t began = clock_now_ns();
	struct why why = WHY_INIT;

	*found = (struct finding){ .end = HUNT_FAILED, .built = true };
	/* Nothing ends the run of a legal platform early. */
	c.end_ns = began + (int64_t)(h->budget_s * 1e9) /
	    (m->kind == MUTANT_LEGAL ? 3 : 1);
	gather(&c);
	if (c.all.len == 0)
		why_set(&why, "no row pins its clauses");
	else if (prepare(&c, &why))
		found->end = chase(&c) ? HUNT_KILLED : HUNT_SURVIVED;
	if (found->end == HUNT_FAILED)
		snprintf(found->line, sizeof(found->line), "%.239s",
		    why.text);
	if (found->end == HUNT_SURVIVED)
		found->line[0] = found->instance[0] = '\0';
	found->seconds = (double)(clock_now_ns() - began) / 1e9;
	runner_release(&c.wrong);
	runner_release(&c.right);
	instances_release(&c.all);
	free(c.wrong_iut);
	free(c.wrap);
	free(c.done);
}
