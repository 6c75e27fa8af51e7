/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/runner/alone.h"
#include "harness/runner/known.h"
#include "harness/runner/losses.h"
#include "harness/runner/needs.h"
#include "harness/runner/recall.h"
#include "harness/world/clock.h"

static char *
join(const char *prefix, const char *command)
{
	struct text text = TEXT_INIT;

	if (prefix != NULL && prefix[0] != '\0')
		text_addf(&text, "%s ", prefix);
	text_adds(&text, command);
	return text_detach(&text);
}

/*
 * What the harness has implementations start or load. Where it is missing,
 * nothing that they do says anything of them.
 */
static bool
has_parts(const struct config *config, struct why *why)
{
	static const char *const parts[] = { "probe", "interpose.so" };
	struct text path = TEXT_INIT;
	bool ok = true;
	size_t i;

	/* A bundle has its own. */
	for (i = 0; ok && config->probe == NULL && i < 2; i++) {
		text_cut(&path, 0);
		text_addf(&path, "%s/build/%s", config->top, parts[i]);
		ok = access(text_get(&path), i == 0 ? X_OK : R_OK) == 0 ||
		    why_errno(why, "the harness is not whole: '%s'",
		    text_get(&path));
	}
	text_release(&path);
	return ok;
}

bool
runner_init(struct runner *r, const struct config *config, struct why *why)
{
	struct text path = TEXT_INIT;
	bool ok;

	*r = (struct runner){ .config = *config, .iut = SESSION_INIT,
	    .oracle = SESSION_INIT, .interposed_iut = INTERPOSED_INIT,
	    .interposed_oracle = INTERPOSED_INIT };
	if (config->exact)
		clock_be_exact();
	r->iut_command = join(config->wrap, config->iut);
	r->oracle_command = join(config->wrap, config->oracle);
	r->iut.command = r->iut_command;
	r->iut.serve = config->serve;
	r->iut.probe = r->oracle.probe = config->probe;
	r->oracle.command = r->oracle_command;
	r->oracle.phase = PHASE_ORACLE;
	r->iut.top = r->oracle.top = asset_folder(config->top);
	r->iut.watchdog_ms = r->oracle.watchdog_ms = config->watchdog_ms;
	ok = has_parts(config, why) && ledger_read_clause(&r->ledger,
	    config->top, config->ledger, config->clause, why);
	text_addf(&path, "%s/cases/findings", config->top);
	ok = ok && (config->clause != NULL ?
	    findings_read_agreed(&r->findings, text_get(&path), why) :
	    findings_read(&r->findings, text_get(&path), why) &&
	    findings_fit(&r->findings, &r->ledger, why));
	text_release(&path);
	return ok;
}

bool
runner_start(struct runner *r, struct why *why)
{
	if (r->dead.text[0] != '\0') {
		*why = r->dead;
		return false;
	}
	if ((r->config.alone || session_alive(&r->iut) ||
	    session_start(&r->iut, why)) && (recall_is_oracle(r) ?
	    recall_start(r, why) : session_alive(&r->oracle) ||
	    session_start(&r->oracle, why)))
		return true;
	r->dead = *why;
	return false;
}

bool
runner_interpose(struct runner *r, struct why *why)
{
	if (r->config.serve != NULL)
		return why_set(why, "the implementation is a part of this "
		    "program, which loads no library");
	if (r->config.wrap != NULL && r->config.wrap[0] != '\0')
		return why_set(why, "'%s' starts it, which may load a library "
		    "or leave ours out", r->config.wrap);
	return (r->config.alone ||
	    interposed_start(&r->interposed_iut, &r->iut, why)) &&
	    (recall_is_oracle(r) ||
	    interposed_start(&r->interposed_oracle, &r->oracle, why));
}

/* Starts what an instance needs. */
static bool
start_for(struct runner *r, const struct instance *i, struct why *why)
{
	return runner_start(r, why) &&
	    (!i->row->interposed || runner_interpose(r, why));
}

void
runner_release(struct runner *r)
{
	session_stop(&r->iut);
	session_stop(&r->oracle);
	interposed_release(&r->interposed_iut);
	interposed_release(&r->interposed_oracle);
	ledger_release(&r->ledger);
	findings_release(&r->findings);
	recall_release(r);
	free(r->iut_command);
	free(r->oracle_command);
}

