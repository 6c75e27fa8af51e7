/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdint.h>

#include "harness/runner/known.h"

static struct divergence
divergence(const struct runner *r, const struct result *result,
    const char *const *line, int departs)
{
	return (struct divergence){
		.platform = r->config.platform,
		.kernel = r->kernel_name,
		.oracle = r->oracle.name != NULL ? r->oracle.name : "",
		.iut = r->iut.name != NULL ? r->iut.name : "",
		.clause = result->instance->row->clause,
		.instance = result->instance->id,
		.verdict = verdict_name(result->verdict.kind),
		.departs = verdict_departs_name(departs),
		.lines = line,
		.lines_len = 1,
	};
}

const struct ledger_entry *
known_offence(const struct runner *r, const struct result *result,
    const struct offence *o, const char *oracle)
{
	struct divergence d = divergence(r, result,
	    (const char *const *)&o->line, o->departs);

	d.verdict = verdict_name(o->kind);
	d.oracle = oracle;
	return ledger_match(&r->ledger, &d);
}

void
known_look_up(struct runner *r, struct result *result)
{
	struct verdict *v = &result->verdict;
	const struct ledger_entry *entry;
	size_t n;

	result->expected = v->offences_len > 0;
	for (n = 0; n < v->offences_len; n++) {
		entry = known_offence(r, result, &v->offences[n],
		    r->oracle.name);
		v->offences[n].known = entry != NULL;
		if (entry == NULL)
			result->expected = false;
		else if (result->entry == NULL)
			result->entry = entry;
	}
	if (result->entry != NULL)
		result->finding = result->entry->finding;
}

static bool
shows(const struct ledger_entry *entry, const struct divergence *d)
{
	struct ledger one = { .entries = (struct ledger_entry *)(uintptr_t)
	    entry, .len = 1 };

	return ledger_match(&one, d) != NULL;
}

const struct ledger_entry *
known_stale(const struct runner *r, const struct result *result)
{
	const struct verdict *v = &result->verdict;
	struct divergence d = divergence(r, result, NULL, 0);
	const struct ledger_entry *entry;
	bool shown;
	size_t n, i;

	if (v->kind == VERDICT_UNSUPPORTED || v->kind == VERDICT_BROKEN ||
	    r->config.alone)
		return NULL;
	for (n = 0; n < r->ledger.len; n++) {
		entry = &r->ledger.entries[n];
		if (!ledger_applies(entry, &d) ||
		    (entry->iut.len == 0 && entry->iut.name[0] == '\0' &&
		    !session_is_ours(&r->iut)))
			continue;
		for (shown = false, i = 0; i < v->offences_len; i++) {
			d = divergence(r, result,
			    (const char *const *)&v->offences[i].line,
			    v->offences[i].departs);
			d.verdict = verdict_name(v->offences[i].kind);
			shown = shown || shows(entry, &d);
		}
		if (!shown)
			return entry;
	}
	return NULL;
}
