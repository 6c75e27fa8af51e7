/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/protocol/value.h"
#include "harness/runner/result.h"

static void
add_quoted(struct text *out, const char *key, const char *s)
{
	if (s == NULL)
		return;
	text_addf(out, " %s=", key);
	value_format_str(s, strlen(s), out);
}

/* A line for each offence; what the ledger knows is one, and no news. */
static void
format_offences(const struct result *r, struct text *out)
{
	const struct offence *o;
	size_t n;

	for (n = 0; n < r->verdict.offences_len; n++) {
		o = &r->verdict.offences[n];
		text_adds(out, "offence");
		add_quoted(out, "id", r->instance->id);
		text_addf(out, " verdict=%s departs=%s known=%s",
		    verdict_name(o->kind), verdict_departs_name(o->departs),
		    o->known ? "true" : "false");
		add_quoted(out, "line", o->line);
		add_quoted(out, "wanted", o->wanted);
		text_addc(out, '\n');
	}
}

void
result_format(const struct result *r, struct text *out)
{
	const struct verdict *v = &r->verdict;

	text_adds(out, "instance");
	add_quoted(out, "id", r->instance->id);
	if (r->instance->row->group != NULL)
		add_quoted(out, "group", r->instance->row->group->name);
	text_addf(out, " clause=%s verdict=%s departs=%s expected=%s "
	    "trace=%016llx outcomes=%016llx waits=%s",
	    r->instance->row->clause, verdict_name(v->kind),
	    verdict_departs_name(v->departs), r->expected ? "true" : "false",
	    (unsigned long long)r->hash, (unsigned long long)r->outcomes_hash,
	    r->instance->row->waits ? "true" : "false");
	if (r->entry != NULL)
		add_quoted(out, "entry", r->entry->name);
	add_quoted(out, "finding", r->finding);
	if (v->offences_len > 0)
		add_quoted(out, "line", v->offences[0].line);
	add_quoted(out, "reason", v->reason == NULL && r->entry != NULL ?
	    r->entry->reason : v->reason);
	text_addc(out, '\n');
	format_offences(r, out);
	text_adds(out, text_get(&r->traces));
}

void
result_format_brief(const struct result *r, struct text *out)
{
	const struct verdict *v = &r->verdict;

	text_addf(out, "%s %s", r->instance->id, verdict_name(v->kind));
	if (v->departs != 0)
		text_addf(out, " (%s)", verdict_departs_name(v->departs));
	if (v->reason != NULL)
		text_addf(out, ": %s", v->reason);
	else if (v->offences_len > 0)
		text_addf(out, ": %s", v->offences[0].line);
}

void
result_release(struct result *r)
{
	verdict_release(&r->verdict);
	text_release(&r->traces);
	text_release(&r->recording);
}
