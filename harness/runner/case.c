/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/runner/case.h"
#include "harness/runner/workers.h"
#include "harness/world/clock.h"
#include "harness/world/processor.h"

void
tally_release(struct tally *t)
{
	text_release(&t->first);
	text_release(&t->absent);
}

static void
remember(struct text *t, const char *bytes, size_t len)
{
	if (t->len == 0)
		text_add(t, bytes, len);
}

struct counting {
	size_t planned;
	FILE *out;
	struct tally *tally;
};

/* Prints what came of an instance, or the platform's lines, and counts it. */
static void
count(void *arg, const struct slot *s)
{
	const struct counting *c = arg;
	struct tally *t = c->tally;
	FILE *out = c->out;
	const struct parcel *p = &s->parcel;
	const char *brief = s->text + p->text_len;
	const char *stale = brief + p->brief_len;

	fwrite(s->text, 1, p->text_len, out);
	if (p->index == c->planned)
		return;
	fwrite(stale, 1, p->stale_len, out);
	t->executed += p->executed;
	t->unsupported += p->unsupported;
	if (p->unsupported)
		remember(&t->absent, stale + p->stale_len, p->absent_len);
	if (!p->expected) {
		t->unexpected++;
		remember(&t->first, brief, p->brief_len);
	} else if (!p->conforms && !p->unsupported)
		t->known++;
	if (p->stale_len > 0) {
		t->unexpected++;
		remember(&t->first, stale, p->stale_len - 1);
	}
	if (out != stdout)
		fflush(out);
}

/* Writes the oracle's traces to RECORD/AREA.ROW, in the order of the axes. */
static void
record(const struct config *config, const struct instances *all,
    const struct slot *slots, struct tally *t)
{
	struct text path = TEXT_INIT;
	const struct parcel *p;
	FILE *out = NULL;
	bool ok;
	size_t i;

	if (config->record[0] == '\0')
		return;
	text_addf(&path, "%s/%s.%s", config->record, all->at[0].area->name,
	    all->at[0].row->name);
	out = fopen(text_get(&path), "w");
	ok = out != NULL;
	for (i = 0; ok && i < all->len; i++) {
		p = &slots[i].parcel;
		if (slots[i].text != NULL)
			ok = fwrite(slots[i].text + parcel_size(p) -
			    p->recording_len, 1, p->recording_len, out) ==
			    p->recording_len;
	}
	if (out != NULL && fclose(out) != 0)
		ok = false;
	if (!ok) {
		t->unexpected++;
		text_addf(&t->first, "cannot write '%s'", text_get(&path));
	}
	text_release(&path);
}

/* Why the row, or a part of it, was given up, and with how many instances. */
static void
tell_given_up(const struct losses *losses, size_t index, size_t instances,
    const struct slot *slots, FILE *out)
{
	struct text text = TEXT_INIT, reason = TEXT_INIT;
	const struct instance *i = &losses->all->at[index];
	const struct slot *s;

	text_adds(&reason, "given up: ");
	s = &slots[losses_tell(losses, index, &reason)];
	text_addf(&reason, ", the last of them %.*s", (int)s->parcel.brief_len,
	    s->text != NULL ? s->text + s->parcel.text_len : "");
	text_addf(&text, "not_run row=%s/%s clause=%s instances=%zu reason=",
	    i->area->name, i->row->name, i->row->clause, instances);
	value_format_str(text_get(&reason), reason.len, &text);
	fprintf(out, "%s\n", text_get(&text));
	text_release(&text);
	text_release(&reason);
}

/* A line for each part that was given up, at the first instance of it. */
static void
tell_not_run(const struct losses *losses, const struct slot *slots, FILE *out)
{
	size_t len = losses->all->len, i, n, alike;
	bool *told = calloc(len + 1, sizeof(*told));

	if (told == NULL)
		memory_ran_out();
	for (i = 0; i < len; i++) {
		if (told[i] || losses_of(losses, i) != LOSS_NOT_RUN)
			continue;
		alike = 0;
		for (n = i; n < len; n++)
			if (losses_are_alike(losses, i, n)) {
				told[n] = true;
				alike++;
			}
		tell_given_up(losses, i, alike, slots, out);
	}
	free(told);
}

/* Those whose worker died, and those that were not run. */
static void
count_lost(const struct instances *all, const struct losses *losses,
    const struct slot *slots, FILE *out, struct tally *t)
{
	char sentence[] = "a worker ended without a result";
	size_t i;

	for (i = 0; i < all->len; i++) {
		if (slots[i].text != NULL)
			continue;
		if (losses_of(losses, i) == LOSS_NOT_RUN) {
			t->not_run++;
			continue;
		}
		fprintf(out, "instance id='%s' clause=%s verdict=broken "
		    "departs=none expected=false reason='%s'\n",
		    all->at[i].id, all->at[i].row->clause, sentence);
		t->unexpected++;
		remember(&t->first, sentence, sizeof(sentence) - 1);
	}
}

