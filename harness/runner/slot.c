/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/runner/known.h"
#include "harness/runner/recall.h"
#include "harness/runner/slot.h"

static void
today(char date[16])
{
	time_t now = time(NULL);
	struct tm tm;

	strftime(date, 16, "%Y-%m-%d", gmtime_r(&now, &tm));
}

/* A line "stale entry=… reason=…", if the ledger is wrong about the result. */
static void
format_stale(const struct runner *r, const struct result *result,
    struct text *out)
{
	const struct ledger_entry *e = known_stale(r, result);
	struct text reason = TEXT_INIT;
	char date[16];

	today(date);
	if (e != NULL)
		text_addf(&reason, "%s did not show '%s'",
		    result->instance->id, e->line);
	else if (result->entry != NULL && ledger_overdue(result->entry, date)) {
		e = result->entry;
		text_addf(&reason, "its review was due on %s", e->review);
	}
	if (e != NULL) {
		text_adds(out, "stale entry=");
		value_format_str(e->name, strlen(e->name), out);
		text_adds(out, " reason=");
		value_format_str(text_get(&reason), reason.len, out);
		text_addc(out, '\n');
	}
	text_release(&reason);
}

void
slot_run(struct runner *r, const struct instances *all, size_t index,
    struct slot *slot)
{
	struct result result;
	struct text text = TEXT_INIT;
	struct parcel *p = &slot->parcel;
	enum verdict_kind kind;

	runner_run(r, &all->at[index], false, &result);
	kind = result.verdict.kind;
	*p = (struct parcel){ .index = index };
	result_format(&result, &text);
	p->text_len = text.len;
	result_format_brief(&result, &text);
	p->brief_len = text.len - p->text_len;
	format_stale(r, &result, &text);
	p->stale_len = text.len - p->text_len - p->brief_len;
	if (kind == VERDICT_UNSUPPORTED && result.verdict.reason != NULL)
		text_adds(&text, result.verdict.reason);
	p->absent_len = text.len - p->text_len - p->brief_len - p->stale_len;
	if (kind != VERDICT_UNSTABLE)
		p->recording_len = result.recording.len;
	text_add(&text, text_get(&result.recording), p->recording_len);
	p->expected = result.expected;
	p->unsupported = kind == VERDICT_UNSUPPORTED;
	p->executed = kind != VERDICT_UNSUPPORTED && kind != VERDICT_BROKEN;
	p->conforms = kind == VERDICT_CONFORMS;
	p->hung = result.hung;
	slot->text = text_detach(&text);
	result_release(&result);
}

bool
slot_run_unless_lost(struct runner *r, const struct instances *all,
    size_t index, struct slot *slot)
{
	const struct parcel *p = &slot->parcel;

	if (!losses_let(r->losses, index))
		return false;
	slot_run(r, all, index, slot);
	losses_note(r->losses, index, p->hung ? LOSS_HUNG :
	    p->unsupported ? LOSS_UNSUPPORTED : LOSS_NONE);
	return true;
}

size_t
parcel_size(const struct parcel *p)
{
	return p->text_len + p->brief_len + p->stale_len + p->absent_len +
	    p->recording_len;
}

void
slot_tell_platform(struct runner *r, const struct instances *all,
    struct slot *slot)
{
	struct text name = TEXT_INIT, out = TEXT_INIT;
	struct why why = WHY_INIT;
	const char *libc;

	*slot = (struct slot){ .parcel = { .index = all->len } };
	if (!runner_start(r, &why) || r->iut.name == NULL ||
	    r->oracle.name == NULL)
		return;
	libc = r->iut.libc != NULL ? r->iut.libc : "";
	text_addf(&out, "platform name=%s kernel='%s' libc=",
	    r->config.platform, r->kernel);
	value_format_str(libc, strlen(libc), &out);
	text_addf(&out, " arch=%s\niut name=", r->arch);
	value_format_str(r->iut.name, strlen(r->iut.name), &out);
	text_adds(&out, "\noracle name=");
	text_addf(&name, "%s%s", r->oracle.name,
	    recall_is_oracle(r) ? " (recorded)" : "");
	value_format_str(text_get(&name), name.len, &out);
	text_addc(&out, '\n');
	text_release(&name);
	slot->parcel.text_len = out.len;
	slot->text = text_detach(&out);
}