/* The verdict of what ended early; false if it must be judged. */
static bool
ended_early(struct verdict *v, const struct scene *iut,
    const struct scene *oracle)
{
	struct text text = TEXT_INIT;
	const struct scene *which = iut->end >= SCENE_UNSUPPORTED ? iut :
	    oracle;

	if (oracle != NULL && oracle->end == SCENE_BROKEN)
		which = oracle;
	if (which == NULL || which->end < SCENE_UNSUPPORTED)
		return false;
	text_addf(&text, "%s: %s", which == iut ? "iut" : "oracle",
	    which->reason);
	verdict_set(v, which->end == SCENE_BROKEN ? VERDICT_BROKEN :
	    VERDICT_UNSUPPORTED, text_get(&text));
	text_release(&text);
	return true;
}

/*
 * Where one could not go on, what made it stop tells all; a scene that neither
 * could go on with has shown nothing, though alike.
 */
static void
judge_stuck(struct verdict *v, const struct scene *iut,
    const struct scene *oracle)
{
	struct text text = TEXT_INIT;

	if (iut->end == SCENE_STUCK || (oracle != NULL &&
	    oracle->end == SCENE_STUCK))
		verdict_drop_absent(v);
	if (v->kind != VERDICT_CONFORMS || iut->end != SCENE_STUCK ||
	    (oracle != NULL && oracle->end != SCENE_STUCK))
		return;
	text_addf(&text, "%s, and the scene cannot go on", iut->reason);
	verdict_set(v, VERDICT_UNSUPPORTED, text_get(&text));
	text_release(&text);
}

/* Returns the PARTY_ bits of those whose traces it judged. */
static int
judge(struct verdict *v, const struct scene *iut, const struct scene *oracle,
    const struct documented *d)
{
	int judged = PARTY_IUT | PARTY_ORACLE;

	if (oracle != NULL && oracle->end == SCENE_UNSUPPORTED &&
	    iut->end < SCENE_UNSUPPORTED && d->len > 0)
		oracle = NULL;
	if (ended_early(v, iut, oracle))
		return 0;
	/* Who makes no such system call is not judged by it. */
	if (iut->end == SCENE_ABSENT)
		judged &= ~PARTY_IUT;
	if (oracle == NULL || oracle->end == SCENE_ABSENT)
		judged &= ~PARTY_ORACLE;
	if (judged == 0)
		verdict_set(v, VERDICT_UNSUPPORTED,
		    "no implementation here makes that system call");
	else if (judged == PARTY_ORACLE)
		verdict_judge_one(v, &oracle->trace, PARTY_ORACLE, d);
	else if (judged == PARTY_IUT)
		verdict_judge_one(v, &iut->trace, PARTY_IUT, d);
	else
		verdict_judge(v, &iut->trace, &oracle->trace, d);
	judge_stuck(v, iut, oracle);
	return judged;
}

/* What conforms may be a finding on which all agree. */
static void
find_agreed(struct runner *r, struct result *result)
{
	const struct finding_page *f = findings_of_instance(&r->findings,
	    result->instance->id, r->oracle.name);

	if (f != NULL)
		result->finding = f->id;
}

static void
run_both(struct runner *r, const struct instance *i, struct scene *iut,
    struct scene *oracle)
{
	bool interposed = i->row->interposed;

	scene_run(iut, i, interposed ? &r->interposed_iut.session : &r->iut);
	if (oracle == NULL)
		return;
	if (!recall_is_oracle(r)) {
		scene_run(oracle, i, interposed ?
		    &r->interposed_oracle.session : &r->oracle);
		return;
	}
	recall_play(r, i, oracle);
}

/* Looks at it again: it must be the same. */
static void
look_again(struct runner *r, const struct instance *i,
    const struct scene *iut, const struct scene *oracle,
    struct result *result)
{
	struct scene iut2 = { .instance = NULL }, oracle2 = { .instance = NULL };
	struct why why = WHY_INIT;

	if (!start_for(r, i, &why))
		return;
	run_both(r, i, &iut2, oracle != NULL ? &oracle2 : NULL);
	if (!trace_equal(&iut->trace, &iut2.trace))
		verdict_set(&result->verdict, VERDICT_UNSTABLE,
		    "the implementation gave two different traces");
	else if (oracle != NULL && !trace_equal(&oracle->trace, &oracle2.trace))
		verdict_set(&result->verdict, VERDICT_UNSTABLE,
		    "the oracle gave two different traces");
	if (result->verdict.kind == VERDICT_UNSTABLE) {
		text_adds(&result->traces, "  first run:\n");
		trace_format_diff(&iut->trace, oracle != NULL ?
		    &oracle->trace : &iut->trace, "    ", &result->traces);
		text_adds(&result->traces, "  second run:\n");
		trace_format_diff(&iut2.trace, oracle != NULL ?
		    &oracle2.trace : &iut2.trace, "    ", &result->traces);
	}
	scene_release(&iut2);
	scene_release(&oracle2);
}