/* Says what the group of known answers is, and that all of it was planned. */
static void
print_group(const struct config *config, const struct row *row,
    const struct instances *all, FILE *out, struct tally *t)
{
	const struct group *g = row->group;
	struct text text = TEXT_INIT;
	struct why why = WHY_INIT;
	size_t size = 0;

	if (g == NULL)
		return;
	if (g->count(row, &size, &why) && config->all_vectors && !g->errors &&
	    config->only == NULL && size != all->len) {
		t->unexpected++;
		text_addf(&t->first, "there are %zu vectors, and the row has "
		    "%zu", size, all->len);
	}
	text_adds(&text, "group name=");
	value_format_str(g->name, strlen(g->name), &text);
	text_adds(&text, " source=");
	value_format_str(g->source, strlen(g->source), &text);
	text_adds(&text, " licence=");
	value_format_str(g->licence, strlen(g->licence), &text);
	fprintf(out, "%s errors=%s vectors=%zu\n", text_get(&text),
	    g->errors ? "true" : "false", size);
	text_release(&text);
}

/*
 * How many there will be, of how many if they are chosen, and how their ids are
 * to be taken apart.
 */
static void
print_planned(const struct config *config, const struct row *row,
    const struct instances *all, FILE *out)
{
	const struct area *area = all->at[0].area;
	size_t n;

	fprintf(out, "planned instances=%zu", all->len);
	if (config->only != NULL)
		fprintf(out, " of=%zu", selection_count(NULL, area, row));
	fprintf(out, " clause=%s row='%s/%s'", row->clause, area->name,
	    row->name);
	for (n = 0; n < all->at[0].axes_len; n++)
		fprintf(out, "%s%s", n == 0 ? " axes='" : ",",
		    all->at[0].names[n]);
	fprintf(out, "%s\n", n > 0 ? "'" : "");
	fflush(out);
}

void
case_run(const struct config *config, const struct area *area,
    const struct row *row, FILE *out, struct tally *t)
{
	struct instances all = INSTANCES_INIT;
	struct config of_row = *config;
	struct runner runner;
	struct why why = WHY_INIT;
	struct losses losses;
	struct slot *slots;
	struct counting counting = { 0, out, t };
	struct text spent = TEXT_INIT;
	size_t i;

	/* An area's first row sees to it that all of the ledger is right. */
	of_row.clause = row != area->rows ? row->clause : NULL;
	phase_turn(PHASE_JUDGING, clock_now_ns());
	if (!runner_init(&runner, &of_row, &why)) {
		t->unexpected++;
		text_adds(&t->first, why.text);
		return;
	}
	ledger_keep_clause(&runner.ledger, row->clause);
	phase_turn(PHASE_REST, clock_now_ns());
	instances_widen(config->all_vectors);
	instances_add_row(&all, area, row);
	selection_keep(config->only, &all);
	losses_init(&losses, &all);
	runner.losses = &losses;
	runner.iut.pace.spun = runner.oracle.pace.spun = losses_spun(&losses);
	slots = calloc(all.len + 1, sizeof(*slots));
	if (slots == NULL)
		memory_ran_out();
	print_planned(config, row, &all, out);
	t->planned = counting.planned = all.len;
	print_group(config, row, &all, out, t);
	if (row->waits)
		workers_run(&runner, &all, slots, count, &counting);
	else {
		processor_keep(-1);
		clock_control_start();
		slot_tell_platform(&runner, &all, &slots[all.len]);
		if (slots[all.len].text != NULL)
			count(&counting, &slots[all.len]);
		for (i = 0; i < all.len; i++)
			if (slot_run_unless_lost(&runner, &all, i, &slots[i]))
				count(&counting, &slots[i]);
	}
	count_lost(&all, &losses, slots, out, t);
	tell_not_run(&losses, slots, out);
	record(config, &all, slots, t);
	phase_turn(PHASE_STARTING, clock_now_ns());
	runner_release(&runner);
	phase_format(&spent);
	fprintf(out, "done instances=%zu executed=%zu%s\n",
	    all.len - t->not_run, t->executed, text_get(&spent));
	text_release(&spent);
	for (i = 0; i <= all.len; i++)
		free(slots[i].text);
	free(slots);
	losses_release(&losses);
	instances_release(&all);
}
