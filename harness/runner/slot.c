/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/runner/known.h"
#include "harness/runner/recall.h"
#include "harness/runner/slot.h"
#include "harness/world/system.h"

/* Adds " key='value'", if there is one. */
static void
add_pair(struct text *out, const char *key, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	text_addf(out, " %s=", key);
	value_format_str(value, strlen(value), out);
}

/* A line "stale entry=… reason=…", if an entry is at fault. */
static void
format_stale(const struct runner *r, const struct result *result,
    struct text *out)
{
	struct text reason = TEXT_INIT;
	const struct ledger_entry *e = known_fault(r, result, &reason);

	if (e != NULL) {
		text_adds(out, "stale");
		add_pair(out, "entry", e->name);
		add_pair(out, "reason", text_get(&reason));
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
	p->lost = result.lost && !result.expected;
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
	losses_note(r->losses, index, p->lost ? LOSS_LOST :
	    p->unsupported ? LOSS_UNSUPPORTED : LOSS_NONE);
	return true;
}

size_t
parcel_size(const struct parcel *p)
{
	return p->text_len + p->brief_len + p->stale_len + p->absent_len +
	    p->recording_len;
}

/* Adds " key='command'", but where it is not the suite's own. */
static void
add_command(struct text *out, const char *key, const char *command,
    const char *own)
{
	if (command != NULL && strcmp(command, own) != 0)
		add_pair(out, key, command);
}

/* The line of an implementation; of the oracle, what it runs on too. */
static void
add_implementation(struct text *out, const char *word,
    const struct session *s, const char *note, const struct machine *like)
{
	struct text name = TEXT_INIT, unseen = TEXT_INIT;

	text_adds(out, word);
	text_addf(&name, "%s%s", s->name, note);
	add_pair(out, "name", text_get(&name));
	text_release(&name);
	add_pair(out, "build", s->on.build);
	if (like == NULL) {
		holder_add_unseen(&s->holder, &unseen);
		add_pair(out, "unseen", text_get(&unseen));
		text_release(&unseen);
	}
	add_pair(out, "said", s->said);
	if (like != NULL && machine_differs(&s->on, like)) {
		add_pair(out, "arch", s->on.arch);
		add_pair(out, "libc", s->on.libc);
		add_pair(out, "emulator", s->on.emulator);
	}
}

/*
 * The platform is the implementation's; the runner is told apart where it is
 * on something else.
 */
static void
add_platform(struct text *out, const struct runner *r)
{
	const struct machine *on = &r->iut.on;

	text_adds(out, "platform");
	add_pair(out, "name", r->config.platform);
	add_pair(out, "system", system_name());
	add_pair(out, "kernel", on->kernel);
	add_pair(out, "libc", on->libc);
	add_pair(out, "arch", on->arch);
	add_pair(out, "word", on->word);
	add_pair(out, "byteorder", on->byteorder);
	add_pair(out, "emulator", on->emulator);
	if (on->arch == NULL || strcmp(on->arch, system_arch()) != 0)
		add_pair(out, "runner_arch", system_arch());
	if (on->kernel == NULL || strcmp(on->kernel, system_release()) != 0)
		add_pair(out, "runner_kernel", system_release());
	add_pair(out, "abilities", on->abilities);
	add_command(out, "wrap", r->config.wrap, "");
	text_addc(out, '\n');
}

void
slot_tell_platform(struct runner *r, const struct instances *all,
    struct slot *slot)
{
	struct text out = TEXT_INIT;
	struct why why = WHY_INIT;

	*slot = (struct slot){ .parcel = { .index = all->len } };
	if (!runner_start(r, &why) || r->iut.name == NULL ||
	    r->oracle.name == NULL) {
		if (why.text[0] != '\0')
			text_addf(&out, "what it runs on is not told: %s\n",
			    why.text);
		slot->parcel.text_len = out.len;
		slot->text = text_detach(&out);
		return;
	}
	add_platform(&out, r);
	add_implementation(&out, "iut", &r->iut, "", NULL);
	if (r->config.serve == NULL)
		add_command(&out, "command", r->config.iut, CONFIG_IUT);
	text_addc(&out, '\n');
	add_implementation(&out, "oracle", &r->oracle,
	    recall_is_oracle(r) ? " (recorded)" : "", &r->iut.on);
	add_command(&out, "command", r->config.oracle, CONFIG_ORACLE);
	if (!recall_is_oracle(r))
		add_pair(&out, "not_compared", recall_obstacle(r));
	text_addc(&out, '\n');
	slot->parcel.text_len = out.len;
	slot->text = text_detach(&out);
}