/* An unexpected verdict is looked at again, and what is to be run often. */
static void
check_stable(struct runner *r, const struct instance *i,
    const struct scene *iut, const struct scene *oracle,
    struct result *result)
{
	enum verdict_kind kind = result->verdict.kind;
	int looks = r->config.times > 0 ? r->config.times - 1 :
	    !result->expected;

	if (kind == VERDICT_UNSUPPORTED || kind == VERDICT_BROKEN ||
	    (result->lost && r->losses != NULL &&
	    !losses_claim_second_look(r->losses)))
		return;
	for (; looks > 0 && result->verdict.kind == kind; looks--)
		look_again(r, i, iut, oracle, result);
	if (result->verdict.kind != kind)
		result->expected = false;
}

static void
run(struct runner *r, const struct instance *i, bool without_oracle,
    bool verbose, struct result *result)
{
	struct scene iut, oracle = { .instance = NULL };
	struct scene *second = without_oracle ? NULL : &oracle;
	struct documented d = DOCUMENTED_INIT;

	instance_document(i, &d);
	run_both(r, i, &iut, second);
	result->lost = scene_is_lost(&iut) || scene_is_lost(&oracle);
	result->starved = iut.starved || oracle.starved;
	result->judged = judge(&result->verdict, &iut, second, &d);
	if (second != NULL && iut.end < SCENE_UNSUPPORTED) {
		if (r->config.record[0] != '\0')
			recall_keep(second, result);
		else
			recall_compare(r, &iut, second, &d, result);
	}
	result->hash = trace_hash(&iut.trace);
	result->outcomes_hash = trace_hash_outcomes(&iut.trace);
	if (result->verdict.kind == VERDICT_CONFORMS ||
	    (result->verdict.kind == VERDICT_UNSUPPORTED &&
	    (iut.end == SCENE_ABSENT || iut.excused)))
		result->expected = true;
	else
		known_look_up(r, result);
	if (result->verdict.kind == VERDICT_CONFORMS)
		find_agreed(r, result);
	if (result->verdict.kind == VERDICT_UNSUPPORTED && iut.lacks != NULL &&
	    !needs_required(r, iut.lacks))
		result->expected = true;
	check_stable(r, i, &iut, second, result);
	known_find_stale(r, result, &iut.trace, &oracle.trace);
	if ((verbose || result->verdict.kind != VERDICT_CONFORMS) &&
	    result->verdict.kind != VERDICT_UNSTABLE)
		trace_format_diff(&iut.trace, second != NULL ? &oracle.trace :
		    &iut.trace, "  ", &result->traces);
	documented_release(&d);
	phase_turn(PHASE_WORLD, clock_now_ns());
	scene_release(&iut);
	scene_release(&oracle);
	phase_turn(PHASE_REST, clock_now_ns());
}

void
runner_run(struct runner *r, const struct instance *i, bool verbose,
    struct result *result)
{
	struct why why = WHY_INIT;
	bool without_oracle = false;

	*result = (struct result){ .instance = i, .verdict = VERDICT_INIT,
	    .traces = TEXT_INIT };
	if (!runner_start(r, &why) || !recall_read(r, i, &why)) {
		verdict_set(&result->verdict, VERDICT_BROKEN, why.text);
		return;
	}
	if (needs_lacking(r, i, result, &without_oracle)) {
		if (!result->expected)
			known_look_up(r, result);
		recall_keep_lack(r, result);
		return;
	}
	if (i->row->interposed && !runner_interpose(r, &why)) {
		verdict_set(&result->verdict, VERDICT_UNSUPPORTED, why.text);
		result->expected = true;
		return;
	}
	if (r->config.alone) {
		alone_run(r, i, without_oracle, result);
		return;
	}
	if (without_oracle && i->row->doc == NULL &&
	    i->row->documented == NULL) {
		verdict_set(&result->verdict, VERDICT_UNSUPPORTED,
		    "the oracle does not offer it, and the documentation is "
		    "silent");
		result->expected = true;
		return;
	}
	run(r, i, without_oracle, verbose, result);
}
