/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/rows/areas.h"
#include "harness/scene/disturb.h"
#include "harness/runner/points.h"
#include "harness/runner/recall.h"
#include "harness/scene/straced.h"
#include "harness/world/clock.h"

struct point {
	const char *method, *mode;	/* of the instances */
	int party;
	char call[16];
	int nth;
	int ways;		/* how many disturbances visited it */
};

struct points {
	struct instances all;
	struct point *at;	/* in the order in which they were made */
	size_t len;
	struct runner *runner;
	struct session *party[2];
	FILE *out;
	size_t visited, existing, ways;
};

static void
add(struct points *p, struct point point)
{
	p->at = memory_grow(p->at, p->len, sizeof(*p->at));
	p->at[p->len++] = point;
}

static struct point *
find(struct points *p, const struct instance *i, int party)
{
	const char *call = instance_value(i, "call");
	struct point *at;
	size_t n;

	for (n = 0; n < p->len; n++) {
		at = &p->at[n];
		if (at->party == party && strcmp(at->call, call) == 0 &&
		    at->nth == instance_number(i, "nth") &&
		    instance_is(i, "method", at->method) &&
		    instance_is(i, "mode", at->mode))
			return at;
	}
	return NULL;
}

static void
add_made(struct points *p, const struct scene *sc, int party)
{
	const struct page_event *events;
	struct point point = { .party = party };
	int len, n;

	events = calls_made(sc, &len);
	point.method = axis(sc, "method");
	point.mode = axis(sc, "mode");
	for (n = 0; n < len; n++) {
		memcpy(point.call, events[n].call, sizeof(point.call));
		point.nth = events[n].nth;
		add(p, point);
	}
}

/* Whether it shows what is called undisturbed. */
static bool
finds_points(const struct instance *i)
{
	return instance_value(i, "call") == NULL &&
	    instance_value(i, "mode") != NULL;
}

/* Runs an instance with both, and notes what it made or visited. */
static void
visit(struct points *p, const struct instance *i)
{
	bool finds = finds_points(i);
	struct point *at;
	struct scene sc;
	struct why why = WHY_INIT;
	int party;

	/* Who left something was ended. */
	if (instance_value(i, "mode") == NULL ||
	    !runner_interpose(p->runner, &why))
		return;
	for (party = 0; party < 2; party++) {
		scene_run(&sc, i, p->party[party]);
		if (finds)
			add_made(p, &sc, party);
		else if (disturbed_by(&sc, 0) != NULL &&
		    (at = find(p, i, party)) != NULL)
			at->ways++;
		scene_release(&sc);
	}
}

static void
print_calls(struct points *p, size_t from, size_t to, const char *party)
{
	size_t n, existing = 0, visited = 0;
	struct text calls = TEXT_INIT;
	const struct point *at;

	for (n = from; n < to; n++) {
		at = &p->at[n];
		text_addf(&calls, point_exists(at->call) ? " %s" : " (%s)",
		    at->call);
		existing += point_exists(at->call);
		visited += at->ways > 0;
		p->ways += (size_t)at->ways;
	}
	fprintf(p->out, "%-20s %-8s %-6s %2zu/%-2zu %s\n", p->at[from].method,
	    strcmp(p->at[from].mode, "none") == 0 ? "blocking" : "timeout",
	    party, visited, existing, text_get(&calls));
	p->existing += existing;
	p->visited += visited;
	text_release(&calls);
}

static void
print(struct points *p)
{
	size_t from, to;

	for (from = 0; from < p->len; from = to) {
		for (to = from; to < p->len &&
		    p->at[to].method == p->at[from].method &&
		    p->at[to].mode == p->at[from].mode &&
		    p->at[to].party == p->at[from].party; to++)
			continue;
		print_calls(p, from, to, p->at[from].party == 0 ? "iut" :
		    "oracle");
	}
	fprintf(p->out, "%zu of %zu points visited (%.4g %%), %zu times; "
	    "(calls) have nothing that their manual pages let happen\n",
	    p->visited, p->existing, p->existing > 0 ?
	    100.0 * (double)p->visited / (double)p->existing : 0.0, p->ways);
}

/* Those of cases/points_test.c; others disturb calls for what they carry. */
static void
gather(struct points *p)
{
	size_t a, n;

	for (a = 0; a < areas_len; a++)
		for (n = 0; strcmp(areas[a]->name, "points") == 0 &&
		    n < areas[a]->rows_len; n++)
			if (areas[a]->rows[n].interposed)
				instances_add_row(&p->all, areas[a],
				    &areas[a]->rows[n]);
}

static void
visit_all(struct points *p)
{
	size_t i;

	for (i = 0; i < p->all.len; i++)
		if (finds_points(&p->all.at[i]))
			visit(p, &p->all.at[i]);
	for (i = 0; i < p->all.len; i++)
		if (instance_value(&p->all.at[i], "call") != NULL)
			visit(p, &p->all.at[i]);
}

/* False if strace sees other calls; true also where it cannot be asked. */
static bool
ask_strace(struct points *p, const struct session *plain, struct why *why)
{
	struct straced s = STRACED_INIT;
	struct why absent = WHY_INIT;
	size_t i, n = 0;
	bool ok = true;

	if (!straced_start(&s, plain, &absent))
		fprintf(p->out, "not checked against strace: %s\n",
		    absent.text);
	else {
		for (i = 0; ok && i < p->all.len; i++)
			if (finds_points(&p->all.at[i])) {
				ok = straced_agrees(&s, &p->all.at[i], why);
				n++;
			}
		if (ok)
			fprintf(p->out, "%s: strace sees the same calls in "
			    "%zu lists\n", plain->name, n);
	}
	straced_release(&s);
	return ok;
}

bool
points_print(const struct config *config, FILE *out, struct why *why)
{
	struct runner runner;
	struct points p = { .all = INSTANCES_INIT, .runner = &runner,
	    .out = out };
	bool ok;

	if (!runner_init(&runner, config, why))
		return false;
	if (recall_is_oracle(&runner)) {
		runner_release(&runner);
		return why_set(why, "traces do not tell what calls were made: "
		    "name a Python with --oracle");
	}
	clock_control_start();
	ok = runner_start(&runner, why) && runner_interpose(&runner, why);
	if (ok) {
		p.party[0] = &runner.interposed_iut.session;
		p.party[1] = &runner.interposed_oracle.session;
		gather(&p);
		visit_all(&p);
		print(&p);
		ok = ask_strace(&p, &runner.iut, why) &&
		    ask_strace(&p, &runner.oracle, why);
	}
	if (ok)
		ok = p.visited == p.existing || why_set(why,
		    "%zu points are not visited", p.existing - p.visited);
	free(p.at);
	instances_release(&p.all);
	runner_release(&runner);
	return ok;
}
